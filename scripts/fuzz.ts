/**
 * Throws damaged files and mere bytes at the reader, far more of them than the tests do (they take ten thousand):
 *
 *   npm run check -- fuzz                       a million runs with a new seed, for every night
 *   npm run check -- fuzz --runs 20000          fewer; FUZZ_RUNS says the same
 *   npm run check -- fuzz --seed 7 --from 1234 --runs 1    one run again
 *
 * Every run must end: nothing is thrown, no byte is lost in silence, pieces mean what the whole means, the TA1 and the
 * 999 can be written, an 835 that is skimmed says what one that is read says. The input of a run that does not is kept
 * in `data/fuzz` under a name that tells its seed and number, nothing of what is in it.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from '../test/x12/fuzz/fuzz.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string', default: '0' } },
});
const runs = Number(values.runs ?? process.env['FUZZ_RUNS'] ?? 1_000_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const from = Number(values.from);
if (![runs, seed, from].every((number) => Number.isInteger(number) && number >= 0)) {
  console.error('--runs, --seed and --from are whole numbers.');
  process.exit(2);
}
console.log(`fuzz: ${runs} runs from ${from}, seed ${seed}`);
const failures = fuzz(seed, runs, from, (run) => {
  if ((run + 1 - from) % 100_000 === 0) console.log(`fuzz: ${run + 1 - from} runs`);
});
const folder = join(import.meta.dirname, '..', 'data', 'fuzz');
for (const { run, why, input } of failures) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `seed-${seed}-run-${run}.x12`);
  writeFileSync(file, input);
  console.log(`${why}\n  input: ${file}\n  again: npm run check -- fuzz --seed ${seed} --from ${run} --runs 1`);
}
console.log(failures.length === 0 ? `fuzz: all ${runs} runs as they must be` : `fuzz: ${failures.length} runs failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
