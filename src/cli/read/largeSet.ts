/**
 * A transaction set too large to be held, of claims, statuses or acknowledgements: a first pass checks it and forgets it;
 * what is shown of it is then read from the file again, claim by claim.
 */

import type { Issue } from '../../outcome.ts';
import type { SetHeader, TransactionSet } from '../../x12/envelope.ts';
import type { SetSink } from '../../x12/envelopeReader.ts';
import { readPassing } from '../../x12/read.ts';
import { guideOf, noGuide } from '../../x12/readTransaction.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import type { Segment } from '../../x12/segment.ts';
import type { Walk } from '../../x12/walk.ts';
import { passingLoops } from '../passingLoops.ts';
import { type Again, type Extent, endOf, setAgain } from './again.ts';
import { type Items, itemsOf } from './largeItems.ts';
import type { Summary } from './transaction.ts';
import { ValueText } from './valueText.ts';

export interface LargeSet {
  readonly guide: AnyGuide;
  readonly segments: number;
  readonly issues: readonly Issue[];
  /** Its list is empty here. */
  readonly summary: Summary;
  /** The JSON of the value by guide, in pieces. */
  value(): AsyncIterable<string>;
  /** The items of that list in their order, each as a summary of one. */
  items(): AsyncIterable<Summary>;
}
/** A set without a guide: only its segments were counted. */
export interface Uncovered {
  readonly segments: number;
  readonly issues: readonly Issue[];
}

/** Holds the segments of a set as long as they are few; a larger one goes by, where what is shown of it is a list. */
export class LargeSetSink implements SetSink {
  readonly #header: SetHeader;
  #most: number;
  #held: Segment[] | undefined = [];
  #extent: Extent | undefined;
  #guide: AnyGuide | undefined;
  #walk: Walk | undefined;

  /** @param most segments that are held */
  constructor(header: SetHeader, most: number) {
    this.#header = header;
    this.#most = Math.max(most, 2);
  }

  /** All segments of a set that is held. */
  get segments(): readonly Segment[] | undefined {
    return this.#held;
  }

  segment(segment: Segment): void {
    const { st, count } = this.#extent ?? { st: segment, count: 0 };
    this.#extent = { st, count: count + 1, to: endOf(segment) };
    if (this.#held === undefined) this.#walk?.push(segment);
    else this.#held.push(segment);
    if (count >= this.#most) this.#letGo();
  }

  /** What a large set comes to: a set as a whole where it cannot be shown as it comes. */
  async end(frame: readonly Issue[], again: Again): Promise<LargeSet | Uncovered | TransactionSet> {
    const [header, extent, guide, walk] = [this.#header, this.#extent, this.#guide, this.#walk];
    if (extent === undefined || this.#held !== undefined) throw new Error('a small set is read as a whole');
    const segments = () => setAgain(again, header.group.interchange.offset, extent);
    if (guide === undefined || walk === undefined)
      return { segments: extent.count, issues: [...frame, noGuide(header, extent.st.offset)] };
    const reading = walk.end();
    if (walk.isMixed) return { ...header, segments: await allOf(segments()), issues: frame };
    const items = itemsOf(guide, reading);
    return {
      guide,
      segments: extent.count,
      issues: [...frame, ...reading.issues],
      summary: items.summary,
      value: () => valueText(guide, segments()),
      items: () => listOf(guide, items, segments()),
    };
  }

  #letGo(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#guide = guideOf(this.#header, held[1]);
    if (this.#guide !== undefined && !isListed(this.#guide)) {
      this.#most = Infinity;
      return;
    }
    this.#held = undefined;
    if (this.#guide === undefined) return;
    this.#walk = readPassing(this.#guide, { loops: passingLoops(this.#guide) });
    for (const segment of held) this.#walk.push(segment);
  }
}

async function allOf(portions: AsyncIterable<readonly Segment[]>): Promise<readonly Segment[]> {
  const all: Segment[] = [];
  for await (const segments of portions) for (const segment of segments) all.push(segment);
  return all;
}

/** What is shown of a 278 is no list: it asks about one patient, and is held. */
const isListed = ({ set }: AnyGuide): boolean => set !== '278';

async function* valueText(guide: AnyGuide, portions: AsyncIterable<readonly Segment[]>): AsyncGenerator<string> {
  const text = new ValueText(passingLoops(guide));
  const walk = readPassing(guide, text);
  for await (const segments of portions) {
    for (const segment of segments) walk.push(segment);
    yield text.take();
  }
  text.end(walk.end().value);
  yield text.take();
}

async function* listOf(
  guide: AnyGuide,
  items: Items,
  portions: AsyncIterable<readonly Segment[]>,
): AsyncGenerator<Summary> {
  let found: Summary[] = [];
  const closed = items.collect((item) => found.push(item));
  const walk = readPassing(guide, { loops: passingLoops(guide), closed });
  for await (const segments of portions) {
    for (const segment of segments) walk.push(segment);
    const given = found;
    found = [];
    yield* given;
  }
  walk.end();
  yield* found;
}
