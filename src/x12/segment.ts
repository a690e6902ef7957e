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

/** Where a segment stands. */
export type Standing = Pick<Segment, 'index' | 'offset' | 'line' | 'delimiters'>;

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

  constructor(id: string, text: string, { index, offset, line, delimiters }: Standing) {
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

/** The segment of a text without terminator. */
export function segmentOf(text: string, standing: Standing): Segment {
  const end = text.indexOf(standing.delimiters.element);
  return new LazySegment(end === -1 ? text : text.slice(0, end), text, standing);
}

/** Splits segments written by `write` (no terminator, no envelope) back into segments, as a reader would see them. */
export function segmentsOf(lines: readonly string[], delimiters: Delimiters = ourDelimiters): Segment[] {
  let offset = 0;
  return lines.map((text, index) => {
    const segment = segmentOf(text, { index, offset, line: index + 1, delimiters });
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
