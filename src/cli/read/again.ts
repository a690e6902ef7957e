/** Reading a part of a file once more. */

import { ISA_LENGTH } from '../../x12/delimiters.ts';
import { SegmentScanner } from '../../x12/scan.ts';
import { LazySegment, type Segment } from '../../x12/segment.ts';

/** Reads the bytes of the file from one offset up to another. */
export type Again = (from: number, to: number) => AsyncIterable<Uint8Array>;

/** Where a transaction set stands in the file. */
export interface Extent {
  readonly st: Segment;
  /** The offset behind its last segment, or a little further. */
  readonly to: number;
  /** How many segments it has. */
  readonly count: number;
}

/** Where a set ends whose last segment this is: a character is three bytes at most, or two of them four. */
export const endOf = ({ offset, text }: Segment): number => offset + 3 * text.length + 1;

/**
 * The segments of one set, some at a time, as they were when the file was read first.
 *
 * @param isa the offset of its ISA, which names the separators
 */
export async function* setAgain(again: Again, isa: number, extent: Extent): AsyncGenerator<readonly Segment[]> {
  const sink = new Repeated(extent);
  const scanner = new SegmentScanner(sink);
  for await (const piece of again(isa, isa + ISA_LENGTH)) scanner.push(piece);
  for await (const piece of again(extent.st.offset, extent.to)) {
    scanner.push(piece);
    yield sink.take();
  }
}

/** Gives the segments of the set the places that they have in the file. */
class Repeated {
  readonly #extent: Extent;
  #segments: Segment[] = [];
  #count = 0;
  /** How many lines stand before the set that were not read again. */
  #lines = 0;

  constructor(extent: Extent) {
    this.#extent = extent;
  }

  segment({ id, text, offset, line, delimiters }: Segment): void {
    const { st, count } = this.#extent;
    // The ISA comes first, and behind the set there may be others.
    if (this.#count === 1) this.#lines = st.line - line;
    if (this.#count > 0 && this.#count <= count) {
      const where = st.offset + offset - ISA_LENGTH;
      const index = st.index + this.#count - 1;
      this.#segments.push(new LazySegment(id, text, index, where, line + this.#lines, delimiters));
    }
    this.#count += 1;
  }

  /** What is wrong was told when the file was read first. */
  issue(): void {}

  take(): readonly Segment[] {
    const segments = this.#segments;
    this.#segments = [];
    return segments;
  }
}
