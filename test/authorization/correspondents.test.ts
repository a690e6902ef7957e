import { describe, expect, test } from 'vitest';
import { correspondentsOf } from '../../src/authorization/correspondents.ts';
import { chartFrom } from '../fhir/chartOfText.ts';

const ATTENDING = {
  type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'ATND' }] }],
};
const order = (change: object = {}) => ({
  resourceType: 'MedicationRequest',
  id: 'mr',
  status: 'active',
  intent: 'order',
  encounter: { reference: 'Encounter/e' },
  requester: { reference: 'Practitioner/orders' },
  ...change,
});
const encounter = (change: object = {}) => ({
  resourceType: 'Encounter',
  id: 'e',
  participant: [{ ...ATTENDING, individual: { reference: 'Practitioner/attends' } }],
  serviceProvider: { reference: 'Organization/clinic' },
  ...change,
});
const people = [
  { resourceType: 'Practitioner', id: 'orders' },
  { resourceType: 'Practitioner', id: 'attends' },
  { resourceType: 'PractitionerRole', id: 'role', practitioner: { reference: 'Practitioner/orders' } },
  { resourceType: 'Organization', id: 'clinic', name: 'Example Clinic' },
];
const between = (...resources: readonly object[]) =>
  correspondentsOf(chartFrom(...resources, ...people), ['MedicationRequest/mr']);

describe('a notice', () => {
  test('goes to the attending and to who ordered, from the organization of the encounter', () => {
    expect(between(order(), encounter())).toEqual({
      recipient: [{ reference: 'Practitioner/attends' }, { reference: 'Practitioner/orders' }],
      sender: { reference: 'Organization/clinic' },
    });
  });

  test('names each once, and a role as the role', () => {
    const both = encounter({ participant: [{ ...ATTENDING, individual: { reference: 'Practitioner/orders' } }] });
    expect(between(order(), both).recipient).toEqual([{ reference: 'Practitioner/orders' }]);
    const role = order({ requester: { reference: 'PractitionerRole/role' } });
    expect(between(role, encounter({ participant: [] })).recipient).toEqual([{ reference: 'PractitionerRole/role' }]);
  });

  test.each<[string, object, object]>([
    ['somebody the EHR does not have', { requester: { reference: 'Practitioner/gone' } }, {}],
    ['a name on display', { requester: { display: 'Jo Sample' } }, {}],
    [
      'a resource inside another one',
      { requester: { reference: '#p' }, contained: [{ resourceType: 'Practitioner', id: 'p' }] },
      {},
    ],
    ['the patient', { requester: { reference: 'Patient/p' } }, {}],
    [
      'another participant',
      { requester: undefined },
      { participant: [{ type: [{ coding: [{ code: 'ATND' }] }], individual: { reference: 'Practitioner/attends' } }] },
    ],
  ])('does not go to %s', (_, change, there) => {
    const plain = { participant: [], serviceProvider: { display: 'A clinic' }, ...there };
    expect(between(order(change), encounter(plain))).toEqual({ recipient: [] });
  });

  test('of another order names nobody', () => {
    expect(correspondentsOf(chartFrom(order(), encounter(), ...people), ['MedicationRequest/other'])).toEqual({
      recipient: [],
    });
  });
});
