/** A transaction set -> its guide and its reading. */

import { error, type Issue } from '../outcome.ts';
import type { SetHeader, TransactionSet } from './envelope.ts';
import { findGuide } from './guides/index.ts';
import { readUntyped } from './read.ts';
import type { Reading } from './reading.ts';
import type { AnyGuide } from './schema.ts';
import type { Segment } from './segment.ts';

export type TransactionReading =
  | {
      readonly guide: AnyGuide;
      readonly reading: Reading<unknown>;
      /** Those of the frame (ST, SE) and those of the guide. */
      readonly issues: readonly Issue[];
    }
  | { readonly guide: undefined; readonly reading: undefined; readonly issues: readonly Issue[] };

/**
 * Reads a transaction set with the guide that GS08 (or ST03), ST01 and BHT02 select. Without such a guide there is
 * only the issue IK502:1. A caller that expects one guide uses `read` with that guide and gets a typed value.
 */
export function readTransaction(transaction: TransactionSet): TransactionReading {
  const guide = guideOf(transaction, transaction.segments[1]);
  if (guide === undefined) {
    const issue = noGuide(transaction, transaction.segments[0]?.offset);
    return { guide: undefined, reading: undefined, issues: [...transaction.issues, issue] };
  }
  const reading = readUntyped(guide, transaction.segments);
  return { guide, reading, issues: [...transaction.issues, ...reading.issues] };
}

/**
 * The guide of a transaction set: by ST03 first, then by GS08, because some senders fill only one of them well.
 *
 * @param heading its second segment
 */
export function guideOf({ set, version, group }: SetHeader, heading: Segment | undefined): AnyGuide | undefined {
  const purpose = heading?.id === 'BHT' ? heading.elements[1] : undefined;
  return findGuide(version, set, purpose) ?? findGuide(group.version, set, purpose);
}

/** What is said of a set that no guide here reads, whose ST stands at the offset. */
export function noGuide({ set, version }: SetHeader, offset: number | undefined): Issue {
  const what = /^\d{3}$/.test(set) ? `${set.startsWith('8') ? 'an' : 'a'} ${set}` : 'a set';
  const message = `No guide here reads ${what} of this version.`;
  const where = { path: set, ref: 'ST01', segment: 1, ...(offset === undefined ? {} : { offset }) };
  return error('IK502:1', message, /^\d{6}X\d{3}[A-Z0-9]{0,3}$/.test(version) ? { ...where, rule: version } : where);
}
