/** A person as payers want to hear about one: name, birth date, gender, address. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import { momentOf } from './dates.ts';
import type { Address, HumanName, Identifier } from './elements.ts';
import type { ResourceOf } from './resources.ts';

export interface PostalAddress {
  readonly lines: readonly string[];
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly country?: string;
}
export interface Person {
  readonly family: string;
  readonly given: readonly string[];
  readonly suffix?: string;
  /** `1960-02-29`. */
  readonly birthDate: string;
  readonly gender: 'female' | 'male' | 'unknown';
  readonly address?: PostalAddress;
  readonly identifiers: readonly Identifier[];
}

/**
 * Reads a Patient or RelatedPerson. Issues: MISSING_NAME, MISSING_BIRTH_DATE (or not a full date), PATIENT_MERGED.
 * Gender `other` and none are `unknown`: X12 knows no more.
 */
export function personOf(resource: ResourceOf<'Patient'> | ResourceOf<'RelatedPerson'>): Outcome<Person> {
  const type = resource.resourceType;
  const issues: Issue[] = [];
  const name = bestName(resource.name);
  if (name === undefined) {
    issues.push(error('MISSING_NAME', 'No family name is told. Complete the registration.', { path: `${type}.name` }));
  }
  const birthDate = resource.birthDate === undefined ? undefined : momentOf(resource.birthDate)?.date;
  if (birthDate === undefined) {
    issues.push(
      error('MISSING_BIRTH_DATE', 'No full birth date is told. Complete the registration.', {
        path: `${type}.birthDate`,
      }),
    );
  }
  if (resource.resourceType === 'Patient' && (resource.link ?? []).some((link) => link.type === 'replaced-by')) {
    issues.push(
      error('PATIENT_MERGED', 'This record was merged into another one. Use the surviving record.', {
        path: 'Patient.link',
      }),
    );
  }
  if (name === undefined || birthDate === undefined || issues.length > 0) return bad(...issues);
  const address = addressOf(resource.address);
  const suffix = name.suffix?.[0];
  return good({
    family: name.family ?? '',
    given: (name.given ?? []).filter((part) => part.trim() !== ''),
    birthDate,
    gender: resource.gender === 'female' || resource.gender === 'male' ? resource.gender : 'unknown',
    identifiers: resource.identifier ?? [],
    ...(suffix === undefined ? {} : { suffix }),
    ...(address === undefined ? {} : { address }),
  });
}

/** The address mail goes to: no old or temporary one where another is known. */
export function addressOf(addresses: readonly Address[] | undefined): PostalAddress | undefined {
  const rank = (address: Address): number =>
    (address.use === 'old' ? 4 : address.use === 'temp' ? 2 : 0) + (address.period?.end === undefined ? 0 : 1);
  const [best] = [...(addresses ?? [])].sort((a, b) => rank(a) - rank(b));
  if (best === undefined) return undefined;
  const { city, state, postalCode, country } = best;
  return {
    lines: (best.line ?? []).filter((line) => line.trim() !== ''),
    ...(city === undefined ? {} : { city }),
    ...(state === undefined ? {} : { state }),
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(country === undefined ? {} : { country }),
  };
}

const NAME_RANK: Readonly<Record<string, number>> = {
  official: 0,
  usual: 1,
  temp: 3,
  nickname: 4,
  anonymous: 4,
  maiden: 5,
  old: 6,
};

/** The legal name in force: official before usual before none told; former names last. */
export function bestName(names: readonly HumanName[] | undefined): HumanName | undefined {
  const rank = (name: HumanName): number =>
    (NAME_RANK[name.use ?? ''] ?? 2) + (name.period?.end === undefined ? 0 : 10);
  return [...(names ?? [])].filter((name) => (name.family ?? '').trim() !== '').sort((a, b) => rank(a) - rank(b))[0];
}
