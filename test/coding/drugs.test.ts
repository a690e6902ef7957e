import { describe, expect, test } from 'vitest';
import {
  advantage,
  answerTo,
  commercial,
  give,
  hospital,
  medicaid,
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
const injection = { ...underSkin, admin_class: 'ther' };

describe('units and waste of one drug', () => {
  test.each([
    [
      'a started unit is a unit, whole discarded units are billed',
      visit([give('infliximab-axxq', 77, 'mg', [vials.infliximabAxxq(1)])]),
      ['96413 x 1', 'Q5121 x 2 JW 0.23 UN', 'Q5121 x 8 0.77 UN'],
    ],
    [
      'a discard of less than one unit beside the rounded dose is no waste',
      visit([give('bleomycin', 16, 'unit', [vials.bleomycin(2)])]),
      ['96413 x 1', 'J9040 x 2 JZ 2 UN'],
    ],
    [
      'a fully used vial never bills more whole units than its label holds',
      visit([give('loncastuximab tesirine-lpyl', 10, 'mg', [vials.loncastuximab(1)])]),
      ['96413 x 1', 'J9359 x 133 JZ 1 UN'],
    ],
    [
      'micrograms are converted',
      visit([give('teclistamab-cqyv', 4200, 'ug', [vials.teclistamab30(1)], underSkin)]),
      ['96401 x 1', 'J9380 x 51 JW 2.58 ML', 'J9380 x 9 0.42 ML'],
    ],
    [
      'two strengths and an optional NDC make one line without NDC',
      visit([give('teclistamab-cqyv', 157.5, 'mg', [vials.teclistamab153(1), vials.teclistamab30(1)], underSkin)]),
      ['96401 x 1', 'J9380 x 315', 'J9380 x 51 JW'],
    ],
    [
      'two strengths at a payer that wants NDCs make a line each, waste on the last',
      visit([give('teclistamab-cqyv', 157.5, 'mg', [vials.teclistamab153(1), vials.teclistamab30(1)], underSkin)], {
        payer_rules: commercial,
      }),
      ['96401 x 1', 'J9380 x 306 1.7 ML', 'J9380 x 51 JW 2.55 ML', 'J9380 x 9 0.45 ML'],
    ],
    [
      'doses of a code are summed before they are rounded',
      visit([
        give('bleomycin', 7.5, 'unit', [vials.bleomycin(1)]),
        give('bleomycin', 7.5, 'unit', [vials.bleomycin(1)], { id: 'a2', start: '11:00', stop: '11:05' }),
      ]),
      ['96411 x 1', '96413 x 1', 'J9040 x 1 1 UN', 'J9040 x 1 JW 1 UN'],
    ],
    [
      'multi-dose vials carry neither JW nor JZ and report what was given',
      visit([give('carboplatin', 430, 'mg', [vials.carboplatin(1)])]),
      ['96413 x 1', 'J9045 x 9 43 ML'],
    ],
    [
      'a bulk package carries neither',
      visit([give('fluorouracil', 720, 'mg', [vials.fluorouracil(1)], { technique: 'push' })]),
      ['96409 x 1', 'J9192 x 72 14.4 ML'],
    ],
    [
      'a combination counts its first drug',
      visit([give('nivolumab / relatlimab-rmbw', 480, 'mg', [vials.opdualag(2)])]),
      ['96413 x 1', 'J9298 x 160 JZ 40 ML'],
    ],
    [
      'a combination stated as both drugs together counts the same',
      visit([give('nivolumab / relatlimab-rmbw', 640, 'mg', [{ ...vials.opdualag(2), amount_per_container: 320 }])]),
      ['96413 x 1', 'J9298 x 160 JZ 40 ML'],
    ],
    [
      'the old code bills the old unit until its last day',
      visit([give('trabectedin', 1.8, 'mg', [vials.trabectedin(2)])], { date_of_service: '2026-09-30' }),
      ['96413 x 1', 'J9352 x 18 1.8 UN', 'J9352 x 2 JW 0.2 UN'],
    ],
    [
      'the new code bills ten times the units from its first day',
      visit([give('trabectedin', 1.8, 'mg', [vials.trabectedin(2)])], { date_of_service: '2026-10-01' }),
      ['96413 x 1', 'J9362 x 180 1.8 UN', 'J9362 x 20 JW 0.2 UN'],
    ],
    [
      'a package known under the old code only is billed under its successor',
      visit([
        give(
          'leucovorin',
          350,
          'mg',
          [{ ndc11: '00143-9552-01', containers_opened: 1, container_type: 'single-dose' }],
          { admin_class: 'ther' },
        ),
      ]),
      ['96365 x 1', 'J0643 x 350 JZ 1 UN'],
    ],
  ])('%s', (_name, input, lines) => {
    const answer = answerTo(input, rules);
    expect(verdict(answer)).toBe('claim');
    expect(shown(answer)).toEqual([...lines].sort());
  });

  test('charted waste decides: nothing thrown away is JZ though the vial held more', () => {
    const kept = give('pembrolizumab', 150, 'mg', [vials.pembrolizumab(2)], { discarded: { value: 0, unit: 'mg' } });
    expect(shown(answerTo(visit([kept]), rules))).toEqual(['96413 x 1', 'J9271 x 150 JZ 6 ML']);
  });

  test('a package that holds less than a unit still has its line', () => {
    const small = { ...vials.bleomycin(1), ndc11: '00143924101', amount_per_container: 10 };
    const answer = answerTo(
      visit([give('bleomycin', 30, 'unit', [small, vials.bleomycin(2)])], { payer_rules: commercial }),
      rules,
    );
    expect(
      answer.lines.filter((line) => line.hcpcs === 'J9040').map((line) => [line.units, line.ndc?.quantity]),
    ).toEqual([
      [1, '1'],
      [1, '2'],
    ]);
  });

  test('more drawn up than labelled is capped, even when the dose fits', () => {
    const drawn = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], { charted_amount_mg: 208 });
    expect(verdict(answerTo(visit([drawn]), rules))).toBe('claim (OVERFILL_CAPPED)');
  });

  test('charted waste beyond the label is held', () => {
    const tooMuch = give('pembrolizumab', 150, 'mg', [vials.pembrolizumab(2)], {
      discarded: { value: 60, unit: 'mg' },
    });
    expect(verdict(answerTo(visit([tooMuch]), rules))).toBe('hold WASTE_EXCEEDS_OPENED');
  });

  test('a slightly overfilled dose is capped at the label, a large excess is a question', () => {
    expect(verdict(answerTo(visit([give('pembrolizumab', 205, 'mg', [vials.pembrolizumab(2)])]), rules))).toBe(
      'claim (OVERFILL_CAPPED)',
    );
    expect(shown(answerTo(visit([give('pembrolizumab', 205, 'mg', [vials.pembrolizumab(2)])]), rules))).toContain(
      'J9271 x 200 JZ 8 ML',
    );
    expect(verdict(answerTo(visit([give('pembrolizumab', 300, 'mg', [vials.pembrolizumab(2)])]), rules))).toBe(
      'hold DOSE_EXCEEDS_OPENED',
    );
  });
});

describe('JW and JZ by date, place and payer', () => {
  const wasted = [give('ipilimumab', 80, 'mg', [vials.ipilimumab50(2)])];
  const used = [give('ipilimumab', 100, 'mg', [vials.ipilimumab50(2)])];
  test.each([
    ['before JW', wasted, { date_of_service: '2016-12-31' }, ['J9228 x 80 16 ML']],
    ['JW from its first day', wasted, { date_of_service: '2017-01-01' }, ['J9228 x 20 JW 4 ML', 'J9228 x 80 16 ML']],
    ['the day before JZ', used, { date_of_service: '2022-12-31' }, ['J9228 x 100 20 ML']],
    ['JZ from its first day', used, { date_of_service: '2023-01-01' }, ['J9228 x 100 JZ 20 ML']],
    ['JZ required', used, { date_of_service: '2023-07-01' }, ['J9228 x 100 JZ 20 ML']],
    ['a payer without JW and JZ', wasted, { payer_rules: medicaid }, ['J9228 x 80 16 ML']],
    [
      'a payer that takes whole containers on one line',
      wasted,
      { payer_rules: { ...commercial, jw_jz: false, waste_policy: 'combined_line' } },
      ['J9228 x 100 20 ML'],
    ],
    [
      'whole containers used up at such a payer',
      used,
      { payer_rules: { ...commercial, waste_policy: 'combined_line' } },
      ['J9228 x 100 JZ 20 ML'],
    ],
    [
      'administered only, with waste: no JZ',
      wasted,
      { payer_rules: { ...medicare, waste_policy: 'admin_only' } },
      ['J9228 x 80 16 ML'],
    ],
    [
      'a rural health clinic',
      used,
      { setting: { claim: '837I', pos: '72', kind: 'encounter_rate_clinic' } },
      ['J9228 x 100 20 ML'],
    ],
  ])('%s', (_name, administrations, more, lines) => {
    expect(shown(answerTo(visit(administrations, more), rules)).filter((line) => line.startsWith('J'))).toEqual(lines);
  });

  test.each([
    ['Medicare, hospital: packaged', medicare, hospital, 'J2405 x 8 4 ML'],
    ['Medicare Advantage, hospital: packaged', advantage, hospital, 'J2405 x 8 4 ML'],
    ['Medicare, office: JZ', medicare, office, 'J2405 x 8 JZ 4 ML'],
    ['commercial, hospital: JZ, for it does not look at the status', commercial, hospital, 'J2405 x 8 JZ 4 ML'],
  ])('ondansetron at %s', (_name, payer_rules, setting, line) => {
    const push = give('ondansetron', 8, 'mg', [vials.ondansetron(2)], {
      technique: 'push',
      admin_class: 'ther',
      stop: '09:05',
    });
    expect(shown(answerTo(visit([push], { payer_rules, setting }), rules))).toContain(line);
  });
});

describe('further modifiers of drug lines', () => {
  const wasted = [give('ipilimumab', 80, 'mg', [vials.ipilimumab50(2)])];
  test.each([
    [
      '340B stock on both lines',
      { acquired_340b: true, setting: hospital },
      ['J9228 x 20 JW TB 4 ML', 'J9228 x 80 TB 16 ML'],
    ],
    [
      'a payer without a 340B modifier',
      { acquired_340b: true, payer_rules: commercial },
      ['J9228 x 20 JW 4 ML', 'J9228 x 80 16 ML'],
    ],
    [
      'JG became TB in 2025',
      { acquired_340b: true, payer_rules: { ...medicare, mod_340b: 'JG' }, date_of_service: '2025-01-01' },
      ['J9228 x 20 JW TB 4 ML', 'J9228 x 80 TB 16 ML'],
    ],
    [
      'JG was right in 2024',
      { acquired_340b: true, payer_rules: { ...medicare, mod_340b: 'JG' }, date_of_service: '2024-12-31' },
      ['J9228 x 20 JW JG 4 ML', 'J9228 x 80 JG 16 ML'],
    ],
    [
      'PO on every line off the campus',
      { setting: { ...hospital, kind: 'hopd_off_campus_excepted' } },
      ['96413 x 1 PO', 'J9228 x 20 JW PO 4 ML', 'J9228 x 80 PO 16 ML'],
    ],
    [
      'PN where the department is not excepted',
      { setting: { ...hospital, kind: 'hopd_off_campus_nonexcepted' } },
      ['96413 x 1 PN', 'J9228 x 20 JW PN 4 ML', 'J9228 x 80 PN 16 ML'],
    ],
  ])('%s', (_name, more, lines) => {
    const found = shown(answerTo(visit(wasted, more), rules));
    for (const line of lines) expect(found).toContain(line);
  });

  test('a stock flag on the administration wins over the visit', () => {
    const own = give('ipilimumab', 100, 'mg', [vials.ipilimumab50(2)], { acquired_340b: true });
    expect(shown(answerTo(visit([own]), rules))).toContain('J9228 x 100 JZ TB 20 ML');
  });

  test.each([
    ['IV', {}, 'JA'],
    ['SC', underSkin, 'JB'],
  ])('%s where the payer lists the code', (_route, more, modifier) => {
    const given = give('tocilizumab', 400, 'mg', [vials.tocilizumab(1)], { ...more, admin_class: 'ther' });
    const answer = answerTo(visit([given], { payer_rules: { ...commercial, route_modifier_codes: ['J3262'] } }), rules);
    expect(answer.lines.find((line) => line.hcpcs === 'J3262')?.modifiers).toEqual(['JZ', modifier]);
  });

  test('a plan that tells NDCs apart gets KP first and KQ after', () => {
    const given = give('ipilimumab', 250, 'mg', [vials.ipilimumab200(1), vials.ipilimumab50(1)]);
    const answer = answerTo(visit([given], { payer_rules: { ...medicaid, multi_ndc_modifiers: true } }), rules);
    expect(shown(answer)).toEqual(['96413 x 1', 'J9228 x 200 KP 40 ML', 'J9228 x 50 KQ 10 ML']);
  });
});

describe('red cell drugs', () => {
  const darbepoetin = (esa: Readonly<Record<string, unknown>> | null, more: Readonly<Record<string, unknown>> = {}) =>
    answerTo(visit([give('darbepoetin alfa', 200, 'mcg', [vials.darbepoetin(1)], injection)], { esa, ...more }), rules);
  test.each([
    ['antineoplastic_chemotherapy', 9.2, 'claim', ['J0881 x 200 JZ EA 1 ML']],
    ['antineoplastic_chemotherapy', '9.99', 'claim', ['J0881 x 200 JZ EA 1 ML']],
    ['antineoplastic_chemotherapy', 10, 'hold ESA_HGB_OVER_THRESHOLD', []],
    ['radiotherapy', 10.4, 'claim', ['J0881 x 200 JZ EB 1 ML']],
    ['other_non_esrd', 11, 'claim', ['J0881 x 200 JZ EC 1 ML']],
    [null, 9, 'hold ESA_MODIFIER_MISSING', []],
    ['weather', 9, 'hold ESA_MODIFIER_MISSING', []],
  ])('cause %s, haemoglobin %s: %s', (cause, hgb_g_dl, expected, lines) => {
    const answer = darbepoetin({ cause, hgb_g_dl });
    expect(verdict(answer)).toBe(expected);
    expect(shown(answer).filter((line) => line.startsWith('J'))).toEqual(lines);
  });

  test('without any facts the cause is missing, and without a result so is the result', () => {
    expect(verdict(darbepoetin(null))).toBe('hold ESA_MODIFIER_MISSING');
    expect(verdict(darbepoetin({ cause: 'antineoplastic_chemotherapy' }))).toBe('hold ESA_RESULT_MISSING');
  });

  test('a later dose may be given above the threshold of the first', () => {
    expect(verdict(darbepoetin({ cause: 'antineoplastic_chemotherapy', hgb_g_dl: 10.5, initiation: false }))).toBe(
      'claim',
    );
  });

  test('haematocrit travels where there is no haemoglobin', () => {
    expect(darbepoetin({ cause: 'other_non_esrd', hct_percent: 28.5 }).lines[0]?.mea).toEqual({
      ref: 'TR',
      qualifier: 'R2',
      value: '28.5',
    });
  });

  test('dialysis decides between two codes of one NDC, and its code wants no cause', () => {
    expect(shown(darbepoetin(null, { patient: { on_dialysis: true } }))).toContain('J0882 x 200 JZ 1 ML');
    expect(shown(darbepoetin(null, { diagnoses: ['N18.6', 'Z99.2'] }))).toContain('J0882 x 200 JZ 1 ML');
  });

  test('the anaemia is pointed at first, whatever the order of the claim', () => {
    const answer = darbepoetin(
      { cause: 'antineoplastic_chemotherapy', hgb_g_dl: 9 },
      { diagnoses: ['C50.911', 'D64.81'] },
    );
    expect(answer.lines.map((line) => line.dx_pointers)).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });
});

test('the encounter for treatment is pointed at before the cancer, four diagnoses at most', () => {
  const answer = answerTo(
    visit([give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)])], {
      diagnoses: ['C34.90', 'C79.51', 'E11.9', 'I10', 'Z51.12'],
    }),
    rules,
  );
  expect(answer.lines[0]?.dx_pointers).toEqual([5, 1, 2, 3]);
});
