import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Fault, type Ledger, type LedgerTransaction, type QueueName } from '../ports.ts';
import { eventRecords } from './ledgerEvents.ts';
import { exchangeRecords } from './ledgerExchange.ts';
import { keyRecords } from './ledgerKeys.ts';
import { outbox, outboxTransaction, takeBackEverything } from './ledgerOutbox.ts';
import { overview } from './ledgerOverview.ts';
import type { Tables } from './ledgerTables.ts';
import { migrate, pendingMigrations } from './migrations/index.ts';
import { openEmbedded } from './pglite.ts';
import { translating } from './postgresFault.ts';
import { connectPostgres, type Database } from './postgresPool.ts';

/** A ledger and the database it lives in, which BullMQ may share. */
export interface PostgresLedger extends Ledger {
  readonly database: Database;
  /** Names of migrations the database lacks now; another release may have changed it since it was opened. */
  pendingMigrations(): Promise<readonly string[]>;
}

export type LedgerOptions = (
  | { readonly embedded: { readonly directory?: string } }
  | { readonly connectionString: string }
) & {
  /** Run pending migrations first (the default); false refuses to open a database that needs some. */
  readonly migrate?: boolean;
  /** Only to look: nothing is migrated, and work that a dead process had in hand is left as it is. */
  readonly readOnly?: boolean;
};

/**
 * Opens the ledger: embedded (in a directory, or in memory without one) or on a PostgreSQL server.
 * Throws a Fault when the server is out of reach or the directory is held by another process.
 */
export async function openLedger(options: LedgerOptions): Promise<PostgresLedger> {
  const database =
    'embedded' in options ? await openEmbedded(options.embedded.directory) : connectPostgres(options.connectionString);
  try {
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: translating(database.ledgerPool) }) });
    const { readOnly = false } = options;
    if (options.migrate !== false && !readOnly) await migrate(db, database.queuePool);
    const pending = await pendingMigrations(db);
    if (pending.length > 0) throw new Fault(`the database needs migrations first: ${pending.join(', ')}`);
    if (database.kind === 'embedded' && !readOnly) await takeBackEverything(db);
    return ledgerOver(db.withSchema('infusebridge'), database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function ledgerOver(db: Kysely<Tables>, database: Database): PostgresLedger {
  const listeners = new Set<(queues: ReadonlySet<QueueName>) => void>();
  const inside = new AsyncLocalStorage<true>();
  const refuseNesting = (): void => {
    // The inner call would wait for a session that the outer one holds: for ever when embedded.
    if (inside.getStore()) throw new Error('the ledger was called inside transact: use the transaction it gives');
  };
  const tellOf = (queues: ReadonlySet<QueueName>): void => {
    for (const listener of listeners) listener(queues);
  };
  let closing: Promise<void> | undefined;
  return {
    database,
    pendingMigrations: () => pendingMigrations(db),
    async transact(work) {
      refuseNesting();
      const queues = new Set<QueueName>();
      const result = await inside.run(true, () =>
        db.transaction().execute((tx) => work(transactionOver(tx, (queue) => queues.add(queue)))),
      );
      if (queues.size > 0) tellOf(queues);
      return result;
    },
    ...guarded({ ...outbox(db, (queue) => tellOf(new Set([queue]))), ...overview(db) }, refuseNesting),
    onWork(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async now() {
      refuseNesting();
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
      return rows[0]?.now ?? new Date(Number.NaN);
    },
    close() {
      closing ??= database.close();
      return closing;
    },
  };
}

const transactionOver = (db: Kysely<Tables>, onWork: (queue: QueueName) => void): LedgerTransaction => ({
  ...eventRecords(db),
  ...keyRecords(db),
  ...exchangeRecords(db),
  ...outboxTransaction(db, onWork),
});

/** The same functions, each asking `check` first. */
function guarded<T extends object>(verbs: T, check: () => void): T {
  const entries = Object.entries(verbs).map(([name, verb]: [string, (...given: readonly unknown[]) => unknown]) => [
    name,
    (...given: readonly unknown[]) => {
      check();
      return verb(...given);
    },
  ]);
  return Object.fromEntries(entries) as T;
}
