import { describe, expect, test } from 'vitest';
import { parseResource, readResource } from '../../src/fhir/parse.ts';
import { codesOf, order, readingOf } from './chartOfText.ts';

describe('a resource', () => {
  test('keeps elements nobody asked for', () => {
    const value = readingOf(
      readResource(JSON.stringify({ ...order(), courseOfTherapyType: { text: 'acute' }, text: { div: 'x' } })),
    );
    expect(value).toMatchObject({ resourceType: 'MedicationRequest', courseOfTherapyType: { text: 'acute' } });
  });
  test('takes numbers and number text alike, and gives text', () => {
    const value = readingOf(parseResource(order()));
    expect(
      value.resourceType === 'MedicationRequest' && value.dosageInstruction?.[0]?.doseAndRate?.[0]?.doseQuantity?.value,
    ).toBe('200');
  });
  test('tells every shape fault at once, with its path and without the value', () => {
    const outcome = parseResource({
      resourceType: 'MedicationRequest',
      status: 7,
      authoredOn: 'Smith, 10 Nov',
      dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 'ten' } }] }],
      insurance: { reference: 'Coverage/1' },
    });
    expect(outcome.issues.map((issue) => `${issue.code} ${issue.path}`).sort()).toEqual([
      'MALFORMED_ELEMENT MedicationRequest.authoredOn',
      'MALFORMED_ELEMENT MedicationRequest.dosageInstruction[0].doseAndRate[0].doseQuantity.value',
      'MALFORMED_ELEMENT MedicationRequest.insurance',
      'MALFORMED_ELEMENT MedicationRequest.status',
    ]);
    expect(JSON.stringify(outcome.issues)).not.toContain('Smith');
  });
  test.each([
    ['no resource', null],
    ['a list', []],
    ['no type', { id: '1' }],
    ['a type we do not read', { resourceType: 'Flag' }],
    ['a type that is an attack', { resourceType: '<script>' }],
    ['a name of the prototype', { resourceType: 'constructor' }],
  ])('%s is WRONG_RESOURCE_TYPE', (_what, json) => {
    const outcome = parseResource(json);
    expect(codesOf(outcome)).toEqual(['WRONG_RESOURCE_TYPE']);
    expect(JSON.stringify(outcome.issues)).not.toContain('script');
  });
  test('text that is no JSON is UNREADABLE_JSON', () => {
    expect(codesOf(readResource('not json'))).toEqual(['UNREADABLE_JSON']);
  });
});
