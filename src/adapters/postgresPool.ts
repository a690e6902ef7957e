import type { EventEmitter } from 'node:events';
import pg from 'pg';

export interface QueryResult<R> {
  readonly command?: string;
  readonly rowCount?: number | null;
  readonly rows: R[];
}

/** One database session: what BullMQ and Kysely use of a `pg.PoolClient`. */
export interface SqlClient extends EventEmitter {
  query<R>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>>;
  release(destroy?: boolean): void;
}

/** What BullMQ and Kysely use of a `pg.Pool`, so that the embedded database can stand in for a server. */
export interface SqlPool extends EventEmitter {
  readonly options: object;
  connect(): Promise<SqlClient>;
  query<R>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>>;
  end(): Promise<void>;
}

/** A PostgreSQL database: one pool for the ledger, one for the queue, which lives in its own schema. */
export interface Database {
  readonly kind: 'embedded' | 'server';
  readonly ledgerPool: SqlPool;
  readonly queuePool: SqlPool;
  close(): Promise<void>;
}

const SAFETY = '-c idle_in_transaction_session_timeout=30000 -c lock_timeout=5000 -c statement_timeout=60000';

/**
 * Pools on a PostgreSQL server (14 or later). Connections are made on first use.
 * Sessions give up a lock after 5 s and an idle transaction after 30 s: both surface as a Fault and are tried again.
 * The queue needs one connection per worker for LISTEN on top of its queries, hence 24.
 */
export function connectPostgres(connectionString: string): Database {
  const shared = { connectionString, keepAlive: true, connectionTimeoutMillis: 10_000 };
  const ledgerPool = new pg.Pool({ ...shared, max: 16, application_name: 'infusebridge', options: SAFETY });
  const queuePool = new pg.Pool({ ...shared, max: 24, options: `${SAFETY} -c search_path=bullmq,public` });
  for (const pool of [ledgerPool, queuePool]) {
    // A connection that drops, idle or in somebody's hands, must not end the process: the next query reports it.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    // Every queue and worker adds a listener of its own.
    pool.setMaxListeners(0);
  }
  return {
    kind: 'server',
    ledgerPool: ledgerPool as unknown as SqlPool,
    queuePool: queuePool as unknown as SqlPool,
    async close() {
      await queuePool.end();
      await ledgerPool.end();
    },
  };
}
