import {
  type BackendClasses,
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type PgPool,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import { Fault, type Log } from '../ports.ts';
import { fromDriver } from './postgresFault.ts';
import type { Database } from './postgresPool.ts';

/** A job as it is handed over: nothing but an id and a payload that names an outbox item. */
export interface QueueJob {
  readonly id: string;
  readonly data: unknown;
}
export interface JobQueue {
  /** Adding a job whose id is still queued is a no-op. Throws a Fault when the store is away, full or not ready. */
  add(jobs: readonly QueueJob[]): Promise<void>;
  close(): Promise<void>;
}
export interface JobWorker {
  pause(): Promise<void>;
  resume(): void;
  /** Takes no more jobs and waits for those in hand; `force` does not wait. */
  close(force?: boolean): Promise<void>;
}

/** What hands jobs to workers. Its store is disposable: wiping it loses nothing, for the outbox is the record. */
export interface QueueServer {
  readonly kind: 'embedded' | 'postgres' | 'redis';
  /** True where BullMQ takes the time for locks from each worker's own clock, so that a wrong clock steals jobs. */
  readonly trustsWorkerClocks: boolean;
  /** Resolves when the store answers; a Redis that is away is waited for. */
  ping(): Promise<void>;
  openQueue(name: string): JobQueue;
  openWorker(name: string, concurrency: number, work: (data: unknown) => Promise<void>): JobWorker;
  close(): Promise<void>;
}

/** BullMQ in the ledger's database (schema `bullmq`) or on Redis. Opens no connection before it is used. */
export function openQueueServer(
  options: { readonly database: Database } | { readonly redisUrl: string },
  log: Log,
): QueueServer {
  if ('database' in options) {
    const { kind, queuePool } = options.database;
    const connection = queuePool as unknown as PgPool;
    const outage = outageOf(kind === 'embedded' ? 'embedded' : 'postgres', log);
    return {
      kind: kind === 'embedded' ? 'embedded' : 'postgres',
      trustsWorkerClocks: kind === 'server',
      ...over(withBackend(createPostgresBackend), connection, outage),
      ping: async () => void (await queuePool.query('select 1')),
      // The pools belong to the ledger, which closes them.
      close: async () => undefined,
    };
  }
  const redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null, lazyConnect: true });
  const outage = outageOf('redis', log);
  redis.on('error', (error: Error) => outage.trouble(error));
  redis.on('ready', () => outage.over());
  return {
    kind: 'redis',
    trustsWorkerClocks: false,
    ...over(withBackend(createRedisBackend), redis as unknown as ConnectionOptions, outage),
    ping: async () => void (await redis.ping()),
    async close() {
      redis.disconnect();
    },
  };
}

/** Finished jobs are removed at once: a job id that comes again must not count as a duplicate of a finished one. */
const JOB = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;
const PREFIX = 'infusebridge';

function over<B extends IQueueBackend, C>(
  { Queue, Worker }: Pick<BackendClasses<B, C>, 'Queue' | 'Worker'>,
  connection: C,
  outage: Outage,
): Pick<QueueServer, 'openQueue' | 'openWorker'> {
  return {
    openQueue(name) {
      const queue = new Queue<unknown>(name, { connection, prefix: PREFIX });
      queue.on('error', (error) => outage.trouble(error, name));
      return {
        async add(jobs) {
          await queue.addBulk(jobs.map(({ id, data }) => ({ name, data, opts: { ...JOB, jobId: id } }))).catch(asFault);
          outage.over();
        },
        close: () => queue.close(),
      };
    },
    openWorker(name, concurrency, work) {
      const worker = new Worker<unknown>(name, async (job) => await work(job.data), {
        connection,
        prefix: PREFIX,
        concurrency,
        lockDuration: 60_000,
        maxStalledCount: 3,
        drainDelay: 5,
        runRetryDelay: 1_000,
      });
      worker.on('error', (error) => outage.trouble(error, name));
      return {
        pause: () => worker.pause(true),
        resume: () => worker.resume(),
        close: (force) => worker.close(force),
      };
    },
  };
}

interface Outage {
  trouble(error: Error, queue?: string): void;
  /** The server answered. */
  over(): void;
}

/** Every queue and worker tries again many times a second: that the server is away is said once, and that it is back. */
function outageOf(backend: QueueServer['kind'], log: Log): Outage {
  let since: number | undefined;
  return {
    trouble(error, queue) {
      const code = codeOf(error);
      if (code === undefined) {
        // A store that came back empty does not know the jobs in hand. The job ids in such a message are ours.
        const reason = /^Missing (?:key|lock) for job q_\d+_\d+/.exec(error.message)?.[0] ?? error.name;
        return log.warn('queue.error', { backend, reason, ...(queue === undefined ? {} : { queue }) });
      }
      if (since !== undefined) return;
      since = performance.now();
      log.warn('queue.away', { backend, code });
    },
    over() {
      if (since === undefined) return;
      log.warn('queue.back', { backend, waitMs: Math.round(performance.now() - since) });
      since = undefined;
    },
  };
}

function asFault(error: Error): never {
  const code = codeOf(error);
  throw code === undefined ? error : new Fault(`queue server: ${code}`);
}

/** `ECONNREFUSED`, a SQLSTATE or a word like `OOM`: what passes with time. Undefined for every other error. */
function codeOf(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown };
  if (/^connection is closed/i.test(error.message)) return 'CLOSED';
  // Redis answers with a word in capitals and a sentence that may quote what we sent.
  const word =
    error.name === 'ReplyError' ? /^(OOM|LOADING|READONLY|MASTERDOWN|BUSY)\b/.exec(error.message)?.[1] : undefined;
  if (word !== undefined) return word;
  return fromDriver(error) instanceof Fault ? (typeof code === 'string' ? code : 'CLOSED') : undefined;
}
