import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideByPerson } from '../../queues/casework.ts';
import { orderOf } from './clinic.ts';
import { type HttpClinic, openHttpClinic } from './httpClinic.ts';

const STREAM = 'authorization/1';
const PATIENT = { reference: 'Patient/kim-patient' };
const appointment = (id: string, start: string, change: Readonly<Record<string, unknown>> = {}) => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  start,
  participant: [{ actor: PATIENT, status: 'accepted' }],
  ...change,
});
type Json = Readonly<Record<string, unknown>>;
const all = (clinic: HttpClinic, type: string) => clinic.ehr.all(type).map(({ json }) => json as Json);
/** `Appointment/a1 active`. */
const flags = (clinic: HttpClinic) =>
  all(clinic, 'Flag')
    .map((flag) => {
      const [extension] = flag['extension'] as readonly { readonly valueReference: { readonly reference: string } }[];
      return `${extension?.valueReference.reference} ${String(flag['status'])}`;
    })
    .sort();
const notesOf = (clinic: HttpClinic) =>
  all(clinic, 'Task')
    .filter((task) => (task['code'] as { readonly text: string }).text === 'Prior authorization')
    .flatMap((task) => (task['note'] as readonly { readonly text: string }[]).map(({ text }) => text));
const screen = (clinic: HttpClinic) => {
  const [task] = all(clinic, 'Task').filter((one) => JSON.stringify(one['identifier']).includes('financial_screening'));
  const [{ value } = { value: '' }] = (task?.['identifier'] ?? []) as readonly { readonly value: string }[];
  const answers = { payer: 'in force', patient: 'agreed', authorization: 'covered' };
  const work = value.replace(`${STREAM}/`, '');
  return decideByPerson(STREAM, { do: 'close', work, outcome: 'cleared', by: 'fin.lee', answers }, clinic.world);
};

describe('beside a visit that is booked', () => {
  let clinic: HttpClinic;
  beforeAll(async () => {
    clinic = await openHttpClinic();
    clinic.ehr.putAll([...orderOf('kim'), appointment('a1', '2026-11-02T13:30:00Z')]);
    await clinic.look();
  });
  afterAll(() => clinic.close());

  it('stands a Flag with the answer and its reasons until the gate says go; the Appointment is never touched', async () => {
    expect(all(clinic, 'Flag')).toMatchObject([
      {
        identifier: [{ system: 'urn:infusebridge:gate-flag', value: `${STREAM}/Appointment/a1` }],
        status: 'active',
        code: {
          coding: [{ system: 'urn:infusebridge:output', code: 'schedule-gate' }],
          text: expect.stringMatching(/^Authorization gate: stop\. J9271: The payer has not decided\./),
        },
        subject: PATIENT,
        period: { start: '2026-11-02', end: '2026-11-02' },
        extension: [{ valueReference: { reference: 'Appointment/a1' } }],
      },
    ]);
    await clinic.deliver('approve');
    expect(flags(clinic)).toEqual(['Appointment/a1 inactive']);
    const [flag] = clinic.ehr.all('Flag');
    await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: STREAM }));
    await clinic.look();
    expect(clinic.ehr.all('Flag')).toEqual([flag]);
    expect(clinic.ehr.history('Appointment', 'a1')).toHaveLength(1);
  });

  it('stands none that was never anything but a go, and none of another day or patient', async () => {
    clinic.ehr.putAll([
      appointment('a2', '2026-11-02T20:00:00Z'),
      appointment('a3', '2026-11-05T13:30:00Z'),
      appointment('a4', '2026-11-02T13:30:00Z', { participant: [{ actor: { reference: 'Patient/other' } }] }),
    ]);
    await clinic.look();
    expect(flags(clinic)).toEqual(['Appointment/a1 inactive']);
  });

  it('stands one on whichever day, where the visit names the order; and it goes with the visit', async () => {
    const supportingInformation = [{ reference: 'MedicationRequest/kim-order' }];
    const late = appointment('a5', '2028-01-05T13:30:00Z', { supportingInformation });
    clinic.ehr.put(late);
    await clinic.look();
    expect(flags(clinic)).toEqual(['Appointment/a1 inactive', 'Appointment/a5 active']);
    expect(JSON.stringify(all(clinic, 'Flag'))).toContain('The day is outside the certified days.');
    clinic.ehr.put({ ...late, status: 'cancelled' });
    await clinic.look();
    expect(flags(clinic)).toEqual(['Appointment/a1 inactive', 'Appointment/a5 inactive']);
    clinic.ehr.put(late);
    await clinic.look();
    expect(flags(clinic)).toContain('Appointment/a5 active');
    clinic.ehr.put({ ...late, start: '2026-11-23T13:30:00Z' });
    await clinic.look();
    expect(flags(clinic)).toContain('Appointment/a5 inactive');
    clinic.ehr.put(late);
    await clinic.look();
    clinic.ehr.refusals.set('Appointment', 404);
    await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: STREAM }));
    await clinic.work();
    // What is not shown any more is not known to be called off.
    expect(flags(clinic)).toContain('Appointment/a5 active');
    clinic.ehr.refusals.clear();
    expect(await clinic.ledger.parkedWork()).toEqual([]);
  });
});

describe('an EHR that does not take a type', () => {
  it('gets documents for answer and notice, and is told of the visit in the Task', async () => {
    const clinic = await openHttpClinic({ refuses: { ClaimResponse: 405, Communication: 404, Flag: 422 } });
    clinic.ehr.putAll([...orderOf('kim'), appointment('a1', '2026-11-02T13:30:00Z')]);
    await clinic.look();
    expect(notesOf(clinic)).toContain('The EHR takes no Flag (422): what it would say stands in Tasks only.');
    await clinic.deliver('approve');
    expect((await screen(clinic)).ok).toBe(true);
    await clinic.work();
    const titles = all(clinic, 'DocumentReference').map((one) => (one['type'] as { readonly text: string }).text);
    expect(titles).toEqual(['Answer of the payer to a prior authorization', 'Financial clearance']);
    expect(['ClaimResponse', 'Communication', 'Flag'].flatMap((type) => clinic.ehr.all(type))).toEqual([]);
    expect(await clinic.ledger.parkedWork()).toEqual([]);
    await clinic.close();
  });

  it('that takes no documents either has everything in Tasks, and nothing waits or is parked', async () => {
    const refuses = { ClaimResponse: 404, Communication: 404, DocumentReference: 405, Provenance: 404 } as const;
    const clinic = await openHttpClinic({ refuses });
    clinic.ehr.putAll(orderOf('kim'));
    await clinic.look();
    await clinic.deliver('deny');
    expect(notesOf(clinic)).toContain(
      'The EHR takes no ClaimResponse (404) and no DocumentReference (405) in its place: what it would say stands in Tasks only.',
    );
    expect(await clinic.ledger.parkedWork()).toEqual([]);
    expect(await clinic.ledger.openWork(60_000)).toBe(0);
    await clinic.close();
  });

  it('that takes no Task has the work parked: there is nothing that people would see', async () => {
    const clinic = await openHttpClinic({ refuses: { Task: 422 } });
    clinic.ehr.putAll(orderOf('kim'));
    await clinic.look();
    expect((await clinic.ledger.parkedWork()).map(({ queue, reason }) => [queue, reason])).toContainEqual([
      'writeback',
      'FAULT EHR_REFUSED: the EHR answered with 422',
    ]);
    await clinic.close();
  });
});
