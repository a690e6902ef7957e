/**
 * Transaction sets whose values are in order, written fast: byte by byte into one buffer that is used again, by a plan
 * made once per guide. It says nothing about what is wrong: at the first doubt it gives up, and `write`, which can
 * tell, writes the set from the start. So both give the same text, or only one of them gives any.
 */

import { Gathered } from './gathered.ts';
import { type LoopPlan, type PlacePlan, planOf } from './guidePlan.ts';
import { QuickSegments, type Standing, type Wire } from './quickSegment.ts';
import { checkRules } from './rules.ts';
import type { AnyGuide } from './schema.ts';
import type { TextBuffer } from './textBuffer.ts';
import { isSetControl } from './write.ts';
import { isRecord, isThere, type Value } from './writeSegment.ts';

/** Writes transaction sets into a buffer, one after another. */
export class QuickWriter {
  readonly #out: TextBuffer;
  readonly #segments: QuickSegments;
  readonly #separator: string;
  readonly #waiting = new Gathered<PlacePlan>();
  #tree = { levels: 0 };

  constructor(out: TextBuffer, wire: Wire) {
    this.#out = out;
    this.#segments = new QuickSegments(out, wire);
    this.#separator = wire.delimiters.element;
  }

  /** A segment of the envelope, which needs no look. */
  line(text: string): void {
    this.#segments.line(text);
  }

  /** ST to SE. False in doubt; what was written until then is taken back. */
  set(guide: AnyGuide, value: unknown, control: string, version: string): boolean {
    const { length } = this.#out;
    const separator = this.#separator;
    this.#segments.count = 0;
    this.#waiting.top = 0;
    this.#tree = { levels: 0 };
    this.line(`ST${separator}${guide.set}${separator}${control}${guide.versionInST ? separator + version : ''}`);
    if (isSetControl(control) && isRecord(value) && this.#loop(planOf(guide), value, 1, 0)) {
      this.line(`SE${separator}${this.#segments.count + 1}${separator}${control}`);
      return true;
    }
    this.#out.length = length;
    return false;
  }

  #loop(plan: LoopPlan, value: Value, ordinal: number, parentLevel: number): boolean {
    if (plan.rules.length > 0 && checkRules(plan.rules, (key) => isThere(value[key])).length > 0) return false;
    let hasLevels = false;
    for (const key of plan.levels) hasLevels ||= isThere(value[key]);
    const standing: Standing = { ordinal, level: parentLevel, parentLevel, hasLevels, tree: this.#tree };
    const waiting = this.#waiting;
    const base = waiting.top;
    if (!waiting.add(plan.places, value)) {
      // Keys that nobody knows are not written; what is missing is noticed at its place.
      waiting.top = base;
      waiting.addWhatIsThere(plan.places, value);
    }
    const { top } = waiting;
    for (let n = base; n < top; n++) {
      const place = waiting.places[n];
      if (place === undefined || !this.#place(place, waiting.items[n], standing)) return false;
    }
    waiting.top = base;
    return true;
  }

  #place(place: PlacePlan, item: unknown, standing: Standing): boolean {
    if (place.silent) return place.segment !== undefined && this.#segments.write(place.segment, nothing, standing);
    if (!place.many) return this.#one(place, item, 1, standing);
    if (!Array.isArray(item) || item.length > place.max) return false;
    for (let n = 0; n < item.length; n++) if (!this.#one(place, item[n], n + 1, standing)) return false;
    return item.length > 0 || !place.required;
  }

  #one({ segment, loop }: PlacePlan, item: unknown, ordinal: number, standing: Standing): boolean {
    if (!isRecord(item)) return false;
    if (segment !== undefined) return this.#segments.write(segment, item, standing);
    return loop !== undefined && this.#loop(loop, item, ordinal, standing.level);
  }
}

const nothing: Value = {};
