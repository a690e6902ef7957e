/** What reading a transaction set gives. */

import type { Issue } from '../outcome.ts';
import type { Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

/** Where a segment was placed. Segments without a step are ST, SE and the unread ones. */
export interface Step {
  /** Index into the segments that were given. */
  readonly segment: number;
  /** `837/2000A/2300[2]/CLM`. */
  readonly path: string;
  readonly spec: SegmentSpec<Fields>;
}
interface ReadingFacts {
  /** In the order of the message; codes are those of IK304 and IK403. */
  readonly issues: readonly Issue[];
  readonly steps: readonly Step[];
  /** Segments that have no place in the guide, kept as they came. Each has an issue. */
  readonly unread: readonly Segment[];
}
/** The value has its type only when no issue is an error; otherwise it is what could be read of it. */
export type Reading<V> = ReadingFacts &
  ({ readonly ok: true; readonly value: V } | { readonly ok: false; readonly value: unknown });
