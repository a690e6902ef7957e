/** Records what happened to a claim, and with it who holds its doses and the units it uses up. */

import { applyClaim, type Claim, type ClaimEvent, type ClaimState } from '../src/claim/claim.ts';
import { drawsOf } from '../src/claim/events.ts';
import { changeOfHold } from '../src/claim/live.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type Loaded, loadAuthorization, record } from './streams.ts';

/**
 * Appends one event to a claim's stream; a claim that is sent takes its doses and units, a rejected one gives them back.
 *
 * @param versions the authorizations at the very versions the decision read: of two claims that counted on the same
 * units, the second one conflicts and decides again
 */
export async function recordClaim(
  tx: LedgerTransaction,
  stream: string,
  { state, version }: Loaded<ClaimState>,
  event: ClaimEvent,
  cause: string,
  world: World,
  versions: ReadonlyMap<string, number> = new Map(),
): Promise<void> {
  const after = applyClaim(state, event);
  const change = changeOfHold(state, after);
  if (change === 'taken' && after.claim !== undefined) await take(after.claim, stream, versions, tx, world);
  if (change === 'givenBack' && after.claim !== undefined) await giveBack(after.claim, stream, tx, world);
  await record(tx, stream, version, event, cause);
}

/** The key by which a dose belongs to one claim at a time. */
export const doseKey = (world: World, administration: string): string => `${world.ehr.name}/${administration}`;

/**
 * Every dose is on one live claim; a second owner is a bug that must not reach a payer. Units are used up in the
 * transaction that bills them, so that two claims never draw the same unit.
 */
async function take(
  sent: Claim,
  stream: string,
  versions: ReadonlyMap<string, number>,
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  for (const administration of sent.administrations) {
    if (!(await tx.claimKey('administration', doseKey(world, administration), stream)))
      throw new Error(`an administration of ${stream} is on another claim`);
  }
  for (const { authorization, draws } of drawsOf(sent, stream)) {
    let version = versions.get(authorization) ?? (await loadAuthorization(tx, authorization)).version;
    for (const draw of draws) {
      await record(tx, authorization, version, draw, stream);
      version += 1;
    }
  }
}

async function giveBack(unfiled: Claim, stream: string, tx: LedgerTransaction, world: World): Promise<void> {
  for (const administration of unfiled.administrations)
    await tx.releaseKey('administration', doseKey(world, administration), stream);
  for (const { authorization } of drawsOf(unfiled, stream)) {
    const { version } = await loadAuthorization(tx, authorization);
    await record(tx, authorization, version, { type: 'UnitsReturned', claim: stream }, stream);
  }
}
