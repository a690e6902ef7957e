/** Two claims of our own invention: one day of infusion, paid first by one plan and then by another. All ids are fictitious. */

import type { ProfessionalClaim837 } from '../../../src/x12/guides/837p.ts';

type BillingProvider = ProfessionalClaim837['billingProviders'][number];
type Subscriber = BillingProvider['subscribers'][number];
type Claim = NonNullable<Subscriber['claims']>[number];

const clinic: BillingProvider['provider'] = {
  identity: { type: '2', name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' },
  street: { line1: '12 QUAY ROAD' },
  locality: { city: 'PORTSIDE', state: 'OH', postalCode: '430859998' },
  taxId: { kind: 'EI', number: '009999999' },
  contacts: [{ name: 'BILLING DESK', kind: 'TE', number: '5555550140' }],
};

/** A single-dose vial with its waste, its NDC and a line authorization, and the hour it took to give it. */
export const infusion: Claim = {
  header: {
    patientControlNumber: 'IB-000123-1',
    charge: '12480.5',
    facility: { placeOfService: '11', frequency: '1' },
    providerSignature: 'Y',
    acceptsAssignment: 'A',
    benefitsAssigned: 'Y',
    releaseOfInformation: 'Y',
  },
  attachments: [{ report: 'OZ', transmission: 'EL', controlQualifier: 'AC', controlNumber: 'IB-DOC-17' }],
  priorAuthorization: { number: 'CHPAUTH55010' },
  diagnoses: {
    principal: { qualifier: 'ABK', code: 'Z5112' },
    others: [
      { qualifier: 'ABF', code: 'C3411' },
      { qualifier: 'ABF', code: 'C771' },
    ],
  },
  referringProviders: [
    { identity: { role: 'DN', lastName: 'EXAMPLE', firstName: 'CASEY', idQualifier: 'XX', id: '1999999976' } },
  ],
  renderingProvider: {
    identity: { type: '1', name: 'INVENTED', firstName: 'DANA', idQualifier: 'XX', id: '1999999968' },
    specialty: { taxonomy: '207RH0003X' },
  },
  lines: [
    {
      service: {
        procedure: { qualifier: 'HC', code: 'J9380' },
        charge: '9000',
        unit: 'UN',
        quantity: '9',
        diagnosisPointers: { first: 2, second: 3 },
      },
      serviceDate: { format: 'D8', value: '20270310' },
      priorAuthorizations: [{ number: 'CHPAUTH55010' }],
      lineControlNumber: { number: 'IB-000123-1-1' },
      drug: {
        identification: { qualifier: 'N4', code: '57894044901' },
        quantity: { quantity: '0.42', measure: { unit: 'ML' } },
        prescription: { kind: 'XZ', number: 'RX-88' },
      },
      orderingProvider: {
        identity: { lastName: 'EXAMPLE', firstName: 'CASEY', idQualifier: 'XX', id: '1999999976' },
      },
    },
    {
      service: {
        procedure: { qualifier: 'HC', code: 'J9380', modifier1: 'JW' },
        charge: '3000',
        unit: 'UN',
        quantity: '3',
        diagnosisPointers: { first: 2, second: 3 },
      },
      serviceDate: { format: 'D8', value: '20270310' },
      lineControlNumber: { number: 'IB-000123-1-2' },
    },
    {
      service: {
        procedure: { qualifier: 'HC', code: '96413', modifier1: '59' },
        charge: '480.5',
        unit: 'UN',
        quantity: '1',
        placeOfService: '11',
        diagnosisPointers: { first: 1 },
      },
      serviceDate: { format: 'D8', value: '20270310' },
      measurements: [{ reference: 'TR', kind: 'R1', value: '9.4' }],
      lineControlNumber: { number: 'IB-000123-1-3' },
    },
  ],
};

const firstPayer: Subscriber['payer'] = {
  identity: { name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' },
};

/** The subscriber is the patient; one payer. */
export const ownClaim: ProfessionalClaim837 = {
  header: { purpose: '00', reference: 'IB20270311000042', date: '20270311', time: '0730', use: 'CH' },
  submitter: {
    identity: { type: '2', name: 'HARBOR INFUSION CENTER', id: 'HARBOR01' },
    contacts: [
      { name: 'EDI DESK', kind: 'TE', number: '5555550141', more: [{ kind: 'EM', number: 'EDI@HARBOR.EXAMPLE' }] },
    ],
  },
  receiver: { identity: { name: 'COASTLINE HEALTH PLAN', id: '77001' } },
  billingProviders: [
    {
      specialty: { taxonomy: '261QI0500X' },
      provider: clinic,
      subscribers: [
        {
          coverage: { payerSequence: 'P', relationship: '18', groupNumber: 'CHP-GROUP-9', planType: 'CI' },
          subscriber: {
            identity: { type: '1', name: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: 'CHP000111222' },
            street: { line1: '3 BEACON LANE', line2: 'UNIT 2' },
            locality: { city: 'PORTSIDE', state: 'OH', postalCode: '43085' },
            demographics: { birthDate: '19700115', gender: 'F' },
          },
          payer: firstPayer,
          claims: [infusion],
        },
      ],
    },
  ],
};

/** The patient is a dependent, and a second payer is asked for what the first one left. */
export const secondaryClaim: ProfessionalClaim837 = {
  ...ownClaim,
  header: { ...ownClaim.header, reference: 'IB20270401000051', date: '20270401' },
  billingProviders: [
    {
      provider: clinic,
      subscribers: [
        {
          coverage: { payerSequence: 'S', groupName: 'INLAND MUTUAL STAFF PLAN', planType: 'CI' },
          subscriber: {
            identity: { type: '1', name: 'SAMPLE', firstName: 'MORGAN', idQualifier: 'MI', id: 'INL7654321' },
          },
          payer: { identity: { name: 'INLAND MUTUAL', idQualifier: 'PI', id: '88002' } },
          dependents: [
            {
              relationship: { relationship: '01', weightUnit: '01', weight: '154' },
              patient: {
                identity: { lastName: 'SAMPLE', firstName: 'ROBIN' },
                street: { line1: '3 BEACON LANE', line2: 'UNIT 2' },
                locality: { city: 'PORTSIDE', state: 'OH', postalCode: '43085' },
                demographics: { birthDate: '19700115', gender: 'F' },
              },
              claims: [
                {
                  header: {
                    patientControlNumber: 'IB-000123-2',
                    charge: '480.5',
                    facility: { placeOfService: '11', frequency: '7' },
                    providerSignature: 'Y',
                    acceptsAssignment: 'A',
                    benefitsAssigned: 'Y',
                    releaseOfInformation: 'Y',
                  },
                  payerControlNumber: { number: 'INL-2027-0001' },
                  diagnoses: { principal: { qualifier: 'ABK', code: 'C3411' } },
                  otherCoverages: [
                    {
                      coverage: { payerSequence: 'P', relationship: '18', planType: 'CI' },
                      adjustments: [{ group: 'PR', reasons: [{ reason: '1', amount: '100' }] }],
                      paid: { amount: '280.5' },
                      assignment: { benefitsAssigned: 'Y', releaseOfInformation: 'Y' },
                      subscriber: {
                        identity: {
                          type: '1',
                          name: 'SAMPLE',
                          firstName: 'ROBIN',
                          idQualifier: 'MI',
                          id: 'CHP000111222',
                        },
                      },
                      payer: { ...firstPayer, payerControlNumber: { number: 'CHP-CLM-1' } },
                    },
                  ],
                  lines: [
                    {
                      service: {
                        procedure: { qualifier: 'HC', code: '96413' },
                        charge: '480.5',
                        unit: 'UN',
                        quantity: '1',
                        diagnosisPointers: { first: 1 },
                      },
                      serviceDate: { format: 'D8', value: '20270310' },
                      lineControlNumber: { number: 'IB-000123-2-1' },
                      adjudications: [
                        {
                          payment: {
                            payerId: '77001',
                            paid: '280.5',
                            procedure: { qualifier: 'HC', code: '96413' },
                            paidUnits: '1',
                          },
                          adjustments: [
                            {
                              group: 'CO',
                              reasons: [
                                { reason: '45', amount: '80' },
                                { reason: '253', amount: '20', quantity: '1' },
                              ],
                            },
                          ],
                          paidOn: { date: '20270325' },
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
