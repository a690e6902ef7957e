/** What `read --json` says of an 835: every amount as the text that was sent. */

import type { Issue } from '../../outcome.ts';
import { balanceIssues } from '../../remittance/balance.ts';
import { remittanceOf } from '../../remittance/receive835.ts';
import type { Remittance835 } from '../../x12/guides/835.ts';
import { modifiersOf } from './claims.ts';
import { isoDate } from './isoDate.ts';

type Claim835 = NonNullable<Remittance835['headers']>[number]['claims'][number];
type Service835 = NonNullable<Claim835['services']>[number];

export type RemittanceSummary = ReturnType<typeof summaryOf>;

/**
 * The `remittance` of one 835 transaction, and the issues of its balancing.
 *
 * @param isWhole every segment that carries money could be read and none was cut off; without it nothing balances
 */
export function remittanceSummary(
  value: Remittance835,
  isWhole: boolean,
): { readonly summary: RemittanceSummary; readonly issues: readonly Issue[] } {
  const remittance = remittanceOf(value);
  const issues = remittance.ok ? balanceIssues(remittance.value) : remittance.issues;
  return { summary: summaryOf(value, isWhole && issues.length === 0), issues };
}

/** The `remittance` of an 835 whose sums were compared elsewhere. */
export function summaryOf(value: Remittance835, balanced: boolean) {
  return {
    trace: value.trace.number,
    paid: value.financial.amount,
    method: value.financial.method,
    date: isoDate(value.financial.effectiveDate),
    balanced,
    claims: (value.headers ?? []).flatMap((header) => header.claims.map(claimSummary)),
    providerAdjustments: (value.providerAdjustments ?? []).flatMap((segment) =>
      segment.adjustments.map(({ reason, reference, amount }) => ({ reason, reference: reference ?? null, amount })),
    ),
  };
}

/** One of its claims. */
export const claimSummary = (claim: Claim835) => ({
  patientControlNumber: claim.payment.patientControlNumber,
  payerControlNumber: claim.payment.payerControlNumber,
  status: claim.payment.status,
  charged: claim.payment.charged,
  paid: claim.payment.paid,
  patientResponsibility: claim.payment.patientResponsibility ?? '0',
  adjustments: adjustmentsOf(claim.adjustments),
  lines: (claim.services ?? []).map(lineSummary),
});

const lineSummary = ({ payment, adjustments, lineControlNumber, remarks }: Service835) => ({
  procedure: payment.procedure.code,
  modifiers: modifiersOf(payment.procedure),
  controlNumber: lineControlNumber?.number ?? null,
  charged: payment.charged,
  paid: payment.paid,
  // SVC05 left out means one unit was paid.
  units: payment.paidUnits ?? '1',
  adjustments: adjustmentsOf(adjustments),
  remarks: (remarks ?? []).map((remark) => remark.code),
});

const adjustmentsOf = (groups: Claim835['adjustments']) =>
  (groups ?? []).flatMap((group) =>
    group.reasons.map(({ reason, amount, quantity }) => ({
      group: group.group,
      reason,
      amount,
      quantity: quantity ?? null,
    })),
  );
