/** Two independent readings of an 835 must agree before a cent of it is posted. */

import { type Cents, formatCents } from '../money.ts';
import { error, type Issue } from '../outcome.ts';
import type { ClaimPayment, Remittance } from './remittance.ts';

/** One 835 as another reader sees it: claims, lines and sums, nothing more. */
export interface SecondReading {
  readonly claims: readonly SecondClaim[];
  /** Sum of every CAS amount of the transaction set, claim and line level. */
  readonly adjusted: Cents;
  /** Sum of every PLB amount. */
  readonly providerAdjusted: Cents;
}
export interface SecondClaim {
  readonly patientControlNumber: string;
  readonly status: string;
  readonly charged: Cents;
  readonly paid: Cents;
  readonly lines: readonly { readonly charged: Cents; readonly paid: Cents }[];
}

/** Every disagreement between our reading and the second one; empty: they agree. */
export function disagreements(ours: Remittance, second: SecondReading | undefined): readonly Issue[] {
  if (second === undefined) return [disagreement('The second reader found no such remittance in the file.')];
  const issues: Issue[] = [];
  if (ours.claims.length !== second.claims.length)
    issues.push(disagreement(`We read ${ours.claims.length} claims, the second reader ${second.claims.length}.`));
  ours.claims.forEach((claim, index) => {
    const other = second.claims[index];
    if (other !== undefined && claimKey(claim) !== claimKey(other))
      issues.push(disagreement('The readings of this claim differ.', `835/2000/2100[${claim.ordinal}]`));
  });
  const adjusted = total(ours.claims.flatMap(adjustmentsOf));
  if (adjusted !== second.adjusted) issues.push(differs('adjustments', adjusted, second.adjusted));
  const provider = total(ours.providerAdjustments.map(({ amount }) => amount));
  if (provider !== second.providerAdjusted)
    issues.push(differs('provider adjustments', provider, second.providerAdjusted));
  return issues;
}

const adjustmentsOf = (claim: ClaimPayment): readonly Cents[] =>
  [claim.adjustments, ...claim.lines.map((line) => line.adjustments)].flat().map(({ amount }) => amount);
const total = (amounts: readonly Cents[]): Cents => amounts.reduce((sum, amount) => sum + amount, 0n) as Cents;

/** What must be equal, as text: compared whole, since which part differs is for a person to see in the file. */
const claimKey = (claim: SecondClaim): string =>
  [
    claim.patientControlNumber,
    claim.status,
    claim.charged,
    claim.paid,
    ...claim.lines.map((line) => `${line.charged}/${line.paid}`),
  ].join(' ');

const differs = (what: string, ours: Cents, theirs: Cents): Issue =>
  disagreement(`The ${what} are ${formatCents(ours)} in our reading and ${formatCents(theirs)} in the second.`);
const disagreement = (message: string, path = '835'): Issue =>
  error('READERS_DISAGREE', `${message} Nothing is posted. Send the file to the interface team.`, { path });
