import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger, type PostgresLedger } from '../../src/adapters/ledger.ts';
import { Fault } from '../../src/ports.ts';
import { freshDatabase, openFresh } from '../conformance/freshDatabase.ts';
import { ledgerConformance } from '../conformance/ledger.ts';

const connectionString = process.env['DATABASE_URL'];

if (connectionString === undefined) {
  it('runs the same suite on a PostgreSQL server when DATABASE_URL names one', () => {
    console.warn('DATABASE_URL is not set: the ledger was tested on embedded PostgreSQL only.');
  });
} else {
  ledgerConformance('a PostgreSQL server', () =>
    openFresh(connectionString, (own) => openLedger({ connectionString: own })),
  );

  describe('a ledger on a PostgreSQL server', () => {
    let ledger: PostgresLedger;
    beforeAll(async () => {
      ledger = await openFresh(connectionString, (own) => openLedger({ connectionString: own }));
    });
    afterAll(() => ledger.close());
    const killSessions = () =>
      ledger.database.queuePool.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );

    it('says Fault when the server drops the session in the middle of a transaction, and keeps nothing of it', async () => {
      const attempt = ledger.transact(async (tx) => {
        await tx.append('claim/1', 0, [{ type: 'built', data: {} }], 'test');
        await killSessions();
        await tx.append('claim/1', 1, [{ type: 'sent', data: {} }], 'test');
      });
      await expect(attempt).rejects.toBeInstanceOf(Fault);
      expect(await ledger.transact((tx) => tx.events('claim/1'))).toEqual([]);
    });

    it('is migrated once by several processes that start together', async () => {
      const database = await freshDatabase(connectionString);
      const own = { connectionString: database.connectionString };
      const ledgers = await Promise.all([1, 2, 3].map(() => openLedger(own)));
      for (const each of ledgers) await each.close();
      await (await openLedger({ ...own, migrate: false })).close();
      await database.drop();
    });
  });
}
