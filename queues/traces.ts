/** Our traces in the ledger: TRN02 of a request belongs to one authorization for ever, TRN03 is remembered once it was sent. */

import type { Practice } from '../src/authorization/parties.ts';
import { originatorId } from '../src/authorization/request278.ts';
import { authorizationReference } from '../src/exchange/numbers.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';

/** A reference that nobody had before, for another request of the authorization. */
export async function nextReference(stream: string, tx: LedgerTransaction, world: World): Promise<string> {
  const reference = authorizationReference(world.settings.instance, await tx.nextControlNumber('authorization'));
  await ownReference(reference, stream, tx);
  return reference;
}

/**
 * Makes the reference the authorization's own; it may be that already. Throws Error where another one has it: an answer
 * to the one would be taken for an answer to the other.
 */
export async function ownReference(reference: string, stream: string, tx: LedgerTransaction): Promise<void> {
  if (!(await tx.claimKey(REFERENCE, reference, stream)))
    throw new Error(`the reference of ${stream} belongs to another authorization`);
}

/** The authorization of a reference; undefined: none of ours has it. */
export const ownerOfReference = (reference: string, tx: LedgerTransaction): Promise<string | undefined> =>
  tx.owner(REFERENCE, reference);

/** Remembers what was sent, before it is: answers come under the number and the originator they were asked with. */
export async function sendsTrace(
  { reference, requester }: { readonly reference: string; readonly requester: Practice },
  stream: string,
  tx: LedgerTransaction,
): Promise<void> {
  await ownReference(reference, stream, tx);
  await tx.link(ORIGINATOR, 'ours', originatorId(requester));
}

/** Every originator id we ever asked under, and the one we ask under now. */
export async function ourOriginators(tx: LedgerTransaction, { practice }: World['settings']): Promise<Set<string>> {
  return new Set([...(await tx.linked(ORIGINATOR, 'ours')), originatorId(practice)]);
}

const REFERENCE = 'authorization reference';
const ORIGINATOR = 'originator';
