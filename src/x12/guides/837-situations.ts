/** Situational rules of the claim guides: what must be there, or may not be, when something else is. In our own words. */

import type { Situation } from '../conditions.ts';

/** 2010AA. */
export const billingProviderSituations: readonly Situation[] = [
  {
    name: 'billing-postal-code',
    when: { any: [{ lacks: 'locality/N404' }, { value: 'locality/N404', in: ['US'] }] },
    must: { value: 'locality/N403', like: '^\\d{9}$' },
    at: 'locality/N403',
    code: 'SITUATION',
    say: "The billing provider's postal code has nine digits. Send the ZIP+4 without its hyphen.",
  },
];

/** 2000B: who is the patient decides what is sent of whom. */
export const subscriberSituations: readonly Situation[] = [
  ...(['street', 'locality', 'demographics'] as const).map(
    (member): Situation => ({
      name: `subscriber-${member}`,
      when: { value: 'coverage/SBR02', in: ['18'] },
      must: { has: `subscriber.${member}` },
      at: `subscriber.${member}`,
      code: 'IK304:I6',
      say: 'The subscriber is the patient, so address, birth date and gender are sent. Complete the registration.',
    }),
  ),
  {
    name: 'patient-is-subscriber',
    when: { value: 'coverage/SBR02', in: ['18'] },
    must: { lacks: 'dependents' },
    at: 'dependents',
    code: 'IK304:I9',
    say: 'The subscriber is the patient (SBR02 is 18), and yet another patient follows. Leave one of the two out.',
  },
  {
    name: 'patient-is-dependent',
    when: { lacks: 'coverage/SBR02' },
    must: { has: 'dependents' },
    at: 'dependents',
    code: 'IK304:I6',
    say: 'SBR02 is empty, so the patient is somebody else than the subscriber and must follow. Send 18 if it is the subscriber.',
  },
  {
    name: 'claims-of-the-subscriber',
    when: { has: 'claims' },
    must: { value: 'coverage/SBR02', in: ['18'] },
    at: 'coverage/SBR02',
    code: 'IK403:I9',
    say: 'Claims stand under the subscriber, so SBR02 must say 18: the subscriber is the patient.',
  },
  {
    name: 'subscriber-birth',
    must: { inOrder: ['subscriber.demographics/DMG02', '>header/BHT04'] },
    at: 'subscriber.demographics/DMG02',
    code: 'DATE_ORDER',
    say: 'The birth date lies after the day this file was made. Correct it in the registration.',
  },
];

/** 837P only: SBR05 says why Medicare pays second. */
export const medicareSecondary: Situation = {
  name: 'medicare-secondary-reason',
  when: { all: [{ value: 'coverage/SBR09', in: ['MA', 'MB'] }, { not: { value: 'coverage/SBR01', in: ['P', 'U'] } }] },
  must: { has: 'coverage/SBR05' },
  at: 'coverage/SBR05',
  code: 'IK403:I9',
  say: 'Medicare is not the first payer here, so SBR05 must say why. Ask for the other insurance.',
};

/** Words that stand where a number should. */
const PLACEHOLDERS = ['NONE', 'None', 'none', 'NA', 'N/A', 'UNKNOWN', 'PENDING', 'Pending', 'TBD', 'X', '0'];

/** 2300 of both claims. */
const claimSituations: readonly Situation[] = [
  {
    name: 'replacement-number',
    when: { value: 'header/CLM05-3', in: ['7', '8'] },
    must: { has: 'payerControlNumber' },
    at: 'payerControlNumber',
    code: 'IK304:I6',
    say: "A replacement or void names the payer's number of the claim it changes (REF*F8). Take it from the 835 or 277CA.",
  },
  {
    name: 'authorization-number',
    when: { has: 'priorAuthorization' },
    must: {
      all: [
        { value: 'priorAuthorization/REF02', like: '^[A-Za-z0-9]([A-Za-z0-9 ./-]*[A-Za-z0-9])?$' },
        { value: 'priorAuthorization/REF02', notIn: PLACEHOLDERS },
      ],
    },
    at: 'priorAuthorization/REF02',
    code: 'SITUATION',
    say: "This is no authorization number. Send the payer's number as the approval has it, or leave the REF*G1 out.",
  },
];

/** 2300 of the professional claim. */
export const professionalClaimSituations: readonly Situation[] = [
  ...claimSituations,
  {
    name: 'accident-date',
    when: { value: ['header/CLM11-1', 'header/CLM11-2'], in: ['AA', 'OA'] },
    must: { has: 'accident' },
    at: 'accident',
    code: 'IK304:I6',
    say: 'The claim is about an accident (CLM11), so its day is sent in DTP*439. Ask for it.',
  },
  {
    name: 'accident-state',
    when: {
      all: [{ value: ['header/CLM11-1', 'header/CLM11-2'], in: ['AA'] }, { lacks: 'header/CLM11-5' }],
    },
    must: { has: 'header/CLM11-4' },
    at: 'header/CLM11-4',
    code: 'IK403:I9',
    say: 'The claim is about a car accident in the United States, so CLM11-4 names the state. Ask for it.',
  },
  {
    name: 'admission-date',
    when: { value: 'header/CLM05-1', in: ['21', '51', '61'] },
    must: { has: 'admitted' },
    at: 'admitted',
    code: 'IK304:I6',
    say: 'The place of service is an inpatient one, so the day of admission is sent in DTP*435.',
  },
  {
    name: 'discharge-order',
    must: { inOrder: ['admitted/DTP03', 'discharged/DTP03'] },
    at: 'discharged/DTP03',
    code: 'DATE_ORDER',
    say: 'The patient is discharged before being admitted. Correct one of the two days.',
  },
  {
    name: 'rendering-differs',
    when: { has: 'renderingProvider' },
    must: { not: { same: ['renderingProvider.identity/NM109', '2000A>provider.identity/NM109'] } },
    at: 'renderingProvider.identity',
    code: 'IK304:I9',
    say: 'The rendering provider is the billing provider, and is then not sent again. Leave loop 2310B out.',
    mild: true,
  },
  {
    name: 'facility-differs',
    when: { has: 'serviceFacility' },
    must: { not: { same: ['serviceFacility.identity/NM109', '2000A>provider.identity/NM109'] } },
    at: 'serviceFacility.identity',
    code: 'IK304:I9',
    say: 'The place of service is the billing provider, and is then not sent again. Leave loop 2310C out.',
    mild: true,
  },
  {
    name: 'place-of-service',
    must: { value: 'header/CLM05-1', list: 'places' },
    at: 'header/CLM05-1',
    code: 'CODE_UNKNOWN',
    say: 'CMS lists no such place of service. Correct the place in the chart or in the site table.',
  },
  {
    name: 'accident-state-code',
    when: { lacks: 'header/CLM11-5' },
    must: { value: 'header/CLM11-4', list: 'states' },
    at: 'header/CLM11-4',
    code: 'CODE_UNKNOWN',
    say: 'There is no such state. Correct it.',
  },
];

/** HCPCS codes that say nothing about the drug: the description must. */
const UNCLASSIFIED = [
  'C9399',
  'J3490',
  'J3590',
  'J7599',
  'J7699',
  'J7799',
  'J7999',
  'J8498',
  'J8499',
  'J8597',
  'J8999',
  'J9999',
];

const lineSituations = (service: string, code: string, description: string): readonly Situation[] => [
  {
    name: 'unclassified-description',
    when: { value: `service/${code}`, in: UNCLASSIFIED },
    must: { has: `service/${description}` },
    at: `service/${description}`,
    code: 'IK403:I9',
    say: `The code stands for no drug in particular, so ${description} names drug, strength and amount.`,
  },
  {
    name: 'line-date-of-file',
    must: { inOrder: ['serviceDate/DTP03', '>header/BHT04'] },
    at: 'serviceDate/DTP03',
    code: 'DATE_ORDER',
    say: 'The service lies after the day this file was made. Correct the day, or send the claim when it is over.',
  },
  {
    name: 'line-after-birth',
    must: { inOrder: ['2000B>subscriber.demographics/DMG02', 'serviceDate/DTP03'] },
    at: 'serviceDate/DTP03',
    code: 'DATE_ORDER',
    say: 'The service lies before the birth of the subscriber. Correct one of the two days.',
  },
  {
    name: 'line-after-birth-of-patient',
    must: { inOrder: ['2000C?>patient.demographics/DMG02', 'serviceDate/DTP03'] },
    at: 'serviceDate/DTP03',
    code: 'DATE_ORDER',
    say: 'The service lies before the birth of the patient. Correct one of the two days.',
  },
  {
    name: 'charge-not-negative',
    must: { value: `service/${service}`, like: '^[^-]' },
    at: `service/${service}`,
    code: 'SITUATION',
    say: 'A charge is never negative: a claim is taken back with frequency 8.',
  },
];

const POINTERS = ['service/SV107-1', 'service/SV107-2', 'service/SV107-3', 'service/SV107-4'];
const DIAGNOSES = Array.from({ length: 12 }, (_, n) => `2300>diagnoses/HI${String(n + 1).padStart(2, '0')}`);
/** 2400 of the professional claim. */
export const professionalLineSituations: readonly Situation[] = [
  ...lineSituations('SV102', 'SV101-2', 'SV101-7'),
  {
    name: 'pointed-diagnosis',
    must: { value: POINTERS, counts: DIAGNOSES },
    at: 'service/SV107',
    code: 'SITUATION',
    say: 'The line points at a diagnosis that the claim does not have. Add the diagnosis or correct SV107.',
  },
  {
    name: 'line-place-of-service',
    must: { value: 'service/SV105', list: 'places' },
    at: 'service/SV105',
    code: 'CODE_UNKNOWN',
    say: 'CMS lists no such place of service. Correct the place in the chart or in the site table.',
  },
];

/** 2300 of the institutional claim. */
export const institutionalClaimSituations: readonly Situation[] = [
  ...claimSituations,
  {
    name: 'statement-of-file',
    must: { inOrder: ['statementPeriod/DTP03', '>header/BHT04'] },
    at: 'statementPeriod/DTP03',
    code: 'DATE_ORDER',
    say: 'The statement covers days after this file was made. Correct the period, or send the claim when it is over.',
  },
];
/** 2400 of the institutional claim. */
export const institutionalLineSituations: readonly Situation[] = [
  ...lineSituations('SV203', 'SV202-2', 'SV202-7'),
  {
    name: 'drug-revenue-code',
    when: { value: 'service/SV201', in: ['0636'] },
    must: { has: 'service/SV202' },
    at: 'service/SV202',
    code: 'IK403:I9',
    say: 'Revenue code 0636 stands for a drug with a code of its own, which SV202 must name.',
  },
];

/** HI: diagnoses of one claim are all of ICD-10 or all of ICD-9. */
const FURTHER = Array.from({ length: 11 }, (_, n) => `HI${String(n + 2).padStart(2, '0')}-1`);
export const diagnosisSituations: readonly Situation[] = [
  ...(
    [
      ['ABK', 'BF'],
      ['BK', 'ABF'],
    ] as const
  ).map(
    ([first, other]): Situation => ({
      name: `diagnoses-with-${first.toLowerCase()}`,
      when: { value: 'HI01-1', in: [first] },
      must: { value: FURTHER, notIn: [other] },
      at: 'HI01-1',
      code: 'SITUATION',
      say: 'Diagnoses of ICD-9 and of ICD-10 are mixed. Send those that were valid on the day of service.',
    }),
  ),
];

/** PWK: what follows on another way is told by its number. */
export const attachmentSituations: readonly Situation[] = [
  {
    name: 'attachment-number',
    when: { value: 'PWK02', in: ['BM', 'EL', 'EM', 'FT', 'FX'] },
    must: { has: 'PWK06' },
    at: 'PWK06',
    code: 'IK403:I9',
    say: 'The document follows by itself, so PWK06 gives the number by which the payer will find it.',
  },
];

/** CTP: the amount of a drug. */
export const drugQuantitySituations: readonly Situation[] = [
  {
    name: 'drug-quantity',
    must: { value: 'CTP04', like: '^[0-9.]*[1-9][0-9.]*$' },
    at: 'CTP04',
    code: 'SITUATION',
    say: 'The amount of the drug is more than nothing. Send what left the package, in the unit of CTP05.',
  },
];
