/**
 * Transaction sets whose values are in order, written fast: byte by byte into one buffer that is used again, by a plan
 * made once per guide. It says nothing about what is wrong: at the first doubt it gives up, and `write`, which can
 * tell, writes the set from the start. So both give the same text, or only one of them gives any.
 */

import { QuickSegments, type Standing, type Wire } from './quickSegment.ts';
import { checkRules } from './rules.ts';
import type { AnyGuide } from './schema.ts';
import type { TextBuffer } from './textBuffer.ts';
import { isSetControl } from './write.ts';
import { type LoopPlan, type PlacePlan, planOf } from './writePlan.ts';
import { isRecord, isThere, type Value } from './writeSegment.ts';

/** Writes transaction sets into a buffer, one after another. */
export class QuickWriter {
  readonly #out: TextBuffer;
  readonly #segments: QuickSegments;
  readonly #separator: string;
  /** Places that wait to be written, with what the value has for them: those of a loop stand above those of its parent. */
  readonly #places: PlacePlan[] = [];
  readonly #items: unknown[] = [];
  #top = 0;
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
    this.#top = 0;
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
    const base = this.#top;
    if (!this.#gather(plan, value)) this.#gatherByPlace(plan, value, base);
    const top = this.#top;
    for (let n = base; n < top; n++) {
      const place = this.#places[n];
      if (place === undefined || !this.#place(place, this.#items[n], standing)) return false;
    }
    this.#top = base;
    return true;
  }

  /** What the value has for each place, when its keys stand in the order of the guide; false when they do not. */
  #gather({ places }: LoopPlan, value: Value): boolean {
    let next = 0;
    for (const key in value) {
      const item = value[key];
      if (item === undefined) continue;
      let place = places[next];
      while (place !== undefined && place.key !== key) {
        if (place.required && !this.#wait(place)) return false;
        place = places[++next];
      }
      if (place === undefined || place.silent) return false;
      this.#push(place, item);
      next += 1;
    }
    for (; next < places.length; next++) {
      const place = places[next];
      if (place?.required === true && !this.#wait(place)) return false;
    }
    return true;
  }

  /** A required place that the value has nothing for: only a silent one may be written. */
  #wait(place: PlacePlan): boolean {
    if (place.silent) this.#push(place, undefined);
    return place.silent;
  }

  /** The same for keys in any order. */
  #gatherByPlace({ places }: LoopPlan, value: Value, base: number): void {
    this.#top = base;
    for (const place of places) {
      const item = place.silent ? undefined : value[place.key];
      if (item !== undefined || place.required) this.#push(place, item);
    }
  }

  #push(place: PlacePlan, item: unknown): void {
    this.#places[this.#top] = place;
    this.#items[this.#top] = item;
    this.#top += 1;
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
