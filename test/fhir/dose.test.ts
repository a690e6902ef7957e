import { describe, expect, test } from 'vitest';
import { givenDose, orderedDose } from '../../src/fhir/dose.ts';
import { drugOf } from '../../src/fhir/drug.ts';
import { amountOf, convert, printAmount } from '../../src/fhir/units.ts';
import { Decimal } from '../../src/quantity.ts';
import { fc } from '../properties.ts';
import {
  administration,
  chartFrom,
  codesOf,
  height,
  order,
  patient,
  present,
  quantity,
  readingOf,
  UCUM,
  weight,
} from './chartOfText.ts';

const typed = (code: string, dose: object) => ({
  type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/dose-rate-type', code }] },
  ...dose,
});
const per = (value: number, code: string) => ({ doseQuantity: quantity(value, code) });

const ordered = (doseAndRate: readonly object[], ...more: readonly object[]) => {
  const chart = chartFrom(order({ dosageInstruction: [{ doseAndRate }] }), ...more);
  const request = present(chart.all('MedicationRequest')[0]);
  return orderedDose(present(request.dosageInstruction?.[0]), 'MedicationRequest.dosageInstruction[0]', {
    chart,
    patient: chart.get('Patient', 'p1'),
    drug: undefined,
    on: '2026-11-10',
  });
};

describe('an ordered dose', () => {
  test.each<[string, readonly object[], readonly object[], string]>([
    ['one amount', [per(200, 'mg')], [], '200 mg'],
    [
      'the ordered one of three tellings',
      [typed('calculated', per(250, 'mg')), typed('admin-amount', per(1, 'mL')), typed('ordered', per(250, 'mg'))],
      [],
      '250 mg',
    ],
    ['substance before volume where no type is told', [per(1, 'mL'), per(250, 'mg'), per(0.25, 'g')], [], '250 mg'],
    ['per kilogram, from the weight', [per(1.5, 'mg/kg')], [patient, weight(84)], '126 mg'],
    ['per kilogram, from pounds', [per(1, 'mg/kg')], [patient, weight(100, '[lb_av]')], '45.359237 mg'],
    ['per square metre, from height and weight', [per(100, 'mg/m2')], [patient, weight(80), height(180)], '200 mg'],
    [
      'per square metre, inches and grams',
      [per(1, 'mg/m2')],
      [patient, weight(80_000, 'g'), height(100, '[in_i]')],
      '2.375804 mg',
    ],
    ['micrograms however spelt', [{ doseQuantity: { value: 35, unit: '\u00b5g' } }], [], '35 mcg'],
    ['international units', [per(40000, '[iU]')], [], '40000 unit'],
    [
      'ordered beats calculated where the weight is known',
      [typed('ordered', per(2, 'mg/kg')), typed('calculated', per(141, 'mg'))],
      [patient, weight(70)],
      '140 mg',
    ],
  ])('%s', (_what, doseAndRate, more, expected) => {
    const { amount } = readingOf(ordered(doseAndRate, ...more));
    expect(printAmount({ ...amount, value: amount.value.toDecimalPlaces(6) })).toBe(expected);
  });

  test('without a weight the amount the EHR calculated stands in, and says so', () => {
    const outcome = ordered([typed('ordered', per(2, 'mg/kg')), typed('calculated', per(141, 'mg'))], patient);
    expect(codesOf(outcome)).toEqual(['dose_as_calculated_by_ehr']);
    expect(printAmount(readingOf(outcome).amount)).toBe('141 mg');
    expect(readingOf(outcome).proof).toEqual(['2 mg/kg as ordered; the EHR calculated 141 mg']);
  });
  test('the arithmetic is told', () => {
    expect(readingOf(ordered([per(0.06, 'mg/kg')], patient, weight(70))).proof).toEqual([
      '0.06 mg/kg x 70 kg (Observation/w1, measured 2026-11-01) = 4.2 mg',
    ]);
  });
  test('the latest weight up to the day counts; other patients, cancelled results and later ones do not', () => {
    const observations = [
      weight(60, 'kg', '2026-10-01', 'old'),
      weight(70, 'kg', '2026-11-09', 'last'),
      weight(80, 'kg', '2026-11-11', 'later'),
      { ...weight(90, 'kg', '2026-11-10', 'other'), subject: { reference: 'Patient/p2' } },
      { ...weight(95, 'kg', '2026-11-10', 'wrong'), status: 'entered-in-error' },
    ];
    expect(printAmount(readingOf(ordered([per(1, 'mg/kg')], patient, ...observations)).amount)).toBe('70 mg');
  });

  const range = { doseRange: { low: quantity(1, 'mg'), high: quantity(2, 'mg') } };
  test.each<[string, readonly object[], readonly string[]]>([
    ['a range', [range], ['DOSE_RANGE']],
    [
      'a rate only',
      [{ rateRatio: { numerator: quantity(100, 'mL'), denominator: quantity(1, 'h') } }],
      ['DOSE_RATE_ONLY'],
    ],
    ['nothing', [], ['MISSING_DOSE']],
    ['no unit', [{ doseQuantity: { value: 1 } }], ['DOSE_WITHOUT_UNIT']],
    ['tablets', [per(1, '{tbl}')], ['DOSE_UNIT_UNKNOWN']],
    [
      'a drug form for a unit',
      [
        {
          doseQuantity: { value: 1, code: 'TAB', system: 'http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm' },
        },
      ],
      ['DOSE_UNIT_UNKNOWN'],
    ],
    ['a rate for a unit', [per(4, 'ug/kg/min')], ['DOSE_UNIT_UNKNOWN']],
    ['minutes', [per(30, 'min')], ['DOSE_UNIT_UNKNOWN']],
    [
      'code and text that disagree',
      [{ doseQuantity: { value: 1, unit: 'mg', code: 'g', system: UCUM } }],
      ['DOSE_UNIT_CONTRADICTORY'],
    ],
    ['two different amounts', [typed('ordered', per(1, 'mg')), typed('ordered', per(2, 'mg'))], ['DOSE_CONTRADICTORY']],
    ['two amounts without a type', [per(1, 'mg'), per(1, 'g')], ['DOSE_CONTRADICTORY']],
    ['zero', [per(0, 'mg')], ['DOSE_NOT_POSITIVE']],
    ['below zero', [per(-5, 'mg')], ['DOSE_NOT_POSITIVE']],
    ['beyond reason', [per(1e308, 'mg')], ['DOSE_OUT_OF_RANGE']],
    ['less than', [{ doseQuantity: { ...quantity(5, 'mg'), comparator: '<' } }], ['DOSE_INEXACT']],
    ['a number missing', [{ doseQuantity: { unit: 'mg' } }], ['DOSE_VALUE_MISSING']],
    ['per kilogram without a patient', [per(1, 'mg/kg')], ['MISSING_WEIGHT']],
  ])('%s is told', (_what, doseAndRate, codes) => {
    expect(codesOf(ordered(doseAndRate))).toEqual(codes);
  });
  test('per square metre without weight and height misses both', () => {
    expect(codesOf(ordered([per(1, 'mg/m2')], patient))).toEqual(['MISSING_WEIGHT', 'MISSING_HEIGHT']);
  });
});

const given = (dosage: object, ingredient?: readonly object[]) => {
  const drug =
    ingredient === undefined
      ? {}
      : {
          medicationCodeableConcept: undefined,
          contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'mix' }, ingredient }],
          medicationReference: { reference: '#m' },
        };
  const chart = chartFrom(administration({ dosage, ...drug }));
  const resource = present(chart.all('MedicationAdministration')[0]);
  return givenDose(resource, { chart, patient: undefined, drug: readingOf(drugOf(chart, resource)), on: '2026-11-10' });
};
const strength = (value: number, unit: string, volume: number) => ({
  numerator: quantity(value, unit),
  denominator: quantity(volume, 'mL'),
});
const named = (text: string, more: object = {}) => ({ itemCodeableConcept: { text }, ...more });

describe('a given dose', () => {
  test('a bag volume becomes the drug by its strength: 250 mL of 40 mEq in 250 mL', () => {
    const dose = readingOf(
      given({ dose: quantity(250, 'mL') }, [named('potassium', { strength: strength(40, 'meq', 250) })]),
    );
    expect(printAmount(dose.amount)).toBe('40 mEq');
    expect(printAmount(dose.charted)).toBe('250 mL');
    expect(dose.proof).toEqual(['250 mL x 40 mEq / 250 mL = 40 mEq']);
  });
  test('a litre of a solution per millilitre', () => {
    expect(
      printAmount(
        readingOf(given({ dose: quantity(1, 'L') }, [named('a', { strength: strength(2, 'mg', 1) })])).amount,
      ),
    ).toBe('2000 mg');
  });
  test('of two ingredients the active one counts', () => {
    const dose = readingOf(
      given({ dose: quantity(10, 'mL') }, [
        named('a', { isActive: true, strength: strength(2, 'mg', 1) }),
        named('b', { isActive: false, strength: strength(9, 'mg', 1) }),
      ]),
    );
    expect(printAmount(dose.amount)).toBe('20 mg');
  });
  test('of two ingredients nobody chooses: the volume stays, with the substance of each', () => {
    const dose = readingOf(
      given({ dose: quantity(10, 'mL') }, [
        named('a', { strength: strength(2, 'mg', 1) }),
        named('b', { strength: strength(9, 'mg', 1) }),
      ]),
    );
    expect(printAmount(dose.amount)).toBe('10 mL');
    expect(dose.ingredients.map(({ ingredient, amount }) => `${ingredient.texts[0]} ${printAmount(amount)}`)).toEqual([
      'a 20 mg',
      'b 90 mg',
    ]);
  });
  test.each<[string, object, readonly string[]]>([
    ['nothing', {}, ['MISSING_DOSE']],
    ['text only', { text: '1 bag' }, ['DOSE_TEXT_ONLY']],
    ['rate only', { text: 'x', rateQuantity: quantity(5, 'mL') }, ['DOSE_RATE_ONLY']],
    ['no unit', { dose: { value: 2 } }, ['DOSE_WITHOUT_UNIT']],
  ])('%s is told', (_what, dosage, codes) => {
    expect(codesOf(given(dosage))).toEqual(codes);
  });
});

describe('units', () => {
  test.each([
    ['milliliter (iso1000)', 'mL', 'mL'],
    ['UNT', undefined, 'unit'],
    ['cc', undefined, 'mL'],
    ['\u03bcg', undefined, 'mcg'],
    [undefined, 'ug', 'mcg'],
    ['Units', '[iU]', 'unit'],
    ['mg', 'mg{total}', 'mg'],
    ['mEq', 'mEq', 'mEq'],
  ])('text %s and code %s are %s', (unit, code, expected) => {
    expect(
      readingOf(
        amountOf(
          {
            value: '1',
            ...(unit === undefined ? {} : { unit }),
            ...(code === undefined ? {} : { code, system: UCUM }),
          },
          'x',
        ),
      ).unit,
    ).toBe(expected);
  });
  test('conversion there and back loses nothing, and never crosses dimensions', () => {
    const units = fc.constantFrom('ng', 'mcg', 'mg', 'g', 'kg') as fc.Arbitrary<'ng' | 'mcg' | 'mg' | 'g' | 'kg'>;
    fc.assert(
      fc.property(
        units,
        units,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 4 }),
        (a, b, digits, scale) => {
          const value = new Decimal(digits).div(new Decimal(10).pow(scale));
          expect(convert(present(convert({ value, unit: a }, b)), a)?.value.eq(value)).toBe(true);
          expect(convert({ value, unit: a }, 'mL')).toBeUndefined();
        },
      ),
    );
  });
});
