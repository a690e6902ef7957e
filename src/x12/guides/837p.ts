/**
 * 837P, the professional claim: 005010X222A1 (X222A2 differs in the version only).
 *
 * The whole guide, so that other people's claims read without false errors; ours use the part an infusion
 * clinic needs. Nothing here checks that line charges add up to the claim, NPI check digits or code lists kept
 * by others. Facts: the published tables of the guide's structure, two independent transcriptions.
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
  person,
  reference,
  references,
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
  decimal,
  guide,
  type Infer,
  id,
  K,
  loop,
  phi,
  R,
  S,
  segment,
  series,
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
  lineReferences,
  money,
  npi,
  otherPayer,
  otherPayerProvider,
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
  diagnosisSituations,
  medicareSecondary,
  professionalClaimSituations,
  professionalLineSituations,
  subscriberSituations,
} from './837-situations.ts';

const yes = code('Y');

/* ---- who ---- */

/** PER with a telephone and its extension, as property and casualty claims carry it. */
const telephone = (about: { readonly phi?: boolean }) =>
  segment(
    'PER',
    {
      purpose: K('PER01', 'IC'),
      name: S('PER02', an(1, 60), about),
      kind: K('PER03', 'TE'),
      number: R('PER04', an(1, 256), about),
      extensionKind: S('PER05', code('EX')),
      extension: S('PER06', an(1, 256), about),
    },
    ['P0506'],
  );

/** NM1 that only names a role, with its type: 1 a person, 2 an organization. */
const roleWithType = (entity: string) =>
  segment('NM1', { entity: K('NM101', entity), type: R('NM102', code('1', '2')) });

const billingProviderIdentity = loop(
  '2010AA',
  {
    identity: R(party('85', S, npi)),
    street: R(street),
    locality: R(locality),
    taxId: R(references(code('EI', 'SY'))),
    licenses: S(references(code('0B', '1G')), 2),
    contacts: S(submitterContact, 2),
  },
  [],
  billingProviderSituations,
);

const payToAddress = loop('2010AB', { role: R(roleWithType('87')), street: R(street), locality: R(locality) });

const medicareSecondaryReason = code('12', '13', '14', '15', '16', '41', '42', '43', '47');

const coverage = segment('SBR', {
  payerSequence: R('SBR01', payerSequence),
  /** `18` when the subscriber is the patient; absent when the patient is a dependent. */
  relationship: S('SBR02', code('18')),
  groupNumber: S('SBR03', an(1, 50), phi),
  groupName: S('SBR04', an(1, 60)),
  medicareSecondaryReason: S('SBR05', medicareSecondaryReason),
  planType: S('SBR09', planType),
});

/** What a claim says about the patient's body and death. */
const conditionFields = {
  deathFormat: S('PAT05', code('D8')),
  deathDate: S('PAT06', date(), phi),
  weightUnit: S('PAT07', code('01')),
  weight: S('PAT08', decimal(1, 10)),
  pregnant: S('PAT09', yes),
} as const;

const subscriber = loop('2010BA', {
  // The identifier may be missing in property and casualty claims; ours always write it.
  identity: R(party('IL', S, code('II', 'MI'), phi)),
  street: S(patientStreet),
  locality: S(patientLocality),
  demographics: S(demographics(R)),
  socialSecurity: S(reference('SY', phi)),
  casualtyClaim: S(reference('Y4', phi)),
  contact: S(telephone(phi)),
});

const payer = loop('2010BB', {
  identity: R(organization('PR', R, code('PI', 'XV'))),
  street: S(street),
  locality: S(locality),
  identifiers: S(references(code('2U', 'EI', 'FY', 'NF')), 3),
  billingProviderIdentifiers: S(references(code('G2', 'LU')), 2),
});

const patient = loop('2010CA', {
  identity: R(patientIdentity),
  street: R(patientStreet),
  locality: R(patientLocality),
  demographics: R(demographics(R)),
  casualtyClaim: S(reference('Y4', phi)),
  casualtyIdentifier: S(references(code('1W', 'SY'), phi)),
  contact: S(telephone(phi)),
});

/* ---- what both claim and line can carry ---- */

const ambulanceTransport = segment(
  'CR1',
  {
    weightUnit: S('CR101', code('LB')),
    weight: S('CR102', decimal(1, 10)),
    reason: R('CR104', code('A', 'B', 'C', 'D', 'E')),
    distanceUnit: K('CR105', 'DH'),
    distance: R('CR106', count),
    roundTrip: S('CR109', an(1, 80)),
    stretcher: S('CR110', an(1, 80)),
  },
  ['P0102'],
);

const ambulanceCondition = code('01', '04', '05', '06', '07', '08', '09', '12');
const ambulanceCertification = segment('CRC', {
  category: K('CRC01', '07'),
  applies: R('CRC02', yesNo),
  conditions: series('R', 'CRC03', 1, 5, { code: R('CRC03', ambulanceCondition) }),
});

const REPRICING_METHODS = ['00', '01', '02', '03', '04', '05', '07', '08', '09', '10', '11', '12', '13', '14'] as const;
const repricingFields = {
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

/** REF whose owner may be another payer: `{ number, otherPayer: { id } }`. */
const lineReference = (qualifier: string) =>
  segment('REF', {
    qualifier: K('REF01', qualifier),
    number: R('REF02', an(1, 50)),
    otherPayer: composite('S', 'REF04', { qualifier: K('REF04-1', '2U'), id: R('REF04-2', an(1, 50)) }),
  });

/** NM1 of a referring (`DN`) or primary care (`P3`) provider. */
const referringIdentity = segment(
  'NM1',
  {
    role: R('NM101', code('DN', 'P3')),
    type: K('NM102', '1'),
    lastName: R('NM103', an(1, 60)),
    firstName: S('NM104', an(1, 35)),
    middleName: S('NM105', an(1, 25)),
    suffix: S('NM107', an(1, 10)),
    idQualifier: S('NM108', npi),
    id: S('NM109', an(2, 80)),
  },
  ['P0809'],
);

const ambulancePickup = <const L extends string>(loopId: L) =>
  loop(loopId, {
    role: R(segment('NM1', { entity: K('NM101', 'PW'), type: K('NM102', '2') })),
    street: R(street),
    locality: R(locality),
  });
const ambulanceDropOff = <const L extends string>(loopId: L) =>
  loop(loopId, {
    identity: R(segment('NM1', { entity: K('NM101', '45'), type: K('NM102', '2'), name: S('NM103', an(1, 60)) })),
    street: R(street),
    locality: R(locality),
  });

/* ---- another payer of the same claim ---- */

const otherCoverage = loop('2320', {
  coverage: R(
    segment('SBR', {
      payerSequence: R('SBR01', payerSequence),
      relationship: R('SBR02', code('01', '18', '19', '20', '21', '39', '40', '53', 'G8')),
      groupNumber: S('SBR03', an(1, 50), phi),
      groupName: S('SBR04', an(1, 60)),
      medicareSecondaryReason: S('SBR05', medicareSecondaryReason),
      planType: S('SBR09', planType),
    }),
  ),
  adjustments: S(adjustment, 5),
  paid: S(amountOf('D')),
  nonCovered: S(amountOf('A8')),
  patientLiability: S(amountOf('EAF')),
  assignment: R(
    segment('OI', {
      benefitsAssigned: R('OI03', code('N', 'W', 'Y')),
      patientSignatureSource: S('OI04', code('P')),
      releaseOfInformation: R('OI06', code('I', 'Y')),
    }),
  ),
  outpatientAdjudication: S(outpatientAdjudication),
  subscriber: R(
    loop('2330A', {
      identity: R(party('IL', R, code('II', 'MI'), phi)),
      street: S(patientStreet),
      locality: S(patientLocality),
      socialSecurity: S(reference('SY', phi)),
    }),
  ),
  payer: R(otherPayer),
  referringProviders: S(
    loop('2330C', {
      role: R(segment('NM1', { role: R('NM101', code('DN', 'P3')), type: K('NM102', '1') })),
      identifiers: R(references(code('0B', '1G', 'G2')), 3),
    }),
    2,
  ),
  renderingProvider: S(
    loop('2330D', {
      role: R(roleWithType('82')),
      identifiers: R(references(code('0B', '1G', 'G2', 'LU')), 3),
    }),
  ),
  serviceFacility: S(otherPayerProvider('2330E', '77', '2', code('0B', 'G2', 'LU'), 3)),
  supervisingProvider: S(otherPayerProvider('2330F', 'DQ', '1', code('0B', '1G', 'G2', 'LU'), 3)),
  billingProvider: S(loop('2330G', { role: R(roleWithType('85')), identifiers: R(references(code('G2', 'LU')), 2) })),
});

/* ---- the claim line ---- */

/** Points at diagnoses of the claim, 1 to 12. */
const pointer: DataType<number> = {
  ...whole(1, 2),
  codes: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'],
};

const procedureQualifier = code('ER', 'HC', 'IV', 'WK');

const service = segment('SV1', {
  procedure: composite('R', 'SV101', {
    qualifier: R('SV101-1', procedureQualifier),
    code: R('SV101-2', an(1, 48)),
    modifier1: S('SV101-3', an(2, 2)),
    modifier2: S('SV101-4', an(2, 2)),
    modifier3: S('SV101-5', an(2, 2)),
    modifier4: S('SV101-6', an(2, 2)),
    /** Required by payers for unclassified drug codes. */
    description: S('SV101-7', an(1, 80)),
  }),
  charge: R('SV102', money),
  /** `UN` units; `MJ` minutes, for anesthesia only. The 278 also knows F2: not here. */
  unit: R('SV103', code('UN', 'MJ')),
  quantity: R('SV104', count),
  placeOfService: S('SV105', an(1, 2)),
  diagnosisPointers: composite('R', 'SV107', {
    first: R('SV107-1', pointer),
    second: S('SV107-2', pointer),
    third: S('SV107-3', pointer),
    fourth: S('SV107-4', pointer),
  }),
  emergency: S('SV109', yes),
  screening: S('SV111', yes),
  familyPlanning: S('SV112', yes),
  copayExempt: S('SV115', code('0')),
});

/** The drug as it came out of its package: NDC and the amount given or discarded. */
const drug = loop('2410', {
  identification: R(
    segment('LIN', {
      qualifier: R('LIN02', code('EN', 'EO', 'HI', 'N4', 'ON', 'UK', 'UP')),
      code: R('LIN03', an(1, 48)),
    }),
  ),
  quantity: R(drugQuantity),
  prescription: S(prescription),
});

const equipmentService = segment('SV5', {
  procedure: composite('R', 'SV501', { qualifier: K('SV501-1', 'HC'), code: R('SV501-2', an(1, 48)) }),
  unit: K('SV502', 'DA'),
  medicallyNecessaryDays: R('SV503', count),
  rental: R('SV504', money),
  purchase: R('SV505', money),
  frequency: R('SV506', code('1', '4', '6')),
});

const lineRendering = loop('2420A', {
  identity: R(party('82', S, npi)),
  specialty: S(taxonomy('PE')),
  identifiers: S(lineReferences(code('0B', '1G', 'G2', 'LU')), 20),
});

const lineOrdering = loop('2420E', {
  identity: R(person('DK', S, npi)),
  street: S(street),
  locality: S(locality),
  identifiers: S(lineReferences(code('0B', '1G', 'G2')), 20),
  contact: S(submitterContact),
});

/** What an earlier payer paid for this line. */
const adjudication = loop('2430', {
  payment: R(
    segment('SVD', {
      payerId: R('SVD01', an(2, 80)),
      paid: R('SVD02', money),
      procedure: composite('R', 'SVD03', {
        qualifier: R('SVD03-1', procedureQualifier),
        code: R('SVD03-2', an(1, 48)),
        modifier1: S('SVD03-3', an(2, 2)),
        modifier2: S('SVD03-4', an(2, 2)),
        modifier3: S('SVD03-5', an(2, 2)),
        modifier4: S('SVD03-6', an(2, 2)),
        description: S('SVD03-7', an(1, 80)),
      }),
      paidUnits: R('SVD05', count),
      bundledLine: S('SVD06', whole(1, 6)),
    }),
  ),
  adjustments: S(adjustment, 5),
  paidOn: R(dateOf('573', phi)),
  patientLiability: S(amountOf('EAF')),
});

const form = loop('2440', {
  form: R(segment('LQ', { list: R('LQ01', code('AS', 'UT')), code: R('LQ02', an(1, 30)) })),
  answers: R(
    segment(
      'FRM',
      {
        question: R('FRM01', an(1, 20)),
        yesNo: S('FRM02', code('N', 'W', 'Y')),
        text: S('FRM03', an(1, 50), phi),
        date: S('FRM04', date(), phi),
        percent: S('FRM05', decimal(1, 6)),
      },
      ['R02030405'],
    ),
    99,
  ),
});

const line = loop(
  '2400',
  {
    number: R(segment('LX', { number: D('LX01', 'count') })),
    service: R(service),
    equipmentService: S(equipmentService),
    // Ten documents and one equipment certificate (CT with AB, AD, AF, AG or NS) share this place.
    attachments: S(attachment(code('AA', 'BM', 'EL', 'EM', 'FT', 'FX', 'AB', 'AD', 'AF', 'AG', 'NS')), 11),
    ambulanceTransport: S(ambulanceTransport),
    equipmentCertification: S(
      segment('CR3', { type: R('CR301', code('I', 'R', 'S')), unit: K('CR302', 'MO'), months: R('CR303', count) }),
    ),
    ambulanceCertifications: S(ambulanceCertification, 3),
    hospiceEmployee: S(
      segment('CRC', { category: K('CRC01', '70'), applies: R('CRC02', yesNo), condition: K('CRC03', '65') }),
    ),
    equipmentConditions: S(
      segment('CRC', {
        category: K('CRC01', '09'),
        applies: R('CRC02', yesNo),
        conditions: series('R', 'CRC03', 1, 2, { code: R('CRC03', code('38', 'ZV')) }),
      }),
    ),
    serviceDate: R(dateOrPeriodOf('472', phi)),
    prescribed: S(dateOf('471', phi)),
    certificationRevised: S(dateOf('607', phi)),
    therapyBegan: S(dateOf('463', phi)),
    lastCertified: S(dateOf('461', phi)),
    lastSeen: S(dateOf('304', phi)),
    tested: S(
      segment('DTP', {
        kind: R('DTP01', code('738', '739')),
        format: K('DTP02', 'D8'),
        date: R('DTP03', date(), phi),
      }),
      2,
    ),
    shipped: S(dateOf('011', phi)),
    lastXray: S(dateOf('455', phi)),
    initialTreatment: S(dateOf('454', phi)),
    ambulancePatients: S(segment('QTY', { kind: K('QTY01', 'PT'), quantity: R('QTY02', count) })),
    obstetricUnits: S(segment('QTY', { kind: K('QTY01', 'FL'), quantity: R('QTY02', count) })),
    /** Test results: hemoglobin `R1`, hematocrit `R2`, epoetin dose `R3`, creatinine `R4`, height `HT`. */
    measurements: S(
      segment('MEA', {
        reference: R('MEA01', code('OG', 'TR')),
        kind: R('MEA02', code('HT', 'R1', 'R2', 'R3', 'R4')),
        value: R('MEA03', decimal(1, 20)),
      }),
      5,
    ),
    contract: S(contract),
    repricedLine: S(reference('9B')),
    adjustedRepricedLine: S(reference('9D')),
    priorAuthorizations: S(lineReference('G1'), 5),
    /** Our number for the line; the 835 brings it back. */
    lineControlNumber: S(reference('6R', phi)),
    mammographyCertification: S(reference('EW')),
    laboratory: S(reference('X4')),
    referringLaboratory: S(reference('F4')),
    immunizationBatch: S(reference('BT')),
    referrals: S(lineReference('9F'), 5),
    salesTax: S(amountOf('T')),
    postage: S(amountOf('F4')),
    fixedFormat: S(fixedFormat, 10),
    note: S(segment('NTE', { purpose: R('NTE01', code('ADD', 'DCP')), text: R('NTE02', an(1, 80), phi) })),
    thirdPartyNote: S(segment('NTE', { purpose: K('NTE01', 'TPO'), text: R('NTE02', an(1, 80), phi) })),
    purchasedService: S(segment('PS1', { provider: R('PS101', an(1, 50)), amount: R('PS102', money) })),
    repricing: S(
      segment(
        'HCP',
        {
          method: R('HCP01', code(...REPRICING_METHODS, '06')),
          ...repricingFields,
          procedureQualifier: S('HCP09', procedureQualifier),
          procedureCode: S('HCP10', an(1, 48)),
          unit: S('HCP11', code('MJ', 'UN')),
          quantity: S('HCP12', count),
          ...repricingReasons,
        },
        ['P0910', 'P1112'],
      ),
    ),
    drug: S(drug),
    renderingProvider: S(lineRendering),
    purchasedServiceProvider: S(
      loop('2420B', {
        identity: R(
          segment(
            'NM1',
            {
              entity: K('NM101', 'QB'),
              type: R('NM102', code('1', '2')),
              idQualifier: S('NM108', npi),
              id: S('NM109', an(2, 80)),
            },
            ['P0809'],
          ),
        ),
        identifiers: S(lineReferences(code('0B', '1G', 'G2')), 20),
      }),
    ),
    serviceFacility: S(
      loop('2420C', {
        identity: R(organization('77', S, npi)),
        street: R(street),
        locality: R(locality),
        identifiers: S(lineReferences(code('G2', 'LU')), 3),
      }),
    ),
    supervisingProvider: S(
      loop('2420D', {
        identity: R(person('DQ', S, npi)),
        identifiers: S(lineReferences(code('0B', '1G', 'G2', 'LU')), 20),
      }),
    ),
    orderingProvider: S(lineOrdering),
    referringProviders: S(
      loop('2420F', {
        identity: R(referringIdentity),
        identifiers: S(lineReferences(code('0B', '1G', 'G2')), 20),
      }),
      2,
    ),
    ambulancePickup: S(ambulancePickup('2420G')),
    ambulanceDropOff: S(ambulanceDropOff('2420H')),
    adjudications: S(adjudication, 15),
    forms: S(form, '>1'),
  },
  [],
  professionalLineSituations,
);

/* ---- the claim ---- */

const claimHeader = segment('CLM', {
  /** Ours, at most 20 characters by the guide's advice; the 835 and the 277CA bring it back. */
  patientControlNumber: R('CLM01', an(1, 38), phi),
  charge: R('CLM02', money),
  facility: composite('R', 'CLM05', {
    placeOfService: R('CLM05-1', an(1, 2)),
    qualifier: K('CLM05-2', 'B'),
    /** `1` original, `7` replacement, `8` void. */
    frequency: R('CLM05-3', id(1, 1)),
  }),
  providerSignature: R('CLM06', yesNo),
  acceptsAssignment: R('CLM07', code('A', 'B', 'C')),
  benefitsAssigned: R('CLM08', code('N', 'W', 'Y')),
  releaseOfInformation: R('CLM09', code('I', 'Y')),
  patientSignatureSource: S('CLM10', code('P')),
  relatedCauses: composite('S', 'CLM11', {
    first: R('CLM11-1', code('AA', 'EM', 'OA')),
    second: S('CLM11-2', code('AA', 'EM', 'OA')),
    state: S('CLM11-4', id(2, 2)),
    country: S('CLM11-5', id(2, 3)),
  }),
  specialProgram: S('CLM12', code('02', '03', '05', '09')),
  delayReason: S('CLM20', code('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '15')),
});

const visionCondition = code('L1', 'L2', 'L3', 'L4', 'L5');
const screeningReferral = code('AV', 'NU', 'S2', 'ST');

/** Up to twelve; the first is the reason for the visit. */
const diagnoses = segment(
  'HI',
  {
    principal: composite('R', 'HI01', { qualifier: R('HI01-1', code('ABK', 'BK')), code: R('HI01-2', an(1, 30)) }),
    others: series('S', 'HI02', 1, 11, { qualifier: R('HI02-1', code('ABF', 'BF')), code: R('HI02-2', an(1, 30)) }),
  },
  [],
  diagnosisSituations,
);

const claim = loop(
  '2300',
  {
    header: R(claimHeader),
    onset: S(dateOf('431', phi)),
    initialTreatment: S(dateOf('454', phi)),
    lastSeen: S(dateOf('304', phi)),
    acuteManifestation: S(dateOf('453', phi)),
    accident: S(dateOf('439', phi)),
    lastMenstrualPeriod: S(dateOf('484', phi)),
    lastXray: S(dateOf('455', phi)),
    prescribed: S(dateOf('471', phi)),
    disability: S(
      segment('DTP', {
        kind: R('DTP01', code('314', '360', '361')),
        format: R('DTP02', code('D8', 'RD8')),
        value: R('DTP03', an(8, 17), phi),
      }),
    ),
    lastWorked: S(dateOf('297', phi)),
    returnToWork: S(dateOf('296', phi)),
    admitted: S(dateOf('435', phi)),
    discharged: S(dateOf('096', phi)),
    careTransfers: S(
      segment('DTP', {
        kind: R('DTP01', code('090', '091')),
        format: K('DTP02', 'D8'),
        date: R('DTP03', date(), phi),
      }),
      2,
    ),
    firstContact: S(dateOf('444', phi)),
    repricerReceived: S(dateOf('050', phi)),
    attachments: S(attachment(code('AA', 'BM', 'EL', 'EM', 'FT', 'FX')), 10),
    contract: S(contract),
    patientPaid: S(amountOf('F5')),
    authorizationException: S(reference('4N')),
    medicareCrossover: S(reference('F5')),
    mammographyCertification: S(reference('EW')),
    referral: S(reference('9F')),
    priorAuthorization: S(reference('G1')),
    /** The payer's number of the claim that a replacement or void refers to. */
    payerControlNumber: S(reference('F8', phi)),
    laboratory: S(reference('X4')),
    repricedClaim: S(reference('9A')),
    adjustedRepricedClaim: S(reference('9C')),
    investigationalDevice: S(reference('LX')),
    clearinghouseClaim: S(reference('D9', phi)),
    medicalRecord: S(reference('EA', phi)),
    demonstrationProject: S(reference('P4')),
    carePlanOversight: S(reference('1J')),
    fixedFormat: S(fixedFormat, 10),
    note: S(
      segment('NTE', {
        purpose: R('NTE01', code('ADD', 'CER', 'DCP', 'DGN', 'TPO')),
        text: R('NTE02', an(1, 80), phi),
      }),
    ),
    ambulanceTransport: S(ambulanceTransport),
    spinalManipulation: S(
      segment('CR2', {
        condition: R('CR208', code('A', 'C', 'D', 'E', 'F', 'G', 'M')),
        description1: S('CR210', an(1, 80), phi),
        description2: S('CR211', an(1, 80), phi),
      }),
    ),
    ambulanceCertifications: S(ambulanceCertification, 3),
    visionConditions: S(
      segment('CRC', {
        category: R('CRC01', code('E1', 'E2', 'E3')),
        applies: R('CRC02', yesNo),
        conditions: series('R', 'CRC03', 1, 5, { code: R('CRC03', visionCondition) }),
      }),
      3,
    ),
    homebound: S(
      segment('CRC', { category: K('CRC01', '75'), applies: K('CRC02', 'Y'), condition: R('CRC03', code('IH')) }),
    ),
    screeningReferral: S(
      segment('CRC', {
        category: K('CRC01', 'ZZ'),
        referred: R('CRC02', yesNo),
        conditions: series('R', 'CRC03', 1, 3, { code: R('CRC03', screeningReferral) }),
      }),
    ),
    diagnoses: R(diagnoses),
    anesthesiaProcedures: S(
      segment('HI', {
        principal: composite('R', 'HI01', { qualifier: K('HI01-1', 'BP'), code: R('HI01-2', an(1, 30)) }),
        other: composite('S', 'HI02', { qualifier: K('HI02-1', 'BO'), code: R('HI02-2', an(1, 30)) }),
      }),
    ),
    conditions: S(
      segment('HI', {
        codes: series('R', 'HI01', 1, 12, { qualifier: K('HI01-1', 'BG'), code: R('HI01-2', an(1, 30)) }),
      }),
      2,
    ),
    repricing: S(
      segment('HCP', { method: R('HCP01', code(...REPRICING_METHODS)), ...repricingFields, ...repricingReasons }),
    ),
    referringProviders: S(
      loop('2310A', {
        identity: R(referringIdentity),
        identifiers: S(references(code('0B', '1G', 'G2')), 3),
      }),
      2,
    ),
    renderingProvider: S(
      loop('2310B', {
        identity: R(party('82', S, npi)),
        specialty: S(taxonomy('PE')),
        identifiers: S(references(code('0B', '1G', 'G2', 'LU')), 4),
      }),
    ),
    serviceFacility: S(
      loop('2310C', {
        identity: R(organization('77', S, npi)),
        street: R(street),
        locality: R(locality),
        identifiers: S(references(code('0B', 'G2', 'LU')), 3),
        contact: S(telephone({})),
      }),
    ),
    supervisingProvider: S(
      loop('2310D', {
        identity: R(person('DQ', S, npi)),
        identifiers: S(references(code('0B', '1G', 'G2', 'LU')), 4),
      }),
    ),
    ambulancePickup: S(ambulancePickup('2310E')),
    ambulanceDropOff: S(ambulanceDropOff('2310F')),
    otherCoverages: S(otherCoverage, 10),
    lines: R(line, 50),
  },
  [],
  professionalClaimSituations,
);

/* ---- the hierarchy: billing provider, subscriber, patient ---- */

/** A patient who is not the subscriber. */
const dependent = loop('2000C', {
  level: R(lowerLevel('23')),
  relationship: R(
    segment(
      'PAT',
      {
        relationship: R('PAT01', dependentRelationship),
        ...conditionFields,
      },
      ['P0506', 'P0708'],
    ),
  ),
  patient: R(patient),
  claims: R(claim, 100),
});

const subscriberLevel = loop(
  '2000B',
  {
    level: R(lowerLevel('22')),
    coverage: R(coverage),
    condition: S(segment('PAT', conditionFields, ['P0506', 'P0708'])),
    subscriber: R(subscriber),
    payer: R(payer),
    /** Claims of the subscriber as the patient. */
    claims: S(claim, 100),
    dependents: S(dependent, '>1'),
  },
  [],
  [...subscriberSituations, medicareSecondary],
);

const billingProvider = loop('2000A', {
  level: R(topLevel('20')),
  specialty: S(taxonomy('BI')),
  currency: S(segment('CUR', { entity: K('CUR01', '85'), currency: R('CUR02', id(3, 3)) })),
  provider: R(billingProviderIdentity),
  payToAddress: S(payToAddress),
  payToPlan: S(payToPlan),
  subscribers: R(subscriberLevel, '>1'),
});

/** The 837P guide, 005010X222A1. */
export const claim837p = guide({
  name: '837P',
  set: '837',
  version: '005010X222A1',
  functionalId: 'HC',
  versionInST: true,
  body: {
    header: R(claimFileHeader),
    submitter: R(submitter),
    receiver: R(receiver),
    billingProviders: R(billingProvider, '>1'),
  },
});

/** What an 837P says: claims by billing provider, subscriber and patient. */
export interface ProfessionalClaim837 extends Infer<typeof claim837p> {}
