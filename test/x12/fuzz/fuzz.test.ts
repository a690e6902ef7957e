import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

/** `npm run check -- mutate` takes fewer. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 10_000);

test('ten thousand damaged files are read to their end: nothing thrown, nothing lost in silence', () => {
  const failures = fuzz(20_261_121, runs);
  expect(failures.map(({ run, why }) => `${run}: ${why}`)).toEqual([]);
}, 300_000);
