/**
 * Doses that orders plan for a day, as the claim would see them if they were given as ordered: whole vials, one after
 * the other, as long as ordered or an hour. For looking ahead on a day that is not over; nothing is billed from it.
 */

import { isInpatient } from '../authorization/gather.ts';
import { insuredOf } from '../authorization/insured.ts';
import { firstDayOf } from '../authorization/plan.ts';
import { productOf } from '../authorization/product.ts';
import type { GivenDose } from '../fhir/administration.ts';
import type { Chart } from '../fhir/chart.ts';
import { dayOf, type Moment, plusMinutes } from '../fhir/dates.ts';
import { diagnosesOf } from '../fhir/diagnosis.ts';
import { coveragesNamed, type OrderedTreatment, orderOf, type Phase } from '../fhir/order.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import { siteOf } from '../fhir/site.ts';
import { daysOfDoses, occurrences } from '../fhir/timing.ts';
import { error, type Issue, type Outcome } from '../outcome.ts';
import { payerOn } from '../rules/lookup.ts';
import { ofKind, requirementsOn } from '../rules/requirements.ts';
import { billingSite } from './billingSite.ts';
import { asGiven } from './plannedDose.ts';
import { dayOfDose, type Visit, type VisitContext } from './visit.ts';

type Order = ResourceOf<'MedicationRequest'>;

/** One visit of the day, given and planned doses together. */
export interface VisitAhead {
  readonly visit: Visit;
  /** Orders in it that are planned and not given yet: `MedicationRequest/mr1`. */
  readonly planned: readonly string[];
}
export interface DayAhead {
  readonly visits: readonly VisitAhead[];
  /** Orders that were named, or are due, and about which nothing can be told, with the reason. */
  readonly issues: readonly Issue[];
}

/**
 * The visits of a day: those that were begun, with the doses still due at the same place, and those that only planned
 * doses make. An order is due when its schedule names the day, or when it is `named`; never twice on a day it was given.
 *
 * @param given visits of the day as `gatherVisit` reads them
 * @param named orders that somebody plans for the day, whatever their schedule says
 */
export function dayAhead(
  chart: Chart,
  day: string,
  given: readonly Visit[],
  named: readonly string[],
  context: VisitContext,
): DayAhead {
  const done = ordersGivenOn(chart, day, context);
  const due = chart
    .all('MedicationRequest')
    .filter((order) => !done.has(chart.nameOf(order)))
    .flatMap((order) => dueOn(chart, order, day, named.includes(chart.nameOf(order)), context));
  const visits: VisitAhead[] = given.map((visit) => ({ visit, planned: [] }));
  for (const { visit } of due) {
    if (visit === undefined) continue;
    const at = visits.findIndex((one) => belongTogether(one.visit, visit));
    const before = visits[at];
    if (before === undefined) visits.push({ visit, planned: visit.sources });
    else visits[at] = { visit: joined(before.visit, visit), planned: [...before.planned, ...visit.sources] };
  }
  const known = new Set(chart.all('MedicationRequest').map((order) => chart.nameOf(order)));
  const unknown = named.filter((order) => !known.has(order));
  return { visits, issues: [...due.flatMap(({ issues }) => issues), ...unknown.map(notInChart)] };
}

/** Orders of which a dose was given, or withheld, on the day: on whichever claim it stands. */
function ordersGivenOn(chart: Chart, day: string, context: VisitContext): ReadonlySet<string> {
  const done = chart
    .all('MedicationAdministration')
    .filter((one) => one.status !== 'entered-in-error' && dayOfDose(one, context) === day);
  return new Set(
    done.flatMap((one) => {
      const order = chart.resolve('MedicationRequest', one.request, one);
      return order === undefined ? [] : [chart.nameOf(order)];
    }),
  );
}

const notInChart = (order: string): Issue =>
  error('ORDER_NOT_IN_CHART', 'The EHR has no such order of this patient. Ask with the id of the order.', {
    path: order,
  });

/** One payer, one place: one claim. */
const belongTogether = (a: Visit, b: Visit): boolean =>
  a.insured?.payer.id === b.insured?.payer.id &&
  a.insured?.insurance.memberId === b.insured?.insurance.memberId &&
  a.site?.placeOfService === b.site?.placeOfService;

/** The planned doses begin when the last one before them is over, in the same encounter and by the same access. */
function joined(before: Visit, after: Visit): Visit {
  let from = endOf(before);
  const last = before.doses.at(-1);
  const access = last?.product.vascularAccess;
  const doses = after.doses.map((dose) => {
    const { start = from, ...moved } = startingAt(dose, from);
    from = moved.stop ?? start;
    return {
      ...moved,
      start,
      ...(last?.encounter === undefined ? {} : { encounter: last.encounter }),
      product: { ...dose.product, ...(access === undefined ? {} : { vascularAccess: access }) },
    };
  });
  return {
    ...before,
    doses: [...before.doses, ...doses],
    diagnoses: [...new Set([...before.diagnoses, ...after.diagnoses])],
  };
}

function endOf({ doses, day }: Visit): Moment {
  const ends = doses.flatMap(({ start, stop }) => stop ?? start ?? []);
  const [first] = ends.toSorted((a, b) => (b.epochMinutes ?? 0) - (a.epochMinutes ?? 0));
  return first ?? opening(day);
}
const startingAt = ({ stop: _then, ...dose }: GivenDose, from: Moment): GivenDose => {
  const start = plusMinutes(from, BETWEEN_MINUTES);
  return { ...dose, start, ...(dose.minutes === undefined ? {} : { stop: plusMinutes(start, dose.minutes) }) };
};
const BETWEEN_MINUTES = 5;
const opening = (day: string): Moment => ({ date: day, time: '08:00', epochMinutes: dayOf(day) * 1440 + 8 * 60 });

interface Due {
  readonly visit?: Visit;
  readonly issues: readonly Issue[];
}

function dueOn(chart: Chart, order: Order, day: string, isNamed: boolean, context: VisitContext): readonly Due[] {
  const source = chart.nameOf(order);
  if (isInpatient(order)) return [];
  const reading = orderOf(chart, order, day);
  if (!reading.ok) return isNamed ? [{ issues: at(source, reading.issues) }] : [];
  const treatment = reading.value;
  const phase = phaseOn(treatment, day, isNamed);
  if (phase === undefined || (treatment.status !== 'active' && !isNamed)) return [];
  const patient = chart.resolve('Patient', order.subject, order);
  const encounter = chart.resolve('Encounter', order.encounter, order);
  const insured =
    patient === undefined
      ? undefined
      : insuredOf(chart, patient, day, context.rules, context.payer, coveragesNamed(chart, order));
  const place = siteOf(chart, encounter, context.sites, day, 'MedicationRequest.encounter');
  const site = place.ok ? billingSite(place.value, context.rules) : place;
  const product = productOf(treatment.drug, phase.route, day, context.rules);
  if (patient === undefined || !insured?.ok || !site.ok || !product.ok) {
    const faults = [...(insured?.issues ?? []), ...site.issues, ...product.issues];
    const isOurs = !faults.some(({ code }) => code === 'PHARMACY_BENEFIT');
    return isOurs ? [{ issues: at(source, faults.filter(isError)) }] : [];
  }
  const diagnoses = diagnosesOf(chart, { order, encounter });
  const found = diagnoses.ok ? diagnoses.value.map(({ code }) => code) : [];
  const payer = payerOn(insured.value.payer, day);
  const facts = { payer, code: product.value, date: day, plan: insured.value.plan, diagnoses: found };
  const asked = requirementsOn(context.rules, { ...facts, placeOfService: site.value.placeOfService });
  if (ofKind(asked, 'benefit').at(-1)?.benefit === 'pharmacy') return [];
  const dose = asGiven(source, treatment, phase, product.value, opening(day), context.rules);
  const visit: Visit = {
    sources: [source],
    day,
    doses: [startingAt(dose, opening(day))],
    patient: chart.nameOf(patient),
    insured: { ...insured.value, payer },
    site: site.value,
    diagnoses: found,
    issues: [],
  };
  return [{ visit, issues: [] }];
}

const isError = ({ severity }: Issue): boolean => severity === 'error';
const at = (source: string, issues: Outcome<unknown>['issues']): readonly Issue[] =>
  issues.map((issue) => ({ ...issue, path: `${source}: ${issue.path ?? 'MedicationRequest'}` }));

/** The phase that has a dose on the day; of an order that is named, else the one that has begun last. */
function phaseOn(treatment: OrderedTreatment, day: string, isNamed: boolean): Phase | undefined {
  const firm = treatment.phases.filter(({ asNeeded }) => !asNeeded);
  const single = treatment.phases.length === 1;
  const first = firstDayOf(treatment, '');
  const onDay = firm.find((phase) => daysOf(phase, single && first !== '' ? first : undefined).includes(day));
  if (onDay !== undefined || !isNamed) return onDay;
  return firm.findLast(({ schedule }) => (schedule?.start ?? day) <= day) ?? firm[0];
}
function daysOf({ schedule }: Phase, from: string | undefined): readonly string[] {
  if (schedule === undefined) return [];
  const doses = occurrences(schedule);
  return (doses.ok ? daysOfDoses(schedule, doses.value, from) : undefined) ?? schedule.days ?? [];
}
