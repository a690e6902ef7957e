import { describe, expect, test } from 'vitest';
import {
  answerTo,
  commercial,
  give,
  hospital,
  medicare,
  office,
  shown,
  underSkin,
  verdict,
  vials,
  visit,
} from './cases.ts';
import { shippedRules } from './rules.ts';

const rules = await shippedRules();
type Json = Readonly<Record<string, unknown>>;
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const at = (start: number, minutes: number): Json => ({ start: clock(start), stop: clock(start + minutes) });
const work = (administrations: readonly Json[], more: Json = {}): readonly string[] =>
  shown(answerTo(visit(administrations, more), rules)).filter((line) => line.startsWith('9') || line.startsWith('G'));

const chemo = (minutes: number, more: Json = {}) =>
  give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], { ...at(540, minutes), ...more });
const otherChemo = (start: number, minutes: number, more: Json = {}) =>
  give('ipilimumab', 100, 'mg', [vials.ipilimumab50(2)], { id: 'a2', ...at(start, minutes), ...more });
const therapy = (start: number, minutes: number, more: Json = {}) =>
  give('zoledronic acid', 4, 'mg', [vials.zoledronic(1)], {
    id: 'a3',
    admin_class: 'ther',
    ...at(start, minutes),
    ...more,
  });
const push = (id: string, start: number, more: Json = {}) =>
  give('ondansetron', 4, 'mg', [vials.ondansetron(1)], {
    id,
    admin_class: 'ther',
    technique: 'push',
    ...at(start, 2),
    ...more,
  });
const fluid = (id: string, start: number, minutes: number, more: Json = {}) =>
  give('normal saline', 1000, 'mL', [vials.saline1000(1)], { id, admin_class: 'hyd', ...at(start, minutes), ...more });

describe('minutes of an infusion', () => {
  test.each([
    [10, ['96409 x 1']],
    [15, ['96409 x 1']],
    [16, ['96413 x 1']],
    [60, ['96413 x 1']],
    [90, ['96413 x 1']],
    [91, ['96413 x 1', '96415 x 1']],
    [150, ['96413 x 1', '96415 x 1']],
    [151, ['96413 x 1', '96415 x 2']],
    [210, ['96413 x 1', '96415 x 2']],
    [211, ['96413 x 1', '96415 x 3']],
    [271, ['96413 x 1', '96415 x 4']],
  ])('of %s min: %s', (minutes, lines) => {
    expect(work([chemo(minutes)])).toEqual(lines);
  });

  test('an infusion past midnight goes on', () => {
    expect(work([chemo(0, { start: '23:30', stop: '01:10' })])).toEqual(['96413 x 1', '96415 x 1']);
  });

  test.each([
    [{ stop: null }, 'hold MISSING_STOP_TIME'],
    [{ start: null }, 'hold MISSING_START_TIME'],
  ])('without %s it cannot be proved', (missing, expected) => {
    expect(verdict(answerTo(visit([chemo(30, missing)]), rules))).toBe(expected);
  });

  test('a push needs no times', () => {
    expect(work([push('a1', 540, { start: null, stop: null })])).toEqual(['96374 x 1']);
  });
});

describe('one initial service per site', () => {
  test.each([
    ['the second drug of a class is sequential', [chemo(30), otherChemo(580, 30)], {}, ['96413 x 1', '96417 x 1']],
    [
      'hours of a sequential drug count by themselves',
      [chemo(30), otherChemo(580, 100)],
      {},
      ['96413 x 1', '96415 x 1', '96417 x 1'],
    ],
    [
      'a therapeutic drug before a cancer drug is sequential',
      [therapy(500, 20), chemo(30)],
      {},
      ['96367 x 1', '96413 x 1'],
    ],
    [
      'a hospital ranks a cancer push above an iron infusion',
      ironAndPush(),
      { setting: hospital, primary_reason_administration: 'a1' },
      ['96367 x 1', '96409 x 1'],
    ],
    [
      'a physician starts with the reason for the visit',
      ironAndPush(),
      { primary_reason_administration: 'a1' },
      ['96365 x 1', '96411 x 1'],
    ],
    ['a physician without a reason ranks as well', ironAndPush(), {}, ['96367 x 1', '96409 x 1']],
    [
      'the same drug infused again adds its minutes',
      [chemo(60), chemo(45, { id: 'a9', ...at(660, 45) })],
      {},
      ['96413 x 1', '96415 x 1'],
    ],
    [
      'a second site has its own initial service, marked',
      [chemo(30), therapy(540, 30, { vascular_access: 'B' })],
      {},
      ['96365 x 1 59', '96413 x 1'],
    ],
    [
      'and with the modifier the payer wants',
      [chemo(30), therapy(540, 30, { vascular_access: 'B' })],
      { payer_rules: { ...medicare, distinct_modifier: 'XS' } },
      ['96365 x 1 XS', '96413 x 1'],
    ],
    [
      'two cancer drugs at two sites',
      [chemo(30), otherChemo(540, 30, { vascular_access: 'B' })],
      { setting: hospital },
      ['96413 x 1', '96413 x 1 59'],
    ],
    [
      'two lumens of one catheter are one site',
      [chemo(60), therapy(540, 60, { lumen: 2, concurrent_with: 'a1' })],
      {},
      ['96368 x 1', '96413 x 1'],
    ],
  ])('%s', (_name, administrations, more, lines) => {
    expect(work(administrations, more)).toEqual(lines);
  });
});

describe('at the same time', () => {
  test.each([
    [
      'concurrent is coded once for all bags',
      [
        chemo(60),
        therapy(540, 60, { concurrent_with: 'a1' }),
        give('magnesium sulfate', 2000, 'mg', [vials.magnesium(1)], {
          id: 'a4',
          admin_class: 'ther',
          ...at(540, 60),
          concurrent_with: 'a1',
        }),
      ],
      ['96368 x 1', '96413 x 1'],
    ],
    ['by the clock where nobody marked it', [chemo(60), therapy(550, 40)], ['96368 x 1', '96413 x 1']],
    [
      'the lower rank is the concurrent one, whoever carries the mark',
      [chemo(60, { concurrent_with: 'a3' }), therapy(540, 60)],
      ['96368 x 1', '96413 x 1'],
    ],
    [
      'a cancer drug beside another has no code of its own',
      [chemo(60), otherChemo(540, 60, { concurrent_with: 'a1' })],
      ['96413 x 1'],
    ],
    [
      'a few minutes of overlap at the change of bags are none',
      [chemo(60), therapy(595, 40)],
      ['96367 x 1', '96413 x 1'],
    ],
  ])('%s', (_name, administrations, lines) => {
    expect(work(administrations)).toEqual(lines);
  });
});

describe('fluids', () => {
  test.each([
    ['30 min are none', [fluid('h1', 480, 30)], []],
    ['31 min are one', [fluid('h1', 480, 31)], ['96360 x 1']],
    ['91 min are one and an hour', [fluid('h1', 480, 91)], ['96360 x 1', '96361 x 1']],
    [
      'beside another service every block counts as hours',
      [fluid('h1', 480, 60), chemo(60), fluid('h2', 600, 95)],
      ['96361 x 3', '96413 x 1'],
    ],
    ['beside a push alone the push is initial', [fluid('h1', 480, 60), push('a1', 545)], ['96361 x 1', '96374 x 1']],
    [
      'running with an infusion it counts nothing',
      [fluid('h1', 540, 60, { concurrent_with: 'a1' }), chemo(60)],
      ['96413 x 1'],
    ],
    ['only the minutes by itself count', [fluid('h1', 500, 100), chemo(60)], ['96361 x 1', '96413 x 1']],
    ['and too few of them count nothing', [fluid('h1', 520, 80), chemo(60)], ['96413 x 1']],
  ])('%s', (_name, administrations, lines) => {
    expect(work(administrations)).toEqual(lines);
  });
});

describe('pushes', () => {
  const apart = (minutes: number): readonly Json[] => [
    push('a1', 540),
    push('a2', 540 + minutes, { same_as: 'a1', gap: minutes }),
  ];
  test.each([
    ['office, 40 min apart', apart(40), office, ['96374 x 1']],
    ['hospital, 40 min apart', apart(40), hospital, ['96374 x 1', '96376 x 1']],
    ['hospital, 30 min apart', apart(30), hospital, ['96374 x 1']],
    ['hospital, 31 min apart', apart(31), hospital, ['96374 x 1', '96376 x 1']],
    ['hospital, by the clock', [push('a1', 540), push('a2', 600)], hospital, ['96374 x 1', '96376 x 1']],
  ])('of the same drug: %s', (_name, administrations, setting, lines) => {
    expect(work(administrations, { setting })).toEqual(lines);
  });

  test('of another drug each count', () => {
    const dexamethasone = give('dexamethasone sodium phosphate', 10, 'mg', [vials.dexamethasone(1)], {
      id: 'a8',
      admin_class: 'ther',
      technique: 'push',
      ...at(560, 2),
    });
    expect(work([chemo(30), push('a2', 520), dexamethasone])).toEqual(['96375 x 2', '96413 x 1']);
  });
});

describe('injections, pumps, flushes', () => {
  const injected = (admin_class: string, more: Json = {}) =>
    give('teclistamab-cqyv', 30, 'mg', [vials.teclistamab30(1)], { ...underSkin, admin_class, ...more });
  const pump = give('fluorouracil', 2400, 'mg', [vials.fluorouracil(1)], {
    id: 'p1',
    technique: 'pump',
    ...at(700, 10),
  });
  const flush = give('heparin lock flush', 500, 'unit', [], { id: 'f1', technique: 'none', admin_class: 'flush' });
  test.each([
    ['complex class', [injected('chemo')], {}, ['96401 x 1']],
    ['hormonal', [injected('hormonal')], {}, ['96402 x 1']],
    ['therapeutic', [injected('ther')], {}, ['96372 x 1']],
    ['on-body injector', [injected('ther', { technique: 'obi' })], {}, ['96377 x 1']],
    ['an injection beside an infusion', [chemo(30), injected('ther', { id: 'a5' })], {}, ['96372 x 1', '96413 x 1']],
    ['into the spinal canal', [injected('chemo', { technique: 'none', route: 'intrathecal' })], {}, ['96450 x 1']],
    [
      'into the eye: the procedure is billed by itself',
      [injected('chemo', { technique: 'none', route: 'intravitreal' })],
      {},
      [],
    ],
    [
      'under the skin for 95 min',
      [injected('ther', { technique: 'infusion', ...at(540, 95) })],
      {},
      ['96369 x 1', '96370 x 1'],
    ],
    ['a pump alone', [pump], { payer_rules: commercial }, ['96416 x 1']],
    ['a pump beside an infusion', [chemo(30), pump], { payer_rules: commercial }, ['96413 x 1', '96416 x 1 59']],
    ['a Medicare pump', [chemo(30), pump], { setting: hospital }, ['96413 x 1', 'G0498 x 1']],
    ['a flush alone', [flush], {}, ['96523 x 1']],
    ['a flush beside an infusion', [chemo(30), flush], {}, ['96413 x 1']],
  ])('%s', (_name, administrations, more, lines) => {
    expect(work(administrations, more)).toEqual(lines);
  });
});

describe('visits at home', () => {
  const home = { claim: '837P', pos: '12', kind: 'home_infusion_supplier' };
  const at12 = (payer_rules: Json, visitFacts: Json, administrations: readonly Json[] = []) =>
    shown(answerTo(visit(administrations, { setting: home, payer_rules, visit: visitFacts }), rules));
  test.each([
    [true, 75, 'chemo', ['G0090 x 5']],
    [false, 75, 'chemo', ['G0070 x 5']],
    [true, 22, 'ther', ['G0088 x 1']],
    [false, 23, 'ther', ['G0068 x 2']],
    [false, 60, 'immunotherapy', ['G0069 x 4']],
    [true, 5, 'subcutaneous', ['G0089 x 1']],
  ])('Medicare, first %s, %s min, %s: %s', (initial, minutes, kind, lines) => {
    expect(at12(medicare, { initial, minutes, class: kind })).toEqual(lines);
  });

  test('Medicare leaves the drug to the supplier of the pump, others take it with a day rate and nursing', () => {
    const drug = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)]);
    expect(at12(medicare, { initial: false, minutes: 60, class: 'chemo' }, [drug])).toEqual(['G0070 x 4']);
    expect(at12(commercial, { initial: false, minutes: 150, class: 'chemo' }, [drug])).toEqual([
      '99601 x 1',
      '99602 x 1',
      'J9271 x 200 JZ 8 ML',
      'S9329 x 1',
    ]);
  });

  test('a class nobody knows is held', () => {
    expect(
      verdict(answerTo(visit([], { setting: home, visit: { initial: true, minutes: 60, class: 'dance' } }), rules)),
    ).toBe('hold HOME_VISIT_CLASS_UNKNOWN');
  });
});

function ironAndPush(): readonly Json[] {
  return [
    give('ferric derisomaltose', 1000, 'mg', [vials.iron(1)], { admin_class: 'ther', ...at(540, 30) }),
    give('vinblastine', 10, 'mg', [vials.vinblastine(1)], { id: 'a2', technique: 'push', ...at(580, 5) }),
  ];
}
