/**
 * Kills the demo again and again and proves what is left: `node test/demo/kill.ts [runs] [seed]`. Every run has its own
 * seed, which is printed; a run that fails keeps its folder.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { deathBy, seeded, tellDeath } from './deaths.ts';
import { live } from './life.ts';
import { outcomeOf } from './outcome.ts';

const MOST_KILLS = 12;
const LONGEST_LIFE_MS = 12_000;
const [runs = '1', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function undisturbed(): Promise<readonly object[]> {
  const cwd = await mkdtemp(join(tmpdir(), 'demo-whole-'));
  const { exitCode, err } = await live(cwd, undefined);
  const { problems, told } = await outcomeOf(join(cwd, 'demo-data'));
  if (exitCode !== 0 || problems.length > 0) throw new Error(`${cwd}: ${exitCode} ${problems.join('; ')}\n${err}`);
  await rm(cwd, { recursive: true });
  return told;
}

async function killed(runSeed: number, expected: readonly object[]): Promise<boolean> {
  const random = seeded(runSeed);
  const cwd = await mkdtemp(join(tmpdir(), `demo-${runSeed}-`));
  const deaths: string[] = [];
  const kills = 1 + Math.floor(random() * MOST_KILLS);
  let ended = undefined as Awaited<ReturnType<typeof live>> | undefined;
  for (let kill = 0; kill < kills; kill += 1) {
    const death = deathBy(random, LONGEST_LIFE_MS);
    ended = await live(cwd, death, '--keep');
    deaths.push(`${tellDeath(death)} -> ${ended.exitCode ?? 'killed'}`);
    if (ended.exitCode !== null) break;
  }
  if (ended?.exitCode !== 0) ended = await live(cwd, undefined, '--keep');
  const { problems, told } = await outcomeOf(join(cwd, 'demo-data'));
  const differs = isDeepStrictEqual(told, expected) ? [] : [`the stories ended differently: ${JSON.stringify(told)}`];
  const all = [...(ended.exitCode === 0 ? [] : [`exit ${ended.exitCode}: ${ended.err}`]), ...problems, ...differs];
  say(`seed ${runSeed}: ${deaths.filter((death) => death.endsWith('killed')).length} kills, ${all.length} problems`);
  if (all.length === 0) await rm(cwd, { recursive: true });
  else say([cwd, ...deaths, ...all].join('\n  '));
  return all.length === 0;
}

const expected = await undisturbed();
let failed = 0;
for (let run = 0; run < Number(runs); run += 1) if (!(await killed(Number(seed) + run, expected))) failed += 1;
say(`${runs} runs, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
