/** What the payer's rules make of one order: needed or not, which benefit, what is wanted, which request it goes into. */

import type { Evidence } from '../fhir/evidence.ts';
import type { Issue } from '../outcome.ts';
import { authorizationWanted } from '../rules/lookup.ts';
import { type Applied, neededBy, ofKind, placeOf, requirementsOn } from '../rules/requirements.ts';
import type { DrugCode } from '../rules/types.ts';
import { type ChecklistItem, checklistOf } from './checklist.ts';
import type { Clinical } from './clinical.ts';
import { isSupportive } from './counts.ts';
import type { DecisionContext, GatheredOrder, GatheredPlan, PlanDecision } from './gathered.ts';
import type { Insured } from './insured.ts';
import { packNotes, packOf, remsOf } from './pack.ts';
import { firstDayOf, type Plan } from './plan.ts';
import { wantedFor } from './wanted.ts';

export type Benefit = 'medical' | 'pharmacy' | 'white_bag';

export interface OrderWants {
  readonly needed: boolean;
  /** Why it is needed or not, with the rule. */
  readonly reason: string;
  readonly benefit: Benefit;
  /** Who is asked or sends the drug, where it is not the medical benefit. */
  readonly through?: string;
  /** Why it is this benefit; absent for the medical one without a rule. */
  readonly benefitReason?: string;
  readonly checklist: readonly ChecklistItem[];
  /** REMS programmes known for the drug. */
  readonly rems: PlanDecision['rems'];
  /** Told beside the request. */
  readonly notes: readonly Issue[];
  readonly hcpcs: string;
  readonly split: 'none' | 'drug' | 'supportive';
  readonly supportive: boolean;
}

/** @param planned absent where dose or timing cannot be read yet */
export function wantsOf(
  order: GatheredOrder,
  code: DrugCode,
  insured: Insured,
  plan: GatheredPlan,
  planned: Plan | undefined,
  context: Pick<DecisionContext, 'rules' | 'today' | 'resolutions' | 'rulesOn'>,
): OrderWants {
  const { rules, today, resolutions = [], rulesOn = '' } = context;
  const { payer } = insured;
  const date = order.treatment === undefined ? today : firstDayOf(order.treatment, today);
  const { placeOfService, diagnoses, clinical } = plan;
  const day = rulesOn > date ? rulesOn : date;
  const applied = requirementsOn(rules, { payer, code, date: day, plan: insured.plan, placeOfService, diagnoses });
  const rule = neededBy(applied);
  const needed = rule?.needed ?? authorizationWanted(payer, code);
  const benefit = ofKind(applied, 'benefit').at(-1);
  const asked = { code, payer, placeOfService, plan: planned, clinical, diagnoses, today, ...diagnosisOf(plan) };
  const pack = { code, orders: plan.orders, clinical, placeOfService, from: date };
  return {
    needed,
    reason: `${payer.name} wants ${needed ? 'an' : 'no'} authorization for ${code.hcpcs} (${rule === undefined ? payer.file : placeOf(rule)}).`,
    benefit: benefit?.benefit ?? 'medical',
    ...(benefit?.through === undefined ? {} : { through: benefit.through }),
    ...(benefit === undefined ? {} : { benefitReason: benefitReason(benefit, payer.name, code.hcpcs) }),
    checklist: checklistOf([...wantedFor(applied, asked, rules), ...packOf(pack, rules)], rules, resolutions),
    rems: remsOf(rules, code, date).map(({ program, check }) => ({ program, check, ...shownIn(clinical) })),
    notes: packNotes(pack, rules),
    hcpcs: code.hcpcs,
    split: ofKind(applied, 'split').at(-1)?.by ?? 'none',
    supportive: isSupportive(code, payer, rules),
  };
}

const shownIn = (clinical: Clinical | undefined): { readonly shownBy?: string } => {
  const [shown] = clinical?.documents['rems'] ?? [];
  return shown === undefined ? {} : { shownBy: `${shown.source}, version ${shown.version}` };
};

const diagnosisOf = ({ diagnosis }: GatheredPlan): { readonly diagnosis?: Evidence } =>
  diagnosis === undefined ? {} : { diagnosis };

function benefitReason(rule: Applied<'benefit'>, payer: string, hcpcs: string): string {
  const through = rule.through === undefined ? '' : ` through ${rule.through}`;
  switch (rule.benefit) {
    case 'medical':
      return `${payer} pays ${hcpcs} under the medical benefit (${placeOf(rule)}).`;
    case 'pharmacy':
      return `${payer} pays ${hcpcs} under the pharmacy benefit${through} (${placeOf(rule)}). It is handed to the pharmacy team; no 278 is sent.`;
    case 'white_bag':
      return `${payer} has ${hcpcs} sent by a pharmacy${through} (${placeOf(rule)}). The drug is not ours to ask for or to bill; its administration is.`;
  }
}

/**
 * Which request an order goes into: all into one, or where a rule for any of them splits the plan, one for each drug or
 * the supportive drugs apart.
 */
export function partOf(wants: OrderWants, all: readonly OrderWants[]): string {
  if (all.some(({ split }) => split === 'drug')) return wants.hcpcs;
  return all.some(({ split }) => split === 'supportive') && wants.supportive ? 'supportive' : MAIN_PART;
}
const MAIN_PART = 'main';
