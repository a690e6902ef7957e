/** Which orders belong to one plan, and which of them to one request of it. */

import type { Chart } from '../fhir/chart.ts';
import type { KnownResource, ResourceOf } from '../fhir/resources.ts';
import type { GatheredPlan, PlanDecision } from './gathered.ts';

type Order = ResourceOf<'MedicationRequest'>;

/**
 * The key of the plan an order belongs to: by its groupIdentifier, else the RequestGroup or CarePlan that lists it or
 * that it is based on, else the order it is based on; an order without any of these stands alone. Contains ids of the
 * EHR, so it stays in the record store.
 */
export function groupKeyOf(chart: Chart, order: Order): string {
  return keyOf(chart, order, new Set());
}

function keyOf(chart: Chart, order: Order, seen: Set<Order>): string {
  const patient = order.subject?.reference ?? '';
  const { groupIdentifier } = order;
  if (groupIdentifier?.value !== undefined)
    return `plan ${patient} ${groupIdentifier.system ?? ''}|${groupIdentifier.value}`;
  const holder = holderOf(chart, order);
  if (holder?.resourceType === 'RequestGroup' && holder.groupIdentifier?.value !== undefined)
    return `plan ${patient} ${holder.groupIdentifier.system ?? ''}|${holder.groupIdentifier.value}`;
  if (holder !== undefined) return `plan ${patient} ${chart.nameOf(holder)}`;
  const [base] = (order.basedOn ?? []).flatMap((one) => chart.resolve('MedicationRequest', one, order) ?? []);
  seen.add(order);
  return base === undefined || seen.has(base) ? `order ${chart.nameOf(order)}` : keyOf(chart, base, seen);
}

/** What holds the order together with others. A plan that was withdrawn holds nothing. */
function holderOf(chart: Chart, order: Order): ResourceOf<'RequestGroup'> | ResourceOf<'CarePlan'> | undefined {
  const isStanding = ({ status }: { readonly status?: string | undefined }): boolean =>
    status !== 'entered-in-error' && status !== 'revoked';
  const lists = (from: KnownResource, references: readonly Parameters<Chart['pointsAt']>[0][]): boolean =>
    references.some((reference) => chart.pointsAt(reference, from, order));
  return (
    chart.all('RequestGroup').find(
      (group) =>
        isStanding(group) &&
        lists(
          group,
          (group.action ?? []).map(({ resource }) => resource),
        ),
    ) ??
    chart.all('CarePlan').find(
      (plan) =>
        isStanding(plan) &&
        lists(
          plan,
          (plan.activity ?? []).map(({ reference }) => reference),
        ),
    ) ??
    (order.basedOn ?? [])
      .map((one) => chart.resolve('RequestGroup', one, order) ?? chart.resolve('CarePlan', one, order))
      .find((holder) => holder !== undefined && isStanding(holder))
  );
}

const PART = / \[part ([A-Za-z0-9]+)\]$/;

/** The key of one request of a plan, where the payer wants several. */
export const partKey = (plan: string, part: string): string => `${plan} [part ${part}]`;

/** A key taken apart again. */
export function planOfKey(key: string): { readonly plan: string; readonly part?: string } {
  const part = PART.exec(key)?.[1];
  return part === undefined ? { plan: key } : { plan: key.replace(PART, ''), part };
}

/** Plan and decision without the orders that stand on another request of the plan. */
export function ownPart(
  plan: GatheredPlan,
  decision: PlanDecision,
  part: string | undefined,
): { readonly plan: GatheredPlan; readonly decision: PlanDecision } {
  const [own] = decision.parts;
  const isOwn = (source: string): boolean => {
    const told = decision.orders.find((order) => order.source === source)?.part;
    // What stands on no request of its own is told with the first one.
    return told === undefined ? part === undefined : told === own;
  };
  if (part === undefined && decision.parts.length < 2) return { plan, decision };
  return {
    plan: { ...plan, orders: plan.orders.filter(({ source }) => isOwn(source)) },
    decision: { ...decision, orders: decision.orders.filter(({ source }) => isOwn(source)) },
  };
}
