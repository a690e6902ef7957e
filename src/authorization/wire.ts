/** People and places in the words that the 278 and the 837 guides share (NM1, N3, N4, DMG). */

import type { Address, Person, PersonName } from './parties.ts';

/** NM1 of a person: last, first and middle name. */
export const personName = (name: PersonName) => ({
  lastName: name.last,
  ...(name.first === undefined ? {} : { firstName: name.first }),
  ...(name.middle === undefined ? {} : { middleName: name.middle }),
});

/** NM1 of a person or an organization: type 1 or 2, and the name in the one or the other form. */
export const partyName = (name: PersonName | string) =>
  typeof name === 'string'
    ? { type: '2' as const, name }
    : {
        type: '1' as const,
        name: name.last,
        ...(name.first === undefined ? {} : { firstName: name.first }),
        ...(name.middle === undefined ? {} : { middleName: name.middle }),
      };

/** N3. */
export const streetOf = ({ line, line2 }: Address) => ({ line1: line, ...(line2 === undefined ? {} : { line2 }) });

/** N4. */
export const localityOf = ({ city, state, postalCode }: Address) => ({
  city,
  ...(state === undefined ? {} : { state }),
  ...(postalCode === undefined ? {} : { postalCode }),
});

/** N3, N4 and DMG of a person, as far as they are known. */
export function whereAndWho(person: Person) {
  const { address, birthDate, sex } = person;
  return {
    ...(address === undefined ? {} : { street: streetOf(address), locality: localityOf(address) }),
    ...(birthDate === undefined ? {} : { demographics: { birthDate, ...(sex === undefined ? {} : { gender: sex }) } }),
  };
}
