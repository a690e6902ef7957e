/** Gather: the administrations of one visit (patient, site, day) and everything around them, from a chart. */

import { type Insured, insuredOf } from '../authorization/insured.ts';
import { administrationOf, type GivenDose } from '../fhir/administration.ts';
import type { Chart } from '../fhir/chart.ts';
import { compareMoments, inZone, momentOf } from '../fhir/dates.ts';
import { diagnosesOf } from '../fhir/diagnosis.ts';
import { haemoglobinOf, weightOf } from '../fhir/measure.ts';
import { coveragesNamed } from '../fhir/order.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import { type SiteRow, siteOf } from '../fhir/site.ts';
import { type VisitFacts, visitFactsOf } from '../fhir/visitFacts.ts';
import { error, type Issue, type Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import { type BillingSite, billingSite } from './billingSite.ts';
import { withDispensed } from './dispensed.ts';
import { providersOf, type VisitProviders } from './visitProviders.ts';

type Administration = ResourceOf<'MedicationAdministration'>;

export interface VisitContext {
  readonly rules: Rules;
  readonly sites: readonly SiteRow[];
  /** IANA zone of the facility: decides the day of a dose. Undefined: times stay as the EHR wrote them. */
  readonly timeZone?: string;
  /** YYYY-MM-DD: stands in for the day of an administration that tells none. */
  readonly today: string;
  /** Payer profile that stands in for the one the coverage names. */
  readonly payer?: string;
}

export interface Visit extends VisitProviders {
  /** `MedicationAdministration/ma1` of all of it. */
  readonly sources: readonly string[];
  /** YYYY-MM-DD */
  readonly day: string;
  readonly doses: readonly GivenDose[];
  /** `Patient/p1` */
  readonly patient?: string;
  readonly insured?: Insured;
  readonly site?: BillingSite;
  readonly facts?: VisitFacts;
  /** ICD-10-CM with their dot, the treated one first. */
  readonly diagnoses: readonly string[];
  readonly weightKg?: string;
  readonly hemoglobin?: string;
  readonly issues: readonly Issue[];
}

/**
 * Administrations that belong on one claim: same patient, encounter's place and day, whatever their status. In the
 * order of the chart.
 */
export function visitsIn(chart: Chart, context: VisitContext): readonly (readonly Administration[])[] {
  const visits = new Map<string, Administration[]>();
  for (const administration of chart.all('MedicationAdministration')) {
    const key = visitKeyOf(chart, administration, context);
    visits.set(key, [...(visits.get(key) ?? []), administration]);
  }
  return [...visits.values()];
}

/** The visits of one day (YYYY-MM-DD). */
export const visitsOn = (chart: Chart, day: string, context: VisitContext): readonly (readonly Administration[])[] =>
  visitsIn(chart, context).filter(([lead]) => lead !== undefined && dayOfDose(lead, context) === day);

/** The key of the visit an administration belongs to; contains ids of the EHR, so it stays in the record store. */
export function visitKeyOf(chart: Chart, administration: Administration, context: VisitContext): string {
  const day = dayOfDose(administration, context);
  const patient = chart.resolve('Patient', administration.subject, administration);
  const who =
    patient === undefined ? (administration.subject?.reference ?? chart.nameOf(administration)) : chart.nameOf(patient);
  const encounter = chart.resolve('Encounter', administration.context, administration);
  const site = siteOf(chart, encounter, context.sites, day ?? context.today);
  const where = site.ok ? site.value.placeOfService : encounter === undefined ? 'nowhere' : chart.nameOf(encounter);
  return day === undefined ? `visit of ${chart.nameOf(administration)}` : `visit ${who} ${day} ${where}`;
}

/** The facility's day of a dose, YYYY-MM-DD; undefined where the chart tells none. */
export function dayOfDose(administration: Administration, context: VisitContext): string | undefined {
  const text = administration.effectiveDateTime ?? administration.effectivePeriod?.start;
  const moment = text === undefined ? undefined : momentOf(text);
  return moment === undefined ? undefined : inZone(moment, context.timeZone).date;
}

/** By start, then by name: the same doses make the same claim, in whatever order an EHR tells them. */
function inOrderOfTime(chart: Chart, administrations: readonly Administration[]): readonly Administration[] {
  const keyed = administrations.map((administration) => ({
    administration,
    start: momentOf(administration.effectiveDateTime ?? administration.effectivePeriod?.start ?? ''),
    name: chart.nameOf(administration),
  }));
  const byTime = keyed.toSorted((a, b) => {
    const byStart = a.start === undefined || b.start === undefined ? 0 : compareMoments(a.start, b.start);
    const untimed = Number(a.start === undefined) - Number(b.start === undefined);
    return untimed || byStart || (a.name < b.name ? -1 : Number(a.name > b.name));
  });
  return byTime.map(({ administration }) => administration);
}

/**
 * Reads the administrations of one visit, in order of time, with patient, coverage, site, diagnoses and body size.
 * Issues: those of `administrationOf`, `insuredOf`, `siteOf`, `billingSite`, `diagnosesOf`, told for the visit at once.
 */
export function gatherVisit(chart: Chart, given: readonly Administration[], context: VisitContext): Visit {
  const administrations = inOrderOfTime(chart, given);
  const [lead] = administrations;
  if (lead === undefined) return { sources: [], day: context.today, doses: [], diagnoses: [], issues: [] };
  const day = dayOfDose(lead, context) ?? context.today;
  const readings = administrations.map((administration) =>
    named(chart, administration, administrationOf(chart, administration, zoneOf(context))),
  );
  const dispensed = withDispensed(
    chart,
    readings.flatMap((reading) => (reading.ok ? [reading.value] : [])),
    day,
  );
  const { doses } = dispensed;
  const patient = chart.resolve('Patient', lead.subject, lead);
  const encounter = chart.resolve('Encounter', lead.context, lead);
  const ordered = [...new Set(administrations.flatMap((one) => coveragesOfOrder(chart, one)))];
  const insured =
    patient === undefined ? undefined : insuredOf(chart, patient, day, context.rules, context.payer, ordered);
  const place = siteOf(chart, encounter, context.sites, day);
  const site = place.ok ? billingSite(place.value, context.rules) : place;
  const diagnoses = visitDiagnoses(chart, administrations);
  const facts = visitFactsOf(encounter?.extension);
  const weight = patient === undefined ? undefined : weightOf(chart, patient, day);
  const hemoglobin = patient === undefined ? undefined : haemoglobinOf(chart, patient, day);
  return {
    sources: administrations.map((administration) => chart.nameOf(administration)),
    day,
    doses,
    ...(patient === undefined ? {} : { patient: chart.nameOf(patient) }),
    ...(insured?.ok ? { insured: insured.value } : {}),
    ...(site.ok ? { site: site.value } : {}),
    ...providersOf(chart, lead),
    ...(facts.ok ? { facts: facts.value } : {}),
    diagnoses: diagnoses.ok ? diagnoses.value : [],
    ...(weight?.ok ? { weightKg: weight.value.value.toFixed() } : {}),
    ...(hemoglobin === undefined ? {} : { hemoglobin: hemoglobin.value.toFixed() }),
    issues: [
      ...readings.flatMap((reading) => reading.issues),
      ...dispensed.issues,
      ...doses.filter(lacksRoute).map(missingRoute),
      ...doses.filter(({ start }) => start !== undefined && start.date > context.today).map(inFuture),
      ...(patient === undefined ? [missingPatient(chart, lead)] : []),
      ...(insured?.issues ?? []),
      ...site.issues,
      ...facts.issues,
      ...diagnoses.issues,
    ],
  };
}

const lacksRoute = ({ disposition, route, technique }: GivenDose): boolean =>
  disposition === 'given' && technique === undefined && (route === undefined || route === 'other');

const missingRoute = ({ source }: GivenDose): Issue =>
  error('MISSING_ROUTE', 'Nothing tells how it was given, so no administration can be coded. Chart the route.', {
    path: `${source}: MedicationAdministration.dosage.route`,
  });

/** Nobody was given anything tomorrow: a year was mistyped, or an appointment charted as done. */
const inFuture = ({ source }: GivenDose): Issue =>
  error('ADMINISTRATION_IN_FUTURE', 'The dose is charted for a day that has not come yet. Correct the date.', {
    path: `${source}: MedicationAdministration.effective[x]`,
  });

const missingPatient = (chart: Chart, administration: Administration): Issue =>
  error('MISSING_PATIENT', 'The patient of the administration is not in the chart. Send the Patient.', {
    path: `${chart.nameOf(administration)}: MedicationAdministration.subject`,
  });

/** What the order of a dose was authorized under is what its claim goes to. */
function coveragesOfOrder(chart: Chart, administration: Administration): readonly string[] {
  const order = chart.resolve('MedicationRequest', administration.request, administration);
  return order === undefined ? [] : coveragesNamed(chart, order);
}

const zoneOf = ({ timeZone }: VisitContext) => (timeZone === undefined ? {} : { timeZone });

/** Several administrations share a visit: the path says which one is meant. */
function named<T>(chart: Chart, administration: Administration, outcome: Outcome<T>): Outcome<T> {
  const issues = outcome.issues.map((issue) => ({
    ...issue,
    path: `${chart.nameOf(administration)}: ${issue.path ?? 'MedicationAdministration'}`,
  }));
  return outcome.ok ? { ...outcome, issues } : { ok: false, issues };
}

/** The treated diagnoses of every dose and its order, each once, in the order told. */
function visitDiagnoses(chart: Chart, administrations: readonly Administration[]): Outcome<readonly string[]> {
  const readings = administrations.map((administration) =>
    diagnosesOf(chart, {
      administration,
      order: chart.resolve('MedicationRequest', administration.request, administration),
      encounter: chart.resolve('Encounter', administration.context, administration),
    }),
  );
  const found = readings.flatMap((reading) => (reading.ok ? reading.value.map(({ code }) => code) : []));
  const issues = readings.flatMap((reading) => reading.issues);
  if (found.length === 0) return { ok: false, issues: eachOnce(issues) };
  const told = issues.map((issue) => ({ ...issue, severity: 'warning' as const }));
  return { ok: true, value: [...new Set(found)], issues: told };
}

/** Doses of one visit lack the same diagnosis; a person reads it once. */
const eachOnce = (issues: readonly Issue[]): readonly Issue[] => [
  ...new Map(issues.map((issue) => [`${issue.code} ${issue.path ?? ''}`, issue])).values(),
];
