/** Parts of coding that are easier told by themselves: clocks, encounters, NDCs, vials, words for a drug without a code. */

import { describe, expect, test } from 'vitest';
import { type CaseAdministration, readCase } from '../../src/coding/case.ts';
import { newFindings } from '../../src/coding/findings.ts';
import { ndcQuantity, quantityText, readNdc } from '../../src/coding/ndc.ts';
import { isSubcutaneous } from '../../src/coding/services.ts';
import { encountersOf, minutesAlone, overlap, spanOf } from '../../src/coding/timeline.ts';
import { describe as words } from '../../src/coding/unclassified.ts';
import { chooseVials } from '../../src/coding/vialChoice.ts';
import { Decimal } from '../../src/quantity.ts';
import type { NdcUnit } from '../../src/rules/types.ts';
import { answerTo, give, underSkin, vials, visit } from './cases.ts';
import { shippedRules } from './rules.ts';

const rules = await shippedRules();
type Json = Readonly<Record<string, unknown>>;
const administrations = (...all: readonly Json[]): readonly CaseAdministration[] => {
  const outcome = readCase(visit(all.map((more, index) => give('drug', 1, 'mg', [], { id: `a${index}`, ...more }))));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.value.administrations;
};
const span = (start: number, stop: number) => ({ start, stop });

describe('minutes', () => {
  test.each([
    [{ start: '09:00:30', stop: '09:16:45' }, span(540, 556)],
    [{ start: '09:00', stop: '09:00' }, span(540, 540)],
    [{ start: '23:30', stop: '00:45' }, span(1410, 1485)],
    [{ start: '01:30', stop: '02:30', minutes: 120 }, span(90, 210)],
    [{ start: '09:00', stop: null }, undefined],
    [{ start: null, stop: '09:00' }, undefined],
  ])('%s', (times, expected) => {
    expect(administrations(times).map(spanOf)).toEqual([expected]);
  });

  test.each([
    [span(0, 10), span(20, 30), 0],
    [span(0, 10), span(10, 30), 0],
    [span(0, 25), span(20, 30), 5],
    [span(20, 30), span(0, 100), 10],
  ])('%s and %s run together for %s min', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
  });

  test.each([
    ['in any order', [span(50, 60), span(10, 55)], 50],
    ['one within another', [span(10, 60), span(20, 30)], 50],
    ['before and after', [span(-50, -10), span(120, 150)], 100],
    ['across the ends', [span(-50, 10), span(90, 150)], 80],
    ['nothing', [], 100],
  ])('alone beside %s', (_name, others, expected) => {
    expect(minutesAlone(span(0, 100), others)).toBe(expected);
  });
});

describe('encounters of a day', () => {
  const told = (...all: readonly Json[]) => {
    const given = administrations(...all);
    return given.map(encountersOf(given, 60));
  };
  const early = { encounter: 'e1', start: '08:00', stop: '09:00' };
  test.each([
    ['two', [early, { encounter: 'e2', start: '10:00', stop: '11:00' }], ['e1', 'e2']],
    ['the later one first', [{ encounter: 'e2', start: '10:00', stop: '11:00' }, early], ['e2', 'e1']],
    ['less than an hour apart', [early, { encounter: 'e2', start: '09:59', stop: '11:00' }], ['', '']],
    ['one, named', [early], ['']],
    ['one without a name', [early, { encounter: null, start: '10:00', stop: '11:00' }], ['e1', '']],
    [
      'one of them without any time',
      [early, { encounter: 'e2', start: '10:00', stop: '11:00' }, { encounter: 'e3', start: null, stop: null }],
      ['', '', ''],
    ],
    [
      'one of them with a start alone',
      [early, { encounter: 'e2', start: '10:00', stop: null, technique: 'push' }],
      ['e1', 'e2'],
    ],
    [
      'one that goes on until the other begins',
      [early, { encounter: 'e2', start: '13:00', stop: '14:00' }, { encounter: 'e1', start: '11:00', stop: '12:30' }],
      ['', '', ''],
    ],
    [
      'one that began before the other ended',
      [early, { encounter: 'e2', start: '13:00', stop: '14:00' }, { encounter: 'e2', start: '09:30', stop: '10:00' }],
      ['', '', ''],
    ],
  ])('%s', (_name, all, expected) => {
    expect(told(...all)).toEqual(expected);
  });
});

test('ways under the skin', () => {
  expect(['SC', 'sq', 'Subcut', 'subcutaneous'].map(isSubcutaneous)).toEqual([true, true, true, true]);
  expect(['IV', 'SCALP', 'DISC', ''].map(isSubcutaneous)).toEqual([false, false, false, false]);
});

describe('an NDC', () => {
  test.each([
    [' 00006302602 ', '00006302602'],
    ['0006-3026-02', '00006302602'],
    ['50242-917-01', '50242091701'],
    ['57894-0449-1', '57894044901'],
    ['57894-0449-01', '57894044901'],
  ])('%s', (text, ndc11) => {
    expect(readNdc(text)).toEqual({ ok: true, ndc11 });
  });
  test.each([
    ['5024291701', 'NDC10_AMBIGUOUS'],
    ['500063026021', 'NDC_INVALID'],
    ['0000630260', 'NDC10_AMBIGUOUS'],
    ['x0000630260', 'NDC_INVALID'],
    ['0000630260x', 'NDC_INVALID'],
    ['x00006302602', 'NDC_INVALID'],
    ['00006302602x', 'NDC_INVALID'],
    ['0006-3026-02-', 'NDC_INVALID'],
    ['57894-0449-0x', 'NDC_INVALID'],
    ['x7894-0449-01', 'NDC_INVALID'],
    ['57894-0449', 'NDC_INVALID'],
    ['', 'NDC_INVALID'],
  ])('%s is refused: %s', (text, code) => {
    expect(readNdc(text)).toMatchObject({ ok: false, code });
  });

  const quantity = (amount: string, unit: string, ndcUnit: NdcUnit | null, perContainer = '100') =>
    ndcQuantity(new Decimal(amount), {
      perContainer: new Decimal(perContainer),
      unit,
      volumeMl: new Decimal(4),
      ndcUnit,
    })?.toFixed();
  test('is counted in its own unit', () => {
    expect(quantity('50', 'mg', 'ML')).toBe('2');
    expect(quantity('50', 'mg', 'UN')).toBe('0.5');
    expect(quantity('1500', 'mg', 'GR')).toBe('1.5');
    expect(quantity('1500', 'mcg', 'ME')).toBe('1.5');
    expect(quantity('1500', 'unit', 'F2')).toBe('1500');
    expect(quantity('1500', 'unit', 'GR')).toBeUndefined();
    expect(quantity('50', 'mg', null)).toBeUndefined();
  });

  test.each([
    ['0.42', '0.42'],
    ['1.125', '1.125'],
    ['43.33333', '43.333'],
    ['0.0005', '0.001'],
    ['0.0015', '0.002'],
    ['0.0025', '0.002'],
    ['0.0001', '0.001'],
    ['0', '0'],
    ['0.00', '0'],
  ])('%s is written as %s', (amount, text) => {
    expect(quantityText(new Decimal(amount))).toBe(text);
  });
});

describe('vials for a dose', () => {
  test.each([
    ['650', ['100', '400'], '100 x 3, 400 x 1', '700'],
    ['330', ['40', '100', '120', '240'], '100 x 1, 240 x 1', '340'],
    ['300', ['100', '400'], '100 x 3', '300'],
    ['400', ['100', '200', '400'], '400 x 1', '400'],
    ['200', ['50', '100', '150'], '100 x 2', '200'],
    ['0.3', ['0.1', '0.25'], '0.1 x 3', '0.3'],
    ['0.45', ['0.1', '0.25'], '0.1 x 2, 0.25 x 1', '0.45'],
    ['7', ['2.5', '3'], '2.5 x 3', '7.5'],
    ['1', ['10'], '10 x 1', '10'],
    ['10', ['10', '10.0'], '10 x 1', '10'],
    ['30', ['0', '30'], '30 x 1', '30'],
    ['101', ['100'], '100 x 2', '200'],
  ])('%s out of %s: %s', (dose, stock, vials, content) => {
    const choice = chooseVials(dose, stock);
    const text = [...(choice?.vials ?? [])]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([size, count]) => `${size} x ${count}`);
    expect(text.join(', ')).toBe(vials);
    expect(choice?.content.toFixed()).toBe(content);
  });
  test('fewest vials before fewest sizes', () => {
    expect([...(chooseVials('6', ['1', '2', '3', '4'])?.vials ?? [])]).toEqual([['3', 2]]);
  });
  test('no stock, no dose, or sizes too fine to search are no choice', () => {
    expect(chooseVials('10', [])).toBeUndefined();
    expect(chooseVials('10', ['0'])).toBeUndefined();
    expect(chooseVials('0', ['10'])).toBeUndefined();
    expect(chooseVials('100001', ['1', '3'])).toBeUndefined();
    expect(chooseVials('99990', ['1', '10'])?.content.toFixed()).toBe('99990');
    expect(chooseVials('99991', ['1', '10'])).toBeUndefined();
  });
});

describe('words for a drug without a code', () => {
  const told = (drug: string, dose: number, most = 80) =>
    administrations({ drug, dose: { value: dose, unit: 'mg' } }).map((given) => words(given, '99999000101', most))[0];
  test.each([
    ['newdrug (no HCPCS) mab', 'NEWDRUG MAB 5 MG IV NDC 99999000101'],
    ['new*drug', 'NEW DRUG 5 MG IV NDC 99999000101'],
    ['  newdrug   mab  ', 'NEWDRUG MAB 5 MG IV NDC 99999000101'],
    ['newdrug 5 mg/mL', 'NEWDRUG 5 MG/ML IV NDC 99999000101'],
  ])('%s', (drug, expected) => {
    expect(told(drug, 5)).toBe(expected);
  });
  test('the name gives way where there is no room', () => {
    expect(told('newdrugmab', 5, 30)).toBe('NEWDRUGMAB IV NDC 99999000101');
  });
});

describe('what a line does not carry', () => {
  test('the discarded part of a drug for anaemia has no blood result, and without a result no line has', () => {
    const given = give('darbepoetin alfa', 150, 'mcg', [vials.darbepoetin(1)], { ...underSkin, admin_class: 'ther' });
    const lines = (esa: Json) => answerTo(visit([given], { esa }), rules).lines.slice(0, 2);
    const [administered, discarded] = lines({ cause: 'radiotherapy', hgb_g_dl: 9 });
    expect(administered).toHaveProperty('mea.value', '9');
    expect(discarded?.modifiers).toContain('JW');
    expect(discarded).not.toHaveProperty('mea');
    for (const line of lines({ cause: 'radiotherapy' })) expect(line).not.toHaveProperty('mea');
  });
  test('work on other drugs says nothing of a white bag', () => {
    const bag = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], { acquisition: 'white-bag' });
    const push = give('ondansetron', 4, 'mg', [vials.ondansetron(1)], {
      id: 'a2',
      technique: 'push',
      admin_class: 'ther',
    });
    const { lines } = answerTo(visit([bag, push]), rules);
    const told = lines.map(({ hcpcs, proof }) => [hcpcs, proof.some((each) => each.includes('white-bag'))]);
    expect(told).toEqual([
      ['J2405', false],
      ['96413', true],
      ['96375', false],
    ]);
  });
  test('a line without an NDC has no empty one, and a problem without a place no empty place', () => {
    const both = give('teclistamab-cqyv', 183, 'mg', [vials.teclistamab153(1), vials.teclistamab30(1)], underSkin);
    expect(answerTo(visit([both]), rules).lines[0]).not.toHaveProperty('ndc');
    const findings = newFindings();
    findings.error('CODE', 'words');
    findings.warn('CODE', 'words', 'place');
    expect(findings.errors[0]).not.toHaveProperty('path');
    expect(findings.warnings).toEqual([{ code: 'CODE', message: 'words', path: 'place' }]);
  });
});
