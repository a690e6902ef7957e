/**
 * The segments every guide shares, as small builders: a guide says only what differs (the qualifier, the
 * usage, whether it is about a patient). Facts: positions, lengths and syntax notes of X12 005010.
 */

import type { Situation } from './conditions.ts';
import {
  an,
  code,
  D,
  type DataType,
  date,
  type ElementOptions,
  id,
  K,
  type Put,
  phi,
  R,
  S,
  segment,
  series,
  type Usage,
} from './schema.ts';

/** NM108 and NM109 arrive together or not at all. */
const NM1_SYNTAX = ['P0809'];

/** NM1 of an organization: `{ name, idQualifier, id }`. `use` says whether the identifier is R or S. */
export const organization = <Q extends string, U extends Usage>(
  entity: string,
  use: Put<U>,
  qualifiers: DataType<Q>,
  options: ElementOptions = {},
) =>
  segment(
    'NM1',
    {
      entity: K('NM101', entity),
      type: K('NM102', '2'),
      name: R('NM103', an(1, 60), options),
      idQualifier: use('NM108', qualifiers),
      id: use('NM109', an(2, 80), options),
    },
    NM1_SYNTAX,
  );

/** NM1 of one person: `{ lastName, firstName, middleName, suffix, idQualifier, id }`. */
export const person = <Q extends string, U extends Usage>(
  entity: string,
  use: Put<U>,
  qualifiers: DataType<Q>,
  options: ElementOptions = {},
) =>
  segment(
    'NM1',
    {
      entity: K('NM101', entity),
      type: K('NM102', '1'),
      lastName: R('NM103', an(1, 60), options),
      firstName: S('NM104', an(1, 35), options),
      middleName: S('NM105', an(1, 25), options),
      suffix: S('NM107', an(1, 10), options),
      idQualifier: use('NM108', qualifiers),
      id: use('NM109', an(2, 80), options),
    },
    NM1_SYNTAX,
  );

/** NM1 of a person or an organization in one known role: type `1` is a person, `2` an organization. */
export const party = <Q extends string, U extends Usage>(
  entity: string,
  use: Put<U>,
  qualifiers: DataType<Q>,
  options: ElementOptions = {},
) =>
  segment(
    'NM1',
    {
      entity: K('NM101', entity),
      type: R('NM102', code('1', '2')),
      name: R('NM103', an(1, 60), options),
      firstName: S('NM104', an(1, 35), options),
      middleName: S('NM105', an(1, 25), options),
      suffix: S('NM107', an(1, 10), options),
      idQualifier: use('NM108', qualifiers),
      id: use('NM109', an(2, 80), options),
    },
    NM1_SYNTAX,
  );

/** NM1 whose role is a choice of the guide (278 providers); the name may be absent when the id says it all. */
export const partyInRole = <const E extends string, Q extends string, U extends Usage>(
  roles: DataType<E>,
  use: Put<U>,
  qualifiers: DataType<Q>,
) =>
  segment(
    'NM1',
    {
      role: R('NM101', roles),
      type: R('NM102', code('1', '2')),
      name: S('NM103', an(1, 60)),
      firstName: S('NM104', an(1, 35)),
      middleName: S('NM105', an(1, 25)),
      suffix: S('NM107', an(1, 10)),
      idQualifier: use('NM108', qualifiers),
      id: use('NM109', an(2, 80)),
    },
    NM1_SYNTAX,
  );

/** NM1 that only opens a loop (pay-to address, other payer's providers); nothing of it reaches the value. */
export const roleOnly = (entity: string, type: '1' | '2') =>
  segment('NM1', { entity: K('NM101', entity), type: K('NM102', type) });

const streetWith = (options: ElementOptions) =>
  segment('N3', { line1: R('N301', an(1, 55), options), line2: S('N302', an(1, 55), options) });
/** N3: `{ line1, line2 }`. */
export const street = streetWith({});
/** N3 of a patient or subscriber: masked. */
export const patientStreet = streetWith(phi);

const isHere = { any: [{ lacks: 'N404' }, { value: 'N404', in: ['US', 'CA'] }] } as const;
const localitySituations: readonly Situation[] = [
  {
    name: 'state-here',
    when: isHere,
    must: { has: 'N402' },
    at: 'N402',
    code: 'IK403:I9',
    say: 'An address in the United States or Canada has its state or province. Complete it; elsewhere N404 names the country.',
  },
  {
    name: 'postal-code-here',
    when: isHere,
    must: { has: 'N403' },
    at: 'N403',
    code: 'IK403:I9',
    say: 'An address in the United States or Canada has its postal code. Complete it; elsewhere N404 names the country.',
  },
  {
    name: 'state-code',
    when: isHere,
    must: { value: 'N402', list: 'states' },
    at: 'N402',
    code: 'CODE_UNKNOWN',
    say: 'There is no such state or province. Correct the address.',
  },
  {
    name: 'country-code',
    must: { value: 'N404', list: 'countries' },
    at: 'N404',
    code: 'CODE_UNKNOWN',
    say: 'There is no such country in ISO 3166-1. Send its two letters.',
  },
];

const localityWith = (options: ElementOptions) =>
  segment(
    'N4',
    {
      city: R('N401', an(2, 30), options),
      state: S('N402', id(2, 2)),
      postalCode: S('N403', id(3, 15), options),
      country: S('N404', id(2, 3)),
      subdivision: S('N407', id(1, 3)),
    },
    ['E0207', 'C0704'],
    localitySituations,
  );
/** N4: `{ city, state, postalCode, country, subdivision }`; country only outside the United States. */
export const locality = localityWith({});
/** N4 of a patient or subscriber: masked (state and country stay readable). */
export const patientLocality = localityWith(phi);

/**
 * PER*IC: `{ name, kind, number, more: [{ kind, number }] }`. `use` says whether the first number must be
 * there; `more` holds the second and third (an extension EX only follows a number).
 */
export const contact = <Q extends string, M extends string, U extends Usage>(
  use: Put<U>,
  kinds: DataType<Q>,
  moreKinds: DataType<M>,
) =>
  segment(
    'PER',
    {
      purpose: K('PER01', 'IC'),
      name: S('PER02', an(1, 60)),
      kind: use('PER03', kinds),
      number: use('PER04', an(1, 256)),
      more: series('S', 'PER05', 2, 2, { kind: R('PER05', moreKinds), number: R('PER06', an(1, 256)) }),
    },
    ['P0304', 'P0506', 'P0708'],
  );

/** REF with one known qualifier: `{ number }`. */
export const reference = (qualifier: string, options: ElementOptions = {}) =>
  segment('REF', { qualifier: K('REF01', qualifier), number: R('REF02', an(1, 50), options) });

/** REF whose qualifier is a choice of the guide: `{ kind, number }`. */
export const references = <Q extends string>(kinds: DataType<Q>, options: ElementOptions = {}) =>
  segment('REF', { kind: R('REF01', kinds), number: R('REF02', an(1, 50), options) });

/** DTP with a single day: `{ date }`, CCYYMMDD. */
export const dateOf = (qualifier: string, options: ElementOptions = {}) =>
  segment('DTP', { qualifier: K('DTP01', qualifier), format: K('DTP02', 'D8'), date: R('DTP03', date(), options) });

/** DTP with a day or a period: `{ format: 'D8' | 'RD8', value }`, CCYYMMDD or CCYYMMDD-CCYYMMDD. */
export const dateOrPeriodOf = (qualifier: string, options: ElementOptions = {}) =>
  segment('DTP', {
    qualifier: K('DTP01', qualifier),
    format: R('DTP02', code('D8', 'RD8')),
    value: R('DTP03', an(8, 17), options),
  });

/** DTP with a period: `{ period }`, CCYYMMDD-CCYYMMDD. */
export const periodOf = (qualifier: string, options: ElementOptions = {}) =>
  segment('DTP', {
    qualifier: K('DTP01', qualifier),
    format: K('DTP02', 'RD8'),
    period: R('DTP03', an(17, 17), options),
  });

/** HL of the top level: numbered by the writer, no parent, nothing of it reaches the value. */
export const topLevel = (level: string) =>
  segment('HL', {
    number: D('HL01', 'hlNumber'),
    level: K('HL03', level),
    hasChildren: D('HL04', 'hlHasChildren'),
  });

/** HL below another HL: number, parent and child flag come from where the loop stands. */
export const lowerLevel = (level: string) =>
  segment('HL', {
    number: D('HL01', 'hlNumber'),
    parent: D('HL02', 'hlParent'),
    level: K('HL03', level),
    hasChildren: D('HL04', 'hlHasChildren'),
  });

/** PRV of one known role: `{ taxonomy }`, a code of the NUCC provider taxonomy. */
export const taxonomy = (role: string) =>
  segment('PRV', {
    role: K('PRV01', role),
    qualifier: K('PRV02', 'PXC'),
    taxonomy: R('PRV03', an(1, 50)),
  });

/** PRV whose role is a choice of the guide: `{ role, taxonomy }`. */
export const taxonomyInRole = <Q extends string>(roles: DataType<Q>) =>
  segment('PRV', { role: R('PRV01', roles), qualifier: K('PRV02', 'PXC'), taxonomy: R('PRV03', an(1, 50)) });

/** DMG: `{ birthDate, gender }`, CCYYMMDD and F, M or U; `use` says whether the gender must be there. */
export const demographics = <U extends Usage>(use: Put<U>) =>
  segment('DMG', {
    format: K('DMG01', 'D8'),
    birthDate: R('DMG02', date(), phi),
    gender: use('DMG03', code('F', 'M', 'U'), phi),
  });
