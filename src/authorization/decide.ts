/** Decide: does this treatment plan need an authorization, and what is asked for. Pure: orders in, decision out. */

import type { Issue } from '../outcome.ts';
import type {
  AuthorizationEvent,
  AuthorizationRequest,
  RequestedUnits,
  ServiceLine,
  Subject,
} from './authorization.ts';
import type { ChecklistItem } from './checklist.ts';
import { controlled } from './documents.ts';
import type { DecisionContext, GatheredPlan, OrderDecision, PlanDecision } from './gathered.ts';
import { type Insured, plainDate } from './insured.ts';
import { partOf } from './orderWants.ts';
import type { Plan } from './plan.ts';
import { rhythmOfDays, withCommonRhythm } from './rhythm.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export type { DecisionContext, GatheredOrder, GatheredPlan, OrderDecision, PlanDecision } from './gathered.ts';

/**
 * One decision per order and, where wanted, one request for all orders that need it. An order of the plan that is
 * held holds the request: half a regimen is not asked for.
 */
export function decidePlan(plan: GatheredPlan, context: DecisionContext): PlanDecision {
  const verdicts = plan.orders.map((order) => verdictOf(order, plan, context));
  const checklist = checklistOfAll(verdicts.flatMap(({ wants }) => (wants?.needed ? wants.checklist : [])));
  const programs = verdicts.flatMap(({ wants }) => wants?.rems ?? []);
  const rems = [...new Map(programs.map((one) => [one.program, one])).values()];
  const wanted = verdicts.filter((verdict) => verdict.decision.authorization === 'required');
  const held = verdicts.some((verdict) => verdict.decision.authorization === 'hold');
  const named = inParts(verdicts);
  const all = [...new Set(named.flatMap(({ part }) => part ?? []))];
  const part = context.part ?? all[0];
  const parts = part === undefined ? [] : [part, ...all.filter((other) => other !== part)];
  const orders = named.map(({ decision }) => decision);
  if (wanted.length > 0 && held) return { orders: orders.map(waitsForOthers), checklist, rems, parts };
  const plans = named.flatMap((one) => (one.part === part ? (one.plan ?? []) : []));
  if (plans.length === 0 || plan.insured === undefined || plan.placeOfService === undefined)
    return { orders, checklist, rems, parts };
  return {
    orders,
    checklist,
    rems,
    parts,
    request: requestOf(plans, plan, plan.insured, plan.placeOfService, context),
  };
}

interface Named extends Verdict {
  readonly part?: string;
}
/** The request of each order that goes into one; told on the order only where the plan makes several. */
function inParts(verdicts: readonly Verdict[]): readonly Named[] {
  const all = verdicts.flatMap(({ decision, wants }) =>
    decision.authorization === 'required' && wants !== undefined ? [wants] : [],
  );
  const several = new Set(all.map((wants) => partOf(wants, all))).size > 1;
  return verdicts.map((verdict) => {
    const { decision, wants } = verdict;
    if (decision.authorization !== 'required' || wants === undefined) return verdict;
    const part = partOf(wants, all);
    return { ...verdict, part, decision: several ? { ...decision, part } : decision };
  });
}

/** An item that two orders want is one item. */
const checklistOfAll = (items: readonly ChecklistItem[]): readonly ChecklistItem[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

const waitsForOthers = (order: OrderDecision): OrderDecision =>
  order.authorization === 'required'
    ? { ...order, reasons: [...order.reasons, 'It is asked for when the held orders of the same plan are completed.'] }
    : order;

function requestOf(
  plans: readonly Plan[],
  gathered: GatheredPlan,
  insured: Insured,
  placeOfService: string,
  context: DecisionContext,
): AuthorizationRequest {
  const from = plainDate(plans.map((plan) => plan.from).sort()[0] ?? context.today);
  const to = plainDate(
    plans
      .map((plan) => plan.to)
      .sort()
      .at(-1) ?? context.today,
  );
  const services = serviceLines(plans, context.reference);
  return {
    reference: context.reference,
    payer: insured.insurance.payer,
    requester: context.practice,
    patient: insured.patient,
    insurance: insured.insurance,
    category: insured.payer.authorization.category ?? 'HS',
    certification: 'I',
    serviceType: insured.payer.authorization.service_type,
    placeOfService,
    urgent: gathered.attestations.length > 0,
    ...(gathered.attestations.length === 0 ? {} : { attestations: gathered.attestations }),
    from,
    to,
    diagnoses: gathered.diagnoses,
    ...(gathered.ordering === undefined ? {} : { ordering: gathered.ordering }),
    ...(gathered.documents === undefined ? {} : { documents: controlled(gathered.documents, context.reference) }),
    ...withCommonRhythm(services),
  };
}

/** One line per code, firm doses apart from as-needed ones, over the days of all orders that need it. */
function serviceLines(plans: readonly Plan[], reference: string): readonly ServiceLine[] {
  const keys = new Map<string, { hcpcs: string; prn: boolean }>();
  for (const plan of plans) {
    for (const line of plan.lines) keys.set(`${line.hcpcs} ${plan.prn}`, { hcpcs: line.hcpcs, prn: plan.prn });
  }
  return [...keys.values()].map(({ hcpcs, prn }, index) => {
    const needing = plans.filter((plan) => plan.prn === prn && plan.lines.some((line) => line.hcpcs === hcpcs));
    const lines = needing.flatMap((plan) => plan.lines.filter((line) => line.hcpcs === hcpcs));
    return {
      trace: `${reference}-${index + 1}`,
      hcpcs,
      units: lines.reduce((sum, line) => sum + line.units, 0) as RequestedUnits,
      from: plainDate(needing.map((plan) => plan.from).sort()[0] ?? ''),
      to: plainDate(
        needing
          .map((plan) => plan.to)
          .sort()
          .at(-1) ?? '',
      ),
      prn,
      ...(prn ? {} : givenWhen(needing, hcpcs)),
      sources: needing.map((plan) => plan.source),
      proof: lines.flatMap((line) => line.proof),
    };
  });
}

/** The doses of all orders of a code, earlier orders first, and the rhythm they come in. */
function givenWhen(plans: readonly Plan[], hcpcs: string): Pick<ServiceLine, 'perDose' | 'rhythm'> {
  const perDose = plans
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
    .flatMap((plan) => plan.perDose.filter((dose) => dose.hcpcs === hcpcs))
    .map(({ hcpcs: _code, ...doses }) => doses);
  const [only, ...others] = plans;
  const days = perDose.map((doses) => doses.days);
  const areDaysKnown = days.every((known) => known !== undefined);
  const rhythm =
    others.length === 0 && only?.rhythm !== undefined
      ? only.rhythm
      : areDaysKnown
        ? rhythmOfDays(days.flat())
        : undefined;
  return { perDose, ...(rhythm === undefined ? {} : { rhythm }) };
}

/**
 * What the decision records. Where nothing of the plan is ours (orders that are no orders or went away, drugs of the
 * pharmacy benefit) it is withdrawn, which is news only for a plan that was waiting.
 */
export function eventOfDecision(decision: PlanDecision, subject: Subject): AuthorizationEvent {
  const { orders, request } = decision;
  if (request !== undefined) {
    const asked = orders.filter((order) => order.authorization === 'required');
    const warnings = unique(asked.flatMap((order) => order.issues.filter(({ severity }) => severity === 'warning')));
    return { type: 'Requested', request, ...(warnings.length === 0 ? {} : { warnings }), ...subject };
  }
  const issues = orders.filter((order) => order.authorization === 'hold').flatMap((order) => order.issues);
  if (issues.length > 0) return { type: 'Held', issues: unique(issues), ...subject };
  const free = orders.filter((order) => order.authorization === 'not_required');
  if (free.length === 0) {
    const reasons = [...new Set(orders.flatMap((order) => order.reasons))];
    return { type: 'Withdrawn', reasons: reasons.length > 0 ? reasons : [GONE], ...subject };
  }
  return { type: 'NotRequired', reasons: [...new Set(free.flatMap((order) => order.reasons))], ...subject };
}

const GONE = 'No order of this plan is in the chart any more.';

/** Issues of the plan stand with every order of it; a person reads them once. */
const unique = (issues: readonly Issue[]): readonly Issue[] => [
  ...new Map(issues.map((issue) => [`${issue.code} ${issue.path ?? ''}`, issue])).values(),
];
