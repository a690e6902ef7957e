/** Where ledger and queues may live. A store is plain data, so that a child process can be told to open the same one. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freshDatabase } from '../conformance/freshDatabase.ts';

export interface Store {
  readonly ledger: { readonly embedded: { readonly directory?: string } } | { readonly connectionString: string };
  readonly redisUrl?: string;
}
export interface FreshStore {
  readonly store: Store;
  drop(): Promise<void>;
}
export interface Backend {
  readonly what: string;
  /** `lasting`: another process can open it after this one. */
  fresh(options: { readonly lasting: boolean }): Promise<FreshStore>;
}

const { DATABASE_URL, REDIS_URL } = process.env;

const embedded: Backend = {
  what: 'embedded PostgreSQL',
  async fresh({ lasting }) {
    if (!lasting) return { store: { ledger: { embedded: {} } }, drop: async () => undefined };
    const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
    return {
      store: { ledger: { embedded: { directory } } },
      drop: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

const onPostgres = (connectionString: string): Backend => ({
  what: 'a PostgreSQL server',
  async fresh() {
    const database = await freshDatabase(connectionString);
    return { store: { ledger: { connectionString: database.connectionString } }, drop: database.drop };
  },
});

/** The queue on Redis, the ledger beside it: on the server where there is one. */
const onRedis = (url: string, database: number, ledgers: Backend): Backend => ({
  what: 'Redis',
  async fresh(options) {
    const redisUrl = new URL(url);
    redisUrl.pathname = `/${database}`;
    const redis = new Redis(redisUrl.href);
    await redis.flushdb();
    redis.disconnect();
    const { store, drop } = await ledgers.fresh(options);
    return { store: { ...store, redisUrl: redisUrl.href }, drop };
  },
});

/**
 * The backend that the environment names, chosen as the service chooses; `.ci/run` runs the tests once on each. Test
 * files run side by side, so each names a database (1 to 15) of the Redis server for itself.
 */
export function backend(redisDatabase: number): Backend {
  if (REDIS_URL === undefined) {
    console.warn(`REDIS_URL is not set: not tested on Redis.`);
    if (DATABASE_URL === undefined) console.warn('DATABASE_URL is not set: not tested on a PostgreSQL server.');
  }
  const ledgers = DATABASE_URL === undefined ? embedded : onPostgres(DATABASE_URL);
  return REDIS_URL === undefined ? ledgers : onRedis(REDIS_URL, redisDatabase, ledgers);
}
