/**
 * What the 278 request and its response share (005010X217): the review itself, the course of treatment,
 * the service lines and the providers. Facts: the published structure of the guide, lengths from the X12
 * data element table.
 */

import { contact, partyInRole, references } from '../elements.ts';
import {
  an,
  code,
  composite,
  type DataType,
  date,
  decimal,
  id,
  K,
  type Put,
  period,
  phi,
  R,
  S,
  segment,
  series,
  time,
  type Usage,
  whole,
} from '../schema.ts';
import { datedCodeSituations } from './request-situations.ts';

export const VERSION = '005010X217';

const NUMBERS = code('EM', 'FX', 'TE', 'UR');
const MORE_NUMBERS = code('EM', 'EX', 'FX', 'TE', 'UR');
/** PER of an office or a plan: telephone, fax, mail or web address. */
export const officeContact = contact(S, NUMBERS, MORE_NUMBERS);

/** BHT. `date` and `time` say when the message was made, `reference` is the sender's own number for it. */
export const header = <P extends string, T extends string, U extends Usage>(
  purposes: DataType<P>,
  use: Put<U>,
  types: DataType<T>,
) =>
  segment('BHT', {
    structure: K('BHT01', '0007'),
    purpose: R('BHT02', purposes),
    reference: R('BHT03', an(1, 50)),
    date: R('BHT04', date()),
    time: R('BHT05', time()),
    type: use('BHT06', types),
  });

/** NM1 of the plan or organization that reviews. */
export const reviewerIdentity = partyInRole(code('X3', 'PR', '2B', '36'), R, code('PI', 'XV', '46', '34', '24'));

export const requesterIdentifiers = references(code('1G', '1J', 'EI', 'G5', 'N5', 'N7', 'SY', 'ZH'));

/** PRV of the requester; role and taxonomy may come without each other. */
export const requesterTaxonomy = segment(
  'PRV',
  {
    role: R('PRV01', code('AD', 'AS', 'AT', 'CO', 'CV', 'OP', 'OR', 'OT', 'PC', 'PE', 'RF')),
    qualifier: S('PRV02', code('PXC')),
    taxonomy: S('PRV03', an(1, 50)),
  },
  ['P0203'],
);

export const subscriberIdentity = segment(
  'NM1',
  {
    entity: K('NM101', 'IL'),
    type: K('NM102', '1'),
    lastName: S('NM103', an(1, 60), phi),
    firstName: S('NM104', an(1, 35), phi),
    middleName: S('NM105', an(1, 25), phi),
    prefix: S('NM106', an(1, 10)),
    suffix: S('NM107', an(1, 10), phi),
    idQualifier: R('NM108', code('MI', 'II')),
    id: R('NM109', an(2, 80), phi),
  },
  ['P0809'],
);

export const subscriberIdentifiers = references(
  code('1L', '3L', '6P', 'DP', 'EJ', 'F6', 'HJ', 'IG', 'N6', 'NQ', 'SY'),
  phi,
);
export const dependentIdentifiers = references(code('EJ', 'SY'), phi);

/** INS of the subscriber: there only to carry the military status. */
export const subscriberRelationship = segment('INS', {
  isSubscriber: K('INS01', 'Y'),
  relationship: K('INS02', '18'),
  militaryStatus: R('INS08', code('AO', 'AU', 'DI', 'PV', 'RU')),
});

/** INS of the dependent; `birthSequence` tells twins apart. */
export const dependentRelationship = segment('INS', {
  isSubscriber: K('INS01', 'N'),
  relationship: R('INS02', code('01', '19', 'G8')),
  birthSequence: S('INS17', whole(1, 9)),
});

/** The components of UM04: `kind` A is a type of bill, B a place of service. */
const facility = composite('S', 'UM04', { code: R('UM04-1', an(1, 2)), kind: R('UM04-2', code('A', 'B')) });
const CERTIFICATION_TYPES = code('I', 'R', 'N', 'S', '4', '3', '1', '2');
/** UM03 is payer policy drawn from a list X12 maintains apart: length only. */
const SERVICE_TYPE = id(1, 2);

/** UM at the patient event of a request: what kind of review is asked, of what, where and how urgently. */
export const eventReview = segment('UM', {
  category: R('UM01', code('HS', 'AR', 'IN', 'SC')),
  certificationType: R('UM02', CERTIFICATION_TYPES),
  serviceType: S('UM03', SERVICE_TYPE),
  facility,
  accident: composite('S', 'UM05', {
    cause: R('UM05-1', code('AA', 'AP', 'EM')),
    secondCause: S('UM05-2', code('AP', 'EM')),
    thirdCause: S('UM05-3', code('AP')),
    state: S('UM05-4', id(2, 2)),
    country: S('UM05-5', id(2, 3)),
  }),
  levelOfService: S('UM06', code('03', 'E', 'U')),
  currentHealth: S('UM07', code('1', '2', '3', '4', '5', '6', '7', '8', '9', 'E', 'F', 'G', 'P')),
  prognosis: S('UM08', code('1', '2', '3', '4', '5', '6', '7', '8')),
  releaseOfInformation: S('UM09', code('M', 'Y')),
  delayReason: S('UM10', code('1', '2', '3', '4', '7', '8', '10', '11', '15', '16', '17')),
});

/** UM at the patient event of a response: the echo the reviewer gives back. */
export const eventReviewEcho = segment('UM', {
  category: R('UM01', code('HS', 'AR', 'IN', 'SC')),
  certificationType: R('UM02', CERTIFICATION_TYPES),
  serviceType: S('UM03', SERVICE_TYPE),
  facility,
  levelOfService: S('UM06', code('03', 'E', 'U')),
});

/** UM at a service line: only where the line differs from its event. */
export const serviceReview = segment('UM', {
  category: R('UM01', code('HS', 'SC')),
  certificationType: S('UM02', CERTIFICATION_TYPES),
  serviceType: S('UM03', SERVICE_TYPE),
  facility,
});

/**
 * HI: up to 12 codes with their dates. ABK (first only) principal, ABJ (first or second) admitting, ABF other
 * diagnosis, APR the patient's reason, DR a DRG; BK, BJ, BF and PR are ICD-9. No dot in an ICD code.
 */
export const healthCodes = <Q extends string>(kinds: DataType<Q>) =>
  segment(
    'HI',
    {
      codes: series('R', 'HI01', 1, 12, {
        kind: R('HI01-1', kinds),
        code: R('HI01-2', an(1, 30)),
        dateFormat: S('HI01-3', code('D8')),
        date: S('HI01-4', date(), phi),
      }),
    },
    [],
    datedCodeSituations,
  );

/**
 * HSD: how the service is spread over time. `VS 1 WK 3 35 18` reads one visit every 3 weeks, for 18 weeks:
 * `quantity` of `unit` per `every` `period`s, for `duration` of `durationUnit`.
 */
export const deliveryPattern = <D extends string, C extends string>(durations: DataType<D>, calendars: DataType<C>) =>
  segment(
    'HSD',
    {
      unit: S('HSD01', code('VS', 'DY', 'HS', 'MN', 'FL')),
      quantity: S('HSD02', decimal(1, 15)),
      period: S('HSD03', code('DA', 'WK', 'MO')),
      every: S('HSD04', decimal(1, 6)),
      durationUnit: S('HSD05', durations),
      duration: S('HSD06', whole(1, 3)),
      calendarPattern: S('HSD07', calendars),
      timePattern: S('HSD08', code('A', 'B', 'C', 'D', 'E', 'F', 'G', 'Y')),
    },
    ['P0102', 'C0605'],
  );
const CALENDAR_DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const CALENDAR_LETTERS = [
  ...['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'SA', 'SB', 'SC'],
  ...['SD', 'SG', 'SL', 'SP', 'SX', 'SY', 'SZ', 'T', 'U', 'V', 'W', 'X', 'Y'],
] as const;
export const DURATION_UNITS = code('6', '7', '21', '26', '27', '34', '35');
/** A response line may also speak in unit 29. */
export const DURATION_UNITS_ANSWERED = code('6', '7', '21', '26', '27', '29', '34', '35');
export const CALENDAR_PATTERNS = code(...CALENDAR_DIGITS, ...CALENDAR_LETTERS);
/** A response event may also name pattern WE. */
export const CALENDAR_PATTERNS_ANSWERED = code(...CALENDAR_DIGITS, ...CALENDAR_LETTERS, 'WE');

/** CL1 of an inpatient stay; the request also knows the status in a nursing home. */
export const stayFields = {
  admissionType: S('CL101', id(1, 1)),
  admissionSource: S('CL102', id(1, 1)),
  patientStatus: S('CL103', id(1, 2)),
} as const;

/** CR6: home health care, for infusions at home; the request says more than the response. */
export const homeHealthFields = {
  prognosis: R('CR601', code('1', '2', '3', '4', '5', '6', '7', '8')),
  startDate: R('CR602', date(), phi),
  periodFormat: S('CR603', code('RD8')),
  period: S('CR604', period(), phi),
  medicareCovered: R('CR607', code('W')),
} as const;

const REPORT_TYPES = code(
  ...(['03', '04', '05', '06', '07', '08', '09', '10', '11', '13', '15', '21', '48', '55', '59', '77'] as const),
  ...(['A3', 'A4', 'AM', 'AS', 'AT', 'B2', 'B3', 'BR', 'BS', 'BT', 'CB', 'CK', 'D2', 'DA', 'DB', 'DG', 'DJ'] as const),
  ...(['DS', 'FM', 'HC', 'HR', 'I5', 'IR', 'LA', 'M1', 'NN', 'OB', 'OC', 'OD', 'OE', 'OX', 'P4', 'P5', 'P6'] as const),
  ...(['P7', 'PE', 'PN', 'PO', 'PQ', 'PY', 'PZ', 'QC', 'QR', 'RB', 'RR', 'RT', 'RX', 'SG', 'V5', 'XP'] as const),
);
/** PWK: a document that goes with the review; `controlNumber` ties it to its 275 or DocumentReference. */
export const document = <T extends string>(transmissions: DataType<T>) =>
  segment(
    'PWK',
    {
      reportType: R('PWK01', REPORT_TYPES),
      transmission: R('PWK02', transmissions),
      controlNumberQualifier: S('PWK05', code('AC')),
      controlNumber: S('PWK06', an(2, 80)),
      description: S('PWK07', an(1, 80)),
    },
    ['P0506'],
  );

/** MSG: free text, one segment of 264 characters. It may speak of the patient. */
export const message = segment('MSG', { text: R('MSG01', an(1, 264), phi) });

/** REF of a provider; `detail` holds, for one, the state of a license. */
export const providerIdentifiers = <Q extends string>(kinds: DataType<Q>) =>
  segment('REF', { kind: R('REF01', kinds), number: R('REF02', an(1, 50)), detail: S('REF03', an(1, 80)) });

/** NM1 of a provider of the event or of a line; a name, an identifier or both. */
export const providerIdentity = <E extends string, Q extends string>(roles: DataType<E>, qualifiers: DataType<Q>) =>
  segment(
    'NM1',
    {
      role: R('NM101', roles),
      type: R('NM102', code('1', '2')),
      name: S('NM103', an(1, 60)),
      firstName: S('NM104', an(1, 35)),
      middleName: S('NM105', an(1, 25)),
      prefix: S('NM106', an(1, 10)),
      suffix: S('NM107', an(1, 10)),
      idQualifier: S('NM108', qualifiers),
      id: S('NM109', an(2, 80)),
    },
    ['P0809'],
  );
export const PROVIDER_IDS = code('XX', '24', '34', '46');
export const EVENT_PROVIDER_ROLES = code(
  ...(['71', '72', '73', '77', 'AAJ', 'DD', 'DK', 'DN', 'FA', 'G3', 'P3', 'QB', 'QV', 'SJ'] as const),
);

/** Where an ambulance or other transport picks up and sets down. */
export const transportStop = <U extends Usage>(use: Put<U>) =>
  segment('NM1', {
    role: R('NM101', code('45', 'FS', 'ND', 'PW', 'R3')),
    type: K('NM102', '2'),
    name: use('NM103', an(1, 60)),
  });
export const transportLocality = segment('N4', {
  city: S('N401', an(2, 30), phi),
  state: S('N402', id(2, 2)),
  postalCode: S('N403', id(3, 15), phi),
});

/** SV1: a professional service line. Quantities are for the whole authorized period; no JW or JZ here. */
export const professionalFields = {
  procedure: composite('R', 'SV101', {
    // N4 puts an NDC in place of the procedure: the 278 has no drug segment of its own.
    qualifier: R('SV101-1', code('HC', 'IV', 'N4', 'WK')),
    code: R('SV101-2', an(1, 48)),
    modifier1: S('SV101-3', an(2, 2)),
    modifier2: S('SV101-4', an(2, 2)),
    modifier3: S('SV101-5', an(2, 2)),
    modifier4: S('SV101-6', an(2, 2)),
    description: S('SV101-7', an(1, 80)),
    lastCode: S('SV101-8', an(1, 48)),
  }),
  charge: S('SV102', decimal()),
  unit: S('SV103', code('UN', 'MJ', 'F2')),
  quantity: S('SV104', decimal(1, 15)),
} as const;
export const professionalCareFields = {
  earlyScreening: S('SV111', code('N', 'Y')),
  levelOfCare: S('SV120', code('1', '2', '3', '4', '5', '6', '7', '8')),
} as const;
export const PROFESSIONAL_SYNTAX = ['P0304'];

/** SV2: an institutional service line, by revenue code, procedure or both. */
export const institutionalFields = {
  revenueCode: S('SV201', an(1, 48)),
  procedure: composite('S', 'SV202', {
    qualifier: R('SV202-1', code('HC', 'ID', 'IV', 'N4', 'WK', 'ZZ')),
    code: R('SV202-2', an(1, 48)),
    modifier1: S('SV202-3', an(2, 2)),
    modifier2: S('SV202-4', an(2, 2)),
    modifier3: S('SV202-5', an(2, 2)),
    modifier4: S('SV202-6', an(2, 2)),
    description: S('SV202-7', an(1, 80)),
    lastCode: S('SV202-8', an(1, 48)),
  }),
  charge: S('SV203', decimal()),
  unit: S('SV204', code('UN', 'DA', 'F2')),
  quantity: S('SV205', decimal(1, 15)),
  rate: S('SV206', decimal(1, 10)),
} as const;
export const institutionalCareFields = {
  levelOfCare: S('SV210', code('1', '2', '3', '4', '5', '6', '7', '8')),
} as const;
export const INSTITUTIONAL_SYNTAX = ['R0102', 'P0405'];
