import { runMigrations as migrateBullmq } from 'bullmq';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { fromDriver } from '../postgresFault.ts';
import type { SqlPool } from '../postgresPool.ts';
import { ledger } from './001-ledger.ts';

/** In order of their names; a migration that was released is never edited, only followed by another. */
const MIGRATIONS: Readonly<Record<string, Migration>> = { '001-ledger': ledger };

const SCHEMA = 'infusebridge';

function migratorOf<T>(db: Kysely<T>): Migrator {
  const provider = { getMigrations: async () => ({ ...MIGRATIONS }) };
  return new Migrator({ db, provider, migrationTableSchema: SCHEMA });
}

/**
 * Brings the ledger (schema `infusebridge`) and BullMQ's tables (schema `bullmq`) up to date.
 * Safe to run from several processes at once: both hold an advisory lock. Throws what the failing migration threw.
 */
export async function migrate<T>(db: Kysely<T>, queuePool: SqlPool): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) throw error;
  const session = await queuePool.connect();
  try {
    await migrateBullmq(session, 'bullmq');
  } catch (error) {
    throw fromDriver(error);
  } finally {
    session.release();
  }
}

/** Names of migrations not yet run here; empty when the database fits this version. */
export async function pendingMigrations<T>(db: Kysely<T>): Promise<readonly string[]> {
  const found = await sql<{ present: boolean }>`
    select to_regclass(${`${SCHEMA}.kysely_migration`}) is not null as present`.execute(db);
  if (found.rows[0]?.present !== true) return Object.keys(MIGRATIONS);
  const migrations = await migratorOf(db).getMigrations();
  return migrations.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}
