/** FHIR to X12 without a database: every order and every visit of an input, decided and rendered. */

import { type DecisionContext, decidePlan, type OrderDecision } from '../../authorization/decide.ts';
import { gatherPlan, plansIn } from '../../authorization/gather.ts';
import { plainDate } from '../../authorization/insured.ts';
import type { Claim } from '../../claim/claim.ts';
import { type ClaimDecision, decideClaim } from '../../claim/decide.ts';
import { gatherVisit, visitsIn } from '../../claim/visit.ts';
import type { CodedLine } from '../../coding/answer.ts';
import { authorizationReference, claimNumber } from '../../exchange/numbers.ts';
import { authorizationFile, claimFile, type OutgoingFile, type Stamp } from '../../exchange/outgoing.ts';
import { type Chart, chartOf } from '../../fhir/chart.ts';
import { type Issue, type Outcome, warning } from '../../outcome.ts';
import type { Rules } from '../../rules/parse.ts';
import type { Settings } from '../../world.ts';
import type { MappedClaimLine, MappedFile, MappedOrder, MappedVisit, Mapping } from './mapping.ts';

export interface MapContext {
  readonly rules: Rules;
  readonly settings: Settings;
  /** YYYY-MM-DD in the facility's zone. */
  readonly today: string;
  /** HHMM that the files carry. */
  readonly time: string;
  /** Payer profile that stands in for the one the coverage names. */
  readonly payer?: string;
}

/** Numbers given out so far in one run: several inputs share them, so that no two files have one name or number. */
export interface Numbers {
  readonly requests: number;
  readonly claims: number;
}
export const noNumbers: Numbers = { requests: 0, claims: 0 };

/**
 * Maps one parsed input (`parseJson`): a Bundle, a resource, or an array of them. The same input, context and
 * numbers give the same bytes.
 * Issues of the answer: those of `chartOf`, and NOTHING_TO_MAP where the input holds no order and no administration.
 */
export function mapChart(input: unknown, context: MapContext, numbers: Numbers) {
  const chart = chartOf(input);
  const run = new Run(chart, context, numbers);
  const orders = plansIn(chart).flatMap((orders) => run.plan(orders));
  const administrations = visitsIn(chart, visitContext(context)).map((doses) => run.visit(doses));
  const nothing = orders.length + administrations.length === 0 ? [nothingToMap(chart)] : [];
  const mapping: Mapping = { orders, administrations, files: run.files, issues: [...chart.issues, ...nothing] };
  return { mapping, numbers: run.numbers };
}

const visitContext = ({ rules, settings, today, payer }: MapContext) => ({
  rules,
  sites: settings.sites,
  timeZone: settings.timeZone,
  today,
  ...(payer === undefined ? {} : { payer }),
});

/** One pass over one chart; counts what it gives out. */
class Run {
  readonly files: MappedFile[] = [];
  readonly #claims: Claim[] = [];
  numbers: Numbers;
  readonly #chart: Chart;
  readonly #context: MapContext;

  constructor(chart: Chart, context: MapContext, numbers: Numbers) {
    this.#chart = chart;
    this.#context = context;
    this.numbers = numbers;
  }

  plan(orders: Parameters<typeof gatherPlan>[1]): readonly MappedOrder[] {
    const { rules, settings, today } = this.#context;
    const ordinal = this.numbers.requests + 1;
    const context: DecisionContext = {
      rules,
      practice: settings.practice,
      today,
      reference: authorizationReference(settings.instance, ordinal),
    };
    const decision = decidePlan(gatherPlan(this.#chart, orders, visitContext(this.#context)), context);
    if (decision.request === undefined) return decision.orders;
    const file = authorizationFile(decision.request, this.#stamp(), rules);
    if (!file.ok) return decision.orders.map((order) => refusedOrder(order, file.issues));
    this.numbers = { ...this.numbers, requests: ordinal };
    const name = this.#keep(file.value, ordinal);
    return decision.orders.map((order) =>
      order.authorization === 'required' ? { ...order, issues: [...order.issues, ...file.issues], file: name } : order,
    );
  }

  visit(administrations: Parameters<typeof gatherVisit>[1]): MappedVisit {
    const { rules, settings } = this.#context;
    const ordinal = this.numbers.claims + 1;
    const visit = gatherVisit(this.#chart, administrations, visitContext(this.#context));
    const number = claimNumber(settings.instance, ordinal);
    const sameDay = this.#claims.filter(
      ({ patientReference, serviceDate }) => patientReference === visit.patient && serviceDate === plainDate(visit.day),
    );
    const decision = decideClaim(visit, { rules, practice: settings.practice, number, sameDay });
    const mapped = mappedVisit(visit.sources, decision);
    if (decision.claim === undefined) return mapped;
    const file = claimFile(decision.claim, this.#stamp(), rules);
    if (!file.ok) return { ...mapped, result: 'hold', errors: refusals(file.issues) };
    this.#claims.push(decision.claim);
    this.numbers = { ...this.numbers, claims: ordinal };
    const warnings = [...mapped.warnings, ...file.issues];
    return { ...mapped, warnings, file: this.#keep(file.value, ordinal) };
  }

  /** Interchange numbers run over both kinds: a receiver takes a repeated one for a duplicate. */
  #stamp(): Stamp {
    const { settings, today, time } = this.#context;
    const control = this.numbers.requests + this.numbers.claims + 1;
    return { route: settings.route, control, date: today.replaceAll('-', ''), time };
  }

  #keep({ kind, text }: OutgoingFile, ordinal: number): string {
    const name = `${kind}-${String(ordinal).padStart(4, '0')}.x12`;
    this.files.push({ name, set: kind, text });
    return name;
  }
}

const mappedVisit = (source: readonly string[], decision: ClaimDecision): MappedVisit => ({
  source,
  result: decision.result,
  claim: decision.form,
  lines: decision.lines.map(mappedLine),
  errors: decision.errors,
  warnings: decision.warnings,
});

function mappedLine(line: CodedLine): MappedClaimLine {
  const { hcpcs, units, modifiers, ndc, proof, dx_pointers, mea, description } = line;
  return {
    hcpcs,
    units,
    modifiers,
    ...(ndc === undefined ? {} : { ndc }),
    ...(dx_pointers === undefined ? {} : { dx_pointers }),
    ...(mea === undefined ? {} : { mea }),
    ...(description === undefined ? {} : { description }),
    proof,
  };
}

/** A value of the chart that the guide has no room for: what it is stands in the issues. */
function refusedOrder(order: OrderDecision, issues: readonly Issue[]): MappedOrder {
  if (order.authorization !== 'required') return order;
  const refused = refusals(issues);
  const reasons = refused.map((issue) => issue.message);
  return { ...order, authorization: 'hold', reasons, issues: [...order.issues, ...refused] };
}

const refusals = (issues: Outcome<unknown>['issues']): readonly Issue[] =>
  issues.filter((issue) => issue.severity === 'error');

/** Says what was there instead, in types and counts only. */
function nothingToMap(chart: Chart): Issue {
  const counts = Map.groupBy(chart.resources, (resource) => resource.resourceType);
  const seen = [...counts].map(([type, resources]) => `${resources.length} ${type}`).join(', ');
  const message = `There is no MedicationRequest and no MedicationAdministration in this input${seen === '' ? '' : ` (it holds ${seen})`}. Add the order or the dose.`;
  return warning('NOTHING_TO_MAP', message);
}
