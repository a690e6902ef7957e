/** The first doses of bispecific drugs, dose by dose and code by code, against the reference table of drugs. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedRules } from '../coding/rules.ts';

const SHARED = process.env['INFUSEBRIDGE_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const TABLE = join(SHARED, 'data/drugs.csv');
const isThere = existsSync(TABLE);
if (!isThere) console.warn(`THE DOSES OF BISPECIFIC DRUGS WERE NOT COMPARED: there is no ${TABLE}.`);
const { bispecifics } = await shippedRules();

/** The fields of a line of CSV, quotes taken off. */
const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field.replace(/^"|"$/g, ''));
const [head = '', ...lines] = isThere ? readFileSync(TABLE, 'utf8').split(/\r?\n/) : [];
const names = fieldsOf(head);
const rowOf = (code: string): ReadonlyMap<string, string> => {
  const fields = fieldsOf(lines.find((line) => line.startsWith(`${code},`)) ?? '');
  return new Map(names.map((name, index) => [name, fields[index] ?? '']));
};

/** `0.06 mg/kg D1, 0.3 mg/kg D4` and `0.01, 0.06, 0.4 mg/kg` alike: each number with the unit that follows it. */
const dosesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(\d+(?:\.\d+)?(?:(?:,| then) \d+(?:\.\d+)?)*) (mcg|mg)(\/kg)?/g)].flatMap(
    ([, amounts = '', unit = '', per = '']) =>
      amounts.split(/,? (?:then )?/).map((amount) => `${amount.replace(',', '')} ${unit}${per}`),
  );

const steps = Object.entries(bispecifics.drugs).flatMap(([name, { codes, steps: all }]) =>
  codes.flatMap((code) => all.map(({ step, day, dose }) => [name, code, step, dose, day] as const)),
);

describe.runIf(isThere)('what the reference table has, too', () => {
  test.each(Object.entries(bispecifics.drugs))('%s under its code', (name, { codes }) => {
    for (const code of codes) expect(rowOf(code).get('ingredient')).toMatch(new RegExp(`^${name}`));
  });

  test.each(steps)('%s %s, step %i: %s on day %i', (_name, code, _step, dose, day) => {
    const typical = rowOf(code).get('typical_dosing') ?? '';
    expect(dosesIn(typical)).toContain(dose);
    const [, told] = new RegExp(`(?<![\\d.])${dose.replace('.', '\\.')} (D\\d+(?:, D\\d+)*)`).exec(typical) ?? [];
    if (told !== undefined) expect(told.split(', ')).toContain(`D${day}`);
  });

  test('what is given before glofitamab', () => {
    const { before } = bispecifics.drugs['glofitamab'] ?? {};
    expect(rowOf('J9286').get('typical_dosing')).toContain(`${before?.ingredient} ${before?.dose} D1`);
    expect(bispecifics.drugs['glofitamab']?.steps[0]?.day).toBe(1 + (before?.days ?? 0));
  });
});
