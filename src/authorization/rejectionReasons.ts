/**
 * What a rejection (AAA) means to the people who mend it: who, where in the chart, and whether the request may be made
 * again. Our words; the payer's codes stand beside. Facts: the code lists of AAA03 and AAA04 as companion guides and the
 * FHIR guide for prior authorization use them.
 */

import type { Rejection } from './answer.ts';
import { type Again, followUpOf } from './followUp.ts';

export interface Remedy {
  /** What the payer did not like, in our words. */
  readonly said: string;
  /** Who mends it. */
  readonly role: 'registration' | 'prescriber' | 'prior authorization team' | 'interface team' | 'scheduling';
  /** Where in the chart or the configuration. */
  readonly path: string;
  readonly again: Again;
}

/** The remedy of a rejection; a code without words of ours goes to the prior authorization team. */
export function remedyOf(rejection: Rejection): Remedy {
  const { level, code } = rejection;
  const known = REASONS.find(({ codes }) => codes.includes(code));
  const place = PLACES.find(({ levels }) => levels.some((one) => level.startsWith(one)));
  return {
    said: known?.said ?? 'a reason we have no words for',
    role: known?.role ?? 'prior authorization team',
    path: known?.path ?? place?.path ?? 'MedicationRequest',
    again: followUpOf(rejection).again,
  };
}

/** One sentence for the Task: level and code, what it is, who mends what, and whether to ask again. */
export function rejectionNote(rejection: Rejection): string {
  const { said, role, path, again: may } = remedyOf(rejection);
  const line = rejection.hcpcs === undefined ? '' : ` for ${rejection.hcpcs}`;
  return `The payer did not review it${line}: ${said} (AAA ${rejection.code} at ${rejection.level}). ${capital(role)}: see ${path}. ${AGAIN[may]}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const AGAIN: Readonly<Record<Again, string>> = {
  corrected: 'It is asked for again when the chart says something else.',
  allowed: 'It may come again: it is asked for when the chart says something else.',
  unchanged: 'The payer wants the same again: it is sent once more, under a new reference.',
  later: 'The payer wants the same again, after a wait of days: it is sent once more then, under a new reference.',
  never: 'It must not be sent again; call the payer.',
  payerAnswers: 'Do not send it again: the payer will answer it.',
  unknown: 'Ask the payer whether it may be sent again.',
};

interface Reason extends Pick<Remedy, 'said' | 'role'> {
  readonly codes: readonly string[];
  /** Without one, the place follows from the level. */
  readonly path?: string;
}
const REASONS: readonly Reason[] = [
  {
    codes: ['04'],
    said: 'more was asked for than the payer allows',
    role: 'prescriber',
    path: 'MedicationRequest.dosageInstruction',
  },
  { codes: ['15', '33'], said: 'something it needs is missing or wrong', role: 'prior authorization team' },
  {
    codes: ['35', '51', '50'],
    said: 'the provider is not known to the plan or not in its network',
    role: 'prior authorization team',
    path: 'Practitioner.identifier (NPI)',
  },
  {
    codes: ['41'],
    said: 'we may not ask this payer, or not this way',
    role: 'interface team',
    path: 'the route to the partner',
  },
  {
    codes: ['42', '80'],
    said: 'its system could not answer',
    role: 'prior authorization team',
    path: 'nothing in the chart',
  },
  {
    codes: ['43'],
    said: 'the identifier of the provider is wrong',
    role: 'prior authorization team',
    path: 'Practitioner.identifier (NPI)',
  },
  {
    codes: ['44'],
    said: 'the name of the provider is wrong',
    role: 'prior authorization team',
    path: 'Practitioner.name',
  },
  {
    codes: ['45'],
    said: 'the specialty of the provider is wrong',
    role: 'prior authorization team',
    path: 'PractitionerRole.specialty',
  },
  {
    codes: ['46'],
    said: 'the telephone number of the provider is wrong',
    role: 'prior authorization team',
    path: 'the practice in the configuration',
  },
  {
    codes: ['47', '97'],
    said: 'the address of the provider is wrong',
    role: 'prior authorization team',
    path: 'Practitioner.address',
  },
  {
    codes: ['49'],
    said: 'it wants the primary care physician to ask',
    role: 'prior authorization team',
    path: 'MedicationRequest.requester',
  },
  {
    codes: ['52'],
    said: 'the provider was not in the plan on that day',
    role: 'scheduling',
    path: 'MedicationRequest.dosageInstruction.timing',
  },
  {
    codes: ['56', '57', '62'],
    said: 'the days of treatment are wrong or outside what it reviews',
    role: 'prescriber',
    path: 'MedicationRequest.dosageInstruction.timing',
  },
  {
    codes: ['58', '71'],
    said: 'the birth date does not fit its records',
    role: 'registration',
    path: 'Patient.birthDate',
  },
  {
    codes: ['60', '61'],
    said: 'the days of treatment do not fit the life of the patient',
    role: 'registration',
    path: 'Patient.birthDate and Patient.deceased',
  },
  {
    codes: ['64', '72', '68', '76'],
    said: 'the member id is wrong or not unique',
    role: 'registration',
    path: 'Coverage.subscriberId',
  },
  { codes: ['65', '73'], said: 'the name does not fit its records', role: 'registration', path: 'Patient.name' },
  { codes: ['66', '74'], said: 'the sex does not fit its records', role: 'registration', path: 'Patient.gender' },
  {
    codes: ['67', '75', '77'],
    said: 'it does not find the patient among its members',
    role: 'registration',
    path: 'Coverage.subscriberId, Patient.name and Patient.birthDate',
  },
  {
    codes: ['78', '95'],
    said: 'the patient is not covered by this plan or group',
    role: 'registration',
    path: 'Coverage',
  },
  {
    codes: ['79', 'T4'],
    said: 'it does not know the sender or the payer that was named',
    role: 'interface team',
    path: 'x12.payer_id of the payer in mappings/payers',
  },
  {
    codes: ['AA'],
    said: 'it does not find the authorization that was named',
    role: 'prior authorization team',
    path: 'the number of the earlier authorization',
  },
  {
    codes: ['AF'],
    said: 'the diagnosis is missing or wrong',
    role: 'prescriber',
    path: 'MedicationRequest.reasonReference and Condition.code',
  },
  {
    codes: ['AG'],
    said: 'the billing code is missing or wrong',
    role: 'prior authorization team',
    path: 'MedicationRequest.medication[x]',
  },
  {
    codes: ['AH', 'AI', 'AJ', 'AK'],
    said: 'a date of the illness, accident or pregnancy is missing or wrong',
    role: 'prescriber',
    path: 'Condition.onset[x]',
  },
  {
    codes: ['AM', 'AN'],
    said: 'the dates of the hospital stay are missing or wrong',
    role: 'registration',
    path: 'Encounter.period',
  },
  {
    codes: ['IP'],
    said: 'the provider may not have the role that was named',
    role: 'prior authorization team',
    path: 'PractitionerRole.code',
  },
  {
    codes: ['T5'],
    said: 'what kind of certification is asked for is missing',
    role: 'interface team',
    path: 'the request itself',
  },
];

/** Where to look when the code alone does not say. */
const PLACES: readonly { readonly levels: readonly string[]; readonly path: string }[] = [
  { levels: ['2000A', '2010A'], path: 'the payer in mappings/payers' },
  { levels: ['2010B'], path: 'the practice in the configuration' },
  { levels: ['2010C'], path: 'Coverage and its subscriber' },
  { levels: ['2010D'], path: 'Patient' },
  { levels: ['2010E'], path: 'MedicationRequest.requester' },
  { levels: ['2010F'], path: 'MedicationRequest.performer' },
  { levels: ['2000F'], path: 'MedicationRequest.medication[x] and dosageInstruction' },
  { levels: ['2000E'], path: 'MedicationRequest' },
];
