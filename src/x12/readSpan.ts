/** A loop that went by as text, read now. */

import type { Issue } from '../outcome.ts';
import type { LoopSite } from './handOut.ts';
import type { LoopInstance } from './path.ts';
import { quickLoopOf } from './quickLoop.ts';
import type { LoopReading, Step } from './reading.ts';
import type { AnyGuide } from './schema.ts';
import type { Segment } from './segment.ts';
import type { Span } from './span.ts';
import { Walk } from './walk.ts';

/** Reads a span as the set it stood in would have been read. */
export function readSpan(guide: AnyGuide, site: LoopSite, span: Span): LoopReading {
  const { of } = site.place.use;
  const value = of.is === 'loop' ? quickLoopOf(of)(span) : undefined;
  return value === undefined ? Walk.loop(guide, site, span) : new InOrder(guide, site, span, value);
}

const NOTHING: readonly never[] = [];

/** A loop in order: where its segments stand is found out when somebody asks. */
class InOrder implements LoopReading {
  readonly value: unknown;
  readonly #guide: AnyGuide;
  readonly #site: LoopSite;
  readonly #span: Span;
  #walked: LoopReading | undefined;

  constructor(guide: AnyGuide, site: LoopSite, span: Span, value: unknown) {
    this.#guide = guide;
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
    return this.#site.around.at(-1)?.instance ?? this.#walk().parent;
  }
  get number(): number {
    return this.#site.number;
  }
  get segments(): readonly Segment[] {
    return this.#walk().segments;
  }
  get steps(): readonly Step[] {
    return this.#walk().steps;
  }

  #walk(): LoopReading {
    this.#walked ??= Walk.loop(this.#guide, this.#site, this.#span);
    return this.#walked;
  }
}
