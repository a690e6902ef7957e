import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../src/fhir/diagnosis.ts';
import { siteOf } from '../../src/fhir/site.ts';
import { administration, chartFrom, codesOf, ICD10, order, present, readingOf } from './chartOfText.ts';

const icd = (code: string) => ({ coding: [{ system: ICD10, code }] });
const snomed = { coding: [{ system: 'http://snomed.info/sct', code: '254837009' }], text: 'a disease' };
const condition = (code: object, id = 'c1', more: object = {}) => ({ resourceType: 'Condition', id, code, ...more });

describe('diagnoses', () => {
  const read = (
    changes: { order?: object; administration?: object; encounter?: object },
    ...more: readonly object[]
  ) => {
    const chart = chartFrom(
      order(changes.order),
      administration(changes.administration),
      { resourceType: 'Encounter', id: 'e1', ...changes.encounter },
      ...more,
    );
    return diagnosesOf(chart, {
      order: chart.get('MedicationRequest', 'mr1'),
      administration: chart.get('MedicationAdministration', 'ma1'),
      encounter: chart.get('Encounter', 'e1'),
    });
  };
  test('the order comes first, each code once, with its dot', () => {
    const outcome = read(
      {
        order: { reasonCode: [icd('C50911')], reasonReference: [{ reference: 'Condition/c1' }] },
        administration: {
          reasonCode: [
            { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/reason-medication-given', code: 'b' }] },
          ],
        },
        encounter: { diagnosis: [{ condition: { reference: 'Condition/c2' } }], reasonCode: [icd('c50.911')] },
      },
      condition(icd('D64.81')),
      condition(icd('I10'), 'c2'),
    );
    expect(readingOf(outcome)).toEqual([
      { code: 'C50.911', source: 'MedicationRequest/mr1' },
      { code: 'D64.81', source: 'Condition/c1' },
      { code: 'I10', source: 'Condition/c2' },
    ]);
  });
  test('a malformed code beside a good one is a warning', () => {
    const outcome = read({ order: { reasonCode: [icd('174.9'), icd('I10')] } });
    expect(codesOf(outcome)).toEqual(['icd10_malformed']);
    expect(readingOf(outcome).map((d) => d.code)).toEqual(['I10']);
  });
  test.each<[string, object, readonly object[], readonly string[]]>([
    ['no reason', {}, [], ['MISSING_DIAGNOSIS']],
    ['SNOMED only', { order: { reasonCode: [snomed] } }, [], ['DIAGNOSIS_NOT_ICD10']],
    [
      'a Condition in SNOMED only',
      { order: { reasonReference: [{ reference: 'Condition/c1' }] } },
      [condition(snomed)],
      ['DIAGNOSIS_NOT_ICD10'],
    ],
    [
      'a Condition not sent along',
      { order: { reasonReference: [{ reference: 'Condition/c1' }] } },
      [],
      ['unresolved_reference', 'DIAGNOSIS_NOT_ICD10'],
    ],
    [
      'a refuted Condition',
      { order: { reasonReference: [{ reference: 'Condition/c1' }] } },
      [condition(icd('I10'), 'c1', { verificationStatus: { coding: [{ code: 'refuted' }] } })],
      ['diagnosis_refuted', 'MISSING_DIAGNOSIS'],
    ],
    ['a code of no shape', { order: { reasonCode: [icd('174.9')] } }, [], ['ICD10_MALFORMED', 'DIAGNOSIS_NOT_ICD10']],
    [
      'why it was given is no diagnosis',
      { administration: { reasonCode: [{ text: 'Given as ordered' }] } },
      [],
      ['MISSING_DIAGNOSIS'],
    ],
  ])('%s is told', (_what, changes, more, codes) => {
    expect(codesOf(read(changes, ...more))).toEqual(codes);
  });
});

const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const place = (code: string) => [{ coding: [{ system: POS, code }] }];
const location = (id: string, more: object = {}) => ({ resourceType: 'Location', id, ...more });
const clinic = { resourceType: 'Organization', id: 'clinic', identifier: [{ system: 'urn:site', value: 'S1' }] };

describe('the place of service', () => {
  const read = (encounter: object, resources: readonly object[], sites: Parameters<typeof siteOf>[2] = []) => {
    const chart = chartFrom(
      { resourceType: 'Encounter', id: 'e1', class: { code: 'AMB' }, ...encounter },
      ...resources,
    );
    return siteOf(chart, present(chart.get('Encounter', 'e1')), sites, '2026-11-10');
  };
  const at = (id: string, more: object = {}) => ({ location: { reference: `Location/${id}` }, ...more });
  const inClinic = { serviceProvider: { reference: 'Organization/clinic' } };

  test.each<[string, object, readonly object[], string, string]>([
    [
      'its own Location',
      { location: [at('l')] },
      [location('l', { type: place('11') })],
      '11',
      'place of service of Location/l',
    ],
    [
      'the Location its bay is part of',
      { location: [at('bay')] },
      [location('bay', { partOf: { reference: 'Location/l' } }), location('l', { type: place('22') })],
      '22',
      'place of service of Location/l',
    ],
    [
      'a Location of its service provider',
      inClinic,
      [clinic, location('l', { type: place('49'), managingOrganization: { reference: 'Organization/clinic' } })],
      '49',
      'place of service of Location/l',
    ],
    [
      'the Location of the day',
      { location: [at('a', { period: { end: '2026-11-09' } }), at('b', { period: { start: '2026-11-10' } })] },
      [location('a', { type: place('21') }), location('b', { type: place('19') })],
      '19',
      'place of service of Location/b',
    ],
    ['class IMP', { class: { code: 'IMP' } }, [], '21', 'Encounter.class IMP'],
    ['class EMER', { class: { code: 'EMER' } }, [], '23', 'Encounter.class EMER'],
    ['class HH', { class: { code: 'HH' } }, [], '12', 'Encounter.class HH'],
    [
      'Location before class',
      { class: { code: 'IMP' }, location: [at('l')] },
      [location('l', { type: place('22') })],
      '22',
      'place of service of Location/l',
    ],
  ])('%s decides', (_what, encounter, resources, placeOfService, by) => {
    expect(readingOf(read(encounter, resources))).toEqual({ placeOfService, by });
  });
  test('the site table decides by identifier where no Location is coded, before the class', () => {
    const sites = [{ system: 'urn:site', value: 'S1', placeOfService: '19' }];
    expect(readingOf(read({ ...inClinic, class: { code: 'IMP' } }, [clinic], sites))).toEqual({
      placeOfService: '19',
      by: 'site table, by Organization/clinic',
    });
    const byLocation = [{ value: 'L1', placeOfService: '11' }];
    expect(
      readingOf(
        read({ location: [at('l')] }, [location('l', { identifier: [{ system: 'x', value: 'L1' }] })], byLocation),
      ).by,
    ).toBe('site table, by Location/l');
  });
  test.each<[string, object, readonly object[], readonly string[]]>([
    ['AMB alone', {}, [], ['SITE_UNKNOWN']],
    ['no class', { class: undefined }, [], ['SITE_UNKNOWN']],
    [
      'two places',
      { location: [at('a'), at('b')] },
      [location('a', { type: place('11') }), location('b', { type: place('22') })],
      ['SITE_CONTRADICTORY'],
    ],
  ])('%s is told', (_what, encounter, resources, codes) => {
    expect(codesOf(read(encounter, resources))).toEqual(codes);
  });
  test('a bay with its own code is not overruled by its building', () => {
    const places = [
      location('bay', { type: place('11'), partOf: { reference: 'Location/l' } }),
      location('l', { type: place('22') }),
    ];
    expect(readingOf(read({ location: [at('bay')] }, places)).placeOfService).toBe('11');
  });
  test('a circle of locations ends', () => {
    const circle = [
      location('a', { partOf: { reference: 'Location/b' } }),
      location('b', { partOf: { reference: 'Location/a' } }),
    ];
    expect(codesOf(read({ location: [at('a')] }, circle))).toEqual(['SITE_UNKNOWN']);
  });
  test('no encounter is told', () => {
    expect(codesOf(siteOf(chartFrom(), undefined, [], '2026-11-10'))).toEqual(['SITE_UNKNOWN']);
  });
});
