import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startWorkers } from '../../queues/runtime.ts';
import { openLedger } from '../../src/adapters/ledger.ts';
import { openLog } from '../../src/adapters/log.ts';
import { openQueueServer } from '../../src/adapters/queueServer.ts';
import { makeClaim } from '../adapters/crashWork.ts';
import { freshDatabase } from '../conformance/freshDatabase.ts';

const { DATABASE_URL } = process.env;
const CLAIMS = 300;

if (DATABASE_URL === undefined) {
  it('works on a PostgreSQL server from two processes when DATABASE_URL names one', () => {
    console.warn('DATABASE_URL is not set: two workers sharing a server that drops them were not tested.');
  });
} else {
  it('makes every claim once while two workers share a server that drops all sessions again and again', async () => {
    const database = await freshDatabase(DATABASE_URL);
    const log = openLog({ level: 'silent' });
    const node = async () => {
      const ledger = await openLedger({ connectionString: database.connectionString });
      const queueServer = openQueueServer({ database: ledger.database }, log);
      const runtime = await startWorkers({
        ledger,
        queueServer,
        log,
        handlers: { claim: (item) => makeClaim(ledger, item) },
        policy: { leaseMs: 2_000, backoffMs: { first: 5, most: 50 } },
        relay: { busyMs: 20, idleMs: 50, leaseMs: 300, window: 50 },
      });
      return { ledger, runtime };
    };
    const nodes = [await node(), await node()];
    const admin = await openLedger({ connectionString: database.connectionString });
    await admin.transact(async (tx) => {
      for (let claim = 0; claim < CLAIMS; claim += 1) await tx.enqueue({ queue: 'claim', ref: `claim/${claim}` });
    });
    const open: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      await sleep(60);
      open.push(await admin.openWork());
      await admin.database.queuePool
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
    }
    expect(open.at(-1)).toBeGreaterThan(0);
    while ((await admin.openWork().catch(() => 1)) > 0) await sleep(50);

    const transmissions = await admin.transact((tx) => tx.transmissions());
    const numbers = Array.from({ length: CLAIMS }, (_, index) => index + 1);
    expect(transmissions.map((one) => one.interchangeControl).toSorted((a, b) => a - b)).toEqual(numbers);
    expect(new Set(transmissions.map((one) => one.stream)).size).toBe(CLAIMS);
    expect(await admin.parkedWork()).toEqual([]);
    for (const each of nodes) {
      await each.runtime.close();
      await each.ledger.close();
    }
    await admin.close();
    await database.drop();
  }, 120_000);
}
