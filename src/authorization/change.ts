/** A plan that changed after it was asked for: told to a person, never rewritten. */

import type { Authorization, AuthorizationEvent } from './authorization.ts';
import type { GatheredPlan } from './decide.ts';

/** The event for orders that were added, or that ended, since the request; undefined when nothing did or it was told. */
export function changeOfOrders(state: Authorization, plan: GatheredPlan): AuthorizationEvent | undefined {
  const known = new Set(state.orders);
  const added = plan.orders.filter((order) => order.treatment !== undefined && !known.has(order.source));
  const ended = plan.orders.filter(
    (order) => known.has(order.source) && order.issues.some((issue) => issue.code === 'STATUS_NOT_BILLABLE'),
  );
  const parts = [
    ...(added.length === 0 ? [] : [`ordered since: ${added.map((order) => order.source).join(', ')}`]),
    ...(ended.length === 0 ? [] : [`no longer active: ${ended.map((order) => order.source).join(', ')}`]),
  ];
  if (parts.length === 0) return undefined;
  const note = `The plan changed after it was sent to the payer (${parts.join('; ')}). Extend, revise or cancel the authorization.`;
  return note === state.attention ? undefined : { type: 'OrdersChanged', note };
}
