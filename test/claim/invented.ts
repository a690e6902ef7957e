/** Claims of our own invention. All names and ids are fictitious. */

import type { BilledUnits } from '../../src/authorization/authorization.ts';
import type { Insurance } from '../../src/authorization/parties.ts';
import type { Claim, ClaimLine } from '../../src/claim/claim.ts';
import type { Submission } from '../../src/claim/submit837p.ts';
import { centsOf } from '../../src/money.ts';
import type { Outcome } from '../../src/outcome.ts';
import { read } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import type { Fields, Guide, Infer } from '../../src/x12/schema.ts';
import { write } from '../../src/x12/write.ts';

export const insurance: Insurance = {
  subscriber: {
    name: { last: 'SAMPLE', first: 'ROBIN', middle: 'Q' },
    birthDate: '19700115',
    sex: 'F',
    address: { line: '22 TEST LANE', city: 'PORT SAMPLE', state: 'ME', postalCode: '04101' },
  },
  memberId: 'EXM000111222',
  patientIsSubscriber: true,
  relationship: '18',
  payer: { profile: 'example-medicare', name: 'EXAMPLE MEDICARE', payerId: 'EXMCR', planType: 'MB' },
};

/** The patient is the child of the one who holds the policy. */
export const childInsurance: Insurance = { ...insurance, patientIsSubscriber: false, relationship: '19' };
export const child = {
  name: { last: 'SAMPLE', first: 'KIM' },
  birthDate: '20100402',
  sex: 'M',
  address: { line: '22 TEST LANE', line2: 'FLAT 3', city: 'PORT SAMPLE', state: 'ME', postalCode: '04101' },
} as const;

export const units = (count: number): BilledUnits => count as BilledUnits;

/** A single-dose vial: the part given, the part discarded, the infusion. */
export const lines: readonly [given: ClaimLine, discarded: ClaimLine, infusion: ClaimLine] = [
  {
    controlNumber: 'IB42-1',
    hcpcs: 'J9022',
    modifiers: [],
    units: units(116),
    charge: centsOf(800_000),
    product: { ndc11: '50242091701', quantity: '19.333', unit: 'ML' },
    pointers: [1, 2],
    proof: ['1160 mg / 10 mg'],
  },
  {
    controlNumber: 'IB42-2',
    hcpcs: 'J9022',
    modifiers: ['JW'],
    units: units(4),
    charge: centsOf(12_050),
    product: { ndc11: '50242091701', quantity: '0.667', unit: 'ML' },
    pointers: [1, 2],
    proof: ['40 mg / 10 mg'],
  },
  {
    controlNumber: 'IB42-3',
    hcpcs: '96413',
    modifiers: [],
    units: units(1),
    charge: centsOf(100_001),
    pointers: [1],
    proof: ['60 minutes'],
  },
];

export const claim: Claim = {
  number: 'IB42',
  form: '837P',
  placeOfService: '11',
  serviceDate: '20270310',
  billing: {
    name: 'HARBOR INFUSION CENTER',
    npi: '1999999984',
    taxId: '990000001',
    taxonomy: '261QI0500X',
    address: { line: '1 PIER ROAD', city: 'PORT SAMPLE', state: 'ME', postalCode: '041010001' },
    contact: { name: 'CLAIMS DESK', phone: '5555550111' },
  },
  patient: insurance.subscriber,
  patientReference: 'Patient/p1',
  insurance,
  rendering: { name: { last: 'EXAMPLE', first: 'CASEY' }, npi: '1999999976' },
  diagnoses: ['Z5112', 'C3411'],
  lines,
  administrations: ['MedicationAdministration/ma1'],
};

export const submission: Submission = {
  reference: 'IBC000042',
  date: '20270318',
  time: '0730',
  submitter: { name: 'HARBOR INFUSION CENTER', id: 'HIC001' },
  receiver: { name: 'SAMPLE CLEARINGHOUSE', id: 'SCH900' },
};

/** The segments of a value; fails the test with every reason when the guide refuses it. */
export function written<F extends Fields>(guide: Guide<F>, value: Infer<Guide<F>>): readonly string[] {
  return good(write(guide, value, { control: '0001' }));
}

/** What a reader of the guide gets from the segments of a value. */
export const readBack = <F extends Fields>(guide: Guide<F>, value: Infer<Guide<F>>) =>
  read(guide, segmentsOf(written(guide, value)));

export function good<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.issues.map((issue) => `${issue.code} ${issue.path}`).join('\n'));
  return outcome.value;
}
