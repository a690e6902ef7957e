/** Does what CONTRIBUTING.md says about a new drug and a new payer, in a copy of the mappings. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readMappings, shippedMappings } from '../../src/adapters/mappingsFolder.ts';
import { checkMappings } from '../../src/cli/mappings/check.ts';
import { administrationClass, authorizationWanted, payerByName } from '../../src/rules/lookup.ts';
import { parseRules, type Rules } from '../../src/rules/parse.ts';
import type { ReadableCase } from '../coding/caseFiles.ts';
import { answerOf, expectedOf } from '../coding/readableCases.ts';
import { memoryIo } from './readSamples.ts';

const page = readFileSync(join(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8');
/** The blocks of YAML below a heading, without their indent. */
const blocks = (heading: string): readonly string[] => {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^ {3}```yaml\n([\s\S]*?)^ {3}```$/gm)].map(([, text = '']) =>
    text.replace(/^ {3}/gm, ''),
  );
};
const [drug = '', cases = ''] = blocks('Add a drug');
const [payer = ''] = blocks('Add a payer');
const folder = join(mkdtempSync(join(tmpdir(), 'mappings-')), 'mappings');
beforeAll(() => cpSync(shippedMappings, folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

async function checked(): Promise<{ readonly exit: number; readonly out: string; readonly rules: Rules }> {
  const { io, told } = memoryIo();
  const exit = await checkMappings({ folder, json: false }, io);
  const parsed = parseRules(await readMappings(folder));
  if (!parsed.ok) throw new Error(told().out);
  return { exit, out: told().out, rules: parsed.value };
}

describe('a new drug', () => {
  test('is one file and one case, and nothing else', async () => {
    const before = await readMappings(folder);
    writeFileSync(join(folder, 'drugs/examplemab.yaml'), drug);
    const { exit, out, rules } = await checked();
    expect([exit, out.includes('\n0 errors, ')]).toEqual([0, true]);
    expect((await readMappings(folder)).length).toBe(before.length + 1);
    const [one] = parse(cases) as readonly ReadableCase[];
    if (one === undefined) throw new Error('CONTRIBUTING.md shows no case');
    const topic = { name: 'new', rule: '', cases: [one] };
    expect(answerOf(one, topic, rules)).toEqual(expectedOf(one));
    expect(answerOf({ ...one, on: '2026-06-30' }, topic, rules).result).not.toBe('claim');
  });

  test('without its facts is told by the check, with the place', async () => {
    writeFileSync(join(folder, 'drugs/examplemab.yaml'), drug.replace('unit: 0.5 mg', 'unit: half'));
    const { io, told } = memoryIo();
    expect(await checkMappings({ folder, json: false }, io)).toBe(1);
    expect(told().out).toContain('MAPPING_VALUE at mappings/drugs/examplemab.yaml codes.J9996');
    writeFileSync(join(folder, 'drugs/examplemab.yaml'), drug);
  });
});

describe('a new payer', () => {
  test('is one file, found by its name, with rules of its own', async () => {
    writeFileSync(join(folder, 'payers/example-regional.yaml'), payer);
    const { exit, rules } = await checked();
    const found = payerByName(rules, 'Example Regional Health Plan');
    const vedolizumab = rules.codes.get('J3380');
    if (found === undefined || vedolizumab === undefined) throw new Error('the payer or the drug is not there');
    expect([exit, found.id, found.payer_rules.waste_policy]).toEqual([0, 'example-regional', 'admin_only']);
    expect([administrationClass(found, vedolizumab), authorizationWanted(found, vedolizumab)]).toEqual(['chemo', true]);
  });

  test('that shares a number with another is refused', async () => {
    writeFileSync(join(folder, 'payers/example-regional.yaml'), payer.replaceAll('EXREG', 'EXCOM'));
    const { exit, out } = await checked();
    expect([exit, out.includes('PAYER_AMBIGUOUS at mappings/payers/example-regional.yaml')]).toEqual([1, true]);
  });
});
