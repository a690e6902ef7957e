/** The remittances of one 837: what is paid in which step, and what the payer remembers of it. */

import { type Cents, centsOf, formatCents, parseCents } from '../../money.ts';
import type { Remittance835 } from '../../x12/guides/835.ts';
import { priceClaim, splitClaim } from './adjudicate.ts';
import { byProvider } from './claimStatus.ts';
import type { ReceivedClaim } from './claims.ts';
import { type ClaimPayment835, claimPayment, remittanceOf, reversalOf } from './remittance.ts';
import type { ClaimPlan, Pricing } from './scripts.ts';
import type { PayerState } from './state.ts';

/** A claim that was taken into adjudication, with our number for it. */
export interface AcceptedClaim {
  readonly claim: ReceivedClaim;
  readonly payerControlNumber: string;
}
/** The 835s of one step: one transaction set per payee. */
export type RemittanceStep = readonly Remittance835[];

type Ledger = Pick<PayerState, 'payments' | 'owed'>;
/** What one claim contributes to one step. */
interface Contribution {
  readonly claim: ReceivedClaim;
  readonly payments: readonly ClaimPayment835[];
}

/**
 * All remittances of the accepted claims, step by step, and the ledger after the last of them.
 *
 * @param date CCYYMMDD of payment
 * @param traceOf gives TRN02 of the n-th remittance, from 1; unique over all files
 */
export function payClaims(
  accepted: readonly AcceptedClaim[],
  plan: ClaimPlan,
  ledger: Ledger,
  date: string,
  traceOf: (n: number) => string,
): { readonly steps: readonly RemittanceStep[]; readonly ledger: Ledger } {
  const payments: Record<string, ClaimPayment835> = { ...ledger.payments };
  const owed: Record<string, string> = { ...ledger.owed };
  const steps: RemittanceStep[] = [];
  let written = 0;
  for (const contributions of contributionsOf(accepted, plan, payments)) {
    const remittances = byProvider(contributions).map((group) => {
      written += 1;
      const { npi, taxId } = group[0].claim.provider;
      const payee = npi ?? taxId;
      const { value, owed: left } = remittanceOf({
        trace: traceOf(written),
        date,
        claim: group[0].claim,
        claims: group.flatMap((contribution) => contribution.payments),
        owed: parseCents(owed[payee] ?? '0') ?? centsOf(0),
        offBy: offBy(plan, written),
      });
      owed[payee] = formatCents(left);
      return value;
    });
    if (remittances.length > 0) steps.push(remittances);
  }
  return { steps, ledger: { payments, owed } };
}

const offBy = (plan: ClaimPlan, written: number): Cents => centsOf(written === 1 ? (plan.offByCents ?? 0) : 0);

/** Per step, what each claim brings; `standing` is kept up to date with what stands paid. */
function contributionsOf(
  accepted: readonly AcceptedClaim[],
  plan: ClaimPlan,
  standing: Record<string, ClaimPayment835>,
): readonly (readonly Contribution[])[] {
  if (plan.split === true) return splitContributions(accepted, plan, standing);
  return plan.pricings.map((pricing, step) =>
    accepted
      .map(({ claim, payerControlNumber }) => {
        // A later step corrects the one before: that payment is taken back, under the number it was made with.
        const numberOf = (n: number) => (n === 0 ? payerControlNumber : `${payerControlNumber}C${n}`);
        const previous = step === 0 ? claim.originalNumber : numberOf(step - 1);
        const reversal = previous === undefined ? [] : takeBack(previous, standing);
        const payment = claim.frequency === VOID ? [] : [pay(claim, numberOf(step), pricing, standing)];
        return { claim, payments: [...reversal, ...payment] };
      })
      .filter(({ payments }) => payments.length > 0),
  );
}

/** CLM05-3 of a claim that only takes its original back. */
const VOID = '8';

/** Step n pays the n-th part of every claim; a replacement takes its original back in the first step. */
function splitContributions(
  accepted: readonly AcceptedClaim[],
  plan: ClaimPlan,
  standing: Record<string, ClaimPayment835>,
): readonly (readonly Contribution[])[] {
  const [pricing] = plan.pricings;
  if (pricing === undefined) return [];
  return [0, 1].map((step) =>
    accepted
      .map(({ claim, payerControlNumber }) => {
        const reversal =
          step === 0 && claim.originalNumber !== undefined ? takeBack(claim.originalNumber, standing) : [];
        const part = claim.frequency === VOID ? undefined : splitClaim(claim)[step];
        const payment =
          part === undefined
            ? []
            : [pay(part, step === 0 ? payerControlNumber : `${payerControlNumber}S`, pricing, standing)];
        return { claim, payments: [...reversal, ...payment] };
      })
      .filter(({ payments }) => payments.length > 0),
  );
}

function pay(
  claim: ReceivedClaim,
  number: string,
  pricing: Pricing,
  standing: Record<string, ClaimPayment835>,
): ClaimPayment835 {
  const payment = claimPayment(priceClaim(claim, number, pricing));
  standing[number] = payment;
  return payment;
}

function takeBack(number: string, standing: Record<string, ClaimPayment835>): readonly ClaimPayment835[] {
  const payment = standing[number];
  if (payment === undefined) return [];
  delete standing[number];
  return [reversalOf(payment)];
}
