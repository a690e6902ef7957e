/** Queue `transmit`: sends a recorded file. Its bytes never change; after a lost reply nobody guesses. */

import type { LedgerTransaction, Transmission } from '../src/ports.ts';
import { Fault } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import type { WorkItem } from './runtime.ts';

/** The item's ref is a transmission id. */
export async function transmit(item: WorkItem, world: World): Promise<void> {
  const transmission = await world.ledger.transact((tx) => tx.transmission(item.ref));
  if (transmission === undefined) throw new Error(`no transmission ${item.ref}`);
  if (!maySend(transmission, world)) return settle(item, world, transmission.state === 'sent' ? 'sent' : 'unknown');
  await world.ledger.transact(async (tx) => {
    if (transmission.state === 'sending') await noteSecondCopy(tx, transmission.id);
    await tx.setTransmissionState(transmission.id, 'sending');
  });
  const result = await world.partner.send({ name: transmission.fileName, bytes: transmission.bytes });
  if (result === 'refused') {
    await world.ledger.transact((tx) => tx.setTransmissionState(transmission.id, 'refused'));
    throw new Fault(`${transmission.partner} did not take the file`);
  }
  return settle(item, world, result);
}

/** A file that was being sent when we stopped may be there already: again only where a second copy does no harm. */
const maySend = (transmission: Transmission, world: World): boolean =>
  transmission.state === 'recorded' ||
  transmission.state === 'refused' ||
  (transmission.state === 'sending' && world.partner.ignoresDuplicates);

const noteSecondCopy = (tx: LedgerTransaction, id: string): Promise<boolean> => tx.claimKey('sent again', id, id);

/** Whether the partner may have two copies of the file: then it refuses one of them, which says nothing about the other. */
export const maybeSentTwice = async (tx: LedgerTransaction, id: string): Promise<boolean> =>
  (await tx.owner('sent again', id)) !== undefined;

const settle = (item: WorkItem, world: World, state: 'sent' | 'unknown'): Promise<void> =>
  world.ledger.transact(async (tx) => {
    await tx.setTransmissionState(item.ref, state);
    // Nobody can tell from here whether the partner has the file: a person asks.
    if (state === 'unknown') await tx.enqueue({ queue: 'writeback', ref: `transmission/${item.ref}` });
    await item.finish(tx);
  });
