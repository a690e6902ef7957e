/**
 * Reads a text of ours as a receiver would and holds it against what it was made of, without building what a reader
 * builds: places are found in the text by the rules of `findPlace`, cells are read at their separators, types, syntax
 * notes, repeats, requirements, levels and counts are checked, and nothing of the value may be left over. Yes means
 * that `read` would give this value without an error; no only means that somebody has to look.
 */

import { COMPONENT, DATA, ELEMENT, TERMINATOR } from './characters.ts';
import type { Delimiters } from './delimiters.ts';
import { type FarSign, type FoundLoop, type FoundPlace, findPlanOf } from './findPlan.ts';
import { Gathered } from './gathered.ts';
import type { SegmentPlan } from './guidePlan.ts';
import { QuickCells } from './quickCells.ts';
import { checkRules } from './rules.ts';
import type { AnyGuide } from './schema.ts';
import { isRecord, isThere, type Value } from './writeSegment.ts';

/** A loop that is being read: what its value has stands from `next` to `end` of what was gathered. */
interface Open {
  readonly plan: FoundLoop;
  readonly base: number;
  next: number;
  readonly end: number;
  band: number;
  /** 1-based number of the loop among its kind. */
  readonly ordinal: number;
  /** HL01 of this level or of the nearest one above. */
  level: string;
  readonly parentLevel: string;
  readonly hasLevels: boolean;
}

/** The code of no element: longer than four characters. */
const NONE = -2;
const LF = 0x0a;
const CR = 0x0d;

export class QuickReadBack {
  readonly #bytes: Uint8Array;
  readonly #classes: Uint8Array;
  readonly #cells: QuickCells;
  readonly #separator: string;
  readonly #terminator: string;
  readonly #component: string;
  readonly #open: Open[] = [];
  readonly #wanted = new Gathered<FoundPlace>();
  #levels = 0;
  /** Code and end of the first element (or of its first component) of the segment under way. */
  #lead = 0;
  #leadEnd = 0;

  constructor(bytes: Uint8Array, { element, component, terminator }: Delimiters, classes: Uint8Array) {
    this.#component = component;
    this.#bytes = bytes;
    this.#classes = classes;
    this.#cells = new QuickCells(bytes, classes);
    this.#separator = element;
    this.#terminator = terminator;
  }

  /** Passes over what has been read already. */
  skip(count: number): void {
    this.#cells.at += count;
  }

  /** A segment that must stand here, to the last character. */
  line(elements: readonly (string | number)[]): boolean {
    const wanted = elements.join(this.#separator) + this.#terminator;
    this.#skipLineEnds();
    const start = this.#cells.at;
    for (let n = 0; n < wanted.length; n++) if (this.#bytes[start + n] !== wanted.charCodeAt(n)) return false;
    this.#cells.at = start + wanted.length;
    return true;
  }

  /** Whether nothing follows. */
  isAtEnd(): boolean {
    this.#skipLineEnds();
    return this.#cells.at === this.#bytes.length;
  }

  /** ST to SE. */
  set(guide: AnyGuide, value: unknown, control: string, version: string): boolean {
    if (!this.line(['ST', guide.set, control, ...(guide.versionInST ? [version] : [])])) return false;
    this.#levels = 0;
    this.#open.length = 0;
    this.#wanted.top = 0;
    if (!this.#enter(findPlanOf(guide), value, 1, '')) return false;
    let count = 1;
    for (;;) {
      this.#skipLineEnds();
      if (this.#startsTrailer()) break;
      if (!this.#segment()) return false;
      count += 1;
    }
    return this.#closeTo(-1) && this.line(['SE', count + 1, control]);
  }

  #skipLineEnds(): void {
    const cells = this.#cells;
    for (;;) {
      const unit = this.#bytes[cells.at];
      if (unit !== LF && unit !== CR) return;
      cells.at += 1;
    }
  }

  #startsTrailer(): boolean {
    const { at } = this.#cells;
    const bytes = this.#bytes;
    return (
      (bytes[at] as number) === 0x53 &&
      (bytes[at + 1] as number) === 0x45 &&
      this.#classes[bytes[at + 2] as number] === ELEMENT
    );
  }

  #segment(): boolean {
    const bytes = this.#bytes;
    const classes = this.#classes;
    let { at } = this.#cells;
    let id = 0;
    for (let unit = bytes[at] as number; classes[unit] === DATA; unit = bytes[++at] as number) id = (id << 7) | unit;
    if (at - this.#cells.at > 3 || classes[bytes[at] as number] !== ELEMENT) return false;
    let lead = 0;
    let end = at + 1;
    for (let unit = bytes[end] as number; classes[unit] === DATA && end < at + 6; unit = bytes[++end] as number)
      lead = (lead << 7) | unit;
    this.#lead = end > at + 5 ? NONE : lead;
    this.#leadEnd = end;
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const loop = this.#open[depth];
      const places = loop?.plan.byId.get(id);
      if (loop === undefined || places === undefined) continue;
      for (const place of places) {
        if (place.band < loop.band || !this.#fits(place) || this.#countOf(loop, place) >= place.max) continue;
        if (place.opensLevel && !this.#agrees({ element: 2, component: undefined, allowed: [loop.level] })) continue;
        if (!this.#closeTo(depth)) return false;
        loop.band = place.band;
        return this.#fill(loop, place);
      }
    }
    return false;
  }

  /** Whether every sign of a place agrees with the segment under way. */
  #fits({ leads, leadIsComponent, signs }: FoundPlace): boolean {
    if (leads !== undefined) {
      if (!leads.includes(this.#lead)) return false;
      if (!leadIsComponent && this.#classes[this.#bytes[this.#leadEnd] as number] === COMPONENT) return false;
    }
    for (const sign of signs) if (!this.#agrees(sign)) return false;
    return true;
  }

  #agrees({ element, component, allowed }: FarSign): boolean {
    const bytes = this.#bytes;
    const classes = this.#classes;
    let { at } = this.#cells;
    for (let passed = 0; passed < element; at++) {
      const kind = classes[bytes[at] as number];
      if (kind === TERMINATOR || kind === undefined) return allowed.includes('');
      if (kind === ELEMENT) passed += 1;
    }
    let end = at;
    while (classes[bytes[end] as number] === DATA || classes[bytes[end] as number] === COMPONENT) end += 1;
    const cell = String.fromCharCode(...bytes.subarray(at, end));
    return allowed.includes(component === undefined ? cell : (cell.split(this.#component)[component - 1] ?? ''));
  }

  #fill(loop: Open, place: FoundPlace): boolean {
    const { places, items, counts } = this.#wanted;
    for (; loop.next < loop.end && places[loop.next] !== place; loop.next++)
      if (!this.#isComplete(loop.next)) return false;
    if (loop.next === loop.end) return false;
    const count = (counts[loop.next] ?? 0) + 1;
    counts[loop.next] = count;
    const held = items[loop.next];
    const item = place.silent ? nothing : place.many ? (Array.isArray(held) ? held[count - 1] : undefined) : held;
    if (!isRecord(item) || (count > 1 && !place.many)) return false;
    if (place.segment !== undefined) return this.#read(place.segment, item, loop, place.opensLevel);
    const first = place.loop?.places.list[0];
    if (place.loop === undefined || first === undefined || !this.#enter(place.loop, item, count, loop.level))
      return false;
    const inner = this.#open.at(-1);
    return inner !== undefined && this.#fill(inner, first);
  }

  #read(plan: SegmentPlan, value: Value, loop: Open, opensLevel: boolean): boolean {
    if (opensLevel) {
      this.#levels += 1;
      loop.level = String(this.#levels);
    }
    return this.#cells.segment(plan, value, loop);
  }

  #enter(plan: FoundLoop, value: unknown, ordinal: number, level: string): boolean {
    const base = this.#wanted.top;
    if (!isRecord(value) || !this.#wanted.add(plan.places, value)) return false;
    if (plan.rules.length > 0 && checkRules(plan.rules, (key) => isThere(value[key])).length > 0) return false;
    const hasLevels = plan.levels.some(({ key }) => isThere(value[key]));
    const end = this.#wanted.top;
    this.#open.push({ plan, base, next: base, end, band: 0, ordinal, level, parentLevel: level, hasLevels });
    return true;
  }

  /** Ends the loops inside of the one at `depth`; nothing of their values may be left over. */
  #closeTo(depth: number): boolean {
    while (this.#open.length > depth + 1) {
      const loop = this.#open.pop();
      if (loop === undefined) return false;
      for (let n = loop.next; n < loop.end; n++) if (!this.#isComplete(n)) return false;
      this.#wanted.top = loop.base;
    }
    return true;
  }

  #isComplete(n: number): boolean {
    const { places, items, counts } = this.#wanted;
    const item = items[n];
    const wanted = places[n]?.many === true && Array.isArray(item) ? item.length : 1;
    return counts[n] === wanted;
  }

  /** How often a place of an open loop was found. */
  #countOf(loop: Open, place: FoundPlace): number {
    const { places, counts } = this.#wanted;
    for (let n = loop.next; n >= loop.base; n--) if (places[n] === place) return counts[n] ?? 0;
    return 0;
  }
}

const nothing: Value = {};
