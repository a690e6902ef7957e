import {
  Conflict,
  Fault,
  type Lease,
  type Ledger,
  type LedgerTransaction,
  type Log,
  type QueueName,
} from '../src/ports.ts';
import { readPayload } from './payload.ts';

/** One piece of work in a handler's hands. */
export interface WorkItem {
  readonly outboxId: string;
  readonly queue: QueueName;
  readonly ref: string;
  readonly epoch: number;
  /** Counts from 1. */
  readonly attempt: number;
  /**
   * Marks the work done, inside the very transaction that records its effects. Every handler calls it once.
   * Throws, and so rolls that transaction back, when another worker has taken over.
   */
  finish(tx: LedgerTransaction): Promise<void>;
}
export type Handler = (item: WorkItem) => Promise<void>;

/** When to try again and when to give up. Attempts are counted in the outbox, so they survive restarts and wipes. */
export interface RetryPolicy {
  readonly leaseMs: number;
  readonly backoffMs: { readonly first: number; readonly most: number };
  readonly attemptsOnFault: number;
  readonly attemptsOnBug: number;
  /** Workers that died in a row with the same item in hand. */
  readonly crashes: number;
}

/** With up to 15 minutes between attempts, 600 of them outlast an outage of three days. */
export const RETRY_POLICY: RetryPolicy = {
  leaseMs: 60_000,
  backoffMs: { first: 1_000, most: 15 * 60_000 },
  attemptsOnFault: 600,
  attemptsOnBug: 8,
  crashes: 20,
};

const CONFLICTS_IN_A_ROW = 10;

export interface WorkerParts {
  readonly ledger: Ledger;
  readonly handlers: Readonly<Partial<Record<QueueName, Handler>>>;
  readonly log: Log;
  readonly policy: RetryPolicy;
  /** 0 to just under 1: spreads retries so that many items do not come back at once. */
  readonly random: () => number;
}

/** Someone else took the item over while we worked: our transaction rolled back, and nothing is left to do. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Works off one job. Throws only when the ledger is out of reach; the dispatch lease then brings the item back. */
export async function workOn(data: unknown, parts: WorkerParts): Promise<void> {
  const { ledger, log, policy } = parts;
  const { known, outboxId } = readPayload(data);
  if (outboxId === undefined) return log.error('job.unreadable');
  const lease = await ledger.lease(outboxId, policy.leaseMs);
  // Done, parked, not due or in other hands: a job may come twice, its item is worked on once.
  if (lease === undefined) return;
  const handler = parts.handlers[lease.queue];
  if (!known || handler === undefined || lease.crashes >= policy.crashes) {
    const reason = !known ? 'PAYLOAD_VERSION_UNKNOWN' : handler === undefined ? 'NO_HANDLER' : 'WORKERS_DIED';
    return await park(outboxId, lease, reason, parts);
  }
  const heartbeat = setInterval(() => {
    ledger.renew(outboxId, lease.epoch, policy.leaseMs).catch(() => undefined);
  }, policy.leaseMs / 3);
  const failure = await handle(handler, outboxId, lease).finally(() => clearInterval(heartbeat));
  if (failure !== undefined) await afterFailure(failure, outboxId, lease, parts);
}

/** Runs the handler; a Conflict means that the state changed under it, so it reads and decides again at once. */
async function handle(handler: Handler, outboxId: string, lease: Lease): Promise<unknown> {
  const { queue, ref, epoch, attempt } = lease;
  for (let conflicts = 0; ; conflicts += 1) {
    let finished = false;
    const finish = async (tx: LedgerTransaction): Promise<void> => {
      if (!(await tx.finish(outboxId, epoch))) throw new LeaseLost('another worker has taken over');
      finished = true;
    };
    try {
      await handler({ outboxId, queue, ref, epoch, attempt, finish });
      return finished ? undefined : new Error('the handler returned without finishing its work');
    } catch (error) {
      if (!(error instanceof Conflict) || conflicts >= CONFLICTS_IN_A_ROW) return error ?? new Error('nothing thrown');
    }
  }
}

async function afterFailure(failure: unknown, outboxId: string, lease: Lease, parts: WorkerParts): Promise<void> {
  const { ledger, log, policy } = parts;
  const facts = { queue: lease.queue, outboxId, attempt: lease.attempt };
  if (failure instanceof LeaseLost) return log.warn('work.taken-over', facts);
  const passes = failure instanceof Fault || failure instanceof Conflict;
  if (passes) log.warn('work.postponed', { ...facts, reason: reasonOf(failure) });
  else log.error('work.failed', { ...facts, reason: reasonOf(failure), at: framesOf(failure) });
  if (lease.attempt >= (passes ? policy.attemptsOnFault : policy.attemptsOnBug)) {
    return await park(outboxId, lease, reasonOf(failure), parts);
  }
  await ledger.release(outboxId, lease.epoch, delayOf(failure, lease.attempt, parts), reasonOf(failure));
}

/** Somebody must hear of it: the item's task is recorded with it, unless it is itself about telling that. */
async function park(outboxId: string, lease: Lease, reason: string, parts: WorkerParts): Promise<void> {
  const { ledger, log, handlers } = parts;
  log.error('work.parked', { queue: lease.queue, outboxId, attempt: lease.attempt, reason });
  const canTell = handlers.writeback !== undefined && !lease.ref.startsWith('work/');
  const tell = canTell ? ({ queue: 'writeback', ref: `work/${outboxId}` } as const) : undefined;
  await ledger.park(outboxId, lease.epoch, reason, tell);
}

/** Anywhere between the first delay and its double per attempt, capped; never before the time the other side asked for. */
function delayOf(failure: unknown, attempt: number, { policy, random }: WorkerParts): number {
  const { first, most } = policy.backoffMs;
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 30));
  const asked = failure instanceof Fault ? (failure.retryAfterMs ?? 0) : 0;
  return Math.max(asked, first + random() * (ceiling - first));
}

/** A Fault's message holds codes only; any other error's may quote the record it stumbled over, so its name must do. */
function reasonOf(failure: unknown): string {
  if (failure instanceof Fault) return `FAULT ${failure.message}`.slice(0, 200);
  if (failure instanceof Conflict) return 'CONFLICT';
  const name = failure instanceof Error ? failure.name : typeof failure;
  return `BUG ${name.replaceAll(/[^A-Za-z0-9_]/g, '').slice(0, 40)}`;
}

function framesOf(failure: unknown): string {
  const lines = failure instanceof Error ? (failure.stack ?? '').split('\n') : [];
  const frames = lines.filter((line) => /^ {4}at /.test(line)).slice(0, 5);
  return frames.map((line) => line.trim()).join(' | ');
}
