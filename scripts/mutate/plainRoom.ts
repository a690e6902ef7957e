/**
 * Like laboratory.ts, for test files that need nothing of vitest but describe, test and expect: they run in a thread
 * that stays, and only what imports the mutant is loaded anew. Reading the mappings once instead of once per mutant is
 * ten times as quick. A file that needs more fails here on the untouched sources, and is left to vitest.
 */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Trial, Verdict } from './laboratory.ts';

/** Modules that were loaded stay in memory, so a thread is replaced after so many mutants. */
const MOST_TRIALS = 400;
let thread: Worker | undefined;
let trials = 0;

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

process.on('message', async (trial: Trial) => {
  const started = cpuSeconds();
  if (trials >= MOST_TRIALS) await stop();
  trials += 1;
  thread ??= new Worker(join(import.meta.dirname, 'plainThread.ts'), { stdout: true, stderr: true });
  const worker = thread;
  const done = (verdict: Omit<Verdict, 'cpuSeconds'>): void => {
    clearInterval(watch);
    worker.off('message', done);
    worker.off('error', fault);
    process.send?.({ ...verdict, cpuSeconds: cpuSeconds() - started });
  };
  const fail = (why: string): void => {
    done({ passed: false, why });
    void stop();
  };
  const watch = setInterval(() => {
    if (cpuSeconds() - started > trial.cpuSeconds) fail('it went on for ever');
  }, 50);
  worker.on('message', done);
  const fault = (error: unknown): void => fail(`fault: ${String(error)}`);
  worker.on('error', fault);
  worker.postMessage(trial);
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function stop(): Promise<void> {
  const worker = thread;
  thread = undefined;
  trials = 0;
  await worker?.terminate();
}
