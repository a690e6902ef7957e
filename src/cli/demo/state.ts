/** What the ledger knows of the demo's patients. */

import { loadAuthorization, loadClaim } from '../../../queues/streams.ts';
import type { Authorization } from '../../authorization/authorization.ts';
import type { ClaimState } from '../../claim/claim.ts';
import type { Ledger } from '../../ports.ts';

export interface StoryState {
  readonly authorizations: readonly Authorization[];
  readonly claims: readonly ClaimState[];
}

export async function stateOf(ledger: Ledger, patient: string): Promise<StoryState> {
  return await ledger.transact(async (tx) => {
    const authorizations: Authorization[] = [];
    for (const stream of await tx.streams('authorization/')) {
      const { state } = await loadAuthorization(tx, stream);
      if (state.patient === patient) authorizations.push(state);
    }
    const claims: ClaimState[] = [];
    for (const stream of await tx.streams('claim/')) {
      const { state } = await loadClaim(tx, stream);
      if (state.patient === patient) claims.push(state);
    }
    return { authorizations, claims };
  });
}

/** Doses that are on a claim which is settled: paid, denied or not billable. */
export const settledDoses = ({ claims }: StoryState): ReadonlySet<string> =>
  new Set(claims.filter(({ status }) => SETTLED.has(status)).flatMap(({ administrations }) => administrations));
const SETTLED: ReadonlySet<string> = new Set(['paid', 'partlyPaid', 'denied', 'notBillable']);
/** An authorization the payer has answered, or one that needs no answer. */
export const isDecided = ({ authorizations }: StoryState): boolean =>
  authorizations.length > 0 && authorizations.every(({ status }) => !['new', 'requested', 'pended'].includes(status));
