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

/**
 * After the payer was asked, what it was asked with stays as it was found then; only what was flagged is looked at again,
 * since an order that was missing may have come, and the imaging beside the course, which is nobody's request of ours.
 */
export function flaggedAnew(asked: Determination, now: Determination): Determination {
  const checklist = asked.checklist.map((item) =>
    item.holds ? item : (now.checklist.find(({ id }) => id === item.id) ?? item),
  );
  const found = isSame(asked.checklist, checklist) ? asked : { ...now, checklist };
  return { ...found, imaging: now.imaging };
}

/** The same, whatever the order of keys it came back from the ledger with. */
export const isSame = <T extends object>(known: T | undefined, now: T): boolean =>
  known !== undefined && sorted(known) === sorted(now);

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
