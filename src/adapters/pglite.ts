import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as preparedDatabase } from '@electric-sql/pglite-prepopulatedfs';
import pg from 'pg';
import { lockDirectory } from './directoryLock.ts';
import type { Database, QueryResult, SqlClient, SqlPool } from './postgresPool.ts';

/**
 * PostgreSQL inside this process, in `directory` or in memory: the default for evaluation and small sites.
 * Survives `kill -9`; not a power cut, since it never calls fsync. One process per directory, enforced by a lock.
 * Throws a Fault when another process holds the directory.
 */
export async function openEmbedded(directory?: string): Promise<Database> {
  const lock = directory === undefined ? undefined : await lockDirectory(directory);
  try {
    const database = directory === undefined ? await create() : await openDirectory(directory);
    parseLikePg(database);
    await database.exec('set search_path to bullmq, public');
    const pool = poolOver(database);
    return {
      kind: 'embedded',
      ledgerPool: pool,
      queuePool: pool,
      async close() {
        await pool.end();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

/** A database half written by a start that was killed is never opened: it gets its name only when it is whole. */
async function openDirectory(directory: string): Promise<PGlite> {
  const whole = join(directory, 'database');
  if (!existsSync(whole)) {
    const unfinished = join(directory, 'database.init');
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const fresh = await create(unfinished);
    await fresh.close();
    await rename(unfinished, whole);
  }
  return await PGlite.create({ dataDir: whole });
}

const create = async (dataDir?: string): Promise<PGlite> =>
  await PGlite.create({ ...(dataDir === undefined ? {} : { dataDir }), loadDataDir: await preparedDatabase() });

/** int8 and numeric arrive as text, bytea as Buffer: exactly what a server gives through `pg`. */
function parseLikePg(database: PGlite): void {
  for (const oid of Object.keys(database.parsers).map(Number).filter(Number.isInteger)) {
    database.parsers[oid] = pg.types.getTypeParser(oid, 'text');
  }
  database.serializers[pg.types.builtins.BYTEA] = (bytes: Uint8Array) =>
    `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

/** Waiters are served in order; whoever holds the turn owns the only session. */
class Turns {
  #tail: Promise<void> = Promise.resolve();

  /** Waits for the turn and gives the function that passes it on. */
  async take(): Promise<() => void> {
    const before = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = promise;
    await before;
    return resolve;
  }
}

const OPENS = /^\s*(begin|start\s+transaction)\b/i;
const CLOSES = /^\s*(commit|rollback(?!\s+to)|end|abort)\b/i;

/**
 * All clients share one session. A client owns it from BEGIN to COMMIT or ROLLBACK; outside a transaction each
 * query takes its own turn, so that a client held for LISTEN, as BullMQ does, blocks nobody.
 */
class EmbeddedClient extends EventEmitter implements SqlClient {
  readonly #database: PGlite;
  readonly #turns: Turns;
  readonly #forget: (client: EmbeddedClient) => void;
  #passOn: (() => void) | undefined;

  constructor(database: PGlite, turns: Turns, forget: (client: EmbeddedClient) => void) {
    super();
    this.#database = database;
    this.#turns = turns;
    this.#forget = forget;
  }

  async query<R>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>> {
    if (this.#passOn !== undefined) return await this.#inTransaction<R>(text, parameters);
    const passOn = await this.#turns.take();
    if (!OPENS.test(text)) return await run<R>(this.#database, text, parameters).finally(passOn);
    try {
      const result = await run<R>(this.#database, text, parameters);
      this.#passOn = passOn;
      return result;
    } catch (error) {
      passOn();
      throw error;
    }
  }

  async #inTransaction<R>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>> {
    const result = run<R>(this.#database, text, parameters);
    return CLOSES.test(text) ? await result.finally(() => this.#endTransaction()) : await result;
  }

  #endTransaction(): void {
    this.#passOn?.();
    this.#passOn = undefined;
  }

  release(): void {
    this.#forget(this);
    // A client given back in the middle of a transaction takes its work with it, as a dropped connection would.
    if (this.#passOn !== undefined) {
      void this.#database.exec('rollback').finally(() => this.#endTransaction());
    }
  }
}

/** How long queries may follow each other without letting the rest of the process run. */
const BREATHE_AFTER_MS = 10;
let breathedAt = 0;

/** Embedded queries resolve without ever leaving the microtask queue; a busy ledger would starve timers and sockets. */
async function breathe(): Promise<void> {
  if (performance.now() - breathedAt < BREATHE_AFTER_MS) return;
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  breathedAt = performance.now();
}

async function run<R>(database: PGlite, text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>> {
  await breathe();
  // Without parameters PostgreSQL's simple protocol takes several statements at once, which migrations rely on.
  const result =
    parameters === undefined || parameters.length === 0
      ? (await database.exec(text)).at(-1)
      : await database.query(text, [...parameters]);
  return {
    rows: (result?.rows ?? []) as R[],
    rowCount: result?.rowCount ?? result?.affectedRows ?? 0,
    ...(result?.command === undefined ? {} : { command: result.command }),
  };
}

function poolOver(database: PGlite): SqlPool {
  const turns = new Turns();
  const clients = new Set<EmbeddedClient>();
  const forget = (client: EmbeddedClient) => clients.delete(client);
  let ended: Promise<void> | undefined;
  const refuseWhenEnded = (): void => {
    if (ended !== undefined) throw new Error('Cannot use a pool after calling end on the pool');
  };
  const connect = async (): Promise<SqlClient> => {
    refuseWhenEnded();
    const client = new EmbeddedClient(database, turns, forget);
    client.setMaxListeners(0);
    clients.add(client);
    return client;
  };
  database.onNotification((channel, payload) => {
    for (const client of clients) client.emit('notification', { channel, payload });
  });
  const end = (): Promise<void> => {
    ended ??= turns.take().then(() => database.close());
    return ended;
  };
  const query = async <R>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>> => {
    refuseWhenEnded();
    const passOn = await turns.take();
    return await run<R>(database, text, parameters).finally(passOn);
  };
  return Object.assign(new EventEmitter().setMaxListeners(0), { options: { keepAlive: true }, connect, query, end });
}
