/** What the ledger knows of the demo's patients. */

import { loadAuthorization, loadClaim } from '../../../queues/streams.ts';
import type { Authorization } from '../../authorization/authorization.ts';
import type { ClaimState } from '../../claim/claim.ts';
import type { Issue } from '../../outcome.ts';
import type { Inbound, Ledger } from '../../ports.ts';

export interface StoryState {
  readonly authorizations: readonly Authorization[];
  readonly claims: readonly ClaimState[];
  /** Files of the payer that name a claim of the patient and could not be trusted. */
  readonly quarantined: readonly QuarantinedFile[];
}
export interface QuarantinedFile {
  readonly name: string;
  readonly issues: readonly Issue[];
  /** The claims of the patient it names. */
  readonly claims: readonly string[];
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
    const waiting = claims.flatMap(({ status, claim }) => (status === 'accepted' && claim ? [claim.number] : []));
    const files = waiting.length === 0 ? [] : await tx.inbounds();
    return { authorizations, claims, quarantined: files.flatMap((file) => quarantinedFile(file, waiting)) };
  });
}

/** CLM01 comes back in CLP01, between element separators. */
function quarantinedFile(
  { name, state, issues, bytes }: Inbound,
  waiting: readonly string[],
): readonly QuarantinedFile[] {
  if (state !== 'quarantined') return [];
  const text = new TextDecoder().decode(bytes);
  const claims = waiting.filter((number) => text.includes(`CLP*${number}*`));
  return claims.length === 0 ? [] : [{ name, issues, claims }];
}

/** Doses whose claim waits for nothing but a person: paid, denied, held, not billable, or its remittance quarantined. */
export const settledDoses = ({ claims, quarantined }: StoryState): ReadonlySet<string> =>
  new Set(
    claims
      .filter(
        ({ status, claim }) =>
          SETTLED.has(status) || quarantined.some((file) => claim !== undefined && file.claims.includes(claim.number)),
      )
      .flatMap(({ administrations }) => administrations),
  );
const SETTLED: ReadonlySet<string> = new Set(['paid', 'partlyPaid', 'denied', 'held', 'notBillable']);
/** An authorization the payer has answered, or one that needs no answer. */
export const isDecided = ({ authorizations }: StoryState): boolean =>
  authorizations.length > 0 && authorizations.every(({ status }) => !['new', 'requested', 'pended'].includes(status));
