/** Everything of a patient's day that stands with a payer: lines on other claims count for limits and pairs of the day. */

import type { Claim } from '../src/claim/claim.ts';
import { isLive } from '../src/claim/live.ts';
import { Conflict, type LedgerTransaction } from '../src/ports.ts';
import { loadClaim } from './streams.ts';

/** A patient (`Patient/p1`) and a day (YYYY-MM-DD). */
export interface PatientDay {
  readonly patient?: string | undefined;
  readonly day: string;
}
export interface BilledOnDay {
  readonly stream: string;
  readonly claim: Claim;
}
/** What was billed for the day, and how many claims were ever sent for it when that was read. */
export interface SameDay {
  readonly billed: readonly BilledOnDay[];
  readonly turn: number;
}

/** @param own the claim's stream that is being decided: it does not stand beside itself */
export async function claimsOfDay(day: PatientDay, tx: LedgerTransaction, own?: string): Promise<SameDay> {
  const billed: BilledOnDay[] = [];
  const turn = (await tx.linked(TURN, keyOf(day))).length;
  for (const stream of await tx.linked(DAY, keyOf(day))) {
    if (stream === own) continue;
    const { state } = await loadClaim(tx, stream);
    if (state.claim?.serviceDate === day.day.replaceAll('-', '') && isLive(state))
      billed.push({ stream, claim: state.claim });
  }
  return { billed, turn };
}

/**
 * Takes the next turn of the day for a claim that is sent: of two that were decided without seeing each other, the
 * second one conflicts and is decided again, with the first beside it. Throws Conflict.
 *
 * @param at the claim's version, since one that was turned away takes a turn of its own when it is sent anew
 */
export async function takeTurn(
  day: PatientDay,
  { turn }: SameDay,
  stream: string,
  at: number,
  tx: LedgerTransaction,
): Promise<void> {
  const name = `${stream}/${at}`;
  if (!(await tx.claimKey(TURN, `${keyOf(day)} ${turn}`, name)))
    throw new Conflict('another claim of the same day was sent meanwhile');
  await tx.link(TURN, keyOf(day), name);
  await tx.link(DAY, keyOf(day), stream);
}

const DAY = 'claim of a day';
const TURN = 'turn of a day';
const keyOf = ({ patient, day }: PatientDay): string => `${patient ?? ''} ${day}`;
