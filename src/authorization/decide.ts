/** Decide: does this treatment plan need an authorization, and what is asked for. Pure: orders in, decision out. */

import type { DrugCandidates } from '../fhir/drug.ts';
import type { OrderedTreatment } from '../fhir/order.ts';
import type { Route } from '../fhir/route.ts';
import { error, type Issue, type Outcome } from '../outcome.ts';
import { authorizationWanted, preferredBefore } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import type {
  AuthorizationEvent,
  AuthorizationRequest,
  RequestedUnits,
  ServiceLine,
  Subject,
} from './authorization.ts';
import { type Insured, plainDate } from './insured.ts';
import type { Practice, Provider } from './parties.ts';
import { firstDayOf, type Plan, type PlannedLine, planOf } from './plan.ts';
import { productOf } from './product.ts';

/** One order of the plan as gathered; `treatment` is absent where the order itself cannot be used. */
export interface GatheredOrder {
  readonly source: string;
  readonly drug?: DrugCandidates;
  readonly route?: Route;
  readonly treatment?: OrderedTreatment;
  readonly issues: readonly Issue[];
}
/** A treatment plan as gathered: what could not be found out is among the issues. */
export interface GatheredPlan {
  readonly orders: readonly GatheredOrder[];
  readonly insured?: Insured;
  readonly ordering?: Provider;
  readonly placeOfService?: string;
  /** ICD-10-CM without dots, the principal one first. */
  readonly diagnoses: readonly string[];
  readonly urgent: boolean;
  /** Issues of the plan as a whole: patient, coverage, site, diagnosis. */
  readonly issues: readonly Issue[];
}

export type OrderVerdict = 'required' | 'not_required' | 'hold' | 'not_applicable';
export interface OrderDecision {
  readonly source: string;
  readonly authorization: OrderVerdict;
  readonly reasons: readonly string[];
  readonly lines: readonly PlannedLine[];
  readonly issues: readonly Issue[];
}
export interface PlanDecision {
  readonly orders: readonly OrderDecision[];
  /** Present when at least one order needs an authorization and nothing holds the plan. */
  readonly request?: AuthorizationRequest;
}

export interface DecisionContext {
  readonly rules: Rules;
  readonly practice: Practice;
  /** YYYY-MM-DD in the facility's zone. */
  readonly today: string;
  /** Our reference of the request, at most 46 characters: line traces add `-1`, `-2`. */
  readonly reference: string;
}

/**
 * One decision per order and, where wanted, one request for all orders that need it. An order of the plan that is
 * held holds the request: half a regimen is not asked for.
 */
export function decidePlan(plan: GatheredPlan, context: DecisionContext): PlanDecision {
  const verdicts = plan.orders.map((order) => verdictOf(order, plan, context));
  const wanted = verdicts.filter((verdict) => verdict.decision.authorization === 'required');
  const held = verdicts.some((verdict) => verdict.decision.authorization === 'hold');
  const orders = verdicts.map((verdict) => verdict.decision);
  if (wanted.length > 0 && held) return { orders: orders.map(waitsForOthers) };
  if (wanted.length === 0 || plan.insured === undefined || plan.placeOfService === undefined) return { orders };
  const plans = wanted.flatMap((verdict) => verdict.plan ?? []);
  return { orders, request: requestOf(plans, plan, plan.insured, plan.placeOfService, context) };
}

const waitsForOthers = (order: OrderDecision): OrderDecision =>
  order.authorization === 'required'
    ? { ...order, reasons: [...order.reasons, 'It is asked for when the held orders of the same plan are completed.'] }
    : order;

interface Verdict {
  readonly decision: OrderDecision;
  readonly plan?: Plan;
}
/** Orders that are no orders, or none of ours: not held, since nobody has to complete anything. */
const NOT_APPLICABLE = new Set([
  'DO_NOT_PERFORM',
  'STATUS_NOT_BILLABLE',
  'INTENT_NOT_ORDER',
  'PHARMACY_BENEFIT',
  'COVERAGE_PAYOR_IS_PATIENT',
  'DRUG_NEGATED',
]);

function verdictOf(order: GatheredOrder, plan: GatheredPlan, { rules, today }: DecisionContext): Verdict {
  const payer = plan.insured?.payer;
  const product = productOfOrder(order, rules, today);
  const planned =
    order.treatment === undefined || payer === undefined || !product?.ok
      ? undefined
      : planOf(order.treatment, product.value, payer, rules, today);
  const issues = [...order.issues, ...(product?.issues ?? []), ...plan.issues, ...(planned?.issues ?? [])];
  const decided = (authorization: OrderVerdict, reasons: readonly string[], lines: readonly PlannedLine[] = []) => ({
    source: order.source,
    authorization,
    reasons,
    lines,
    issues,
  });
  const foreign = issues.filter((issue) => issue.severity === 'error' && NOT_APPLICABLE.has(issue.code));
  if (foreign.length > 0) {
    const reasons = foreign.map((issue) => issue.message);
    return { decision: { ...decided('not_applicable', reasons), issues: foreign } };
  }
  const isReadable = order.treatment !== undefined && payer !== undefined && product?.ok === true;
  if (isReadable && !authorizationWanted(payer, product.value)) {
    // What only a request would need is no reason to hold an order that needs none.
    const reason = `${payer.name} wants no authorization for ${product.value.hcpcs} (${payer.file}).`;
    const notes = issues.map((issue) => ({ ...issue, severity: 'warning' as const }));
    const lines = planned?.ok ? planned.value.lines : [];
    return { decision: { ...decided('not_required', [reason], lines), issues: notes } };
  }
  const faults = issues.filter((issue) => issue.severity === 'error');
  const held = faults.map((issue) => issue.message);
  if (faults.length > 0 || payer === undefined || planned === undefined || !planned.ok)
    return { decision: decided('hold', held) };
  const { code, lines } = planned.value;
  const preferred = preferredBefore(rules, payer, code, planned.value.from);
  if (preferred.length > 0) return { decision: stepTherapy(decided, payer, code.hcpcs, preferred, lines) };
  const reason = `${payer.name} wants an authorization for ${code.hcpcs} (${payer.file}).`;
  return { decision: decided('required', [reason], lines), plan: planned.value };
}

/** Told before dose and coverage are looked at: nobody has to complete an order that is not ours. */
function productOfOrder(order: GatheredOrder, rules: Rules, today: string): Outcome<DrugCode> | undefined {
  const { drug, route, treatment } = order;
  if (drug === undefined) return undefined;
  return productOf(drug, route, treatment === undefined ? today : firstDayOf(treatment, today), rules);
}

/** The payer pays for a biosimilar first: a person decides whether to change the order or to give the reason. */
function stepTherapy(
  decided: (verdict: OrderVerdict, reasons: readonly string[], lines: readonly PlannedLine[]) => OrderDecision,
  payer: Payer,
  hcpcs: string,
  preferred: readonly { readonly hcpcs: string; readonly name: string }[],
  lines: readonly PlannedLine[],
): OrderDecision {
  const names = preferred.map((code) => `${code.hcpcs} ${code.name}`).join(', ');
  const message = `${payer.name} wants a biosimilar before ${hcpcs}: ${names}. Order one of them, or document why not.`;
  const decision = decided('hold', [message], lines);
  return { ...decision, issues: [...decision.issues, error('BIOSIMILAR_FIRST', message, { rule: payer.file })] };
}

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
  const delivery = deliveryOf(plans);
  return {
    reference: context.reference,
    payer: insured.insurance.payer,
    requester: context.practice,
    patient: insured.patient,
    insurance: insured.insurance,
    category: 'HS',
    certification: 'I',
    serviceType: insured.payer.authorization.service_type,
    placeOfService,
    urgent: gathered.urgent,
    from,
    to,
    diagnoses: gathered.diagnoses,
    ...(gathered.ordering === undefined ? {} : { ordering: gathered.ordering }),
    ...(delivery === undefined ? {} : { delivery }),
    services,
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
      ...(prn ? {} : { perDose: perDoseOf(needing, hcpcs) }),
      sources: needing.map((plan) => plan.source),
      proof: lines.flatMap((line) => line.proof),
    };
  });
}

/** The doses of all orders of a code, earlier orders first. */
const perDoseOf = (plans: readonly Plan[], hcpcs: string): NonNullable<ServiceLine['perDose']> =>
  plans
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
    .flatMap((plan) => plan.perDose.filter((dose) => dose.hcpcs === hcpcs))
    .map(({ doses, units }) => ({ doses, units }));

/** HSD says one rhythm for the whole event, so it is told only where the plan has one. */
function deliveryOf(plans: readonly Plan[]): AuthorizationRequest['delivery'] {
  const [first, ...others] = plans.filter((plan) => !plan.prn);
  if (first?.everyWeeks === undefined || others.length > 0) return undefined;
  return { visits: first.doses, everyWeeks: first.everyWeeks, weeks: first.doses * first.everyWeeks };
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
