/** The three sums of an 835 that must agree to the cent before anything of it is posted. */

import { type Cents, formatCents } from '../money.ts';
import { error, type Issue } from '../outcome.ts';
import type { Adjustment, ClaimPayment, Remittance, RemittanceLine } from './remittance.ts';

const rule = '005010X221A1 balancing';
const ASK = 'Ask the payer for a corrected remittance.';
const total = (amounts: readonly Cents[]): Cents => amounts.reduce((sum, a) => sum + a, 0n) as Cents;
const adjusted = (adjustments: readonly Adjustment[]): Cents => total(adjustments.map((a) => a.amount));

/**
 * Every disagreement of line (SVC02 - CAS = SVC03), claim (CLP03 - all CAS = CLP04, and CLP03 = sum of SVC02 where
 * there are lines) and transaction (BPR02 = sum of CLP04 - sum of PLB). Empty: the remittance balances. CLP05 is not
 * among them: reversals and secondary payers fill it in more than one way, and no cent is posted by it.
 */
export function balanceIssues(remittance: Remittance): readonly Issue[] {
  const claims = remittance.claims.flatMap(claimIssues);
  return [...claims, ...paymentIssues(remittance, total(remittance.claims.map((c) => c.paid)))];
}

/** The payment against the sum of its claims, which may have gone by already. */
export function paymentIssues(
  { paid, providerAdjustments }: Pick<Remittance, 'paid' | 'providerAdjustments'>,
  claimsPaid: Cents,
): readonly Issue[] {
  const expected = claimsPaid - total(providerAdjustments.map((a) => a.amount));
  if (expected === paid) return [];
  const message = `The payment is ${formatCents(paid)}, the claims less the provider adjustments are ${formatCents(expected as Cents)}. ${ASK}`;
  return [error('REMITTANCE_UNBALANCED', message, { path: '835/BPR', ref: 'BPR02', rule })];
}

/** One claim and its lines. */
export function claimIssues(claim: ClaimPayment): readonly Issue[] {
  const path = `835/2000/2100[${claim.ordinal}]`;
  const lines = claim.lines.flatMap((line, index) => lineIssues(line, `${path}/2110[${index + 1}]`));
  const reductions = total([adjusted(claim.adjustments), ...claim.lines.map((line) => adjusted(line.adjustments))]);
  const claimLevel =
    claim.charged - reductions === claim.paid
      ? []
      : [
          error(
            'CLAIM_UNBALANCED',
            `Charged ${formatCents(claim.charged)} less adjustments ${formatCents(reductions)} is not the paid ${formatCents(claim.paid)}. ${ASK}`,
            { path: `${path}/CLP`, ref: 'CLP04', rule },
          ),
        ];
  return [...lines, ...claimLevel, ...chargeIssues(claim, path)];
}

/** A cent added to a line's charge and to its payment alike agrees with the line and with the claim, not with the sum. */
function chargeIssues(claim: ClaimPayment, path: string): readonly Issue[] {
  const charged = total(claim.lines.map((line) => line.charged));
  if (claim.lines.length === 0 || charged === claim.charged) return [];
  const message = `Charged ${formatCents(claim.charged)}, its lines together ${formatCents(charged)}. ${ASK}`;
  return [error('CLAIM_LINES_UNBALANCED', message, { path: `${path}/CLP`, ref: 'CLP03', rule })];
}

function lineIssues(line: RemittanceLine, path: string): readonly Issue[] {
  const reductions = adjusted(line.adjustments);
  if (line.charged - reductions === line.paid) return [];
  const message = `Charged ${formatCents(line.charged)} less adjustments ${formatCents(reductions)} is not the paid ${formatCents(line.paid)}. ${ASK}`;
  return [error('LINE_UNBALANCED', message, { path: `${path}/SVC`, ref: 'SVC03', rule })];
}
