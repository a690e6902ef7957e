/**
 * What the payer wants now of an authorization that is out, and what the chart no longer says as the payer was told. What
 * was sent is never rewritten: each becomes work for a role, once for its cause.
 */

import { dashed } from '../fhir/dates.ts';
import type { Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { Authorization } from './authorization.ts';
import type { Determination, WantedWork } from './casework.ts';
import { type ChecklistItem, isOpen } from './checklist.ts';
import { coverageChange } from './coverageChange.ts';
import type { GatheredPlan, PlanDecision } from './gathered.ts';
import { informationWanted } from './informationWanted.ts';
import type { Insured } from './insured.ts';
import { dosesLeft } from './plannedVisits.ts';
import { unitsLeft } from './services.ts';

/** The payer has not decided, or doses are left that it certified. */
export function isOpenStill(state: Authorization, today: string): boolean {
  if (['requested', 'pended', 'contactPayer'].includes(state.status)) return true;
  return state.services.some((service) => unitsLeft(service) > 0 && dashed(service.to) >= today);
}

/** The day whose rules count: that of the next dose, so that a rule which starts before it is told in time. */
export function rulesDayOf(state: Authorization, today: string): string {
  const doses = state.services.flatMap(({ trace }) => dosesLeft(state, trace));
  const ahead = doses.flatMap(({ date }) => (date === undefined ? [] : [dashed(date)])).filter((date) => date > today);
  return ahead.sort()[0] ?? today;
}

/**
 * @param asked what was found out when the payer was asked
 * @param now the same plan decided by the rules of `rulesDayOf`
 * @param today YYYY-MM-DD
 */
export function wantedAnew(
  state: Authorization,
  asked: Determination,
  plan: GatheredPlan,
  now: PlanDecision,
  rules: Rules,
  today: string,
): readonly WantedWork[] {
  if (!isOpenStill(state, today)) return [];
  const before = new Map(asked.checklist.map((item) => [item.id, item]));
  const gone = diagnosisGone(state, plan);
  return [
    ...now.checklist.flatMap((item) => newlyWanted(item, before.get(item.id), state, rules)),
    ...gone,
    // Stage and histology go with the diagnosis they are charted at: one cause, one piece of work.
    ...(gone.length > 0 ? [] : now.checklist.flatMap((item) => toldOtherwise(item, before.get(item.id)))),
    ...informationWanted(state, now.checklist, plan.clinical, rules),
  ];
}

const rulesOf = (item: ChecklistItem | undefined): readonly string[] => item?.rule.split('; ') ?? [];

/** A rule of the payer's that did not hold when it was asked, and which nothing meets. */
function newlyWanted(
  item: ChecklistItem,
  before: ChecklistItem | undefined,
  { request }: Authorization,
  rules: Rules,
): readonly WantedWork[] {
  if (!isOpen(item) || !item.holds) return [];
  const known = rulesOf(before);
  const fresh = rulesOf(item).filter((rule) => rule.startsWith(REQUIREMENTS) && !known.includes(rule));
  if (fresh.length === 0) return [];
  const starts = fresh.map((rule) => startOf(rule, request?.payer.profile ?? '', rules)).sort();
  const asked = dashed(request?.from ?? '');
  const cause =
    starts[0] !== undefined && starts[0] > asked
      ? `The rule holds from ${starts[0]}, after this treatment began`
      : 'The chart says otherwise than when the payer was asked, and now this rule fits';
  return [
    {
      id: `newly_wanted-${item.id}-${fresh.map((rule) => rule.split(', ').at(-1)).join('-')}`,
      kind: 'newly_wanted',
      role: item.owner,
      dueDays: item.dueDays,
      reason: `${item.message} ${cause}. What was sent stays as it is; ask the payer whether doses under way are held to it.`,
      notes: [...fresh.map((rule) => `Rule: ${rule}`), ...(item.passedOver ?? [])],
    },
  ];
}
const REQUIREMENTS = 'mappings/requirements/';

const startOf = (rule: string, payer: string, rules: Rules): string =>
  rules.requirements.get(payer)?.requirements.find(({ id }) => rule.endsWith(`, ${id}`))?.from ?? '';

/** What the payer's decision rests on: a later stage is another disease to it, a later weight is not. */
const RESTS_ON = ['stage', 'histology'];

/** What met an item when the payer was asked was withdrawn, or says something else by now. */
function toldOtherwise(item: ChecklistItem, before: ChecklistItem | undefined): readonly WantedWork[] {
  const then = before?.evidence;
  // A diagnosis is the plan's own: it is gone, or the plan has changed.
  if (then === undefined || item.id === 'diagnosis') return [];
  const told = `Then: ${then.source}, version ${then.version}`;
  const { id, owner, dueDays, what, evidence } = item;
  if (isOpen(item)) {
    const withdrawn = (item.passedOver ?? []).filter(
      (one) => one.startsWith(`${then.source},`) && /entered in error|refuted|is not final/.test(one),
    );
    if (withdrawn.length === 0) return [];
    return [
      {
        id: `told_otherwise-${id}-${named(then.source)}`,
        kind: 'told_otherwise',
        role: owner,
        dueDays,
        reason: `The payer was told of ${what} by something that no longer stands. Chart what is right, and tell the payer.`,
        notes: [told, ...withdrawn],
      },
    ];
  }
  if (evidence === undefined || !RESTS_ON.includes(id)) return [];
  if (evidence.value === undefined || then.value === undefined || evidence.value === then.value) return [];
  return [
    {
      // By what it says: a version that says the same is no other cause.
      id: `told_otherwise-${id}-${named(evidence.source)}-${named(evidence.value)}`,
      kind: 'told_otherwise',
      reason: `The chart now has ${what} otherwise than when the payer was asked. Tell the payer, or correct the chart.`,
      notes: [told, `Now: ${evidence.source}, version ${evidence.version}`],
    },
  ];
}

const named = (source: string): string => source.replaceAll(/[^A-Za-z0-9.-]/g, '-');

/** No diagnosis is left for the order. One that is coded otherwise is a change of the plan, and asked for as such. */
function diagnosisGone({ request }: Authorization, { diagnoses, orders }: GatheredPlan): readonly WantedWork[] {
  if (request === undefined || request.diagnoses.length === 0) return [];
  // Orders that are gone, or cannot be read, are told of as such.
  if (diagnoses.length > 0 || orders.length === 0) return [];
  return [
    {
      id: `told_otherwise-diagnosis-${request.reference}`,
      kind: 'told_otherwise',
      role: 'prescriber',
      reason:
        'The payer was asked for a diagnosis that the order no longer has: it was refuted, entered in error or taken away. Correct the order, or stop the treatment.',
      notes: [`Request: ${request.reference}`],
    },
  ];
}

/**
 * A coverage that fits today and does not on the day of the next dose: it ends before, or another one begins.
 *
 * @param then what is found out about who pays on that day
 */
export function coverageAhead(
  { request }: Authorization,
  now: GatheredPlan,
  then: Outcome<Insured> | undefined,
  day: string,
): readonly WantedWork[] {
  if (request === undefined || then === undefined || coverageChange(request.insurance, now) !== undefined) return [];
  const insured = then.ok ? { insured: then.value, issues: then.issues } : { issues: then.issues };
  const change = coverageChange(request.insurance, insured);
  if (change === undefined) return [];
  return [
    {
      id: `told_otherwise-coverage-${request.reference}-${day.slice(0, 4)}`,
      kind: 'told_otherwise',
      role: 'financial_screening',
      reason: `On the day of the next planned dose ${change.text}. Verify who pays from then on before that visit, and have them asked.`,
      notes: [`Request: ${request.reference}`],
    },
  ];
}
