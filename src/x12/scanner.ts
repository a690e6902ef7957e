/** The incremental scanner: bytes in, segments out, nothing kept but the segment under way. */

import { error, type Issue } from '../outcome.ts';
import { ByteAccount } from './account.ts';
import { type Delimiters, hasIsaShape, ISA_LENGTH, isIsa, readDelimiters, startsInterchange } from './delimiters.ts';
import {
  byteOrderMark,
  cutSegment,
  emptySegment,
  garbage,
  isBlank,
  lowerCaseIds,
  type ScanLimits,
  type ScanSink,
  scanLimits,
} from './scanSink.ts';
import { decode, decodeBlock, idIn, idOf, isUncommon, keyAt, LazySegment } from './segment.ts';
import { emptyWindow } from './skim.ts';

/** A text taken out of a block may keep all of it in memory: small enough to forgive, large enough to decode fast. */
const BLOCK = 16_384;
const LF = 0x0a;
const CR = 0x0d;
/**
 * The incremental scanner behind `scan`. Between interchanges it looks for a well-shaped ISA; inside one it cuts
 * at the terminator of that ISA. Call push for every chunk, then end once.
 */
export class SegmentScanner {
  readonly #sink: ScanSink;
  readonly #limits: ScanLimits;
  readonly #view = emptyWindow();
  /** Unconsumed bytes are #bytes[#start .. #end). */
  #bytes = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** File offset of #bytes[#start], its line, and how far the search for a terminator has come. */
  #offset = 0;
  /** Bytes that have come, and what became of them: each segment has one terminator. */
  #received = 0;
  readonly #account = new ByteAccount();
  #line = 1;
  #searched = 0;
  #index = 0;
  #delimiters: Delimiters | undefined;
  /** Bytes skipped because no ISA was found in them, or because a segment outgrew the limit. */
  #skipped: { offset: number; line: number; code: string } | undefined;
  #seenInterchange = false;
  #toldLower = false;
  /** The bytes from #blockStart on as text, one character a byte; only its plain parts are used. */
  #block: string | undefined;
  #blockStart = 0;
  /** A skim waits until so many bytes are there: looking twice as far each time costs no more than looking once. */
  #awaited = 0;

  constructor(sink: ScanSink, limits: ScanLimits = scanLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  /** Tells the sink everything that the chunk completes; the chunk itself is not kept. */
  push(chunk: Uint8Array): void {
    this.#append(chunk);
    this.#run(false);
  }

  /** The file is over: what is left is a cut segment or trailing garbage. */
  end(): void {
    this.#run(true);
    this.#closeSkipped();
    this.#account.close(this.#index, this.#received);
  }

  #append(chunk: Uint8Array): void {
    this.#received += chunk.length;
    this.#block = undefined;
    const kept = this.#end - this.#start;
    if (this.#end + chunk.length >= this.#bytes.length) {
      // One byte more, for the end mark that a skim runs into.
      const wanted = kept + chunk.length + 1;
      const target =
        wanted > this.#bytes.length ? Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.length * 2)) : this.#bytes;
      target.set(this.#bytes.subarray(this.#start, this.#end), 0);
      this.#bytes = target;
      this.#start = 0;
      this.#end = kept;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
    this.#bytes[this.#end] = 0;
  }

  #run(atEnd: boolean): void {
    while (this.#start < this.#end) {
      if (this.#delimiters !== undefined && this.#skipped === undefined && this.#sweep(this.#delimiters, atEnd)) return;
      if (this.#start >= this.#end) return;
      const moved = this.#delimiters === undefined ? this.#seek(atEnd) : this.#cut(this.#delimiters, atEnd);
      if (!moved) return;
    }
  }

  /** Between interchanges. True when it consumed something. */
  #seek(atEnd: boolean): boolean {
    const available = this.#end - this.#start;
    const first = this.#bytes[this.#start] ?? 0;
    if (this.#skipped === undefined && isBlank(first)) return this.#consume(1, 'blank');
    if (this.#offset === 0 && first === 0xef) {
      if (available < 3 && !atEnd) return false;
      if (this.#bytes[this.#start + 1] === 0xbb && this.#bytes[this.#start + 2] === 0xbf) {
        this.#report(byteOrderMark);
        return this.#consume(3, 'told');
      }
    }
    if (first === 0x49 || first === 0x69) {
      if (available < ISA_LENGTH && !atEnd) return false;
      if (available >= ISA_LENGTH && hasIsaShape(this.#bytes, this.#start)) return this.#open();
    }
    this.#skipped ??= { offset: this.#offset, line: this.#line, code: this.#garbageCode() };
    return this.#consume(1, 'told');
  }

  /** Names the garbage that starts here, by what it resembles. */
  #garbageCode(): string {
    if (isIsa(this.#bytes.subarray(0, this.#end), this.#start)) return 'ISA_SHAPE';
    return this.#seenInterchange ? 'TRAILING_DATA' : 'NOT_X12';
  }

  /** A well-shaped ISA: learn its separators, and give it out as a segment when they are sound. */
  #open(): boolean {
    this.#closeSkipped();
    const text = decode(this.#bytes.subarray(this.#start, this.#start + ISA_LENGTH));
    const { delimiters, issues } = readDelimiters(text);
    const isSound = text.length === ISA_LENGTH && issues.every((issue) => issue.severity === 'warning');
    // The segment first: what is wrong with its separators belongs to the interchange it opens.
    if (isSound) this.#emit(text.slice(0, ISA_LENGTH - 1), ISA_LENGTH - 1, delimiters);
    for (const issue of issues) this.#report({ ...issue, offset: this.#offset });
    if (isSound) this.#delimiters = delimiters;
    else this.#skipped = { offset: this.#offset, line: this.#line, code: 'UNREADABLE_INTERCHANGE' };
    this.#seenInterchange = true;
    return this.#consume(ISA_LENGTH, isSound ? 'emitted' : 'told');
  }

  /**
   * Gives out segment after segment as long as they are whole and of the common kind; the others are left to #cut.
   * The bytes are looked at once, and the text is taken out of one decoded block: a decoder called for every segment
   * would cost more than all the rest. True: a skim waits for more bytes.
   */
  #sweep(delimiters: Delimiters, atEnd: boolean): boolean {
    if (this.#searched > 0) return false;
    const bytes = this.#bytes;
    const end = this.#end;
    const terminator = delimiters.terminator.charCodeAt(0);
    // A field would cost for every segment.
    let [own, blank] = [0, 0];
    let waits = false;
    for (;;) {
      let line = this.#line;
      let start = this.#start;
      for (; start < end && (bytes[start] === LF || bytes[start] === CR); start++) if (bytes[start] === LF) line += 1;
      // Too little to know the segment by: a few bytes more decide whether it is skimmed.
      if (!atEnd && end - start < 4 && (this.#sink.skimKey ?? -1) >= 0) {
        waits = this.#consume(start - this.#start, 'blank');
        break;
      }
      if (!atEnd && this.#sink.skimKey === keyAt(bytes, start)) {
        const skimmed = this.#skim(start, line, delimiters);
        waits = skimmed === 'more';
        if (waits) break;
        if (skimmed === 'took') continue;
      }
      let linesWithin = 0;
      let bits = 0;
      let at = start;
      for (; at < end; at++) {
        const byte = bytes[at] as number;
        if (byte === terminator) break;
        bits |= byte;
        if (byte === LF) linesWithin += 1;
      }
      const length = at - start;
      if (at === end || length > this.#limits.segmentBytes || length <= 3 || isUncommon(bytes, start)) break;
      const text = bits < 0x80 ? this.#textOf(start, at) : decode(bytes.subarray(start, at));
      const id = bits < 0x80 ? idOf(bytes, start, text, delimiters.element) : idIn(text, delimiters.element);
      const offset = this.#offset + start - this.#start;
      this.#sink.segment(new LazySegment(id, text, this.#index++, offset, line, delimiters));
      own += length;
      blank += start - this.#start;
      this.#line = line + linesWithin + (terminator === LF ? 1 : 0);
      this.#offset = offset + length + 1;
      this.#start = at + 1;
    }
    this.#account.add(own, blank);
    return waits;
  }

  /** Lets the sink take what it wants from a segment on. */
  #skim(start: number, line: number, delimiters: Delimiters): 'more' | 'other' | 'took' {
    if (this.#end - start < this.#awaited) return 'more';
    const offset = this.#offset + start - this.#start;
    const { bytes, end, index } = { bytes: this.#bytes, end: this.#end, index: this.#index };
    const taken = { segmentBytes: 0, blank: start - this.#start };
    const view = Object.assign(this.#view, { bytes, start, end, offset, line, index, delimiters, ...taken });
    const result = this.#sink.skim?.(view) ?? 'other';
    this.#awaited = result === 'more' ? 2 * (this.#end - view.start) : 0;
    if (result === 'other' && view.start === start) return 'other';
    this.#account.add(view.segmentBytes, view.blank);
    this.#start = view.start;
    this.#offset = view.offset;
    this.#line = view.line;
    this.#index = view.index;
    return result === 'more' ? 'more' : 'took';
  }

  /** Plain ASCII out of the decoded block, which is renewed where it ends. */
  #textOf(start: number, end: number): string {
    if (this.#block === undefined || end > this.#blockStart + this.#block.length) {
      this.#block = decodeBlock(this.#bytes.subarray(start, Math.min(this.#end, Math.max(start + BLOCK, end))));
      this.#blockStart = start;
    }
    return this.#block.slice(start - this.#blockStart, end - this.#blockStart);
  }

  /** Inside an interchange: gives out one segment. False when its terminator has not arrived yet. */
  #cut(delimiters: Delimiters, atEnd: boolean): boolean {
    const first = this.#bytes[this.#start];
    if (this.#searched === 0 && this.#skipped === undefined) {
      if (first === LF || first === CR) return this.#consume(1, 'blank');
      const header = startsInterchange(this.#bytes.subarray(this.#start, this.#end), atEnd);
      if (header === undefined) return false;
      if (header) {
        this.#delimiters = undefined;
        return true;
      }
    }
    const terminator = delimiters.terminator.charCodeAt(0);
    const from = this.#start + this.#searched;
    const found = this.#bytes.subarray(0, this.#end).indexOf(terminator, from);
    const length = (found === -1 ? this.#end : found) - this.#start;
    if (length > this.#limits.segmentBytes || this.#skipped !== undefined) return this.#drop(length, found !== -1);
    if (found === -1) return this.#wait(length, atEnd);

    const text = decode(this.#bytes.subarray(this.#start, found));
    if (text === '') this.#report(emptySegment(this.#offset));
    else this.#emit(text, length, delimiters);
    if (idIn(text, delimiters.element) === 'IEA') this.#delimiters = undefined;
    return this.#consume(length + 1, text === '' ? 'told' : 'emitted');
  }

  #wait(length: number, atEnd: boolean): boolean {
    if (!atEnd) {
      this.#searched = length;
      return false;
    }
    this.#report(cutSegment(this.#offset));
    return this.#consume(length, 'told');
  }

  /** Skips a segment that outgrew the limit, piece by piece, up to its terminator. */
  #drop(length: number, ends: boolean): boolean {
    this.#skipped ??= { offset: this.#offset, line: this.#line, code: 'SEGMENT_TOO_LONG' };
    this.#consume(ends ? length + 1 : length, 'told');
    if (ends) this.#closeSkipped();
    return true;
  }

  #emit(text: string, bytes: number, delimiters: Delimiters): void {
    const id = idIn(text, delimiters.element);
    if (id === 'ISA') this.#toldLower = false;
    const offset = this.#offset;
    this.#sink.segment(new LazySegment(id, text, this.#index++, offset, this.#line, delimiters));
    if (!this.#toldLower && !text.startsWith(id)) {
      this.#toldLower = true;
      this.#report(lowerCaseIds(offset));
    }
    this.#account.segments += bytes;
  }

  #closeSkipped(): void {
    if (this.#skipped === undefined) return;
    const { offset, line, code } = this.#skipped;
    this.#report(
      error(code, `${garbage[code] ?? ''} (line ${line}, ${this.#offset - offset} bytes skipped)`, { offset, line }),
    );
    this.#skipped = undefined;
  }

  #report(issue: Issue): void {
    this.#sink.issue({ line: this.#line, ...issue });
  }

  /** @param what an emitted segment was counted already */
  #consume(count: number, what: 'blank' | 'told' | 'emitted'): true {
    if (what !== 'emitted') this.#account[what] += count;
    const stop = this.#start + count;
    for (let at = this.#start; at < stop; at++) if (this.#bytes[at] === LF) this.#line++;
    this.#start = stop;
    this.#offset += count;
    this.#searched = 0;
    return true;
  }
}
