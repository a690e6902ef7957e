/** Gather: the patient and the policy that pays, from a chart to the words of a request or a claim. */

import type { Chart } from '../fhir/chart.ts';
import { type PatientCoverage, primaryCoverage } from '../fhir/coverage.ts';
import { type Person as FhirPerson, type PostalAddress, personOf } from '../fhir/person.ts';
import type { Provider as FhirProvider } from '../fhir/provider.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import { bad, error, good, type Outcome } from '../outcome.ts';
import { payer as payerById, payerByIdentifier, payerByName } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import { x12Text } from '../x12/text.ts';
import type { Address, Insurance, PayerParty, Person, Provider } from './parties.ts';

export interface Insured {
  readonly patient: Person;
  /** `Patient/p1` */
  readonly patientReference: string;
  /** `Coverage/c1` */
  readonly coverageReference: string;
  readonly insurance: Insurance;
  readonly payer: Payer;
  /** The plan of the coverage, where it tells one. */
  readonly plan?: string;
}

/**
 * Who is insured by whom on a day.
 * Issues: those of `personOf` and `primaryCoverage`, PAYER_UNKNOWN, MISSING_SUBSCRIBER,
 * NAME_UNWRITABLE.
 *
 * @param on YYYY-MM-DD, the day the coverage must be in force
 * @param profile payer profile that stands in for the one the coverage names
 * @param named the coverages that the order itself names: `Coverage/c1`
 */
export function insuredOf(
  chart: Chart,
  patient: ResourceOf<'Patient'>,
  on: string,
  rules: Rules,
  profile?: string,
  named: readonly string[] = [],
): Outcome<Insured> {
  const person = personOf(patient);
  const coverage = primaryCoverage(chart, patient, on, named);
  if (!coverage.ok) return bad(...person.issues, ...coverage.issues);
  const payer = payerOf(coverage.value, rules, profile);
  const subscriber = subscriberOf(chart, coverage.value, person);
  const issues = [
    ...person.issues,
    ...coverage.issues,
    ...payer.issues,
    ...(subscriber === person ? [] : subscriber.issues),
  ];
  if (!person.ok || !payer.ok || !subscriber.ok) return bad(...issues);
  if ([person.value, subscriber.value].some(({ family }) => x12Text(family) === ''))
    return bad(...issues, nameUnwritable);
  const { memberId, group, plan, relationship, source } = coverage.value;
  return good(
    {
      patient: plainPerson(person.value),
      patientReference: chart.nameOf(patient),
      coverageReference: source,
      payer: payer.value,
      ...(plan === undefined ? {} : { plan }),
      insurance: {
        subscriber: plainPerson(subscriber.value),
        memberId,
        ...(group === undefined ? {} : { groupNumber: group }),
        patientIsSubscriber: relationship === 'self',
        relationship: RELATIONSHIPS[relationship],
        payer: payerParty(payer.value),
      },
    },
    issues,
  );
}

const nameUnwritable = error(
  'NAME_UNWRITABLE',
  'No letter of the family name can be written in X12. Add the name in Latin letters, as the card has it.',
  { path: 'Patient.name', rule: 'X12 basic character set' },
);

/** X12 individual relationship codes. */
const RELATIONSHIPS = { self: '18', spouse: '01', child: '19', other: 'G8' } as const;

const payerParty = (payer: Payer): PayerParty => ({
  profile: payer.id,
  name: x12Text(payer.name),
  payerId: payer.x12.payer_id,
  planType: payer.x12.claim_filing['837P'],
});

function payerOf(coverage: PatientCoverage, rules: Rules, profile: string | undefined): Outcome<Payer> {
  const found = profile === undefined ? payerOfCoverage(coverage, rules) : payerById(rules, profile);
  if (found !== undefined) return good(found);
  return bad(
    error(
      'PAYER_UNKNOWN',
      'No payer profile matches the payor of this coverage. Add its identifier to a file in mappings/payers, or name a profile with --payer.',
      { path: `${coverage.source}: Coverage.payor[0]`, rule: 'mappings/payers' },
    ),
  );
}

function payerOfCoverage({ payer }: PatientCoverage, rules: Rules): Payer | undefined {
  const byIdentifier = payer.identifiers.map(({ system, value }) => payerByIdentifier(rules, system ?? '', value));
  return (
    byIdentifier.find((found) => found !== undefined) ??
    (payer.name === undefined ? undefined : payerByName(rules, payer.name))
  );
}

function subscriberOf(chart: Chart, coverage: PatientCoverage, patient: Outcome<FhirPerson>): Outcome<FhirPerson> {
  if (coverage.relationship === 'self') return patient;
  const [type = '', id = ''] = (coverage.subscriber ?? '').split('/');
  const holder = type === 'Patient' ? chart.get('Patient', id) : chart.get('RelatedPerson', id);
  if (holder !== undefined) return personOf(holder);
  return bad(
    error(
      'MISSING_SUBSCRIBER',
      'The patient is a dependent and the subscriber is not in the chart. Send the subscriber.',
      {
        path: `${coverage.source}: Coverage.subscriber`,
      },
    ),
  );
}

/** A person in capitals and X12 characters. */
function plainPerson(person: FhirPerson): Person {
  const [first, middle] = person.given;
  const address = person.address === undefined ? undefined : plainAddress(person.address);
  return {
    name: {
      last: x12Text(person.family),
      ...(first === undefined ? {} : { first: x12Text(first, 35) }),
      ...(middle === undefined ? {} : { middle: x12Text(middle, 25) }),
    },
    birthDate: plainDate(person.birthDate),
    sex: SEXES[person.gender],
    ...(address === undefined ? {} : { address }),
  };
}
const SEXES = { female: 'F', male: 'M', unknown: 'U' } as const;

/** Undefined where the address lacks what N3 and N4 need. */
function plainAddress(address: PostalAddress): Address | undefined {
  const [line, line2] = address.lines;
  if (line === undefined || address.city === undefined) return undefined;
  const state = address.state === undefined ? undefined : stateCode(address.state);
  const postalCode = address.postalCode?.replace(/\D/g, '');
  return {
    line: x12Text(line, 55),
    ...(line2 === undefined ? {} : { line2: x12Text(line2, 55) }),
    city: x12Text(address.city, 30),
    ...(state === undefined ? {} : { state }),
    ...(postalCode === undefined || ![5, 9].includes(postalCode.length) ? {} : { postalCode }),
  };
}
const stateCode = (state: string): string | undefined =>
  /^[A-Za-z]{2}$/.test(state.trim()) ? state.trim().toUpperCase() : undefined;

/** A clinician or organization with a valid NPI, in capitals and X12 characters. */
export function plainProvider(provider: FhirProvider): Provider {
  const [first] = provider.given;
  const address = provider.address === undefined ? undefined : plainAddress(provider.address);
  return {
    name:
      provider.kind === 'organization'
        ? x12Text(provider.name)
        : { last: x12Text(provider.name), ...(first === undefined ? {} : { first: x12Text(first, 35) }) },
    npi: provider.npi ?? '',
    ...(provider.taxonomy === undefined ? {} : { taxonomy: provider.taxonomy }),
    ...(address === undefined ? {} : { address }),
  };
}

/** `2026-11-02` -> `20261102`. */
export const plainDate = (date: string): string => date.replaceAll('-', '');
/** `C34.11` -> `C3411`: X12 carries ICD codes without the dot. */
export const plainDiagnosis = (code: string): string => code.replace('.', '');
