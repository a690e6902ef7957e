/** A request and its possible answers, of our own invention: one drug, six visits. All ids are fictitious. */

import type { AuthorizationRequest278 } from '../../../src/x12/guides/278-request.ts';
import type { AnsweredEvent278, AuthorizationResponse278 } from '../../../src/x12/guides/278-response.ts';

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

const reviewer = {
  identity: { role: 'X3', type: '2', name: 'COASTLINE HEALTH PLAN', idQualifier: 'PI', id: '77001' },
  contact: { name: 'REVIEW DESK', kind: 'TE', number: '5555550199' },
} as const;
const requestingProvider = {
  identity: { role: '1P', type: '2', name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' },
} as const;
const member = { lastName: 'SAMPLE', firstName: 'ROBIN', idQualifier: 'MI', id: 'CHP000111222' } as const;
const echo = { kind: '2', number: 'IB20270301000017', originator: '9HARBORINF' } as const;
const lineEcho = (line: number) => ({ ...echo, number: `${echo.number}-${line}` });
const eventReview = { category: 'HS', certificationType: 'I', serviceType: '78' } as const;
const drug = { qualifier: 'HC', code: 'J9022' } as const;
const administration = { qualifier: 'HC', code: '96413' } as const;

function answer(type: '18' | '19', ...patientEvents: readonly AnsweredEvent278[]): AuthorizationResponse278 {
  return {
    header: { purpose: '11', reference: 'IB20270301000017', date: '20270302', time: '101500', type },
    utilizationManagement: {
      reviewer,
      requester: {
        providers: [requestingProvider],
        subscriber: { person: { identity: member }, patientEvents },
      },
    },
  };
}

/** Certified in part: the drug line is changed to fewer units, the administration line stands. */
export const partial = answer('18', {
  traces: [echo, { kind: '1', number: 'CHP-R-5501', originator: '1999999999' }],
  review: eventReview,
  decision: { action: 'A2', number: 'CHPAUTH55010' },
  previousAuthorization: { number: 'CHPAUTH54001' },
  eventDate: { format: 'RD8', value: '20270310-20270623' },
  issueDate: { date: '20270302' },
  expirationDate: { date: '20270623' },
  effectiveDate: { format: 'RD8', value: '20270310-20270623' },
  message: { text: 'UNITS CHANGED TO THE LABELED DOSE' },
  services: [
    {
      traces: [lineEcho(1)],
      decision: { action: 'A6', number: 'CHPAUTH55010', reasons: ['0Z', '35'] },
      serviceDate: { format: 'RD8', value: '20270310-20270623' },
      professional: { procedure: drug, unit: 'UN', quantity: '480' },
    },
    {
      traces: [lineEcho(2)],
      decision: { action: 'A1', number: 'CHPAUTH55010' },
      professional: { procedure: administration, unit: 'UN', quantity: '6' },
    },
  ],
});

/** Pended: two documents are asked for, one for the event and one for the drug; an update will follow. */
export const pended = answer('19', {
  traces: [echo],
  review: eventReview,
  decision: { action: 'A4', reasons: ['0U'] },
  administrativeReference: { number: 'CHPREF90210' },
  diagnoses: { codes: [{ kind: 'LOI', code: '18776-5' }] },
  documents: [{ reportType: 'M1', transmission: 'EL', controlNumberQualifier: 'AC', controlNumber: 'CHP-DOC-1' }],
  documentRecipient: {
    identity: { role: 'L5', type: '2', name: 'COASTLINE RECORDS', idQualifier: 'PI', id: '77001' },
    contact: { kind: 'FX', number: '5555550198' },
  },
  services: [
    {
      traces: [lineEcho(1)],
      decision: { action: 'A4' },
      requestedInformation: { codes: [{ code: '34117-2' }] },
      professional: { procedure: drug, unit: 'UN', quantity: '720' },
    },
  ],
});

/** Refused, with the reason in words. */
export const denied = answer('18', {
  traces: [echo],
  review: eventReview,
  decision: { action: 'A3', number: 'CHPREF90211', reasons: ['0V'], secondOpinionRequired: 'N' },
  message: { text: 'CRITERIA NOT MET. A PEER TO PEER REVIEW MAY BE ASKED FOR WITHIN 14 DAYS.' },
  services: [{ traces: [lineEcho(1)], decision: { action: 'A3', reasons: ['0V'] } }],
});

/** Not processed: the member is unknown to the plan. No decision stands anywhere. */
export const rejected: AuthorizationResponse278 = {
  header: { purpose: '11', reference: 'IB20270301000017', date: '20270302', time: '0901', type: '18' },
  utilizationManagement: {
    reviewer,
    requester: {
      providers: [requestingProvider],
      subscriber: {
        person: { identity: member, rejections: [{ wellFormed: 'N', reason: '72', followUp: 'C' }] },
      },
    },
  },
};

/** Not processed: the plan's system cannot answer now. */
export const unavailable: AuthorizationResponse278 = {
  header: { purpose: '11', reference: 'IB20270301000017', date: '20270302', time: '0901', type: '18' },
  utilizationManagement: { reviewer, rejections: [{ wellFormed: 'Y', reason: '42', followUp: 'P' }] },
};

/** Two events for one patient: the reviewer split the request into drug and administration. */
export const split = answer(
  '18',
  { traces: [echo], review: eventReview, decision: { action: 'A1', number: 'CHPAUTH1' } },
  { traces: [echo], review: eventReview, decision: { action: 'NA' }, services: [{ traces: [lineEcho(2)] }] },
);
