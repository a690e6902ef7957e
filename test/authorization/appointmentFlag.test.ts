import { describe, expect, test } from 'vitest';
import { flagWrite, gatedVisits } from '../../src/authorization/appointmentFlag.ts';
import { foldAuthorization } from '../../src/authorization/authorization.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { type BookedVisit, bookedVisitOf } from '../../src/fhir/appointment.ts';
import { drug, request, subject } from './invented.ts';

const rules = await loadRules();
const ZONE = 'America/New_York';
const appointment = (change: Readonly<Record<string, unknown>> = {}) => ({
  resourceType: 'Appointment',
  id: 'a1',
  status: 'booked',
  start: '2027-03-10T09:00:00-05:00',
  ...change,
});
const dateOf = (change: Readonly<Record<string, unknown>>) => bookedVisitOf(appointment(change), ZONE)?.date;

describe('an Appointment', () => {
  test('is on the day it is at the facility', () => {
    expect(dateOf({ start: '2027-03-11T02:00:00Z' })).toBe('2027-03-10');
    expect(dateOf({ start: '2027-03-11T06:00:00Z' })).toBe('2027-03-11');
  });

  test.each(['proposed', 'pending', 'booked', 'arrived', 'checked-in', 'waitlist'])('%s is still meant', (status) => {
    expect(dateOf({ status })).toBe('2027-03-10');
  });

  test.each([
    ...['fulfilled', 'cancelled', 'noshow', 'entered-in-error', undefined].map((status) => ({ status })),
    { start: undefined },
    { start: 'soon' },
    { start: '2027-02-30T09:00:00Z' },
    { id: undefined },
    { resourceType: 'Encounter' },
  ])('of no use: %j', (change) => {
    expect(bookedVisitOf(appointment(change), ZONE)).toBeUndefined();
  });

  test('names what it is for, wherever that stands; what is broken is passed over', () => {
    const about = bookedVisitOf(
      appointment({
        basedOn: [{ reference: 'ServiceRequest/s' }],
        reasonReference: 'broken',
        supportingInformation: [null, {}, { reference: 'MedicationRequest/mr1' }],
      }),
      ZONE,
    )?.about;
    expect(about).toEqual(['ServiceRequest/s', 'MedicationRequest/mr1']);
  });
});

describe('the gate beside it', () => {
  const state = foldAuthorization([
    {
      type: 'Requested',
      request: { ...request, services: [{ ...drug, perDose: [{ doses: 6, units: 120 }] }] },
      ...subject,
    },
  ]);
  const visit = (date: string, about: readonly string[] = []): BookedVisit => ({
    source: 'Appointment/a1',
    date,
    about,
  });
  const dates = (visits: readonly BookedVisit[], today = '2027-03-01') =>
    gatedVisits({ stream: 'authorization/1', state }, visits, rules, today).map(({ visit: { date }, answer }) => [
      date,
      answer,
    ]);

  test('answers for the day of the next dose and for visits that name an order, from today on', () => {
    const order = ['MedicationRequest/mr1'];
    expect(
      dates([visit('2027-03-10'), visit('2027-03-11'), visit('2027-03-11', order), visit('2027-02-28', order)]),
    ).toEqual([
      ['2027-03-10', 'stop'],
      ['2027-03-11', 'stop'],
    ]);
    expect(dates([visit('2027-03-10')], '2027-03-10')).toHaveLength(1);
    expect(dates([visit('2027-03-10')], '2027-03-11')).toEqual([]);
    expect(dates([visit('2027-03-12', ['MedicationRequest/other'])])).toEqual([]);
  });

  test('is inactive for a go and for a visit that is off', () => {
    const gated = { visit: visit('2027-03-10'), answer: 'go', reasons: [] } as const;
    const status = (of: Parameters<typeof flagWrite>[3]) =>
      flagWrite('authorization/1', 'Patient/p1', 'Appointment/a1', of).resource.status;
    expect([status(gated), status(undefined), status({ ...gated, answer: 'ask' })]).toEqual([
      'inactive',
      'inactive',
      'active',
    ]);
  });
});
