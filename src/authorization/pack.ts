/** Bispecific T-cell engagers: what belongs to such a plan whoever pays. Wanted and warned of, never decided. */

import { dayOf } from '../fhir/dates.ts';
import type { Phase } from '../fhir/order.ts';
import { type Issue, warning } from '../outcome.ts';
import type { BispecificDrug } from '../rules/clinicSchema.ts';
import type { Rules } from '../rules/parse.ts';
import { bispecificOf } from '../rules/requirements.ts';
import type { DrugCode } from '../rules/types.ts';
import type { Wanted } from './checklist.ts';
import type { Clinical, Stay } from './clinical.ts';
import type { GatheredOrder } from './gathered.ts';
import { namesDrug } from './namesDrug.ts';

const FILE = 'mappings/codes/bispecifics.yaml';

/** One order of a bispecific drug and the plan around it. */
export interface PackOrder {
  readonly code: DrugCode;
  readonly orders: readonly GatheredOrder[];
  readonly clinical: Clinical | undefined;
  readonly placeOfService: string | undefined;
  /** YYYY-MM-DD, first day of this order. */
  readonly from: string;
}

/**
 * Wanted for an order of a bispecific drug: the as-needed order against cytokine release, the discharge summary of the
 * stay in which earlier doses were given, and a physician's word where a missed dose may mean to start again. Empty for
 * other drugs.
 */
export function packOf(order: PackOrder, rules: Rules): readonly Wanted[] {
  const drug = bispecificOf(rules, order.code);
  if (drug === undefined) return [];
  return [...rescueOrder(drug, order, rules), ...dischargeSummary(order), ...stepUpAgain(drug, order)];
}

function rescueOrder(drug: BispecificDrug, { code, orders }: PackOrder, rules: Rules): readonly Wanted[] {
  const { ingredient } = rules.bispecifics.rescue;
  const rescues = [...rules.codes.values()].filter(({ ingredients }) => ingredients.includes(ingredient));
  if (!drug.rescue) return [];
  const found = orders.find(
    (order) =>
      order.drug !== undefined &&
      order.treatment?.phases.some(({ asNeeded }) => asNeeded) === true &&
      rescues.some((rescue) => order.drug !== undefined && namesDrug(order.drug, rescue)),
  );
  return [
    {
      item: 'rescue_order',
      why: `The plan with ${code.hcpcs} has no as-needed order of ${ingredient} or a biosimilar of it.`,
      next: 'Order it along, so that it is certified in advance; it is billed only if it is given.',
      rule: FILE,
      code: 'RESCUE_ORDER_MISSING',
      holds: rules.bispecifics.rescue.missing === 'hold',
      evidence: found === undefined ? [] : [{ source: found.source, version: found.version ?? 'unknown' }],
    },
  ];
}

/** Asked for where a dose was given in a stay that is over: the next request goes with its summary. */
function dischargeSummary({ code, clinical }: PackOrder): readonly Wanted[] {
  return staysWithDose(code, clinical).map(({ encounter, summaries }) => {
    const whole = summaries.filter(({ followUp }) => followUp === 'yes');
    const [first] = summaries;
    const lacks =
      first === undefined
        ? 'is not in the chart'
        : first.followUp === 'no'
          ? 'says nothing of follow-up'
          : 'cannot be read here, so its follow-up is not known';
    return {
      item: 'discharge_summary',
      about: encounter.replace('/', '-'),
      why: `An earlier dose of ${code.hcpcs} was given in a hospital stay whose discharge summary ${lacks}.`,
      next: 'Complete it with the follow-up care, or have a person confirm that it is there.',
      rule: FILE,
      code: 'DISCHARGE_SUMMARY_MISSING',
      evidence: whole,
    };
  });
}

function staysWithDose(code: DrugCode, clinical: Clinical | undefined): readonly Stay[] {
  const given = (clinical?.treatments ?? []).filter(({ drug, how }) => how === 'given' && namesDrug(drug, code));
  // Most EHRs do not say in which encounter a dose was given: then its day tells.
  return (clinical?.stays ?? []).filter((stay) =>
    given.some(({ encounter, on }) =>
      encounter === undefined ? on !== undefined && stay.from <= on && on <= stay.to : encounter === stay.encounter,
    ),
  );
}

function stepUpAgain(drug: BispecificDrug, order: PackOrder): readonly Wanted[] {
  const { code, clinical, orders, from } = order;
  const given = (clinical?.treatments ?? []).filter(({ drug: told, how }) => how === 'given' && namesDrug(told, code));
  const days = given.flatMap(({ on }) => on ?? []).sort();
  const rule = restartAfter(drug, days, from);
  if (rule === undefined || startsLow(orders, code)) return [];
  return [
    {
      item: 'step_up',
      about: code.hcpcs,
      why: `The last dose of ${code.hcpcs} is ${rule.days} days before the first one ordered; after more than ${rule.moreThan} days the label starts again at step-up dose ${rule.restartAt}.`,
      next: 'Order the step-up doses again, or have the physician say why not.',
      rule: `${FILE}, ${drug.source}`,
      code: 'STEP_UP_AGAIN',
      evidence: [],
    },
  ];
}

export interface Restart {
  readonly days: number;
  readonly moreThan: number;
  readonly restartAt: number;
}

/**
 * Whether a gap means to start again: the strictest rule of the label that fits. Undefined: no dose before, or no rule.
 *
 * @param given days of earlier doses, YYYY-MM-DD, in order
 * @param next day of the next dose
 */
export function restartAfter(drug: BispecificDrug, given: readonly string[], next: string): Restart | undefined {
  const last = given.at(-1);
  if (last === undefined || last > next) return undefined;
  const days = dayOf(next) - dayOf(last);
  const reached = Math.min(given.length, drug.steps.length);
  const rules = drug.gaps.filter((gap) => gap.after_step === reached && days > gap.more_than_days);
  const strictest = rules.toSorted((a, b) => b.more_than_days - a.more_than_days)[0];
  return strictest && { days, moreThan: strictest.more_than_days, restartAt: strictest.restart_at };
}

/** Doses of the drug that rise over the plan are a step-up. */
function startsLow(orders: readonly GatheredOrder[], code: DrugCode): boolean {
  const phases = orders
    .filter((order) => order.drug !== undefined && namesDrug(order.drug, code))
    .flatMap((order) => order.treatment?.phases ?? [])
    .filter(({ asNeeded }) => !asNeeded)
    .toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : Number(startOf(a) > startOf(b))));
  const [first, last] = [phases[0], phases.at(-1)];
  return (
    first !== undefined &&
    last !== undefined &&
    first.dose.amount.unit === last.dose.amount.unit &&
    first.dose.amount.value.lt(last.dose.amount.value)
  );
}
const startOf = ({ schedule }: Phase): string => schedule?.start ?? '';

/** Places in which nobody stays overnight. */
const HOSPITAL = ['21', '51', '61'];

/** Told, not held: where the label wants the first doses watched, and what it wants given before them. */
export function packNotes(order: PackOrder, rules: Rules): readonly Issue[] {
  const drug = bispecificOf(rules, order.code);
  return drug === undefined ? [] : [...watchedElsewhere(drug, order), ...pretreatment(drug, order, rules)];
}

/** A step-up without the drug that comes before it: neither ordered along nor given. */
function pretreatment(drug: BispecificDrug, { code, orders, clinical }: PackOrder, rules: Rules): readonly Issue[] {
  const { before } = drug;
  if (before === undefined || !startsLow(orders, code)) return [];
  const meant = [...rules.codes.values()].filter(({ ingredients }) => ingredients.includes(before.ingredient));
  const names = (named: GatheredOrder['drug']): boolean =>
    named !== undefined && meant.some((one) => namesDrug(named, one));
  const isGiven = (clinical?.treatments ?? []).some((one) => one.how === 'given' && names(one.drug));
  if (isGiven || orders.some((order) => names(order.drug))) return [];
  return [
    warning(
      'PRETREATMENT_MISSING',
      `The label of ${code.hcpcs} has ${before.ingredient} ${before.dose} given ${before.days} days before the first step-up dose; the plan has no order of it and none was given here. Order it along: it needs an authorization of its own.`,
      { rule: `${FILE}, ${drug.source}` },
    ),
  ];
}

function watchedElsewhere(drug: BispecificDrug, order: PackOrder): readonly Issue[] {
  const watched = drug.steps.filter(({ place }) => place === 'inpatient' || place === 'observation');
  const isElsewhere = order.placeOfService !== undefined && !HOSPITAL.includes(order.placeOfService);
  const steps = watched.map(({ step, watch_hours }) => `${step} (${watch_hours} h)`).join(', ');
  return watched.length > 0 && isElsewhere && startsLow(order.orders, order.code)
    ? [
        warning(
          'FIRST_DOSES_WATCHED',
          `The label of ${order.code.hcpcs} has these step-up doses watched in a hospital: ${steps}; they are ordered at place of service ${order.placeOfService}. Check the place. A dose given in a stay uses no outpatient units.`,
          { rule: `${FILE}, ${drug.source}` },
        ),
      ]
    : [];
}

/** The REMS programmes known for the drug on a day; whether one is in force is looked up at REMS@FDA. */
export const remsOf = (rules: Rules, code: DrugCode, date: string) =>
  (bispecificOf(rules, code)?.rems ?? []).filter(
    ({ from, to, required }) => required && from <= date && (to === null || date <= to),
  );
