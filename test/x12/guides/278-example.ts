/** A request and three answers of our own invention: an infusion of one drug, six visits. All ids are fictitious. */

import type { AuthorizationRequest278 } from '../../../src/x12/guides/278-request.ts';
import type { AuthorizationResponse278 } from '../../../src/x12/guides/278-response.ts';

export const request: AuthorizationRequest278 = {
  header: { purpose: '13', reference: 'IB20270301000017', date: '20270301', time: '0815' },
  utilizationManagement: {
    reviewer: {
      identity: { role: 'X3', type: '2', name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' },
    },
    requester: {
      provider: {
        identity: { role: '1P', type: '2', name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' },
        contact: {
          name: 'AUTHORIZATIONS',
          kind: 'TE',
          number: '5555550142',
          more: [{ kind: 'FX', number: '5555550143' }],
        },
        taxonomy: { role: 'OR', qualifier: 'PXC', taxonomy: '261QI0500X' },
      },
      subscriber: {
        person: {
          identity: { lastName: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: 'CHP000111222' },
          demographics: { birthDate: '19700115', gender: 'F' },
        },
        patientEvent: {
          traces: [{ number: 'IB20270301000017', originator: '9HARBORINF' }],
          review: {
            category: 'HS',
            certificationType: 'I',
            serviceType: '78',
            facility: { code: '19', kind: 'B' },
            levelOfService: 'U',
            releaseOfInformation: 'Y',
          },
          eventDate: { format: 'RD8', value: '20270310-20270623' },
          diagnoses: {
            codes: [
              { kind: 'ABK', code: 'C3411' },
              { kind: 'ABF', code: 'C771' },
            ],
          },
          pattern: { unit: 'VS', quantity: '1', period: 'WK', every: '3', durationUnit: '35', duration: 18 },
          documents: [
            { reportType: '77', transmission: 'EL', controlNumberQualifier: 'AC', controlNumber: 'IB-DOC-17' },
          ],
          providers: [
            {
              identity: {
                role: 'DK',
                type: '1',
                name: 'EXAMPLE',
                firstName: 'CASEY',
                idQualifier: 'XX',
                id: '1999999976',
              },
            },
          ],
          services: [
            {
              traces: [{ number: 'IB20270301000017-1', originator: '9HARBORINF' }],
              serviceDate: { format: 'RD8', value: '20270310-20270623' },
              professional: {
                procedure: { qualifier: 'HC', code: 'J9022' },
                unit: 'UN',
                quantity: '720',
                diagnosisPointers: { first: 1, second: 2 },
              },
            },
            {
              traces: [{ number: 'IB20270301000017-2', originator: '9HARBORINF' }],
              serviceDate: { format: 'RD8', value: '20270310-20270623' },
              professional: {
                procedure: { qualifier: 'HC', code: '96413' },
                unit: 'UN',
                quantity: '6',
                diagnosisPointers: { first: 1 },
              },
            },
          ],
        },
      },
    },
  },
};

/** The event is certified in part: the drug line is changed to fewer units, the administration line stands. */
export const partial: AuthorizationResponse278 = {
  header: { purpose: '11', reference: 'IB20270301000017', date: '20270302', time: '101500', type: '18' },
  utilizationManagement: {
    reviewer: {
      identity: { role: 'X3', type: '2', name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' },
      contact: { name: 'REVIEW DESK', kind: 'TE', number: '5555550199' },
    },
    requester: {
      providers: [
        { identity: { role: '1P', type: '2', name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' } },
      ],
      subscriber: {
        person: {
          identity: { lastName: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: 'CHP000111222' },
        },
        patientEvents: [
          {
            traces: [
              { kind: '2', number: 'IB20270301000017', originator: '9HARBORINF' },
              { kind: '1', number: 'CHP-R-5501', originator: '1999999999' },
            ],
            review: { category: 'HS', certificationType: 'I', serviceType: '78' },
            decision: { action: 'A2', number: 'CHPAUTH55010' },
            eventDate: { format: 'RD8', value: '20270310-20270623' },
            issueDate: { date: '20270302' },
            effectiveDate: { format: 'RD8', value: '20270310-20270623' },
            message: { text: 'UNITS CHANGED TO THE LABELED DOSE' },
            services: [
              {
                traces: [{ kind: '2', number: 'IB20270301000017-1', originator: '9HARBORINF' }],
                decision: { action: 'A6', number: 'CHPAUTH55010', reasons: ['0Z', '35'] },
                professional: { procedure: { qualifier: 'HC', code: 'J9022' }, unit: 'UN', quantity: '480' },
              },
              {
                traces: [{ kind: '2', number: 'IB20270301000017-2', originator: '9HARBORINF' }],
                decision: { action: 'A1', number: 'CHPAUTH55010' },
                professional: { procedure: { qualifier: 'HC', code: '96413' }, unit: 'UN', quantity: '6' },
              },
            ],
          },
        ],
      },
    },
  },
};
