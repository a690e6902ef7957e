import { expect, test } from 'vitest';
import { readMappings } from '../../src/adapters/mappingsFolder.ts';
import { parseRules } from '../../src/rules/parse.ts';
import { plainGuides } from '../../src/rules/payerGuides.ts';

const files = await readMappings();
const FILE = 'mappings/payers/example-commercial.yaml';

/** The rules as they are when one thing in the file of a payer is different. */
const changed = (from: string, to: string) =>
  parseRules(
    files.map((file) => {
      if (!file.path.endsWith(FILE)) return file;
      expect(file.text).toContain(from);
      return { ...file, text: file.text.replace(from, to) };
    }),
  );

test('a payer without an overlay is written to by the guides as they are', () => {
  const rules = parseRules(files);
  if (!rules.ok) throw new Error(JSON.stringify(rules.issues));
  expect(rules.value.payers.get('example-medicare')?.guides).toBe(plainGuides);
  expect(rules.value.payers.get('example-commercial')?.guides['837P']).not.toBe(plainGuides['837P']);
});

test.each([
  ['allows more than the guide', 'CLM01: { length: 20 }', 'CLM01: { length: 40 }', 'OVERLAY_WIDENS', 'allows 38'],
  ['makes what is required optional', 'CLM01: { length: 20 }', 'CLM01: { usage: S }', 'OVERLAY_WIDENS', 'required'],
  ['takes a code that the guide does not have', 'codes: [MI]', 'codes: [MI, ZZ]', 'OVERLAY_WIDENS', 'ZZ'],
  ['names no place', 'at: 2400/REF*6R', 'at: 2400/REF*6Q', 'OVERLAY_PLACE', '2400/REF*6Q'],
  ['has no source', 'usage: R\n        source', 'usage: R\n        resource', 'MAPPING_VALUE', 'source'],
])('rules with an overlay that %s are refused', (_, from, to, code, what) => {
  const rules = changed(from, to);
  expect(rules.ok).toBe(false);
  expect(rules.issues.map((issue) => issue.code)).toContain(code);
  expect(rules.issues.every(({ path }) => path?.startsWith(FILE))).toBe(true);
  expect(JSON.stringify(rules.issues)).toContain(what);
});
