/**
 * The loops of one kind, skimmed: one pass over the bytes finds where each ends, adds up its money and sees whether it
 * balances; the rest stays text until somebody asks. Whatever is not plainly in order is left to the full reading,
 * from the beginning of its loop, so that the two never differ.
 */

import { type Delimiters, ourDelimiters } from './delimiters.ts';
import { act, role, type SkimPlan, type SkimSegment } from './skimPlan.ts';
import { keyOf, type SkimTable, skimTableOf, slotOf } from './skimTable.ts';
import { Span } from './span.ts';

/** The bytes at hand, and where in the file they are: a skim moves it forward by what it has taken. */
export interface Window {
  bytes: Buffer;
  /** The bytes from `start`, where a segment begins, up to `end` have arrived; the one at `end` is a 0. */
  start: number;
  end: number;
  /** Of the byte at `start`: its offset in the file, its 1-based line, and the running number of its segment. */
  offset: number;
  line: number;
  index: number;
  delimiters: Delimiters;
  /** What was taken, in bytes: of segments without their terminators, and of line ends between them. */
  segmentBytes: number;
  blank: number;
}

export const emptyWindow = (): Window => ({
  bytes: Buffer.alloc(0),
  start: 0,
  end: 0,
  offset: 0,
  line: 1,
  index: 0,
  delimiters: ourDelimiters,
  segmentBytes: 0,
  blank: 0,
});

export interface SkimSink {
  /** Whether the loop may begin here. */
  mayOpen(): boolean;
  span(span: Span): void;
}

/** A longer loop is read segment by segment: the bytes of a skimmed one wait in memory. */
const LONGEST = 65_536;
/** An amount beyond ten billion is read the long way: all those of the longest loop then add up to less than 2^53 cents. */
const LARGEST = 1e12;
const DIGITS = 15;
const LF = 0x0a;
const CR = 0x0d;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** Characters that are neither control characters nor beyond ASCII. */
const SPACE = 0x20;
const PRINTABLE = 0x5f;

export class Skimmer {
  readonly #plan: SkimPlan;
  readonly #sink: SkimSink;
  #table: SkimTable | undefined;
  #separator = -1;

  constructor(plan: SkimPlan, sink: SkimSink) {
    this.#plan = plan;
    this.#sink = sink;
  }

  /** The first three bytes of a segment that may open the loop. */
  keyFor({ element }: Delimiters): number {
    return keyOf(this.#plan.opener, element.charCodeAt(0));
  }

  /**
   * Takes one loop after another from the window. `more`: the loop at its start is in order so far, and not over;
   * `other`: what stands at its start is to be read segment by segment.
   */
  run(view: Window): 'more' | 'other' {
    if (!this.#sink.mayOpen()) return 'other';
    const separator = view.delimiters.element.charCodeAt(0);
    if (this.#table === undefined || separator !== this.#separator) {
      this.#table = skimTableOf(this.#plan, separator);
      this.#separator = separator;
    }
    return skim(view, this.#table, this.#plan.mostAdjustments, this.#sink);
  }
}

/** The whole of it in one function: what is in variables here costs nothing, and every byte passes once. */
function skim(view: Window, table: SkimTable, mostAdjustments: number, sink: SkimSink): 'more' | 'other' {
  const { bytes, end, delimiters } = view;
  const { keys, acts, lengths, factor } = table;
  const separator = delimiters.element.charCodeAt(0);
  const terminator = delimiters.terminator.charCodeAt(0);
  const component = delimiters.component.charCodeAt(0);
  /** Where the terminator lies outside of the other characters, one comparison finds both. */
  const bound = terminator - SPACE;
  const isBound = bound === PRINTABLE - 1;
  const lastTerminator = bytes.lastIndexOf(terminator, end - 1);
  let at = view.start;
  /** Line ends and segments since the loop under way began. */
  let lines = 0;
  let segments = 0;
  /** Bytes of its segments and of line ends. */
  let own = 0;
  let blank = 0;
  let isOpen = false;
  let charged = 0;
  let paid = 0;
  let adjusted = 0;
  let services = 0;
  let balances = true;
  let adjusting = 0;
  /** Of the line under way. */
  let inLine = false;
  let lineCharged = 0;
  let linePaid = 0;
  let lineAdjusted = 0;
  let linesCharged = 0;

  for (;;) {
    const last = at;
    for (; at < end && (bytes[at] === LF || bytes[at] === CR); at++) if (bytes[at] === LF) lines += 1;
    blank += at - last;
    if (at + 4 > end) return at - view.start > LONGEST ? 'other' : 'more';
    const first = at;
    const key = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    const slot = slotOf(key, factor);
    if (keys[slot] !== key) return 'other';
    const what = acts[slot] as number;
    at += lengths[slot] as number;
    if (bytes[at] !== separator) return 'other';
    at += 1;

    if (what !== act.pass) {
      if (what === act.line || what === act.open || what === act.close) {
        if (inLine) {
          if (lineCharged - lineAdjusted !== linePaid) balances = false;
          adjusted += lineAdjusted;
          inLine = false;
        }
        if (what !== act.line) {
          if (isOpen) {
            // A file that is cut within the segment behind a loop never had that segment: the loop waits for its end.
            if (lastTerminator < first) return end - view.start > LONGEST ? 'other' : 'more';
            if (charged - adjusted !== paid || (services > 0 && linesCharged !== charged)) balances = false;
            const text = bytes.toString('latin1', view.start, first);
            const { start, offset, line, index } = view;
            view.start = first;
            view.offset = offset + first - start;
            view.line = line + lines;
            view.index = index + segments;
            view.segmentBytes += own;
            view.blank += blank;
            sink.span(
              new Span(text, delimiters, index, segments, offset, line, charged, paid, adjusted, services, balances),
            );
          }
          if (what === act.close || !sink.mayOpen()) return 'other';
          isOpen = true;
          lines = 0;
          segments = 0;
          own = 0;
          blank = 0;
          charged = 0;
          paid = 0;
          adjusted = 0;
          services = 0;
          linesCharged = 0;
          balances = true;
        } else {
          inLine = true;
          services += 1;
          lineAdjusted = 0;
        }
        adjusting = 0;
      } else if (++adjusting > mostAdjustments) return 'other';

      const { elements, roles, isComposite } = table.segments[slot] as SkimSegment;
      const codes = table.codes[slot];
      if (codes !== undefined) {
        if (at + 3 > end) return 'more';
        const second = bytes[at + 1] as number;
        const isShort = second === separator || (isComposite && second === component);
        if (codes[((bytes[at] as number) << 8) | (isShort ? 0 : second)] !== 1) return 'other';
        const behind = bytes[at + (isShort ? 1 : 2)];
        if (behind !== separator && !(isComposite && behind === component)) return 'other';
      }
      let element = 1;
      for (let n = 0; n < elements.length; n++) {
        const wanted = elements[n] as number;
        let byte = -1;
        while (element < wanted) {
          for (; ; at++) {
            byte = bytes[at] as number;
            if (byte === separator || byte === terminator || (byte - SPACE) >>> 0 >= PRINTABLE) break;
          }
          if (at === end) return 'more';
          if (byte !== separator) break;
          at += 1;
          element += 1;
        }
        if (element < wanted) {
          if (what === act.adjust) break;
          return 'other';
        }
        const from = at;
        const isNegative = bytes[at] === MINUS;
        if (isNegative) at += 1;
        let cents = 0;
        let digits = 0;
        /** Digits behind the point; -1 before it. */
        let decimals = -1;
        for (; ; at++) {
          byte = bytes[at] as number;
          const digit = byte - ZERO;
          if (digit >= 0 && digit <= 9) {
            cents = cents * 10 + digit;
            digits += 1;
            if (decimals >= 0) decimals += 1;
          } else if (byte === POINT && decimals < 0) decimals = 0;
          else break;
        }
        if (at === end) return 'more';
        if (byte !== separator && byte !== terminator) return 'other';
        if (at === from && what === act.adjust) continue;
        if (digits === 0 || digits > DIGITS || decimals > 2) return 'other';
        if (decimals <= 0) cents *= 100;
        else if (decimals === 1) cents *= 10;
        if (cents > LARGEST) return 'other';
        if (isNegative) cents = -cents;
        if (roles[n] === role.adjusted) {
          if (inLine) lineAdjusted += cents;
          else adjusted += cents;
        } else if (what === act.open) {
          if (roles[n] === role.charged) charged = cents;
          else paid = cents;
        } else if (roles[n] === role.charged) {
          lineCharged = cents;
          linesCharged += cents;
        } else linePaid = cents;
      }
    }

    if (isBound) while (((bytes[at] as number) - SPACE) >>> 0 < bound) at += 1;
    else
      for (; ; at++) {
        const byte = bytes[at] as number;
        if (byte === terminator || (byte - SPACE) >>> 0 >= PRINTABLE) break;
      }
    if (at === end) return at - view.start > LONGEST ? 'other' : 'more';
    if (bytes[at] !== terminator) return 'other';
    if (terminator === LF) lines += 1;
    own += at - first;
    at += 1;
    segments += 1;
  }
}
