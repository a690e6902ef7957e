/** Who listens while a transaction set goes by of which nothing is kept. */

import type { Place } from './layout.ts';
import type { OpenLoop } from './openLoops.ts';
import type { LoopInstance } from './path.ts';
import type { Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

export interface Passing {
  /** Ids of the loops that go by: their values are not put into those of the loops around them. */
  readonly loops: ReadonlySet<string>;
  /** A segment that the guide has a place for; its number in the set: ST is 1. */
  placed?(spec: SegmentSpec<Fields>, loop: LoopInstance, segment: Segment, number: number): void;
  /** A segment that is part of no value. */
  unread?(segment: Segment): void;
  /** A loop that goes by begins inside of another one, at that place. */
  opened?(loop: OpenLoop, outer: OpenLoop, place: Place): void;
  /** It is over, and its value is whole but for the loops within it that went by. */
  closed?(loop: OpenLoop): void;
}
