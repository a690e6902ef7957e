/** From a Claim to the value of an 837P (005010X222A1). Pure wire work: nothing is decided here. */

import type { Practice, Provider } from '../authorization/parties.ts';
import { localityOf, partyName, personName, streetOf } from '../authorization/wire.ts';
import { x12Amount } from '../money.ts';
import type { ProfessionalClaim837 } from '../x12/guides/837p.ts';
import { type Claim, type ClaimLine, totalCharge } from './claim.ts';
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

export type { Submission } from './wire837.ts';

type Billing837 = ProfessionalClaim837['billingProviders'][number];
type Claim837 = NonNullable<Billing837['subscribers'][number]['claims']>[number];
type Line837 = Claim837['lines'][number];

/** One claim as one 837P: one billing provider, one subscriber, the patient below when not the subscriber. */
export function claim837pOf(claim: Claim, submission: Submission): ProfessionalClaim837 {
  const { billing, insurance } = claim;
  const claims = [claimLoop(claim)];
  const below = insurance.patientIsSubscriber ? { claims } : { dependents: [{ ...dependentOf(claim), claims }] };
  return {
    ...fileOf(claim, submission),
    billingProviders: [
      {
        ...specialtyOf(billing),
        provider: billingProvider(billing),
        subscribers: [{ ...coverageOf(insurance), ...below }],
      },
    ],
  };
}

const billingProvider = (practice: Practice): Billing837['provider'] => ({
  identity: { type: '2', name: practice.name, idQualifier: 'XX', id: practice.npi },
  street: streetOf(practice.address),
  locality: localityOf(practice.address),
  taxId: { kind: 'EI', number: practice.taxId },
});

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
    ...(claim.ordering === undefined || claim.placeOfService === HOME
      ? {}
      : { referringProviders: [{ identity: { role: 'DN' as const, ...personParts(claim.ordering) } }] }),
    ...rendering(claim),
    ...(claim.facility === undefined ? {} : { serviceFacility: facilityOf(claim.facility) }),
    ...(claim.supervising === undefined ? {} : { supervisingProvider: { identity: personParts(claim.supervising) } }),
    lines: claim.lines.map((line) => lineLoop(line, claim, onlyNumber)),
  };
}

/** 2310B: left out where the one who gave the drug bills for it. */
const rendering = ({ rendering: provider, billing }: Claim): Pick<Claim837, 'renderingProvider'> =>
  provider === undefined || provider.npi === billing.npi
    ? {}
    : { renderingProvider: { identity: identified(provider) } };

const identified = (provider: Provider) => ({
  ...partyName(provider.name),
  idQualifier: 'XX' as const,
  id: provider.npi,
});

/** A person's name and NPI; whoever orders or supervises is never an organization. */
const personParts = ({ name, npi }: Provider) => ({
  ...personName(typeof name === 'string' ? { last: name } : name),
  idQualifier: 'XX' as const,
  id: npi,
});

/** At home the drug is a supplier's, who names on each line who ordered it. */
const orderedBy = ({ placeOfService, ordering }: Claim): Pick<Line837, 'orderingProvider'> =>
  placeOfService === HOME && ordering !== undefined ? { orderingProvider: { identity: personParts(ordering) } } : {};
const HOME = '12';

/** The number stands on the claim when every authorized line has the same one, else on each line. */
function lineLoop(line: ClaimLine, claim: Claim, claimNumber: string | undefined): Line837 {
  const { product, result, authorizationNumber } = line;
  const onLine = authorizationNumber !== undefined && authorizationNumber !== claimNumber;
  return {
    service: {
      procedure: procedureOf(line),
      charge: x12Amount(line.charge),
      unit: 'UN',
      quantity: String(line.units),
      diagnosisPointers: pointers(line.pointers),
    },
    serviceDate: { format: 'D8', value: claim.serviceDate },
    ...(result === undefined ? {} : { measurements: [{ reference: 'TR', kind: result.kind, value: result.value }] }),
    ...(onLine ? { priorAuthorizations: [{ number: authorizationNumber }] } : {}),
    lineControlNumber: { number: line.controlNumber },
    ...orderedBy(claim),
    ...(product === undefined
      ? {}
      : {
          drug: {
            identification: { qualifier: 'N4', code: product.ndc11 },
            quantity: packageQuantityOf(product),
          },
        }),
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
