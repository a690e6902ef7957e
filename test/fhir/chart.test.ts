import { describe, expect, test } from 'vitest';
import { chartOf } from '../../src/fhir/chart.ts';
import { chartFrom, present } from './chartOfText.ts';

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });
const request = (reference: object, more: object = {}) => ({
  resourceType: 'MedicationRequest',
  id: 'mr',
  subject: reference,
  ...more,
});

describe('references', () => {
  const base = 'https://ehr.example/fhir';
  test.each<[string, { reference?: string; identifier?: object }]>([
    ['relative', { reference: 'Patient/a' }],
    ['absolute', { reference: `${base}/Patient/a` }],
    ['versioned', { reference: 'Patient/a/_history/3' }],
    ['absolute and versioned', { reference: `${base}/Patient/a/_history/3` }],
    ['urn:uuid', { reference: 'urn:uuid:0b1c' }],
    ['conditional', { reference: 'Patient?identifier=urn:mrn|77' }],
    ['logical, by identifier only', { identifier: { system: 'urn:mrn', value: '77' } }],
  ])('%s: found', (_kind, reference) => {
    const chart = chartOf({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        { fullUrl: `${base}/MedicationRequest/mr`, resource: request(reference) },
        { fullUrl: `${base}/Patient/b`, resource: patient('b') },
        reference.reference?.startsWith('urn:uuid') === true
          ? { fullUrl: 'urn:uuid:0b1c', resource: patient('a') }
          : {
              fullUrl: `${base}/Patient/a`,
              resource: patient('a', { identifier: [{ system: 'urn:mrn', value: '77' }] }),
            },
      ],
    });
    const [order] = chart.all('MedicationRequest');
    expect(chart.resolve('Patient', order?.subject, present(order))?.id).toBe('a');
  });

  test('an absolute reference to another server is never taken for one of ours', () => {
    const entry = [
      {
        fullUrl: `${base}/MedicationRequest/mr`,
        resource: request({ reference: 'https://evil.example/fhir/Patient/a' }),
      },
      { fullUrl: `${base}/Patient/a`, resource: patient('a') },
    ];
    const chart = chartOf({ resourceType: 'Bundle', type: 'searchset', entry });
    const [order] = chart.all('MedicationRequest');
    expect(chart.resolve('Patient', order?.subject, present(order))).toBeUndefined();
  });

  test('a reference of another type, to nothing, or to a contained resource that is not there gives nothing', () => {
    const chart = chartFrom(request({ reference: '#gone' }), patient('a'));
    const [order] = chart.all('MedicationRequest');
    expect(chart.resolve('Patient', order?.subject, present(order))).toBeUndefined();
    expect(chart.resolve('Coverage', { reference: 'Patient/a' }, present(order))).toBeUndefined();
    expect(chart.resolve('Patient', { reference: 'Patient/none' }, present(order))).toBeUndefined();
    expect(chart.resolve('Patient', undefined, present(order))).toBeUndefined();
  });

  test('contained resources know their siblings and are named after their holder', () => {
    const contained = [
      { resourceType: 'Medication', id: 'med', ingredient: [{ itemReference: { reference: '#sub' } }] },
      { resourceType: 'Medication', id: 'sub', code: { text: 'salt' } },
    ];
    const chart = chartFrom(request({}, { contained, medicationReference: { reference: '#med' } }));
    const order = present(chart.all('MedicationRequest')[0]);
    const medication = present(chart.resolve('Medication', order.medicationReference, order));
    expect(chart.nameOf(medication)).toBe('MedicationRequest/mr#med');
    expect(chart.resolve('Medication', medication.ingredient?.[0]?.itemReference, medication)?.code?.text).toBe('salt');
    expect(chart.resolve('Medication', { reference: '#med' }, order)).toBe(medication);
  });

  test('a logical reference that fits two resources gives neither', () => {
    const identifier = [{ system: 'urn:mrn', value: '77' }];
    const chart = chartFrom(
      request({ identifier: identifier[0] }),
      patient('a', { identifier }),
      patient('b', { identifier }),
    );
    const order = present(chart.all('MedicationRequest')[0]);
    expect(chart.resolve('Patient', order.subject, order)).toBeUndefined();
  });
});

describe('what goes into a chart', () => {
  test('of two copies the newer wins, whatever their order', () => {
    const old = patient('a', { meta: { versionId: '1', lastUpdated: '2026-11-01T00:00:00Z' }, gender: 'male' });
    const recent = patient('a', { meta: { versionId: '2', lastUpdated: '2026-11-02T00:00:00Z' }, gender: 'female' });
    expect(chartFrom(old, recent).get('Patient', 'a')?.gender).toBe('female');
    expect(chartFrom(recent, old).get('Patient', 'a')?.gender).toBe('female');
  });
  test('different copies without a version are told', () => {
    const chart = chartFrom(patient('a', { gender: 'male' }), patient('a', { gender: 'female' }));
    expect(chart.issues.map((issue) => `${issue.code} ${issue.path}`)).toEqual(['CONTRADICTING_COPIES Patient/a']);
    expect(chart.get('Patient', 'a')?.gender).toBe('female');
  });
  test('the same id on two servers is two things: the first stays', () => {
    const entry = ['https://a.example/fhir', 'https://b.example/fhir'].map((base) => ({
      fullUrl: `${base}/Patient/a`,
      resource: patient('a', { name: [{ family: base }], meta: { lastUpdated: '2026-11-01T00:00:00Z' } }),
    }));
    const chart = chartOf({ resourceType: 'Bundle', type: 'collection', entry });
    expect(chart.get('Patient', 'a')?.name?.[0]?.family).toBe('https://a.example/fhir');
    expect(chart.issues.map((issue) => `${issue.severity} ${issue.code} ${issue.path}`)).toEqual([
      'error SAME_ID_ON_TWO_SERVERS Patient/a',
    ]);
  });
  test('newer is a matter of instants, not of how they are written', () => {
    const early = patient('a', { meta: { lastUpdated: '2026-11-01T09:00:00+02:00' }, gender: 'male' });
    const late = patient('a', { meta: { lastUpdated: '2026-11-01T08:00:00Z' }, gender: 'female' });
    expect(chartFrom(late, early).get('Patient', 'a')?.gender).toBe('female');
  });
  test('a broken resource is told and spoils nothing else', () => {
    const chart = chartFrom(patient('a', { birthDate: 'soon' }), patient('b'), { resourceType: 'Flag', id: 'f' });
    expect(chart.resources.map((resource) => chart.nameOf(resource))).toEqual(['Patient/b']);
    expect(chart.issues.map((issue) => `${issue.code} ${issue.path}`)).toEqual([
      'MALFORMED_ELEMENT Patient/a: Patient.birthDate',
    ]);
  });
  test('deletions, the server\u2019s own remarks and nested bundles are taken for what they are', () => {
    const chart = chartOf({
      resourceType: 'Bundle',
      type: 'history',
      entry: [
        { resource: patient('gone'), request: { method: 'DELETE' } },
        { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
        { resource: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient('inner') }] } },
      ],
    });
    expect(chart.resources.map((resource) => chart.nameOf(resource))).toEqual(['Patient/inner']);
    expect(chart.issues).toEqual([]);
  });
  test.each([[null], ['text'], [[[1]]]])('%j gives an empty chart and says why', (input) => {
    const chart = chartOf(input);
    expect(chart.resources).toEqual([]);
    expect(chart.issues.map((issue) => issue.code)).toEqual(['WRONG_RESOURCE_TYPE']);
  });
  test('resources without an id stay apart', () => {
    const chart = chartFrom({ resourceType: 'Patient', gender: 'male' }, { resourceType: 'Patient', gender: 'female' });
    expect(chart.all('Patient').map((p) => p.gender)).toEqual(['male', 'female']);
  });
});
