import { type Chart, chartOf } from '../../src/fhir/chart.ts';
import { parseJson } from '../../src/fhir/json.ts';
import type { Outcome } from '../../src/outcome.ts';

/** A chart from plain objects, taken through JSON text as the product reads it (numbers become text). */
export function chartFrom(...resources: readonly object[]): Chart {
  const json = parseJson(JSON.stringify(resources));
  if (!json.ok) throw new Error('test data is not JSON');
  return chartOf(json.value);
}

/** The value of an outcome that must be good. */
export function readingOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.issues.map((issue) => `${issue.code} at ${issue.path}`).join(', '));
  return outcome.value;
}

/** The codes of the issues, errors as they are and warnings in lower case. */
export const codesOf = (outcome: Outcome<unknown>): readonly string[] =>
  outcome.issues.map((issue) => (issue.severity === 'error' ? issue.code : issue.code.toLowerCase()));

/** Something that must be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}

export const UCUM = 'http://unitsofmeasure.org';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const NDC = 'http://hl7.org/fhir/sid/ndc';
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
export const LOINC = 'http://loinc.org';

export const quantity = (value: number, code: string) => ({ value, unit: code, system: UCUM, code });
export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  name: [{ family: 'Doe', given: ['Jo'] }],
  birthDate: '1960-02-29',
};
export const weight = (value: number, code = 'kg', on = '2026-11-01', id = 'w1') => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: LOINC, code: '29463-7' }] },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: on,
  valueQuantity: quantity(value, code),
});
export const height = (value: number, code = 'cm') => ({
  ...weight(value, code, '2026-11-01', 'h1'),
  code: { coding: [{ system: LOINC, code: '8302-2' }] },
});
export const order = (changes: object = {}) => ({
  resourceType: 'MedicationRequest',
  id: 'mr1',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  authoredOn: '2026-11-10',
  medicationCodeableConcept: { coding: [{ system: RXNORM, code: '1657749' }], text: 'Drug A' },
  dosageInstruction: [
    {
      timing: { repeat: { count: 6, frequency: 1, period: 3, periodUnit: 'wk' } },
      doseAndRate: [{ doseQuantity: quantity(200, 'mg') }],
    },
  ],
  ...changes,
});
export const administration = (changes: object = {}) => ({
  resourceType: 'MedicationAdministration',
  id: 'ma1',
  status: 'completed',
  subject: { reference: 'Patient/p1' },
  medicationCodeableConcept: { coding: [{ system: RXNORM, code: '1657749' }], text: 'Drug A' },
  effectivePeriod: { start: '2026-11-10T08:00:00-06:00', end: '2026-11-10T08:31:00-06:00' },
  dosage: { dose: quantity(200, 'mg') },
  ...changes,
});
