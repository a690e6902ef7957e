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

/** Where the next loop may begin; `around` is copied when the first one does. */
export interface OpenSite {
  readonly depth: number;
  readonly place: Place;
  around: readonly OpenLoop[] | undefined;
}

/** The place of the loop in the innermost open loop that has one, when it is ahead and endless. */
export function siteIn(open: readonly OpenLoop[], loopId: string | undefined): OpenSite | undefined {
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const loop = open[depth];
    const place = loop?.layout.places.find(({ use }) => use.of.is === 'loop' && use.of.id === loopId);
    if (loop === undefined || place === undefined) continue;
    const isAhead = place.band >= loop.band && place.use.max === '>1' && !loop.spare;
    return isAhead ? { depth, place, around: undefined } : undefined;
  }
  return undefined;
}
