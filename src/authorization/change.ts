/** A plan that changed after it was asked for: told to a person, never rewritten. */

import type { Authorization, AuthorizationEvent, ServiceLine } from './authorization.ts';
import type { ChangeDecision } from './changeRequest.ts';
import { type CoverageChange, coverageChange } from './coverageChange.ts';
import type { GatheredPlan, PlanDecision } from './decide.ts';

/**
 * The event for a coverage that no longer fits; for orders that were added, ended, left the plan or now come to other services than were asked for;
 * or for orders that are again what was asked for; undefined when neither is news.
 *
 * @param decision what would be asked for now
 * @param asked what is done about the difference; only what is left to a person is told here
 */
export function changeOfOrders(
  state: Authorization,
  plan: GatheredPlan,
  decision: PlanDecision,
  asked: ChangeDecision,
): AuthorizationEvent | undefined {
  const known = new Set(state.orders);
  const here = new Set(plan.orders.map(({ source }) => source));
  const added = plan.orders.filter((order) => order.treatment !== undefined && !known.has(order.source));
  const ended = plan.orders.filter(
    (order) =>
      state.status !== 'cancelled' &&
      known.has(order.source) &&
      order.issues.some((issue) => issue.code === 'STATUS_NOT_BILLABLE'),
  );
  const gone = state.orders.filter((source) => !here.has(source));
  const isOtherwiseSame = added.length + ended.length + gone.length === 0 && asked.is === 'human';
  const changes = isOtherwiseSame ? changedServices(state.request?.services, decision.request?.services) : [];
  const parts: string[] = [
    ...told('ordered since', names(added)),
    ...told('no longer active', names(ended)),
    ...told('no longer in the plan', gone),
    ...told('now comes to other units', changes),
  ];
  const coverage =
    state.request === undefined ? undefined : coverageChange(state.request.insurance, plan, state.issues);
  if (coverage !== undefined) parts.push(`${coverage.text}: ${NEXT[coverage.kind]}, and schedule nothing until then`);
  const isBare = plan.orders.length > 0 && plan.diagnoses.length === 0;
  if (isBare && (state.request?.diagnoses.length ?? 0) > 0)
    parts.push('no diagnosis is left for the orders: correct them, and schedule nothing until then');
  // A contradiction is settled with the payer, not by the orders.
  if (state.contradiction !== undefined && parts.length === 0) return undefined;
  if (parts.length === 0 && asked.is === 'human') parts.push('see the reason');
  if (parts.length === 0) return state.note === undefined ? undefined : { type: 'OrdersChanged' };
  const why = asked.is === 'human' ? ` ${asked.reason}` : '';
  const note = `The plan changed after it was sent to the payer (${parts.join('; ')}).${why} Extend, revise or cancel the authorization.`;
  return note === state.note ? undefined : { type: 'OrdersChanged', note };
}

const NEXT: Readonly<Record<CoverageChange['kind'], string>> = {
  payer: 'ask whoever pays now',
  member: 'ask whoever pays now',
  lost: 'ask whoever pays now',
  plan: 'ask the payer whether the authorization holds for it',
  order: 'ask whoever pays first now',
  merged: 'enter the orders in the surviving record',
};

const names = (orders: GatheredPlan['orders']): readonly string[] => orders.map(({ source }) => source);
const told = (what: string, which: readonly string[]): readonly string[] =>
  which.length === 0 ? [] : [`${what}: ${which.join(', ')}`];

/** Codes whose units differ; nothing is compared with a plan that cannot be asked for as it is now. */
function changedServices(
  before: readonly ServiceLine[] | undefined,
  now: readonly ServiceLine[] | undefined,
): readonly string[] {
  if (before === undefined || now === undefined) return [];
  const codes = [...new Set([...before, ...now].map(({ hcpcs }) => hcpcs))];
  return codes.flatMap((hcpcs) => {
    const [old, fresh] = [unitsOf(before, hcpcs), unitsOf(now, hcpcs)];
    return old === fresh ? [] : [`${hcpcs} ${fresh} instead of ${old}`];
  });
}

const unitsOf = (services: readonly ServiceLine[], hcpcs: string): number =>
  services.filter((line) => line.hcpcs === hcpcs).reduce((sum, { units }) => sum + units, 0);
