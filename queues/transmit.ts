/** Queue `transmit`: sends a recorded file. Its bytes never change; after a lost reply nobody guesses. */

import type { Transmission } from '../src/ports.ts';
import { Fault } from '../src/ports.ts';
import { finish, type Handler, type Job, type World } from '../src/world.ts';

/** Job ref: a transmission id. */
export const transmit: Handler = async (job, world) => {
  const transmission = await world.ledger.transact((tx) => tx.transmission(job.ref));
  if (transmission === undefined) throw new Error(`no transmission ${job.ref}`);
  if (!maySend(transmission, world)) return settle(job, world, transmission.state === 'sent' ? 'sent' : 'unknown');
  await world.ledger.transact((tx) => tx.setTransmissionState(transmission.id, 'sending'));
  const result = await world.partner.send({ name: transmission.fileName, bytes: transmission.bytes });
  if (result === 'refused') throw new Fault(`${transmission.partner} did not take the file`);
  return settle(job, world, result);
};

/** A file that was being sent when we stopped may be there already: again only where a second copy does no harm. */
const maySend = (transmission: Transmission, world: World): boolean =>
  transmission.state === 'recorded' ||
  transmission.state === 'refused' ||
  (transmission.state === 'sending' && world.partner.ignoresDuplicates);

const settle = (job: Job, world: World, state: 'sent' | 'unknown'): Promise<void> =>
  world.ledger.transact(async (tx) => {
    await tx.setTransmissionState(job.ref, state);
    await finish(tx, job);
  });
