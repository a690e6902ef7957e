/** What a payer's file says holds until one of its dated changes begins. */

import { describe, expect, test } from 'vitest';
import { payerOn } from '../../src/rules/lookup.ts';
import type { Payer } from '../../src/rules/parse.ts';
import { shippedRules } from '../coding/rules.ts';

const rules = await shippedRules();
const shipped = rules.payers.get('example-commercial');
if (shipped === undefined) throw new Error('the example payer is gone');
const { changes: _, ...plain } = shipped;
const changing: Payer = {
  ...plain,
  // Listed out of order: the dates decide.
  changes: [
    { from: '2027-01-01', source: 'bulletin 2', payer_rules: { jw_jz: false, mod_340b: 'UD' } },
    {
      from: '2026-07-01',
      source: 'bulletin 1',
      payer_rules: { jw_jz: true, distinct_modifier: 'X' },
      administration_class: { J0897: 'ther' },
    },
  ],
};
const on = (date: string) => {
  const { payer_rules, administration_class } = payerOn(changing, date);
  const { jw_jz, mod_340b, distinct_modifier } = payer_rules;
  return [jw_jz, mod_340b, distinct_modifier, administration_class['J0897']];
};
const { jw_jz, mod_340b, distinct_modifier } = plain.payer_rules;
const before = [jw_jz, mod_340b, distinct_modifier, plain.administration_class['J0897']];

describe('a payer on a day', () => {
  test.each([
    ['2026-06-30', before],
    ['2026-07-01', [true, mod_340b, 'X', 'ther']],
    ['2026-12-31', [true, mod_340b, 'X', 'ther']],
    ['2027-01-01', [false, 'UD', 'X', 'ther']],
  ])('%s', (date, expected) => {
    expect(on(date)).toEqual(expected);
  });
  test('everything that a change does not name stays, and the file itself is left alone', () => {
    const later = payerOn(changing, '2027-01-01');
    expect({ ...later, payer_rules: plain.payer_rules, administration_class: plain.administration_class }).toEqual(
      changing,
    );
    expect(later.payer_rules.ndc).toBe(plain.payer_rules.ndc);
    expect(on('2026-06-30')).toEqual(before);
  });
  test('one without changes is the same on any day', () => {
    expect(payerOn(plain, '2030-01-01')).toBe(plain);
  });
});
