/** A demo killed in its most delicate moments ends like one that was left alone. `kill.ts` does the same for hours. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded, tellDeath, windows } from './deaths.ts';
import { type Death, live } from './life.ts';
import { outcomeOf } from './outcome.ts';

const SEED = Number(process.env['INFUSEBRIDGE_KILL_SEED'] ?? Date.now() % 1_000_000);
/** In the order in which they come up in a run, so that each of them does kill. */
const CERTAIN = [
  'while the database is made',
  'after a file is out, before that is recorded',
  'when an answer arrives',
  'after an 835 is archived',
  'while the files are laid out',
];
/** Deaths of the seed between the first and the second of them. */
const BY_SEED = 2;

let whole = '';
let killed = '';
beforeAll(async () => {
  whole = await mkdtemp(join(tmpdir(), 'infusebridge-whole-'));
  killed = await mkdtemp(join(tmpdir(), 'infusebridge-killed-'));
});
afterAll(async () => {
  for (const folder of [whole, killed]) await rm(folder, { recursive: true, force: true });
});

it('loses nothing and does nothing twice, whenever it is killed', { timeout: 300_000 }, async () => {
  console.log(`INFUSEBRIDGE_KILL_SEED=${SEED}`);
  const undisturbed = live(whole, undefined);
  const random = seeded(SEED);
  const certain = CERTAIN.flatMap((wanted) => windows.filter(({ name }) => name === wanted));
  expect(certain.length).toBe(CERTAIN.length);
  const [first, ...others] = certain.map((window): Death => ({ ...window, thenMs: 0 }));
  const between = Array.from({ length: BY_SEED }, (): Death => ({ afterMs: Math.round(random() * 2_500) }));
  const deaths = [...(first === undefined ? [] : [first]), ...between, ...others];
  const told: string[] = [];
  for (const death of deaths) {
    const { exitCode } = await live(killed, death, '--keep');
    told.push(`${tellDeath(death)}: ${exitCode ?? 'killed'}`);
  }
  console.log(told.join('\n'));
  expect(told.filter((line) => !line.endsWith('killed'))).toEqual([]);
  const last = await live(killed, undefined, '--keep');
  expect(last).toMatchObject({ exitCode: 0 });
  expect(await undisturbed).toMatchObject({ exitCode: 0 });
  const expected = await outcomeOf(join(whole, 'demo-data'));
  const outcome = await outcomeOf(join(killed, 'demo-data'));
  expect(expected.problems).toEqual([]);
  expect(outcome).toEqual(expected);
});
