import type { JobQueue } from '../src/adapters/queueServer.ts';
import { type Dispatch, Fault, type Ledger, type Log, type QueueName } from '../src/ports.ts';
import { jobOf } from './payload.ts';

export interface RelayOptions {
  /** At most so many items of a queue are dispatched and not done: a burst waits in the outbox, not in the queue. */
  readonly window: number;
  /** Looks again after this long; `idleMs` when the last look found nothing. */
  readonly busyMs: number;
  readonly idleMs: number;
  /** How long a dispatched item is left to the queue at first, before it is handed over again. */
  readonly leaseMs: number;
}

export const RELAY_OPTIONS: RelayOptions = { window: 200, busyMs: 250, idleMs: 1_000, leaseMs: 5_000 };

export interface Relay {
  /** Look now: new work was committed here. */
  kick(queues: Iterable<QueueName>): void;
  stop(): Promise<void>;
}

/**
 * Moves due work from the outbox to the queues, chosen by its state and in a bounded window. Polling alone suffices:
 * it finds the work of other processes, what is due again, and all that a wiped queue forgot. The kick saves waiting.
 */
export function startRelay(
  ledger: Ledger,
  queues: ReadonlyMap<QueueName, JobQueue>,
  log: Log,
  options: RelayOptions = RELAY_OPTIONS,
): Relay {
  const kicked = new Set<QueueName>();
  const alarm = alarmClock();
  const outages = outagesTold(log);
  let stopped = false;

  /** One queue that cannot be reached must not hold up the others. */
  const dispatch = async (name: QueueName): Promise<number> => {
    let items: readonly Dispatch[] = [];
    try {
      items = await ledger.dispatchable(name, options.window, options.leaseMs);
      if (items.length > 0) await queues.get(name)?.add(items.map(jobOf));
      outages.worked(name, items.length > 0);
      return items.length;
    } catch (error) {
      outages.failed(name, error, items.length > 0);
      return 0;
    }
  };
  const dispatchKickedUntil = async (time: number): Promise<void> => {
    while (!stopped && performance.now() < time) {
      if (kicked.size === 0) await alarm.sleep(time - performance.now());
      const names = [...kicked];
      kicked.clear();
      for (const name of names) await dispatch(name);
    }
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      let moved = 0;
      for (const name of queues.keys()) moved += await dispatch(name);
      await dispatchKickedUntil(performance.now() + (moved > 0 ? options.busyMs : options.idleMs));
    }
  };
  const running = run();

  return {
    kick(names) {
      for (const name of names) if (queues.has(name)) kicked.add(name);
      if (kicked.size > 0) alarm.ring();
    },
    async stop() {
      stopped = true;
      alarm.ring();
      await running;
    },
  };
}

interface Outages {
  failed(queue: QueueName, error: unknown, whileAdding: boolean): void;
  worked(queue: QueueName, added: boolean): void;
}

/**
 * Tells each reason once in an outage of a queue, then its end: an outage of hours must not fill the log. What failed
 * while jobs were added is over when some were added again; that there is nothing to add proves nothing.
 */
function outagesTold(log: Log): Outages {
  const open = new Map<QueueName, { readonly reasons: Set<string>; whileAdding: boolean }>();
  return {
    failed(queue, error, whileAdding) {
      const outage = open.get(queue) ?? { reasons: new Set<string>(), whileAdding };
      open.set(queue, outage);
      outage.whileAdding = whileAdding;
      const reason = reasonOf(error);
      if (outage.reasons.has(reason)) return;
      outage.reasons.add(reason);
      log.warn('relay.failed', { queue, reason });
    },
    worked(queue, added) {
      const outage = open.get(queue);
      if (outage === undefined || (outage.whileAdding && !added)) return;
      open.delete(queue);
      log.info('relay.works-again', { queue });
    },
  };
}

/** A Fault says what is wrong in codes; any other error's message may quote what it stumbled over. */
const reasonOf = (error: unknown): string =>
  error instanceof Fault ? `FAULT ${error.message}` : error instanceof Error ? error.name : 'unknown';

/** A sleep that can be cut short. */
function alarmClock(): { sleep(ms: number): Promise<void>; ring(): void } {
  let wake: (() => void) | undefined;
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, ms));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    ring: () => wake?.(),
  };
}
