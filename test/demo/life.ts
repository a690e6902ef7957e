/** One life of the demo as a process of its own, and the ways it may end before it is done. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** When the process is killed. A window: as soon as a file of this pattern appears in a folder below `demo-data`. */
export type Death =
  | { readonly afterMs: number }
  | { readonly name: string; readonly folder: string; readonly file: RegExp; readonly thenMs: number };

export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export function startDemo(cwd: string, ...options: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, 'demo', ...options], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += chunk));
  child.stderr?.on('data', (chunk) => (err += chunk));
  const ended = new Promise<Ended>((resolve) => child.once('close', (exitCode) => resolve({ exitCode, out, err })));
  return { child, ended };
}

/** Runs the demo on what is there until it ends or dies. */
export async function live(cwd: string, death: Death | undefined, ...options: readonly string[]): Promise<Ended> {
  const { child, ended } = startDemo(cwd, ...options);
  if (death === undefined) return await ended;
  const isOver = { yes: false };
  const over = ended.then(() => {
    isOver.yes = true;
  });
  await Promise.race([over, moment(cwd, death, isOver)]);
  child.kill('SIGKILL');
  return await ended;
}

async function moment(cwd: string, death: Death, isOver: { readonly yes: boolean }): Promise<void> {
  if ('afterMs' in death) return sleep(death.afterMs, undefined, { ref: false });
  const folder = join(cwd, 'demo-data', death.folder);
  const before = new Set(namesIn(folder));
  while (!isOver.yes && !namesIn(folder).some((name) => !before.has(name) && death.file.test(name))) await sleep(1);
  if (death.thenMs > 0) await sleep(death.thenMs);
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
