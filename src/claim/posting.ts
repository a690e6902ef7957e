/** Payments posted to a claim: what they come to, what they leave unpaid, and what a reversal takes back. */

import type { Cents } from '../money.ts';

/** CAS: group, reason and amount. */
export interface PaymentAdjustment {
  readonly group: string;
  readonly reason: string;
  readonly amount: Cents;
}
export interface LinePayment {
  readonly controlNumber: string;
  readonly paid: Cents;
  readonly adjustments: readonly PaymentAdjustment[];
  readonly remarks: readonly string[];
}
/** Where a posting came from: the 835 and the ordinal of the CLP in it. */
export interface Posting {
  readonly remittance: string;
  readonly ordinal: number;
  readonly status: string;
  readonly payerControlNumber: string;
  readonly charged: Cents;
  readonly paid: Cents;
  readonly patientResponsibility: Cents;
  /** Of the claim as a whole, where the payer gives any; those of a line stand with the line. */
  readonly adjustments?: readonly PaymentAdjustment[];
  readonly lines: readonly LinePayment[];
}

/**
 * Paid: every line is paid, or its charge is explained by the contract and the patient's share. Denied: nothing is
 * paid and the patient's share does not explain it.
 */
export function statusOfPostings(postings: readonly Posting[]): 'paid' | 'partlyPaid' | 'denied' | 'reversed' {
  const latest = unreversed(postings).at(-1);
  if (latest === undefined) return 'reversed';
  if (latest.status === '4') return 'denied';
  const unpaid = unexplained(latest);
  const nothingPaid = netPaid(postings) === 0n;
  if (nothingPaid && (unpaid.length > 0 || latest.patientResponsibility === 0n)) return 'denied';
  return unpaid.length > 0 ? 'partlyPaid' : 'paid';
}

/** The payment that stands: the last that no reversal took back. Undefined: all were taken back. */
export const standingPayment = (postings: readonly Posting[]): Posting | undefined => unreversed(postings).at(-1);

const isReversal = ({ status }: Posting): boolean => status === '22';

/** A reversal mirrors a payment to the cent. The two may come in either order and in different remittances. */
function unreversed(postings: readonly Posting[]): readonly Posting[] {
  const payments = postings.filter((posting) => !isReversal(posting));
  for (const reversal of postings.filter(isReversal)) {
    const at = payments.findIndex(({ paid }) => paid === -reversal.paid);
    if (at !== -1) payments.splice(at, 1);
  }
  return payments;
}

/** Whether every reversal takes back a payment of this claim; else the money is posted and the doubt is told. */
export function mirrorsPayments(postings: readonly Posting[]): boolean {
  const reversals = postings.filter(isReversal).length;
  return postings.length - reversals - unreversed(postings).length === reversals;
}

const unexplained = (posting: Posting): readonly LinePayment[] =>
  posting.lines.filter((line) => line.paid === 0n && !isExplained(line));

/** Lines of the payment that stands that were not paid and whose charge neither contract nor patient's share explain. */
export function unpaidLines(postings: readonly Posting[]): readonly LinePayment[] {
  const standing = standingPayment(postings);
  const isAmiss = standing !== undefined && ['denied', 'partlyPaid'].includes(statusOfPostings(postings));
  return isAmiss ? unexplained(standing) : [];
}

/** What has been paid in all, reversals counted against it; of one line where its control number is given. */
export function netPaid(postings: readonly Posting[], controlNumber?: string): Cents {
  const amounts = postings.flatMap(({ paid, lines }) =>
    controlNumber === undefined
      ? [paid]
      : lines.filter((line) => line.controlNumber === controlNumber).map((line) => line.paid),
  );
  return amounts.reduce((sum, amount) => sum + amount, 0n) as Cents;
}

/** 45: above the contract. PR 1, 2, 3: deductible, coinsurance, copayment. */
const isExplained = (line: LinePayment): boolean =>
  line.adjustments.every(
    ({ group, reason }) => reason === '45' || (group === 'PR' && ['1', '2', '3'].includes(reason)),
  );
