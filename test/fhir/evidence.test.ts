import { describe, expect, test } from 'vitest';
import { chartOf } from '../../src/fhir/chart.ts';
import { type EvidencePlace, readingsIn } from '../../src/fhir/evidence.ts';

const subject = { reference: 'Patient/p' };
const NULL_FLAVOR = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';
const coding = (code: string | undefined, system = 'urn:s') => ({ coding: [{ system, ...(code && { code }) }] });
const read = (place: EvidencePlace, ...resources: readonly object[]) => {
  const chart = chartOf([{ resourceType: 'Patient', id: 'p' }, ...resources]);
  const patient = chart.get('Patient', 'p');
  if (patient === undefined) throw new Error('the patient is there');
  return readingsIn(chart, patient, place, '2026-11-02');
};
const observation = (change: object, id = 'o') => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: coding(id),
  subject,
  effectiveDateTime: '2026-10-01',
  ...change,
});
const VALUE: EvidencePlace = { resource: 'Observation', element: 'value', codes: ['urn:s|o'] };
const readValue = (change: object, ...others: readonly object[]) => {
  const [reading] = read(VALUE, observation(change), ...others);
  return reading?.not ?? reading?.value ?? 'there';
};
const member = (id: string) => ({ hasMember: [{ reference: `Observation/${id}` }] });
const ten = { valueInteger: 10 };

describe('the value of an Observation', () => {
  test.each<[string, object, string]>([
    ['a whole number', ten, '10'],
    ['yes or no', { valueBoolean: false }, 'false'],
    ['a quantity without a unit', { valueQuantity: { value: '3' } }, '3'],
    ['a quantity whose unit is a text', { valueQuantity: { value: '3', unit: 'lb' } }, '3 lb'],
    ['a bound', { valueQuantity: { value: '1', comparator: '<', code: '%' } }, '<1 %'],
    ['words', { valueString: 'positive' }, 'there'],
    ['blank words', { valueString: ' ' }, 'no_value'],
    ['a range', { valueRange: { low: { value: '1' } } }, 'there'],
    ['a moment', { valueDateTime: '2026-10-01' }, 'there'],
    ['an extension in place of a value', { valueRange: { extension: [{ url: 'urn:x' }] } }, 'no_value'],
    [
      'the second code, where the first says that there is none',
      {
        valueCodeableConcept: { coding: [{ system: NULL_FLAVOR, code: 'UNK' }, { code: 'told' }] },
      },
      'told',
    ],
    ['a null flavor', { valueCodeableConcept: coding('UNK', NULL_FLAVOR) }, 'no_value'],
    [
      'a null flavor with words beside it',
      { valueCodeableConcept: { ...coding('UNK', NULL_FLAVOR), text: 'unknown' } },
      'no_value',
    ],
    ['a coding without a code', { valueCodeableConcept: coding(undefined) }, 'no_value'],
    ['words beside a coding without a code', { valueCodeableConcept: { ...coding(undefined), text: 'told' } }, 'there'],
    ['its parts, codes first', { component: [ten, { valueString: 'x' }, { valueInteger: 2 }] }, '10, 2'],
    ['parts in words alone', { component: [{ valueString: 'x' }] }, 'there'],
  ])('is %s', (_what, change, value) => {
    expect(readValue(change)).toBe(value);
  });

  test('is that of its members, three panels deep and no deeper', () => {
    const chain = (depth: number) =>
      Array.from({ length: depth }, (_, n) => observation(n === depth - 1 ? ten : member(`m${n + 1}`), `m${n}`));
    expect(readValue(member('m0'), ...chain(1))).toBe('10');
    expect(readValue(member('m0'), ...chain(2))).toBe('10');
    expect(readValue(member('m0'), ...chain(3))).toBe('no_value');
    expect(readValue(member('o'))).toBe('no_value');
    expect(readValue(member('m0'), observation({ valueString: 'x' }, 'm0'))).toBe('there');
  });
});

test.each<readonly [EvidencePlace['resource'], string, boolean]>([
  ...['final', 'amended', 'corrected'].map((status) => ['Observation', status, true] as const),
  ...['final', 'amended', 'corrected', 'appended'].map((status) => ['DiagnosticReport', status, true] as const),
  ['DiagnosticReport', 'partial', false],
  ['Procedure', 'completed', true],
  ['Procedure', 'in-progress', false],
  ['Composition', 'amended', true],
  ['QuestionnaireResponse', 'amended', true],
  ['QuestionnaireResponse', 'in-progress', false],
  ...['active', 'completed', 'stopped'].map((status) => ['MedicationStatement', status, true] as const),
  ['MedicationStatement', 'intended', false],
  ['Observation', '', false],
])('%s %s stands: %s', (resource, status, stands) => {
  const [reading] = read({ resource }, { resourceType: resource, id: 'x', status, subject });
  expect(reading?.not).toBe(stands ? undefined : 'not_final');
});

test('a document that was amended stands, and a condition that was refuted does not', () => {
  const document = { resourceType: 'DocumentReference', id: 'x', status: 'current', docStatus: 'amended', subject };
  expect(read({ resource: 'DocumentReference' }, document)[0]?.not).toBeUndefined();
  const refuted = { resourceType: 'Condition', id: 'x', subject, verificationStatus: coding('refuted') };
  expect(read({ resource: 'Condition' }, refuted)[0]?.not).toBe('withdrawn');
});

test.each<[string, object, string | undefined]>([
  ['a year', { effectiveDateTime: '2025' }, '2025-01-01'],
  ['a month', { effectiveDateTime: '2025-06' }, '2025-06-01'],
  ['a moment', { effectiveDateTime: '2025-06-07T23:30:00-05:00' }, '2025-06-07'],
  [
    'a period that ended today',
    { effectivePeriod: { start: '2026-10-01', end: '2026-11-02T10:00:00Z' } },
    '2026-11-02',
  ],
  ['a period that goes on', { effectivePeriod: { start: '2026-10-01', end: '2026-11-03' } }, '2026-10-01'],
  ['the day it was issued on', { issued: '2026-09-01T10:00:00Z' }, '2026-09-01'],
  ['nothing', {}, undefined],
])('the day of a result is told by %s', (_what, change, day) => {
  const [reading] = read(VALUE, { ...observation(ten), effectiveDateTime: undefined, ...change });
  expect(reading?.on).toBe(day);
});

test.each<[string, object, string | undefined]>([
  ['the end of its visit, today too', { context: { period: { end: '2026-11-02T09:00:00Z' } } }, '2026-11-02'],
  ['itself, where the visit goes on', { context: { period: { end: '2026-11-09' } } }, '2026-10-20'],
  ['what was written before it was filed', { content: [{ attachment: { creation: '2026-10-05' } }, {}] }, '2026-10-05'],
  [
    'the beginning of the visit, where nothing else is told',
    { date: undefined, context: { period: { start: '2026-10-02' } } },
    '2026-10-02',
  ],
])('the day of a document is told by %s', (_what, change, day) => {
  const document = { resourceType: 'DocumentReference', id: 'x', status: 'current', subject, date: '2026-10-20' };
  expect(read({ resource: 'DocumentReference' }, { ...document, ...change })[0]?.on).toBe(day);
});

test('a result tells its condition by focus or by the extension of mCODE, and no other extension', () => {
  const condition = {
    resourceType: 'Condition',
    id: 'c',
    subject,
    code: {
      coding: [
        { system: 'urn:s', code: 'X1' },
        { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C50.911' },
      ],
    },
  };
  const related = (url: string) => ({ extension: [{ url, valueReference: { reference: 'Condition/c' } }] });
  const of = (change: object) => read(VALUE, observation({ ...ten, ...change }), condition)[0]?.of;
  expect(of({ focus: [{ reference: 'Condition/c' }] })).toEqual(['C50.911']);
  expect(of(related('http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-related-condition'))).toEqual(['C50.911']);
  expect(of(related('urn:other'))).toBeUndefined();
  expect(of({ extension: [{ url: 'urn:x/mcode-related-condition' }] })).toBeUndefined();
  expect(of({ focus: [{ display: 'somebody' }] })).toBeUndefined();
});

test('the newest comes first, what has no day last, and today is not the future', () => {
  const days = ['2026-10-01', undefined, '2026-11-02', '2026-09-01', '2026-10-15'];
  const all = days.map((day, n) => ({ ...observation(ten), id: `o${n}`, effectiveDateTime: day }));
  expect(read(VALUE, ...all).map(({ on, not }) => on ?? not ?? 'no day')).toEqual([
    '2026-11-02',
    '2026-10-15',
    '2026-10-01',
    '2026-09-01',
    'no day',
  ]);
});

test('a version is what the EHR counts, else when it changed, else unknown', () => {
  const version = (meta: object | undefined) => read(VALUE, { ...observation(ten), meta })[0]?.version;
  expect(version({ versionId: '3', lastUpdated: '2026-10-02T10:00:00Z' })).toBe('3');
  expect(version({ lastUpdated: '2026-10-02T10:00:00Z' })).toBe('2026-10-02T10:00:00Z');
  expect(version(undefined)).toBe('unknown');
});

test.each<[string, object, boolean]>([
  ['its code', { code: coding('o') }, true],
  ['one of its categories', { category: [coding('x'), coding('o')] }, true],
  ['its only category, where the type has one', { category: coding('o') }, true],
  ['none', { category: [coding('x')] }, false],
])('a resource is of the kind by %s', (_what, change, is) => {
  const place: EvidencePlace = { resource: 'MedicationAdministration', codes: ['urn:s|o'] };
  const dose = { resourceType: 'MedicationAdministration', id: 'x', status: 'completed', subject, ...change };
  expect(read(place, dose)).toHaveLength(is ? 1 : 0);
});

describe('a Condition', () => {
  const condition = (change: object) => ({
    resourceType: 'Condition',
    id: 'c',
    subject,
    code: coding('C34.11', 'http://hl7.org/fhir/sid/icd-10-cm'),
    ...change,
  });
  const stageOf = (...stage: readonly object[]) =>
    read({ resource: 'Condition', element: 'stage' }, condition({ stage })).map(({ value, not, of }) => [
      value ?? not,
      of,
    ]);

  test('has the stage of the first code among its stages, and names itself', () => {
    expect(stageOf({ summary: { text: 'told' } }, { summary: coding('IV') })).toEqual([['IV', ['C34.11']]]);
    expect(stageOf({ summary: { text: 'told' } })).toEqual([[undefined, ['C34.11']]]);
    expect(stageOf({})).toEqual([['no_value', ['C34.11']]]);
  });
  test.each(['resolved', 'inactive'])('that is %s is no diagnosis', (status) => {
    const place: EvidencePlace = { resource: 'Condition', element: 'diagnosis' };
    expect(read(place, condition({ clinicalStatus: coding(status) }))[0]?.not).toBe('no_diagnosis');
    expect(read(place, condition({ clinicalStatus: coding('remission') }))[0]?.value).toBe('C34.11');
  });
});
