/**
 * 278, a request for prior authorization: 005010X217, sent by a provider to a payer or its reviewer.
 * One patient event per transaction set: of the subscriber, or of a dependent below the subscriber.
 *
 * Not used: dental lines (SV3, TOO), spinal manipulation and home oxygen (CR2, CR5). The 278 carries
 * neither an NDC segment nor waste modifiers.
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
  composite,
  date,
  decimal,
  guide,
  type Infer,
  id,
  K,
  loop,
  period,
  phi,
  R,
  S,
  segment,
  whole,
} from '../schema.ts';
import {
  CALENDAR_PATTERNS,
  DURATION_UNITS,
  deliveryPattern,
  dependentIdentifiers,
  dependentRelationship,
  document,
  EVENT_PROVIDER_ROLES,
  eventReview,
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
import {
  dependentSituations,
  furtherReasonSituations,
  requestedEventSituations,
  subscriberSituations,
} from './request-situations.ts';

const DIAGNOSIS_KINDS = code('ABK', 'ABJ', 'ABF', 'APR', 'DR', 'BK', 'BJ', 'BF', 'PR');
const requestedDocument = document(code('AA', 'BM', 'EL', 'EM', 'FX', 'VO'));
const requestedPattern = deliveryPattern(DURATION_UNITS, CALENDAR_PATTERNS);

/** Our number for the event or line; the reviewer sends it back and we match answers on it. */
const trace = segment('TRN', {
  kind: K('TRN01', '1'),
  number: R('TRN02', an(1, 50)),
  originator: R('TRN03', an(10, 10)),
  supplement: S('TRN04', an(1, 50)),
});

const professionalService = segment(
  'SV1',
  {
    ...professionalFields,
    diagnosisPointers: composite('S', 'SV107', {
      first: R('SV107-1', whole(1, 2)),
      second: S('SV107-2', whole(1, 2)),
      third: S('SV107-3', whole(1, 2)),
      fourth: S('SV107-4', whole(1, 2)),
    }),
    ...professionalCareFields,
  },
  PROFESSIONAL_SYNTAX,
);

const institutionalService = segment(
  'SV2',
  {
    ...institutionalFields,
    nursingHomeStatus: S('SV209', code('1', '2', '3', '4', '5', '6', '7', '8')),
    ...institutionalCareFields,
  },
  INSTITUTIONAL_SYNTAX,
);

const serviceProvider = loop('2010F', {
  identity: R(
    providerIdentity(code('1T', '72', '73', '77', 'DD', 'DK', 'DQ', 'FA', 'G3', 'P3', 'QB', 'QV', 'SJ'), PROVIDER_IDS),
  ),
  identifiers: S(providerIdentifiers(code('0B', '1G', '1J', 'EI', 'N5', 'N7', 'SY', 'ZH')), 8),
  street: S(street),
  locality: S(locality),
  contact: S(officeContact),
  taxonomy: S(taxonomyInRole(code('AS', 'OP', 'OR', 'OT', 'PC', 'PE'))),
});

const service = loop(
  '2000F',
  {
    level: R(lowerLevel('SS')),
    traces: S(trace, 2),
    review: S(serviceReview),
    previousAuthorization: S(reference('BB')),
    previousAdministrativeReference: S(reference('NT')),
    serviceDate: S(dateOrPeriodOf('472', phi)),
    professional: S(professionalService),
    institutional: S(institutionalService),
    pattern: S(requestedPattern),
    documents: S(requestedDocument, 10),
    message: S(message),
    providers: S(serviceProvider, 10),
  },
  // Ours to keep: a line asks for one service. An answer may echo it as it likes.
  [{ atMostOne: ['professional', 'institutional'] }],
);

const eventProvider = loop('2010EA', {
  identity: R(providerIdentity(EVENT_PROVIDER_ROLES, PROVIDER_IDS)),
  identifiers: S(providerIdentifiers(code('0B', '1G', '1J', 'EI', 'N5', 'N7', 'SY', 'ZH')), 7),
  street: S(street),
  locality: S(locality),
  contact: S(officeContact),
  taxonomy: S(taxonomyInRole(code('AD', 'AS', 'AT', 'OP', 'OR', 'OT', 'PC', 'PE', 'RF'))),
});

const transport = loop('2010EB', {
  stop: R(transportStop(S)),
  street: R(patientStreet),
  locality: R(transportLocality),
});

/** Another organization that has already said no. */
const otherReviewer = loop('2010EC', {
  identity: R(
    segment('NM1', {
      role: R('NM101', code('00', 'CA', 'GG')),
      type: K('NM102', '2'),
      name: S('NM103', an(1, 60)),
    }),
  ),
  denialReasons: R(
    segment(
      'REF',
      {
        qualifier: K('REF01', 'ZZ'),
        reason: S('REF02', an(1, 50)),
        moreReasons: composite('S', 'REF04', {
          secondQualifier: R('REF04-1', code('ZZ')),
          second: R('REF04-2', an(1, 50)),
          thirdQualifier: S('REF04-3', code('ZZ')),
          third: S('REF04-4', an(1, 50)),
          fourthQualifier: S('REF04-5', code('ZZ')),
          fourth: S('REF04-6', an(1, 50)),
        }),
      },
      ['R0203'],
      furtherReasonSituations,
    ),
  ),
  denialDate: R(dateOf('598', phi)),
});

/** CRC: conditions of one category, certified to apply (Y) or not (N). */
const conditions = segment('CRC', {
  category: R('CRC01', code('07', '08', '09', '11', '75', '76', '77')),
  applies: R('CRC02', code('N', 'Y')),
  condition1: R('CRC03', id(2, 3)),
  condition2: S('CRC04', id(2, 3)),
  condition3: S('CRC05', id(2, 3)),
  condition4: S('CRC06', id(2, 3)),
  condition5: S('CRC07', id(2, 3)),
});

const ambulance = segment(
  'CR1',
  {
    weightUnit: S('CR101', code('KG', 'LB')),
    weight: S('CR102', decimal(1, 10), phi),
    transportKind: R('CR103', code('I', 'R', 'T', 'X')),
    transportReason: S('CR104', code('A', 'B', 'C', 'D', 'E', 'F')),
    distanceUnit: S('CR105', code('DH', 'DK')),
    distance: S('CR106', decimal(1, 15)),
    roundTripPurpose: S('CR109', an(1, 80), phi),
    stretcherPurpose: S('CR110', an(1, 80), phi),
  },
  ['P0102', 'P0506'],
);

const stay = segment('CL1', {
  ...stayFields,
  nursingHomeStatus: S('CL104', code('1', '2', '3', '4', '5', '6', '7', '8', '9')),
});

const homeHealth = segment(
  'CR6',
  {
    ...homeHealthFields,
    certificationType: R('CR608', code('1', '2', '3', '4', '6', 'I', 'R', 'S')),
    surgeryDate: S('CR609', date(), phi),
    procedureQualifier: S('CR610', code('HC', 'ID')),
    procedure: S('CR611', an(1, 15)),
    orderDate: S('CR612', date(), phi),
    lastVisitDate: S('CR613', date(), phi),
    physicianContactDate: S('CR614', date(), phi),
    admissionPeriodFormat: S('CR615', code('RD8')),
    admissionPeriod: S('CR616', period(), phi),
    dischargedFrom: S('CR617', code('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'L', 'M', 'O', 'P', 'R', 'S', 'T')),
  },
  ['P0304', 'P091011', 'P151617'],
);

const patientEvent = loop(
  '2000E',
  {
    level: R(lowerLevel('EV')),
    traces: S(trace, 2),
    review: R(eventReview),
    previousAuthorization: S(reference('BB')),
    previousAdministrativeReference: S(reference('NT')),
    accidentDate: S(dateOf('439', phi)),
    lastMenstrualPeriod: S(dateOf('484', phi)),
    estimatedBirthDate: S(dateOf('ABC', phi)),
    onsetDate: S(dateOf('431', phi)),
    eventDate: S(dateOrPeriodOf('AAH', phi)),
    admissionDate: S(dateOrPeriodOf('435', phi)),
    dischargeDate: S(dateOf('096', phi)),
    diagnoses: S(healthCodes(DIAGNOSIS_KINDS)),
    pattern: S(requestedPattern),
    conditions: S(conditions, 7),
    stay: S(stay),
    ambulance: S(ambulance),
    homeHealth: S(homeHealth),
    documents: S(requestedDocument, 10),
    message: S(message),
    providers: S(eventProvider, 14),
    transports: S(transport, 5),
    otherReviewers: S(otherReviewer, 3),
    services: S(service, '>1'),
  },
  [],
  requestedEventSituations,
);

const dependent = loop(
  '2000D',
  {
    level: R(lowerLevel('23')),
    person: R(
      loop('2010D', {
        identity: R(
          segment('NM1', {
            entity: K('NM101', 'QC'),
            type: K('NM102', '1'),
            lastName: S('NM103', an(1, 60), phi),
            firstName: S('NM104', an(1, 35), phi),
            middleName: S('NM105', an(1, 25), phi),
            suffix: S('NM107', an(1, 10), phi),
          }),
        ),
        identifiers: S(dependentIdentifiers, 3),
        street: S(patientStreet),
        locality: S(patientLocality),
        demographics: S(demographics(S)),
        relationship: S(dependentRelationship),
      }),
    ),
    patientEvent: R(patientEvent),
  },
  [],
  dependentSituations,
);

const subscriber = loop(
  '2000C',
  {
    level: R(lowerLevel('22')),
    person: R(
      loop('2010C', {
        identity: R(subscriberIdentity),
        identifiers: S(subscriberIdentifiers, 9),
        street: S(patientStreet),
        locality: S(patientLocality),
        demographics: S(demographics(S)),
        relationship: S(subscriberRelationship),
      }),
    ),
    dependent: S(dependent),
    patientEvent: S(patientEvent),
  },
  [{ exactlyOne: ['dependent', 'patientEvent'] }],
  subscriberSituations,
);

const requester = loop('2000B', {
  level: R(lowerLevel('21')),
  provider: R(
    loop('2010B', {
      identity: R(partyInRole(code('1P', 'FA', '2B', '36', 'PR'), R, code('XX', 'XV', '46', '34', '24'))),
      identifiers: S(requesterIdentifiers, 8),
      street: S(street),
      locality: S(locality),
      contact: S(officeContact),
      taxonomy: S(requesterTaxonomy),
    }),
  ),
  subscriber: R(subscriber),
});

const utilizationManagement = loop('2000A', {
  level: R(topLevel('20')),
  reviewer: R(loop('2010A', { identity: R(reviewerIdentity) })),
  requester: R(requester),
});

export const request278 = guide({
  name: '278 request',
  set: '278',
  version: VERSION,
  functionalId: 'HI',
  versionInST: true,
  purposes: ['13', '01', '36'],
  body: {
    // 13 asks, 01 cancels, 36 is the guide's third purpose.
    header: R(header(code('13', '01', '36'), S, code('RU'))),
    utilizationManagement: R(utilizationManagement),
  },
});

/** The value of a 278 request: payer, requester, subscriber or dependent, one patient event, its service lines. */
export interface AuthorizationRequest278 extends Infer<typeof request278> {}
/** The patient event (2000E) of a 278 request. */
export interface RequestedEvent278 extends Infer<typeof patientEvent> {}
/** One service line (2000F) of a 278 request. */
export interface RequestedService278 extends Infer<typeof service> {}
