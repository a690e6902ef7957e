/** A segment as it stands in a file, before any guide has looked at it. */

import type { Issue } from '../outcome.ts';
import { type Delimiters, ourDelimiters } from './delimiters.ts';

/** One segment as it stands in the file. Element text is raw: not trimmed, repetitions and components not split. */
export interface Segment {
  readonly id: string;
  /** As it stands, without its terminator. */
  readonly text: string;
  /** cells[0] is the id, cells[1] element 01. Split when first asked for. */
  readonly cells: readonly string[];
  /** elements[0] is element 01. */
  readonly elements: readonly string[];
  /** Running number in the file, from 0. */
  readonly index: number;
  /** Byte offset of the first character of the id. */
  readonly offset: number;
  /** 1-based line of the file. */
  readonly line: number;
  /** The separators of its interchange. */
  readonly delimiters: Delimiters;
}
/** What a scan gives, in file order. */
export type Scanned =
  | { readonly is: 'segment'; readonly segment: Segment }
  | { readonly is: 'issue'; readonly issue: Issue };

/** A segment that is split only when somebody looks inside. */
export class LazySegment implements Segment {
  readonly id: string;
  readonly text: string;
  readonly index: number;
  readonly offset: number;
  readonly line: number;
  readonly delimiters: Delimiters;
  #cells: readonly string[] | undefined;
  #elements: readonly string[] | undefined;

  constructor(id: string, text: string, index: number, offset: number, line: number, delimiters: Delimiters) {
    this.id = id;
    this.text = text;
    this.index = index;
    this.offset = offset;
    this.line = line;
    this.delimiters = delimiters;
  }

  get cells(): readonly string[] {
    this.#cells ??= this.text.split(this.delimiters.element);
    return this.#cells;
  }

  get elements(): readonly string[] {
    this.#elements ??= this.cells.slice(1);
    return this.#elements;
  }
}

/** The id of a segment's text; one in lower case is taken as upper case. */
export function idIn(text: string, separator: string): string {
  const end = text.indexOf(separator);
  const id = end === -1 ? text : text.slice(0, end);
  return id.charCodeAt(0) >= 0x61 && /^[a-z][A-Za-z0-9]{1,2}$/.test(id) ? id.toUpperCase() : id;
}

/** Ids by their bytes: the few there are need no new string each time. */
const knownIds = new Map<number, string>();
/** A file of nothing but invented ids must not fill the memory. */
const KNOWN_IDS = 4096;

/** `idIn` for a text of more than three ASCII characters, whose bytes begin at `start`. */
export function idOf(bytes: Uint8Array, start: number, text: string, separator: string): string {
  const code = separator.charCodeAt(0);
  const [first, second, third] = [bytes[start] as number, bytes[start + 1] as number, bytes[start + 2] as number];
  const isTwo = third === code;
  if (first === code || second === code || (!isTwo && bytes[start + 3] !== code)) return idIn(text, separator);
  // Two bytes and three never share a key, whatever the bytes.
  const key = isTwo ? (1 << 24) | (first << 8) | second : (first << 16) | (second << 8) | third;
  const known = knownIds.get(key);
  if (known !== undefined) return known;
  // A name of a property is kept once by the engine, so that comparing ids compares pointers.
  const id = Object.keys({ [idIn(text, separator)]: undefined })[0] ?? '';
  if (knownIds.size < KNOWN_IDS) knownIds.set(key, id);
  return id;
}

/** Splits segments written by `write` (no terminator, no envelope) back into segments, as a reader would see them. */
export function segmentsOf(lines: readonly string[], delimiters: Delimiters = ourDelimiters): Segment[] {
  let offset = 0;
  return lines.map((text, index) => {
    const segment = new LazySegment(idIn(text, delimiters.element), text, index, offset, index + 1, delimiters);
    offset += text.length + 2;
    return segment;
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Each segment by itself: UTF-8 when its bytes are valid UTF-8, else Latin-1 (one byte, one character). */
export function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}

const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const latin1 = new TextDecoder('latin1');
/** Text with one character a byte, in which the ASCII characters stand where their bytes do; the others mean nothing. */
export function decodeBlock(bytes: Uint8Array): string {
  // The quicker decoder of the two; only where it met a character of several bytes is its text shorter.
  const text = lenientUtf8.decode(bytes);
  return text.length === bytes.length ? text : latin1.decode(bytes);
}

/** ISA and IEA open and close, and an id may be in lower case: whatever begins like those is looked at closely. */
export function isUncommon(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start] as number;
  if (first !== 0x49) return first >= 0x61;
  const second = (bytes[start + 1] as number) & 0xdf;
  return second === 0x53 || second === 0x45;
}

/** The first three bytes of a segment as one number; what lies behind the end is no matter, nobody waits for it. */
export const keyAt = (bytes: Uint8Array, start: number): number =>
  ((bytes[start] as number) << 16) | ((bytes[start + 1] as number) << 8) | (bytes[start + 2] as number);
