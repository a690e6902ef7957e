/**
 * A queue server that goes away, a database that goes away, a database that is full: said clearly, nothing lost, nothing
 * twice, and the story goes on afterwards. On servers of its own, which these tests kill and fill.
 */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram, folderForServer, openPostgres, openRedis } from '../../scripts/ciServers.ts';
import { openLog } from '../../src/adapters/log.ts';
import { Fault } from '../../src/ports.ts';
import { startSyntheticPayer } from '../../src/synthetic/payer/start.ts';
import { expectPaid } from './proof.ts';
import { mountSmallDisk } from './smallDisk.ts';
import { openStage, type Stage, type StagePlan } from './stage.ts';
import type { Store } from './stores.ts';

const { DATABASE_URL, REDIS_URL } = process.env;
const SCENARIO = fileURLToPath(new URL('../../fixtures/scenarios/02-teclistamab', import.meta.url));
const AWAY_MS = 4_000;

let folder = '';
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outage-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** The story at work over a store, with a payer; `lines` is what an operator would have seen. */
async function begin(store: Store) {
  const plan: StagePlan = { store, scenario: SCENARIO, folder, answers: 'payer' };
  const payer = await startSyntheticPayer({ folder: join(folder, 'partner'), pollMs: 40, paymentDelayMs: 200 });
  closing.push(() => payer.close());
  const lines: string[] = [];
  let taken = 0;
  const stage = await openStage(plan, openLog({ write: (line) => lines.push(line) }), () => {
    taken += 1;
  });
  closing.push(() => stage.close());
  const played = stage.play(120_000);
  played.catch(() => undefined);
  const until = async (items: number): Promise<void> => {
    while (taken < items) await sleep(5);
  };
  return { plan, stage, played, lines, until, taken: () => taken };
}

/** What somebody hears who wants to record something of a size that no half-empty page takes. */
const refused = (stage: Stage): Promise<unknown> =>
  stage.ledger
    .transact((tx) =>
      tx.saveSnapshot('probe', [{ resourceType: 'Binary', data: randomBytes(100_000).toString('hex') }]),
    )
    .catch((problem: unknown) => problem);

interface Line {
  readonly event: string;
  readonly queue?: string;
  readonly reason?: string;
}
const told = (lines: readonly string[], events: RegExp): readonly Line[] =>
  lines.map((line) => JSON.parse(line) as Line).filter(({ event }) => events.test(event));

/** What an operator reads about the relay: why each queue stood still, in codes, and that each of them goes on. */
function expectToldOfStandstill(lines: readonly string[], reason: RegExp): void {
  const relay = told(lines, /^relay\./);
  const reasons = relay.flatMap((line) => (line.event === 'relay.failed' ? [line.reason] : []));
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.filter((one) => !reason.test(one ?? ''))).toEqual([]);
  const last = new Map(relay.map(({ queue, event }) => [queue, event]));
  expect([...new Set(last.values())]).toEqual(['relay.works-again']);
}

describe('the embedded database', () => {
  it('is full: whoever asks hears a Fault that says so, and once there is room the story goes on and ends paid', async () => {
    const disk = mountSmallDisk(120);
    if (disk === undefined) return console.warn('No small disk can be mounted here: a full one was not tested.');
    closing.push(() => disk.close());
    await playOnFullDisk({ ledger: { embedded: { directory: join(disk.folder, 'ledger') } } }, disk);
  });
});

if (REDIS_URL === undefined || findProgram('redis-server') === undefined) {
  console.warn('REDIS_URL is not set or redis-server not installed: a Redis that goes away was not tested.');
} else {
  describe('a Redis of its own', () => {
    it('goes away twice and comes back empty: the story goes on and ends paid', async () => {
      const redis = await openRedis();
      closing.push(() => redis.close());
      const story = await begin({ ledger: { embedded: {} }, redisUrl: redis.url });
      for (const items of [4, 20]) {
        await story.until(items);
        await redis.kill();
        await sleep(AWAY_MS);
        const before = story.taken();
        await sleep(500);
        expect(story.taken()).toBe(before);
        await redis.start();
      }
      await story.played;
      await expectPaid(story.plan, story.stage.ledger);
      const away = told(story.lines, /^queue\.(away|back)$/).map(({ event }) => event);
      expect(away).toEqual(['queue.away', 'queue.back', 'queue.away', 'queue.back']);
    });
  });
}

if (DATABASE_URL === undefined || findProgram('initdb') === undefined) {
  console.warn('DATABASE_URL is not set or postgresql not installed: a PostgreSQL that goes away was not tested.');
} else {
  describe('a PostgreSQL of its own', () => {
    it('goes away twice: whoever asks hears a Fault, then the story goes on and ends paid', async () => {
      const postgres = await openPostgres();
      closing.push(() => postgres.close());
      const store: Store = { ledger: { connectionString: postgres.url } };
      const story = await begin(REDIS_URL === undefined ? store : { ...store, redisUrl: ownDatabase(REDIS_URL) });
      for (const items of [4, 20]) {
        await story.until(items);
        await postgres.kill();
        const problem = await refused(story.stage);
        expect(problem).toBeInstanceOf(Fault);
        expect(String(problem)).toMatch(/^Fault: database: (no connection( \([A-Z]+\))?|SQLSTATE (57|08)...)$/);
        await sleep(AWAY_MS);
        await postgres.start();
      }
      await story.played;
      await expectPaid(story.plan, story.stage.ledger);
      expectToldOfStandstill(story.lines, /^FAULT (database: (no connection|SQLSTATE (57|08))|queue server: )/);
    });

    it('is full: whoever asks hears a Fault that says so, and once there is room the story goes on and ends paid', async () => {
      const postgres = await openPostgres();
      closing.push(() => postgres.close());
      const disk = await smallDatabase(postgres.url);
      await playOnFullDisk({ ledger: { connectionString: disk.url } }, disk);
    });
  });
}

/** Fills the disk early in the story and frees it again. */
async function playOnFullDisk(
  store: Store,
  disk: { readonly fill: () => unknown; readonly free: () => unknown },
): Promise<void> {
  const story = await begin(store);
  await story.until(2);
  await disk.fill();
  await sleep(AWAY_MS);
  expect(String(await refused(story.stage))).toBe('Fault: database: SQLSTATE 53100');
  expect(await story.stage.ledger.parkedWork()).toEqual([]);
  await disk.free();
  await story.played;
  await expectPaid(story.plan, story.stage.ledger);
  const reasons = told(story.lines, /^(relay\.failed|work\.postponed)$/).map(({ reason }) => reason);
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.filter((reason) => !/^FAULT (database|queue server): (SQLSTATE )?53100$/.test(reason ?? ''))).toEqual(
    [],
  );
}

function ownDatabase(redisUrl: string): string {
  const url = new URL(redisUrl);
  url.pathname = '/2';
  return url.href;
}

/** A database on a disk that can be filled. Where none can be mounted, a trigger says what a full disk would say. */
async function smallDatabase(connectionString: string) {
  const run = async (url: string, ...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const url = new URL(connectionString);
  url.pathname = '/small';
  const disk = mountSmallDisk(48);
  if (disk === undefined) {
    console.warn('No small disk can be mounted here: a trigger plays the full one.');
    await run(connectionString, 'create database small');
    const tables = ['infusebridge.event', 'infusebridge.outbox', 'infusebridge.inbound'];
    return {
      url: url.href,
      fill: () =>
        run(
          url.href,
          `create function full() returns trigger language plpgsql as $$
            begin raise exception 'full' using errcode = '53100'; end $$`,
          ...tables.map((table) => `create trigger full before insert on ${table} execute function full()`),
        ),
      free: () => run(url.href, 'drop function full() cascade'),
    };
  }
  closing.push(() => disk.close());
  const space = join(disk.folder, 'space');
  folderForServer(space);
  await run(connectionString, `create tablespace small location '${space}'`, 'create database small tablespace small');
  return { url: url.href, fill: async () => disk.fill(), free: async () => disk.free() };
}
