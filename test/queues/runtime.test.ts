import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Handler, type Runtime, type RuntimeOptions, startWorkers } from '../../queues/runtime.ts';
import { workOn } from '../../queues/worker.ts';
import { openLedger, type PostgresLedger } from '../../src/adapters/ledger.ts';
import { openQueueServer, type QueueServer } from '../../src/adapters/queueServer.ts';
import { Conflict, Fault, type Ledger, type Log, type QueueName } from '../../src/ports.ts';
import { openFresh } from '../conformance/freshDatabase.ts';

/** Keeps what was logged, so that a test can say what an operator would have seen. */
function listeningLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note =
    (level: string) =>
    (event: string, facts = {}): void => {
      lines.push(`${level} ${event} ${JSON.stringify(facts)}`);
    };
  return { lines, info: note('info'), warn: note('warn'), error: note('error') };
}

const QUICK = {
  policy: { backoffMs: { first: 5, most: 20 } },
  relay: { busyMs: 20, idleMs: 50, leaseMs: 200 },
} as const;

interface Leg {
  readonly what: string;
  open(): Promise<PostgresLedger>;
  queueOf(ledger: PostgresLedger): QueueServer;
  /** Empties the queue's store and says how much was lost. */
  wipe(ledger: PostgresLedger): Promise<number>;
}
const { DATABASE_URL, REDIS_URL } = process.env;
const log = listeningLog();
const inDatabase = {
  queueOf: (ledger: PostgresLedger) => openQueueServer({ database: ledger.database }, log),
  wipe: async (ledger: PostgresLedger) =>
    (await ledger.database.queuePool.query('delete from bullmq.job')).rowCount ?? 0,
};
const embedded = () => openLedger({ embedded: {} });
const legs: Leg[] = [{ what: 'embedded PostgreSQL', open: embedded, ...inDatabase }];
if (DATABASE_URL === undefined) {
  console.warn('DATABASE_URL is not set: the queue on a PostgreSQL server was not tested.');
} else {
  const open = () => openFresh(DATABASE_URL, (connectionString) => openLedger({ connectionString }));
  legs.push({ what: 'a PostgreSQL server', open, ...inDatabase });
}
if (REDIS_URL === undefined) {
  console.warn('REDIS_URL is not set: the queue on Redis was not tested.');
} else {
  const wipe = async (): Promise<number> => {
    const redis = new Redis(REDIS_URL);
    const keys = await redis.dbsize();
    await redis.flushdb();
    redis.disconnect();
    return keys;
  };
  legs.push({ what: 'Redis', open: embedded, queueOf: () => openQueueServer({ redisUrl: REDIS_URL }, log), wipe });
}

describe.each(legs)('the queue runtime on $what', ({ open, queueOf, wipe }) => {
  let ledger: PostgresLedger;
  let queueServer: QueueServer;
  let runtime: Runtime | undefined;

  beforeAll(async () => {
    ledger = await open();
    queueServer = queueOf(ledger);
  }, 120_000);
  afterEach(async () => {
    await runtime?.close();
    runtime = undefined;
    await clearOutbox();
    log.lines.length = 0;
  });
  afterAll(async () => {
    await queueServer.close();
    await ledger.close();
  });

  const clearOutbox = () => ledger.database.ledgerPool.query('delete from infusebridge.outbox');
  const start = async (
    handlers: Partial<Record<QueueName, Handler>>,
    options: Partial<RuntimeOptions> = {},
  ): Promise<Runtime> => {
    runtime = await startWorkers({ ledger, queueServer, log, handlers, ...QUICK, ...options });
    return runtime;
  };
  const enqueue = async (queue: QueueName, refs: readonly string[]): Promise<void> => {
    await ledger.transact(async (tx) => {
      for (const ref of refs) await tx.enqueue({ queue, ref });
    });
  };
  const refs = (n: number): string[] => Array.from({ length: n }, () => `ref/${randomUUID()}`);
  /** Records one event on the item's stream and finishes it, in one transaction: what handlers do. */
  const once: Handler = async (item) => {
    await ledger.transact(async (tx) => {
      const events = await tx.events(item.ref);
      await tx.append(item.ref, events.length, [{ type: 'done', data: item.attempt }], 'test');
      await item.finish(tx);
    });
  };
  const eventsPerRef = (names: readonly string[]): Promise<number[]> =>
    ledger.transact(async (tx) => {
      const counts: number[] = [];
      for (const name of names) counts.push((await tx.events(name)).length);
      return counts;
    });

  it('works on every item exactly once, whatever transaction asked for it', async () => {
    const first = refs(60);
    await enqueue('claim', first);
    const idle = await start({ claim: once });
    const second = refs(60);
    await Promise.all(second.map((ref) => enqueue('claim', [ref])));
    await idle.idle();
    expect(await eventsPerRef([...first, ...second])).toEqual(Array.from({ length: 120 }, () => 1));
    expect(log.lines).toEqual([]);
  });

  it('starts on new work without waiting for the next poll', async () => {
    let started = 0;
    const idle = await start(
      {
        claim: async (item) => {
          started = performance.now();
          await once(item);
        },
      },
      { relay: { busyMs: 60_000, idleMs: 60_000, leaseMs: 60_000 } },
    );
    await sleep(300);
    const asked = performance.now();
    await enqueue('claim', refs(1));
    await idle.idle();
    expect(started - asked).toBeGreaterThan(0);
    // The next poll comes after a minute; a machine with much else to do may take seconds.
    expect(started - asked).toBeLessThan(30_000);
  });

  it('follows work that work brings about, through the queues', async () => {
    const [ref = ''] = refs(1);
    const pass =
      (next: QueueName): Handler =>
      async (item) => {
        await ledger.transact(async (tx) => {
          await tx.append(ref, (await tx.events(ref)).length, [{ type: item.queue, data: {} }], 'test');
          await tx.enqueue({ queue: next, ref });
          await item.finish(tx);
        });
      };
    const idle = await start({ intake: pass('authorization'), authorization: pass('transmit'), transmit: once });
    await enqueue('intake', [ref]);
    await idle.idle();
    const events = await ledger.transact((tx) => tx.events(ref));
    expect(events.map((event) => event.type)).toEqual(['intake', 'authorization', 'done']);
  });

  it('tries again after a Fault until it passes, and counts the attempts', async () => {
    const [ref = ''] = refs(1);
    const idle = await start({
      writeback: async (item) => {
        if (item.attempt < 4) throw new Fault('HTTP 503');
        await once(item);
      },
    });
    await enqueue('writeback', [ref]);
    await idle.idle();
    expect((await ledger.transact((tx) => tx.events(ref))).map((event) => event.data)).toEqual([4]);
    expect(log.lines.map((line) => line.replaceAll(/"outboxId":"\d+"/g, '"outboxId":"?"'))).toEqual(
      [1, 2, 3].map(
        (attempt) =>
          `warn work.postponed {"queue":"writeback","outboxId":"?","attempt":${attempt},"reason":"FAULT HTTP 503"}`,
      ),
    );
  });

  it('waits as long as the other side asked for', async () => {
    const tries: number[] = [];
    const idle = await start({
      writeback: async (item) => {
        tries.push(performance.now());
        if (item.attempt === 1) throw new Fault('HTTP 429', { retryAfterMs: 400 });
        await once(item);
      },
    });
    await enqueue('writeback', refs(1));
    await idle.idle();
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(390);
  });

  it('parks what keeps failing, with a reason that quotes no record, and goes on with the rest', async () => {
    const good = refs(10);
    const [poison = ''] = refs(1);
    const idle = await start(
      {
        claim: async (item) => {
          if (item.ref === poison) throw new TypeError('cannot read SMITH^JOHN 1960-01-01');
          await once(item);
        },
      },
      { policy: { ...QUICK.policy, attemptsOnBug: 3 } },
    );
    await enqueue('claim', [poison, ...good]);
    await idle.idle();
    expect(await eventsPerRef([poison, ...good])).toEqual([0, ...good.map(() => 1)]);
    expect(await ledger.parkedWork()).toEqual([
      { id: expect.any(String), queue: 'claim', ref: poison, reason: 'BUG TypeError' },
    ]);
    expect(log.lines.filter((line) => line.includes('work.failed'))).toHaveLength(3);
    expect(log.lines.join('\n')).not.toContain('SMITH');
    expect(log.lines.join('\n')).toContain('runtime.test.ts');
  });

  it('decides again at once on a Conflict, without counting an attempt', async () => {
    let conflicts = 0;
    const [ref = ''] = refs(1);
    const idle = await start({
      authorization: async (item) => {
        if (conflicts < 3) {
          conflicts += 1;
          throw new Conflict('newer events');
        }
        await once(item);
      },
    });
    await enqueue('authorization', [ref]);
    await idle.idle();
    expect((await ledger.transact((tx) => tx.events(ref))).map((event) => event.data)).toEqual([1]);
    expect(log.lines).toEqual([]);
  });

  it('takes a handler that returns without finishing for a bug', async () => {
    const idle = await start({ claim: async () => undefined }, { policy: { ...QUICK.policy, attemptsOnBug: 1 } });
    await enqueue('claim', refs(1));
    await idle.idle();
    expect((await ledger.parkedWork()).map((parked) => parked.reason)).toEqual(['BUG Error']);
  });

  it('rolls back the effects of a worker whose lease was taken over', async () => {
    const [ref = ''] = refs(1);
    await enqueue('claim', [ref]);
    const [item] = await ledger.dispatchable('claim', 200);
    const outboxId = item?.id ?? '';
    const deaf: Ledger = { ...ledger, renew: async () => true };
    const slow: Handler = async (work) => {
      await sleep(60);
      const other = await ledger.lease(outboxId, 60_000);
      await once(work).finally(() =>
        ledger.transact(async (tx) => {
          await tx.append(ref, 0, [{ type: 'by the other', data: {} }], 'test');
          expect(await tx.finish(outboxId, other?.epoch ?? 0)).toBe(true);
        }),
      );
    };
    const policy = { leaseMs: 30, backoffMs: { first: 1, most: 1 }, attemptsOnFault: 9, attemptsOnBug: 9, crashes: 9 };
    await workOn({ v: 1, outboxId }, { ledger: deaf, handlers: { claim: slow }, log, policy, random: () => 0 });
    const events = await ledger.transact((tx) => tx.events(ref));
    expect(events.map((event) => event.type)).toEqual(['by the other']);
    expect(log.lines).toEqual([`warn work.taken-over {"queue":"claim","outboxId":"${outboxId}","attempt":1}`]);
  });

  it('keeps the lease of work that takes longer than a lease', async () => {
    const [ref = ''] = refs(1);
    let runs = 0;
    const idle = await start(
      {
        claim: async (item) => {
          runs += 1;
          await sleep(500);
          await once(item);
        },
      },
      { policy: { ...QUICK.policy, leaseMs: 120 } },
    );
    await enqueue('claim', [ref]);
    await idle.idle();
    expect(runs).toBe(1);
    expect(await eventsPerRef([ref])).toEqual([1]);
  });

  it('parks an item that killed every worker that took it', async () => {
    await enqueue('claim', refs(1));
    const [item] = await ledger.dispatchable('claim', 200);
    for (let crash = 0; crash < 3; crash += 1) {
      expect((await ledger.lease(item?.id ?? '', 1))?.crashes).toBe(crash);
      await sleep(15);
    }
    const policy = { leaseMs: 30, backoffMs: { first: 1, most: 1 }, attemptsOnFault: 9, attemptsOnBug: 9, crashes: 3 };
    await workOn({ v: 1, outboxId: item?.id }, { ledger, handlers: { claim: once }, log, policy, random: () => 0 });
    expect((await ledger.parkedWork()).map((parked) => parked.reason)).toEqual(['WORKERS_DIED']);
  });

  it('parks an item whose job has a payload version it does not know, and drops what it cannot read', async () => {
    const [ref = ''] = refs(1);
    await enqueue('claim', [ref]);
    const [item] = await ledger.dispatchable('claim', 200, 60_000);
    const queue = queueServer.openQueue('claim');
    await queue.add([
      { id: `x_${randomUUID()}`, data: { v: 2, outboxId: item?.id, patient: 'p' } },
      { id: `x_${randomUUID()}`, data: 'nonsense' },
    ]);
    const idle = await start({ claim: once });
    await idle.idle();
    while (!log.lines.some((line) => line.includes('job.unreadable'))) await sleep(20);
    await queue.close();
    expect((await ledger.parkedWork()).map((parked) => parked.reason)).toEqual(['PAYLOAD_VERSION_UNKNOWN']);
    expect(await eventsPerRef([ref])).toEqual([0]);
  });

  it('loses nothing and does nothing twice when the queue is wiped again and again', async () => {
    const all = refs(150);
    const idle = await start({ claim: once }, { concurrency: 4, relay: { ...QUICK.relay, window: 40 } });
    await enqueue('claim', all);
    let wiped = 0;
    for (let time = 0; time < 8; time += 1) {
      await sleep(40);
      wiped += await wipe(ledger);
    }
    await idle.idle();
    expect(wiped).toBeGreaterThan(20);
    expect(await eventsPerRef(all)).toEqual(all.map(() => 1));
    expect(await ledger.parkedWork()).toEqual([]);
  });

  it('finishes the work in hand before it closes, and leaves the rest for the next start', async () => {
    const all = refs(12);
    let begun = 0;
    const slow: Handler = async (item) => {
      begun += 1;
      await sleep(150);
      await once(item);
    };
    const first = await start({ claim: slow }, { concurrency: 2 });
    await enqueue('claim', all);
    while (begun < 2) await sleep(5);
    await first.close();
    const done = (await eventsPerRef(all)).filter((count) => count === 1).length;
    expect(done).toBe(begun);
    expect(done).toBeLessThan(12);
    await (await start({ claim: once })).idle();
    expect(await eventsPerRef(all)).toEqual(all.map(() => 1));
  });
});
