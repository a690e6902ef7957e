/** From a Claim to the value of an 837P (005010X222A1). Pure wire work: nothing is decided here. */

import type { Insurance, Practice, Provider } from '../authorization/parties.ts';
import { localityOf, partyName, personName, streetOf, whereAndWho } from '../authorization/wire.ts';
import { x12Amount } from '../money.ts';
import type { ProfessionalClaim837 } from '../x12/guides/837p.ts';
import { type Claim, type ClaimLine, totalCharge } from './claim.ts';

/** Who sends and who receives the file (1000A, 1000B): the ends of the line, not of the claim. */
export interface Submission {
  /** BHT03: unique per file. */
  readonly reference: string;
  /** CCYYMMDD and HHMM of the business clock. */
  readonly date: string;
  readonly time: string;
  readonly submitter: { readonly name: string; readonly id: string };
  readonly receiver: { readonly name: string; readonly id: string };
}

type Billing837 = ProfessionalClaim837['billingProviders'][number];
type Subscriber837 = Billing837['subscribers'][number];
type Claim837 = NonNullable<Subscriber837['claims']>[number];
type Line837 = Claim837['lines'][number];

/** One claim as one 837P: one billing provider, one subscriber, the patient below when not the subscriber. */
export function claim837pOf(claim: Claim, submission: Submission): ProfessionalClaim837 {
  const { reference, date, time, submitter, receiver } = submission;
  return {
    header: { purpose: '00', reference, date, time, use: 'CH' },
    submitter: {
      identity: { type: '2', name: submitter.name, id: submitter.id },
      contacts: [{ name: claim.billing.contact.name, kind: 'TE', number: claim.billing.contact.phone }],
    },
    receiver: { identity: { name: receiver.name, id: receiver.id } },
    billingProviders: [{ ...billingProvider(claim.billing), subscribers: [subscriber(claim)] }],
  };
}

const billingProvider = (practice: Practice): Omit<Billing837, 'subscribers'> => ({
  ...(practice.taxonomy === undefined ? {} : { specialty: { taxonomy: practice.taxonomy } }),
  provider: {
    identity: { type: '2', name: practice.name, idQualifier: 'XX', id: practice.npi },
    street: streetOf(practice.address),
    locality: localityOf(practice.address),
    taxId: { kind: 'EI', number: practice.taxId },
  },
});

function subscriber(claim: Claim): Subscriber837 {
  const { insurance } = claim;
  const claims = [claimLoop(claim)];
  return {
    coverage: {
      payerSequence: 'P',
      ...(insurance.patientIsSubscriber ? { relationship: '18' as const } : {}),
      ...(insurance.groupNumber === undefined ? {} : { groupNumber: insurance.groupNumber }),
      planType: insurance.payer.planType,
    },
    subscriber: insured(insurance),
    payer: { identity: { name: insurance.payer.name, idQualifier: 'PI', id: insurance.payer.payerId } },
    ...(insurance.patientIsSubscriber ? { claims } : { dependents: [dependent(claim, claims)] }),
  };
}

function insured(insurance: Insurance): Subscriber837['subscriber'] {
  const { address, birthDate, sex } = insurance.subscriber;
  return {
    identity: { ...partyName(insurance.subscriber.name), idQualifier: 'MI', id: insurance.memberId },
    ...(address === undefined ? {} : { street: streetOf(address), locality: localityOf(address) }),
    ...(birthDate === undefined ? {} : { demographics: { birthDate, gender: sex ?? 'U' } }),
  };
}

function dependent(claim: Claim, claims: readonly Claim837[]): NonNullable<Subscriber837['dependents']>[number] {
  const { patient, insurance } = claim;
  const { street, locality } = whereAndWho(patient);
  return {
    relationship: { relationship: insurance.relationship === '18' ? 'G8' : insurance.relationship },
    patient: {
      identity: personName(patient.name),
      street: street ?? { line1: '' },
      locality: locality ?? { city: '' },
      demographics: { birthDate: patient.birthDate ?? '', gender: patient.sex ?? 'U' },
    },
    claims,
  };
}

function claimLoop(claim: Claim): Claim837 {
  const [principal = '', ...others] = claim.diagnoses;
  const numbers = new Set(claim.lines.flatMap((line) => line.authorizationNumber ?? []));
  const [onlyNumber] = numbers.size === 1 ? [...numbers] : [];
  return {
    header: {
      patientControlNumber: claim.number,
      charge: x12Amount(totalCharge(claim)),
      facility: { placeOfService: claim.placeOfService, frequency: '1' },
      providerSignature: 'Y',
      acceptsAssignment: 'A',
      benefitsAssigned: 'Y',
      releaseOfInformation: 'Y',
    },
    ...(onlyNumber === undefined ? {} : { priorAuthorization: { number: onlyNumber } }),
    diagnoses: {
      principal: { qualifier: 'ABK', code: principal },
      ...(others.length === 0 ? {} : { others: others.map((code) => ({ qualifier: 'ABF' as const, code })) }),
    },
    ...(claim.rendering === undefined ? {} : { renderingProvider: { identity: identified(claim.rendering) } }),
    ...(claim.facility === undefined ? {} : { serviceFacility: facility(claim.facility) }),
    lines: claim.lines.map((line) => lineLoop(line, claim, onlyNumber)),
  };
}

const identified = (provider: Provider) => ({
  ...partyName(provider.name),
  idQualifier: 'XX' as const,
  id: provider.npi,
});

function facility(provider: Provider): NonNullable<Claim837['serviceFacility']> {
  const address = provider.address ?? { line: '', city: '' };
  const name = typeof provider.name === 'string' ? provider.name : provider.name.last;
  return {
    identity: { name, idQualifier: 'XX', id: provider.npi },
    street: streetOf(address),
    locality: localityOf(address),
  };
}

/** The number stands on the claim when every authorized line has the same one, else on each line. */
function lineLoop(line: ClaimLine, claim: Claim, claimNumber: string | undefined): Line837 {
  const { product, result, authorizationNumber } = line;
  const onLine = authorizationNumber !== undefined && authorizationNumber !== claimNumber;
  return {
    service: {
      procedure: { qualifier: 'HC', code: line.hcpcs, ...modifiers(line), ...described(line) },
      charge: x12Amount(line.charge),
      unit: 'UN',
      quantity: String(line.units),
      diagnosisPointers: pointers(line.pointers),
    },
    serviceDate: { format: 'D8', value: claim.serviceDate },
    ...(result === undefined ? {} : { measurements: [{ reference: 'TR', kind: result.kind, value: result.value }] }),
    ...(onLine ? { priorAuthorizations: [{ number: authorizationNumber }] } : {}),
    lineControlNumber: { number: line.controlNumber },
    ...(product === undefined ? {} : { drug: drug(product) }),
  };
}

const drug = (product: NonNullable<ClaimLine['product']>): NonNullable<Line837['drug']> => ({
  identification: { qualifier: 'N4', code: product.ndc11 },
  quantity: { quantity: product.quantity, measure: { unit: product.unit } },
});

const described = (line: ClaimLine) => (line.description === undefined ? {} : { description: line.description });

function modifiers(line: ClaimLine) {
  const [modifier1, modifier2, modifier3, modifier4] = line.modifiers;
  return {
    ...(modifier1 === undefined ? {} : { modifier1 }),
    ...(modifier2 === undefined ? {} : { modifier2 }),
    ...(modifier3 === undefined ? {} : { modifier3 }),
    ...(modifier4 === undefined ? {} : { modifier4 }),
  };
}

function pointers(positions: readonly number[]): Line837['service']['diagnosisPointers'] {
  const [first = 1, second, third, fourth] = positions;
  return {
    first,
    ...(second === undefined ? {} : { second }),
    ...(third === undefined ? {} : { third }),
    ...(fourth === undefined ? {} : { fourth }),
  };
}
