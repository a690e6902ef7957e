/** An 835 as lines for a person: the payment, then every claim, its lines and what was taken off. */

import type { RemittanceSummary } from './remittance.ts';
import { money, procedureText, row } from './rows.ts';
import { adjustmentReason, claimStatus, providerAdjustment } from './words.ts';

type Claim = RemittanceSummary['claims'][number];
type Line = Claim['lines'][number];
type Adjustment = Claim['adjustments'][number];

/** Claim or line, status or units, charged, adjusted, paid, patient's share. */
const WIDTHS = [21, 14, -11, -11, -11, -11] as const;
/** What was taken off, its amount under `adjusted`. */
const OFF = [46, -11] as const;

/** Lines that end with a line feed. */
export const remittanceText = (remittance: RemittanceSummary): string =>
  [headText(remittance), ...remittance.claims.map(claimText), tailText(remittance)].join('');

/** What stands before the claims. */
export const headText = ({ paid, method, date, trace, balanced }: RemittanceSummary): string =>
  [
    `  paid ${money(paid)} by ${method} on ${date}, trace ${trace || '-'}\n`,
    `  balanced: ${balanced ? 'yes' : 'no, so nothing of it may be posted'}\n`,
    row(WIDTHS, ['claim', 'status', 'charged', 'adjusted', 'paid', 'patient']),
  ].join('');

/** What stands behind the claims. */
export const tailText = ({ providerAdjustments }: RemittanceSummary): string =>
  [
    ...(providerAdjustments.length === 0 ? [] : ['  outside of the claims (a positive amount lowers the payment)\n']),
    ...providerAdjustments.map(({ reason, amount }) => row(OFF, [providerAdjustment(reason), money(amount)], 4)),
  ].join('');

/** One claim with its lines. */
export function claimText(claim: Claim): string {
  const amounts = [money(claim.charged), '', money(claim.paid), money(claim.patientResponsibility)];
  return [
    row(WIDTHS, [claim.patientControlNumber, claimStatus(claim.status), ...amounts]),
    ...claim.adjustments.map(adjustmentText),
    ...claim.lines.map(lineText),
  ].join('');
}

const lineText = ({ procedure, modifiers, units, charged, paid, adjustments, remarks }: Line): string =>
  [
    row(WIDTHS, [procedureText(procedure, modifiers), `x${units}`, money(charged), '', money(paid)], 4),
    ...adjustments.map(adjustmentText),
    remarks.length === 0 ? '' : `      remarks ${remarks.join(', ')}\n`,
  ].join('');

const adjustmentText = ({ group, reason, amount }: Adjustment): string =>
  row(OFF, [`${group} ${adjustmentReason(reason)}`, money(amount)], 6);
