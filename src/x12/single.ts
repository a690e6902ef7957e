/** A segment that stands alone, outside of every transaction set: TA1. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import { type Delimiters, ourDelimiters } from './delimiters.ts';
import { readSegment } from './readSegment.ts';
import type { Fields, Infer, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';
import { asRecord, writeSegment } from './writeSegment.ts';

/** The text of one segment without terminator. */
export function writeOne<F extends Fields>(
  spec: SegmentSpec<F>,
  value: Infer<SegmentSpec<F>>,
  delimiters: Delimiters = ourDelimiters,
): Outcome<string> {
  const issues: Issue[] = [];
  const text = writeSegment(spec, asRecord(value, spec.id), {
    delimiters,
    derive: alone,
    report: ({ code, message }, ref, key) =>
      issues.push(error(`IK403:${code}`, `\`${key}\`: ${message}`, { path: spec.id, ref })),
  });
  return issues.length > 0 ? bad(...issues) : good(text);
}

/** The value of one segment; refused when anything in it is wrong. */
export function readOne<F extends Fields>(spec: SegmentSpec<F>, segment: Segment): Outcome<Infer<SegmentSpec<F>>> {
  const issues: Issue[] = [];
  const value = readSegment(spec, segment, {
    derived: alone,
    report: ({ code, message }, ref) => {
      const tell = code === 'I10' ? warning : error;
      issues.push(tell(`IK403:${code}`, message, { path: spec.id, ref, offset: segment.offset }));
    },
  });
  if (issues.some((issue) => issue.severity === 'error')) return bad(...issues);
  return good(value as Infer<SegmentSpec<F>>, issues);
}

function alone(): never {
  throw new Error('a segment that stands alone has nothing to derive');
}
