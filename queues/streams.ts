/** The states of authorizations and claims as the ledger knows them now. */

import {
  type Authorization,
  type AuthorizationEvent,
  applyAuthorization,
  foldAuthorization,
} from '../src/authorization/authorization.ts';
import type { Certified } from '../src/claim/authorized.ts';
import { type ClaimEvent, type ClaimState, foldClaim } from '../src/claim/claim.ts';
import type { LedgerTransaction, StoredEvent } from '../src/ports.ts';

export interface Loaded<S> {
  readonly state: S;
  /** Number of events recorded: where the next one is appended. */
  readonly version: number;
}
const plain = <E>(events: readonly StoredEvent[]): readonly E[] =>
  events.map(({ type, data }) => ({ ...(data as object), type }) as E);

export async function loadAuthorization(tx: LedgerTransaction, stream: string): Promise<Loaded<Authorization>> {
  const events = await tx.events(stream);
  return { state: foldAuthorization(plain<AuthorizationEvent>(events)), version: events.length };
}
export async function loadClaim(tx: LedgerTransaction, stream: string): Promise<Loaded<ClaimState>> {
  const events = await tx.events(stream);
  return { state: foldClaim(plain<ClaimEvent>(events)), version: events.length };
}

/** Appends one event and tells the chart. */
export async function record(
  tx: LedgerTransaction,
  stream: string,
  version: number,
  event: AuthorizationEvent | ClaimEvent,
  cause: string,
): Promise<void> {
  const { type, ...data } = event;
  await tx.append(stream, version, [{ type, data }], cause);
  await tx.enqueue({ queue: 'writeback', ref: stream });
}

/**
 * Everything the payers have decided for a patient, by service, and the version each authorization was read at. What
 * the claim `giver` drew counts as not drawn: a visit looked at again must not run out of units by its own claim.
 */
export async function certifiedFor(
  tx: LedgerTransaction,
  patient: string,
  giver?: string,
): Promise<{ readonly certified: readonly Certified[]; readonly versions: ReadonlyMap<string, number> }> {
  const certified: Certified[] = [];
  const versions = new Map<string, number>();
  for (const stream of await tx.linked('patient authorization', patient)) {
    const { state, version } = await loadAuthorization(tx, stream);
    versions.set(stream, version);
    const { request, services, contradiction } =
      giver === undefined ? state : applyAuthorization(state, { type: 'UnitsReturned', claim: giver });
    if (request === undefined) continue;
    const { insurance, placeOfService } = request;
    const contradicted = contradiction === undefined ? {} : { contradicted: true };
    const asked = { payer: insurance.payer.profile, memberId: insurance.memberId, ...contradicted };
    for (const service of services) {
      // The payer may have certified another place than was asked for.
      const place = service.decision?.placeOfService ?? placeOfService;
      certified.push({ stream, service, ...asked, placeOfService: place });
    }
  }
  return { certified, versions };
}
