/** The stories on the backend the environment names, told to their end although the worker is killed again and again. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { killedStories, plansOn } from './plans.ts';
import { expectPaid, expectReplayed, look } from './proof.ts';
import type { StagePlan } from './stage.ts';

const { what, planOf, payerOf, cleanUp } = plansOn(3);
let worker: ChildProcess | undefined;

describe(`a worker that is killed again and again, on ${what}`, () => {
  afterEach(async () => {
    worker?.kill('SIGKILL');
    await cleanUp();
  });

  it('ends 02-teclistamab paid by a payer at work, every dose once', async () => {
    const plan = await planOf('02-teclistamab', 'payer', { lasting: true });
    const payer = await payerOf(plan);
    expect(await playUntilDone(plan, 5)).toBeGreaterThan(2);
    await payer.close();
    await look(plan, expectPaid);
  }, 240_000);

  it.each(killedStories)(
    'gives the bytes and the events of the replay of %s',
    async (story) => {
      const plan = await planOf(story, 'recorded', { lasting: true });
      expect(await playUntilDone(plan, 9)).toBeGreaterThan(0);
      await look(plan, expectReplayed);
    },
    240_000,
  );
});

/** Starts the worker again after every kill, until the story is told; the number of kills. */
async function playUntilDone(plan: StagePlan, everyItems: number): Promise<number> {
  for (let kills = 0; kills < 60; kills += 1) {
    // Ever later, so that no item stays the one that is always killed, and at other moments: in the middle of an
    // item, in the pause after it, while the partner's folder is looked into.
    if (await playUntilKilled(plan, everyItems + Math.floor(kills / 4), (kills * 67) % 200)) return kills;
  }
  throw new Error('killed 60 times, and the story is still not told');
}

/** Kills the worker so long after it took up its n-th item; true when the story was told before. */
async function playUntilKilled(plan: StagePlan, items: number, afterMs: number): Promise<boolean> {
  const script = fileURLToPath(new URL('./stageChild.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'inherit'] });
  worker = child;
  const ended = once(child, 'exit');
  let kill: NodeJS.Timeout | undefined;
  let taken = 0;
  let isDone = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'work') taken += 1;
    if (line === 'done') isDone = true;
    if (line === 'work' && taken === items) kill = setTimeout(() => child.kill('SIGKILL'), afterMs);
  }
  clearTimeout(kill);
  await ended;
  if (!isDone && taken < items) throw new Error('the worker ended by itself before the story was told');
  return isDone;
}
