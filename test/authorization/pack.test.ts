import { describe, expect, test } from 'vitest';
import { groupKeyOf } from '../../src/authorization/bundle.ts';
import { restartAfter } from '../../src/authorization/pack.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import { shippedRules } from '../coding/rules.ts';
import { around, codesOf, decisionOn, given, order, SUBCUTANEOUS, states, stay } from './course.ts';

const rules = await shippedRules();
const myeloma = around('11', 'C90.02', 'example-advantage');
const teclistamab = (id: string, mg: string, change = {}) =>
  order(id, 'teclistamab-cqyv', `${mg} mg`, { route: SUBCUTANEOUS, count: 1, ...change });
const rescue = order('crs', 'tocilizumab', '560 mg', { prn: true });

describe('a plan with a bispecific drug', () => {
  test.each<[string, Parameters<typeof order>, readonly string[]]>([
    ['without an order against cytokine release is flagged', ['x', 'ondansetron', '8 mg'], ['RESCUE_ORDER_MISSING']],
    ['with one that is not as needed is flagged', ['crs', 'tocilizumab', '560 mg'], ['RESCUE_ORDER_MISSING']],
    ['with tocilizumab as needed goes', ['crs', 'tocilizumab', '560 mg', { prn: true }], []],
    ['with a biosimilar as needed goes', ['crs', 'tocilizumab-aazg', '560 mg', { prn: true }], []],
  ])('%s', (_what, other, codes) => {
    const [bispecific] = decisionOn(rules, [...myeloma, teclistamab('t', '105'), order(...other)]).orders;
    const flags =
      bispecific?.issues.filter(({ code }) => !['FIRST_DOSES_WATCHED', 'MISSING_PROVIDER'].includes(code)) ?? [];
    expect(flags.map(({ code }) => code)).toEqual(codes);
    expect(flags.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  test('without one is asked for all the same, unless the clinic says to hold it', () => {
    const plan = [...myeloma, teclistamab('t', '105')];
    expect(decisionOn(rules, plan).orders[0]?.authorization).toBe('required');
    const { rescue: flagged, ...rest } = rules.bispecifics;
    const strict = { ...rules, bispecifics: { ...rest, rescue: { ...flagged, missing: 'hold' as const } } };
    expect(decisionOn(strict, plan).orders[0]?.authorization).toBe('hold');
  });

  test('waits for the discharge summary of a stay with an earlier dose, and for no other stay', () => {
    const plan = [...myeloma, teclistamab('t', '105'), rescue];
    const dose = given('ma', 'teclistamab-cqyv', '2026-10-28', 's');
    const open = decisionOn(rules, [...plan, stay('s', '2026-10-30'), dose]);
    expect(codesOf(open)).toEqual(['DISCHARGE_SUMMARY_MISSING']);
    expect(codesOf(decisionOn(rules, [...plan, stay('other', '2026-10-30'), dose]))).toEqual([]);
  });

  test('knows the stay of a dose by its day where the EHR tells no encounter, or only a part of the stay', () => {
    const plan = [...myeloma, teclistamab('t', '105'), rescue];
    const inStay = { ...stay('s', '2026-10-30'), period: { start: '2026-10-27', end: '2026-10-30' } };
    const ward = { ...stay('ward', '2026-10-29'), class: { code: 'AMB' }, partOf: { reference: 'Encounter/s' } };
    const codes = (...more: Parameters<typeof decisionOn>[1]) => codesOf(decisionOn(rules, [...plan, inStay, ...more]));
    expect(codes(given('ma', 'teclistamab-cqyv', '2026-10-28'))).toEqual(['DISCHARGE_SUMMARY_MISSING']);
    expect(codes(ward, given('ma', 'teclistamab-cqyv', '2026-10-28', 'ward'))).toEqual(['DISCHARGE_SUMMARY_MISSING']);
    expect(codes(given('ma', 'teclistamab-cqyv', '2026-10-31'))).toEqual([]);
  });

  test('of glofitamab is told when obinutuzumab is neither ordered along nor was given', () => {
    const lymphoma = around('22', 'C83.30', 'example-commercial');
    const steps = [
      order('s', 'glofitamab-gxbm', '2.5 mg', { count: 1 }),
      order('t', 'glofitamab-gxbm', '30 mg', { start: '2026-11-16' }),
    ];
    const told = (...more: Parameters<typeof decisionOn>[1]) =>
      decisionOn(rules, [...lymphoma, ...steps, rescue, ...more]).orders.some(({ issues }) =>
        issues.some(({ code }) => code === 'PRETREATMENT_MISSING'),
      );
    expect(told()).toBe(true);
    expect(told(order('before', 'obinutuzumab', '1000 mg', { count: 1 }))).toBe(false);
    expect(told(given('ma', 'obinutuzumab', '2026-10-26'))).toBe(false);
    const later = decisionOn(rules, [...lymphoma, order('t', 'glofitamab-gxbm', '30 mg'), rescue]);
    expect(later.orders[0]?.issues.some(({ code }) => code === 'PRETREATMENT_MISSING')).toBe(false);
  });

  test('asks whether to start again after a gap, unless the doses ordered rise', () => {
    const before = given('ma', 'teclistamab-cqyv', '2026-10-01');
    const full = decisionOn(rules, [...myeloma, before, teclistamab('t', '105'), rescue]);
    expect(states(full)).toContain('step_up-J9380 open');
    const again = [teclistamab('s', '4.2'), teclistamab('t', '105', { start: '2026-11-09' })];
    expect(codesOf(decisionOn(rules, [...myeloma, before, ...again, rescue]))).toEqual([]);
  });

  test('orders for a hospital stay stand on no outpatient request', () => {
    const inpatient = {
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code: 'inpatient' }] },
      ],
    };
    const decision = decisionOn(rules, [
      ...myeloma,
      teclistamab('s', '4.2', inpatient),
      teclistamab('t', '105'),
      rescue,
    ]);
    expect(decision.orders[0]).toMatchObject({ authorization: 'not_applicable', route: 'inpatient' });
    expect(decision.request?.services[0]?.sources).toEqual(['MedicationRequest/t']);
  });
});

describe('a missed dose', () => {
  const drug = rules.bispecifics.drugs['teclistamab'];
  test.each<[readonly string[], string, number | undefined]>([
    [[], '2026-11-02', undefined],
    [['2026-11-02'], '2026-11-09', undefined],
    [['2026-11-02'], '2026-11-10', 1],
    [['2026-11-02', '2026-11-05'], '2026-11-20', 2],
    [['2026-11-02', '2026-11-05'], '2026-12-20', 1],
    [['2026-11-02', '2026-11-05', '2026-11-09'], '2026-12-07', undefined],
    [['2026-11-02', '2026-11-05', '2026-11-09'], '2026-12-08', 2],
    [['2026-11-02', '2026-11-05', '2026-11-09'], '2027-01-04', 2],
    [['2026-11-02', '2026-11-05', '2026-11-09'], '2027-01-05', 1],
  ])('after %j and next on %s restarts at step %s', (days, next, step) => {
    if (drug === undefined) throw new Error('no such drug');
    expect(restartAfter(drug, days, next)?.restartAt).toBe(step);
  });
});

describe('what holds orders together', () => {
  const alone = { groupIdentifier: undefined };
  const keyOf = (...resources: readonly object[]) => {
    const chart = chartOf([...around(), ...resources]);
    return chart.all('MedicationRequest').map((one) => groupKeyOf(chart, one));
  };
  test('a RequestGroup, a CarePlan, the order it is based on, or nothing', () => {
    const [a, b] = [order('a', 'x', '1 mg', alone), order('b', 'x', '1 mg', alone)];
    const subject = { reference: 'Patient/p' };
    const both = ['a', 'b'].map((id) => ({ reference: `MedicationRequest/${id}` }));
    const group = {
      resourceType: 'RequestGroup',
      id: 'g',
      status: 'active',
      subject,
      action: both.map((resource) => ({ resource })),
    };
    const care = {
      resourceType: 'CarePlan',
      id: 'c',
      status: 'active',
      subject,
      activity: both.map((reference) => ({ reference })),
    };
    expect(keyOf(a, b, group)).toEqual(['plan Patient/p RequestGroup/g', 'plan Patient/p RequestGroup/g']);
    expect(keyOf(a, b, { ...group, status: 'revoked' }, care)).toEqual([
      'plan Patient/p CarePlan/c',
      'plan Patient/p CarePlan/c',
    ]);
    expect(keyOf(a, { ...b, basedOn: [both[0]] })).toEqual(['order MedicationRequest/a', 'order MedicationRequest/a']);
    expect(keyOf({ ...a, basedOn: [both[1]] }, { ...b, basedOn: [both[0]] }).length).toBe(2);
    expect(keyOf(a, b)).toEqual(['order MedicationRequest/a', 'order MedicationRequest/b']);
  });
});
