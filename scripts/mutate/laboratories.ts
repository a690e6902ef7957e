/** Runs mutants against tests in processes of their own, and starts another one where a mutant broke it. */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Trial, Verdict } from './laboratory.ts';

/** A test file that passes on the untouched sources: where it runs, what it costs, how often it noticed a mutant. */
export interface TestFile {
  readonly path: string;
  readonly room: Room;
  readonly cpuSeconds: number;
  noticed: number;
}

/** A process that neither answers nor uses its CPU is not waited for. */
const SILENT_MINUTES = 5;

export class Laboratory {
  readonly #known = new Map<string, TestFile>();
  readonly #vitest = new Room('laboratory.ts');
  readonly #plain = new Room('plainRoom.ts');

  /** Runs every test file on the sources as they are. Throws where one fails: then it would notice anything. */
  async prepare(paths: readonly string[]): Promise<TestFile[]> {
    const files: TestFile[] = [];
    for (const path of paths) {
      const file = this.#known.get(path) ?? (await this.#placed(path));
      this.#known.set(path, file);
      files.push({ ...file, noticed: 0 });
    }
    return files;
  }

  /** In the quicker room, where it passes there. */
  async #placed(path: string): Promise<TestFile> {
    const trial = { testFile: path, cpuSeconds: 600 };
    if ((await this.#plain.run(trial)).passed) {
      // The first run loads what the others find loaded.
      const { cpuSeconds } = await this.#plain.run(trial);
      return { path, room: this.#plain, cpuSeconds, noticed: 0 };
    }
    const { passed, why, cpuSeconds } = await this.#vitest.run(trial);
    if (!passed) throw new Error(`${path} fails as it is: ${why}`);
    return { path, room: this.#vitest, cpuSeconds, noticed: 0 };
  }

  /** Whether any of the tests fails with this source. Those that noticed most for their cost go first. */
  async isNoticed(tests: readonly TestFile[], source: NonNullable<Trial['source']>): Promise<boolean> {
    const worth = ({ noticed, cpuSeconds }: TestFile) => (noticed + 0.5) / cpuSeconds;
    for (const test of tests.toSorted((a, b) => worth(b) - worth(a))) {
      const trial = { source, testFile: test.path, cpuSeconds: 5 + 5 * test.cpuSeconds };
      const { passed } = await test.room.run(trial);
      if (passed) continue;
      test.noticed += 1;
      return true;
    }
    return false;
  }

  /** Mutants share a thread: throws where one of them left something behind that the next ones would be blamed for. */
  async checkAgain(tests: readonly TestFile[]): Promise<void> {
    for (const { path, room } of tests) {
      const { passed, why } = await room.run({ testFile: path, cpuSeconds: 600 });
      if (!passed) throw new Error(`${path} fails on the untouched sources after the mutants: ${why}`);
    }
  }

  close(): void {
    this.#vitest.close();
    this.#plain.close();
  }
}

/** A process that is told a source and a test file and answers whether a test failed. */
class Room {
  readonly #script: string;
  #process: Promise<ChildProcess> | undefined;

  constructor(script: string) {
    this.#script = script;
  }

  async run(trial: Trial): Promise<Verdict> {
    this.#process ??= start(this.#script);
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

  close(): void {
    this.#process?.then((child) => child.disconnect());
  }
}

function start(script: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, script), {
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
