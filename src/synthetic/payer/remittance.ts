/** The 835 of the synthetic payer: one transaction set per payee, balanced by construction. */

import { addCents, type Cents, centsOf, parseCents, x12Amount } from '../../money.ts';
import type { Remittance835 } from '../../x12/guides/835.ts';
import type { LineAdjustment, PricedClaim, PricedLine } from './adjudicate.ts';
import type { ReceivedClaim } from './claims.ts';

/** One CLP with its lines, as it stands in an 835; kept by the payer so that it can be reversed. */
export type ClaimPayment835 = NonNullable<Remittance835['headers']>[number]['claims'][number];
type ServicePayment835 = NonNullable<ClaimPayment835['services']>[number];
type PlanType835 = ClaimPayment835['payment']['planType'];

export interface RemittanceFacts {
  /** TRN02: unique per remittance. */
  readonly trace: string;
  /** CCYYMMDD: production and payment. */
  readonly date: string;
  /** One of the claims paid: says who pays and who is paid. */
  readonly claim: ReceivedClaim;
  readonly claims: readonly ClaimPayment835[];
  /** Cents paid out too much before and still to be taken back from this payee. */
  readonly owed: Cents;
  /** Added to the total and to nothing else: makes the remittance wrong on purpose. */
  readonly offBy: Cents;
}

/**
 * The remittance, and what the payee owes after it. BPR02 = claims paid - provider adjustments, and never
 * negative: what is missing is carried forward (PLB FB) and taken back from the next payment.
 */
export function remittanceOf(facts: RemittanceFacts): { readonly value: Remittance835; readonly owed: Cents } {
  const paid = addCents(...facts.claims.map((claim) => parseCents(claim.payment.paid) ?? centsOf(0)));
  const net = paid - facts.owed;
  const carried = net < 0n ? net : 0n;
  const total = centsOf(net - carried + facts.offBy);
  const forward = [facts.owed, centsOf(carried)].filter((amount) => amount !== 0n);
  const { claim, date } = facts;
  const value: Remittance835 = {
    financial: financial(total, date),
    trace: { number: facts.trace, originator: ORIGINATOR },
    productionDate: { date },
    payer: payer(claim),
    payee: payee(claim),
    headers: [{ number: { number: 1 }, claims: facts.claims }],
    ...(forward.length === 0 ? {} : { providerAdjustments: [forwardBalance(forward, facts)] }),
  };
  return { value, owed: centsOf(-carried) };
}

/** TRN03 and BPR10: the payer's originator id, a fictitious one. */
const ORIGINATOR = '1999999999';

const financial = (total: Cents, effectiveDate: string): Remittance835['financial'] =>
  total === 0n
    ? { handling: 'H', amount: '0', direction: 'C', method: 'NON', effectiveDate }
    : {
        handling: 'I',
        amount: x12Amount(total),
        direction: 'C',
        method: 'ACH',
        format: 'CCP',
        senderBankQualifier: '01',
        senderBank: '999999992',
        senderAccountQualifier: 'DA',
        senderAccount: '1000000',
        originator: ORIGINATOR,
        receiverBankQualifier: '01',
        receiverBank: '999999992',
        receiverAccountQualifier: 'DA',
        receiverAccount: '2000000',
        effectiveDate,
      };

const payer = (claim: ReceivedClaim): Remittance835['payer'] => ({
  identity: { name: claim.payer.name },
  street: { line1: '1 EXAMPLE PLAZA' },
  locality: { city: 'COLUMBUS', state: 'OH', postalCode: '43004' },
  identifiers: [{ kind: '2U', number: claim.payer.id }],
  technicalContacts: [{ name: 'ERA HELP', kind: 'TE', number: '6145550100' }],
});

const payee = ({ provider }: ReceivedClaim): Remittance835['payee'] => ({
  identity: {
    name: provider.name,
    idQualifier: provider.npi === undefined ? 'FI' : 'XX',
    id: provider.npi ?? provider.taxId,
  },
  ...(provider.npi === undefined ? {} : { identifiers: [{ kind: 'TJ', number: provider.taxId }] }),
});

const forwardBalance = (
  amounts: readonly Cents[],
  facts: RemittanceFacts,
): NonNullable<Remittance835['providerAdjustments']>[number] => ({
  provider: facts.claim.provider.npi ?? facts.claim.provider.taxId,
  fiscalPeriodEnd: `${facts.date.slice(0, 4)}1231`,
  adjustments: amounts.map((amount) => ({ reason: 'FB', reference: facts.trace, amount: x12Amount(amount) })),
});

/** The CLP of a priced claim. */
export function claimPayment({ claim, payerControlNumber, denied, lines }: PricedClaim): ClaimPayment835 {
  const responsibility = total(lines.flatMap((line) => line.adjustments).filter(({ group }) => group === 'PR'));
  return {
    payment: {
      patientControlNumber: claim.patientControlNumber,
      status: denied ? '4' : (statusBySequence[claim.payerSequence] ?? '1'),
      charged: x12Amount(addCents(...lines.map(({ line }) => line.charge))),
      paid: x12Amount(addCents(...lines.map(({ paid }) => paid))),
      ...(responsibility === 0n ? {} : { patientResponsibility: x12Amount(responsibility) }),
      planType: planTypes.find((type) => type === claim.planType) ?? 'ZZ',
      payerControlNumber,
      facilityType: claim.facilityType,
      frequency: claim.frequency,
    },
    patient: {
      type: '1',
      name: claim.patient.lastName,
      firstName: claim.patient.firstName,
      middleName: claim.patient.middleName,
      idQualifier: 'MI',
      id: claim.patient.memberId,
    },
    services: lines.map((line) => servicePayment(line, claim)),
  };
}

const statusBySequence: Readonly<Record<string, '1' | '2' | '3'>> = { P: '1', S: '2', T: '3' };
/** CLP06 knows fewer plan types than SBR09; the rest is reported as ZZ. */
const planTypes: readonly PlanType835[] = [
  ...(['12', '13', '14', '15', '16', '17', 'AM', 'CH', 'DS', 'HM', 'LM'] as const),
  ...(['MA', 'MB', 'MC', 'OF', 'TV', 'VA', 'WC'] as const),
];

function servicePayment({ line, paid, adjustments, remark }: PricedLine, claim: ReceivedClaim): ServicePayment835 {
  return {
    payment: {
      // A line billed by revenue code alone is answered by revenue code.
      procedure: line.procedure ?? { qualifier: 'NU', code: line.revenueCode ?? '0000' },
      charged: x12Amount(line.charge),
      paid: x12Amount(paid),
      ...(line.procedure === undefined ? {} : { revenueCode: line.revenueCode }),
      paidUnits: line.units,
    },
    dates: [{ kind: '472', date: line.date ?? claim.serviceDate.slice(0, 8) }],
    ...(adjustments.length === 0 ? {} : { adjustments: grouped(adjustments) }),
    ...(line.controlNumber === undefined ? {} : { lineControlNumber: { number: line.controlNumber } }),
    ...(remark === undefined ? {} : { remarks: [{ list: 'HE', code: remark }] }),
  };
}

const grouped = (adjustments: readonly LineAdjustment[]): NonNullable<ServicePayment835['adjustments']> =>
  (['CO', 'PR'] as const)
    .map((group) => ({ group, reasons: adjustments.filter((adjustment) => adjustment.group === group) }))
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ group, reasons }) => ({
      group,
      reasons: reasons.map(({ reason, amount }) => ({ reason, amount: x12Amount(amount) })),
    }));

const total = (adjustments: readonly LineAdjustment[]): Cents => addCents(...adjustments.map(({ amount }) => amount));

/** The same claim taken back: status 22, every amount with the opposite sign, units as they were. */
export function reversalOf(claim: ClaimPayment835): ClaimPayment835 {
  const { payment } = claim;
  return {
    ...claim,
    payment: {
      ...payment,
      status: '22',
      charged: negated(payment.charged),
      paid: negated(payment.paid),
      ...(payment.patientResponsibility === undefined
        ? {}
        : { patientResponsibility: negated(payment.patientResponsibility) }),
    },
    services: claim.services?.map((service) => ({
      ...service,
      payment: { ...service.payment, charged: negated(service.payment.charged), paid: negated(service.payment.paid) },
      adjustments: service.adjustments?.map((adjustment) => ({
        ...adjustment,
        reasons: adjustment.reasons.map((reason) => ({ ...reason, amount: negated(reason.amount) })),
      })),
    })),
  };
}

const negated = (amount: string): string => x12Amount(centsOf(-(parseCents(amount) ?? 0n)));
