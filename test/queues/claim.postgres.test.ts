import { describe, expect, it } from 'vitest';
import { handlersOf } from '../../queues/handlers.ts';
import { jobOf } from '../../queues/payload.ts';
import { RETRY_POLICY, workOn } from '../../queues/worker.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { freshDatabase } from '../conformance/freshDatabase.ts';
import { type Clinic, doseOf, openClinic, orderOf, type Resource } from './clinic.ts';

const connectionString = process.env['DATABASE_URL'];

/** Works off everything that is due, all of it at once, as many workers on one server do. */
async function workAtOnce({ ledger, world }: Clinic, clock = world.clock): Promise<void> {
  const parts = {
    ledger,
    handlers: handlersOf({ ...world, clock }),
    log: world.log,
    policy: RETRY_POLICY,
    random: () => 0,
  };
  for (;;) {
    const queues = ['intake', 'authorization', 'claim', 'transmit', 'receive', 'writeback'] as const;
    const due = (await Promise.all(queues.map((queue) => ledger.dispatchable(queue, 100)))).flat();
    if (due.length === 0) return;
    await Promise.all(due.map((item) => workOn(jobOf(item).data, parts)));
  }
}

/** A clinic on a database of its own, where transactions really overlap. */
async function onServer(work: (clinic: Clinic) => Promise<void>): Promise<void> {
  const database = await freshDatabase(connectionString ?? '');
  const clinic = await openClinic(undefined, { connectionString: database.connectionString });
  try {
    await work(clinic);
  } finally {
    await clinic.close();
    await database.drop();
  }
}

describe.runIf(connectionString !== undefined)('many workers on a PostgreSQL server', () => {
  it('never draw more units than are certified, however many claims are made at once', async () => {
    await onServer(async (clinic) => {
      await clinic.approved('rush');
      const days = [2, 3, 4, 5, 6, 7, 9, 10];
      for (const day of days) for (const resource of doseOf('rush', day)) clinic.ehr.put(resource);
      await ring(
        clinic,
        days.map((day) => ['MedicationAdministration', `rush-dose-${day}`]),
      );
      await workAtOnce(clinic, settableClock('2026-11-10T20:00:00-05:00'));
      const { authorizations, claims } = await clinic.state('rush');
      const drug = authorizations[0]?.services.find(({ hcpcs }) => hcpcs === 'J9271');
      expect({ approved: drug?.approved, drawn: drug?.drawn }).toEqual({ approved: 1200, drawn: 1200 });
      expect(claims.map(({ status }) => status).sort()).toEqual([
        ...Array(2).fill('held'),
        ...Array(6).fill('submitted'),
      ]);
      const numbers = (await clinic.ledger.transact((tx) => tx.transmissions())).map((one) => one.interchangeControl);
      expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });
  });

  it('never leave a claim held whose approval arrived while it was being held', async () => {
    await onServer(async (clinic) => {
      const names = Array.from({ length: 8 }, (_, n) => `meet${n}`);
      for (const name of names) await clinic.chart(...orderOf(name));
      const answers = clinic.answers('approve');
      for (const name of names) for (const resource of doseOf(name)) clinic.ehr.put(resource);
      for (const file of answers) clinic.partner.put(file);
      await ring(
        clinic,
        names.map((name) => ['MedicationAdministration', `${name}-dose-2`]),
      );
      await clinic.takeIn();
      await workAtOnce(clinic);
      const states = await Promise.all(names.map((name) => clinic.state(name)));
      expect(states.flatMap(({ claims }) => claims.map(({ status }) => status))).toEqual(names.map(() => 'submitted'));
    });
  });

  it('let two visits of one day see each other, though both are decided at once', async () => {
    await onServer(async (clinic) => {
      const name = 'twice';
      // A payer that wants no authorization; 300 units are within the limit of a day, 600 are not.
      const order = orderOf(name, (text) => text.replace('"example-commercial"', '"example-medicare"'));
      await clinic.chart(...order);
      const large = rewritten(
        doseOf(name, 2, 'am'),
        ['"value":200,', '"value":300,'],
        ['"valuePositiveInt":2', '"valuePositiveInt":3'],
      );
      const elsewhere = rewritten(
        [...large, ...order.filter(({ id }) => id === `${name}-suite`)],
        [`${name}-dose-am`, `${name}-dose-pm`],
        [`${name}-visit-2`, `${name}-visit-pm`],
        [`${name}-suite`, `${name}-other-suite`],
        ['"code":"11"', '"code":"49"'],
        ['T09:', 'T15:'],
      );
      for (const resource of [...large, ...elsewhere]) clinic.ehr.put(resource);
      await ring(clinic, [
        ['MedicationAdministration', `${name}-dose-am`],
        ['MedicationAdministration', `${name}-dose-pm`],
      ]);
      await workAtOnce(clinic);
      const { claims } = await clinic.state(name);
      expect(claims.map(({ status }) => status).sort()).toEqual(['held', 'submitted']);
      const held = claims.find(({ status }) => status === 'held');
      expect(held?.issues.map(({ code }) => code)).toContain('UNITS_EXCEED_MUE');
    });
  });

  it('open one claim for a visit whose doses are heard of at once', async () => {
    await onServer(async (clinic) => {
      await clinic.approved('burst');
      const ids = ['a', 'b', 'c', 'd'];
      for (const id of ids) for (const resource of doseOf('burst', 2, id)) clinic.ehr.put(resource);
      await ring(
        clinic,
        ids.map((id) => ['MedicationAdministration', `burst-dose-${id}`]),
      );
      await workAtOnce(clinic);
      const { claims } = await clinic.state('burst');
      expect(claims.map(({ administrations }) => administrations.length)).toEqual([4]);
      expect(await clinic.ledger.parkedWork()).toEqual([]);
    });
  });
});

describe.runIf(connectionString === undefined)('many workers on a PostgreSQL server', () => {
  it('are tested when DATABASE_URL names one', () => {
    console.warn('DATABASE_URL is not set: claims made at once were not tested.');
    expect(connectionString).toBeUndefined();
  });
});

/** The resources with pieces of their JSON replaced. */
const rewritten = (
  resources: readonly Resource[],
  ...changes: readonly (readonly [string, string])[]
): readonly Resource[] =>
  JSON.parse(changes.reduce((text, [old, now]) => text.replaceAll(old, now), JSON.stringify(resources))) as Resource[];

async function ring(clinic: Clinic, resources: readonly (readonly string[])[]): Promise<void> {
  await clinic.ledger.transact(async (tx) => {
    for (const [type = '', id = ''] of resources) {
      const notice = { server: 'ehr', type, id, versionId: '1' };
      await tx.enqueue({ queue: 'intake', ref: (await tx.recordNotification(notice)).id });
    }
  });
}
