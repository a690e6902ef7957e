/** A treatment plan as gathered from a chart, and what is decided on it: shapes only. */

import type { DrugCandidates } from '../fhir/drug.ts';
import type { Evidence } from '../fhir/evidence.ts';
import type { OrderedTreatment } from '../fhir/order.ts';
import type { Route } from '../fhir/route.ts';
import type { Issue } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { AuthorizationRequest } from './authorization.ts';
import type { ChecklistItem, Resolution } from './checklist.ts';
import type { Clinical } from './clinical.ts';
import type { Insured } from './insured.ts';
import type { Practice, Provider } from './parties.ts';
import type { PlannedLine } from './plan.ts';
import type { AttachedDocument } from './request.ts';

/** One order of the plan as gathered; `treatment` is absent where the order itself cannot be used. */
export interface GatheredOrder {
  readonly source: string;
  /** The version of the order that was read. */
  readonly version?: string;
  /** Meant for a hospital stay: uses no outpatient units. */
  readonly inpatient?: boolean;
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
  /** Which orders are urgent, in which version and since when. */
  readonly attestations: readonly string[];
  /** Documents the orders name as supporting information; numbered when they are sent. */
  readonly documents?: readonly AttachedDocument[];
  /** What tells the first diagnosis. */
  readonly diagnosis?: Evidence;
  readonly clinical?: Clinical;
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
  /** Where it is not asked for as the medical benefit has it: who goes on with it. */
  readonly route?: 'pharmacy' | 'white_bag' | 'inpatient';
  /** The name of the request it goes into, where the payer wants several for the plan. */
  readonly part?: string;
}
export interface PlanDecision {
  readonly orders: readonly OrderDecision[];
  /** What the payer wants to see, each once, with what meets it. */
  readonly checklist: readonly ChecklistItem[];
  /** REMS programmes of its drugs, each once. */
  readonly rems: readonly { readonly program: string; readonly check: string; readonly shownBy?: string }[];
  /** The names of the plan's requests, the one decided here first. */
  readonly parts: readonly string[];
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
  /** What people decided about open items of the checklist. */
  readonly resolutions?: readonly Resolution[];
  /** The day whose payer rules count, where it is later than the first day of treatment: YYYY-MM-DD. */
  readonly rulesOn?: string;
  /** Which request of the plan, where the payer wants several; the first one by default. */
  readonly part?: string;
}
