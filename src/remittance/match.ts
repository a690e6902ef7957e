/** Which claim, and which of its lines, a payment belongs to. Ambiguous is an issue, never a guess. */

import type { Claim, ClaimLine, LinePayment, Posting } from '../claim/claim.ts';
import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { ClaimPayment, RemittanceLine } from './remittance.ts';

/**
 * The posting of one CLP to the claim it names, line by line: by line control number (REF*6R) first, then by
 * code, modifiers and charge where exactly one line fits.
 *
 * @param remittance key of the remittance the payment is in
 */
export function postingOf(payment: ClaimPayment, claim: Claim, remittance: string): Outcome<Posting> {
  if (isOtherMember(payment, claim)) return bad(otherMember(payment.ordinal));
  const matched = payment.lines.map((line, index) => linePayment(line, claim, payment.ordinal, index));
  const issues = matched.flatMap((m) => m.issues);
  const lines = matched.flatMap((m) => (m.ok ? [m.value] : []));
  if (issues.some((issue) => issue.severity === 'error')) return { ok: false, issues };
  const { ordinal, status, payerControlNumber, charged, paid, patientResponsibility, adjustments } = payment;
  const ofClaim = adjustments.length === 0 ? {} : { adjustments };
  return good(
    { remittance, ordinal, status, payerControlNumber, charged, paid, patientResponsibility, ...ofClaim, lines },
    issues,
  );
}

/**
 * Payers add and drop separators and small letters; a number that differs in more belongs to somebody else. A patient
 * who is insured through another person may have a number of their own, which we never saw.
 */
function isOtherMember({ memberId }: ClaimPayment, { insurance }: Claim): boolean {
  if (memberId === undefined || !insurance.patientIsSubscriber) return false;
  return plainly(memberId) !== plainly(insurance.memberId);
}
const plainly = (id: string): string => id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

const otherMember = (ordinal: number): Issue =>
  error(
    'PAYMENT_OTHER_MEMBER',
    'This payment names a claim of ours and a member who is not that of the claim. It is not posted; ask the payer whose payment it is.',
    { path: `835/2000/2100[${ordinal}]/NM1`, ref: 'NM109' },
  );

function linePayment(line: RemittanceLine, claim: Claim, ordinal: number, index: number): Outcome<LinePayment> {
  const path = `835/2000/2100[${ordinal}]/2110[${index + 1}]`;
  const found = matchLine(line, claim.lines);
  if (found.length !== 1 || found[0] === undefined) return bad(unmatched(found.length, path));
  const { adjustments, paid, remarks } = line;
  return good({ controlNumber: found[0].controlNumber, paid, adjustments, remarks });
}

function matchLine(line: RemittanceLine, lines: readonly ClaimLine[]): readonly ClaimLine[] {
  const byNumber = lines.filter((ours) => ours.controlNumber === line.controlNumber);
  if (byNumber.length > 0) return byNumber;
  const sameCode = lines.filter((ours) => ours.hcpcs === line.procedure);
  const sameModifiers = sameCode.filter((ours) => sameSet(ours.modifiers, line.modifiers));
  const charge = line.charged < 0n ? -line.charged : line.charged;
  return (sameModifiers.length > 0 ? sameModifiers : sameCode).filter((ours) => ours.charge === charge);
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((modifier) => b.includes(modifier));

const unmatched = (candidates: number, path: string): Issue =>
  error(
    candidates === 0 ? 'PAYMENT_LINE_UNKNOWN' : 'PAYMENT_LINE_AMBIGUOUS',
    candidates === 0
      ? 'No line of our claim has this line control number, nor this code, modifiers and charge. Compare the claim with the remittance and post by hand.'
      : `${candidates} lines of our claim fit this payment and it names no line control number. Post by hand.`,
    { path, ref: 'REF02' },
  );
