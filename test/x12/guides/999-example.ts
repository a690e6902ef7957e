/** An acknowledgement of our own invention: one transaction set accepted, one refused for an element and a segment. */

import type { Acknowledgement999 } from '../../../src/x12/guides/999.ts';

export const acknowledgement: Acknowledgement999 = {
  group: { functionalId: 'HC', control: '42', version: '005010X222A1' },
  transactionSets: [
    {
      set: { set: '837', control: '0001', version: '005010X222A1' },
      result: { status: 'A' },
    },
    {
      set: { set: '837', control: '0002', version: '005010X222A1' },
      errors: [
        {
          error: { segmentId: 'SV1', segmentPosition: 33, loop: '2400', code: '8' },
          businessUnit: { units: [{ name: 'CLM01', value: 'IB-000123-1' }] },
          elements: [
            {
              error: {
                position: { element: 1, component: 2 },
                dataElement: 234,
                code: '7',
                badValue: 'J93800',
              },
            },
            { error: { position: { element: 3 }, code: '1' } },
          ],
        },
        {
          error: { segmentId: 'REF', segmentPosition: 40, code: '3' },
          triggers: [
            {
              segmentId: 'CLM',
              segmentPosition: 22,
              loop: '2300',
              element: { element: 5, component: 3 },
            },
          ],
        },
      ],
      result: { status: 'R', reasons: [{ code: '5' }, { code: 'I5' }] },
    },
  ],
  result: { status: 'P', included: 2, received: 2, accepted: 1, reasons: [{ code: '5' }] },
};
