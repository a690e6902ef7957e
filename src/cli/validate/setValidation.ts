/** A transaction set that is validated while it goes by: nothing of it is kept but what is wrong, and its first segments. */

import type { Issue } from '../../outcome.ts';
import type { Payer } from '../../rules/parse.ts';
import type { SetHeader } from '../../x12/envelope.ts';
import type { SetSink } from '../../x12/envelopeReader.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import type { Passing } from '../../x12/passing.ts';
import { readPassing } from '../../x12/read.ts';
import { Placed as PlacedStep } from '../../x12/reading.ts';
import { guideOf, noGuide } from '../../x12/readTransaction.ts';
import type { AnyGuide, Fields, SegmentSpec } from '../../x12/schema.ts';
import type { Segment } from '../../x12/segment.ts';
import type { Walk } from '../../x12/walk.ts';
import { passingLoops } from '../passingLoops.ts';
import { type Extent, endOf } from '../read/again.ts';
import { type Counts, FirstIssues } from './firstIssues.ts';
import { narrowedFor, overlayIssues } from './payerChecks.ts';
import { RemittanceSums } from './remittanceSums.ts';
import { SetChecks } from './setChecks.ts';

/** A segment, and what the guide has in its place. */
export interface Seen {
  readonly segment: Segment;
  spec: SegmentSpec<Fields> | undefined;
}
export interface Verdict extends Extent {
  readonly guide: AnyGuide | undefined;
  /** In the order of the message. */
  readonly issues: readonly Issue[];
  /** How many more there are. */
  readonly unlisted: Counts;
  /** IK501. */
  readonly status: 'A' | 'E' | 'R';
  readonly balanced: boolean | undefined;
  /** All of its segments; undefined where there are too many to be held. */
  readonly held: readonly Seen[] | undefined;
}

export class SetValidation implements SetSink {
  readonly #header: SetHeader;
  readonly #payer: Payer | undefined;
  readonly #most: number;
  #st: Segment | undefined;
  #to = 0;
  #count = 0;
  #held: Seen[] | undefined = [];
  #course: GuideCourse | undefined;
  #guide: AnyGuide | undefined;

  /** @param most segments that are held */
  constructor(header: SetHeader, payer: Payer | undefined, most: number) {
    this.#header = header;
    this.#payer = payer;
    this.#most = most;
  }

  segment(segment: Segment): void {
    this.#count += 1;
    this.#to = endOf(segment);
    if (this.#count > this.#most) this.#held = undefined;
    else this.#held?.push({ segment, spec: undefined });
    // The second segment may decide which guide it is.
    if (this.#st === undefined) this.#st = segment;
    else {
      if (this.#count === 2) this.#begin(segment);
      this.#course?.segment(segment);
    }
  }

  /** @param frame the issues of its ST and SE */
  end(frame: readonly Issue[]): Verdict {
    const st = this.#st;
    if (st === undefined) throw new Error('a set begins with its ST');
    if (this.#count === 1) this.#begin(undefined);
    const found = new FirstIssues();
    const ended = this.#course?.end(frame);
    found.take(ended?.issues ?? [...frame, noGuide(this.#header, st.offset)]);
    const issues = found.first();
    const unlisted = sumOf([found.unlisted, ...(ended?.unlisted ?? [])]);
    const isWrong = unlisted.error > 0 || issues.some(({ severity }) => severity === 'error');
    const status = isWrong ? 'R' : issues.length > 0 ? 'E' : 'A';
    const extent = { st, to: this.#to, count: this.#count };
    return { ...extent, guide: this.#guide, issues, unlisted, status, balanced: ended?.balanced, held: this.#held };
  }

  #begin(heading: Segment | undefined): void {
    this.#guide = guideOf(this.#header, heading);
    if (this.#guide === undefined || this.#st === undefined) return;
    this.#course = new GuideCourse(this.#guide, this.#payer, (spec, number) => {
      const seen = this.#held?.[number - 1];
      if (seen !== undefined) seen.spec = spec;
    });
    this.#course.segment(this.#st);
  }
}

interface Ended {
  readonly issues: readonly Issue[];
  readonly unlisted: readonly Counts[];
  readonly balanced: boolean | undefined;
}

/** All checks of one set by its guide, and by the narrower one of a payer. */
class GuideCourse implements Passing {
  readonly loops: ReadonlySet<string>;
  readonly #guide: AnyGuide;
  readonly #payer: Payer | undefined;
  readonly #placed: (spec: SegmentSpec<Fields>, number: number) => void;
  readonly #walk: Walk;
  readonly #narrowed: Walk | undefined;
  readonly #checks: SetChecks;
  readonly #sums: RemittanceSums | undefined;
  readonly #found = new FirstIssues();

  constructor(guide: AnyGuide, payer: Payer | undefined, placed: (spec: SegmentSpec<Fields>, number: number) => void) {
    this.loops = passingLoops(guide);
    this.#guide = guide;
    this.#payer = payer;
    this.#placed = placed;
    this.#walk = readPassing(guide, this);
    const narrowed = payer === undefined ? undefined : narrowedFor(payer, guide);
    this.#narrowed = narrowed === undefined ? undefined : readPassing(narrowed, { loops: this.loops });
    this.#checks = new SetChecks(guide, payer);
    this.#sums = guide === remittance835 ? new RemittanceSums() : undefined;
  }

  segment(segment: Segment): void {
    this.#walk.push(segment);
    this.#narrowed?.push(segment);
  }

  placed: Passing['placed'] = (spec, loop, segment, number) => {
    const step = new PlacedStep(number - 1, spec, loop);
    this.#placed(spec, number);
    this.#sums?.placed({ segment, step, number });
    this.#checks.take(step, segment, number);
    if (this.#checks.hasFound) this.#found.take(this.#checks.drain());
  };
  unread: Passing['unread'] = (segment) => this.#sums?.unread(segment);
  closed: Passing['closed'] = (loop) => this.#sums?.closed(loop);

  end(frame: readonly Issue[]): Ended {
    const { issues, value } = this.#walk.end();
    const told = [...frame, ...issues];
    const sums = this.#sums?.end(value, frame);
    this.#found.take(this.#checks.end());
    const narrowed = this.#narrowed?.end().issues ?? [];
    const payer = this.#payer === undefined ? [] : overlayIssues(this.#payer, this.#guide, narrowed, told);
    return {
      issues: [...told, ...(sums?.issues ?? []), ...notTold(this.#found.first(), told), ...payer],
      unlisted: [this.#found.unlisted, ...(sums === undefined ? [] : [sums.unlisted])],
      balanced: sums?.balanced,
    };
  }
}

/** What is wrong with the form of an element is told once: rules about what it means say nothing more. */
function notTold(found: readonly Issue[], told: readonly Issue[]): readonly Issue[] {
  if (found.length === 0 || told.length === 0) return found;
  const places = new Set(told.map(({ segment, ref }) => (ref === undefined ? '' : `${segment} ${ref}`)));
  return found.filter(({ segment, ref }) => ref === undefined || !places.has(`${segment} ${ref}`));
}

const sumOf = (counts: readonly Counts[]): Counts => ({
  error: counts.reduce((sum, { error }) => sum + error, 0),
  warning: counts.reduce((sum, { warning }) => sum + warning, 0),
});
