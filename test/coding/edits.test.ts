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
const glofitamab = give('glofitamab-gxbm', 300, 'mg', [vials.glofitamab(30)]);
const aflibercept = (eye: string, id: string): Json =>
  give('aflibercept', 6, 'mg', [{ ndc11: '61755000502', containers_opened: 3, container_type: 'single-dose' }], {
    id,
    route: 'intravitreal',
    technique: 'none',
    eye,
  });
const sign = (edit: string, more: Json = {}): Json => ({
  edit,
  by: 'Practitioner/coder-7',
  on: '2026-11-11',
  reason: 'dose confirmed with pharmacy against the order',
  ...more,
});
const judged = (administrations: readonly Json[], more: Json = {}) =>
  verdict(answerTo(visit(administrations, more), rules));

describe('a signed reason', () => {
  test('moves an edit aside, and stands in warning and proof', () => {
    const answer = answerTo(visit([glofitamab], { overrides: [sign('UNITS_EXCEED_MUE')] }), rules);
    expect(verdict(answer)).toBe('claim (EDIT_OVERRIDDEN)');
    expect(answer.warnings[0]?.message).toContain(
      'UNITS_EXCEED_MUE was set aside by Practitioner/coder-7 on 2026-11-11: dose confirmed with pharmacy',
    );
    const line = answer.lines.find(({ hcpcs }) => hcpcs === 'J9286');
    expect(line?.proof.at(-1)).toContain('UNITS_EXCEED_MUE set aside by Practitioner/coder-7 on 2026-11-11');
    expect(answer.lines.find(({ hcpcs }) => hcpcs === '96413')?.proof.join(' ')).not.toContain('set aside');
  });

  test.each([
    ['of another edit', [sign('NCCI_PAIR')], 'hold UNITS_EXCEED_MUE'],
    ['for another code', [sign('UNITS_EXCEED_MUE', { hcpcs: 'J9271' })], 'hold UNITS_EXCEED_MUE'],
    ['for this code', [sign('UNITS_EXCEED_MUE', { hcpcs: 'J9286' })], 'claim (EDIT_OVERRIDDEN)'],
  ])('%s', (_name, overrides, expected) => {
    expect(judged([glofitamab], { overrides })).toBe(expected);
  });

  test('MAI 2 knows none', () => {
    const both = [aflibercept('left', 'a1'), aflibercept('right', 'a2')];
    expect(judged(both)).toBe('hold UNITS_EXCEED_MUE');
    expect(answerTo(visit(both), rules).errors[0]).toMatchObject({ hcpcs: 'J0178', override: 'never' });
    expect(judged(both, { overrides: [sign('UNITS_EXCEED_MUE')] })).toBe(
      'hold UNITS_EXCEED_MUE (OVERRIDE_NOT_POSSIBLE)',
    );
  });

  test('a fault of the record is no edit and cannot be signed away', () => {
    const open = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], { stop: null });
    expect(judged([open], { overrides: [sign('MISSING_STOP_TIME')] })).toBe(
      'hold MISSING_STOP_TIME (OVERRIDE_NOT_POSSIBLE)',
    );
    expect(answerTo(visit([open]), rules).errors[0]).not.toHaveProperty('override');
  });

  test.each([
    ['nobody', { by: ' ' }],
    ['no day', { on: 'yesterday' }],
    ['no reason', { reason: 'ok' }],
  ])('%s is no signature', (_name, more) => {
    expect(() => answerTo(visit([glofitamab], { overrides: [sign('UNITS_EXCEED_MUE', more)] }), rules)).toThrow(
      'CASE_INVALID',
    );
  });

  test('missing evidence for a policy: whoever signs says that it is met', () => {
    const payer_rules = { ...medicare, policy_modifier_codes: ['J9271'] };
    const given = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)]);
    const answer = answerTo(visit([given], { payer_rules, overrides: [sign('POLICY_EVIDENCE_MISSING')] }), rules);
    expect(shown(answer)).toContain('J9271 x 200 JZ KX 8 ML');
  });
});

describe('a dose charted twice', () => {
  const dose = (more: Json = {}) => give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], more);
  test.each([
    ['the same in everything', { id: 'a2' }, 'hold DUPLICATE_ADMINISTRATION'],
    ['at another time', { id: 'a2', start: '10:00', stop: '10:30' }, 'claim'],
    ['at another site', { id: 'a2', vascular_access: 'B' }, 'claim'],
    ['another amount', { id: 'a2', dose: { value: 150, unit: 'mg' } }, 'claim'],
    ['out of other packages', { id: 'a2', packages: [vials.pembrolizumab(1), vials.pembrolizumab(1)] }, 'claim'],
  ])('%s', (_name, more, expected) => {
    expect(judged([dose(), dose(more)])).toBe(expected);
  });
  test('two syringes without times are two injections', () => {
    const syringe = (id: string) => give('darbepoetin alfa', 200, 'mcg', [vials.darbepoetin(1)], { id, ...underSkin });
    expect(judged([syringe('a1'), syringe('a2')], { esa: { cause: 'radiotherapy', hgb_g_dl: 9 } })).toBe('claim');
  });
});

describe('what other claims of the day hold', () => {
  const given = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)]);
  test.each([
    ['units count together', [{ hcpcs: 'J9271', units: 300 }], 'hold UNITS_EXCEED_MUE'],
    ['another code', [{ hcpcs: 'J9299', units: 300 }], 'claim'],
    ['an initial infusion there', [{ hcpcs: '96413', units: 1 }], 'hold UNITS_EXCEED_MUE'],
  ])('%s', (_name, billed_today, expected) => {
    expect(judged([given], { billed_today })).toBe(expected);
  });

  const push = give('ondansetron', 8, 'mg', [vials.ondansetron(2)], {
    technique: 'push',
    admin_class: 'ther',
    stop: '09:05',
  });
  test('a push is part of an infusion, unless somebody signs that it was its own service', () => {
    const more = { billed_today: [{ hcpcs: '96413', units: 1 }], payer_rules: commercial };
    expect(judged([push], more)).toBe('hold NCCI_PAIR');
    const signed = answerTo(visit([push], { ...more, overrides: [sign('NCCI_PAIR', { hcpcs: '96374' })] }), rules);
    expect(shown(signed)).toEqual(['96374 x 1 59', 'J2405 x 8 JZ 4 ML']);
    const byReason = { ...more, payer_rules: { ...commercial, distinct_modifier: 'X' } };
    const apart = answerTo(visit([push], { ...byReason, overrides: [sign('NCCI_PAIR')] }), rules);
    expect(shown(apart)).toContain('96374 x 1 XU');
    const because = (why: string) =>
      shown(answerTo(visit([push], { ...byReason, overrides: [sign('NCCI_PAIR', { apart: why })] }), rules));
    expect(because('encounter')).toContain('96374 x 1 XE');
    expect(because('site')).toContain('96374 x 1 XS');
    expect(because('practitioner')).toContain('96374 x 1 XP');
  });
  test('a flush beside anything has no way out', () => {
    const flush = give('heparin lock flush', 500, 'unit', [], { technique: 'none', admin_class: 'flush' });
    expect(judged([flush])).toBe('claim');
    const more = { billed_today: [{ hcpcs: '96413', units: 1 }] };
    expect(judged([flush], more)).toBe('hold NCCI_PAIR');
    expect(judged([flush], { ...more, overrides: [sign('NCCI_PAIR')] })).toBe('hold NCCI_PAIR (OVERRIDE_NOT_POSSIBLE)');
  });
  test('before the table begins no pair is known', () => {
    const more = { billed_today: [{ hcpcs: '96413', units: 1 }], date_of_service: '2021-12-31' };
    expect(judged([push], more)).toBe('claim');
  });
});

describe('drugs that somebody else bought', () => {
  const given = (acquisition: string, more: Json = {}) =>
    give('pembrolizumab', 150, 'mg', [vials.pembrolizumab(2)], { acquisition, ...more });
  test.each([
    ['white-bag', ['96413 x 1']],
    ['brown-bag', ['96413 x 1']],
    ['clear-bag', ['96413 x 1', 'J9271 x 150 6 ML', 'J9271 x 50 JW 2 ML']],
    ['buy-and-bill', ['96413 x 1', 'J9271 x 150 6 ML', 'J9271 x 50 JW 2 ML']],
  ])('%s', (acquisition, expected) => {
    expect(shown(answerTo(visit([given(acquisition)]), rules))).toEqual(expected);
  });
  test('the work says why the drug has no line', () => {
    const answer = answerTo(visit([given('white-bag')]), rules);
    expect(answer.lines[0]?.proof.at(-1)).toBe(
      'a1: the drug has no line, it was bought and billed by somebody else (white-bag)',
    );
  });
  test('a brown bag needs no packages of ours', () => {
    expect(judged([given('brown-bag', { packages: [] })])).toBe('claim');
  });
  test('a payer that wants to see it gets one cent, the units given, no waste, no stock modifier', () => {
    const payer_rules = { ...medicare, supplied_drug_line: 'penny' };
    const answer = answerTo(
      visit([given('white-bag')], { payer_rules, acquired_340b: true, setting: hospital }),
      rules,
    );
    expect(shown(answer)).toEqual(['96413 x 1', 'J9271 x 150 6 ML']);
    expect(answer.lines[0]?.charge).toBe('0.01');
  });
  test('own stock of the same drug beside it is billed by itself', () => {
    const own = give('pembrolizumab', 50, 'mg', [vials.pembrolizumab(1)], { id: 'a2', start: '10:00', stop: '10:30' });
    expect(shown(answerTo(visit([given('white-bag'), own]), rules))).toEqual([
      '96413 x 1',
      'J9271 x 50 2 ML',
      'J9271 x 50 JW 2 ML',
    ]);
  });
});

describe('paid with something else', () => {
  const given = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)]);
  test.each([
    ['a nursing facility', { setting: { ...office, pos: '31' } }, 'hold SNF_CONSOLIDATED_BILLING'],
    ['a resident in our office', { patient: { stay: 'snf_part_a' } }, 'hold SNF_CONSOLIDATED_BILLING'],
    [
      'a drug that the facility does not bill',
      { patient: { stay: 'snf_part_a' }, overrides: [sign('SNF_CONSOLIDATED_BILLING')] },
      'claim (EDIT_OVERRIDDEN)',
    ],
    ['another payer', { setting: { ...office, pos: '31' }, payer_rules: commercial }, 'claim'],
    ['a dialysis facility', { setting: { ...office, pos: '65' } }, 'no_claim ESRD_BUNDLE'],
    ['at dialysis', { patient: { stay: 'dialysis_facility' } }, 'no_claim ESRD_BUNDLE'],
    ['a health center on a professional claim', { setting: { ...office, pos: '50' } }, 'no_claim ENCOUNTER_RATE'],
    [
      'a health center on its own claim',
      { setting: { claim: '837I', pos: '50', kind: 'encounter_rate_clinic' } },
      'claim',
    ],
  ])('%s', (_name, more, expected) => {
    expect(judged([given], more)).toBe(expected);
  });
});

describe('a product of another route', () => {
  test.each([
    ['an intravenous vial charted under the skin', vials.pembrolizumab(2), underSkin, 'hold ROUTE_PRODUCT_MISMATCH'],
    ['the same into a vein', vials.pembrolizumab(2), {}, 'claim'],
    ['a drug with one product only', vials.teclistamab30(1), {}, 'claim'],
    ['a code that covers both routes', vials.tocilizumab(1), {}, 'claim'],
  ])('%s', (_name, item, more, expected) => {
    const drug = { '57894044901': 'teclistamab-cqyv', '50242013701': 'tocilizumab' }[String(item['ndc11'])];
    const dose = drug === undefined ? 200 : drug === 'tocilizumab' ? 400 : 4.2;
    expect(judged([give(drug ?? 'pembrolizumab', dose, 'mg', [item], more)])).toBe(expected);
  });
});
