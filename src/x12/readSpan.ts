/** A loop that went by as text, read now. */

import type { Issue } from '../outcome.ts';
import type { LoopSite } from './handOut.ts';
import type { LoopInstance } from './path.ts';
import { quickLoopOf } from './quickLoop.ts';
import { type LoopReading, Placed, type Step } from './reading.ts';
import type { AnyGuide } from './schema.ts';
import type { Segment } from './segment.ts';
import type { Span } from './span.ts';
import { Walk } from './walk.ts';

/** Reads a span as the set it stood in would have been read. */
export function readSpan(guide: AnyGuide, site: LoopSite, span: Span): LoopReading {
  const { of } = site.place.use;
  const value = of.is === 'loop' ? quickLoopOf(of).read(span) : undefined;
  return value === undefined ? Walk.loop(guide, site, span) : new InOrder(site, span, value);
}

const NOTHING: readonly never[] = [];

/** A loop in order: where its segments stand is found out when somebody asks. */
class InOrder implements LoopReading {
  readonly value: unknown;
  readonly #site: LoopSite;
  readonly #span: Span;
  #segments: readonly Segment[] | undefined;
  #steps: readonly Step[] | undefined;

  constructor(site: LoopSite, span: Span, value: unknown) {
    this.#site = site;
    this.#span = span;
    this.value = value;
  }

  get clean(): boolean {
    return true;
  }
  get issues(): readonly Issue[] {
    return NOTHING;
  }
  get unread(): readonly Segment[] {
    return NOTHING;
  }
  get parent(): LoopInstance {
    const parent = this.#site.around.at(-1)?.instance;
    if (parent === undefined) throw new Error('a loop stands in another');
    return parent;
  }
  get number(): number {
    return this.#site.number;
  }
  get segments(): readonly Segment[] {
    this.#segments ??= this.#span.segments();
    return this.#segments;
  }
  get steps(): readonly Step[] {
    this.#steps ??= stepsOf(this.#site, this.#span);
    return this.#steps;
  }
}

function stepsOf({ place: { use }, ordinal, around }: LoopSite, span: Span): readonly Step[] {
  if (use.of.is !== 'loop') throw new Error('a span is one loop');
  const loop: LoopInstance = {
    id: use.of.id,
    ordinal,
    numbered: use.arity === 'many',
    parent: around.at(-1)?.instance,
  };
  let line = { ...loop, ordinal: 0, numbered: true, parent: loop };
  return quickLoopOf(use.of)
    .places(span)
    .map((placed, segment) => {
      if (placed.opensLine) line = { ...line, id: placed.line?.id ?? '', ordinal: line.ordinal + 1 };
      return new Placed(segment, placed.spec, placed.line === undefined ? loop : line);
    });
}
