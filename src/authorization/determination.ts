/** What was found out about a plan, as it is kept: for every order the answer and its reasons, also where nothing is needed. */

import type { Determination } from './casework.ts';
import type { Clinical } from './clinical.ts';
import type { PlanDecision } from './gathered.ts';

export function determinationOf(decision: PlanDecision, clinical: Clinical | undefined): Determination {
  return {
    orders: decision.orders.map(({ source, authorization, reasons, route, part }) => ({
      source,
      authorization,
      reasons,
      ...(route === undefined ? {} : { route }),
      ...(part === undefined ? {} : { part }),
    })),
    checklist: decision.checklist,
    rems: decision.rems,
    imaging: clinical?.imaging ?? [],
  };
}

/** The same, whatever the order of keys it came back from the ledger with. */
export const isSameDetermination = (known: Determination | undefined, now: Determination): boolean =>
  known !== undefined && sorted(known) === sorted(now);

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
