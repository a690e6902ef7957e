/** What each kind of answer to a 278 says: the event as a whole, and each of its lines. */

import { Decimal, parseDecimal } from '../../quantity.ts';
import type { RequestedService278 } from '../../x12/guides/278-request.ts';
import type { AnsweredEvent278, AnsweredService278 } from '../../x12/guides/278-response.ts';
import type { RejectionName } from './rejections.ts';
import type { ReviewAnswer } from './scripts.ts';

export type Decision = NonNullable<AnsweredEvent278['decision']>;
export type LineDecision = NonNullable<AnsweredService278['decision']>;

/** What an answer says of the event as a whole; its lines follow from it. `certifies`: it carries number and period. */
export interface Verdict {
  readonly event: Decision['action'];
  readonly reasons: readonly string[];
  readonly message?: string;
  readonly certifies: boolean;
  /** Each line by itself: whether it stands as asked, falls, or is certified for fewer units. */
  readonly line: (index: number, count: number, service: RequestedService278) => LineVerdict;
}
export interface LineVerdict {
  readonly action: LineDecision['action'];
  readonly reasons: readonly string[];
  readonly halved?: boolean;
  /** A line of the payer's own, with half of the units, is certified beside it. */
  readonly beside?: boolean;
}

const always =
  (action: LineDecision['action'], ...reasons: readonly string[]) =>
  (): LineVerdict => ({ action, reasons });
/** Half of the units where there is more than one, else as asked. */
export const fewer = ({ professional, institutional }: RequestedService278): LineVerdict =>
  unitsOf(professional?.quantity ?? institutional?.quantity).gt(1)
    ? { action: 'A6', reasons: ['87'], halved: true }
    : { action: 'A1', reasons: [] };

export const verdicts: Readonly<Record<Exclude<ReviewAnswer, 'reject' | RejectionName>, Verdict>> = {
  approve: { event: 'A1', reasons: [], certifies: true, line: always('A1') },
  pend: {
    event: 'A4',
    reasons: ['90'],
    message: 'SEND THE CLINICAL NOTES',
    certifies: false,
    line: always('A4', '90'),
  },
  deny: {
    event: 'A3',
    reasons: ['82'],
    message: 'THE CRITERIA FOR THIS DRUG ARE NOT MET',
    certifies: false,
    line: always('A3', '82'),
  },
  partial: {
    event: 'A2',
    reasons: [],
    message: 'CERTIFIED IN PART',
    certifies: true,
    // The first line stands and the rest falls; a single line is cut in half instead.
    line: (index, count, service) =>
      count === 1 ? fewer(service) : index === 0 ? { action: 'A1', reasons: [] } : { action: 'A3', reasons: ['82'] },
  },
  modify: {
    event: 'A6',
    reasons: ['87'],
    message: 'CERTIFIED FOR FEWER UNITS',
    certifies: true,
    line: (_index, _count, service) => fewer(service),
  },
  instead: {
    event: 'A2',
    reasons: ['87'],
    message: 'CERTIFIED AS OTHER LINES',
    certifies: true,
    line: () => ({ action: 'A3', reasons: ['87'], beside: true }),
  },
  contact: { event: 'CT', reasons: [], message: 'CALL THE REVIEW DESK', certifies: false, line: always('CT') },
  'not-needed': { event: 'NA', reasons: ['84'], certifies: false, line: always('NA', '84') },
  cancel: { event: 'C', reasons: [], certifies: false, line: always('C') },
};

/** Units asked for; one where the request does not say. */
export const unitsOf = (quantity: string | undefined): Decimal => parseDecimal(quantity ?? '1') ?? new Decimal(1);
