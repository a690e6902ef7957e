import { describe, expect, test } from 'vitest';
import {
  advantage,
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
const pembrolizumab = (more: Json = {}) => give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], more);
const judge = (administrations: readonly Json[], more: Json = {}): string =>
  verdict(answerTo(visit(administrations, more), rules));

describe('who may bill', () => {
  test.each([
    ['inpatient', { claim: 'none', pos: '21', kind: 'inpatient' }, 'no_claim INPATIENT_NO_OUTPATIENT_CLAIM'],
    [
      'inpatient billed as a department',
      { claim: '837I', pos: null, kind: 'inpatient' },
      'no_claim INPATIENT_NO_OUTPATIENT_CLAIM',
    ],
    [
      'a physician in the department',
      { claim: '837P', pos: '22', kind: 'hospital_department_professional' },
      'no_claim SETTING_NOT_BILLABLE_ON_837P',
    ],
    [
      'a physician off the campus',
      { claim: '837P', pos: '19', kind: 'hospital_department_professional' },
      'no_claim SETTING_NOT_BILLABLE_ON_837P',
    ],
    [
      'a physician in the emergency room',
      { claim: '837P', pos: '23', kind: 'hospital_department_professional' },
      'no_claim SETTING_NOT_BILLABLE_ON_837P',
    ],
    ['the department itself', hospital, 'claim'],
    ['an independent clinic', { claim: '837P', pos: '49', kind: 'covered_entity_clinic' }, 'claim'],
  ])('%s', (_name, setting, expected) => {
    expect(judge([pembrolizumab()], { setting })).toBe(expected);
  });
});

describe('drug prepared, not given', () => {
  const notGiven = (more: Json = {}) =>
    pembrolizumab({ id: 'a7', dose: { value: 0, unit: 'mg' }, technique: 'none', ...more });
  test.each([
    ['alone', [notGiven()], 'no_claim JW_WITHOUT_ADMIN'],
    ['nothing prepared either', [notGiven({ packages: [] })], 'no_claim'],
    [
      'beside another drug it is left out',
      [give('ipilimumab', 100, 'mg', [vials.ipilimumab50(2)]), notGiven()],
      'claim (JW_WITHOUT_ADMIN)',
    ],
    ['nothing at all', [], 'no_claim'],
  ])('%s', (_name, administrations, expected) => {
    expect(judge(administrations)).toBe(expected);
  });
});

describe('authorizations', () => {
  const authorization = { number: 'PA1', codes: ['J9271'], units: 200, from: '2026-10-01', to: '2026-12-31' };
  test.each([
    ['fits', {}, 'claim'],
    ['to the last unit, waste counted', { units: 199 }, 'hold UNITS_EXCEED_AUTH'],
    ['another code', { codes: ['J9299'] }, 'hold AUTH_CODE_MISMATCH'],
    ['ended the day before', { to: '2026-11-09' }, 'hold AUTH_EXPIRED'],
    ['ends that day', { to: '2026-11-10' }, 'claim'],
    ['begins the day after', { from: '2026-11-11' }, 'hold AUTH_EXPIRED'],
    ['without limits', { units: null, from: null, to: null }, 'claim'],
  ])('%s', (_name, change, expected) => {
    expect(judge([pembrolizumab()], { payer_rules: commercial, authorization: { ...authorization, ...change } })).toBe(
      expected,
    );
  });

  test('waste counts against the units left', () => {
    const wasted = [give('ipilimumab', 80, 'mg', [vials.ipilimumab50(2)])];
    const left = (units: number) => judge(wasted, { authorization: { ...authorization, codes: ['J9228'], units } });
    expect([left(99), left(100)]).toEqual(['hold UNITS_EXCEED_AUTH', 'claim']);
  });

  test('the number stands on the lines it names, drug and administration', () => {
    const both = { ...authorization, codes: ['J9271', '96413'] };
    const premedication = give('ondansetron', 4, 'mg', [vials.ondansetron(1)], {
      id: 'a2',
      technique: 'push',
      admin_class: 'ther',
    });
    const answer = answerTo(visit([pembrolizumab(), premedication], { authorization: both }), rules);
    const numbers = Object.fromEntries(answer.lines.map((line) => [line.hcpcs, line.prior_auth]));
    expect(numbers).toEqual({ J9271: 'PA1', J2405: undefined, '96375': undefined, '96413': 'PA1' });
  });

  test('of several the one that covers code and day is used', () => {
    const authorizations = [
      { ...authorization, number: 'OLD', to: '2026-10-31' },
      { ...authorization, number: 'NEW', from: '2026-11-01' },
    ];
    expect(answerTo(visit([pembrolizumab()], { authorizations }), rules).lines[0]?.prior_auth).toBe('NEW');
  });
});

describe("authorizations of the patient's record", () => {
  const certified = (number: string, units: number | null, more: Json = {}) => ({
    number,
    codes: ['J9271'],
    units,
    from: '2026-10-01',
    to: '2026-12-31',
    ...more,
  });
  test.each([
    ['another drug needs none of them', [certified('A', 200, { codes: ['J9228'] })], 'claim', undefined],
    ['an expired one is passed over', [certified('A', 200, { to: '2026-10-31' })], 'claim', undefined],
    ['the first with units enough is taken', [certified('A', 100), certified('B', 200)], 'claim', 'B'],
    ['none with units enough', [certified('A', 100), certified('B', 199)], 'hold UNITS_EXCEED_AUTH', undefined],
    ['one without a number puts none on the line', [certified('', null)], 'claim', undefined],
  ])('%s', (_name, authorizations, expected, number) => {
    const answer = answerTo(visit([pembrolizumab()], { authorizations }), rules);
    expect([verdict(answer), answer.lines[0]?.prior_auth]).toEqual([expected, number]);
  });
});

describe('what a payer never pays, or asks leave for', () => {
  const abatacept = give('abatacept', 125, 'mg', [vials.abataceptSc(1)], { ...underSkin, admin_class: 'ther' });
  test.each([
    ['Medicare, under the skin', [abatacept], medicare, 'no_claim SAD_EXCLUDED'],
    [
      'Medicare, into the vein',
      [give('abatacept', 750, 'mg', [vials.abataceptIv(3)], { admin_class: 'ther' })],
      medicare,
      'claim',
    ],
    ['Medicare Advantage', [abatacept], advantage, 'claim'],
    ['commercial', [abatacept], commercial, 'claim'],
    ['beside a payable drug', [pembrolizumab({ id: 'a2' }), abatacept], medicare, 'hold SAD_EXCLUDED'],
  ])('self-administered: %s', (_name, administrations, payer_rules, expected) => {
    expect(judge(administrations, { payer_rules })).toBe(expected);
  });

  const botulinum = give('onabotulinumtoxinA', 155, 'unit', [vials.botulinum(1)], {
    route: 'IM',
    technique: 'none',
    start: null,
    stop: null,
  });
  const authorization = { number: 'UTN1', codes: ['J0585'], units: 200 };
  test.each([
    ['hospital, 64615', { setting: hospital, procedure: '64615' }, 'hold PA_REQUIRED_HOPD_BOTULINUM'],
    ['hospital, 64612', { setting: hospital, procedure: '64612' }, 'hold PA_REQUIRED_HOPD_BOTULINUM'],
    ['hospital, another procedure', { setting: hospital, procedure: '64642' }, 'claim'],
    ['hospital, authorized', { setting: hospital, procedure: '64615', authorization }, 'claim'],
    [
      'the first day of the programme',
      { setting: hospital, procedure: '64615', date_of_service: '2020-07-01' },
      'hold PA_REQUIRED_HOPD_BOTULINUM',
    ],
    ['before the programme', { setting: hospital, procedure: '64615', date_of_service: '2020-06-30' }, 'claim'],
    ['office', { setting: office, procedure: '64615' }, 'claim'],
    ['Medicare Advantage', { setting: hospital, procedure: '64615', payer_rules: advantage }, 'claim'],
  ])('botulinum toxin: %s', (_name, more, expected) => {
    expect(judge([botulinum], more)).toBe(expected);
  });
});

describe('unit limits', () => {
  test.each([
    ['at the limit', 3, 30, 'claim'],
    ['a tenfold dose', 30, 300, 'hold UNITS_EXCEED_MUE'],
  ])('%s', (_name, containers, dose, expected) => {
    expect(judge([give('glofitamab-gxbm', dose, 'mg', [vials.glofitamab(containers)])], { setting: hospital })).toBe(
      expected,
    );
  });

  test('discarded units count as well', () => {
    expect(judge([give('glofitamab-gxbm', 29, 'mg', [vials.glofitamab(4)])], { setting: hospital })).toBe(
      'hold UNITS_EXCEED_MUE',
    );
  });

  test('ten hours of infusion are more than anybody gets', () => {
    expect(judge([pembrolizumab({ start: '07:00', stop: '17:31' })])).toBe('hold UNITS_EXCEED_MUE');
  });
});

describe('which product', () => {
  test.each([
    ['ten digits without hyphens', pembrolizumab({ ndc_as_received: '0000630262' }), 'hold NDC10_AMBIGUOUS'],
    [
      'such a package',
      give('pembrolizumab', 200, 'mg', [{ ...vials.pembrolizumab(2), ndc11: '0006302602' }]),
      'hold NDC10_AMBIGUOUS',
    ],
    ['4-4-2', pembrolizumab({ ndc_as_received: '0006-3026-02' }), 'claim'],
    ['another package than the one opened', pembrolizumab({ ndc_as_received: '0006-3026-04' }), 'hold NDC_MISMATCH'],
    ['no NDC at all', pembrolizumab({ ndc_as_received: 'KEYTRUDA' }), 'hold NDC_INVALID'],
    ['a known drug with an unknown NDC', give('pembrolizumab', 200, 'mg', [vials.unknown(1)]), 'hold NDC_UNKNOWN'],
    ['an unknown drug', give('wondermab', 200, 'mg', [vials.unknown(1)]), 'hold UNKNOWN_DRUG'],
    ['another drug than was charted', give('nivolumab', 200, 'mg', [vials.pembrolizumab(2)]), 'hold DRUG_NDC_MISMATCH'],
    [
      'another biosimilar than was charted: the NDC decides',
      give('infliximab', 100, 'mg', [vials.infliximabAxxq(1)]),
      'claim',
    ],
    ['nothing opened', give('pembrolizumab', 200, 'mg', []), 'hold MISSING_PACKAGES'],
    [
      'a dose in a unit the code does not count',
      give('pembrolizumab', 8, 'mL', [vials.pembrolizumab(2)]),
      'hold DOSE_UNIT_MISMATCH',
    ],
    [
      'a container that is charted differently from the table',
      give('pembrolizumab', 100, 'mg', [{ ...vials.pembrolizumab(1), amount_per_container: 120 }]),
      'claim (PACKAGE_CONTENT_MISMATCH)',
    ],
  ])('%s', (_name, administration, expected) => {
    expect(judge([administration], { payer_rules: commercial })).toBe(expected);
  });

  test('a code of one maker that had not begun is no reason for an unclassified code', () => {
    const hospira = give(
      'bortezomib',
      2.5,
      'mg',
      [{ ndc11: '00409170301', containers_opened: 1, container_type: 'single-dose' }],
      underSkin,
    );
    const on = (date_of_service: string) => judge([hospira], { date_of_service });
    expect([on('2022-12-31'), on('2023-01-01')]).toEqual(['hold CODE_NOT_IN_EFFECT', 'claim']);
  });

  test('the kind of container comes from the case, the NDC, the code, or nobody', () => {
    const bare = (ndc11: string, containers_opened: number) => ({ ndc11, containers_opened });
    const proof = (drug: string, dose: number, item: Json) =>
      answerTo(visit([give(drug, dose, 'mg', [item])]), rules).lines[0]?.proof.join(' ') ?? '';
    expect(proof('pembrolizumab', 200, bare('00006302602', 2))).toContain(
      'single-dose (by code (mappings/drugs/pembrolizumab.yaml, label)); nothing discarded: JZ',
    );
    expect(proof('trastuzumab-anns', 420, bare('55513013201', 1))).toContain(
      'multi-dose (by NDC (mappings/drugs/trastuzumab.yaml, label)): no JW, no JZ',
    );
    expect(judge([give('docetaxel', 160, 'mg', [bare('00409001601', 1)])])).toBe('hold CONTAINER_TYPE_UNKNOWN');
  });

  test('a label volume nobody knows holds the line only where the NDC is wanted', () => {
    const kit = give('leuprolide', 42, 'mg', [{ ndc11: '69448001463', containers_opened: 1 }], {
      ...underSkin,
      admin_class: 'hormonal',
    });
    expect([judge([kit], { payer_rules: commercial }), judge([kit])]).toEqual(['hold NDC_QUANTITY_UNKNOWN', 'claim']);
  });
});

describe('drugs without a code', () => {
  const newDrug = give('newdrugmab 200 mg (no HCPCS)', 200, 'mg', [vials.unknown(1)]);
  test.each([
    ['hospital', [newDrug], { setting: hospital }, 'C9399 x 1 JZ 10 ML'],
    [
      'hospital, with waste',
      [give('newdrugmab (no HCPCS)', 150, 'mg', [vials.unknown(1)])],
      { setting: hospital },
      'C9399 x 1 JW 2.5 ML',
    ],
    ['office, chosen by the charge master', [newDrug], { template_hcpcs: 'J3590' }, 'J3590 x 1 JZ 10 ML'],
    [
      'hospital, before its code began',
      [give('linvoseltamab-gcpt', 5, 'mg', [vials.linvoseltamab(1)])],
      { setting: hospital, date_of_service: '2026-03-31' },
      'C9399 x 1 JZ 2.5 ML',
    ],
    [
      'office, before its code began',
      [give('linvoseltamab-gcpt', 5, 'mg', [vials.linvoseltamab(1)])],
      { date_of_service: '2026-03-31' },
      'J9999 x 1 JZ 2.5 ML',
    ],
    [
      'from the first day of its code',
      [give('linvoseltamab-gcpt', 5, 'mg', [vials.linvoseltamab(1)])],
      { setting: hospital, date_of_service: '2026-04-01' },
      'J9601 x 5 JZ 2.5 ML',
    ],
  ])('%s', (_name, administrations, more, line) => {
    expect(shown(answerTo(visit(administrations, more), rules))).toContain(line);
  });

  test.each([
    ['proposed by the charge master', { template_hcpcs: 'C9399' }],
    ['or nothing else proposed', {}],
  ])('the hospital code is not for a professional claim: %s', (_name, more) => {
    expect(judge([newDrug], more)).toBe('hold C9399_NOT_ON_837P');
  });

  test('the line says what was given in at most 80 characters', () => {
    const long = give(`${'newdrugmab '.repeat(12)}(no HCPCS)`, 200, 'mg', [vials.unknown(1)]);
    const text = answerTo(visit([long], { setting: hospital }), rules).lines[0]?.description ?? '';
    expect(text).toHaveLength(80);
    expect(text.endsWith(' IV NDC 99999000101')).toBe(true);
    expect(answerTo(visit([newDrug], { setting: hospital }), rules).lines[0]?.description).toBe(
      'NEWDRUGMAB 200 MG IV NDC 99999000101',
    );
  });
});

describe('the charge master proposes', () => {
  test.each([
    ['J9271', 'claim'],
    ['J9277', 'claim (NDC_HCPCS_MISMATCH)'],
    ['J9228', 'claim (HCPCS_DRUG_MISMATCH)'],
    ['X0000', 'claim (HCPCS_DRUG_MISMATCH)'],
  ])('%s for pembrolizumab: %s', (template_hcpcs, expected) => {
    expect(judge([pembrolizumab()], { template_hcpcs, template_modifier: 'JG' })).toBe(expected);
  });
});
