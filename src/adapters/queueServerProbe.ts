import { Redis } from 'ioredis';
import { Fault } from '../ports.ts';

export interface RedisProbe {
  readonly version: string;
  /** `noeviction` is the only one under which Redis never throws keys away. */
  readonly evictionPolicy: string;
}

const PATIENCE_MS = 5_000;

/** Asks a Redis server about itself. Throws a Fault when it does not answer or does not let us in. */
export async function probeRedis(redisUrl: string): Promise<RedisProbe> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let seen: unknown;
  redis.on('error', (error) => {
    seen = error;
  });
  try {
    await redis.connect();
    const about = await redis.info();
    const field = (name: string): string => new RegExp(`^${name}:(.*)\\r?$`, 'm').exec(about)?.[1]?.trim() ?? '';
    return { version: field('redis_version'), evictionPolicy: field('maxmemory_policy') };
  } catch (error) {
    const { code, message } = (seen ?? error) as { readonly code?: unknown; readonly message?: unknown };
    // Redis answers with a word in capitals (NOAUTH, WRONGPASS) and a sentence that may quote what we sent.
    const word = /^[A-Z]{4,}/.exec(String(message))?.[0];
    throw new Fault(`Redis: ${typeof code === 'string' ? code : (word ?? 'no connection')}`);
  } finally {
    redis.disconnect();
  }
}
