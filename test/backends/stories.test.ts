/** The stories on every backend: told to their end, and told to their end although the worker is killed again and again. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../src/ports.ts';
import { startSyntheticPayer } from '../../src/synthetic/payer/start.ts';
import { expectPaid, expectReplayed, look } from './proof.ts';
import { openStage, type StagePlan } from './stage.ts';
import { backend, type FreshStore } from './stores.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SCENARIOS = fileURLToPath(new URL('../../fixtures/scenarios', import.meta.url));
const all = (await readdir(SCENARIOS)).toSorted();
const paid = ['01-pembrolizumab', '02-teclistamab'];

const { what, fresh } = backend(1);

describe(`the stories on ${what}`, () => {
  let folder = '';
  let opened: FreshStore | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'story-'));
  });
  afterEach(async () => {
    worker?.kill('SIGKILL');
    await opened?.drop();
    opened = undefined;
    await rm(folder, { recursive: true, force: true });
  });
  const planOf = async (story: string, answers: StagePlan['answers'], lasting: boolean): Promise<StagePlan> => {
    opened = await fresh({ lasting });
    return { store: opened.store, scenario: join(SCENARIOS, story), folder, answers };
  };
  const payerOf = (plan: StagePlan) =>
    startSyntheticPayer({ folder: join(plan.folder, 'partner'), pollMs: 40, paymentDelayMs: 60 });

  it.each(paid)('%s ends paid by a payer at work, every dose once', async (story) => {
    const plan = await planOf(story, 'payer', false);
    const payer = await payerOf(plan);
    const stage = await openStage(plan, quiet);
    await stage.play();
    await expectPaid(plan, stage.ledger);
    await stage.close();
    await payer.close();
  });

  it.each(all)('%s gives the bytes and the events of its replay', async (story) => {
    const plan = await planOf(story, 'recorded', false);
    const stage = await openStage(plan, quiet);
    await stage.play();
    await expectReplayed(plan, stage.ledger);
    await stage.close();
  });

  it.each(paid.slice(1))(
    '%s ends paid, every dose once, though its worker is killed again and again',
    async (story) => {
      const plan = await planOf(story, 'payer', true);
      const payer = await payerOf(plan);
      expect(await playUntilDone(plan, 5)).toBeGreaterThan(2);
      await payer.close();
      await look(plan, expectPaid);
    },
    240_000,
  );

  it.each(all)(
    '%s gives the bytes and the events of its replay though its worker is killed',
    async (story) => {
      const plan = await planOf(story, 'recorded', true);
      expect(await playUntilDone(plan, 9)).toBeGreaterThan(0);
      await look(plan, expectReplayed);
    },
    240_000,
  );
});

/** Starts the worker again after every kill, until the story is told; the number of kills. */
async function playUntilDone(plan: StagePlan, everyItems: number): Promise<number> {
  for (let kills = 0; kills < 60; kills += 1) {
    // Ever later, so that no item stays the one that is always killed.
    if (await playUntilKilled(plan, everyItems + Math.floor(kills / 4))) return kills;
  }
  throw new Error('killed 60 times, and the story is still not told');
}

let worker: ChildProcess | undefined;

/** Kills the worker in the middle of its n-th item; true when the story was told before. */
async function playUntilKilled(plan: StagePlan, items: number): Promise<boolean> {
  const script = fileURLToPath(new URL('./stageChild.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'inherit'] });
  worker = child;
  const ended = once(child, 'exit');
  let taken = 0;
  let isDone = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'work') taken += 1;
    if (line === 'done') isDone = true;
    if (taken >= items && !isDone) child.kill('SIGKILL');
  }
  await ended;
  if (!isDone && taken < items) throw new Error('the worker ended by itself before the story was told');
  return isDone;
}
