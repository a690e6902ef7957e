import { describe, expect, test } from 'vitest';
import { drugOf } from '../../src/fhir/drug.ts';
import { normalizeNdc } from '../../src/fhir/ndc.ts';
import { fc } from '../properties.ts';
import { chartFrom, codesOf, NDC, order, present, quantity, RXNORM, readingOf } from './chartOfText.ts';

describe('an NDC', () => {
  test.each([
    ['0006-3026-02', '00006302602'],
    ['50242-060-01', '50242006001'],
    ['57894-4490-1', '57894449001'],
    ['57894-0449-01', '57894044901'],
    ['57894044901', '57894044901'],
    [' 57894044901 ', '57894044901'],
  ])('%s is %s', (text, ndc11) => {
    expect(normalizeNdc(text)).toEqual({ kind: 'ndc11', ndc11 });
  });
  test.each([['2501-813-16'], ['578940449'], ['57894-0449'], ['ABCDE-0449-01'], ['57894-0449-01-1'], ['']])(
    '%j is invalid',
    (text) => {
      expect(normalizeNdc(text)).toEqual({ kind: 'invalid' });
    },
  );
  test('ten digits without hyphens are never guessed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{10}$/), (text) => {
        expect(normalizeNdc(text)).toEqual({ kind: 'ambiguous' });
      }),
    );
  });
  test('an 11-digit code that lost its zero by the rule comes back', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^0\d{4}-\d{4}-\d{2}$/),
        fc.stringMatching(/^\d{5}-0\d{3}-\d{2}$/),
        fc.stringMatching(/^\d{5}-\d{4}-0\d$/),
        (a, b, c) => {
          const plain = (text: string) => ({ kind: 'ndc11', ndc11: text.replaceAll('-', '') });
          expect(normalizeNdc(a.slice(1))).toEqual(plain(a));
          expect(normalizeNdc(`${b.slice(0, 6)}${b.slice(7)}`)).toEqual(plain(b));
          expect(normalizeNdc(`${c.slice(0, 11)}${c.slice(12)}`)).toEqual(plain(c));
        },
      ),
    );
  });
});

const read = (changes: object, ...more: readonly object[]) => {
  const chart = chartFrom(order({ medicationCodeableConcept: undefined, ...changes }), ...more);
  return drugOf(chart, present(chart.all('MedicationRequest')[0]));
};

describe('the drug of an order', () => {
  test('offers every code and text once', () => {
    const coding = [
      { system: RXNORM, code: '1657749', display: 'Drug A injection' },
      { system: RXNORM, code: '1547545', display: 'Drug A' },
      { system: NDC, code: '0006-3026-02' },
      { system: NDC, code: '00006302602' },
      { system: 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'j9271' },
      { system: 'http://snomed.info/sct', code: '716125002', display: 'Drug A' },
      { code: 'J9999' },
    ];
    expect(readingOf(read({ medicationCodeableConcept: { coding, text: ' Drug A ' } }))).toEqual({
      rxnorm: ['1657749', '1547545'],
      ndc11: ['00006302602'],
      ambiguousNdc: [],
      hcpcs: ['J9271'],
      texts: ['Drug A injection', 'Drug A'],
      ingredients: [],
      source: 'MedicationRequest/mr1',
    });
  });
  test('follows a Medication with ingredients and strengths, contained or referenced', () => {
    const medication = {
      resourceType: 'Medication',
      id: 'm',
      batch: { lotNumber: 'L1' },
      ingredient: [
        {
          isActive: true,
          itemCodeableConcept: { coding: [{ system: RXNORM, code: '8591' }] },
          strength: { numerator: quantity(40, 'meq'), denominator: quantity(250, 'mL') },
        },
        { itemCodeableConcept: { text: 'carrier' } },
      ],
    };
    const contained = readingOf(read({ contained: [medication], medicationReference: { reference: '#m' } }));
    const referenced = readingOf(read({ medicationReference: { reference: 'Medication/m' } }, medication));
    expect(contained.source).toBe('MedicationRequest/mr1#m');
    expect(referenced.source).toBe('Medication/m');
    expect(referenced.lot).toBe('L1');
    expect(referenced.ingredients).toMatchObject([{ active: true, rxnorm: ['8591'] }, { texts: ['carrier'] }]);
    expect(referenced.ingredients[0]?.strength?.amount.value.toFixed()).toBe('40');
    expect(referenced.ingredients[0]?.strength?.per.unit).toBe('mL');
    expect(contained.ingredients).toEqual(referenced.ingredients);
  });
  test('a name alone is a drug the rules must decide on', () => {
    expect(readingOf(read({ medicationCodeableConcept: { text: 'Drug A' } })).texts).toEqual(['Drug A']);
  });
  test('ten digits are told and kept as received', () => {
    const outcome = read({
      medicationCodeableConcept: { coding: [{ system: NDC, code: '0006302602' }], text: 'Drug A' },
    });
    expect(codesOf(outcome)).toEqual(['ndc10_ambiguous']);
    expect(readingOf(outcome).ambiguousNdc).toEqual(['0006302602']);
    expect(outcome.issues[0]?.path).toBe('MedicationRequest.medicationCodeableConcept.coding[0]');
  });
  const absent = { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'error' };
  const negation = {
    url: 'http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDoneValueSet',
    valueCanonical: 'x',
  };
  test.each<[string, object, readonly string[]]>([
    ['nothing', {}, ['MISSING_DRUG']],
    ['an empty concept', { medicationCodeableConcept: {} }, ['MISSING_DRUG']],
    ['a reference to nowhere', { medicationReference: { reference: 'Medication/none' } }, ['UNRESOLVED_REFERENCE']],
    [
      'data-absent-reason for a code',
      { medicationCodeableConcept: { coding: [absent], text: 'error' } },
      ['DRUG_DATA_ABSENT'],
    ],
    [
      'a negation in place of a code',
      { medicationCodeableConcept: { coding: [{ extension: [negation] }], text: 'not given' } },
      ['DRUG_NEGATED'],
    ],
    [
      'an NDC of no layout and nothing else',
      { medicationCodeableConcept: { coding: [{ system: NDC, code: '2501-813-16' }] } },
      ['NDC_INVALID'],
    ],
    [
      'ten digits and nothing else',
      { medicationCodeableConcept: { coding: [{ system: NDC, code: '0006302602' }] } },
      ['NDC10_AMBIGUOUS'],
    ],
  ])('%s: %j', (_what, changes, codes) => {
    expect(codesOf(read(changes))).toEqual(codes);
  });
});
