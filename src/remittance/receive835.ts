/** From the 835 as read by its guide to a Remittance in cents. */

import { type Cents, parseCents } from '../money.ts';
import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { Remittance835 } from '../x12/guides/835.ts';
import type { Adjustment, ClaimPayment, ProviderAdjustment, Remittance, RemittanceLine } from './remittance.ts';

export type Claim835 = NonNullable<Remittance835['headers']>[number]['claims'][number];
type Service835 = NonNullable<Claim835['services']>[number];
type Adjustments835 = Claim835['adjustments'];
/** Turns amount text into cents and collects what is no amount, so that one walk reports them all. */
export type Amount = (text: string | undefined, path: string, ref: string) => Cents;

/**
 * The remittance of one 835, every amount in cents. Fails with AMOUNT_UNREADABLE for each amount that is not
 * plain decimal text with at most two decimals, and with CURRENCY_UNKNOWN for other money than dollars; such a file
 * is quarantined whole.
 */
export function remittanceOf(value: Remittance835): Outcome<Remittance> {
  const issues: Issue[] = [];
  const amount: Amount = (text, path, ref) => {
    const cents = parseCents(text ?? '0');
    if (cents === undefined) issues.push(unreadable(path, ref));
    return cents ?? (0n as Cents);
  };
  if ((value.currency?.currency ?? DOLLARS) !== DOLLARS) issues.push(otherCurrency);
  const claims = (value.headers ?? []).flatMap((header) => header.claims);
  const remittance: Remittance = {
    trace: value.trace.number,
    originator: value.trace.originator,
    payeeId: value.payee.identity.id,
    payer: payerOf(value),
    paid: signed(amount(value.financial.amount, '835/BPR', 'BPR02'), value.financial.direction),
    method: value.financial.method,
    date: value.financial.effectiveDate,
    claims: claims.map((claim, index) => claimPayment(claim, index + 1, amount)),
    providerAdjustments: providerAdjustments(value, amount),
  };
  return issues.length === 0 ? good(remittance) : bad(...issues);
}

const signed = (paid: Cents, direction: 'C' | 'D'): Cents => (direction === 'D' ? (-paid as unknown as Cents) : paid);

export const unreadable = (path: string, ref: string): Issue =>
  error('AMOUNT_UNREADABLE', 'This is not an amount in dollars and cents. Ask the payer for a corrected remittance.', {
    path,
    ref,
    rule: '005010X221A1',
  });

const DOLLARS = 'USD';
const otherCurrency = error(
  'CURRENCY_UNKNOWN',
  'The payer pays in another currency than dollars (USD), so not one of these amounts can be posted. Ask the payer for a remittance in dollars.',
  { path: '835/CUR', ref: 'CUR02', rule: '005010X221A1' },
);

const payerOf = ({ payer, trace }: Remittance835): readonly string[] =>
  [
    payer.identity.name,
    payer.identity.id,
    ...(payer.identifiers ?? []).map(({ number }) => number),
    trace.originator,
  ].filter((one) => one !== undefined);

/** One claim; `ordinal` is its number among the claims of its transaction set. */
export function claimPayment(claim: Claim835, ordinal: number, amount: Amount): ClaimPayment {
  const path = `835/2000/2100[${ordinal}]`;
  const { payment } = claim;
  const memberId = memberIdOf(claim);
  return {
    ordinal,
    patientControlNumber: payment.patientControlNumber,
    payerControlNumber: payment.payerControlNumber,
    ...(memberId === undefined ? {} : { memberId }),
    status: payment.status,
    charged: amount(payment.charged, `${path}/CLP`, 'CLP03'),
    paid: amount(payment.paid, `${path}/CLP`, 'CLP04'),
    patientResponsibility: amount(payment.patientResponsibility, `${path}/CLP`, 'CLP05'),
    adjustments: adjustments(claim.adjustments, path, amount),
    lines: (claim.services ?? []).map((service, index) => line(service, `${path}/2110[${index + 1}]`, amount)),
  };
}

/** The number the claim was sent with: what the payer corrects stands apart from it (NM1*74). */
const memberIdOf = ({ insured, patient }: Claim835): string | undefined =>
  [insured, patient].find((named) => named?.idQualifier === 'MI')?.id;

function line(service: Service835, path: string, amount: Amount): RemittanceLine {
  // The payer may pay another code than ours: the code we sent is then in SVC06, and that one names our line.
  const ours = service.payment.submitted ?? service.payment.procedure;
  const controlNumber = service.lineControlNumber?.number;
  const units = service.payment.paidUnits;
  return {
    procedure: ours.code,
    modifiers: [ours.modifier1, ours.modifier2, ours.modifier3, ours.modifier4].filter((m) => m !== undefined),
    ...(controlNumber === undefined ? {} : { controlNumber }),
    charged: amount(service.payment.charged, `${path}/SVC`, 'SVC02'),
    paid: amount(service.payment.paid, `${path}/SVC`, 'SVC03'),
    ...(units === undefined ? {} : { units }),
    adjustments: adjustments(service.adjustments, path, amount),
    remarks: (service.remarks ?? []).map((remark) => remark.code),
  };
}

const adjustments = (groups: Adjustments835, path: string, amount: Amount): readonly Adjustment[] =>
  (groups ?? []).flatMap((group) =>
    group.reasons.map((reason) => ({
      group: group.group,
      reason: reason.reason,
      amount: amount(reason.amount, `${path}/CAS`, 'CAS03'),
      ...(reason.quantity === undefined ? {} : { quantity: reason.quantity }),
    })),
  );

const providerAdjustments = (value: Remittance835, amount: Amount): readonly ProviderAdjustment[] =>
  (value.providerAdjustments ?? []).flatMap((segment) =>
    segment.adjustments.map((adjustment) => ({
      reason: adjustment.reason,
      ...(adjustment.reference === undefined ? {} : { reference: adjustment.reference }),
      amount: amount(adjustment.amount, '835/PLB', 'PLB04'),
    })),
  );
