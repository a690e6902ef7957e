/**
 * Like laboratory.ts, for test files that need nothing of vitest but describe, test and expect: they run in a thread
 * that stays, and only what imports the mutant is loaded anew. Reading the mappings once instead of once per mutant is
 * ten times as quick. A file that needs more fails here on the untouched sources, and is left to vitest.
 */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Trial, Verdict } from './laboratory.ts';

/** Modules that were loaded stay in memory, so a thread is replaced after so many mutants. */
const MOST_TRIALS = 120;
let thread: Worker | undefined;
let trials = 0;

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

process.on('message', async (trial: Trial) => {
  const started = cpuSeconds();
  if (trials >= MOST_TRIALS) await stop();
  const isFresh = thread === undefined;
  let verdict = await run(trial);
  // What earlier mutants left in memory must not be blamed on this one.
  if (verdict.why.startsWith('fault') && !isFresh) verdict = await run(trial);
  process.send?.({ ...verdict, cpuSeconds: cpuSeconds() - started });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function run(trial: Trial): Promise<Omit<Verdict, 'cpuSeconds'>> {
  const started = cpuSeconds();
  trials += 1;
  thread ??= new Worker(join(import.meta.dirname, 'plainThread.ts'), {
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 900 },
  });
  const worker = thread;
  const { promise, resolve } = Promise.withResolvers<Omit<Verdict, 'cpuSeconds'>>();
  const onFault = (fault: unknown): void => resolve({ passed: false, why: `fault: ${String(fault)}` });
  worker.on('message', resolve);
  worker.on('error', onFault);
  const watch = setInterval(() => {
    if (cpuSeconds() - started > trial.cpuSeconds) resolve({ passed: false, why: 'it went on for ever' });
  }, 50);
  worker.postMessage(trial);
  const verdict = await promise;
  clearInterval(watch);
  worker.off('message', resolve);
  if (verdict.why.startsWith('fault') || verdict.why === 'it went on for ever') await stop();
  worker.off('error', onFault);
  return verdict;
}

async function stop(): Promise<void> {
  const worker = thread;
  thread = undefined;
  trials = 0;
  await worker?.terminate();
}
