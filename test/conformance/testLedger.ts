import { openLedger, type PostgresLedger } from '../../src/adapters/ledger.ts';
import { openFresh } from './freshDatabase.ts';

/** A ledger for one test file, empty: on the PostgreSQL server that DATABASE_URL names, else embedded, in memory. */
export async function openTestLedger(): Promise<PostgresLedger> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) return await openLedger({ embedded: {} });
  return await openFresh(server, (connectionString) => openLedger({ connectionString }));
}
