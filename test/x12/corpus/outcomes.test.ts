/**
 * Every public sample and what we make of it: `outcomes.tsv` holds one row per file, with a reason wherever our verdict
 * is not that of the two independent validators. After a change that is meant: `UPDATE_CORPUS=1 npm test -- test/x12/corpus`,
 * read the difference, and give a reason to every row that has `?` for one.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { independentVerdicts, samples } from './files.ts';
import { naiveSums } from './naive.ts';
import { outcomeOf } from './outcome.ts';

const table = new URL('outcomes.tsv', import.meta.url);
const head = 'file\tguides\tclaims\tcents\tverdict\tcodes\tindependent\treason';
const files = samples().map(({ file, bytes }) => ({ file, outcome: outcomeOf(bytes), naive: naiveSums(bytes) }));
const verdicts = independentVerdicts();

/** We say that a file is in order where one of them says that it is not, or the other way round. */
const differs = (verdict: string, independent: string): boolean =>
  verdict === 'read' ? /FAIL|ERROR/.test(independent) : /OK/.test(independent);

const recorded = readFileSync(table, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'));
const reasons = new Map(recorded.map((cells) => [cells[0], cells[7] ?? '']));

/** `2`, or `1 of 2` where a claim could not be placed and was kept unread. */
const ofAll = (ours: number, naive: number) => (ours === naive ? String(ours) : `${ours} of ${naive}`);

const rows = files.map(({ file, outcome, naive }) => {
  const { guides, claims, cents, verdict, issues } = outcome;
  const counted = Map.groupBy(issues, ({ code, severity }) => (severity === 'error' ? code : `(${code})`));
  const codes = [...counted].map(([code, all]) => `${code} x${all.length}`).sort();
  const independent = verdicts.get(file) ?? '';
  const reason = differs(verdict, independent) ? reasons.get(file) || '?' : '';
  const sums = [ofAll(claims, naive.claims), ofAll(cents, naive.cents)];
  return [file, guides.join(', '), ...sums, verdict, codes.join(', '), independent, reason].join('\t');
});
if (process.env['UPDATE_CORPUS'] === '1' && rows.length > 0) writeFileSync(table, `${[head, ...rows].join('\n')}\n`);

test('every public sample has the outcome that is written down', () => {
  if (files.length === 0) return;
  expect(`${[head, ...rows].join('\n')}\n`).toBe(readFileSync(table, 'utf8'));
});

test('wherever our verdict is not that of the independent validators, the table says why', () => {
  const unexplained = recorded.filter(
    ([, , , , verdict = '', , independent = '', reason = '']) => differs(verdict, independent) !== reason.length > 20,
  );
  expect(unexplained.map(([file]) => file)).toEqual([]);
  expect(recorded.length).toBeGreaterThan(150);
});

test('claims and totals are those of a sum made by splitting the text', () => {
  for (const { file, outcome, naive } of files) {
    const { guides, verdict, claims, cents } = outcome;
    if (verdict === 'read' && !guides.includes('-')) expect({ file, claims, cents }).toEqual({ file, ...naive });
    if (verdict === 'refused') expect({ file, claims, cents }).toEqual({ file, claims: 0, cents: 0 });
    expect([claims <= naive.claims, file]).toEqual([true, file]);
  }
});

test('what is malformed, and what is of 4010, is refused or has an exact list of what is wrong', () => {
  for (const { file, outcome } of files) {
    if (!/^(malformed|4010)\//.test(file)) continue;
    const errors = outcome.issues.filter(({ severity }) => severity === 'error');
    expect(errors.length, file).toBeGreaterThan(0);
    const placed = errors.every(
      ({ offset, ref, path }) => offset !== undefined || ref !== undefined || path !== undefined,
    );
    expect(placed, file).toBe(true);
  }
});
