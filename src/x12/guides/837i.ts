/**
 * 837I, the institutional claim: 005010X223A2. For infusions given in a hospital outpatient department.
 *
 * The whole guide, so that other people's claims read without false errors. Nothing here checks that line
 * charges add up to the claim, bill type against revenue codes, or lists kept by others (revenue, occurrence,
 * value and condition codes). Facts: the published tables of the guide's structure.
 */

import {
  dateOf,
  dateOrPeriodOf,
  demographics,
  locality,
  lowerLevel,
  organization,
  party,
  patientLocality,
  patientStreet,
  periodOf,
  person,
  reference,
  references,
  roleOnly,
  street,
  taxonomy,
  topLevel,
} from '../elements.ts';
import {
  an,
  code,
  composite,
  D,
  type DataType,
  date,
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
  series,
  time,
  whole,
} from '../schema.ts';
import {
  adjustment,
  amountOf,
  attachment,
  claimFileHeader,
  contract,
  count,
  dependentRelationship,
  drugQuantity,
  fixedFormat,
  institutionalLineRepricing,
  institutionalRepricing,
  lineReferences,
  money,
  npi,
  otherPayer,
  otherPayerProvider,
  otherSubscriber,
  outpatientAdjudication,
  patientIdentity,
  payerSequence,
  payToPlan,
  planType,
  prescription,
  receiver,
  submitter,
  submitterContact,
  yesNo,
} from './837-common.ts';
import {
  billingProviderSituations,
  institutionalClaimSituations,
  institutionalLineSituations,
  subscriberSituations,
} from './837-situations.ts';
import { remarkSituations } from './answer-situations.ts';

/* ---- codes of the claim (HI) ---- */

const presentOnAdmission = code('N', 'U', 'W', 'Y');

/** HI with one code. */
const oneCode = <Q extends string>(kinds: DataType<Q>) =>
  segment('HI', {
    code: composite('R', 'HI01', { kind: R('HI01-1', kinds), code: R('HI01-2', an(1, 30)) }),
  });
/** HI with up to `times` codes. */
const codes = <Q extends string>(kinds: DataType<Q>, times: number) =>
  segment('HI', {
    codes: series('R', 'HI01', 1, times, { kind: R('HI01-1', kinds), code: R('HI01-2', an(1, 30)) }),
  });
/** HI with up to twelve diagnoses and whether each was there on admission. */
const diagnosisCodes = <Q extends string>(kinds: DataType<Q>) =>
  segment('HI', {
    codes: series('R', 'HI01', 1, 12, {
      kind: R('HI01-1', kinds),
      code: R('HI01-2', an(1, 30)),
      presentOnAdmission: S('HI01-9', presentOnAdmission),
    }),
  });
/** HI with up to twelve codes of one kind, each with its day. */
const datedCodes = <Q extends string>(kinds: DataType<Q>) =>
  segment('HI', {
    codes: series('R', 'HI01', 1, 12, {
      kind: R('HI01-1', kinds),
      code: R('HI01-2', an(1, 30)),
      format: K('HI01-3', 'D8'),
      date: R('HI01-4', date(), phi),
    }),
  });

const principalDiagnosis = segment('HI', {
  code: composite('R', 'HI01', {
    kind: R('HI01-1', code('ABK', 'BK')),
    code: R('HI01-2', an(1, 30)),
    presentOnAdmission: S('HI01-9', presentOnAdmission),
  }),
});
const principalProcedure = segment('HI', {
  code: composite('R', 'HI01', {
    kind: R('HI01-1', code('BBR', 'BR', 'CAH')),
    code: R('HI01-2', an(1, 30)),
    format: K('HI01-3', 'D8'),
    date: R('HI01-4', date(), phi),
  }),
});
const occurrenceSpans = segment('HI', {
  codes: series('R', 'HI01', 1, 12, {
    kind: R('HI01-1', code('BI')),
    code: R('HI01-2', an(1, 30)),
    format: K('HI01-3', 'RD8'),
    period: R('HI01-4', period(), phi),
  }),
});
const valueCodes = segment('HI', {
  codes: series('R', 'HI01', 1, 12, {
    kind: R('HI01-1', code('BE')),
    code: R('HI01-2', an(1, 30)),
    amount: R('HI01-5', money),
  }),
});

/* ---- another payer of the same claim ---- */

const FOUR_KINDS = code('0B', '1G', 'G2', 'LU');
const FACILITY_KINDS = code('0B', 'G2', 'LU');
const REFERRING_KINDS = code('0B', '1G', 'G2');

const inpatientAdjudication = segment(
  'MIA',
  {
    coveredDays: R('MIA01', count),
    lifetimePsychiatricDays: S('MIA03', count),
    drgAmount: S('MIA04', money),
    remark1: S('MIA05', an(1, 50)),
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
    remark2: S('MIA20', an(1, 50)),
    remark3: S('MIA21', an(1, 50)),
    remark4: S('MIA22', an(1, 50)),
    remark5: S('MIA23', an(1, 50)),
    capitalException: S('MIA24', money),
  },
  [],
  remarkSituations('MIA'),
);

const otherCoverage = loop('2320', {
  coverage: R(
    segment('SBR', {
      payerSequence: R('SBR01', payerSequence),
      relationship: R('SBR02', code('01', '18', '19', '20', '21', '39', '40', '53', 'G8')),
      groupNumber: S('SBR03', an(1, 50), phi),
      groupName: S('SBR04', an(1, 60)),
      planType: S('SBR09', planType),
    }),
  ),
  adjustments: S(adjustment, 5),
  paid: S(amountOf('D')),
  patientLiability: S(amountOf('EAF')),
  nonCovered: S(amountOf('A8')),
  assignment: R(
    segment('OI', {
      benefitsAssigned: R('OI03', code('N', 'W', 'Y')),
      releaseOfInformation: R('OI06', code('I', 'Y')),
    }),
  ),
  inpatientAdjudication: S(inpatientAdjudication),
  outpatientAdjudication: S(outpatientAdjudication),
  subscriber: R(otherSubscriber),
  payer: R(otherPayer),
  attendingProvider: S(otherPayerProvider('2330C', '71', '1', FOUR_KINDS, 4)),
  operatingProvider: S(otherPayerProvider('2330D', '72', '1', FOUR_KINDS, 4)),
  otherOperatingProvider: S(otherPayerProvider('2330E', 'ZZ', '1', FOUR_KINDS, 4)),
  serviceFacility: S(otherPayerProvider('2330F', '77', '2', FACILITY_KINDS, 3)),
  renderingProvider: S(otherPayerProvider('2330G', '82', '1', FOUR_KINDS, 4)),
  referringProvider: S(otherPayerProvider('2330H', 'DN', '1', REFERRING_KINDS, 3)),
  billingProvider: S(otherPayerProvider('2330I', '85', '2', code('G2', 'LU'), 2)),
});

/* ---- the claim line ---- */

const procedureQualifier = code('ER', 'HC', 'HP', 'IV', 'WK');

/** The line: revenue code always, procedure where the payer prices by it (every drug does). */
const service = segment('SV2', {
  revenueCode: R('SV201', an(1, 48)),
  procedure: composite('S', 'SV202', {
    qualifier: R('SV202-1', procedureQualifier),
    code: R('SV202-2', an(1, 48)),
    modifier1: S('SV202-3', an(2, 2)),
    modifier2: S('SV202-4', an(2, 2)),
    modifier3: S('SV202-5', an(2, 2)),
    modifier4: S('SV202-6', an(2, 2)),
    description: S('SV202-7', an(1, 80)),
  }),
  charge: R('SV203', money),
  unit: R('SV204', code('UN', 'DA')),
  quantity: R('SV205', count),
  nonCovered: S('SV207', money),
});

/** The drug as it came out of its package: NDC and the amount given or discarded. */
const drug = loop('2410', {
  identification: R(segment('LIN', { qualifier: K('LIN02', 'N4'), code: R('LIN03', an(1, 48)) })),
  quantity: R(drugQuantity),
  prescription: S(prescription),
});

const lineProvider = <Q extends string>(loopId: string, entity: string, kinds: DataType<Q>) =>
  loop(loopId, { identity: R(person(entity, S, npi)), identifiers: S(lineReferences(kinds), 20) });

/** What an earlier payer paid for this line. */
const adjudication = loop('2430', {
  payment: R(
    segment('SVD', {
      payerId: R('SVD01', an(2, 80)),
      paid: R('SVD02', money),
      procedure: composite('S', 'SVD03', {
        qualifier: R('SVD03-1', procedureQualifier),
        code: R('SVD03-2', an(1, 48)),
        modifier1: S('SVD03-3', an(2, 2)),
        modifier2: S('SVD03-4', an(2, 2)),
        modifier3: S('SVD03-5', an(2, 2)),
        modifier4: S('SVD03-6', an(2, 2)),
        description: S('SVD03-7', an(1, 80)),
      }),
      revenueCode: R('SVD04', an(1, 48)),
      paidUnits: R('SVD05', count),
      bundledLine: S('SVD06', whole(1, 6)),
    }),
  ),
  adjustments: S(adjustment, 5),
  paidOn: R(dateOf('573', phi)),
  patientLiability: S(amountOf('EAF')),
});

const line = loop(
  '2400',
  {
    number: R(segment('LX', { number: D('LX01', 'count') })),
    service: R(service),
    attachments: S(attachment(code('AA', 'BM', 'EL', 'EM', 'FT', 'FX')), 10),
    serviceDate: S(dateOrPeriodOf('472', phi)),
    /** Our number for the line; the 835 brings it back. */
    lineControlNumber: S(reference('6R', phi)),
    repricedLine: S(reference('9B')),
    adjustedRepricedLine: S(reference('9D')),
    serviceTax: S(amountOf('GT')),
    facilityTax: S(amountOf('N8')),
    thirdPartyNote: S(segment('NTE', { purpose: K('NTE01', 'TPO'), text: R('NTE02', an(1, 80), phi) })),
    repricing: S(institutionalLineRepricing),
    drug: S(drug),
    operatingProvider: S(lineProvider('2420A', '72', FOUR_KINDS)),
    otherOperatingProvider: S(lineProvider('2420B', 'ZZ', FOUR_KINDS)),
    renderingProvider: S(lineProvider('2420C', '82', FOUR_KINDS)),
    referringProvider: S(lineProvider('2420D', 'DN', REFERRING_KINDS)),
    adjudications: S(adjudication, 15),
  },
  [],
  institutionalLineSituations,
);

/* ---- the claim ---- */

const claimHeader = segment('CLM', {
  /** Ours, at most 20 characters by the guide's advice; the 835 and the 277CA bring it back. */
  patientControlNumber: R('CLM01', an(1, 38), phi),
  charge: R('CLM02', money),
  facility: composite('R', 'CLM05', {
    /** First two digits of the type of bill: `13` hospital outpatient, `11` inpatient. */
    billType: R('CLM05-1', an(1, 2)),
    qualifier: K('CLM05-2', 'A'),
    /** Third digit: `1` whole stay or visit, `7` replacement, `8` void. */
    frequency: R('CLM05-3', id(1, 1)),
  }),
  acceptsAssignment: R('CLM07', code('A', 'B', 'C')),
  benefitsAssigned: R('CLM08', code('N', 'W', 'Y')),
  releaseOfInformation: R('CLM09', code('I', 'Y')),
  delayReason: S('CLM20', code('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '15')),
});

const claimProvider = <Q extends string>(loopId: string, entity: string, kinds: DataType<Q>, max: number) =>
  loop(loopId, { identity: R(person(entity, S, npi)), identifiers: S(references(kinds), max) });

const claim = loop(
  '2300',
  {
    header: R(claimHeader),
    dischargeHour: S(
      segment('DTP', { qualifier: K('DTP01', '096'), format: K('DTP02', 'TM'), time: R('DTP03', time(4, 4), phi) }),
    ),
    /** First and last day of what this claim bills. */
    statementPeriod: R(periodOf('434', phi)),
    admission: S(
      segment('DTP', {
        qualifier: K('DTP01', '435'),
        format: R('DTP02', code('D8', 'DT')),
        value: R('DTP03', an(8, 12), phi),
      }),
    ),
    repricerReceived: S(dateOf('050', phi)),
    stay: R(
      segment('CL1', {
        admissionType: S('CL101', id(1, 1)),
        admissionSource: S('CL102', id(1, 1)),
        patientStatus: R('CL103', id(1, 2)),
      }),
    ),
    attachments: S(attachment(code('AA', 'BM', 'EL', 'EM', 'FT', 'FX')), 10),
    contract: S(contract),
    estimatedPatientDue: S(amountOf('F3')),
    authorizationException: S(reference('4N')),
    referral: S(reference('9F')),
    priorAuthorization: S(reference('G1')),
    /** The payer's number of the claim that a replacement or void refers to. */
    payerControlNumber: S(reference('F8', phi)),
    repricedClaim: S(reference('9A')),
    adjustedRepricedClaim: S(reference('9C')),
    investigationalDevices: S(reference('LX'), 5),
    clearinghouseClaim: S(reference('D9', phi)),
    accidentState: S(reference('LU')),
    medicalRecord: S(reference('EA', phi)),
    demonstrationProject: S(reference('P4')),
    peerReviewApproval: S(reference('G4')),
    fixedFormat: S(fixedFormat, 10),
    notes: S(
      segment('NTE', {
        purpose: R(
          'NTE01',
          code('ALG', 'DCP', 'DGN', 'DME', 'MED', 'NTR', 'ODT', 'RHB', 'RLH', 'RNH', 'SET', 'SFM', 'SPT', 'UPI'),
        ),
        text: R('NTE02', an(1, 80), phi),
      }),
      10,
    ),
    billingNote: S(segment('NTE', { purpose: K('NTE01', 'ADD'), text: R('NTE02', an(1, 80), phi) })),
    screeningReferral: S(
      segment('CRC', {
        category: K('CRC01', 'ZZ'),
        referred: R('CRC02', yesNo),
        condition1: R('CRC03', code('AV', 'NU', 'S2', 'ST')),
        condition2: S('CRC04', id(2, 3)),
        condition3: S('CRC05', id(2, 3)),
      }),
    ),
    principalDiagnosis: R(principalDiagnosis),
    admittingDiagnosis: S(oneCode(code('ABJ', 'BJ'))),
    reasonsForVisit: S(codes(code('APR', 'PR'), 3)),
    externalCauses: S(diagnosisCodes(code('ABN', 'BN'))),
    drg: S(oneCode(code('DR'))),
    otherDiagnoses: S(diagnosisCodes(code('ABF', 'BF')), 2),
    principalProcedure: S(principalProcedure),
    otherProcedures: S(datedCodes(code('BBQ', 'BQ')), 2),
    occurrenceSpans: S(occurrenceSpans, 2),
    occurrences: S(datedCodes(code('BH')), 2),
    valueCodes: S(valueCodes, 2),
    conditions: S(codes(code('BG'), 12), 2),
    treatmentCodes: S(codes(code('TC'), 12), 2),
    repricing: S(institutionalRepricing),
    attendingProvider: S(
      loop('2310A', {
        identity: R(person('71', S, npi)),
        specialty: S(taxonomy('AT')),
        identifiers: S(references(FOUR_KINDS), 4),
      }),
    ),
    operatingProvider: S(claimProvider('2310B', '72', FOUR_KINDS, 4)),
    otherOperatingProvider: S(claimProvider('2310C', 'ZZ', FOUR_KINDS, 4)),
    renderingProvider: S(claimProvider('2310D', '82', FOUR_KINDS, 4)),
    serviceFacility: S(
      loop('2310E', {
        identity: R(organization('77', S, npi)),
        street: R(street),
        locality: R(locality),
        identifiers: S(references(FACILITY_KINDS), 3),
      }),
    ),
    referringProvider: S(claimProvider('2310F', 'DN', REFERRING_KINDS, 3)),
    otherCoverages: S(otherCoverage, 10),
    lines: R(line, 999),
  },
  [],
  institutionalClaimSituations,
);

/* ---- the hierarchy: billing provider, subscriber, patient ---- */

/** A patient who is not the subscriber. */
const dependent = loop('2000C', {
  level: R(lowerLevel('23')),
  relationship: R(segment('PAT', { relationship: R('PAT01', dependentRelationship) })),
  patient: R(
    loop('2010CA', {
      identity: R(patientIdentity),
      street: R(patientStreet),
      locality: R(patientLocality),
      demographics: R(demographics(R)),
      casualtyClaim: S(reference('Y4', phi)),
      casualtyIdentifier: S(references(code('1W', 'SY'), phi)),
    }),
  ),
  claims: R(claim, 100),
});

const subscriber = loop(
  '2000B',
  {
    level: R(lowerLevel('22')),
    coverage: R(
      segment('SBR', {
        payerSequence: R('SBR01', payerSequence),
        /** `18` when the subscriber is the patient; absent when the patient is a dependent. */
        relationship: S('SBR02', code('18')),
        groupNumber: S('SBR03', an(1, 50), phi),
        groupName: S('SBR04', an(1, 60)),
        planType: S('SBR09', planType),
      }),
    ),
    subscriber: R(
      loop('2010BA', {
        identity: R(party('IL', S, code('II', 'MI'), phi)),
        street: S(patientStreet),
        locality: S(patientLocality),
        demographics: S(demographics(R)),
        socialSecurity: S(reference('SY', phi)),
        casualtyClaim: S(reference('Y4', phi)),
      }),
    ),
    payer: R(
      loop('2010BB', {
        identity: R(organization('PR', R, code('PI', 'XV'))),
        street: S(street),
        locality: S(locality),
        identifiers: S(references(code('2U', 'EI', 'FY', 'NF')), 3),
        billingProviderIdentifier: S(references(code('G2', 'LU'))),
      }),
    ),
    /** Claims of the subscriber as the patient. */
    claims: S(claim, 100),
    dependents: S(dependent, '>1'),
  },
  [],
  subscriberSituations,
);

const billingProvider = loop('2000A', {
  level: R(topLevel('20')),
  specialty: S(taxonomy('BI')),
  currency: S(segment('CUR', { entity: K('CUR01', '85'), currency: R('CUR02', id(3, 3)) })),
  provider: R(
    loop(
      '2010AA',
      {
        identity: R(organization('85', S, npi)),
        street: R(street),
        locality: R(locality),
        taxId: R(reference('EI')),
        contacts: S(submitterContact, 2),
      },
      [],
      billingProviderSituations,
    ),
  ),
  payToAddress: S(loop('2010AB', { role: R(roleOnly('87', '2')), street: R(street), locality: R(locality) })),
  payToPlan: S(payToPlan),
  subscribers: R(subscriber, '>1'),
});

/** The 837I guide, 005010X223A2. */
export const claim837i = guide({
  name: '837I',
  set: '837',
  version: '005010X223A2',
  functionalId: 'HC',
  versionInST: true,
  body: {
    header: R(claimFileHeader),
    submitter: R(submitter),
    receiver: R(receiver),
    billingProviders: R(billingProvider, '>1'),
  },
});

/** What an 837I says: claims by billing provider, subscriber and patient. */
export interface InstitutionalClaim837 extends Infer<typeof claim837i> {}
/** One claim (2300) of an 837I. */
export interface InstitutionalClaim extends Infer<typeof claim> {}
/** One line (2400) of an 837I claim. */
export interface InstitutionalClaimLine extends Infer<typeof line> {}
