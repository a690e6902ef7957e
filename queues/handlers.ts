/** Every queue and what works on it. */

import type { QueueName } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { authorization } from './authorization.ts';
import { claim } from './claim.ts';
import { intake } from './intake.ts';
import { receive } from './receive.ts';
import type { Handler } from './runtime.ts';
import { transmit } from './transmit.ts';
import { writeback } from './writeback.ts';

const queues = { intake, authorization, claim, transmit, receive, writeback };

/** The handlers over one world, for the runtime or for working the outbox off in one process. */
export const handlersOf = (world: World): Readonly<Record<QueueName, Handler>> => ({
  intake: (item) => queues.intake(item, world),
  authorization: (item) => queues.authorization(item, world),
  claim: (item) => queues.claim(item, world),
  transmit: (item) => queues.transmit(item, world),
  receive: (item) => queues.receive(item, world),
  writeback: (item) => queues.writeback(item, world),
});
