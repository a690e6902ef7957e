/** An authorization that is out is looked at again: what its payer wants by now, and what its chart says by now. */

import { isAsked } from '../src/authorization/again.ts';
import type { Authorization } from '../src/authorization/authorization.ts';
import { ownPart } from '../src/authorization/bundle.ts';
import { type Casework, type CaseworkEvent, caseworkOf } from '../src/authorization/casework.ts';
import { coverageChange } from '../src/authorization/coverageChange.ts';
import { decidePlan } from '../src/authorization/decide.ts';
import { determinationOf, flaggedAnew, isSame } from '../src/authorization/determination.ts';
import type { DecisionContext, GatheredPlan } from '../src/authorization/gathered.ts';
import type { Insured } from '../src/authorization/insured.ts';
import { differenceOf } from '../src/authorization/planDiff.ts';
import { coverageAhead, isOpenStill, rulesDayOf, wantedAnew } from '../src/authorization/wantedAnew.ts';
import type { Outcome } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import { appendCasework } from './casework.ts';
import type { Loaded } from './streams.ts';

/** What is new becomes work; nothing is asked for here, and nothing that was sent is touched. */
export async function reexamine(
  tx: LedgerTransaction,
  stream: string,
  state: Authorization,
  casework: Loaded<Casework>,
  plan: GatheredPlan,
  facts: DecisionContext,
  insuredOn: (day: string) => Outcome<Insured> | undefined,
): Promise<void> {
  const { determination: asked, wantedAnew: known } = casework.state;
  if (asked === undefined || !isAsked(state)) return;
  const { rules, today, part } = facts;
  const first = ownPart(plan, decidePlan(plan, facts), part);
  const day = rulesDayOf(state, today);
  const now = ownPart(plan, decidePlan(plan, { ...facts, rulesOn: day }), part);
  const wanted = [
    ...wantedAnew(state, asked, now.plan, now.decision, rules, today),
    ...(isOpenStill(state, today) ? coverageAhead(state, now.plan, insuredOn(day), day) : []),
  ];
  const flagged = flaggedAnew(asked, determinationOf(first.decision, first.plan.clinical));
  const events: readonly CaseworkEvent[] = [
    ...(isSame(asked, flagged) ? [] : [{ type: 'Determined', ...flagged } as const]),
    ...(isSame(known, wanted) ? [] : [{ type: 'WantedAnew', items: wanted } as const]),
  ];
  await appendCasework(tx, stream, casework.version, events, 'order');
  if (events.length > 0) await tx.enqueue({ queue: 'writeback', ref: stream });
  if (isOpenStill(state, today)) await tx.enqueue({ queue: 'intake', ref: caseworkOf(stream), delayMs: DAY_MS });
}

/** Rules start on a day, also those of a file that is exchanged while nobody rings. */
const DAY_MS = 86_400_000;

/**
 * Whether place, diagnosis or prescriber are otherwise than in what was last asked for, no diagnosis is left, or the
 * coverage no longer fits: it may end on a day when nobody rings.
 */
export const isPlannedOtherwise = (state: Authorization, plan: GatheredPlan, facts: DecisionContext): boolean => {
  const now = ownPart(plan, decidePlan(plan, facts), facts.part).decision.request;
  const asked = state.rounds.at(-1)?.plan;
  if (asked !== undefined && coverageChange(asked.insurance, plan, state.issues) !== undefined) return true;
  if (plan.diagnoses.length === 0) return true;
  return now !== undefined && asked !== undefined && differenceOf(asked, now).event.length > 0;
};
