/** Segments of one transaction set -> a value, by its guide: one walk, never a throw. */

import type { Passing } from './passing.ts';
import type { LoopReading, Reading } from './reading.ts';
import type { AnyGuide, Fields, Guide, Infer } from './schema.ts';
import type { Segment } from './segment.ts';
import { Walk } from './walk.ts';

export type { LoopReading, Reading, Step } from './reading.ts';

/**
 * Reads the segments of one transaction set, with or without its ST and SE (whose own rules the envelope
 * checks). Segments that do not fit are kept in `unread` and reading goes on after them. Element text is kept as
 * sent; N0 elements become numbers.
 */
export function read<F extends Fields>(guide: Guide<F>, segments: readonly Segment[]): Reading<Infer<Guide<F>>> {
  const reading = new Walk(guide).read(segments);
  // A walk without an error has met every requirement of the guide, which is what its type says.
  return reading as Reading<Infer<Guide<F>>>;
}

/** `read` for a guide that is only known at run time. */
export const readUntyped = (guide: AnyGuide, segments: readonly Segment[]): Reading<unknown> =>
  new Walk(guide).read(segments);

/**
 * Reads a set whose segments arrive one by one, in memory that does not grow with it: each loop of the kind `loopId`
 * is handed out when it is over, and neither kept nor part of the value and the issues that `end` gives; there are no
 * steps there. For a loop that repeats, and of which there may be very many: `2100` of an 835. Together the issues are
 * those of `read`.
 */
export const readLoops = (guide: AnyGuide, loopId: string, take: (reading: LoopReading) => void): Walk =>
  new Walk(guide, { loopId, take });

/**
 * Reads a set whose segments arrive one by one and keeps nothing of it but its issues, which are those of `read`. What
 * goes by is told; the value that `end` gives lacks the loops that went by.
 */
export const readPassing = (guide: AnyGuide, passing: Passing): Walk => new Walk(guide, undefined, undefined, passing);
