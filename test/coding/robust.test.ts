import { expect, test } from 'vitest';
import { readCase } from '../../src/coding/case.ts';
import { codeVisit } from '../../src/coding/codeVisit.ts';
import { fc } from '../properties.ts';
import { advantage, commercial, give, hospital, medicare, office, underSkin, vials, visit } from './cases.ts';
import { shippedRules } from './rules.ts';

const rules = await shippedRules();
type Path = readonly (string | number)[];

const sane = [
  visit([
    give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)]),
    give('normal saline', 1000, 'mL', [vials.saline1000(1)], { id: 'a2', admin_class: 'hyd', stop: '11:00' }),
  ]),
  visit([give('darbepoetin alfa', 200, 'mcg', [vials.darbepoetin(1)], underSkin)], {
    esa: { cause: 'radiotherapy', hgb_g_dl: 9 },
    diagnoses: ['D64.81'],
    payer_rules: commercial,
  }),
  visit([give('ipilimumab', 80, 'mg', [vials.ipilimumab50(1), vials.ipilimumab200(1)])], {
    setting: hospital,
    payer_rules: advantage,
    authorization: { number: 'PA', codes: ['J9228'], units: 400 },
    vial_choice: { stock: [50, 200] },
  }),
  visit([], {
    setting: { ...office, kind: 'home_infusion_supplier' },
    payer_rules: medicare,
    visit: { initial: true, minutes: 60, class: 'chemo' },
  }),
];

/** Every place in a case that a clumsy sender could spoil. */
function places(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, item]) => places(item, [...at, Array.isArray(value) ? Number(key) : key])),
  ];
}

function spoiled(value: unknown, [head, ...rest]: Path, by: unknown): unknown {
  if (head === undefined) return by;
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? { ...value }
    : { ...(value as Record<string, unknown>) };
  copy[head] = spoiled(copy[head], rest, by);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

test('whatever one value is changed to, a case is refused or answered, never thrown at', () => {
  const clumsy = fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    '0',
    0,
    -1,
    1e21,
    '1e-9',
    'NaN',
    [],
    {},
    [null],
    true,
    '99:99',
    '2026-02-29',
    'J9999',
    'none',
    'SC',
    'hyd',
    'push',
    '0069-4494-02',
    '999999999',
    'mcg',
    'vial',
    'home_infusion_supplier',
    'pharmacy-bulk',
  );
  const changes = fc.constantFrom(...sane).chain((input) =>
    fc.record({
      input: fc.constant(input),
      places: fc.array(fc.constantFrom(...places(input)), { minLength: 1, maxLength: 3 }),
      by: clumsy,
    }),
  );
  fc.assert(
    fc.property(changes, ({ input, places: where, by }) => {
      const outcome = readCase(where.reduce<unknown>((value, place) => spoiled(value, place, by), input));
      if (!outcome.ok) {
        expect(outcome.issues.length).toBeGreaterThan(0);
        return;
      }
      const answer = codeVisit(outcome.value, rules);
      if (answer.result === 'hold') expect(answer.errors.length).toBeGreaterThan(0);
      if (answer.result !== 'claim') expect(answer.lines).toEqual([]);
      for (const line of answer.lines) {
        expect(Number.isSafeInteger(line.units) && line.units > 0).toBe(true);
        expect(line.modifiers.length).toBeLessThanOrEqual(4);
      }
    }),
    { numRuns: 3000 },
  );
});
