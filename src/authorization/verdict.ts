/** Decide on one order of a plan: is it ours, does it need an authorization, what holds it. */

import { error, type Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import { isOpen, issueOfItem } from './checklist.ts';
import type { DecisionContext, GatheredOrder, GatheredPlan, OrderDecision, OrderVerdict } from './gathered.ts';
import { type OrderWants, wantsOf } from './orderWants.ts';
import { firstDayOf, type Plan, type PlannedLine, planOf } from './plan.ts';
import { productOf } from './product.ts';

export interface Verdict {
  readonly decision: OrderDecision;
  readonly plan?: Plan;
  readonly wants?: OrderWants;
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

/** What each order comes to; its plan and the payer's wants come along where they could be read. */
export function verdictOf(order: GatheredOrder, plan: GatheredPlan, context: DecisionContext): Verdict {
  const { rules, today } = context;
  const { insured } = plan;
  const product = productOfOrder(order, rules, today);
  const planned =
    order.treatment === undefined || insured === undefined || !product?.ok
      ? undefined
      : planOf(order.treatment, product.value, insured.payer, rules, today);
  const wants =
    order.treatment === undefined || insured === undefined || !product?.ok
      ? undefined
      : wantsOf(order, product.value, insured, plan, planned?.ok ? planned.value : undefined, context);
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
    const route = foreign.some(({ code }) => code === 'PHARMACY_BENEFIT') ? { route: 'pharmacy' as const } : {};
    return { decision: { ...decided('not_applicable', reasons), issues: foreign, ...route } };
  }
  const elsewhere = elsewhereOf(order, wants);
  if (elsewhere !== undefined) {
    const { route, issue } = elsewhere;
    return { decision: { ...decided('not_applicable', [issue.message]), issues: [issue], route } };
  }
  const lines = linesOf(planned?.ok ? planned.value : undefined, wants);
  const routed = wants?.benefit === 'white_bag' ? { route: 'white_bag' as const } : {};
  if (wants !== undefined && (!wants.needed || (planned?.ok === true && lines.length === 0))) {
    // What only a request would need is no reason to hold an order that needs none.
    const notes = issues.map((issue) => ({ ...issue, severity: 'warning' as const }));
    return { decision: { ...decided('not_required', reasonsOf(wants), lines), issues: notes, ...routed }, wants };
  }
  const open = (wants?.checklist ?? []).filter(isOpen).map(issueOfItem);
  const faults = [...issues, ...open].filter((issue) => issue.severity === 'error');
  if (faults.length > 0 || planned === undefined || !planned.ok || wants === undefined) {
    const held = decided(
      'hold',
      faults.map((issue) => issue.message),
      faults.some((fault) => open.includes(fault)) ? lines : [],
    );
    return { decision: { ...held, issues: [...issues, ...open], ...routed }, ...(wants && { wants }) };
  }
  const asked = {
    ...decided('required', reasonsOf(wants), lines),
    issues: [...issues, ...open, ...wants.notes],
    ...routed,
  };
  return { decision: asked, plan: { ...planned.value, lines, perDose: perDoseIn(planned.value, lines) }, wants };
}

/** Not asked for as an outpatient order of the medical benefit: who goes on with it, and why. */
function elsewhereOf(order: GatheredOrder, wants: OrderWants | undefined) {
  const path = 'MedicationRequest.category';
  if (order.inpatient === true)
    return { route: 'inpatient' as const, issue: error('INPATIENT_ORDER', INPATIENT, { path }) };
  if (wants?.benefit !== 'pharmacy') return undefined;
  const message = wants.benefitReason ?? wants.reason;
  return {
    route: 'pharmacy' as const,
    issue: error('PHARMACY_BENEFIT', message, { path: 'MedicationRequest.medication[x]' }),
  };
}
const INPATIENT =
  'Ordered for a hospital stay: it uses no outpatient units and stands on no outpatient request. The admission is asked for apart.';

const reasonsOf = ({ reason, benefitReason }: OrderWants): readonly string[] =>
  benefitReason === undefined ? [reason] : [reason, benefitReason];

/** A drug that somebody else supplies is not ours to ask for; giving it is. */
const linesOf = (plan: Plan | undefined, wants: OrderWants | undefined): readonly PlannedLine[] =>
  (plan?.lines ?? []).filter(({ hcpcs }) => wants?.benefit !== 'white_bag' || hcpcs !== wants.hcpcs);
const perDoseIn = ({ perDose }: Plan, lines: readonly PlannedLine[]): Plan['perDose'] =>
  perDose.filter(({ hcpcs }) => lines.some((line) => line.hcpcs === hcpcs));

/** Told before dose and coverage are looked at: nobody has to complete an order that is not ours. */
function productOfOrder(order: GatheredOrder, rules: Rules, today: string): Outcome<DrugCode> | undefined {
  const { drug, route, treatment } = order;
  if (drug === undefined) return undefined;
  return productOf(drug, route, treatment === undefined ? today : firstDayOf(treatment, today), rules);
}
