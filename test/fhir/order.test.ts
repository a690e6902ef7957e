import { describe, expect, test } from 'vitest';
import { dispensesFor } from '../../src/fhir/dispense.ts';
import { orderOf } from '../../src/fhir/order.ts';
import { personOf } from '../../src/fhir/person.ts';
import { providerOf } from '../../src/fhir/provider.ts';
import { printAmount } from '../../src/fhir/units.ts';
import { isNpi } from '../../src/npi.ts';
import { chartFrom, codesOf, NDC, order, patient, present, quantity, readingOf, weight } from './chartOfText.ts';

const read = (changes: object = {}, ...more: readonly object[]) => {
  const chart = chartFrom(order(changes), patient, ...more);
  return orderOf(chart, present(chart.get('MedicationRequest', 'mr1')), '2026-11-21');
};

describe('an order', () => {
  test('is a treatment: drug, dose, schedule', () => {
    const treatment = readingOf(read({ priority: 'urgent', dispenseRequest: { numberOfRepeatsAllowed: 3 } }));
    expect(treatment).toMatchObject({
      source: 'MedicationRequest/mr1',
      status: 'active',
      urgent: true,
      repeatsAllowed: 3,
      patient: 'Patient/p1',
      authoredOn: '2026-11-10',
      coverages: [],
    });
    expect(
      treatment.phases.map((phase) => [printAmount(phase.dose.amount), phase.schedule?.count, phase.asNeeded]),
    ).toEqual([['200 mg', 6, false]]);
  });
  test('a loading dose and its maintenance are two phases', () => {
    const dosageInstruction = [
      { timing: { repeat: { count: 1 } }, doseAndRate: [{ doseQuantity: quantity(8, 'mg/kg') }] },
      {
        timing: { repeat: { count: 17, frequency: 1, period: 3, periodUnit: 'wk' } },
        doseAndRate: [{ doseQuantity: quantity(6, 'mg/kg') }],
      },
    ];
    const { phases } = readingOf(read({ dosageInstruction }, weight(70)));
    expect(phases.map((phase) => [printAmount(phase.dose.amount), phase.schedule?.count, phase.path])).toEqual([
      ['560 mg', 1, 'MedicationRequest.dosageInstruction[0]'],
      ['420 mg', 17, 'MedicationRequest.dosageInstruction[1]'],
    ]);
  });
  test('as needed is told; a schedule in words is a warning, not the end', () => {
    const outcome = read({
      dosageInstruction: [
        { text: 'for CRS', asNeededBoolean: true, doseAndRate: [{ doseQuantity: quantity(400, 'mg') }] },
      ],
    });
    expect(codesOf(outcome)).toEqual(['timing_text_only']);
    expect(readingOf(outcome).phases[0]).toMatchObject({ asNeeded: true });
  });
  test('bounds come from the length of treatment, else from the validity of the order', () => {
    const timing = { repeat: { frequency: 1, period: 1, periodUnit: 'wk', boundsDuration: quantity(6, 'wk') } };
    const dosageInstruction = [{ timing, doseAndRate: [{ doseQuantity: quantity(1, 'mg') }] }];
    expect(readingOf(read({ dosageInstruction })).phases[0]?.schedule?.end).toBe('2026-12-21');
    const open = [{ ...dosageInstruction[0], timing: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } } }];
    const validityPeriod = { start: '2026-11-10', end: '2027-05-09' };
    expect(
      readingOf(read({ dosageInstruction: open, dispenseRequest: { validityPeriod } })).phases[0]?.schedule,
    ).toMatchObject(validityPeriod);
  });
  test.each<[string, object, readonly string[]]>([
    ['do not perform', { doNotPerform: true }, ['DO_NOT_PERFORM']],
    ['stopped', { status: 'stopped' }, ['STATUS_NOT_BILLABLE']],
    ['a plan', { intent: 'plan' }, ['INTENT_NOT_ORDER']],
    ['a modifier nobody knows', { modifierExtension: [{ url: 'urn:x', valueBoolean: true }] }, ['MODIFIER_UNKNOWN']],
    [
      'all of them',
      { doNotPerform: true, status: 'draft', intent: 'proposal' },
      ['DO_NOT_PERFORM', 'STATUS_NOT_BILLABLE', 'INTENT_NOT_ORDER'],
    ],
    [
      'no patient and no dose',
      { subject: { reference: 'Patient/p9' }, dosageInstruction: undefined },
      ['MISSING_PATIENT', 'MISSING_DOSE'],
    ],
    [
      'no drug and a range',
      { medicationCodeableConcept: undefined, dosageInstruction: [{ doseAndRate: [{ doseRange: {} }] }] },
      ['MISSING_DRUG', 'DOSE_RANGE', 'missing_timing'],
    ],
    [
      'no weight',
      {
        dosageInstruction: [
          { timing: { repeat: { count: 1 } }, doseAndRate: [{ doseQuantity: quantity(1, 'mg/kg') }] },
        ],
      },
      ['MISSING_WEIGHT'],
    ],
  ])('%s is told', (_what, changes, codes) => {
    expect(codesOf(read(changes))).toEqual(codes);
  });
  test('the missing weight is told at the dose that needs it', () => {
    const outcome = read({
      dosageInstruction: [{ timing: { repeat: { count: 1 } }, doseAndRate: [{ doseQuantity: quantity(1, 'mg/kg') }] }],
    });
    expect(outcome.issues[0]?.path).toBe('MedicationRequest.dosageInstruction[0].doseAndRate[0].doseQuantity');
  });
});

describe('a dispense', () => {
  test('belongs to its order, counts vials or measures, and cancelled ones are out', () => {
    const dispense = (id: string, more: object) => ({
      resourceType: 'MedicationDispense',
      id,
      status: 'completed',
      authorizingPrescription: [{ reference: 'MedicationRequest/mr1' }],
      medicationCodeableConcept: { coding: [{ system: NDC, code: '0006-3026-02' }] },
      whenHandedOver: '2026-11-10T07:00:00-06:00',
      ...more,
    });
    const chart = chartFrom(
      order(),
      dispense('vials', { quantity: { value: 2, unit: 'vial' } }),
      dispense('measured', { quantity: quantity(8, 'mL') }),
      dispense('cancelled', { status: 'cancelled' }),
      dispense('other', { authorizingPrescription: [{ reference: 'MedicationRequest/mr2' }] }),
    );
    const found = readingOf(dispensesFor(chart, present(chart.get('MedicationRequest', 'mr1'))));
    expect(
      found.map((d) => [d.source, d.containers, d.quantity && printAmount(d.quantity), d.drug.ndc11[0], d.on]),
    ).toEqual([
      ['MedicationDispense/vials', 2, undefined, '00006302602', '2026-11-10'],
      ['MedicationDispense/measured', undefined, '8 mL', '00006302602', '2026-11-10'],
    ]);
  });
});

describe('people', () => {
  test('the legal name and the home address in force', () => {
    const chart = chartFrom({
      resourceType: 'Patient',
      id: 'p',
      name: [
        { use: 'old', family: 'Before' },
        { use: 'official', family: 'Now', given: ['A', ' '], suffix: ['JR'] },
        { use: 'nickname', family: 'Nick' },
      ],
      birthDate: '1960-02-29',
      gender: 'other',
      address: [
        { use: 'old', city: 'There' },
        { use: 'home', line: ['1 Main St', ''], city: 'Here', state: 'IL', postalCode: '60601' },
      ],
    });
    expect(readingOf(personOf(present(chart.get('Patient', 'p'))))).toEqual({
      family: 'Now',
      given: ['A'],
      suffix: 'JR',
      birthDate: '1960-02-29',
      gender: 'unknown',
      identifiers: [],
      address: { lines: ['1 Main St'], city: 'Here', state: 'IL', postalCode: '60601' },
    });
  });
  test('a record merged into another one is not used', () => {
    const chart = chartFrom({ ...patient, link: [{ other: { reference: 'Patient/p2' }, type: 'replaced-by' }] });
    expect(codesOf(personOf(present(chart.get('Patient', 'p1'))))).toEqual(['PATIENT_MERGED']);
  });
  test('a name and a full birth date are asked for together', () => {
    const chart = chartFrom({ resourceType: 'Patient', id: 'p', birthDate: '1960' });
    expect(codesOf(personOf(present(chart.get('Patient', 'p'))))).toEqual(['MISSING_NAME', 'MISSING_BIRTH_DATE']);
  });
  test.each([
    ['1234567893', true],
    ['1245319599', true],
    ['1234567890', false],
    ['123456789', false],
    ['3234567893', false],
    ['', false],
  ])('%s as an NPI: %s', (npi, valid) => {
    expect(isNpi(npi)).toBe(valid);
  });
  const US_NPI = 'http://hl7.org/fhir/sid/us-npi';
  const follow = (requester: object, ...more: readonly object[]) => {
    const chart = chartFrom(order({ requester }), ...more);
    const request = present(chart.get('MedicationRequest', 'mr1'));
    return providerOf(chart, request.requester, request, 'MedicationRequest.requester');
  };
  const doctor = {
    resourceType: 'Practitioner',
    id: 'd',
    name: [{ family: 'Grey', given: ['M'] }],
    identifier: [{ system: US_NPI, value: '1234567893' }],
  };
  test('a provider is followed through its role', () => {
    const role = {
      resourceType: 'PractitionerRole',
      id: 'r',
      practitioner: { reference: 'Practitioner/d' },
      specialty: [{ coding: [{ system: 'http://nucc.org/provider-taxonomy', code: '207RH0003X' }] }],
      telecom: [{ system: 'phone', value: '555-0100' }],
    };
    expect(readingOf(follow({ reference: 'PractitionerRole/r' }, role, doctor))).toEqual({
      kind: 'person',
      name: 'Grey',
      given: ['M'],
      npi: '1234567893',
      taxonomy: '207RH0003X',
      phone: '555-0100',
      source: 'Practitioner/d',
    });
  });
  test.each<[string, object, readonly object[], readonly string[]]>([
    ['nowhere', { reference: 'Practitioner/x' }, [], ['UNRESOLVED_REFERENCE']],
    ['without an NPI', { reference: 'Practitioner/d' }, [{ ...doctor, identifier: [] }], ['MISSING_NPI']],
    [
      'with a wrong check digit',
      { reference: 'Practitioner/d' },
      [{ ...doctor, identifier: [{ system: US_NPI, value: '1234567890' }] }],
      ['NPI_INVALID'],
    ],
  ])('a provider %s is told', (_what, requester, more, codes) => {
    expect(codesOf(follow(requester, ...more))).toEqual(codes);
  });
});
