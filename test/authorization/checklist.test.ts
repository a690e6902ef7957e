import { describe, expect, test } from 'vitest';
import { shippedRules } from '../coding/rules.ts';
import {
  around,
  coded,
  codesOf,
  decisionOn,
  document,
  given,
  linesOf,
  observation,
  order,
  type Resource,
  SUBCUTANEOUS,
  states,
  verdicts,
} from './course.ts';

const rules = await shippedRules();
const HISTOLOGY = 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior';
const pembrolizumab = order('mr', 'pembrolizumab', '200 mg');
const condition = (change: Record<string, unknown>): Resource => ({
  ...around().find(({ resourceType }) => resourceType === 'Condition'),
  resourceType: 'Condition',
  id: 'd',
  ...change,
});
const histology = { url: HISTOLOGY, valueCodeableConcept: { text: 'told' } };
const cancer = condition({ extension: [histology], stage: [{ summary: { text: 'told' } }] });

describe('what a payer wants to see of an oncology order', () => {
  test('is open while the chart lacks it, holds the request and says who wants what', () => {
    const decision = decisionOn(rules, [...around(), pembrolizumab]);
    expect(verdicts(decision)).toEqual(['MedicationRequest/mr hold']);
    expect(states(decision)).toEqual([
      'diagnosis met by Condition/d v3',
      'stage open',
      'histology open',
      'biomarkers open',
      'performance_status open',
    ]);
    expect(decision.request).toBeUndefined();
    expect(decision.orders[0]?.issues.filter(({ code }) => code === 'DOCUMENTATION_OPEN')).toMatchObject([
      {
        message:
          'Example Managed Care wants to see the stage of the disease for J9271. Chart it, or have a person say with the reason why it is not needed.',
        rule: 'mappings/requirements/example-managed.yaml, pembrolizumab-documents',
      },
      { message: expect.stringContaining('histology') },
      { message: expect.stringContaining('biomarkers') },
      { message: expect.stringContaining('performance status (ECOG or Karnofsky) of the last 60 days') },
    ]);
  });

  test('is met by mCODE resources, each with its version, and then the request goes', () => {
    const decision = decisionOn(rules, [
      ...around(),
      cancer,
      observation('pdl1', '85147-7'),
      observation('ecog', '89247-1'),
      pembrolizumab,
    ]);
    expect(states(decision)).toEqual([
      'diagnosis met by Condition/d v3',
      'stage met by Condition/d v3',
      'histology met by Condition/d v3',
      'biomarkers met by Observation/pdl1 v2',
      'performance_status met by Observation/ecog v2',
    ]);
    expect(linesOf(decision)).toEqual(['J9271 x 800', '96413 x 4']);
  });

  test.each<[string, Resource]>([
    ['too old', observation('ecog', '89247-1', { effectiveDateTime: '2026-08-01' })],
    ['of the future', observation('ecog', '89247-1', { effectiveDateTime: '2026-11-30' })],
    ['preliminary', observation('ecog', '89247-1', { status: 'preliminary' })],
    ['entered in error', observation('ecog', '89247-1', { status: 'entered-in-error' })],
    ['without a value', observation('ecog', '89247-1', { valueCodeableConcept: undefined })],
    ['of somebody else', observation('ecog', '89247-1', { subject: { reference: 'Patient/other' } })],
    ['of another kind', observation('ecog', '8302-2')],
  ])('is not met by a performance status that is %s', (_what, resource) => {
    const decision = decisionOn(rules, [...around(), cancer, observation('pdl1', '85147-7'), resource, pembrolizumab]);
    expect(states(decision).at(-1)).toBe('performance_status open');
  });

  test('is met by the newest of several', () => {
    const older = observation('older', '89247-1', { effectiveDateTime: '2026-10-01' });
    const newer = observation('newer', '89243-0', { effectiveDateTime: '2026-10-30' });
    const decision = decisionOn(rules, [...around(), older, newer, pembrolizumab]);
    expect(states(decision).at(-1)).toBe('performance_status met by Observation/newer v2');
  });

  test('may be settled by a person with a reason, item by item', () => {
    const resolutions = ['stage', 'histology', 'biomarkers', 'performance_status'].map((item) => ({
      item,
      by: 'chris',
      reason: 'sent by fax',
      on: '2026-11-02',
    }));
    const some = decisionOn(rules, [...around(), pembrolizumab], { resolutions: resolutions.slice(1) });
    expect(states(some).slice(1)).toEqual([
      'stage open',
      'histology resolved by chris',
      'biomarkers resolved by chris',
      'performance_status resolved by chris',
    ]);
    expect(some.request).toBeUndefined();
    expect(decisionOn(rules, [...around(), pembrolizumab], { resolutions }).request).toBeDefined();
  });

  test('is not asked where no rule of the payer names the drug, nor for another payer', () => {
    expect(decisionOn(rules, [...around(), order('mr', 'nivolumab', '240 mg')]).checklist).toEqual([]);
    expect(decisionOn(rules, [...around('11', 'C34.11', 'example-commercial'), pembrolizumab]).checklist).toEqual([]);
  });
});

describe('what counts for an order', () => {
  const stageOf = (code: string, change: Record<string, unknown> = {}): Resource => ({
    ...condition({ code: coded('http://hl7.org/fhir/sid/icd-10-cm', code), stage: [{ summary: { text: 'told' } }] }),
    id: 'staged',
    ...change,
  });
  const stageFor = (diagnosis: string, resource: Resource): string | undefined =>
    states(decisionOn(rules, [...around('11', diagnosis), resource, pembrolizumab])).find((one) => /^stage/.test(one));

  test.each([
    ['the disease that is treated', 'C34.11', 'C34.12', 'stage met by Condition/staged v3'],
    ['another cancer', 'C34.11', 'C50.911', 'stage open'],
    ['a kidney', 'C34.11', 'N18.30', 'stage open'],
    ['the primary of what is treated as metastasis', 'C79.31', 'C34.11', 'stage met by Condition/staged v3'],
  ])('is the stage of %s', (_what, treated, staged, state) => {
    expect(stageFor(treated, stageOf(staged))).toBe(state);
  });

  test('is a stage that names no condition in ICD-10-CM, since nobody can tell', () => {
    expect(stageFor('C34.11', stageOf('C50.911', { code: coded('http://snomed.info/sct', '254637007') }))).toBe(
      'stage met by Condition/staged v3',
    );
  });

  test('is told of a result by the condition it is about', () => {
    const group = observation('group', '21908-9', { focus: [{ reference: 'Condition/breast' }] });
    const breast = condition({ code: coded('http://hl7.org/fhir/sid/icd-10-cm', 'C50.911') });
    const decision = decisionOn(rules, [...around(), { ...breast, id: 'breast' }, group, pembrolizumab]);
    const stage = decision.checklist.find(({ id }) => id === 'stage');
    expect(stage).toMatchObject({
      state: 'open',
      passedOver: ['Observation/group, version 2, does not count: it speaks of another disease than the one treated.'],
    });
  });

  const engager = order('mr', 'teclistamab', '90 mg', { route: SUBCUTANEOUS });
  const lines = (...history: readonly Resource[]) =>
    decisionOn(rules, [...around('11', 'C90.00'), ...history, engager]).checklist.find(
      ({ id }) => id === 'prior_lines',
    );
  const told = (drug: string, change: Record<string, unknown>): Resource => ({
    resourceType: 'MedicationStatement',
    id: 'ms',
    status: 'stopped',
    subject: { reference: 'Patient/p' },
    medicationCodeableConcept: { text: drug },
    note: [{ text: 'told' }],
    ...change,
  });

  test.each<[string, Resource, string]>([
    ['another cancer drug', given('ma', 'bortezomib', '2026-03-01'), 'met'],
    ['a drug by mouth', told('lenalidomide', { effectiveDateTime: '2025-01-01' }), 'met'],
    ['one that nobody dated', told('lenalidomide', {}), 'it has no date'],
    ['the drug itself', given('ma', 'teclistamab', '2026-03-01'), 'it is no earlier line of treatment'],
    ['a drug against sickness', given('ma', 'ondansetron', '2026-03-01'), 'it is no earlier line of treatment'],
    ['nobody knows what', given('ma', 'x', '2026-03-01'), 'met'],
  ])('is as an earlier line of treatment: %s', (_what, resource, expected) => {
    const item = lines(resource);
    if (expected === 'met') expect(item).toMatchObject({ state: 'met', evidence: { source: expect.anything() } });
    else expect(item).toMatchObject({ state: 'open', passedOver: [expect.stringContaining(expected)] });
  });

  test('what does not count is told while the item is open, five at most', () => {
    const doses = Array.from({ length: 8 }, (_, n) => given(`ma${n}`, 'ondansetron', `2026-03-0${n + 1}`));
    expect(lines(...doses)?.passedOver).toHaveLength(5);
    expect(lines(...doses, given('ma', 'bortezomib', '2026-02-01'))).not.toHaveProperty('passedOver');
  });
});

describe('step therapy', () => {
  const vedolizumab = order('mr', 'vedolizumab', '300 mg');
  const colitis = around('11', 'K51.90');

  test.each<[string, readonly Resource[], string]>([
    ['is open when nothing was tried', [], 'step_therapy-vedolizumab-step open'],
    [
      'is met by a drug that was given here',
      [given('ma', 'infliximab-dyyb', '2026-03-01')],
      'step_therapy-vedolizumab-step met by MedicationAdministration/ma vunknown',
    ],
    [
      'is met by one the patient took at home',
      [
        {
          resourceType: 'MedicationStatement',
          id: 'ms',
          status: 'stopped',
          subject: { reference: 'Patient/p' },
          medicationCodeableConcept: { text: 'Adalimumab 40 mg' },
        },
      ],
      'step_therapy-vedolizumab-step met by MedicationStatement/ms vunknown',
    ],
    [
      'is met by the drug itself, given not long ago',
      [given('ma', 'vedolizumab', '2026-09-01')],
      'step_therapy-vedolizumab-step met by MedicationAdministration/ma vunknown',
    ],
    ['is open when that is long ago', [given('ma', 'vedolizumab', '2026-03-01')], 'step_therapy-vedolizumab-step open'],
    [
      'is open when another drug was tried',
      [given('ma', 'rituximab', '2026-09-01')],
      'step_therapy-vedolizumab-step open',
    ],
  ])('%s', (_what, history, state) => {
    expect(states(decisionOn(rules, [...colitis, ...history, vedolizumab]))).toEqual([state]);
  });

  test('is not asked for another diagnosis', () => {
    expect(states(decisionOn(rules, [...around('11', 'C34.11'), vedolizumab]))).toEqual([]);
  });
});

describe('the site of service', () => {
  const vedolizumab = order('mr', 'vedolizumab', '300 mg');

  test.each(['11', '12', '49'])('%s is taken without more', (place) => {
    expect(codesOf(decisionOn(rules, [...around(place, 'C34.11'), vedolizumab]))).toEqual([]);
  });
  test('19 and 22 need a reason on file', () => {
    const hospital = around('22', 'C34.11');
    const without = decisionOn(rules, [...hospital, vedolizumab]);
    expect(codesOf(without)).toEqual(['SITE_OF_SERVICE']);
    expect(without.orders[0]?.reasons).toEqual([
      'Example Managed Care takes J3380 at place of service 11, 12, 49 without more; it is ordered at 22. Move the visits, or put the reason why it has to be there into the chart.',
    ]);
    const reason = document('why', 'urn:infusebridge:documentation', 'site-exception');
    expect(linesOf(decisionOn(rules, [...hospital, reason, vedolizumab]))).toEqual(['J3380 x 1200', '96365 x 4']);
  });
});

describe('the benefit', () => {
  test('white bag: the drug is not asked for, its administration is', () => {
    const decision = decisionOn(rules, [...around('11', 'G35'), order('mr', 'ocrelizumab', '600 mg', { count: 2 })]);
    expect(linesOf(decision).map((line) => line.split(' ')[0])).not.toContain('J2350');
    expect(linesOf(decision).length).toBeGreaterThan(0);
    expect(decision.orders[0]).toMatchObject({
      route: 'white_bag',
      reasons: [
        'Example Managed Care wants an authorization for J2350 (mappings/payers/example-managed.yaml).',
        expect.stringContaining('sent by a pharmacy through Example Specialty Pharmacy'),
      ],
    });
  });

  test('pharmacy: nothing is asked for, and who goes on with it is told', () => {
    const decision = decisionOn(rules, [
      ...around('11', 'L40.0'),
      order('mr', 'J3357', '90 mg', { route: SUBCUTANEOUS }),
    ]);
    expect(decision.request).toBeUndefined();
    expect(decision.orders[0]).toMatchObject({ authorization: 'not_applicable', route: 'pharmacy' });
    expect(decision.orders[0]?.reasons[0]).toMatch(/pharmacy benefit through Example Pharmacy Benefit/);
  });
});

test('more doses than the payer takes at once are held, with both numbers', () => {
  const decision = decisionOn(rules, [...around('11', 'M31.6'), order('mr', 'tocilizumab', '400 mg', { count: 6 })]);
  expect(codesOf(decision)).toEqual(['QUANTITY_LIMIT']);
  expect(decision.orders[0]?.reasons[0]).toContain('6 doses, at most 4');
});

test('an order of so many doses that names no end is asked for until the day of the last one', () => {
  const { request } = decisionOn(rules, [...around('11', 'C34.11', 'example-commercial'), pembrolizumab]);
  expect([request?.from, request?.to]).toEqual(['20261102', '20270104']);
});

test('a plan that the payer wants in two requests comes in parts', () => {
  const resources = [
    ...around(),
    order('drug', 'J9305', '500 mg'),
    order('support', 'J1453', '150 mg'),
    order('free', 'ondansetron', '8 mg'),
  ];
  const first = decisionOn(rules, resources);
  expect(first.parts).toEqual(['main', 'supportive']);
  expect(linesOf(first).map((line) => line.split(' ')[0])).toEqual(['J9305', '96413']);
  const second = decisionOn(rules, resources, { part: 'supportive' });
  expect(linesOf(second).map((line) => line.split(' ')[0])).toEqual(['J1453', '96365']);
  expect(first.orders.map(({ part }) => part)).toEqual(['main', 'supportive', undefined]);
});
