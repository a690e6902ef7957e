/** The census with a memory: asks the EHR for everything that changed since the last time it was asked in full. */

import type { World } from '../src/world.ts';
import { census } from './notify.ts';

/** Changes become visible late and clocks differ: so much is asked for again. What is known changes nothing. */
const OVERLAP_MS = 15 * 60_000;
/** The very first census looks back a day: an installation does not bill what was given before it. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;

/**
 * One census since the last complete one, however long ago that was; the number of versions seen. The memory moves on
 * only when every page of every type was read. Throws a Fault when the EHR does not answer.
 */
export async function catchUp(world: World, now: Date): Promise<number> {
  const { ledger, ehr } = world;
  const last = await ledger.transact((tx) => tx.owner(KIND, ehr.name));
  const seen = await census(world, sinceOf(last, now));
  await ledger.transact(async (tx) => {
    // Of two that asked at once, one is remembered; the overlap covers the difference.
    if (last !== undefined) await tx.releaseKey(KIND, ehr.name, last);
    await tx.claimKey(KIND, ehr.name, now.toISOString());
  });
  return seen;
}

const KIND = 'census';

/** A clock that was set back must not leave a gap either. */
const sinceOf = (last: string | undefined, now: Date): Date =>
  last === undefined
    ? new Date(now.getTime() - FIRST_LOOK_BACK_MS)
    : new Date(Math.min(Date.parse(last), now.getTime()) - OVERLAP_MS);
