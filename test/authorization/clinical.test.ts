import { describe, expect, test } from 'vitest';
import { gatherClinical } from '../../src/authorization/clinical.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import { shippedRules } from '../coding/rules.ts';
import { coded, document, given, observation, type Resource, TODAY } from './course.ts';

const rules = await shippedRules();
const { items } = rules.documentation;
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const OURS = 'urn:infusebridge:documentation';
const MCODE = 'http://hl7.org/fhir/us/mcode/StructureDefinition';
const subject = { reference: 'Patient/p' };
const patient = { resourceType: 'Patient', id: 'p' };

const condition = (change: Record<string, unknown> = {}): Resource => ({
  resourceType: 'Condition',
  id: 'x',
  subject,
  verificationStatus: coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed'),
  code: coded('http://hl7.org/fhir/sid/icd-10-cm', 'C34.11'),
  recordedDate: '2026-09-01',
  ...change,
});
const report = (loinc: string, change: Record<string, unknown> = {}): Resource => ({
  ...observation('x', loinc, { valueCodeableConcept: undefined, ...change }),
  resourceType: 'DiagnosticReport',
});
const histology = (value: Record<string, unknown>) => [
  { url: `${MCODE}/mcode-histology-morphology-behavior`, ...value },
];
const kilograms = { valueCodeableConcept: undefined, valueQuantity: { value: '70.5', unit: 'kg', code: 'kg' } };
const absent = coded('http://terminology.hl7.org/CodeSystem/data-absent-reason', 'unknown');
const found = (item: string, resources: readonly object[], today = TODAY) => {
  const chart = chartOf([patient, { resourceType: 'Patient', id: 'other' }, ...resources]);
  const person = chart.get('Patient', 'p');
  if (person === undefined) throw new Error('the patient is there');
  const { documents, passedOver } = gatherClinical(chart, person, rules, today);
  const values = (documents[item] ?? []).map(({ value, on }) => `${value ?? 'there'} @ ${on ?? 'no day'}`);
  return [...values, ...(passedOver[item] ?? []).map(({ not }) => not)];
};

/** One of each item that a chart can show, in the form of its profile, and what is read from it. */
const EXAMPLES: readonly (readonly [string, Resource, string])[] = [
  ['diagnosis', condition(), 'C34.11 @ 2026-09-01'],
  ['stage', condition({ stage: [{ summary: coded(SNOMED, '1222806003') }] }), '1222806003 @ 2026-09-01'],
  [
    'stage',
    observation('x', '21908-9', {
      code: coded(SNOMED, '399537006'),
      valueCodeableConcept: coded(SNOMED, '1222769001'),
    }),
    '1222769001 @ 2026-10-20',
  ],
  [
    'histology',
    condition({ extension: histology({ valueCodeableConcept: coded(SNOMED, '82711006') }) }),
    '82711006 @ 2026-09-01',
  ],
  ['histology', observation('x', '31206-6'), 'there @ 2026-10-20'],
  ['histology', report('22637-3', { conclusion: 'told in words' }), 'there @ 2026-10-20'],
  ['histology', document('x', LOINC, '11526-1'), 'there @ 2026-10-25'],
  [
    'biomarkers',
    observation('x', '85337-4', { valueCodeableConcept: coded(LOINC, 'LA6576-8') }),
    'LA6576-8 @ 2026-10-20',
  ],
  [
    'biomarkers',
    observation('x', '83052-1', { valueCodeableConcept: undefined, valueString: '3+' }),
    'there @ 2026-10-20',
  ],
  [
    'biomarkers',
    observation('x', '69548-6', {
      valueCodeableConcept: undefined,
      component: [{ code: coded(LOINC, '48018-6'), valueCodeableConcept: coded('urn:genes', 'HGNC:26144') }],
    }),
    'HGNC:26144 @ 2026-10-20',
  ],
  ['biomarkers', report('51969-4', { conclusionCode: [coded(SNOMED, '1')] }), '1 @ 2026-10-20'],
  ['labs', document('x', LOINC, '11502-2'), 'there @ 2026-10-25'],
  ['prior_lines', given('x', 'bortezomib', '2026-03-01'), 'there @ 2026-03-01'],
  [
    'prior_lines',
    {
      resourceType: 'MedicationStatement',
      id: 'x',
      status: 'stopped',
      subject,
      medicationCodeableConcept: { text: 'lenalidomide' },
      effectivePeriod: { start: '2025-01-02', end: '2025-06-30' },
      statusReason: [coded(SNOMED, '407563006')],
    },
    '407563006 @ 2025-06-30',
  ],
  ['prior_lines', document('x', LOINC, '11369-6'), 'there @ 2026-10-25'],
  [
    'performance_status',
    observation('x', '89247-1', { valueCodeableConcept: undefined, valueInteger: '1' }),
    '1 @ 2026-10-20',
  ],
  [
    'performance_status',
    observation('x', '89243-0', { valueCodeableConcept: undefined, valueInteger: '80' }),
    '80 @ 2026-10-20',
  ],
  ['weight', observation('x', '29463-7', kilograms), '70.5 kg @ 2026-10-20'],
  ['height', observation('x', '8302-2', kilograms), '70.5 kg @ 2026-10-20'],
  ['body_surface', observation('x', '8277-6', kilograms), '70.5 kg @ 2026-10-20'],
  ['labs', observation('x', '718-7', kilograms), '70.5 kg @ 2026-10-20'],
  [
    'labs',
    report('58410-2', { presentedForm: [{ contentType: 'application/pdf', url: 'Binary/b' }] }),
    'there @ 2026-10-20',
  ],
  ['clinical_notes', document('x', LOINC, '11506-3'), 'there @ 2026-10-25'],
  [
    'clinical_notes',
    { ...document('x', LOINC, '11506-3', { status: 'final' }), resourceType: 'Composition' },
    'there @ 2026-10-25',
  ],
  [
    'consent',
    {
      resourceType: 'Consent',
      id: 'x',
      status: 'active',
      patient: subject,
      scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'treatment'),
      dateTime: '2026-10-01',
    },
    'there @ 2026-10-01',
  ],
  ['consent', document('x', LOINC, '59284-0'), 'there @ 2026-10-25'],
  [
    'rems',
    {
      resourceType: 'QuestionnaireResponse',
      id: 'x',
      status: 'completed',
      subject,
      questionnaire: `${OURS}/rems|3`,
      authored: '2026-10-01',
    },
    'there @ 2026-10-01',
  ],
  ['rems', document('x', OURS, 'rems'), 'there @ 2026-10-25'],
  ['discharge_summary', document('x', LOINC, '18842-5'), 'there @ 2026-10-25'],
  [
    'discharge_summary',
    { ...document('x', LOINC, '18842-5', { status: 'final' }), resourceType: 'Composition' },
    'there @ 2026-10-25',
  ],
  ['site_exception', document('x', OURS, 'site-exception'), 'there @ 2026-10-25'],
];
const VALUED = EXAMPLES.filter(([, { resourceType }]) => resourceType === 'Observation');
const AGED = EXAMPLES.filter(([item]) => items[item]?.newest_within_days !== undefined);
const row = ([item, resource]: (typeof EXAMPLES)[number]) =>
  [`${item} in ${resource.resourceType}`, item, resource] as const;

describe('what a chart shows of each thing that payers ask for', () => {
  test('has an example here for every item and every kind of resource it may be found in', () => {
    const wanted = Object.entries(items).flatMap(([name, { found_in }]) =>
      found_in.map(({ resource }) => `${name} in ${resource}`),
    );
    expect([...new Set(EXAMPLES.map((one) => row(one)[0]))].sort()).toEqual([...new Set(wanted)].sort());
  });

  test('only a person, or the orders themselves, can show the rest', () => {
    const none = Object.entries(items).filter(([, { found_in }]) => found_in.length === 0);
    expect(none.map(([name]) => name)).toEqual([
      'compendium_citation',
      'step_therapy',
      'biosimilar_first',
      'rescue_order',
      'step_up',
      'quantity',
    ]);
  });

  test.each(EXAMPLES)('%s is read from %j', (item, resource, told) => {
    expect(found(item, [resource])).toEqual([told]);
  });

  test.each(EXAMPLES.map(row))('%s counts for nothing when it was entered in error', (_what, item, resource) => {
    const wrong =
      resource.resourceType === 'Condition'
        ? {
            verificationStatus: coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'entered-in-error'),
          }
        : { status: 'entered-in-error' };
    expect(found(item, [{ ...resource, ...wrong }])).toEqual(['withdrawn']);
  });

  test.each(EXAMPLES.map(row))('%s of another patient is not even mentioned', (_what, item, resource) => {
    const other = { reference: 'Patient/other' };
    const holder = resource.resourceType === 'Consent' ? { patient: other } : { subject: other };
    expect(found(item, [{ ...resource, ...holder }])).toEqual([]);
  });

  test.each(EXAMPLES.map(row))('%s of the future does not count yet', (_what, item, resource) => {
    const day = item === 'prior_lines' ? '2024-12-31' : '2026-08-01';
    expect(found(item, [resource], day)).toEqual(['future']);
  });

  test.each(EXAMPLES.map(row))('%s under a modifier nobody knows does not count', (_what, item, resource) => {
    expect(found(item, [{ ...resource, modifierExtension: [{ url: 'urn:x' }] }])).toEqual(['modifier']);
  });

  test.each(VALUED.map(row))(
    '%s without a value, or with the reason why there is none, says nothing',
    (_w, item, of) => {
      const plain = Object.fromEntries(Object.entries(of).filter(([key]) => !/^(value|component)/.test(key)));
      expect(found(item, [plain])).toEqual(['no_value']);
      expect(found(item, [{ ...plain, dataAbsentReason: absent }])).toEqual(['no_value']);
      expect(found(item, [{ ...plain, valueCodeableConcept: absent }])).toEqual(['no_value']);
      expect(found(item, [{ ...plain, valueQuantity: { unit: 'kg' } }])).toEqual(['no_value']);
      expect(found(item, [{ ...plain, component: [{ dataAbsentReason: absent }] }])).toEqual(['no_value']);
    },
  );

  test.each(AGED.map(row))('%s is too old one day after its days, and needs a day', (_what, item, resource) => {
    const moved = (day: string | undefined) => ({ ...resource, effectiveDateTime: day, date: day });
    const days = items[item]?.newest_within_days ?? 0;
    const today = Date.UTC(2026, 10, 2);
    const daysAgo = (count: number) => new Date(today - count * 86_400_000).toISOString().slice(0, 10);
    expect(found(item, [moved(daysAgo(days))])).toEqual([expect.stringContaining(` @ ${daysAgo(days)}`)]);
    expect(found(item, [moved(daysAgo(days + 1))])).toEqual(['too_old']);
    expect(found(item, [moved(undefined)])).toEqual(['no_date']);
  });
});

describe('forms that mCODE and US Core allow', () => {
  test.each<[string, string, readonly object[], readonly string[]]>([
    [
      'a stage told by the assessment alone',
      'stage',
      [
        condition({ stage: [{ assessment: [{ reference: 'Observation/group' }] }] }),
        observation('group', '1-1', { valueCodeableConcept: coded(SNOMED, '1222769001') }),
      ],
      ['1222769001 @ 2026-09-01'],
    ],
    [
      'an assessment that was entered in error',
      'stage',
      [
        condition({ stage: [{ assessment: [{ reference: 'Observation/group' }] }] }),
        observation('group', '1-1', { status: 'entered-in-error' }),
      ],
      ['no_value'],
    ],
    [
      'a stage group whose members are the categories',
      'stage',
      [
        observation('group', '21902-2', {
          valueCodeableConcept: undefined,
          hasMember: [{ reference: 'Observation/t' }, { reference: 'Observation/n' }],
        }),
        observation('t', '21899-0', { valueCodeableConcept: coded(SNOMED, '1229859000') }),
        observation('n', '21900-6', { valueCodeableConcept: coded(SNOMED, '1229947003') }),
      ],
      ['1229859000, 1229947003 @ 2026-10-20'],
    ],
    [
      'a panel whose members are cancelled',
      'labs',
      [
        observation('panel', '58410-2', {
          valueCodeableConcept: undefined,
          hasMember: [{ reference: 'Observation/h' }],
        }),
        observation('h', '1-1', { status: 'cancelled' }),
      ],
      ['no_value'],
    ],
    [
      'a report that names its results',
      'labs',
      [report('58410-2', { result: [{ reference: 'Observation/h' }] }), observation('h', '1-1', kilograms)],
      ['70.5 kg @ 2026-10-20'],
    ],
    [
      'a terminology named by its number',
      'performance_status',
      [observation('x', '', { code: coded('urn:oid:2.16.840.1.113883.6.1', '89247-1') })],
      ['there @ 2026-10-20'],
    ],
    [
      'a result about a relative',
      'biomarkers',
      [observation('x', '69548-6', { focus: [{ reference: 'RelatedPerson/sister' }] })],
      ['about_another'],
    ],
    [
      'a result about a tumor',
      'biomarkers',
      [observation('x', '69548-6', { focus: [{ reference: 'BodyStructure/tumor' }] })],
      ['there @ 2026-10-20'],
    ],
    ['a cancelled test', 'biomarkers', [observation('x', '69548-6', { status: 'cancelled' })], ['not_final']],
    [
      'a period that has ended',
      'weight',
      [
        observation('x', '29463-7', {
          ...kilograms,
          effectiveDateTime: undefined,
          effectivePeriod: { start: '2026-10-01', end: '2026-10-03' },
        }),
      ],
      ['70.5 kg @ 2026-10-03'],
    ],
    [
      'a period that goes on counts from its first day',
      'labs',
      [
        observation('x', '718-7', {
          ...kilograms,
          effectiveDateTime: undefined,
          effectivePeriod: { start: '2026-10-30', end: '2026-12-01' },
        }),
      ],
      ['70.5 kg @ 2026-10-30'],
    ],
    [
      'a month counts from its first day',
      'labs',
      [observation('x', '718-7', { ...kilograms, effectiveDateTime: '2026-10' })],
      ['too_old'],
    ],
    [
      'a resolved condition is no diagnosis',
      'diagnosis',
      [condition({ clinicalStatus: coded('urn:c', 'resolved') })],
      ['no_diagnosis'],
    ],
    ['a condition in SNOMED CT only', 'diagnosis', [condition({ code: coded(SNOMED, '254637007') })], ['no_diagnosis']],
    [
      'the day a condition was asserted on',
      'diagnosis',
      [
        condition({
          recordedDate: undefined,
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate', valueDateTime: '2019-04-01' },
          ],
        }),
      ],
      ['C34.11 @ 2019-04-01'],
    ],
    [
      'a histology that is unknown',
      'histology',
      [condition({ extension: histology({ valueCodeableConcept: absent }) })],
      ['no_value'],
    ],
    [
      'a note about a visit long ago, filed yesterday',
      'clinical_notes',
      [document('x', LOINC, '11506-3', { date: '2026-11-01T10:00:00Z', context: { period: { end: '2026-05-01' } } })],
      ['too_old'],
    ],
    [
      'a note that is a draft',
      'clinical_notes',
      [document('x', LOINC, '11506-3', { docStatus: 'preliminary' })],
      ['not_final'],
    ],
    [
      'a note that was replaced',
      'clinical_notes',
      [document('x', LOINC, '11506-3', { status: 'superseded' })],
      ['not_final'],
    ],
  ])('%s', (_what, item, resources, told) => {
    expect(found(item, resources)).toEqual(told);
  });

  test.each([
    [
      'to share data is none to treatment',
      { scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'research') },
      [],
    ],
    ['that says no', { provision: { type: 'deny' } }, ['refused']],
    ['that has ended', { provision: { type: 'permit', period: { end: '2026-10-31' } } }, ['ended']],
    ['that ends today', { provision: { type: 'permit', period: { end: '2026-11-02' } } }, ['there @ 2026-10-01']],
    ['that was withdrawn', { status: 'inactive' }, ['not_final']],
  ])('a consent %s', (_what, change, told) => {
    const consent = EXAMPLES.find(([item]) => item === 'consent')?.[1];
    expect(found('consent', [{ ...consent, ...change }])).toEqual(told);
  });
});
