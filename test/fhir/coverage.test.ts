import { describe, expect, test } from 'vitest';
import { coveragesOf, primaryCoverage } from '../../src/fhir/coverage.ts';
import { chartFrom, codesOf, patient, present, readingOf } from './chartOfText.ts';

const payer = {
  resourceType: 'Organization',
  id: 'o1',
  name: 'Example Payer',
  identifier: [{ system: 'urn:payer', value: 'EX1' }],
};
const coverage = (changes: object = {}) => ({
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: { reference: 'Patient/p1' },
  subscriber: { reference: 'Patient/p1' },
  subscriberId: 'M123',
  relationship: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/subscriber-relationship', code: 'self' }] },
  payor: [{ reference: 'Organization/o1' }],
  ...changes,
});
const chartWith = (...coverages: readonly object[]) => {
  const chart = chartFrom(patient, payer, ...coverages);
  return { chart, patient: present(chart.get('Patient', 'p1')) };
};
const read = (...coverages: readonly object[]) => {
  const { chart, patient } = chartWith(...coverages);
  return coveragesOf(chart, patient, '2026-11-10');
};

describe('coverages', () => {
  test('a plain one is told whole', () => {
    expect(
      readingOf(read(coverage({ order: 1, class: [{ type: { coding: [{ code: 'group' }] }, value: 'G7' }] }))),
    ).toEqual([
      {
        source: 'Coverage/c1',
        payer: {
          name: 'Example Payer',
          organization: 'Organization/o1',
          identifiers: [{ system: 'urn:payer', value: 'EX1' }],
        },
        memberId: 'M123',
        relationship: 'self',
        group: 'G7',
        order: 1,
        types: [],
      },
    ]);
  });
  test.each<[string, object, object]>([
    [
      'payor by identifier',
      { payor: [{ identifier: { system: 'urn:x', value: '9' } }] },
      { identifiers: [{ system: 'urn:x', value: '9' }] },
    ],
    [
      'payor by identifier that is in the chart',
      { payor: [{ identifier: { system: 'urn:payer', value: 'EX1' } }] },
      { name: 'Example Payer' },
    ],
    ['payor by name', { payor: [{ display: 'Some Plan' }] }, { name: 'Some Plan', identifiers: [] }],
    [
      'payor contained',
      { contained: [{ resourceType: 'Organization', id: 'o', name: 'Inside' }], payor: [{ reference: '#o' }] },
      { name: 'Inside' },
    ],
  ])('%s', (_what, changes, expected) => {
    expect(readingOf(read(coverage(changes)))[0]?.payer).toMatchObject(expected);
  });
  const member = {
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MB' }] },
    value: 'MB9',
  };
  test.each<[string, object, string]>([
    ['an identifier of type MB', { subscriberId: undefined, identifier: [{ value: 'other' }, member] }, 'MB9'],
    [
      'the subscriber',
      {
        subscriberId: ' ',
        subscriber: { reference: '#s' },
        contained: [{ resourceType: 'RelatedPerson', id: 's', identifier: [member] }],
      },
      'MB9',
    ],
    ['the subscriber reference', { subscriberId: undefined, subscriber: { identifier: { value: 'S5' } } }, 'S5'],
  ])('the member id comes from %s', (_what, changes, expected) => {
    expect(readingOf(read(coverage(changes)))[0]?.memberId).toBe(expected);
  });
  const x12 = (code: string) => ({ coding: [{ system: 'https://codesystem.x12.org/005010/1069', code }] });
  const spouse = { resourceType: 'RelatedPerson', id: 'r1', name: [{ family: 'Doe' }] };
  test.each<[string, object, string, readonly string[]]>([
    ['X12 18', { relationship: x12('18') }, 'self', []],
    ['X12 19', { relationship: x12('19') }, 'child', []],
    ['a code without a system', { relationship: { coding: [{ code: 'Spouse' }] } }, 'spouse', []],
    [
      'a local code with a word',
      { relationship: { coding: [{ system: 'urn:local', code: '156', display: 'Self' }] } },
      'self',
      [],
    ],
    ['no code, subscriber is the patient', { relationship: undefined }, 'self', []],
    ['nothing at all', { relationship: undefined, subscriber: undefined }, 'self', ['coverage_relationship_assumed']],
  ])('relationship: %s', (_what, changes, expected, codes) => {
    const outcome = read(coverage(changes));
    expect(readingOf(outcome)[0]?.relationship).toBe(expected);
    expect(codesOf(outcome)).toEqual(codes);
  });
  test('a subscriber who is somebody else is named', () => {
    expect(
      readingOf(read(coverage({ relationship: x12('01'), subscriber: { reference: 'RelatedPerson/r1' } }), spouse))[0]
        ?.subscriber,
    ).toBe('RelatedPerson/r1');
  });
  test.each<[string, object, readonly string[]]>([
    ['the patient pays', { payor: [{ reference: 'Patient/p1' }] }, ['COVERAGE_PAYOR_IS_PATIENT']],
    ['a patient who is not here pays', { payor: [{ reference: 'Patient/p9' }] }, ['COVERAGE_PAYOR_IS_PATIENT']],
    ['self-pay by type', { type: { coding: [{ code: 'pay' }] } }, ['COVERAGE_PAYOR_IS_PATIENT']],
    ['no payor', { payor: undefined }, ['MISSING_PAYOR']],
    ['a payor of a misspelt type', { payor: [{ reference: 'Organisation/o1' }] }, ['MISSING_PAYOR']],
    ['no member id', { subscriberId: undefined }, ['MISSING_MEMBER_ID']],
    ['cancelled', { status: 'cancelled' }, ['COVERAGE_NOT_ACTIVE']],
    ['ended', { period: { end: '2026-11-09' } }, ['COVERAGE_NOT_ACTIVE']],
    ['not begun', { period: { start: '2026-12' } }, ['COVERAGE_NOT_ACTIVE']],
    ['of somebody else', { beneficiary: { reference: 'Patient/p2' } }, ['MISSING_COVERAGE']],
    [
      'a dependent of unknown kind',
      { relationship: undefined, subscriber: { reference: 'RelatedPerson/r9' } },
      ['COVERAGE_RELATIONSHIP_UNKNOWN'],
    ],
  ])('%s is told', (_what, changes, codes) => {
    expect(codesOf(read(coverage(changes)))).toEqual(codes);
  });
  test('primary comes first; an ended one beside it is only worth a warning', () => {
    const outcome = read(
      coverage({ id: 'second', order: 2 }),
      coverage({ id: 'first', order: 1 }),
      coverage({ id: 'old', status: 'cancelled' }),
    );
    expect(readingOf(outcome).map((c) => c.source)).toEqual(['Coverage/first', 'Coverage/second']);
    expect(codesOf(outcome)).toEqual(['coverage_not_active']);
  });
  test('two without an order are nobody\u2019s guess', () => {
    const { chart, patient } = chartWith(coverage({ id: 'a' }), coverage({ id: 'b' }));
    expect(codesOf(primaryCoverage(chart, patient, '2026-11-10'))).toEqual(['COVERAGE_ORDER_UNKNOWN']);
    const ordered = chartWith(coverage({ id: 'a' }), coverage({ id: 'b', order: 1 }));
    expect(readingOf(primaryCoverage(ordered.chart, ordered.patient, '2026-11-10')).source).toBe('Coverage/b');
  });
  const named = (names: readonly string[], ...coverages: readonly object[]) => {
    const { chart, patient } = chartWith(...coverages);
    const outcome = primaryCoverage(chart, patient, '2026-11-10', names);
    return [readingOf(outcome).source, codesOf(outcome)];
  };
  test.each<[string, readonly string[], readonly object[], string, readonly string[]]>([
    ['decides between two without an order', ['Coverage/b'], [{ id: 'a' }, { id: 'b' }], 'Coverage/b', []],
    [
      'goes before the first of the registration, which is told',
      ['Coverage/b'],
      [
        { id: 'a', order: 1 },
        { id: 'b', order: 2 },
      ],
      'Coverage/b',
      ['order_names_later_coverage'],
    ],
    [
      'is passed over when it has ended, which is told',
      ['Coverage/b'],
      [{ id: 'a' }, { id: 'b', status: 'cancelled' }],
      'Coverage/a',
      ['coverage_not_active', 'order_coverage_not_usable'],
    ],
  ])('what the order names %s', (_what, names, coverages, source, codes) => {
    expect(named(names, ...coverages.map((one) => coverage(one)))).toEqual([source, codes]);
  });
});
