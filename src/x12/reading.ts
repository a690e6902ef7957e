/** What reading a transaction set gives. */

import type { Issue } from '../outcome.ts';
import { type LoopInstance, pathOf } from './path.ts';
import type { Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

/** Where a segment was placed. Segments without a step are ST, SE and the unread ones. */
export interface Step {
  /** Index into the segments that were given. */
  readonly segment: number;
  /** `837/2000A/2300[2]/CLM`. */
  readonly path: string;
  readonly spec: SegmentSpec<Fields>;
  /** The loop it stands in; the same object for all segments of one loop. */
  readonly loop: LoopInstance;
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

/** One loop that was read by itself, while the set it stands in went by. */
export interface LoopReading {
  /** It has the type of the loop when `clean`, else it is what could be read of it. */
  readonly value: unknown;
  /** Nothing in the loop is an error. */
  readonly clean: boolean;
  readonly issues: readonly Issue[];
  /** The loop it stands in. */
  readonly parent: LoopInstance;
  /** The segments of the loop, and the number of the first of them in the set (ST is 1). */
  readonly segments: readonly Segment[];
  readonly number: number;
  /** Where its segments were placed; `segment` is an index into those of the loop. */
  readonly steps: readonly Step[];
  readonly unread: readonly Segment[];
}

/** A step that spells out its path when somebody asks for it. */
export class Placed implements Step {
  readonly segment: number;
  readonly spec: SegmentSpec<Fields>;
  readonly loop: LoopInstance;

  constructor(segment: number, spec: SegmentSpec<Fields>, loop: LoopInstance) {
    this.segment = segment;
    this.spec = spec;
    this.loop = loop;
  }

  get path(): string {
    return `${pathOf(this.loop)}/${this.spec.id}`;
  }
}

/** Issues in the order of the message. */
export const bySegment = (a: Issue, b: Issue): number => (a.segment ?? Infinity) - (b.segment ?? Infinity);
