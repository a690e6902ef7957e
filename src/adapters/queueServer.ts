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
import type { Log } from '../ports.ts';
import type { Database } from './postgresPool.ts';

/** A job as it is handed over: nothing but an id and a payload that names an outbox item. */
export interface QueueJob {
  readonly id: string;
  readonly data: unknown;
}
export interface JobQueue {
  /** Adding a job whose id is still queued is a no-op. */
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
    return {
      kind: kind === 'embedded' ? 'embedded' : 'postgres',
      trustsWorkerClocks: kind === 'server',
      ...over(withBackend(createPostgresBackend), connection, log),
      ping: async () => void (await queuePool.query('select 1')),
      // The pools belong to the ledger, which closes them.
      close: async () => undefined,
    };
  }
  const redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', (error: Error) => log.warn('queue.redis', { error: error.name }));
  return {
    kind: 'redis',
    trustsWorkerClocks: false,
    ...over(withBackend(createRedisBackend), redis as unknown as ConnectionOptions, log),
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
  log: Log,
): Pick<QueueServer, 'openQueue' | 'openWorker'> {
  return {
    openQueue(name) {
      const queue = new Queue<unknown>(name, { connection, prefix: PREFIX });
      queue.on('error', (error) => log.warn('queue.error', { queue: name, error: error.name }));
      return {
        async add(jobs) {
          await queue.addBulk(jobs.map(({ id, data }) => ({ name, data, opts: { ...JOB, jobId: id } })));
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
      worker.on('error', (error) => log.warn('worker.error', { queue: name, error: error.name }));
      return {
        pause: () => worker.pause(true),
        resume: () => worker.resume(),
        close: (force) => worker.close(force),
      };
    },
  };
}
