/**
 * 835, the payer's remittance advice: 005010X221A1.
 *
 * Amounts are decimal text as sent. A reversal is a claim with status 22 and negated amounts. Nothing here
 * checks balances (claim against its lines, payment against claims and provider adjustments): see the
 * remittance slice. Facts: the published tables of the guide's structure, two independent transcriptions.
 */

import { locality, reference, references, street } from '../elements.ts';
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
  type Put,
  phi,
  R,
  S,
  segment,
  series,
  type Usage,
  whole,
} from '../schema.ts';
import {
  adjustmentSituations,
  claimPaymentSituations,
  financialSituations,
  linePaymentSituations,
  lineRemarkSituations,
  providerAdjustmentSituations,
  remarkSituations,
  remittanceSituations,
  serviceSituations,
} from './answer-situations.ts';

/** DTM with one known qualifier: `{ date }`, CCYYMMDD. */
const momentOf = (qualifier: string) => segment('DTM', { qualifier: K('DTM01', qualifier), date: R('DTM02', date()) });

/** DTM about a patient's care: `{ kind, date }`. */
const careDates = <const C extends readonly string[]>(...kinds: C) =>
  segment('DTM', { kind: R('DTM01', code(...kinds)), date: R('DTM02', date(), phi) });

const financial = segment(
  'BPR',
  {
    handling: R('BPR01', code('C', 'D', 'H', 'I', 'P', 'U', 'X')),
    amount: R('BPR02', decimal()),
    direction: R('BPR03', code('C', 'D')),
    method: R('BPR04', code('ACH', 'BOP', 'CHK', 'FWT', 'NON')),
    format: S('BPR05', code('CCP', 'CTX')),
    senderBankQualifier: S('BPR06', code('01', '04')),
    senderBank: S('BPR07', an(3, 12)),
    senderAccountQualifier: S('BPR08', code('DA')),
    senderAccount: S('BPR09', an(1, 35)),
    originator: S('BPR10', an(10, 10)),
    originatorSupplement: S('BPR11', an(9, 9)),
    receiverBankQualifier: S('BPR12', code('01', '04')),
    receiverBank: S('BPR13', an(3, 12)),
    receiverAccountQualifier: S('BPR14', code('DA', 'SG')),
    receiverAccount: S('BPR15', an(1, 35)),
    effectiveDate: R('BPR16', date()),
  },
  ['P0607', 'C0809', 'P1213', 'C1415'],
  financialSituations,
);

/** The number that ties this advice to the money: check or EFT trace. */
const trace = segment('TRN', {
  type: K('TRN01', '1'),
  number: R('TRN02', an(1, 50)),
  originator: R('TRN03', an(10, 10)),
  originatorSupplement: S('TRN04', an(1, 50)),
});

/** PER of one known purpose with up to three numbers. */
const contactFor = <const A extends readonly string[], const B extends readonly string[], U extends Usage>(
  purpose: string,
  use: Put<U>,
  kinds: A,
  moreKinds: B,
) =>
  segment(
    'PER',
    {
      purpose: K('PER01', purpose),
      name: S('PER02', an(1, 60)),
      kind: use('PER03', code(...kinds)),
      number: use('PER04', an(1, 256)),
      more: series('S', 'PER05', 2, 2, { kind: R('PER05', code(...moreKinds)), number: R('PER06', an(1, 256)) }),
    },
    ['P0304', 'P0506', 'P0708'],
  );

const payer = loop('1000A', {
  identity: R(
    segment(
      'N1',
      {
        entity: K('N101', 'PR'),
        name: R('N102', an(1, 60)),
        idQualifier: S('N103', code('XV')),
        id: S('N104', an(2, 80)),
      },
      ['P0304'],
    ),
  ),
  street: R(street),
  locality: R(locality),
  identifiers: S(references(code('2U', 'EO', 'HI', 'NF')), 4),
  businessContact: S(contactFor('CX', S, ['EM', 'FX', 'TE'], ['EM', 'EX', 'FX', 'TE'])),
  technicalContacts: R(contactFor('BL', S, ['EM', 'TE', 'UR'], ['EM', 'EX', 'FX', 'TE', 'UR']), '>1'),
  website: S(
    segment('PER', { purpose: K('PER01', 'IC'), kind: K('PER03', 'UR'), address: R('PER04', an(1, 256)) }, ['P0304']),
  ),
});

const payee = loop('1000B', {
  identity: R(
    segment('N1', {
      entity: K('N101', 'PE'),
      name: R('N102', an(1, 60)),
      idQualifier: R('N103', code('FI', 'XV', 'XX')),
      id: R('N104', an(2, 80)),
    }),
  ),
  street: S(street),
  locality: S(locality),
  identifiers: S(references(code('0B', 'D3', 'PQ', 'TJ')), '>1'),
  delivery: S(
    segment('RDM', {
      method: R('RDM01', code('BM', 'EM', 'FT', 'OL')),
      name: S('RDM02', an(1, 60)),
      address: S('RDM03', an(1, 256)),
    }),
  ),
});

/** One group of adjustments. Amounts reduce the payment; a negative amount raises it. */
const adjustment = segment(
  'CAS',
  {
    // CR comes from 4010 days: other people's files carry it, so it is read, and never written by us.
    group: R('CAS01', code('CO', 'OA', 'PI', 'PR', 'CR')),
    reasons: series('R', 'CAS02', 3, 6, {
      reason: R('CAS02', id(1, 5)),
      amount: R('CAS03', decimal()),
      quantity: S('CAS04', decimal(1, 15)),
    }),
  },
  [],
  adjustmentSituations,
);

/** NM1 of a patient, insured or other subscriber: a person or, for some, an employer (`type` 2). */
const insuredParty = <const T extends readonly string[], const Q extends readonly string[], U extends Usage>(
  entity: string,
  types: T,
  use: Put<U>,
  qualifiers: Q,
) =>
  segment(
    'NM1',
    {
      entity: K('NM101', entity),
      type: R('NM102', code(...types)),
      name: S('NM103', an(1, 60), phi),
      firstName: S('NM104', an(1, 35), phi),
      middleName: S('NM105', an(1, 25), phi),
      suffix: S('NM107', an(1, 10), phi),
      idQualifier: use('NM108', code(...qualifiers)),
      id: use('NM109', an(2, 80), phi),
    },
    ['P0809'],
  );

/** NM1 of another health plan. */
const otherPlan = (entity: string) =>
  segment(
    'NM1',
    {
      entity: K('NM101', entity),
      type: K('NM102', '2'),
      name: R('NM103', an(1, 60)),
      idQualifier: R('NM108', code('AD', 'FI', 'NI', 'PI', 'PP', 'XV')),
      id: R('NM109', an(2, 80)),
    },
    ['P0809'],
  );

const money = decimal();
const count = decimal(1, 15);
const remark = an(1, 50);

const providerSummary = segment('TS3', {
  provider: R('TS301', an(1, 50)),
  facilityType: R('TS302', an(1, 2)),
  fiscalPeriodEnd: R('TS303', date()),
  claimCount: R('TS304', count),
  charged: R('TS305', money),
  secondaryPayer: S('TS313', money),
  nonLaboratory: S('TS315', money),
  procedureCodeReported: S('TS317', money),
  procedureCodePaid: S('TS318', money),
  professionalComponent: S('TS320', money),
  secondaryPatientLiability: S('TS321', money),
  patientReimbursed: S('TS322', money),
  episodeCount: S('TS323', count),
  episodePayment: S('TS324', money),
});

const providerSupplement = segment('TS2', {
  drg: S('TS201', money),
  federalSpecific: S('TS202', money),
  hospitalSpecific: S('TS203', money),
  disproportionateShare: S('TS204', money),
  capital: S('TS205', money),
  indirectEducation: S('TS206', money),
  outlierDays: S('TS207', count),
  dayOutlier: S('TS208', money),
  costOutlier: S('TS209', money),
  averageStay: S('TS210', count),
  discharges: S('TS211', count),
  costReportDays: S('TS212', count),
  coveredDays: S('TS213', count),
  nonCoveredDays: S('TS214', count),
  secondaryPassThrough: S('TS215', money),
  averageDrgWeight: S('TS216', count),
  capitalFederalSpecific: S('TS217', money),
  capitalHospitalSpecific: S('TS218', money),
  capitalDrgOutlier: S('TS219', money),
});

const inpatientAdjudication = segment(
  'MIA',
  {
    coveredDays: R('MIA01', count),
    operatingOutlier: S('MIA02', money),
    lifetimePsychiatricDays: S('MIA03', count),
    drgAmount: S('MIA04', money),
    remark1: S('MIA05', remark),
    disproportionateShare: S('MIA06', money),
    secondaryPassThrough: S('MIA07', money),
    capital: S('MIA08', money),
    capitalFederalSpecific: S('MIA09', money),
    capitalHospitalSpecific: S('MIA10', money),
    capitalDisproportionateShare: S('MIA11', money),
    oldCapital: S('MIA12', money),
    capitalIndirectEducation: S('MIA13', money),
    operatingHospitalSpecific: S('MIA14', money),
    costReportDays: S('MIA15', count),
    operatingFederalSpecific: S('MIA16', money),
    capitalOutlier: S('MIA17', money),
    indirectTeaching: S('MIA18', money),
    professionalComponent: S('MIA19', money),
    remark2: S('MIA20', remark),
    remark3: S('MIA21', remark),
    remark4: S('MIA22', remark),
    remark5: S('MIA23', remark),
    capitalException: S('MIA24', money),
  },
  [],
  remarkSituations('MIA'),
);

const outpatientAdjudication = segment(
  'MOA',
  {
    reimbursementRate: S('MOA01', decimal(1, 10)),
    procedureAmount: S('MOA02', money),
    remark1: S('MOA03', remark),
    remark2: S('MOA04', remark),
    remark3: S('MOA05', remark),
    remark4: S('MOA06', remark),
    remark5: S('MOA07', remark),
    endStageRenal: S('MOA08', money),
    professionalComponent: S('MOA09', money),
  },
  [],
  remarkSituations('MOA'),
);

/** The line as adjudicated; `submitted` tells the code we sent when the payer changed it. */
const linePayment = segment(
  'SVC',
  {
    procedure: composite('R', 'SVC01', {
      qualifier: R('SVC01-1', code('AD', 'ER', 'HC', 'HP', 'IV', 'N4', 'N6', 'NU', 'UI', 'WK')),
      code: R('SVC01-2', an(1, 48)),
      modifier1: S('SVC01-3', an(2, 2)),
      modifier2: S('SVC01-4', an(2, 2)),
      modifier3: S('SVC01-5', an(2, 2)),
      modifier4: S('SVC01-6', an(2, 2)),
    }),
    charged: R('SVC02', money),
    paid: R('SVC03', money),
    revenueCode: S('SVC04', an(1, 48)),
    // Absent means one unit.
    paidUnits: S('SVC05', count),
    submitted: composite('S', 'SVC06', {
      qualifier: R('SVC06-1', code('AD', 'ER', 'HC', 'HP', 'IV', 'N4', 'NU', 'WK')),
      code: R('SVC06-2', an(1, 48)),
      modifier1: S('SVC06-3', an(2, 2)),
      modifier2: S('SVC06-4', an(2, 2)),
      modifier3: S('SVC06-5', an(2, 2)),
      modifier4: S('SVC06-6', an(2, 2)),
      description: S('SVC06-7', an(1, 80)),
    }),
    submittedUnits: S('SVC07', count),
  },
  [],
  serviceSituations,
);

const service = loop(
  '2110',
  {
    payment: R(linePayment),
    dates: S(careDates('150', '151', '472'), 2),
    adjustments: S(adjustment, 99),
    identifiers: S(references(code('1S', 'APC', 'BB', 'E9', 'G1', 'G3', 'LU', 'RB')), 8),
    lineControlNumber: S(reference('6R', phi)),
    renderingProvider: S(
      references(code('0B', '1A', '1B', '1C', '1D', '1G', '1H', '1J', 'D3', 'G2', 'HPI', 'SY', 'TJ')),
      10,
    ),
    policies: S(reference('0K'), 5),
    amounts: S(
      segment('AMT', {
        kind: R('AMT01', code('B6', 'KH', 'T', 'T2', 'ZK', 'ZL', 'ZM', 'ZN', 'ZO')),
        amount: R('AMT02', money),
      }),
      9,
    ),
    quantities: S(
      segment('QTY', { kind: R('QTY01', code('ZK', 'ZL', 'ZM', 'ZN', 'ZO')), quantity: R('QTY02', count) }),
      6,
    ),
    remarks: S(
      segment('LQ', { list: R('LQ01', code('HE', 'RX')), code: R('LQ02', an(1, 30)) }, [], lineRemarkSituations),
      99,
    ),
  },
  [],
  linePaymentSituations,
);

const claimPayment = segment('CLP', {
  patientControlNumber: R('CLP01', an(1, 38), phi),
  status: R('CLP02', code('1', '2', '3', '4', '19', '20', '21', '22', '23', '25')),
  charged: R('CLP03', money),
  paid: R('CLP04', money),
  patientResponsibility: S('CLP05', money),
  planType: R(
    'CLP06',
    code(
      '12',
      '13',
      '14',
      '15',
      '16',
      '17',
      'AM',
      'CH',
      'DS',
      'HM',
      'LM',
      'MA',
      'MB',
      'MC',
      'OF',
      'TV',
      'VA',
      'WC',
      'ZZ',
    ),
  ),
  payerControlNumber: R('CLP07', an(1, 50), phi),
  facilityType: S('CLP08', an(1, 2)),
  frequency: S('CLP09', id(1, 1)),
  drg: S('CLP11', id(1, 4)),
  drgWeight: S('CLP12', count),
  dischargeFraction: S('CLP13', decimal(1, 10)),
});

const claim = loop(
  '2100',
  {
    payment: R(claimPayment),
    adjustments: S(adjustment, 99),
    patient: R(insuredParty('QC', ['1'], S, ['34', 'HN', 'II', 'MI', 'MR'])),
    insured: S(insuredParty('IL', ['1', '2'], R, ['FI', 'II', 'MI'])),
    correctedInsured: S(insuredParty('74', ['1', '2'], S, ['C'])),
    renderingProvider: S(
      segment(
        'NM1',
        {
          entity: K('NM101', '82'),
          type: R('NM102', code('1', '2')),
          name: S('NM103', an(1, 60)),
          firstName: S('NM104', an(1, 35)),
          middleName: S('NM105', an(1, 25)),
          suffix: S('NM107', an(1, 10)),
          idQualifier: R('NM108', code('BD', 'BS', 'FI', 'MC', 'PC', 'SL', 'UP', 'XX')),
          id: R('NM109', an(2, 80)),
        },
        ['P0809'],
      ),
    ),
    crossoverCarrier: S(otherPlan('TT')),
    correctedPriorityPayer: S(otherPlan('PR')),
    otherSubscriber: S(insuredParty('GB', ['1', '2'], S, ['FI', 'II', 'MI'])),
    inpatientAdjudication: S(inpatientAdjudication),
    outpatientAdjudication: S(outpatientAdjudication),
    identifiers: S(
      references(code('1L', '1W', '28', '6P', '9A', '9C', 'BB', 'CE', 'EA', 'F8', 'G1', 'G3', 'IG', 'SY'), phi),
      5,
    ),
    renderingProviderIdentifiers: S(
      references(code('0B', '1A', '1B', '1C', '1D', '1G', '1H', '1J', 'D3', 'G2', 'LU')),
      10,
    ),
    statementDates: S(careDates('232', '233'), 2),
    coverageEnded: S(careDates('036')),
    received: S(momentOf('050')),
    contacts: S(contactFor('CX', R, ['EM', 'FX', 'TE'], ['EM', 'EX', 'FX', 'TE']), 2),
    amounts: S(
      segment('AMT', {
        kind: R('AMT01', code('AU', 'D8', 'DY', 'F5', 'I', 'NL', 'T', 'T2', 'ZK', 'ZL', 'ZM', 'ZN', 'ZO')),
        amount: R('AMT02', money),
      }),
      13,
    ),
    quantities: S(
      segment('QTY', {
        kind: R('QTY01', code('CA', 'CD', 'LA', 'LE', 'NE', 'NR', 'OU', 'PS', 'VS', 'ZK', 'ZL', 'ZM', 'ZN', 'ZO')),
        quantity: R('QTY02', count),
      }),
      14,
    ),
    services: S(service, 999),
  },
  [],
  claimPaymentSituations,
);

/** LX01 is the payer's own number (some put a type of bill and month there), so it is data, not a count. */
const header = loop('2000', {
  number: R(segment('LX', { number: R('LX01', whole(1, 6)) })),
  providerSummary: S(providerSummary),
  providerSupplement: S(providerSupplement),
  claims: R(claim, '>1'),
});

const providerAdjustmentReasons = code(
  '50',
  '51',
  '72',
  '90',
  'AH',
  'AM',
  'AP',
  'B2',
  'B3',
  'BD',
  'BN',
  'C5',
  'CR',
  'CS',
  'CT',
  'CV',
  'CW',
  'DM',
  'E3',
  'FB',
  'FC',
  'GO',
  'HM',
  'IP',
  'IR',
  'IS',
  'J1',
  'L3',
  'L6',
  'LE',
  'LS',
  'OA',
  'OB',
  'PI',
  'PL',
  'RA',
  'RE',
  'SL',
  'TL',
  'WO',
  'WU',
);

/** Money outside the claims. A positive amount lowers the payment, a negative one raises it. */
const providerAdjustment = segment(
  'PLB',
  {
    provider: R('PLB01', an(1, 50)),
    fiscalPeriodEnd: R('PLB02', date()),
    adjustments: series('R', 'PLB03', 2, 6, {
      reason: R('PLB03-1', providerAdjustmentReasons),
      reference: S('PLB03-2', an(1, 50), phi),
      amount: R('PLB04', money),
    }),
  },
  [],
  providerAdjustmentSituations,
);

/** The 835 guide, 005010X221A1. ST03 is not used: never written, tolerated when read. */
export const remittance835 = guide({
  name: '835',
  set: '835',
  version: '005010X221A1',
  functionalId: 'HP',
  versionInST: false,
  situations: remittanceSituations,
  body: {
    financial: R(financial),
    trace: R(trace),
    currency: S(segment('CUR', { entity: K('CUR01', 'PR'), currency: R('CUR02', id(3, 3)) })),
    receiver: S(reference('EV')),
    systemVersion: S(reference('F2')),
    productionDate: S(momentOf('405')),
    payer: R(payer),
    payee: R(payee),
    headers: S(header, '>1'),
    providerAdjustments: S(providerAdjustment, '>1'),
  },
});

/** What an 835 says: one payment, its claims, their lines, and money outside the claims. */
export interface Remittance835 extends Infer<typeof remittance835> {}
