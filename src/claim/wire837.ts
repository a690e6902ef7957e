/** What the professional and the institutional claim say in the same words. */

import type { Insurance, Practice, Provider } from '../authorization/parties.ts';
import { localityOf, partyName, personName, streetOf, whereAndWho } from '../authorization/wire.ts';
import type { Claim, ClaimLine, ProductCode } from './claim.ts';

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

/** BHT, 1000A, 1000B. */
export const fileOf = (claim: Claim, { reference, date, time, submitter, receiver }: Submission) => ({
  header: { purpose: '00' as const, reference, date, time, use: 'CH' as const },
  submitter: {
    identity: { type: '2' as const, name: submitter.name, id: submitter.id },
    contacts: [{ name: claim.billing.contact.name, kind: 'TE' as const, number: claim.billing.contact.phone }],
  },
  receiver: { identity: { name: receiver.name, id: receiver.id } },
});

/** PRV of 2000A, where the practice has a taxonomy. */
export const specialtyOf = ({ taxonomy }: Practice) => (taxonomy === undefined ? {} : { specialty: { taxonomy } });

/** SBR, 2010BA and 2010BB. */
export function coverageOf(insurance: Insurance) {
  const { payer, patientIsSubscriber, groupNumber } = insurance;
  return {
    coverage: {
      payerSequence: 'P' as const,
      ...(patientIsSubscriber ? { relationship: '18' as const } : {}),
      ...(groupNumber === undefined ? {} : { groupNumber }),
      planType: payer.planType,
    },
    subscriber: insured(insurance),
    payer: { identity: { name: payer.name, idQualifier: 'PI' as const, id: payer.payerId } },
  };
}

/** The guides want address and birth date of the subscriber only when that is the patient. */
function insured({ subscriber, memberId, patientIsSubscriber }: Insurance) {
  const { address, birthDate, sex } = subscriber;
  const identity = { ...partyName(subscriber.name), idQualifier: 'MI' as const, id: memberId };
  if (!patientIsSubscriber) return { identity };
  return {
    identity,
    ...(address === undefined ? {} : { street: streetOf(address), locality: localityOf(address) }),
    ...(birthDate === undefined ? {} : { demographics: { birthDate, gender: sex ?? ('U' as const) } }),
  };
}

/** 2000C without its claims. A missing address is left empty for the writer to refuse: see `decideClaim`. */
export function dependentOf({ patient, insurance }: Claim) {
  const { street, locality } = whereAndWho(patient);
  return {
    relationship: { relationship: insurance.relationship === '18' ? ('G8' as const) : insurance.relationship },
    patient: {
      identity: personName(patient.name),
      street: street ?? { line1: '' },
      locality: locality ?? { city: '' },
      demographics: { birthDate: patient.birthDate ?? '', gender: patient.sex ?? ('U' as const) },
    },
  };
}

/** 2310C of the 837P, 2310E of the 837I. */
export function facilityOf(provider: Provider) {
  const address = provider.address ?? { line: '', city: '' };
  const name = typeof provider.name === 'string' ? provider.name : provider.name.last;
  return {
    identity: { name, idQualifier: 'XX' as const, id: provider.npi },
    street: streetOf(address),
    locality: localityOf(address),
  };
}

/** SV101 and SV202. */
export function procedureOf({ hcpcs, modifiers, description }: ClaimLine) {
  const [modifier1, modifier2, modifier3, modifier4] = modifiers;
  return {
    qualifier: 'HC' as const,
    code: hcpcs,
    ...(modifier1 === undefined ? {} : { modifier1 }),
    ...(modifier2 === undefined ? {} : { modifier2 }),
    ...(modifier3 === undefined ? {} : { modifier3 }),
    ...(modifier4 === undefined ? {} : { modifier4 }),
    ...(description === undefined ? {} : { description }),
  };
}

/** CTP: how much of the package was given or discarded. */
export const packageQuantityOf = ({ quantity, unit }: ProductCode) => ({ quantity, measure: { unit } });
