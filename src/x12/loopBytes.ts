/** What the code of `loopCode.ts` is made of: looks at the bytes of one loop, and says no where there is any doubt. */

import { isTime } from './check.ts';
import type { Delimiters } from './delimiters.ts';

/** Kinds of bytes. Doubt: control characters, what lies beyond ASCII, the separator of repetitions. */
const PLAIN = 0;
const ELEMENT = 1;
const TERMINATOR = 2;
const COMPONENT = 3;
const DOUBT = 4;
/** More elements than this has no segment; a mask of bits must hold them. */
const MOST_ELEMENTS = 30;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

const kindsBy = new WeakMap<Delimiters, Uint8Array>();
/** The kind of each byte, for the separators of an interchange. */
export function kindsOf(delimiters: Delimiters): Uint8Array {
  const known = kindsBy.get(delimiters);
  if (known !== undefined) return known;
  const kinds = new Uint8Array(256).fill(DOUBT);
  kinds.fill(PLAIN, 0x20, 0x7f);
  const { element, component, repetition, terminator } = delimiters;
  if (repetition !== undefined) kinds[repetition.charCodeAt(0)] = DOUBT;
  kinds[component.charCodeAt(0)] = COMPONENT;
  kinds[element.charCodeAt(0)] = ELEMENT;
  kinds[terminator.charCodeAt(0)] = TERMINATOR;
  kindsBy.set(delimiters, kinds);
  return kinds;
}

/**
 * Notes in `cuts` where the elements of the segment at `at` begin: element n at cuts[n], up to cuts[n + 1] - 1. Bit n
 * of cuts[0] tells that element n has components. Gives the number of elements; -1 in doubt. A terminator must come.
 */
export function split(bytes: Uint8Array, start: number, cuts: Int32Array, kinds: Uint8Array): number {
  let count = 0;
  let composite = 0;
  for (let at = start; ; at++) {
    const kind = kinds[bytes[at] as number] as number;
    if (kind === PLAIN) continue;
    if (kind === COMPONENT) composite |= 1 << count;
    else if (kind === DOUBT || count >= MOST_ELEMENTS) return -1;
    else {
      count += 1;
      cuts[count] = at + 1;
      if (kind === TERMINATOR) {
        cuts[0] = composite;
        return count - 1;
      }
    }
  }
}

/** Notes in `parts` where the components of an element begin, as `split` does. Gives their number; -1 in doubt. */
export function splitComponents(
  bytes: Uint8Array,
  start: number,
  end: number,
  parts: Int32Array,
  kinds: Uint8Array,
): number {
  let count = 1;
  parts[1] = start;
  for (let at = start; at < end; at++)
    if (kinds[bytes[at] as number] === COMPONENT) {
      count += 1;
      if (count > MOST_ELEMENTS) return -1;
      parts[count] = at + 1;
    }
  parts[count + 1] = end + 1;
  return parts[count] === end ? -1 : count;
}

/** The three characters of an id, or of anything that short, as one number; 0 for something longer. */
export function packed(bytes: Uint8Array, start: number, end: number): number {
  switch (end - start) {
    case 1:
      return bytes[start] as number;
    case 2:
      return ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
    case 3:
      return ((bytes[start] as number) << 16) | ((bytes[start + 1] as number) << 8) | (bytes[start + 2] as number);
    default:
      return 0;
  }
}
export const packedText = (text: string): number => packed(Buffer.from(text, 'latin1'), 0, text.length);

const SLOTS = 512;
/** A closed list of short codes: finds the one that stands in the bytes, as a text that is there already. */
export class CodeList {
  readonly #keys = new Int32Array(SLOTS);
  readonly #codes: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);

  /** Whether a list can be one. */
  static fits(codes: readonly string[]): boolean {
    return codes.length < SLOTS / 4 && codes.every((code) => /^[ -~]{1,3}$/.test(code));
  }

  constructor(codes: readonly string[]) {
    for (const code of codes) {
      const key = packedText(code);
      let slot = slotOf(key);
      while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) % SLOTS;
      this.#keys[slot] = key;
      this.#codes[slot] = code;
    }
  }

  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    return this.get(packed(bytes, start, end));
  }

  /** @param key of `packed` */
  get(key: number): string | undefined {
    if (key === 0) return undefined;
    for (let slot = slotOf(key); ; slot = (slot + 1) % SLOTS) {
      const found = this.#keys[slot];
      if (found === key) return this.#codes[slot];
      if (found === 0) return undefined;
    }
  }
}
const slotOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> 23;

/** Whether the bytes are a plain number of so many digits. */
export function isDecimal(bytes: Uint8Array, start: number, end: number, min: number, max: number): boolean {
  let digits = 0;
  let points = 0;
  for (let at = bytes[start] === MINUS ? start + 1 : start; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit >= 0 && digit <= 9) digits += 1;
    else if (bytes[at] === POINT && points === 0) points = 1;
    else return false;
  }
  return digits >= min && digits <= max && digits > 0;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days that came by last, so that the same few need no new text each time. */
const lastDays = new Int32Array(256);
const lastTexts: string[] = new Array<string>(256).fill('');

/** The day that the bytes are, CCYYMMDD; undefined where they are none. */
export function dayIn(bytes: Uint8Array, start: number, end: number, text: string): string | undefined {
  if (end - start !== 8) return undefined;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  const slot = Math.imul(number, 0x9e3779b1) >>> 24;
  if (lastDays[slot] === number && number !== 0) return lastTexts[slot];
  const year = Math.floor(number / 10_000);
  const month = Math.floor(number / 100) % 100;
  const day = number % 100;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  if (year === 0 || day < 1 || day > days) return undefined;
  const found = text.slice(start, end);
  lastDays[slot] = number;
  lastTexts[slot] = found;
  return found;
}

export const isTimeIn = (text: string, start: number, end: number, min: number, max: number): boolean =>
  end - start >= min && end - start <= max && isTime(text.slice(start, end));

/** A list with one more item; short lists are made anew, because growing one takes room for many. */
export function append<T>(items: T[] | undefined, item: T): T[] {
  switch (items?.length) {
    case undefined:
      return [item];
    case 1:
      return [items[0] as T, item];
    case 2:
      return [items[0] as T, items[1] as T, item];
    default:
      items?.push(item);
      return items ?? [item];
  }
}
