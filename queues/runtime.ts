import { setTimeout as sleep } from 'node:timers/promises';
import type { JobQueue, JobWorker, QueueServer } from '../src/adapters/queueServer.ts';
import type { Ledger, Log, QueueName } from '../src/ports.ts';
import { refuseDrift, watchDrift } from './drift.ts';
import { RELAY_OPTIONS, type RelayOptions, startRelay } from './relay.ts';
import { type Handler, RETRY_POLICY, type RetryPolicy, type WorkerParts, workOn } from './worker.ts';

export type { Handler, RetryPolicy, WorkItem } from './worker.ts';

export interface RuntimeOptions {
  readonly ledger: Ledger;
  readonly queueServer: QueueServer;
  readonly handlers: Readonly<Partial<Record<QueueName, Handler>>>;
  readonly log: Log;
  /** The queues this process works on; all that have a handler by default. */
  readonly queues?: readonly QueueName[];
  /** Items of one queue at a time; 8 by default. */
  readonly concurrency?: number;
  readonly policy?: Partial<RetryPolicy>;
  readonly relay?: Partial<RelayOptions>;
  readonly random?: () => number;
  /** How long close waits for work in hand before it lets go; the leases then bring that work back. 20 s by default. */
  readonly closeTimeoutMs?: number;
}

export interface Runtime {
  /** Waits until no open work falls due within the given time (one minute by default) and nothing is in hand. */
  idle(withinMs?: number): Promise<void>;
  /** Stops taking work, waits for the work in hand, closes workers before queues. The ledger stays open. */
  close(): Promise<void>;
}

/**
 * The shell around BullMQ: relays due work from the outbox into queues and works it off through the handlers.
 * Throws a Fault when this machine's clock cannot be trusted with the queue (see drift.ts).
 */
export async function startWorkers(options: RuntimeOptions): Promise<Runtime> {
  const { ledger, queueServer, log } = options;
  if (queueServer.trustsWorkerClocks) await refuseDrift(ledger);
  const names = options.queues ?? (Object.keys(options.handlers) as QueueName[]);
  const queues = new Map<QueueName, JobQueue>(names.map((name) => [name, queueServer.openQueue(name)]));
  const relay = startRelay(ledger, queues, log, { ...RELAY_OPTIONS, ...options.relay });
  const stopListening = ledger.onWork((changed) => relay.kick(changed));
  const inHand = new Set<Promise<void>>();
  const workers = openWorkers(names, options, inHand);
  const stopWatching = queueServer.trustsWorkerClocks ? watchDrift(ledger, log, pauseOf(workers)) : undefined;

  const close = async (): Promise<void> => {
    stopWatching?.();
    stopListening();
    await relay.stop();
    await closeWorkers(workers, inHand, options.closeTimeoutMs ?? 20_000);
    await Promise.all([...queues.values()].map((queue) => queue.close()));
  };
  let closing: Promise<void> | undefined;
  return {
    async idle(withinMs = 60_000) {
      while (inHand.size > 0 || (await ledger.openWork(withinMs)) > 0) await sleep(25);
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function openWorkers(names: readonly QueueName[], options: RuntimeOptions, inHand: Set<Promise<void>>): JobWorker[] {
  const parts: WorkerParts = {
    ledger: options.ledger,
    handlers: options.handlers,
    log: options.log,
    policy: { ...RETRY_POLICY, ...options.policy },
    random: options.random ?? Math.random,
  };
  return names.map((name) =>
    options.queueServer.openWorker(name, options.concurrency ?? 8, async (data) => {
      const work = workOn(data, parts);
      const settled = work.catch(() => undefined);
      inHand.add(settled);
      await work.finally(() => inHand.delete(settled));
    }),
  );
}

const pauseOf =
  (workers: readonly JobWorker[]) =>
  (pause: boolean): void => {
    for (const worker of workers) {
      if (pause) void worker.pause();
      else worker.resume();
    }
  };

async function closeWorkers(
  workers: readonly JobWorker[],
  inHand: ReadonlySet<Promise<void>>,
  timeoutMs: number,
): Promise<void> {
  const gracefully = Promise.all(workers.map((worker) => worker.close()));
  const inTime = new AbortController();
  await Promise.race([gracefully, sleep(timeoutMs, undefined, { signal: inTime.signal }).catch(() => undefined)]);
  inTime.abort();
  if (inHand.size > 0) await Promise.all(workers.map((worker) => worker.close(true)));
  else await gracefully;
}
