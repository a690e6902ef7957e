/** Loops that are handed out one by one while their set goes by. */

import type { Place } from './layout.ts';
import type { OpenLoop } from './openLoops.ts';
import type { LoopInstance } from './path.ts';
import type { LoopReading, Step } from './reading.ts';
import type { Segment } from './segment.ts';

/** Takes a loop of one kind when it is over. */
export interface HandOut {
  readonly loopId: string;
  take(reading: LoopReading): void;
}
/** Where a loop stands that is read by itself: the loops around it, and its place in the innermost of them. */
export interface LoopSite {
  readonly around: readonly OpenLoop[];
  readonly place: Place;
  /** Its number among its siblings, and that of its first segment in the set. */
  readonly ordinal: number;
  readonly number: number;
}
/** The loop under way, and what belongs to it. */
export interface Held {
  readonly loop: OpenLoop;
  readonly parent: LoopInstance;
  readonly number: number;
  readonly issuesBefore: number;
  readonly segments: Segment[];
  readonly steps: Step[];
  readonly unread: Segment[];
}
