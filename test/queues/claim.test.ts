import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clinic, changed, doseOf, openClinic, orderOf } from './clinic.ts';

const PLACES = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const claimOf = async (name: string) => (await clinic.state(name)).claims[0];
const tasksOf = (name: string) =>
  clinic.ehr
    .takeWrites()
    .filter((task) => task.resourceType === 'Task' && JSON.stringify(task['for']).includes(`${name}-patient`));
/** Approves, gives a dose on the second and sends its claim. */
async function billed(name: string): Promise<void> {
  await clinic.approved(name);
  await clinic.chart(...doseOf(name));
  clinic.answers('pay');
  expect((await claimOf(name))?.status).toBe('submitted');
}

describe('a visit', () => {
  it('without its authorization is held, and billed once the payer approves', async () => {
    await clinic.chart(...orderOf('early'), ...doseOf('early'));
    const held = await claimOf('early');
    expect(held?.status).toBe('held');
    expect(held?.issues.map(({ code }) => code)).toContain('AUTHORIZATION_MISSING');
    expect(await clinic.fileCount('claim', 'early')).toBe(0);
    await clinic.deliver(clinic.answers('approve'));
    const sent = await claimOf('early');
    expect(sent?.status).toBe('submitted');
    expect(sent?.claim?.lines.map(({ authorizationNumber }) => authorizationNumber !== undefined)).toEqual([
      true,
      true,
    ]);
    expect(await clinic.fileCount('claim', 'early')).toBe(1);
  });

  it('that stays held is told once, not every time it is looked at', async () => {
    await clinic.chart(...orderOf('patient-one'), ...doseOf('patient-one'));
    const before = (await clinic.events(await streamOf('patient-one'))).length;
    for (let look = 0; look < 3; look += 1) await lookAgain('patient-one');
    expect((await clinic.events(await streamOf('patient-one'))).length).toBe(before);
  });

  it('is billed once its place is known, though nobody rings for an encounter', async () => {
    await clinic.approved('placeless');
    const dose = doseOf('placeless');
    await clinic.chart(
      changed(dose, 'Encounter', { location: undefined, serviceProvider: undefined }),
      ...dose.slice(1),
    );
    expect((await clinic.state('placeless')).claims.map(({ status }) => status)).toEqual(['held']);
    await clinic.chart(...dose.slice(0, 1));
    await lookAgain('placeless');
    const { claims } = await clinic.state('placeless');
    expect(claims.map(({ status, administrations }) => ({ status, administrations }))).toEqual([
      { status: 'notBillable', administrations: [] },
      { status: 'submitted', administrations: ['MedicationAdministration/placeless-dose-2'] },
    ]);
  });

  it('of the same day at another place of ours counts what the first one billed', async () => {
    await billed('twice');
    const place = {
      resourceType: 'Location',
      id: 'twice-branch',
      status: 'active',
      type: [{ coding: [{ system: PLACES, code: '49' }] }],
    };
    const dose = doseOf('twice', 2, 'again');
    const there = { id: 'twice-visit-again', location: [{ location: { reference: 'Location/twice-branch' } }] };
    await clinic.chart(
      place,
      changed(dose, 'Encounter', there),
      changed(dose, 'MedicationAdministration', { context: { reference: 'Encounter/twice-visit-again' } }),
    );
    const { claims } = await clinic.state('twice');
    expect(claims.map(({ status }) => status)).toEqual(['submitted', 'held']);
    const codes = claims[1]?.issues.map(({ code, message }) => `${code} ${message.slice(0, 64)}`);
    expect(codes).toContain('UNITS_EXCEED_MUE 2 units of 96413, those on other claims of the day among them, a');
  });

  it('never draws more units than are certified, however many doses are given', async () => {
    await clinic.approved('thirsty');
    for (const day of [2, 3, 4, 5, 6, 7, 9, 10]) await clinic.chart(...doseOf('thirsty', day));
    const { authorizations, claims } = await clinic.state('thirsty');
    const drug = authorizations[0]?.services.find(({ hcpcs }) => hcpcs === 'J9271');
    expect({ approved: drug?.approved, drawn: drug?.drawn }).toEqual({ approved: 1200, drawn: 1200 });
    expect(claims.map(({ status }) => status)).toEqual([...Array(6).fill('submitted'), 'held', 'held']);
  });
});

describe('a visit whose claim was sent', () => {
  it('with another dose charted later is for a person; nothing is billed again', async () => {
    await billed('later');
    await clinic.chart(...doseOf('later', 2, 'extra').slice(1));
    const claim = await claimOf('later');
    expect(claim?.attention).toBe(
      'Doses were charted after the claim was sent: MedicationAdministration/later-dose-extra. Replace the claim (frequency 7).',
    );
    expect(await clinic.fileCount('claim', 'later')).toBe(1);
    expect(tasksOf('later').at(-1)?.['status']).toBe('requested');
  });

  it.each(['entered-in-error', 'not-done'])('whose dose is %s now is to be voided by a person', async (status) => {
    const name = `void-${status.slice(0, 3)}`;
    await billed(name);
    await clinic.chart(changed(doseOf(name), 'MedicationAdministration', { status }));
    expect((await claimOf(name))?.attention).toMatch(/Void the claim \(frequency 8\)/);
    expect(await clinic.fileCount('claim', name)).toBe(1);
  });

  it('whose dose was charted with another amount is to be replaced by a person', async () => {
    await billed('amended');
    const dosage = { dose: { value: 100, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } };
    await clinic.chart(
      changed(doseOf('amended'), 'MedicationAdministration', { dosage: { ...dosageOf('amended'), ...dosage } }),
    );
    expect((await claimOf('amended'))?.attention).toMatch(/Replace the claim \(frequency 7\)/);
    expect(await clinic.fileCount('claim', 'amended')).toBe(1);
  });

  it('whose dose moves to another day tells both visits and bills nothing twice', async () => {
    await billed('mover');
    const effectivePeriod = { start: '2026-11-04T09:00:00-05:00', end: '2026-11-04T09:30:00-05:00' };
    await clinic.chart(changed(doseOf('mover'), 'MedicationAdministration', { effectivePeriod }));
    const { claims } = await clinic.state('mover');
    expect(claims[0]?.attention).toMatch(/^Doses this claim bills are no longer charted in its visit/);
    expect(claims[1]?.status).toBe('held');
    expect(claims[1]?.issues.map(({ code }) => code)).toEqual(['BILLED_ON_ANOTHER_CLAIM']);
    expect(await clinic.fileCount('claim', 'mover')).toBe(1);
    expect(await clinic.ledger.parkedWork()).toEqual([]);
  });
});

describe('a dose', () => {
  it('that moves to another day before it is billed leaves nothing behind where it was', async () => {
    await clinic.chart(...orderOf('shift'), ...doseOf('shift'));
    const effectivePeriod = { start: '2026-11-04T09:00:00-05:00', end: '2026-11-04T09:30:00-05:00' };
    await clinic.chart(changed(doseOf('shift'), 'MedicationAdministration', { effectivePeriod }));
    await clinic.deliver(clinic.answers('approve'));
    const { claims } = await clinic.state('shift');
    expect(claims.map(({ status, claim }) => [status, claim?.serviceDate])).toEqual([
      ['notBillable', undefined],
      ['submitted', '20261104'],
    ]);
  });

  it('that is gone from the EHR does not take the others of its visit with it', async () => {
    await clinic.approved('pair');
    const [first = [], second = []] = [doseOf('pair', 2, 'a'), doseOf('pair', 2, 'b')];
    const ehr = {
      ...clinic.ehr,
      read: async (type: string, id: string) => (id === 'pair-dose-a' ? undefined : clinic.ehr.read(type, id)),
      search: async (type: string, parameters: Readonly<Record<string, string | readonly string[]>>) =>
        (await clinic.ehr.search(type, parameters)).filter(({ id }) => id !== 'pair-dose-a'),
    };
    // Both were heard of before the first one went.
    await clinic.ledger.transact(async (tx) => {
      for (const id of ['pair-dose-a', 'pair-dose-b']) {
        const notice = { server: 'ehr', type: 'MedicationAdministration', id, versionId: 'pair' };
        await tx.enqueue({ queue: 'intake', ref: (await tx.recordNotification(notice)).id });
      }
    });
    for (const resource of [...first, ...second]) clinic.ehr.put(resource);
    await clinic.work({ ...clinic.world, ehr });
    const { claims } = await clinic.state('pair');
    expect(claims.flatMap(({ administrations }) => administrations)).toEqual(['MedicationAdministration/pair-dose-b']);
    expect(claims.map(({ status }) => status)).toEqual(['submitted']);
  });
});

async function streamOf(name: string): Promise<string> {
  const [stream] = await clinic.ledger.transact((tx) => tx.linked('patient claim', `Patient/${name}-patient`));
  if (stream === undefined) throw new Error('no claim');
  return stream;
}
/** What the hourly look does, without waiting for the hour. */
async function lookAgain(name: string): Promise<void> {
  const stream = await streamOf(name);
  await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'intake', ref: stream }));
  await clinic.work();
}
const dosageOf = (name: string): object =>
  doseOf(name).find(({ resourceType }) => resourceType === 'MedicationAdministration')?.['dosage'] as object;
