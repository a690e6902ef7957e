/** Claims of a hospital outpatient department, of our own invention. All names and ids are fictitious. */

import type { InstitutionalClaim837 } from '../../../src/x12/guides/837i.ts';

/** One infusion visit: the drug given, the part discarded, the administration; authorized; a second payer behind. */
export const infusionVisit: InstitutionalClaim837 = {
  header: { purpose: '00', reference: 'IBC000042', date: '20270318', time: '0730', use: 'CH' },
  submitter: {
    identity: { type: '2', name: 'HARBOR GENERAL HOSPITAL', id: 'HGH001' },
    contacts: [{ name: 'CLAIMS DESK', kind: 'TE', number: '5555550111' }],
  },
  receiver: { identity: { name: 'SAMPLE CLEARINGHOUSE', id: 'SCH900' } },
  billingProviders: [
    {
      specialty: { taxonomy: '282N00000X' },
      provider: {
        identity: { name: 'HARBOR GENERAL HOSPITAL', idQualifier: 'XX', id: '1999999950' },
        street: { line1: '1 PIER ROAD' },
        locality: { city: 'PORT SAMPLE', state: 'ME', postalCode: '041010001' },
        taxId: { number: '990000001' },
      },
      subscribers: [
        {
          coverage: { payerSequence: 'P', relationship: '18', planType: 'CI' },
          subscriber: {
            identity: { type: '1', name: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: 'CHP000111222' },
            street: { line1: '22 TEST LANE' },
            locality: { city: 'PORT SAMPLE', state: 'ME', postalCode: '04101' },
            demographics: { birthDate: '19700115', gender: 'F' },
          },
          payer: { identity: { name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' } },
          claims: [
            {
              header: {
                patientControlNumber: 'HGH-V-0042',
                charge: '9120.5',
                facility: { billType: '13', frequency: '1' },
                acceptsAssignment: 'A',
                benefitsAssigned: 'Y',
                releaseOfInformation: 'Y',
              },
              statementPeriod: { period: '20270310-20270310' },
              stay: { admissionType: '3', admissionSource: '1', patientStatus: '01' },
              priorAuthorization: { number: 'CHPAUTH55010' },
              clearinghouseClaim: { number: 'SCH-1' },
              notes: [{ purpose: 'MED', text: 'DOSE BY LABEL' }],
              billingNote: { text: 'SINGLE DOSE VIAL, REMAINDER DISCARDED' },
              principalDiagnosis: { code: { kind: 'ABK', code: 'Z5112', presentOnAdmission: 'Y' } },
              reasonsForVisit: { codes: [{ kind: 'APR', code: 'Z5112' }] },
              otherDiagnoses: [
                {
                  codes: [
                    { kind: 'ABF', code: 'C3411' },
                    { kind: 'ABF', code: 'C771' },
                  ],
                },
              ],
              occurrences: [{ codes: [{ kind: 'BH', code: '11', date: '20270101' }] }],
              valueCodes: [{ codes: [{ kind: 'BE', code: 'A8', amount: '71.5' }] }],
              conditions: [{ codes: [{ kind: 'BG', code: '09' }] }],
              attendingProvider: {
                identity: { lastName: 'EXAMPLE', firstName: 'CASEY', idQualifier: 'XX', id: '1999999976' },
                specialty: { taxonomy: '207RH0003X' },
              },
              referringProvider: {
                identity: { lastName: 'SAMPLER', firstName: 'JO', idQualifier: 'XX', id: '1999999968' },
              },
              otherCoverages: [
                {
                  coverage: { payerSequence: 'S', relationship: '01', planType: 'MB' },
                  assignment: { benefitsAssigned: 'Y', releaseOfInformation: 'Y' },
                  subscriber: {
                    identity: { type: '1', name: 'SAMPLE', firstName: 'LEE', idQualifier: 'MI', id: '9ZZ000009' },
                  },
                  payer: { identity: { name: 'SECOND PLAN', idQualifier: 'PI', id: '88002' } },
                },
              ],
              lines: [
                {
                  service: {
                    revenueCode: '0636',
                    procedure: { qualifier: 'HC', code: 'J9022' },
                    charge: '8000',
                    unit: 'UN',
                    quantity: '116',
                  },
                  serviceDate: { format: 'D8', value: '20270310' },
                  lineControlNumber: { number: 'V42L1' },
                  drug: {
                    identification: { code: '50242091701' },
                    quantity: { quantity: '20', measure: { unit: 'ML' } },
                    prescription: { kind: 'XZ', number: 'RX0042' },
                  },
                },
                {
                  service: {
                    revenueCode: '0636',
                    procedure: { qualifier: 'HC', code: 'J9022', modifier1: 'JW' },
                    charge: '120.5',
                    unit: 'UN',
                    quantity: '4',
                    nonCovered: '0',
                  },
                  serviceDate: { format: 'D8', value: '20270310' },
                  lineControlNumber: { number: 'V42L2' },
                },
                {
                  service: {
                    revenueCode: '0335',
                    procedure: { qualifier: 'HC', code: '96413' },
                    charge: '1000',
                    unit: 'UN',
                    quantity: '1',
                  },
                  serviceDate: { format: 'D8', value: '20270310' },
                  operatingProvider: {
                    identity: { lastName: 'EXAMPLE', firstName: 'CASEY', idQualifier: 'XX', id: '1999999976' },
                    identifiers: [{ kind: 'G2', number: 'K77', otherPayer: { id: '88002' } }],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
