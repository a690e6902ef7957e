import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../src/adapters/directoryLock.ts';
import { openEmbedded } from '../../src/adapters/pglite.ts';
import type { Database, SqlPool } from '../../src/adapters/postgresPool.ts';
import { Fault } from '../../src/ports.ts';

const directories: string[] = [];
const freshDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'pglite-'));
  directories.push(directory);
  return directory;
};
afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

describe('the embedded database', () => {
  let database: Database;
  let pool: SqlPool;
  beforeAll(async () => {
    database = await openEmbedded();
    pool = database.ledgerPool;
    await pool.query('create table t (n integer primary key)');
  });
  afterAll(() => database.close());

  it('gives values as pg does', async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select 9007199254740993::int8 as big, 1.50::numeric as exact, 7::int4 as small, true as yes, null::text as nothing,
        $1::bytea as bytes, '{"a":[1]}'::jsonb as json, '{1,2}'::int8[] as bigs, '2026-01-02T03:04:05Z'::timestamptz as at,
        $2::text as text`,
      [Uint8Array.of(0, 255), 'x'],
    );
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        exact: '1.50',
        small: 7,
        yes: true,
        nothing: null,
        bytes: Buffer.from([0, 255]),
        json: { a: [1] },
        bigs: ['1', '2'],
        at: new Date('2026-01-02T03:04:05Z'),
        text: 'x',
      },
    ]);
    expect(pg.types.getTypeParser(pg.types.builtins.INT8)('9007199254740993')).toBe('9007199254740993');
  });

  it('keeps transactions apart although there is one session', async () => {
    const first = await pool.connect();
    await first.query('begin');
    await first.query('insert into t values (1)');
    let outside: unknown;
    const waiting = pool.query('select count(*)::integer as n from t').then(({ rows }) => {
      outside = rows[0];
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(outside).toBeUndefined();
    await first.query('rollback');
    first.release();
    await waiting;
    expect(outside).toEqual({ n: 0 });
  });

  it('undoes the work of a client that is given back in the middle of a transaction', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into t values (2)');
    client.release();
    expect((await pool.query('select n from t')).rows).toEqual([]);
  });

  it('passes the turn on after a statement failed', async () => {
    await expect(pool.query('select nonsense')).rejects.toMatchObject({ code: '42703' });
    const client = await pool.connect();
    await client.query('begin');
    await expect(client.query('select nonsense')).rejects.toMatchObject({ code: '42703' });
    expect(await client.query('commit')).toMatchObject({ command: 'ROLLBACK' });
    client.release();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('notifies clients that listen, without their holding anybody up', async () => {
    const listener = await pool.connect();
    await listener.query('listen news');
    const heard = once(listener, 'notification');
    await pool.query(`select pg_notify('news', 'hello')`);
    expect(await heard).toEqual([{ channel: 'news', payload: 'hello' }]);
    listener.release(true);
  });

  it('lets timers run while queries keep coming', async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    const until = performance.now() + 300;
    while (performance.now() < until) await pool.query('select 1');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('refuses queries after it ended instead of hanging', async () => {
    const other = await openEmbedded();
    await other.close();
    await expect(other.ledgerPool.query('select 1')).rejects.toThrow('after calling end');
    await expect(other.ledgerPool.connect()).rejects.toThrow('after calling end');
  });
});

describe('the data directory', () => {
  it('keeps what was written, and starts afresh from a start that was cut short', async () => {
    const directory = await freshDirectory();
    await mkdir(join(directory, 'database.init', 'base'), { recursive: true });
    await writeFile(join(directory, 'database.init', 'PG_VERSION'), 'half');
    const first = await openEmbedded(directory);
    await first.ledgerPool.query('create table kept as select 42 as n');
    await first.close();
    expect(existsSync(join(directory, 'database.init'))).toBe(false);
    const second = await openEmbedded(directory);
    expect((await second.ledgerPool.query('select n from kept')).rows).toEqual([{ n: 42 }]);
    await second.close();
    expect(await readdir(directory)).toEqual(['database']);
  });
});

describe('the lock on a data directory', () => {
  const lockOf = (pid: number, host = hostname()): string => JSON.stringify({ pid, started: 'another life', host });

  it('is held once, even within one process, and can be taken again after its release', async () => {
    const directory = await freshDirectory();
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(Fault);
    await expect(lockDirectory(directory)).rejects.toThrow(`is in use by this process (${process.pid})`);
    await lock.release();
    await (await lockDirectory(directory)).release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('names the living process that holds it', async () => {
    const directory = await freshDirectory();
    const script = `import { lockDirectory } from ${JSON.stringify(new URL('../../src/adapters/directoryLock.ts', import.meta.url).href)};
      await lockDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await expect(lockDirectory(directory)).rejects.toThrow(`is in use by process ${child.pid} on ${hostname()}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await lockDirectory(directory)).release();
  });

  it.each([
    ['a process that is gone', lockOf(2 ** 22 - 3)],
    ['an earlier process with our number, as after a container restart', lockOf(process.pid)],
    ['a process whose number was given to another', lockOf(1)],
  ])('is taken over from %s', async (_, content) => {
    const directory = await freshDirectory();
    await writeFile(join(directory, 'lock'), content);
    await (await lockDirectory(directory)).release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is respected while a holder on another machine gives signs of life', async () => {
    const directory = await freshDirectory();
    await writeFile(join(directory, 'lock'), lockOf(5, 'elsewhere'));
    await expect(lockDirectory(directory)).rejects.toThrow('is in use by process 5 on elsewhere');
  });

  it('goes to exactly one of many that find a dead one', async () => {
    const directory = await freshDirectory();
    await writeFile(join(directory, 'lock'), lockOf(2 ** 22 - 3));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });
});
