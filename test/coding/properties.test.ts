import { describe, expect, test } from 'vitest';
import { quantityText, readNdc } from '../../src/coding/ndc.ts';
import { extraHours } from '../../src/coding/siteCodes.ts';
import { chooseVials } from '../../src/coding/vialChoice.ts';
import { Decimal } from '../../src/quantity.ts';
import { fc } from '../properties.ts';
import { answerTo, commercial, give, hospital, medicaid, medicare, office, vials, visit } from './cases.ts';
import { shippedRules } from './rules.ts';

const rules = await shippedRules();
const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** A dose in hundredths of a milligram that the vials can hold: exact text, never a float. */
const hundredths = (value: number): string => new Decimal(value).div(100).toFixed();

/** Drugs whose unit does not divide their vial, and some whose unit does. */
const drugs = anyOf(
  { drug: 'loncastuximab tesirine-lpyl', code: 'J9359', unit: '0.075', vial: vials.loncastuximab, size: 10 },
  { drug: 'infliximab-axxq', code: 'Q5121', unit: '10', vial: vials.infliximabAxxq, size: 100 },
  { drug: 'ipilimumab', code: 'J9228', unit: '1', vial: vials.ipilimumab50, size: 50 },
  { drug: 'teclistamab-cqyv', code: 'J9380', unit: '0.5', vial: vials.teclistamab30, size: 30 },
  { drug: 'pembrolizumab', code: 'J9271', unit: '1', vial: vials.pembrolizumab, size: 100 },
);
const cases = fc
  .record({
    drug: drugs,
    containers: fc.integer({ min: 1, max: 3 }),
    share: fc.integer({ min: 1, max: 10_000 }),
    payer: anyOf(medicare, commercial, medicaid),
    setting: anyOf(office, hospital),
  })
  .map(({ drug, containers, share, payer, setting }) => {
    const content = drug.size * containers;
    const dose = hundredths(Math.max(1, Math.floor((content * 100 * share) / 10_000)));
    const answer = answerTo(
      visit([give(drug.drug, dose, 'mg', [drug.vial(containers)])], { payer_rules: payer, setting }),
      rules,
    );
    return { drug, containers, dose, content, answer, lines: answer.lines.filter((line) => line.hcpcs === drug.code) };
  });

describe('for any dose out of any number of vials', () => {
  test('administered and discarded units never exceed the whole units on the labels', () => {
    fc.assert(
      fc.property(cases, ({ drug, content, lines }) => {
        const billed = lines.reduce((total, line) => total + line.units, 0);
        expect(billed).toBeLessThanOrEqual(Math.max(1, new Decimal(content).div(drug.unit).floor().toNumber()));
      }),
    );
  });

  test('administered units cover the dose: the exact quotient rounded up, or all the label holds', () => {
    fc.assert(
      fc.property(cases, ({ drug, dose, content, lines }) => {
        const administered = lines
          .filter((line) => !line.modifiers.includes('JW'))
          .reduce((total, line) => total + line.units, 0);
        const label = new Decimal(content).div(drug.unit).floor().toNumber();
        expect(administered).toBe(Math.min(new Decimal(dose).div(drug.unit).ceil().toNumber(), label));
      }),
    );
  });

  test('a JW line has a whole unit or more, stands beside an administered line, and never beside a JZ', () => {
    fc.assert(
      fc.property(cases, ({ lines }) => {
        const wasted = lines.filter((line) => line.modifiers.includes('JW'));
        const unused = lines.filter((line) => line.modifiers.includes('JZ'));
        for (const line of wasted) expect(line.units).toBeGreaterThanOrEqual(1);
        expect(wasted.length > 0 && unused.length > 0).toBe(false);
        expect(wasted.length).toBeLessThan(lines.length);
      }),
    );
  });

  test('what the NDC lines report adds up to what was opened, where a discard is billed', () => {
    fc.assert(
      fc.property(cases, ({ containers, lines }) => {
        if (!lines.some((line) => line.modifiers.includes('JW'))) return;
        const first = lines[0]?.ndc;
        const total = lines.reduce((sum, line) => sum.plus(line.ndc?.quantity ?? 0), new Decimal(0));
        const perContainer =
          first?.uom === 'UN' ? 1 : { '00006302602': 4, '00003232711': 10, '57894044901': 3 }[first?.ndc11 ?? ''];
        expect(total.toNumber()).toBeCloseTo((perContainer ?? 0) * containers, 2);
      }),
    );
  });

  test('every line shows its proof', () => {
    fc.assert(
      fc.property(cases, ({ answer }) => {
        expect(answer.lines.every((line) => line.proof.length > 0)).toBe(true);
      }),
    );
  });

  test('units never fall when the dose rises', () => {
    const units = (dose: number): number =>
      answerTo(visit([give('loncastuximab tesirine-lpyl', hundredths(dose), 'mg', [vials.loncastuximab(2)])]), rules)
        .lines.filter((line) => line.hcpcs === 'J9359' && !line.modifiers.includes('JW'))
        .reduce((total, line) => total + line.units, 0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1999 }), fc.integer({ min: 0, max: 100 }), (dose, more) => {
        expect(units(Math.min(2000, dose + more))).toBeGreaterThanOrEqual(units(dose));
      }),
    );
  });

  test('splitting a dose in two never changes the units of the day', () => {
    const units = (doses: readonly string[]): number =>
      answerTo(
        visit(
          doses.map((dose, index) =>
            give('loncastuximab tesirine-lpyl', dose, 'mg', index === 0 ? [vials.loncastuximab(2)] : [], {
              id: `a${index}`,
            }),
          ),
        ),
        rules,
      )
        .lines.filter((line) => line.hcpcs === 'J9359')
        .reduce((total, line) => total + line.units * (line.modifiers.includes('JW') ? 1000 : 1), 0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }), (a, b) => {
        expect(units([hundredths(a), hundredths(b)])).toBe(units([hundredths(a + b)]));
      }),
    );
  });

  test('one line per NDC bills the same units as one line', () => {
    const strengths = fc.record({ small: fc.integer({ min: 1, max: 3 }), dose: fc.integer({ min: 1, max: 15_300 }) });
    fc.assert(
      fc.property(strengths, ({ small, dose }) => {
        const packages = [vials.teclistamab30(small), vials.teclistamab153(1)];
        const billed = (payer_rules: typeof medicare): number =>
          answerTo(visit([give('teclistamab-cqyv', hundredths(dose), 'mg', packages)], { payer_rules }), rules)
            .lines.filter((line) => line.hcpcs === 'J9380')
            .reduce((total, line) => total + line.units, 0);
        expect(billed(commercial)).toBe(billed(medicare));
      }),
    );
  });
});

describe('hours', () => {
  test('a further hour is earned when more than half of it is used', () => {
    const { times } = rules.administration;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), (minutes) => {
        const hours = extraHours(minutes, times);
        expect(hours).toBe(minutes < 91 ? 0 : Math.floor((minutes - 31) / 60));
        if (hours > 0) expect(minutes - 60 * hours).toBeGreaterThan(30);
        expect(minutes - 60 * (hours + 1)).toBeLessThanOrEqual(30);
      }),
    );
  });
});

describe('vials', () => {
  test.each([
    ['650', ['100', '400'], { '400': 1, '100': 3 }],
    ['330', ['40', '100', '120', '240'], { '240': 1, '100': 1 }],
    ['300', ['100', '400'], { '100': 3 }],
    ['4.2', ['30', '153'], { '30': 1 }],
    ['0.3', ['0.1'], { '0.1': 3 }],
    ['400', ['300', '100', '200'], { '200': 2 }],
  ])('for %s out of %s', (dose, stock, expected) => {
    expect(Object.fromEntries(chooseVials(dose, stock)?.vials ?? [])).toEqual(expected);
  });

  test('the choice covers the dose, and no smaller content does', () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), sizes, (dose, stock) => {
        const content = chooseVials(String(dose), stock.map(String))?.content.toNumber() ?? -1;
        const reachable = new Set([0]);
        for (let total = 1; total <= dose + 40; total += 1)
          if (stock.some((size) => reachable.has(total - size))) reachable.add(total);
        expect(content).toBe(Math.min(...[...reachable].filter((total) => total >= dose)));
      }),
    );
  });

  test('nothing is chosen out of nothing, and a search without end is refused', () => {
    expect(chooseVials('10', [])).toBeUndefined();
    expect(chooseVials('0', ['1'])).toBeUndefined();
    expect(chooseVials('1000000', ['0.001'])).toBeUndefined();
    expect(chooseVials('0.000001', ['0.000001', '50'])).toBeUndefined();
  });

  test('more opened than needed is flagged', () => {
    const wasteful = answerTo(
      visit([give('ipilimumab', 50, 'mg', [vials.ipilimumab50(2)])], { vial_choice: { stock: [50, 200] } }),
      rules,
    );
    expect(wasteful.warnings.map((warning) => warning.code)).toEqual(['VIALS_NOT_OPTIMAL']);
  });
});

describe('NDC text', () => {
  test.each([
    ['0006-3026-02', '00006302602'],
    ['50242-917-01', '50242091701'],
    ['57894-0449-1', '57894044901'],
    ['00006-3026-02', '00006302602'],
    [' 00006302602 ', '00006302602'],
  ])('%s is %s', (text, ndc11) => {
    expect(readNdc(text)).toEqual({ ok: true, ndc11 });
  });

  test.each([
    ['5024291701', 'NDC10_AMBIGUOUS'],
    ['502429170', 'NDC_INVALID'],
    ['50242-91-701', 'NDC_INVALID'],
    ['0006-3026-02-1', 'NDC_INVALID'],
    ['ABCDE-1234-12', 'NDC_INVALID'],
    ['', 'NDC_INVALID'],
  ])('%s is refused: %s', (text, code) => {
    expect(readNdc(text)).toMatchObject({ ok: false, code });
  });

  test('a trace is reported as the least that can be written', () => {
    expect([quantityText(new Decimal('0.0001')), quantityText(new Decimal(0))]).toEqual(['0.001', '0']);
  });

  test('two parts of a container still add up after rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 9_994 }), (part) => {
        const used = new Decimal(part).div(10_000);
        expect(new Decimal(quantityText(used)).plus(quantityText(new Decimal(1).minus(used))).toFixed()).toBe('1');
      }),
    );
  });
});

describe('the vial arithmetic', () => {
  const billed = (lines: readonly { readonly units: number }[]): number =>
    lines.reduce((sum, line) => sum + line.units, 0);

  test('makes the lines of a drug add up to the vials wherever its unit divides them', () => {
    const whole = anyOf(
      { drug: 'infliximab-axxq', code: 'Q5121', unit: 10, vial: vials.infliximabAxxq, size: 100 },
      { drug: 'teclistamab-cqyv', code: 'J9380', unit: 0.5, vial: vials.teclistamab30, size: 30 },
      { drug: 'ipilimumab', code: 'J9228', unit: 1, vial: vials.ipilimumab50, size: 50 },
    );
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 10_000 }), (drug, count, share) => {
        const hundred = Math.max(1, Math.floor((drug.size * count * 100 * share) / 10_000));
        const given = give(drug.drug, hundredths(hundred), 'mg', [drug.vial(count)]);
        const lines = answerTo(visit([given]), rules).lines.filter(({ hcpcs }) => hcpcs === drug.code);
        const units = new Decimal(drug.size).times(count).div(drug.unit).toNumber();
        const dose = new Decimal(hundred).div(100).div(drug.unit);
        const wasted = new Decimal(units).minus(dose);
        expect(billed(lines)).toBe(dose.ceil().plus(wasted.floor()).toNumber());
        expect(billed(lines)).toBe(units);
      }),
    );
  });

  test('gives units of administered and discarded that are never more than the label has, whatever was charted as discarded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (dose, discarded) => {
        const given = give('teclistamab-cqyv', hundredths(dose), 'mg', [vials.teclistamab30(1)], {
          discarded: { value: hundredths(discarded), unit: 'mg' },
        });
        const answer = answerTo(visit([given]), rules);
        expect(answer.result).toBe(dose + discarded > 3000 ? 'hold' : 'claim');
        expect(billed(answer.lines.filter(({ hcpcs }) => hcpcs === 'J9380'))).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe('another date of service', () => {
  const days = fc
    .date({ min: new Date('2023-07-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
  /** Drugs whose codes were in effect all that time. */
  const steady = anyOf(
    { drug: 'pembrolizumab', vial: vials.pembrolizumab, dose: '150' },
    { drug: 'teclistamab-cqyv', vial: vials.teclistamab30, dose: '21' },
    { drug: 'infliximab-axxq', vial: vials.infliximabAxxq, dose: '77' },
  );
  const coded = (drug: string, dose: string, item: object, date_of_service: string) =>
    answerTo(visit([give(drug, dose, 'mg', [item as Readonly<Record<string, unknown>>])], { date_of_service }), rules);
  const withoutDates = (text: string): string => text.replace(/\d{4}-\d{2}-\d{2}/g, 'DATE');

  test('changes nothing where no value begins or ends between the two', () => {
    fc.assert(
      fc.property(steady, days, days, ({ drug, vial, dose }, one, other) => {
        const [a, b] = [one, other].map((day) => coded(drug, dose, vial(2), day));
        expect(withoutDates(JSON.stringify(a))).toBe(withoutDates(JSON.stringify(b)));
      }),
    );
  });

  test('changes code and units of one drug on one day, and no other line', () => {
    const leucovorin = { ndc11: '71288016330', containers_opened: 2, container_type: 'single-dose' };
    const lines = (day: string) =>
      answerTo(
        visit(
          [
            give('leucovorin', 700, 'mg', [leucovorin], { admin_class: 'ther' }),
            give('oxaliplatin', 85, 'mg', [{ ndc11: '00703398601', containers_opened: 1 }], {
              id: 'a2',
              start: '10:00',
              stop: '12:00',
            }),
          ],
          { date_of_service: day },
        ),
        rules,
      ).lines.map(({ hcpcs, units, modifiers }) => [hcpcs, units, ...modifiers].join(' '));
    const [before, after] = [lines('2026-09-30'), lines('2026-10-01')];
    expect(before.filter((line) => !after.includes(line))).toEqual(['J0640 14 JZ']);
    expect(after.filter((line) => !before.includes(line))).toEqual(['J0643 700 JZ']);
  });
});
