import { describe, expect, test } from 'vitest';
import { administrationOf } from '../../src/fhir/administration.ts';
import { printAmount } from '../../src/fhir/units.ts';
import { administration, chartFrom, codesOf, order, patient, present, quantity, readingOf } from './chartOfText.ts';

const OURS = 'urn:infusebridge:fhir:';
const read = (changes: object = {}, ...more: readonly object[]) => {
  const chart = chartFrom(administration(changes), ...more);
  return administrationOf(chart, present(chart.get('MedicationAdministration', 'ma1')), {
    timeZone: 'America/Chicago',
  });
};
const opened = (parts: readonly object[]) => ({ url: `${OURS}packages-opened`, extension: parts });

describe('an administration', () => {
  test('tells drug, dose, times and links', () => {
    const given = readingOf(
      read(
        { request: { reference: 'MedicationRequest/mr1' }, context: { reference: 'Encounter/e1' } },
        order(),
        patient,
        { resourceType: 'Encounter', id: 'e1' },
      ),
    );
    expect(given).toMatchObject({
      source: 'MedicationAdministration/ma1',
      disposition: 'given',
      start: { date: '2026-11-10', time: '08:00' },
      stop: { date: '2026-11-10', time: '08:31' },
      minutes: 31,
      stopFrom: 'effectivePeriod',
      patient: 'Patient/p1',
      encounter: 'Encounter/e1',
      request: 'MedicationRequest/mr1',
      partOf: [],
      product: { packages: [] },
    });
    expect(given.dose === undefined ? '' : printAmount(given.dose.amount)).toBe('200 mg');
  });

  test.each<[string, object, string]>([
    ['completed', { status: 'completed' }, 'given'],
    ['stopped with an amount', { status: 'stopped' }, 'given'],
    ['not done', { status: 'not-done', dosage: undefined, effectivePeriod: undefined }, 'not-given'],
    ['entered in error', { status: 'entered-in-error', dosage: undefined, effectivePeriod: undefined }, 'withdrawn'],
  ])('%s is %s', (_what, changes, disposition) => {
    expect(readingOf(read(changes)).disposition).toBe(disposition);
  });

  test.each<[string, object, readonly string[]]>([
    ['stopped without an amount', { status: 'stopped', dosage: undefined }, ['administration_stopped', 'MISSING_DOSE']],
    [
      'running',
      { status: 'in-progress', effectivePeriod: { start: '2026-11-10T08:00:00Z' } },
      ['ADMINISTRATION_RUNNING'],
    ],
    ['ended and still in progress', { status: 'in-progress' }, ['ADMINISTRATION_NOT_CLOSED']],
    ['on hold', { status: 'on-hold' }, ['STATUS_NOT_BILLABLE']],
    ['unknown', { status: 'unknown' }, ['STATUS_NOT_BILLABLE']],
    ['without a status', { status: undefined }, ['STATUS_NOT_BILLABLE']],
    ['a modifier nobody knows', { modifierExtension: [{ url: 'urn:x' }] }, ['MODIFIER_UNKNOWN']],
    ['without a time', { effectivePeriod: undefined }, ['MISSING_TIME']],
    [
      'ended before it began',
      { effectivePeriod: { start: '2026-11-10T08:00:00Z', end: '2026-11-10T07:00:00Z' } },
      ['STOP_BEFORE_START'],
    ],
    [
      'without anything',
      { effectivePeriod: undefined, dosage: undefined, medicationCodeableConcept: undefined },
      ['MISSING_DRUG', 'MISSING_DOSE', 'MISSING_TIME'],
    ],
  ])('%s is told, everything at once', (_what, changes, codes) => {
    expect(codesOf(read(changes))).toEqual(codes);
  });

  test('the date of service is the facility\u2019s, not Greenwich\u2019s', () => {
    const given = readingOf(read({ effectivePeriod: { start: '2026-11-11T05:30:00Z', end: '2026-11-11T06:30:00Z' } }));
    expect([given.start?.date, given.stop?.date, given.minutes]).toEqual(['2026-11-10', '2026-11-11', 60]);
  });
  test('a point in time has a start and no stop; so has a period whose ends are one', () => {
    expect(readingOf(read({ effectivePeriod: undefined, effectiveDateTime: '2026-11-10' }))).toMatchObject({
      start: { date: '2026-11-10' },
    });
    const same = readingOf(read({ effectivePeriod: { start: '2026-11-10T08:00:00Z', end: '2026-11-10T08:00:00Z' } }));
    expect('stop' in same).toBe(false);
  });
  test('the vendor extension infuse-over-time gives the stop a missing end does not', () => {
    const extension = [
      {
        url: 'https://fhir-ehr.example/StructureDefinition/infuse-over-time',
        valueQuantity: { value: 1.5, unit: 'hours' },
      },
    ];
    const given = readingOf(
      read({
        effectivePeriod: { start: '2026-11-10T08:00:00-06:00' },
        dosage: { dose: quantity(200, 'mg'), extension },
      }),
    );
    expect(given).toMatchObject({
      stop: { date: '2026-11-10', time: '09:30' },
      minutes: 90,
      stopFrom: 'infuse-over-time',
    });
  });
  test('route and method are read; the technique extension of ours wins', () => {
    const dosage = {
      dose: quantity(200, 'mg'),
      route: { coding: [{ system: 'http://snomed.info/sct', code: '47625008' }] },
      method: { text: 'Continuous infusion' },
    };
    expect(readingOf(read({ dosage }))).toMatchObject({ route: 'IV', technique: 'infusion' });
    expect(readingOf(read({ dosage, extension: [{ url: `${OURS}technique`, valueCode: 'pump' }] })).technique).toBe(
      'pump',
    );
    expect(readingOf(read({ dosage: { ...dosage, route: { text: 'Subcut' }, method: undefined } }))).toMatchObject({
      route: 'SC',
      technique: 'sc_im',
    });
    expect('technique' in readingOf(read({ dosage: { ...dosage, method: undefined } }))).toBe(false);
  });
  test('a part points at its whole', () => {
    expect(
      readingOf(read({ partOf: [{ reference: 'MedicationAdministration/whole' }] }, administration({ id: 'whole' })))
        .partOf,
    ).toEqual(['MedicationAdministration/whole']);
  });
});

describe('our extensions', () => {
  test('packages, waste, 340B and access are read', () => {
    const extension = [
      opened([
        { url: 'ndc', valueString: '0006-3026-02' },
        { url: 'count', valuePositiveInt: 2 },
        { url: 'amount', valueQuantity: quantity(100, 'mg') },
        { url: 'volume', valueQuantity: quantity(4, 'mL') },
        { url: 'container', valueCode: 'single-dose' },
      ]),
      opened([
        { url: 'ndc', valueString: '0006302602' },
        { url: 'count', valuePositiveInt: 1 },
      ]),
      { url: `${OURS}amount-discarded`, valueQuantity: quantity(0, 'mg') },
      { url: `${OURS}acquired-340b`, valueBoolean: true },
      { url: `${OURS}vascular-access`, valueString: 'port' },
      { url: 'http://other.example/extension', valueString: 'kept out' },
    ];
    const { product } = readingOf(read({ extension }));
    expect(product).toMatchObject({ acquired340b: true, vascularAccess: 'port', discarded: { unit: 'mg' } });
    expect(product.discarded?.value.toFixed()).toBe('0');
    expect(product.packages.map((p) => [p.ndc, p.ndc11, p.count, p.container])).toEqual([
      ['0006-3026-02', '00006302602', 2, 'single-dose'],
      ['0006302602', undefined, 1, undefined],
    ]);
    expect(product.packages[0]?.amount === undefined ? '' : printAmount(product.packages[0].amount)).toBe('100 mg');
  });
  test.each<[string, object, readonly string[]]>([
    [
      'a count of zero',
      opened([
        { url: 'ndc', valueString: '00006302602' },
        { url: 'count', valuePositiveInt: 0 },
      ]),
      ['MALFORMED_EXTENSION'],
    ],
    ['no NDC', opened([{ url: 'count', valuePositiveInt: 1 }]), ['MALFORMED_EXTENSION']],
    [
      'an NDC of no layout',
      opened([
        { url: 'ndc', valueString: '2501-813-16' },
        { url: 'count', valuePositiveInt: 1 },
      ]),
      ['NDC_INVALID'],
    ],
    [
      'a container of nobody',
      opened([
        { url: 'ndc', valueString: '00006302602' },
        { url: 'count', valuePositiveInt: 1 },
        { url: 'container', valueCode: 'bucket' },
      ]),
      ['MALFORMED_EXTENSION'],
    ],
    ['a technique of nobody', { url: `${OURS}technique`, valueCode: 'magic' }, ['MALFORMED_EXTENSION']],
    ['340B as text', { url: `${OURS}acquired-340b`, valueString: 'yes' }, ['MALFORMED_EXTENSION']],
    ['waste below zero', { url: `${OURS}amount-discarded`, valueQuantity: quantity(-1, 'mg') }, ['DOSE_NOT_POSITIVE']],
    ['waste without a unit', { url: `${OURS}amount-discarded`, valueQuantity: { value: 0 } }, ['DOSE_WITHOUT_UNIT']],
    ['a name nobody documented', { url: `${OURS}packages-open` }, ['MALFORMED_EXTENSION']],
  ])('%s is told', (_what, extension, codes) => {
    const outcome = read({ extension: [extension] });
    expect(codesOf(outcome)).toEqual(codes);
    expect(outcome.issues[0]?.path).toBe('MedicationAdministration.extension[0]');
  });
  test('a drug prepared and not given keeps its packages', () => {
    const extension = [
      opened([
        { url: 'ndc', valueString: '00006302602' },
        { url: 'count', valuePositiveInt: 1 },
      ]),
    ];
    const wasted = readingOf(read({ status: 'not-done', dosage: undefined, extension }));
    expect(wasted).toMatchObject({
      disposition: 'not-given',
      product: { packages: [{ ndc11: '00006302602', count: 1 }] },
      start: { date: '2026-11-10' },
    });
  });
});
