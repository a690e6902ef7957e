/** Bytes -> segments. Constant memory, the same answer for every way of cutting the bytes into chunks. */

import type { Issue } from '../outcome.ts';
import { SegmentScanner } from './scanner.ts';
import { type ScanLimits, type ScanSink, scanLimits } from './scanSink.ts';
import type { Scanned, Segment } from './segment.ts';

export { SegmentScanner } from './scanner.ts';
export { type ScanLimits, type ScanSink, scanLimits } from './scanSink.ts';
export { type Scanned, type Segment, segmentsOf } from './segment.ts';

/** A scanner that gives what a chunk completes as a list. Call push for every chunk, then end once. */
export class Scanner {
  readonly #list = new List();
  readonly #scanner: SegmentScanner;

  constructor(limits: ScanLimits = scanLimits) {
    this.#scanner = new SegmentScanner(this.#list, limits);
  }

  push(chunk: Uint8Array): Scanned[] {
    this.#scanner.push(chunk);
    return this.#list.take();
  }

  end(): Scanned[] {
    this.#scanner.end();
    return this.#list.take();
  }
}

class List implements ScanSink {
  #items: Scanned[] = [];

  segment(segment: Segment): void {
    this.#items.push({ is: 'segment', segment });
  }
  issue(issue: Issue): void {
    this.#items.push({ is: 'issue', issue });
  }
  take(): Scanned[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}

/** Scans a whole file or a stream of chunks. Wrong bytes are issues; only the source itself can throw. */
export async function* scan(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: ScanLimits = scanLimits,
): AsyncGenerator<Scanned> {
  const scanner = new Scanner(limits);
  for await (const chunk of chunks) yield* scanner.push(chunk);
  yield* scanner.end();
}

/** Scans bytes that are all in memory. */
export function scanBytes(bytes: Uint8Array, limits: ScanLimits = scanLimits): Scanned[] {
  const scanner = new Scanner(limits);
  return [...scanner.push(bytes), ...scanner.end()];
}
