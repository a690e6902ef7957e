/** Drug claims of one invented patient after another: five lines with their NDCs, about sixty segments each. */

import { claim837p, type ProfessionalClaim837 } from '../src/x12/guides/837p.ts';
import { type InterchangeToWrite, transactionOf, writeInterchange } from '../src/x12/writeInterchange.ts';
import { numbers } from './remittanceFile.ts';

type BillingProvider = ProfessionalClaim837['billingProviders'][number];
type Claim = NonNullable<BillingProvider['subscribers'][number]['claims']>[number];
type Line = Claim['lines'][number];

/** The same claims in every run. */
export function inventClaims(count: number): readonly ProfessionalClaim837[] {
  const random = numbers(837);
  return Array.from({ length: count }, (_, n) => claim(n + 1, random));
}

/** The claims of each interchange. */
export const batches = <T>(claims: readonly T[], perInterchange: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(claims.length / perInterchange) }, (_, n) =>
    claims.slice(n * perInterchange, (n + 1) * perInterchange),
  );

/** The envelope of an interchange. */
export const envelope = (ordinal: number): Omit<InterchangeToWrite, 'groups'> => ({
  sender: { qualifier: 'ZZ', id: 'HARBOR' },
  receiver: { qualifier: 'ZZ', id: 'COASTLINE' },
  usage: 'T',
  date: '20261120',
  time: '0915',
  interchangeControl: ordinal,
});

/** One interchange with one transaction set of so many claims, some 650 in each million bytes. */
export function claimsFile(count: number): string {
  const [first, ...others] = inventClaims(count);
  if (first === undefined) throw new Error('a file has claims');
  const billingProviders = [first, ...others].flatMap((one) => one.billingProviders);
  const { functionalId, version } = claim837p;
  const transactions = [transactionOf(claim837p, { ...first, billingProviders }, '0001')];
  const codes = { senderCode: 'HARBOR', receiverCode: 'COASTLINE' };
  const written = writeInterchange({
    ...envelope(1),
    groups: [{ functionalId, version, ...codes, control: 1, transactions }],
  });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
}

function claim(ordinal: number, random: (below: number) => number): ProfessionalClaim837 {
  const number = `IB-${String(ordinal).padStart(6, '0')}`;
  const lines = DRUGS.map((drug, n) => line(`${number}-${n + 1}`, drug, 100 + random(90_000)));
  const cents = lines.reduce((sum, { service }) => sum + Math.round(Number(service.charge) * 100), 0);
  return {
    header: { purpose: '00', reference: number, date: '20261120', time: '0915', use: 'CH' },
    submitter: {
      identity: { type: '2', name: 'HARBOR INFUSION CENTER', id: 'HARBOR01' },
      contacts: [{ name: 'EDI DESK', kind: 'TE', number: '5555550141' }],
    },
    receiver: { identity: { name: 'COASTLINE HEALTH PLAN', id: '77001' } },
    billingProviders: [
      {
        specialty: { taxonomy: '261QI0500X' },
        provider: {
          identity: { type: '2', name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' },
          street: { line1: '12 QUAY ROAD' },
          locality: { city: 'PORTSIDE', state: 'OH', postalCode: '430859998' },
          taxId: { kind: 'EI', number: '009999999' },
          contacts: [{ name: 'BILLING DESK', kind: 'TE', number: '5555550140' }],
        },
        subscribers: [
          {
            coverage: { payerSequence: 'P', relationship: '18', groupNumber: 'CHP-GROUP-9', planType: 'CI' },
            subscriber: {
              identity: { type: '1', name: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: `CHP${ordinal}00` },
              street: { line1: '3 BEACON LANE', line2: 'UNIT 2' },
              locality: { city: 'PORTSIDE', state: 'OH', postalCode: '43085' },
              demographics: { birthDate: '19700115', gender: 'F' },
            },
            payer: { identity: { name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' } },
            claims: [
              { ...CLAIM, header: { ...CLAIM.header, patientControlNumber: number, charge: money(cents) }, lines },
            ],
          },
        ],
      },
    ],
  };
}

const line = (control: string, { code, ndc, units, quantity, unit }: Drug, cents: number): Line => ({
  service: {
    procedure: { qualifier: 'HC', code, modifier1: 'JZ' },
    charge: money(cents),
    unit: 'UN',
    quantity: units,
    diagnosisPointers: { first: 1, second: 2 },
  },
  serviceDate: { format: 'D8', value: '20261110' },
  priorAuthorizations: [{ number: 'CHPAUTH55010' }],
  lineControlNumber: { number: control },
  drug: {
    identification: { qualifier: 'N4', code: ndc },
    quantity: { quantity, measure: { unit } },
    prescription: { kind: 'XZ', number: 'RX-88' },
  },
  orderingProvider: { identity: { lastName: 'EXAMPLE', firstName: 'CASEY', idQualifier: 'XX', id: '1999999976' } },
});

const money = (cents: number): string => String(cents / 100);

const CLAIM: Omit<Claim, 'lines'> = {
  header: {
    patientControlNumber: '',
    charge: '',
    facility: { placeOfService: '11', frequency: '1' },
    providerSignature: 'Y',
    acceptsAssignment: 'A',
    benefitsAssigned: 'Y',
    releaseOfInformation: 'Y',
  },
  priorAuthorization: { number: 'CHPAUTH55010' },
  diagnoses: { principal: { qualifier: 'ABK', code: 'Z5112' }, others: [{ qualifier: 'ABF', code: 'C3411' }] },
  referringProviders: [
    { identity: { role: 'DN', lastName: 'EXAMPLE', firstName: 'CASEY', idQualifier: 'XX', id: '1999999976' } },
  ],
  renderingProvider: {
    identity: { type: '1', name: 'INVENTED', firstName: 'DANA', idQualifier: 'XX', id: '1999999968' },
    specialty: { taxonomy: '207RH0003X' },
  },
};

interface Drug {
  readonly code: string;
  readonly ndc: string;
  readonly units: string;
  readonly quantity: string;
  readonly unit: 'ML' | 'UN';
}
const DRUGS: readonly Drug[] = [
  { code: 'J9271', ndc: '00006302602', units: '200', quantity: '8', unit: 'ML' },
  { code: 'J9299', ndc: '00003377211', units: '240', quantity: '24', unit: 'ML' },
  { code: 'J9380', ndc: '57894044901', units: '9', quantity: '0.42', unit: 'ML' },
  { code: 'Q5121', ndc: '55513067001', units: '40', quantity: '4', unit: 'UN' },
  { code: 'J2405', ndc: '00404993002', units: '8', quantity: '4', unit: 'ML' },
];
