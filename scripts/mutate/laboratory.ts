/**
 * The process in which mutants live: it is told a source and a test file, runs that file over that source, and answers
 * whether a test failed. A mutant that goes on for ever ends this process; whoever started it starts another.
 */

import { join } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';

export interface Trial {
  /** Path of the source within the project and its text; undefined: everything as it is. */
  readonly source?: { readonly path: string; readonly text: string };
  readonly testFile: string;
  /** Seconds of CPU after which the mutant is taken for endless. */
  readonly cpuSeconds: number;
}
export interface Verdict {
  readonly passed: boolean;
  /** The name of the first test that failed, or what else went wrong. */
  readonly why: string;
  readonly cpuSeconds: number;
}

const root = join(import.meta.dirname, '..', '..');
let mutated: { readonly id: string; readonly text: string } | undefined;

/** Hands out the mutant in place of its source. */
const plugin = {
  name: 'mutant',
  enforce: 'pre' as const,
  transform: (_code: string, id: string) => (id === mutated?.id ? mutated.text : undefined),
};
const vitest = await createVitest(
  {
    root,
    watch: false,
    bail: 1,
    pool: 'threads',
    fileParallelism: false,
    maxWorkers: 1,
    reporters: [{}],
    silent: true,
    // What was kept of the source on disk must not stand in for the mutant.
    fsModuleCache: false,
    setupFiles: [join(import.meta.dirname, 'seed.ts')],
  },
  { plugins: [plugin] },
);
await vitest.standalone();

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
process.on('message', (trial: Trial) => {
  const started = cpuSeconds();
  const answer = (verdict: Omit<Verdict, 'cpuSeconds'>, then = () => {}) =>
    process.send?.({ ...verdict, cpuSeconds: cpuSeconds() - started }, undefined, undefined, then);
  const watch = setInterval(() => {
    if (cpuSeconds() - started < trial.cpuSeconds) return;
    clearInterval(watch);
    answer({ passed: false, why: 'endless' }, () => process.exit(1));
  }, 100);
  run(vitest, trial)
    .catch((fault: unknown) => ({ passed: false, why: `fault: ${String(fault)}` }))
    .then((verdict) => {
      clearInterval(watch);
      answer(verdict);
    });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function run(tests: Vitest, { source, testFile }: Trial): Promise<Omit<Verdict, 'cpuSeconds'>> {
  const before = mutated;
  mutated = source === undefined ? undefined : { id: join(root, source.path), text: source.text };
  for (const one of [before, mutated]) if (one !== undefined) tests.invalidateFile(one.id);
  // What failed before must neither be counted again nor stop this run.
  tests.state.filesMap.clear();
  tests.state.idMap.clear();
  const specification = tests.getRootProject().createSpecification(join(root, testFile));
  const { testModules, unhandledErrors } = await tests.runTestSpecifications([specification]);
  const ours = testModules.filter(({ moduleId }) => moduleId === specification.moduleId);
  for (const module of ours) {
    const failed = [...module.children.allTests()].find((test) => test.result().state === 'failed');
    if (failed !== undefined) return { passed: false, why: failed.fullName };
    if (!module.ok()) return { passed: false, why: 'the file does not run' };
  }
  const ran = ours.length === 1 && unhandledErrors.length === 0;
  return { passed: ran, why: ran ? '' : `unhandled: ${String(unhandledErrors[0])}` };
}
