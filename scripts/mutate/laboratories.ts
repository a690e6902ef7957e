/** Runs mutants against tests in a process of its own, and starts another one where a mutant broke it. */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Trial, Verdict } from './laboratory.ts';

/** A test file that passes on the untouched sources: what it costs, and how often it noticed a mutant. */
export interface TestFile {
  readonly path: string;
  readonly cpuSeconds: number;
  noticed: number;
}

/** A process that neither answers nor uses its CPU is not waited for. */
const SILENT_MINUTES = 5;

export class Laboratory {
  readonly #known = new Map<string, TestFile>();
  #process: Promise<ChildProcess> | undefined;

  /** Runs every test file on the sources as they are. Throws where one fails: then it would notice anything. */
  async prepare(paths: readonly string[]): Promise<TestFile[]> {
    const files: TestFile[] = [];
    for (const path of paths) {
      let file = this.#known.get(path);
      if (file === undefined) {
        const { passed, why, cpuSeconds } = await this.#run({ testFile: path, cpuSeconds: 600 });
        if (!passed) throw new Error(`${path} fails as it is: ${why}`);
        file = { path, cpuSeconds, noticed: 0 };
        this.#known.set(path, file);
      }
      files.push({ ...file, noticed: 0 });
    }
    return files;
  }

  /** Whether any of the tests fails with this source. Those that noticed most for their cost go first. */
  async isNoticed(tests: readonly TestFile[], source: NonNullable<Trial['source']>): Promise<boolean> {
    const worth = ({ noticed, cpuSeconds }: TestFile) => (noticed + 0.5) / cpuSeconds;
    for (const test of tests.toSorted((a, b) => worth(b) - worth(a))) {
      const trial = { source, testFile: test.path, cpuSeconds: 5 + 5 * test.cpuSeconds };
      const { passed } = await this.#run(trial);
      if (passed) continue;
      test.noticed += 1;
      return true;
    }
    return false;
  }

  close(): void {
    this.#process?.then((child) => child.disconnect());
  }

  async #run(trial: Trial): Promise<Verdict> {
    this.#process ??= start();
    const child = await this.#process;
    const answer = await new Promise<Verdict>((resolve) => {
      const end = (why: string) => done({ passed: false, why, cpuSeconds: 0 });
      const onExit = () => end('the process ended');
      const patience = setTimeout(() => end('silent'), SILENT_MINUTES * 60_000);
      const done = (verdict: Verdict) => {
        clearTimeout(patience);
        child.off('message', done);
        child.off('exit', onExit);
        resolve(verdict);
      };
      child.on('message', done);
      child.on('exit', onExit);
      child.send(trial);
    });
    if (['endless', 'silent', 'the process ended'].includes(answer.why)) {
      child.kill('SIGKILL');
      this.#process = undefined;
    }
    return answer;
  }
}

function start(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'laboratory.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, FUZZ_RUNS: '500' },
    // A mutant that fills the memory ends soon.
    execArgv: ['--max-old-space-size=1024', '--disable-warning=ExperimentalWarning'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the tests could not be started (exit ${code})`)));
  });
}
