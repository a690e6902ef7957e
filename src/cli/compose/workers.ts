/** The queues of a world: BullMQ around its handlers. */

import { handlersOf } from '../../../queues/handlers.ts';
import { type Runtime, startWorkers } from '../../../queues/runtime.ts';
import type { QueueServer } from '../../adapters/queueServer.ts';
import type { World } from '../../world.ts';

/** Starts to work everything off. Throws a Fault when this machine's clock cannot be trusted with the queue. */
export const openWorkers = (world: World, queueServer: QueueServer): Promise<Runtime> =>
  startWorkers({ ledger: world.ledger, queueServer, handlers: handlersOf(world), log: world.log });
