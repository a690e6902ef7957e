/** Bytes -> segments. Constant memory, the same answer for every way of cutting the bytes into chunks. */

import { type ScanLimits, Scanner, scanLimits } from './scanner.ts';
import type { Scanned } from './segment.ts';

export { type ScanLimits, Scanner, scanLimits } from './scanner.ts';
export { type Scanned, type Segment, segmentsOf } from './segment.ts';

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
