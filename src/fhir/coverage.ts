/** Who pays: the patient's coverages in force on a day, primary first, told as payers need them. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { within } from './dates.ts';
import type { Coding, Identifier } from './elements.ts';
import type { Patient } from './measure.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { IDENTIFIER_TYPE, RELATIONSHIP, X12_RELATIONSHIP } from './systems.ts';

export interface PayerIdentity {
  readonly name?: string;
  readonly identifiers: readonly { readonly system?: string; readonly value: string }[];
  /** `Organization/o1`, where the payer is in the chart. */
  readonly organization?: string;
}
export type Relationship = 'self' | 'spouse' | 'child' | 'other';

export interface PatientCoverage {
  /** `Coverage/c1`. */
  readonly source: string;
  readonly payer: PayerIdentity;
  readonly memberId: string;
  readonly relationship: Relationship;
  /** The subscriber's Patient or RelatedPerson when it is not the patient: `RelatedPerson/r1`. */
  readonly subscriber?: string;
  readonly group?: string;
  readonly plan?: string;
  /** 1 is primary. */
  readonly order?: number;
  /** Codes of the kind of coverage as sent (SOPT, ActCode, local). */
  readonly types: readonly Coding[];
}

/**
 * The coverages of `patient` in force on `on` (a date), primary first; those that cannot be used are told.
 * Issues: MISSING_COVERAGE, COVERAGE_PAYOR_IS_PATIENT (self-pay), COVERAGE_NOT_ACTIVE, MISSING_PAYOR,
 * MISSING_MEMBER_ID, COVERAGE_RELATIONSHIP_UNKNOWN, COVERAGE_RELATIONSHIP_ASSUMED (warning).
 */
export function coveragesOf(chart: Chart, patient: Patient, on: string): Outcome<readonly PatientCoverage[]> {
  const issues: Issue[] = [];
  const found: PatientCoverage[] = [];
  for (const coverage of chart.all('Coverage')) {
    if (!chart.pointsAt(coverage.beneficiary, coverage, patient)) continue;
    const reading = readCoverage(chart, coverage, patient, on);
    if (reading.ok) found.push(reading.value);
    issues.push(...reading.issues);
  }
  if (found.length === 0) {
    const none = error('MISSING_COVERAGE', 'The patient has no usable coverage on this day. Check the registration.', {
      path: 'Coverage',
    });
    return bad(...issues, ...(issues.some((issue) => issue.severity === 'error') ? [] : [none]));
  }
  // With one usable coverage, a fault in another is worth telling and no reason to stop.
  const told = issues.map((issue) => ({ ...issue, severity: 'warning' as const }));
  return good(
    [...found].sort((a, b) => (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER)),
    told,
  );
}

/**
 * The one coverage that pays first; those that the order names go before all others.
 * Issues: COVERAGE_ORDER_UNKNOWN (several, and nobody said which comes first), those of `coveragesOf`, and as warnings
 * ORDER_COVERAGE_NOT_USABLE (the order names coverages, none of them in force) and ORDER_NAMES_LATER_COVERAGE (it names
 * one that the registration puts behind another).
 *
 * @param named `Coverage/c1`, what MedicationRequest.insurance points at
 */
export function primaryCoverage(
  chart: Chart,
  patient: Patient,
  on: string,
  named: readonly string[] = [],
): Outcome<PatientCoverage> {
  const found = coveragesOf(chart, patient, on);
  if (!found.ok) return found;
  const ordered = found.value.filter(({ source }) => named.includes(source));
  const [first, second] = ordered.length > 0 ? ordered : found.value;
  const stale = named.length > 0 && ordered.length === 0 ? [orderNamesNone] : [];
  const later = (found.value[0]?.order ?? Infinity) < (first?.order ?? Infinity) ? [orderNamesLater] : [];
  const issues = [...found.issues, ...stale, ...later];
  if (first === undefined) throw new Error('coveragesOf gives at least one coverage');
  if (second !== undefined && (first.order === undefined || first.order === second.order)) {
    return bad(
      error(
        'COVERAGE_ORDER_UNKNOWN',
        'Several coverages are in force and none is told to be primary. Set Coverage.order.',
        {
          path: 'Coverage.order',
        },
      ),
      ...issues,
    );
  }
  return good(first, issues);
}

const orderNamesNone = warning(
  'ORDER_COVERAGE_NOT_USABLE',
  'The order names a coverage that is not in force; another one of the patient is used. Correct the order.',
  { path: 'MedicationRequest.insurance' },
);

const orderNamesLater = warning(
  'ORDER_NAMES_LATER_COVERAGE',
  'The order names a coverage that the registration puts behind another one. The one of the order is used; check which pays first.',
  { path: 'MedicationRequest.insurance' },
);

function readCoverage(
  chart: Chart,
  coverage: ResourceOf<'Coverage'>,
  patient: Patient,
  on: string,
): Outcome<PatientCoverage> {
  const source = chart.nameOf(coverage);
  if (coverage.status !== 'active' || !within(on, coverage.period)) {
    return bad(
      error('COVERAGE_NOT_ACTIVE', 'This coverage is not in force on the day. Check the registration.', {
        path: `${source}: Coverage.period`,
      }),
    );
  }
  const payer = payerOf(chart, coverage, source);
  const memberId = memberIdOf(chart, coverage);
  const relationship = relationshipOf(chart, coverage, patient, source);
  const issues: Issue[] = [...payer.issues, ...relationship.issues];
  if (memberId === undefined && payer.ok) {
    issues.push(
      error('MISSING_MEMBER_ID', 'No member id is told. Enter it from the card.', {
        path: `${source}: Coverage.subscriberId`,
      }),
    );
  }
  if (!payer.ok || memberId === undefined || !relationship.ok) return bad(...issues);
  const classValue = (code: string): string | undefined =>
    coverage.class?.find((c) => c.type?.coding?.some((coding) => coding.code === code))?.value;
  const [group, plan, subscriber] = [classValue('group'), classValue('plan'), subscriberOf(chart, coverage)];
  const order = /^[1-9]\d{0,2}$/.test(coverage.order ?? '') ? Number(coverage.order) : undefined;
  return good(
    {
      source,
      payer: payer.value,
      memberId,
      relationship: relationship.value,
      types: coverage.type?.coding ?? [],
      ...(subscriber === undefined || subscriber === patient ? {} : { subscriber: chart.nameOf(subscriber) }),
      ...(group === undefined ? {} : { group }),
      ...(plan === undefined ? {} : { plan }),
      ...(order === undefined ? {} : { order }),
    },
    issues,
  );
}

function payerOf(chart: Chart, coverage: ResourceOf<'Coverage'>, source: string): Outcome<PayerIdentity> {
  const path = `${source}: Coverage.payor[0]`;
  const selfPay = (coverage.type?.coding ?? []).some((c) => c.code === 'pay');
  const reference = coverage.payor?.[0];
  const person =
    chart.resolve('Patient', reference, coverage) ??
    chart.resolve('RelatedPerson', reference, coverage) ??
    /(^|\/)(Patient|RelatedPerson)\/[^/]+$/.exec(reference?.reference ?? '')?.[2];
  if (selfPay || person !== undefined) {
    return bad(error('COVERAGE_PAYOR_IS_PATIENT', 'The patient pays: there is no payer to ask or to bill.', { path }));
  }
  const organization = chart.resolve('Organization', reference, coverage);
  const told: readonly Identifier[] = [
    ...(organization?.identifier ?? []),
    ...(reference?.identifier === undefined ? [] : [reference.identifier]),
  ];
  const identifiers = told.flatMap(({ system, value }) =>
    value === undefined ? [] : [system === undefined ? { value } : { system, value }],
  );
  const name = organization?.name ?? reference?.display;
  if (name === undefined && identifiers.length === 0) {
    return bad(
      error('MISSING_PAYOR', 'The coverage names no payer that is in the chart. Send its Organization.', { path }),
    );
  }
  return good({
    identifiers,
    ...(name === undefined ? {} : { name }),
    ...(organization === undefined ? {} : { organization: chart.nameOf(organization) }),
  });
}

/** Identifier types that are a number on an insurance card: member, Medicare, Medicaid, subscriber. */
const MEMBER_TYPES: ReadonlySet<string> = new Set(['MB', 'MC', 'MA', 'SN']);

function memberIdOf(chart: Chart, coverage: ResourceOf<'Coverage'>): string | undefined {
  const typed = (identifiers: readonly Identifier[] | undefined): string | undefined =>
    identifiers?.find((i) =>
      i.type?.coding?.some(
        (c) => MEMBER_TYPES.has(c.code ?? '') && (c.system === undefined || IDENTIFIER_TYPE.has(c.system)),
      ),
    )?.value;
  const subscriber = subscriberOf(chart, coverage);
  const candidates = [
    coverage.subscriberId,
    typed(coverage.identifier),
    typed(subscriber?.identifier as readonly Identifier[] | undefined),
    coverage.subscriber?.identifier?.value,
  ];
  return candidates.map((id) => id?.trim()).find((id) => id !== undefined && id !== '');
}

function subscriberOf(
  chart: Chart,
  coverage: ResourceOf<'Coverage'>,
): ((ResourceOf<'Patient'> | ResourceOf<'RelatedPerson'>) & KnownResource) | undefined {
  return (
    chart.resolve('Patient', coverage.subscriber, coverage) ??
    chart.resolve('RelatedPerson', coverage.subscriber, coverage)
  );
}

const BY_CODE: Readonly<Record<string, Relationship>> = {
  self: 'self',
  spouse: 'spouse',
  common: 'spouse',
  child: 'child',
  other: 'other',
  parent: 'other',
  injured: 'other',
  none: 'other',
};
/** X12 data element 1069. */
const BY_X12: Readonly<Record<string, Relationship>> = {
  '18': 'self',
  '01': 'spouse',
  '53': 'other',
  '19': 'child',
  G8: 'other',
  '20': 'other',
  '21': 'other',
  '39': 'other',
  '40': 'other',
};

function relationshipOf(
  chart: Chart,
  coverage: ResourceOf<'Coverage'>,
  patient: Patient,
  source: string,
): Outcome<Relationship> {
  const path = `${source}: Coverage.relationship`;
  for (const { system = '', code = '' } of coverage.relationship?.coding ?? []) {
    const known = X12_RELATIONSHIP.has(system) ? BY_X12[code] : BY_CODE[code.toLowerCase()];
    if (known !== undefined && (RELATIONSHIP.has(system) || X12_RELATIONSHIP.has(system) || system === ''))
      return good(known);
  }
  const words = [coverage.relationship?.text, ...(coverage.relationship?.coding ?? []).map((c) => c.display)];
  const byWord = words.map((word) => BY_CODE[word?.trim().toLowerCase() ?? '']).find((known) => known !== undefined);
  if (byWord !== undefined) return good(byWord);
  if (chart.pointsAt(coverage.subscriber, coverage, patient)) return good('self');
  if (coverage.relationship === undefined && coverage.subscriber === undefined) {
    const note = 'No subscriber and no relationship are told: the patient is taken for the subscriber.';
    return good('self', [warning('COVERAGE_RELATIONSHIP_ASSUMED', note, { path })]);
  }
  return bad(
    error('COVERAGE_RELATIONSHIP_UNKNOWN', "The patient's relationship to the subscriber is not told. Enter it.", {
      path,
    }),
  );
}
