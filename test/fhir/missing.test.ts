import { expect, test } from 'vitest';
import { missingReferences } from '../../src/fhir/missing.ts';
import { chartFrom } from './chartOfText.ts';

test('what is pointed at and not here is named once; other servers, contained and unread types are not', () => {
  const chart = chartFrom(
    {
      resourceType: 'MedicationAdministration',
      id: 'ma',
      subject: { reference: 'Patient/p' },
      request: { reference: 'https://ehr.example/fhir/MedicationRequest/mr/_history/2' },
      context: { reference: 'https://evil.example/fhir/Encounter/e' },
      medicationReference: { reference: '#m' },
      contained: [{ resourceType: 'Medication', id: 'm', manufacturer: { reference: 'Organization/o' } }],
      device: [{ reference: 'Device/d' }],
      performer: [
        { actor: { reference: 'Practitioner/..' } },
        { actor: { reference: 'Practitioner/here' } },
        { actor: { reference: 'Patient/p' } },
      ],
    },
    { resourceType: 'Practitioner', id: 'here' },
  );
  expect(
    missingReferences(chart, 'https://ehr.example/fhir/')
      .map(({ type, id }) => `${type}/${id}`)
      .sort(),
  ).toEqual(['MedicationRequest/mr', 'Organization/o', 'Patient/p']);
});
