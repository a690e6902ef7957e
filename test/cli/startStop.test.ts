import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadClaim } from '../../queues/streams.ts';
import { openLedger } from '../../src/adapters/ledger.ts';
import { readJournal } from '../../src/synthetic/payer/journal.ts';
import { freshDatabase } from '../conformance/freshDatabase.ts';
import { openSite, type Site, storyOf, tasksSaying, until } from './site.ts';

const CHILD = fileURLToPath(new URL('./startChild.ts', import.meta.url));
const PATIENTS = Array.from({ length: 12 }, (_, index) => `p${index + 1}`);

interface Started {
  readonly process: ChildProcess;
  /** Resolves when it listens; rejects when it ends before. */
  readonly listening: Promise<unknown>;
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
}

function startChild(site: Site, ...args: readonly string[]): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, site.configFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, err }));
  const listening = Promise.race([
    once(child.stdout, 'data'),
    ended.then(({ err: told }) => Promise.reject(new Error(`ended before it listened: ${told}`))),
  ]);
  listening.catch(() => undefined);
  return { process: child, listening, ended };
}

let site: Site;
const children: Started[] = [];
beforeEach(async () => {
  site = await openSite();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.process.exitCode === null) child.process.kill('SIGKILL');
    await child.ended;
  }
  await site.close();
});
const started = (...args: readonly string[]): Started => {
  const child = startChild(site, ...args);
  children.push(child);
  return child;
};

it('stops in order when it is asked to under load, and goes on where it stopped', async () => {
  const first = started();
  await first.listening;
  for (const patient of PATIENTS) for (const one of await storyOf(patient, 'order')) site.ehr.put(one);
  await until('some requests', () => tasksSaying(site.ehr, 'Sent to the payer').length >= 3);
  first.process.kill('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 0 });

  // While it is down, doses are given: nobody is told, the next census finds them.
  for (const patient of PATIENTS) for (const one of await storyOf(patient, 'dose')) site.ehr.put(one);
  const second = started();
  await second.listening;
  await until('some claims', () => tasksSaying(site.ehr, 'Sent to the payer').length >= 1);
  second.process.kill('SIGINT');
  expect(await second.ended).toMatchObject({ code: 0 });

  const third = started();
  await third.listening;
  await until('all payments', () => tasksSaying(site.ehr, 'Paid').length === PATIENTS.length, 120_000);
  third.process.kill('SIGTERM');
  expect(await third.ended).toMatchObject({ code: 0 });
  expect(tasksSaying(site.ehr, 'Paid').toSorted()).toEqual(PATIENTS.map((one) => `Patient/${one}-patient`).toSorted());

  const ledger = await openLedger({ embedded: { directory: join(site.directory, 'data', 'ledger') } });
  try {
    const doses = await ledger.transact(async (tx) => {
      const claims = await tx.streams('claim/');
      const states = [];
      for (const claim of claims) states.push((await loadClaim(tx, claim)).state);
      return states.filter(({ claim }) => claim !== undefined).flatMap(({ administrations }) => administrations);
    });
    expect(doses.toSorted()).toEqual(PATIENTS.map((one) => `MedicationAdministration/${one}-dose-1`).toSorted());
    expect(await ledger.parkedWork()).toEqual([]);
    expect(await ledger.filesInQuestion(10)).toEqual({ quarantined: [], unknown: [] });
    const sent = await ledger.transact((tx) => tx.transmissions());
    expect(sent.map(({ interchangeControl }) => interchangeControl)).toEqual(sent.map((_, index) => index + 1));
    expect(sent).toHaveLength(2 * PATIENTS.length);
  } finally {
    await ledger.close();
  }
  const journal = await readJournal(join(site.directory, 'partner'));
  expect(Object.keys(journal.answered)).toHaveLength(2 * PATIENTS.length);
}, 300_000);

it('is refused with exit 3 and the number of the process that has the data, and leaves that one alone', async () => {
  const first = started();
  await first.listening;
  const second = await started().ended;
  expect(second.code).toBe(3);
  expect(second.err).toContain(`is in use by process ${first.process.pid} on `);
  expect(first.process.exitCode).toBe(null);
  first.process.kill('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 0 });
});

it('does the same in three processes, one a role, over a PostgreSQL server and Redis', async () => {
  const { DATABASE_URL, REDIS_URL } = process.env;
  if (DATABASE_URL === undefined || REDIS_URL === undefined) {
    console.warn('DATABASE_URL and REDIS_URL are not both set: roles in processes of their own were not tested.');
    return;
  }
  const database = await freshDatabase(DATABASE_URL);
  // A number of its own, so that other tests on the same server neither see nor empty it.
  const redisUrl = new URL(REDIS_URL);
  redisUrl.pathname = '/7';
  await site.configure({ databaseUrl: database.connectionString, redisUrl: redisUrl.href });
  const roles = ['api', 'worker', 'poller'].map((role) => started(role));
  await Promise.all(roles.map(({ listening }) => listening));
  for (const one of await storyOf('apart', 'order')) site.ehr.put(one);
  await until('the approval', () => tasksSaying(site.ehr, 'Approved').length === 1);
  for (const one of await storyOf('apart', 'dose')) site.ehr.put(one);
  await until('the payment', () => tasksSaying(site.ehr, 'Paid').length === 1);
  for (const { process: child } of roles) child.kill('SIGTERM');
  expect((await Promise.all(roles.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0, 0]);
  await database.drop();
}, 120_000);
