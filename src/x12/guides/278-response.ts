/**
 * 278, the reviewer's answer: 005010X217, BHT02 11. A rejection (AAA) may end the message at any level; a
 * decision (HCR) stands at the patient event, at the service line, or at both.
 *
 * HCR01 is a closed list on purpose: an unknown action is an issue and never reads as an approval. The
 * reasons of AAA03 and HCR03 are open, because they are classified, not refused.
 */

import {
  dateOf,
  dateOrPeriodOf,
  demographics,
  locality,
  lowerLevel,
  partyInRole,
  patientLocality,
  patientStreet,
  reference,
  street,
  taxonomyInRole,
  topLevel,
} from '../elements.ts';
import {
  an,
  code,
  decimal,
  guide,
  type Infer,
  id,
  K,
  loop,
  phi,
  R,
  repetition,
  S,
  segment,
  series,
} from '../schema.ts';
import {
  CALENDAR_PATTERNS,
  CALENDAR_PATTERNS_ANSWERED,
  DURATION_UNITS,
  DURATION_UNITS_ANSWERED,
  deliveryPattern,
  dependentIdentifiers,
  dependentRelationship,
  document,
  EVENT_PROVIDER_ROLES,
  eventReviewEcho,
  header,
  healthCodes,
  homeHealthFields,
  INSTITUTIONAL_SYNTAX,
  institutionalCareFields,
  institutionalFields,
  message,
  officeContact,
  PROFESSIONAL_SYNTAX,
  PROVIDER_IDS,
  professionalCareFields,
  professionalFields,
  providerIdentifiers,
  providerIdentity,
  requesterIdentifiers,
  requesterTaxonomy,
  reviewerIdentity,
  serviceReview,
  stayFields,
  subscriberIdentifiers,
  subscriberIdentity,
  subscriberRelationship,
  transportLocality,
  transportStop,
  VERSION,
} from './278-common.ts';
import { decisionSituations } from './answer-situations.ts';
import { dependentSituations } from './request-situations.ts';

/** AAA: why the request could not be processed at this level, and what the reviewer wants done about it. */
const rejection = segment('AAA', {
  wellFormed: R('AAA01', code('N', 'Y')),
  reason: R('AAA03', id(2, 2)),
  followUp: R('AAA04', code('C', 'N', 'P', 'R', 'S', 'W', 'X', 'Y')),
});

/** HCR: the decision. `number` is the authorization number when something was certified. */
const decisionOf = <const A extends readonly string[]>(...actions: A) =>
  segment(
    'HCR',
    {
      action: R('HCR01', code(...actions)),
      number: S('HCR02', an(1, 50)),
      reasons: repetition('S', 'HCR03', an(1, 30), 5),
      secondOpinionRequired: S('HCR04', code('N', 'Y')),
    },
    [],
    decisionSituations,
  );

/** Kind 2 gives our number back to us, kind 1 is the reviewer's own. */
const trace = segment('TRN', {
  kind: R('TRN01', code('1', '2')),
  number: R('TRN02', an(1, 50)),
  originator: R('TRN03', an(10, 10)),
  supplement: S('TRN04', an(1, 50)),
});

const answeredDocument = document(code('BM', 'EL', 'EM', 'FX', 'VO'));

/** Whom to send the requested documents to. */
const documentRecipient = (loopId: string) =>
  loop(loopId, {
    identity: R(partyInRole(code('L5'), S, code('PI', 'XV', 'XX', '24', '34', '46'))),
    street: S(street),
    locality: S(locality),
    contact: S(officeContact),
  });

const serviceProvider = loop('2010FA', {
  identity: R(
    providerIdentity(code('72', '73', '77', 'DD', 'DK', 'DQ', 'FA', 'G3', 'P3', 'QB', 'QV', 'SJ'), PROVIDER_IDS),
  ),
  identifiers: S(providerIdentifiers(code('0B', '1G', '1J', 'EI', 'G5', 'N5', 'N7', 'SY', 'ZH')), 8),
  street: S(street),
  locality: S(locality),
  contact: S(officeContact),
  rejections: S(rejection, 9),
  taxonomy: S(taxonomyInRole(code('AS', 'OP', 'OR', 'OT', 'PC', 'PE'))),
});

const service = loop('2000F', {
  level: R(lowerLevel('SS')),
  traces: S(trace, 3),
  rejections: S(rejection, 9),
  review: S(serviceReview),
  // A line is certified, refused, pended, changed or cancelled as a whole: A2 (in part) is for events only.
  decision: S(decisionOf('A1', 'A3', 'A4', 'A6', 'C', 'CT', 'NA')),
  administrativeReference: S(reference('NT')),
  previousAuthorization: S(reference('BB')),
  serviceDate: S(dateOrPeriodOf('472', phi)),
  issueDate: S(dateOf('102', phi)),
  expirationDate: S(dateOf('036', phi)),
  effectiveDate: S(dateOrPeriodOf('007', phi)),
  requestedInformation: S(
    segment('HI', {
      codes: series('R', 'HI01', 1, 12, { kind: K('HI01-1', 'LOI'), code: R('HI01-2', an(1, 30)) }),
    }),
  ),
  professional: S(segment('SV1', { ...professionalFields, ...professionalCareFields }, PROFESSIONAL_SYNTAX)),
  institutional: S(segment('SV2', { ...institutionalFields, ...institutionalCareFields }, INSTITUTIONAL_SYNTAX)),
  pattern: S(deliveryPattern(DURATION_UNITS_ANSWERED, CALENDAR_PATTERNS)),
  documents: S(answeredDocument, 10),
  message: S(message),
  providers: S(serviceProvider, 12),
  documentRecipient: S(documentRecipient('2010FB')),
});

const eventProvider = loop('2010EA', {
  identity: R(providerIdentity(EVENT_PROVIDER_ROLES, PROVIDER_IDS)),
  identifiers: S(providerIdentifiers(code('0B', '1G', '1J', 'EI', 'N5', 'N7', 'SY', 'ZH')), 7),
  street: S(street),
  locality: S(locality),
  contact: S(officeContact),
  rejections: S(rejection, 9),
  taxonomy: S(taxonomyInRole(code('AD', 'AS', 'AT', 'OP', 'OR', 'OT', 'PC', 'PE', 'RF'))),
});

const transport = loop('2010EC', {
  stop: R(transportStop(R)),
  street: R(patientStreet),
  locality: R(transportLocality),
  rejections: S(rejection, 9),
});

const ambulance = segment(
  'CR1',
  {
    transportKind: R('CR103', code('I', 'R', 'T', 'X')),
    distanceUnit: S('CR105', code('DH', 'DK')),
    distance: S('CR106', decimal(1, 15)),
  },
  ['P0506'],
);

const patientEvent = loop('2000E', {
  level: R(lowerLevel('EV')),
  traces: S(trace, 3),
  rejections: S(rejection, 9),
  review: R(eventReviewEcho),
  decision: S(decisionOf('A1', 'A2', 'A3', 'A4', 'A6', 'C', 'CT', 'NA')),
  administrativeReference: S(reference('NT')),
  previousAuthorization: S(reference('BB')),
  accidentDate: S(dateOf('439', phi)),
  lastMenstrualPeriod: S(dateOf('484', phi)),
  estimatedBirthDate: S(dateOf('ABC', phi)),
  onsetDate: S(dateOf('431', phi)),
  eventDate: S(dateOrPeriodOf('AAH', phi)),
  admissionDate: S(dateOrPeriodOf('435', phi)),
  dischargeDate: S(dateOf('096', phi)),
  issueDate: S(dateOf('102', phi)),
  expirationDate: S(dateOf('036', phi)),
  effectiveDate: S(dateOrPeriodOf('007', phi)),
  // LOI names, by LOINC, a document the reviewer asks for.
  diagnoses: S(healthCodes(code('ABK', 'ABJ', 'ABF', 'APR', 'DR', 'LOI', 'BK', 'BJ', 'BF', 'PR'))),
  pattern: S(deliveryPattern(DURATION_UNITS, CALENDAR_PATTERNS_ANSWERED)),
  stay: S(segment('CL1', stayFields)),
  ambulance: S(ambulance),
  homeHealth: S(
    segment(
      'CR6',
      {
        ...homeHealthFields,
        certificationType: R('CR608', code('1', '2', '3', '4', '5', '6', 'I', 'R', 'S')),
      },
      ['P0304'],
    ),
  ),
  documents: S(answeredDocument, 10),
  message: S(message),
  providers: S(eventProvider, 14),
  documentRecipient: S(documentRecipient('2010EB')),
  transports: S(transport, 5),
  services: S(service, '>1'),
});

const dependent = loop(
  '2000D',
  {
    level: R(lowerLevel('23')),
    person: R(
      loop('2010D', {
        identity: R(
          segment(
            'NM1',
            {
              entity: K('NM101', 'QC'),
              type: K('NM102', '1'),
              lastName: S('NM103', an(1, 60), phi),
              firstName: S('NM104', an(1, 35), phi),
              middleName: S('NM105', an(1, 25), phi),
              suffix: S('NM107', an(1, 10), phi),
              idQualifier: S('NM108', code('MI', 'II')),
              id: S('NM109', an(2, 80), phi),
            },
            ['P0809'],
          ),
        ),
        identifiers: S(dependentIdentifiers, 3),
        street: S(patientStreet),
        locality: S(patientLocality),
        rejections: S(rejection, 9),
        demographics: S(demographics(S)),
        relationship: S(dependentRelationship),
      }),
    ),
    patientEvents: S(patientEvent, '>1'),
  },
  [],
  dependentSituations,
);

const subscriber = loop('2000C', {
  level: R(lowerLevel('22')),
  person: R(
    loop('2010C', {
      identity: R(subscriberIdentity),
      identifiers: S(subscriberIdentifiers, 9),
      street: S(patientStreet),
      locality: S(patientLocality),
      rejections: S(rejection, 9),
      demographics: S(demographics(S)),
      relationship: S(subscriberRelationship),
    }),
  ),
  patientEvents: S(patientEvent, '>1'),
  dependent: S(dependent),
});

const requester = loop('2000B', {
  level: R(lowerLevel('21')),
  providers: R(
    loop('2010B', {
      identity: R(partyInRole(code('1P', 'FA'), R, code('XX', '46', '34', '24'))),
      identifiers: S(requesterIdentifiers, 8),
      rejections: S(rejection, 9),
      taxonomy: S(requesterTaxonomy),
    }),
    2,
  ),
  subscriber: S(subscriber),
});

const utilizationManagement = loop('2000A', {
  level: R(topLevel('20')),
  rejections: S(rejection, 9),
  reviewer: R(loop('2010A', { identity: R(reviewerIdentity), contact: S(officeContact), rejections: S(rejection, 9) })),
  requester: S(requester),
});

export const response278 = guide({
  name: '278 response',
  set: '278',
  version: VERSION,
  functionalId: 'HI',
  versionInST: true,
  purposes: ['11'],
  body: {
    // 18: nothing more will follow; 19: the reviewer will send an update.
    header: R(header(code('11'), R, code('18', '19', 'AT', 'RU'))),
    utilizationManagement: R(utilizationManagement),
  },
});

/** The value of a 278 response: who answered, what was rejected, and the decisions by event and line. */
export interface AuthorizationResponse278 extends Infer<typeof response278> {}
/** One patient event (2000E) of a 278 response. */
export interface AnsweredEvent278 extends Infer<typeof patientEvent> {}
/** One service line (2000F) of a 278 response. */
export interface AnsweredService278 extends Infer<typeof service> {}
