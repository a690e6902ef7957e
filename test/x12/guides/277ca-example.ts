/** A claim acknowledgement of our own invention: one claim taken in, one refused for its NDC. All ids are fictitious. */

import type { ClaimStatus277CA } from '../../../src/x12/guides/277ca.ts';

export const claimStatus: ClaimStatus277CA = {
  header: { reference: 'CHP20270312000007', date: '20270312', time: '0415' },
  sources: [
    {
      source: { identity: { role: 'PR', name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' } },
      receipts: [{ trace: { number: 'CHP-IN-7' }, received: { date: '20270311' }, processed: { date: '20270312' } }],
      receiver: {
        receiver: { identity: { type: '2', name: 'HARBOR INFUSION CENTER', id: 'HARBOR01' } },
        outcome: {
          trace: { number: 'IB20270311000042' },
          statuses: [{ first: { category: 'A1', status: '20' }, date: '20270312', action: 'WQ', charged: '17480.5' }],
          acceptedCount: { count: '1' },
          rejectedCount: { count: '1' },
          acceptedAmount: { amount: '12480.5' },
          rejectedAmount: { amount: '5000' },
        },
        billingProviders: [
          {
            provider: {
              identity: { type: '2', name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' },
            },
            outcome: {
              trace: { number: '0' },
              statuses: [{ first: { category: 'A1', status: '20' }, action: 'WQ', charged: '17480.5' }],
              acceptedCount: { count: '1' },
              rejectedCount: { count: '1' },
            },
            patients: [
              {
                patient: {
                  identity: { lastName: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: 'CHP000111222' },
                },
                claims: [
                  {
                    patientControlNumber: { number: 'IB-000123-1' },
                    statuses: [
                      { first: { category: 'A2', status: '20' }, date: '20270312', action: 'WQ', charged: '12480.5' },
                    ],
                    payerControlNumber: { number: 'CHP-CLM-1' },
                    serviceDate: { format: 'D8', value: '20270310' },
                  },
                  {
                    patientControlNumber: { number: 'IB-000124-1' },
                    statuses: [
                      {
                        first: { category: 'A7', status: '218', entity: '85' },
                        date: '20270312',
                        action: 'U',
                        charged: '5000',
                        second: { category: 'A7', status: '21' },
                      },
                    ],
                    serviceDate: { format: 'RD8', value: '20270310-20270311' },
                    lines: [
                      {
                        service: {
                          procedure: { qualifier: 'HC', code: 'J9380', modifier1: 'JZ' },
                          charged: '5000',
                          units: '9',
                        },
                        statuses: [{ first: { category: 'A7', status: '218' }, date: '20270312', action: 'U' }],
                        lineControlNumber: { number: 'IB-000124-1-1' },
                        serviceDate: { format: 'D8', value: '20270310' },
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  ],
};
