/** What a person decides about work that waits: put it back, or say what became of a file. */

import type { Ledger } from '../../ports.ts';

/** A parked item is done again, and its task is closed. False: no parked item has this id. */
export async function retryParked(ledger: Ledger, id: string): Promise<boolean> {
  const isParked = (await ledger.parkedWork()).some((item) => item.id === id);
  if (!isParked) return false;
  await ledger.retryParked(id);
  await ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: `work/${id}` }));
  return true;
}

/**
 * A file whose sending was interrupted: the partner has it, or it is sent again with the same bytes. False: no file
 * of this id is in question.
 */
export const resolveTransmission = (ledger: Ledger, id: string, arrived: boolean): Promise<boolean> =>
  ledger.transact(async (tx) => {
    const transmission = await tx.transmission(id);
    if (transmission?.state !== 'unknown') return false;
    await tx.setTransmissionState(id, arrived ? 'sent' : 'refused');
    if (!arrived) await tx.enqueue({ queue: 'transmit', ref: id });
    await tx.enqueue({ queue: 'writeback', ref: `transmission/${id}` });
    return true;
  });
