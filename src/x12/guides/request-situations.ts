/** Situational rules of the 278 request. In our own words. */

import type { Situation } from '../conditions.ts';

/** 2000E of the request. */
export const requestedEventSituations: readonly Situation[] = [
  {
    name: 'earlier-authorization',
    when: { value: 'review/UM02', in: ['1', '2', '3', '4', 'N', 'R', 'S'] },
    must: { any: [{ has: 'previousAuthorization' }, { has: 'previousAdministrativeReference' }] },
    at: 'previousAuthorization',
    code: 'IK304:I6',
    say: 'The request changes, prolongs or contests an earlier one (UM02), whose number is sent in REF*BB or REF*NT.',
  },
  {
    name: 'event-after-birth',
    must: { inOrder: ['2000C>person.demographics/DMG02', 'eventDate/DTP03'] },
    at: 'eventDate/DTP03',
    code: 'DATE_ORDER',
    say: 'The event lies before the birth of the subscriber. Correct one of the two days.',
  },
  {
    name: 'discharge-order',
    must: { inOrder: ['admissionDate/DTP03', 'dischargeDate/DTP03'] },
    at: 'dischargeDate/DTP03',
    code: 'DATE_ORDER',
    say: 'The patient is discharged before being admitted. Correct one of the two days.',
  },
];

const bornBefore = (name: string): Situation => ({
  name,
  must: { inOrder: ['person.demographics/DMG02', '>header/BHT04'] },
  at: 'person.demographics/DMG02',
  code: 'DATE_ORDER',
  say: 'The birth date lies after the day this file was made. Correct it in the registration.',
});

/** 2000C of the request. */
export const subscriberSituations: readonly Situation[] = [bornBefore('subscriber-birth')];

/** 2000D of the request and of the response. */
export const dependentSituations: readonly Situation[] = [bornBefore('dependent-birth')];

const two = (number: number): string => String(number).padStart(2, '0');
const together = (name: string, first: string, second: string, say: string): Situation => ({
  name,
  must: { any: [{ all: [{ has: first }, { has: second }] }, { all: [{ lacks: first }, { lacks: second }] }] },
  at: second,
  code: 'IK403:2',
  say,
});

/** HI: a code and its day come together. */
export const datedCodeSituations: readonly Situation[] = Array.from({ length: 12 }, (_, n) => `HI${two(n + 1)}`).map(
  (at) =>
    together(
      `dated-code-${at.toLowerCase()}`,
      `${at}-3`,
      `${at}-4`,
      'The format of a day and the day come together or not at all.',
    ),
);

/** REF of another reviewer's denial: the third and the fourth reason come with their qualifiers. */
export const furtherReasonSituations: readonly Situation[] = [
  together('third-reason', 'REF04-3', 'REF04-4', 'A reason and its qualifier come together or not at all.'),
  together('fourth-reason', 'REF04-5', 'REF04-6', 'A reason and its qualifier come together or not at all.'),
];
