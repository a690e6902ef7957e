/** One loop of a transaction set as it stands in the file, with what was seen while it went by. */

import type { Delimiters } from './delimiters.ts';
import { idIn, LazySegment, type Segment } from './segment.ts';

const LF = 0x0a;
const CR = 0x0d;

export class Span {
  /** Printable ASCII and line ends: from the first segment of the loop to where the segment behind it begins. */
  readonly text: string;
  readonly delimiters: Delimiters;
  /** Of its first segment, as `Segment` has them. */
  readonly index: number;
  readonly offset: number;
  readonly line: number;
  /** How many segments. */
  readonly count: number;
  /** Whole cents. `adjusted` is that of its lines too. */
  readonly charged: number;
  readonly paid: number;
  readonly adjusted: number;
  readonly lines: number;
  /** Charge less adjustments is the payment, of every line and as a whole, and the charges of the lines add up. */
  readonly balances: boolean;

  constructor(
    text: string,
    delimiters: Delimiters,
    index: number,
    count: number,
    offset: number,
    line: number,
    charged: number,
    paid: number,
    adjusted: number,
    lines: number,
    balances: boolean,
  ) {
    this.text = text;
    this.delimiters = delimiters;
    this.index = index;
    this.count = count;
    this.offset = offset;
    this.line = line;
    this.charged = charged;
    this.paid = paid;
    this.adjusted = adjusted;
    this.lines = lines;
    this.balances = balances;
  }

  segments(): Segment[] {
    const { text, delimiters } = this;
    const { element, terminator } = delimiters;
    const segments: Segment[] = [];
    let line = this.line;
    for (let at = 0; ; ) {
      for (let unit = text.charCodeAt(at); unit === LF || unit === CR; unit = text.charCodeAt(++at))
        if (unit === LF) line += 1;
      const end = text.indexOf(terminator, at);
      if (end === -1) return segments;
      const own = text.slice(at, end);
      const index = this.index + segments.length;
      segments.push(new LazySegment(idIn(own, element), own, index, this.offset + at, line, delimiters));
      if (terminator === '\n') line += 1;
      at = end + 1;
    }
  }
}
