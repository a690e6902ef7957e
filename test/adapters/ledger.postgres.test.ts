import { it } from 'vitest';
import { openLedger } from '../../src/adapters/ledger.ts';
import { ledgerConformance } from '../conformance/ledger.ts';

const connectionString = process.env['DATABASE_URL'];

if (connectionString === undefined) {
  it('runs the same suite on a PostgreSQL server when DATABASE_URL names one', () => {
    console.warn('DATABASE_URL is not set: the ledger was tested on embedded PostgreSQL only.');
  });
} else {
  ledgerConformance('a PostgreSQL server', () => openLedger({ connectionString }));
}
