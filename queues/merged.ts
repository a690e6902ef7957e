/** Two records of one patient that the EHR merged: what is on record for the one is found from the other. */

import type { FhirResource, LedgerTransaction } from '../src/ports.ts';
import { reconsider } from './subjects.ts';

interface Link {
  readonly other?: { readonly reference?: string };
  readonly type?: string;
}

/**
 * Where a Patient says that it replaces another one, or was replaced: the authorizations and claims of the old record are
 * known to the surviving one too, and everything of both is looked at again. Nothing is rewritten, and nothing of the
 * surviving record is known to the old one.
 */
export async function followMerge(tx: LedgerTransaction, patient: string, resource: FhirResource): Promise<void> {
  if (resource.resourceType !== 'Patient') return;
  for (const { other, type } of (resource['link'] ?? []) as readonly Link[]) {
    const named = /(?:^|\/)(Patient\/[A-Za-z0-9.-]{1,64})$/.exec(other?.reference ?? '')?.[1];
    if (named === undefined || (type !== 'replaced-by' && type !== 'replaces')) continue;
    const [old, survivor] = type === 'replaced-by' ? [patient, named] : [named, patient];
    for (const kind of ['patient authorization', 'patient claim'] as const)
      for (const stream of await tx.linked(kind, old)) await tx.link(kind, survivor, stream);
    await reconsider(tx, old);
    await reconsider(tx, survivor);
  }
}
