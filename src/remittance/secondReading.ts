/** Two independent readings of an 835 must agree before a cent of it is posted. */

import { type Cents, formatCents } from '../money.ts';
import { error, type Issue } from '../outcome.ts';
import type { ClaimPayment, Remittance } from './remittance.ts';

/** One 835 as another reader sees it: claims, lines and sums, nothing more. */
export interface SecondReading {
  readonly paidCents: Cents;
  readonly claims: readonly SecondClaim[];
  /** Sum of every PLB amount. */
  readonly providerAdjustedCents: Cents;
}
interface Sums {
  readonly chargedCents: Cents;
  readonly paidCents: Cents;
  /** Sum of the CAS amounts at this level. */
  readonly adjustedCents: Cents;
}
export interface SecondClaim extends Sums {
  readonly patientControlNumber: string;
  readonly status: string;
  readonly lines: readonly (Sums & { readonly procedure: readonly string[] })[];
}

/** Every disagreement between our reading and the second one; empty: they agree. */
export function disagreements(ours: Remittance, second: SecondReading | undefined): readonly Issue[] {
  if (second === undefined) return [disagreement('The second reader found no such remittance in the file.')];
  const issues: Issue[] = [];
  if (ours.paid !== second.paidCents) issues.push(differs('payment', ours.paid, second.paidCents));
  if (ours.claims.length !== second.claims.length)
    issues.push(disagreement(`We read ${ours.claims.length} claims, the second reader ${second.claims.length}.`));
  ours.claims.forEach((claim, index) => {
    const other = second.claims[index];
    if (other !== undefined && ourKey(claim) !== theirKey(other))
      issues.push(disagreement('The two readings of this claim differ.', `835/2000/2100[${claim.ordinal}]`));
  });
  const provider = sum(ours.providerAdjustments);
  if (provider !== second.providerAdjustedCents)
    issues.push(differs('sum of provider adjustments', provider, second.providerAdjustedCents));
  return issues;
}

const sum = (amounts: readonly { readonly amount: Cents }[]): Cents =>
  amounts.reduce((total, { amount }) => total + amount, 0n) as Cents;

/**
 * What must be equal, as text: which part of it differs is for a person to see in the file. The second reader leaves
 * out blanks around a value, so they must not make a difference.
 */
const ourKey = (claim: ClaimPayment): string =>
  [
    claim.patientControlNumber.trim(),
    claim.status,
    `${claim.charged} ${claim.paid} ${sum(claim.adjustments)}`,
    ...claim.lines.map((line) => `${line.charged} ${line.paid} ${sum(line.adjustments)}`),
  ].join('; ');
const theirKey = (claim: SecondClaim): string =>
  [
    claim.patientControlNumber,
    claim.status,
    ...[claim, ...claim.lines].map((part) => `${part.chargedCents} ${part.paidCents} ${part.adjustedCents}`),
  ].join('; ');

const differs = (what: string, ours: Cents, theirs: Cents): Issue =>
  disagreement(`The ${what} is ${formatCents(ours)} in our reading and ${formatCents(theirs)} in the second.`);
const disagreement = (message: string, path = '835'): Issue =>
  error('READERS_DISAGREE', `${message} Nothing of it is posted. Send the file to the interface team.`, { path });
