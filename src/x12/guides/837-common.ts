/**
 * What the professional and the institutional claim share (837P, 837I): submitter and receiver, other payers,
 * attachments, drugs, repricing. Facts: the published structure of both guides.
 */

import {
  contact,
  dateOf,
  locality,
  organization,
  party,
  patientLocality,
  patientStreet,
  reference,
  references,
  roleOnly,
  street,
} from '../elements.ts';
import {
  an,
  code,
  composite,
  type DataType,
  date,
  decimal,
  id,
  K,
  loop,
  phi,
  R,
  S,
  segment,
  series,
  time,
} from '../schema.ts';
import { attachmentSituations, drugQuantitySituations } from './837-situations.ts';
import { adjustmentSituations, remarkSituations } from './answer-situations.ts';

export const money = decimal();
export const count = decimal(1, 15);
export const yesNo = code('N', 'Y');
export const npi = code('XX');

/** BHT of a claim. `use`: `CH` claims, `RP` encounters reported, `31` subrogation. */
export const claimFileHeader = segment('BHT', {
  structure: K('BHT01', '0019'),
  purpose: R('BHT02', code('00', '18')),
  reference: R('BHT03', an(1, 50)),
  date: R('BHT04', date()),
  time: R('BHT05', time()),
  use: R('BHT06', code('CH', 'RP', '31')),
});

export const submitterContact = contact(R, code('EM', 'FX', 'TE'), code('EM', 'EX', 'FX', 'TE'));

export const submitter = loop('1000A', {
  identity: R(
    segment('NM1', {
      entity: K('NM101', '41'),
      type: R('NM102', code('1', '2')),
      name: R('NM103', an(1, 60)),
      firstName: S('NM104', an(1, 35)),
      middleName: S('NM105', an(1, 25)),
      idQualifier: K('NM108', '46'),
      id: R('NM109', an(2, 80)),
    }),
  ),
  contacts: R(submitterContact, 2),
});

export const receiver = loop('1000B', {
  identity: R(
    segment('NM1', {
      entity: K('NM101', '40'),
      type: K('NM102', '2'),
      name: R('NM103', an(1, 60)),
      idQualifier: K('NM108', '46'),
      id: R('NM109', an(2, 80)),
    }),
  ),
});

export const payToPlan = loop('2010AC', {
  identity: R(organization('PE', R, code('PI', 'XV'))),
  street: R(street),
  locality: R(locality),
  identifier: S(references(code('2U', 'FY', 'NF'))),
  taxId: R(reference('EI')),
});

export const payerSequence = code('P', 'S', 'T', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'U');
export const planType = code(
  ...(['11', '12', '13', '14', '15', '16', '17', 'AM', 'BL', 'CH', 'CI', 'DS'] as const),
  ...(['FI', 'HM', 'LM', 'MA', 'MB', 'MC', 'OF', 'TV', 'VA', 'WC', 'ZZ'] as const),
);
/** SBR02 and PAT01 where the patient is not the subscriber. */
export const dependentRelationship = code('01', '19', '20', '21', '39', '40', '53', 'G8');

/** NM1 of the patient who is not the subscriber: name only, the payer knows them by the subscriber. */
export const patientIdentity = segment('NM1', {
  entity: K('NM101', 'QC'),
  type: K('NM102', '1'),
  lastName: R('NM103', an(1, 60), phi),
  firstName: S('NM104', an(1, 35), phi),
  middleName: S('NM105', an(1, 25), phi),
  suffix: S('NM107', an(1, 10), phi),
});

const REPORT_TYPES = code(
  ...(['03', '04', '05', '06', '07', '08', '09', '10', '11', '13', '15', '21', 'A3', 'A4', 'AM', 'AS'] as const),
  ...(['B2', 'B3', 'B4', 'BR', 'BS', 'BT', 'CB', 'CK', 'CT', 'D2', 'DA', 'DB', 'DG', 'DJ', 'DS', 'EB'] as const),
  ...(['HC', 'HR', 'I5', 'IR', 'LA', 'M1', 'MT', 'NN', 'OB', 'OC', 'OD', 'OE', 'OX', 'OZ', 'P4', 'P5'] as const),
  ...(['PE', 'PN', 'PO', 'PQ', 'PY', 'PZ', 'RB', 'RR', 'RT', 'RX', 'SG', 'V5', 'XP'] as const),
);
/** PWK: a document that follows on paper, by fax, in a 275 or on request (`AA`). */
export const attachment = <T extends string>(transmissions: DataType<T>) =>
  segment(
    'PWK',
    {
      report: R('PWK01', REPORT_TYPES),
      transmission: R('PWK02', transmissions),
      controlQualifier: S('PWK05', code('AC')),
      controlNumber: S('PWK06', an(2, 80)),
    },
    ['P0506'],
    attachmentSituations,
  );

export const contract = segment('CN1', {
  type: R('CN101', code('01', '02', '03', '04', '05', '06', '09')),
  amount: S('CN102', money),
  percent: S('CN103', decimal(1, 6)),
  code: S('CN104', an(1, 50)),
  termsDiscountPercent: S('CN105', decimal(1, 6)),
  version: S('CN106', an(1, 30)),
});

export const fixedFormat = segment('K3', { text: R('K301', an(1, 80), phi) });

const repricingFields = {
  method: R('HCP01', code('00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14')),
  allowed: R('HCP02', money),
  saving: S('HCP03', money),
  organization: S('HCP04', an(1, 50)),
  rate: S('HCP05', decimal(1, 9)),
  group: S('HCP06', an(1, 50)),
  groupAmount: S('HCP07', money),
} as const;
const repricingReasons = {
  rejection: S('HCP13', code('T1', 'T2', 'T3', 'T4', 'T5', 'T6')),
  compliance: S('HCP14', code('1', '2', '3', '4', '5')),
  exception: S('HCP15', code('1', '2', '3', '4', '5', '6')),
} as const;
const REPRICING_SYNTAX = ['R0113', 'P0910', 'P1112'];
/** HCP of an institutional claim. */
export const institutionalRepricing = segment(
  'HCP',
  {
    ...repricingFields,
    revenueCode: S('HCP08', an(1, 48)),
    unit: S('HCP11', code('DA', 'UN')),
    quantity: S('HCP12', count),
    ...repricingReasons,
  },
  REPRICING_SYNTAX,
);
/** HCP of an institutional claim line. */
export const institutionalLineRepricing = segment(
  'HCP',
  {
    ...repricingFields,
    revenueCode: S('HCP08', an(1, 48)),
    procedureQualifier: S('HCP09', code('ER', 'HC', 'HP', 'IV', 'WK')),
    procedureCode: S('HCP10', an(1, 48)),
    unit: S('HCP11', code('DA', 'UN')),
    quantity: S('HCP12', count),
    ...repricingReasons,
  },
  REPRICING_SYNTAX,
);

/** CAS of another payer. */
export const adjustment = segment(
  'CAS',
  {
    // CR comes from 4010 days: other people's files carry it, so it is read, and never written by us.
    group: R('CAS01', code('CO', 'OA', 'PI', 'PR', 'CR')),
    reasons: series('R', 'CAS02', 3, 6, {
      reason: R('CAS02', id(1, 5)),
      amount: R('CAS03', money),
      quantity: S('CAS04', count),
    }),
  },
  [],
  adjustmentSituations,
);

export const amountOf = (qualifier: string) =>
  segment('AMT', { kind: K('AMT01', qualifier), amount: R('AMT02', money) });

/** MOA: how an outpatient claim was adjudicated by another payer. */
export const outpatientAdjudication = segment(
  'MOA',
  {
    reimbursementRate: S('MOA01', decimal(1, 10)),
    procedureAmount: S('MOA02', money),
    remark1: S('MOA03', an(1, 50)),
    remark2: S('MOA04', an(1, 50)),
    remark3: S('MOA05', an(1, 50)),
    remark4: S('MOA06', an(1, 50)),
    remark5: S('MOA07', an(1, 50)),
    endStageRenal: S('MOA08', money),
    professionalComponent: S('MOA09', money),
  },
  [],
  remarkSituations('MOA'),
);

/** 2330A: the subscriber of the other coverage. */
export const otherSubscriber = loop('2330A', {
  identity: R(party('IL', R, code('II', 'MI'), phi)),
  street: S(patientStreet),
  locality: S(patientLocality),
  socialSecurity: S(reference('SY', phi), 2),
});

/** 2330B: the other payer. */
export const otherPayer = loop('2330B', {
  identity: R(organization('PR', R, code('PI', 'XV'))),
  street: S(street),
  locality: S(locality),
  paidOn: S(dateOf('573', phi)),
  identifiers: S(references(code('2U', 'EI', 'FY', 'NF')), 2),
  priorAuthorization: S(reference('G1')),
  referral: S(reference('9F')),
  adjustmentIndicator: S(reference('T4')),
  payerControlNumber: S(reference('F8', phi)),
});

/** A provider as another payer knows it: identifiers only. */
export const otherPayerProvider = <Q extends string>(
  loopId: string,
  entity: string,
  type: '1' | '2',
  kinds: DataType<Q>,
  max: number,
) => loop(loopId, { role: R(roleOnly(entity, type)), identifiers: R(references(kinds), max) });

/** REF of a line whose owner may be another payer: `{ kind, number, otherPayer: { id } }`. */
export const lineReferences = <Q extends string>(kinds: DataType<Q>) =>
  segment('REF', {
    kind: R('REF01', kinds),
    number: R('REF02', an(1, 50)),
    otherPayer: composite('S', 'REF04', { qualifier: K('REF04-1', '2U'), id: R('REF04-2', an(1, 50)) }),
  });

/** CTP: the amount of drug given or discarded, in the unit of its package. */
export const drugQuantity = segment(
  'CTP',
  {
    quantity: R('CTP04', count),
    measure: composite('R', 'CTP05', { unit: R('CTP05-1', code('F2', 'GR', 'ME', 'ML', 'UN')) }),
  },
  [],
  drugQuantitySituations,
);
/** `XZ` prescription number; `VY` links the parts of one compound. */
export const prescription = references(code('VY', 'XZ'), phi);
