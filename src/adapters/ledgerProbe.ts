import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Tables } from './ledgerTables.ts';
import { pendingMigrations } from './migrations/index.ts';
import { openEmbedded } from './pglite.ts';
import { translating } from './postgresFault.ts';
import { connectPostgres } from './postgresPool.ts';

export interface LedgerProbe {
  /** 160004 for 16.4. */
  readonly serverVersion: number;
  readonly pending: readonly string[];
  /** Whether the role may make the schemas that pending migrations need. */
  readonly mayCreate: boolean;
  /** The database's clock. */
  now(): Promise<Date>;
  close(): Promise<void>;
}

/** Whether an embedded database was ever made in the directory. */
export const hasEmbedded = (directory: string): boolean => existsSync(join(directory, 'database'));

/** Looks at a database without changing anything in it. Throws a Fault when it is out of reach or in use. */
export async function probeLedger(
  where: { readonly directory: string } | { readonly connectionString: string },
): Promise<LedgerProbe> {
  const database = 'directory' in where ? await openEmbedded(where.directory) : connectPostgres(where.connectionString);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: translating(database.ledgerPool) }) });
  try {
    const { rows } = await sql<{ version: number; may: boolean }>`
      select current_setting('server_version_num')::integer as version,
        has_database_privilege(current_database(), 'CREATE') as may`.execute(db);
    return {
      serverVersion: rows[0]?.version ?? 0,
      mayCreate: rows[0]?.may ?? false,
      pending: await pendingMigrations(db),
      async now() {
        const { rows: times } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
        return times[0]?.now ?? new Date(Number.NaN);
      },
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
