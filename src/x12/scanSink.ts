/** Who listens to a scanner, and what it is told. */

import { error, type Issue, warning } from '../outcome.ts';
import type { Segment } from './segment.ts';
import type { Window } from './skim.ts';

export interface ScanLimits {
  /** Longest segment in bytes; a longer one is skipped with an issue. */
  readonly segmentBytes: number;
}
/** The longest segment of our guides (MSG, NTE, PWK) has some 300 characters; 64 KiB leaves room for attachments. */
export const scanLimits: ScanLimits = { segmentBytes: 65_536 };

/** Who is told what stands in the file, in its order. */
export interface ScanSink {
  segment(segment: Segment): void;
  issue(issue: Issue): void;
  /** The first three bytes of a segment with which it may take bytes at once; -1 or nothing: never. */
  readonly skimKey?: number;
  /** Takes what it can from the start of the window; `more`: it waits for more bytes, `other`: it wants a segment. */
  skim?(view: Window): 'more' | 'other';
}

/** What is said of bytes that are no segments. */
export const garbage: Readonly<Record<string, string>> = {
  NOT_X12: 'This is not X12: no ISA was found. Check that the right file was sent, unencrypted and not zipped.',
  ISA_SHAPE:
    'The ISA is not 106 bytes of fixed-width elements, so nothing after it can be split. Ask the sender to pad it.',
  TRAILING_DATA: 'Data outside any interchange. Ask the sender what it is.',
  UNREADABLE_INTERCHANGE: 'The interchange cannot be split with the separators that its ISA names.',
  SEGMENT_TOO_LONG: 'A segment is longer than the limit and was skipped. The terminator in the ISA may be wrong.',
};

export const byteOrderMark: Issue = warning(
  'BYTE_ORDER_MARK',
  'The file starts with a byte order mark; it was skipped.',
  { offset: 0 },
);
export const cutSegment = (offset: number): Issue =>
  error('TRUNCATED_SEGMENT', 'The file ends inside a segment. Ask the sender for the whole file.', { offset });
export const emptySegment = (offset: number): Issue =>
  error('EMPTY_SEGMENT', 'Two terminators follow each other; the empty segment was skipped.', { offset });
/** Told once in an interchange. */
export const lowerCaseIds = (offset: number): Issue =>
  warning(
    'LOWER_CASE_IDS',
    'Ids of segments are in lower case from here on; they are read as upper case. Ask the sender to write upper case.',
    { offset },
  );

/** Between interchanges: blanks, line ends, NUL padding and the DOS end-of-file mark mean nothing. */
export const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0 || byte === 0x1a;
