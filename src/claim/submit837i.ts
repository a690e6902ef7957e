/** From a Claim to the value of an 837I (005010X223A2), a hospital's outpatient bill. Pure wire work: nothing is decided here. */

import type { PersonName, Provider } from '../authorization/parties.ts';
import { localityOf, personName, streetOf } from '../authorization/wire.ts';
import { x12Amount } from '../money.ts';
import type { InstitutionalClaim, InstitutionalClaim837, InstitutionalClaimLine } from '../x12/guides/837i.ts';
import { type Claim, type ClaimLine, type HospitalBill, totalCharge } from './claim.ts';
import { authorizationOf, otherAuthorizations } from './revenue.ts';
import {
  coverageOf,
  dependentOf,
  facilityOf,
  fileOf,
  packageQuantityOf,
  procedureOf,
  type Submission,
  specialtyOf,
} from './wire837.ts';

/**
 * One claim as one 837I: one billing provider, one subscriber, the patient below when not the subscriber.
 * The claim must come from `hospitalClaimOf`; without bill type or revenue codes this throws, which is a bug.
 */
export function claim837iOf(claim: Claim, submission: Submission): InstitutionalClaim837 {
  const { billing, insurance } = claim;
  const { hospital } = claim;
  if (hospital === undefined) throw new Error('an 837I is made from a claim of hospitalClaimOf');
  const claims = [claimLoop(claim, hospital)];
  const below = insurance.patientIsSubscriber ? { claims } : { dependents: [{ ...dependentOf(claim), claims }] };
  return {
    ...fileOf(claim, submission),
    billingProviders: [
      {
        ...specialtyOf(billing),
        provider: {
          identity: { name: billing.name, idQualifier: 'XX', id: billing.npi },
          street: streetOf(billing.address),
          locality: localityOf(billing.address),
          taxId: { number: billing.taxId },
        },
        subscribers: [{ ...coverageOf(insurance), ...below }],
      },
    ],
  };
}

function claimLoop(claim: Claim, hospital: HospitalBill): InstitutionalClaim {
  const { number, serviceDate, facility } = claim;
  const authorization = authorizationOf(claim);
  const note = otherAuthorizations(claim).join('; ');
  return {
    header: {
      patientControlNumber: number,
      charge: x12Amount(totalCharge(claim)),
      facility: { billType: hospital.typeOfBill, frequency: '1' },
      acceptsAssignment: 'A',
      benefitsAssigned: 'Y',
      releaseOfInformation: 'Y',
    },
    statementPeriod: { period: `${serviceDate}-${serviceDate}` },
    stay: {
      admissionType: hospital.admissionType,
      admissionSource: hospital.origin,
      patientStatus: hospital.patientStatus,
    },
    ...(authorization === undefined ? {} : { priorAuthorization: { number: authorization } }),
    ...(note === '' ? {} : { billingNote: { text: note } }),
    ...codesOf(claim, hospital),
    ...attending(claim.rendering),
    ...(facility === undefined ? {} : { serviceFacility: facilityOf(facility) }),
    ...referring(claim.ordering),
    lines: claim.lines.map((line) => lineLoop(line, serviceDate)),
  };
}

/** HI: the principal diagnosis is also the reason for an outpatient visit; results are value codes. */
function codesOf({ diagnoses }: Claim, { values }: HospitalBill) {
  const [principal = '', ...others] = diagnoses;
  return {
    principalDiagnosis: { code: { kind: 'ABK' as const, code: principal } },
    reasonsForVisit: { codes: [{ kind: 'APR' as const, code: principal }] },
    ...(others.length === 0
      ? {}
      : { otherDiagnoses: [{ codes: others.map((code) => ({ kind: 'ABF' as const, code })) }] }),
    ...(values.length === 0
      ? {}
      : { valueCodes: [{ codes: values.map(({ code, amount }) => ({ kind: 'BE' as const, code, amount })) }] }),
  };
}

/** 2310A: who gave or supervised the infusion. It can only be a person; the guide has no rendering organization. */
const attending = (provider: Provider | undefined): Pick<InstitutionalClaim, 'attendingProvider'> =>
  provider === undefined || typeof provider.name === 'string'
    ? {}
    : { attendingProvider: { identity: identified(provider.name, provider.npi) } };

/** 2310F: who ordered, where that is not the attending. */
const referring = (provider: Provider | undefined): Pick<InstitutionalClaim, 'referringProvider'> =>
  provider === undefined || typeof provider.name === 'string'
    ? {}
    : { referringProvider: { identity: identified(provider.name, provider.npi) } };

const identified = (name: PersonName, npi: string) => ({
  ...personName(name),
  idQualifier: 'XX' as const,
  id: npi,
});

function lineLoop(line: ClaimLine, serviceDate: string): InstitutionalClaimLine {
  const { product, revenueCode } = line;
  if (revenueCode === undefined) throw new Error(`line ${line.hcpcs} of an 837I has a revenue code`);
  return {
    service: {
      revenueCode,
      procedure: procedureOf(line),
      charge: x12Amount(line.charge),
      unit: 'UN',
      quantity: String(line.units),
    },
    serviceDate: { format: 'D8', value: serviceDate },
    lineControlNumber: { number: line.controlNumber },
    ...(product === undefined
      ? {}
      : { drug: { identification: { code: product.ndc11 }, quantity: packageQuantityOf(product) } }),
  };
}
