import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handlersOf } from '../../queues/handlers.ts';
import { notify } from '../../queues/notify.ts';
import { startWorkers } from '../../queues/runtime.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { openQueueServer } from '../../src/adapters/queueServer.ts';
import { printIssue } from '../../src/outcome.ts';
import { Fault, type FhirServer } from '../../src/ports.ts';
import {
  type Clinic,
  changed,
  doseOf,
  fileOf,
  openClinic,
  orderOf,
  type Resource,
  renumbered,
  textOf,
} from './clinic.ts';

/** Things that may stand in the chart, in the record store and on the wire, and nowhere else. */
const PERSONAL = ['ZYXCANARY', 'QUXCANARY', 'CANARYLANE', 'MRN7CANARY', 'SUB9CANARY', '1903-07-19', '19030719'];
/** Ids of the EHR and days of treatment: a chart names them, the queue, the log and file names must not. */
const LINKABLE = ['pt-zz9', '2026-11-03', '20261103'];
const NAME = 'pt-zz9';

let clinic: Clinic;
/** The queue's tables while a claim was being made. */
let jobsInHand = '';
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const found = (text: string, canaries: readonly string[]): readonly string[] =>
  canaries.filter((canary) => text.toUpperCase().includes(canary.toUpperCase()));

const personal = (resources: readonly Resource[]): readonly Resource[] =>
  resources.map((resource) => {
    if (resource.resourceType === 'Patient')
      return {
        ...resource,
        identifier: [{ system: 'urn:example:ehr:mrn', value: 'MRN7CANARY' }],
        name: [{ use: 'official', family: 'Zyxcanary', given: ['Quxcanary'] }],
        birthDate: '1903-07-19',
        address: [{ line: ['5 Canarylane'], city: 'Columbus', state: 'OH', postalCode: '432150002' }],
      };
    return resource.resourceType === 'Coverage' ? { ...resource, subscriberId: 'SUB9CANARY' } : resource;
  });

/** Every row of the tables as text. */
async function rowsOf(schema: string, tables?: readonly string[]): Promise<string> {
  const { ledgerPool } = clinic.ledger.database;
  const { rows } = await ledgerPool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = '${schema}'`,
  );
  const names = rows.map(({ name }) => name).filter((name) => tables?.includes(name) ?? true);
  expect(names.length).toBeGreaterThanOrEqual(tables?.length ?? 1);
  const texts = await Promise.all(
    names.map((name) => ledgerPool.query<{ text: string }>(`select t::text as text from ${schema}.${name} t`)),
  );
  return texts.flatMap((result) => result.rows.map(({ text }) => text)).join('\n');
}

/** A life with everything that can go wrong in it. */
async function live(): Promise<void> {
  const world = { ...clinic.world, clock: settableClock('2026-11-09T18:00:00-05:00') };
  const chart = personal([...orderOf(NAME), ...doseOf(NAME, 3)]);
  for (const resource of chart) clinic.ehr.put(resource);
  const failing: FhirServer = {
    ...clinic.ehr,
    read: () => Promise.reject(new Error('Zyxcanary 1903-07-19 at pt-zz9-patient')),
  };
  await notify(world, { type: 'MedicationRequest', id: `${NAME}-order`, versionId: '1' });
  await clinic.work({ ...world, ehr: failing });
  await notify(world, { type: 'MedicationAdministration', id: `${NAME}-dose-3`, versionId: '1' });
  await clinic.work({ ...world, ehr: { ...clinic.ehr, search: () => Promise.reject(new Fault('EHR_DOWN')) } });
  for (const { id } of await clinic.ledger.parkedWork()) await clinic.ledger.retryParked(id);
  const runtime = await startWorkers({
    ledger: clinic.ledger,
    queueServer: openQueueServer({ database: clinic.ledger.database }, world.log),
    handlers: {
      ...handlersOf(world),
      async claim(item) {
        jobsInHand = await rowsOf('bullmq');
        await handlersOf(world).claim(item);
      },
    },
    log: world.log,
  });
  await runtime.idle();
  const review = clinic.answers('approve');
  await clinic.deliver(review, world);
  await runtime.idle();
  await runtime.close();
  const answered = review.find(({ kind }) => kind === '278');
  if (answered === undefined) throw new Error('the payer answered');
  await clinic.deliver(
    [fileOf('other.x12', renumbered(textOf(answered), '900000004').replaceAll(/HCR\*A1\*\w+/g, 'HCR*A3**35'))],
    world,
  );
  const money = clinic.answers('off-by-a-cent');
  await clinic.deliver(money, world);
  await clinic.deliver(
    money.map(({ name, bytes }) => fileOf(`cut-${name}`, new TextDecoder().decode(bytes.subarray(0, 500)))),
    world,
  );
  await clinic.chart(changed(chart, 'MedicationAdministration', { status: 'entered-in-error' }));
  await clinic.chart(changed(chart, 'MedicationRequest', { status: 'cancelled' }));
}

describe('what is personal', () => {
  let tasks = '';
  beforeAll(async () => {
    await live();
    const written = clinic.ehr.takeWrites().filter(({ resourceType }) => resourceType === 'Task');
    expect(written.length).toBeGreaterThan(4);
    tasks = written
      .map((task) => JSON.stringify([task['description'], task['note'], task['businessStatus'], task['code']]))
      .join('\n');
  });

  it('is in the record store and on the wire, so that the canaries can be found at all', async () => {
    const store = await rowsOf('infusebridge', ['event', 'snapshot']);
    expect(found(store, [...PERSONAL, ...LINKABLE])).toEqual([...PERSONAL, ...LINKABLE]);
    const files = await clinic.ledger.transact((tx) => tx.transmissions());
    const wire = files.map((file) => new TextDecoder().decode(file.bytes)).join('');
    expect(found(wire, ['ZYXCANARY', 'SUB9CANARY', '19030719', '20261103'])).toHaveLength(4);
  });

  it('is not in the outbox, the queue, or a number given out', async () => {
    const rows = await rowsOf('infusebridge', ['outbox', 'control_number']);
    expect(rows).toContain('claim/1');
    expect(found(rows, [...PERSONAL, ...LINKABLE])).toEqual([]);
    expect(jobsInHand).toContain('outboxId');
    expect(found(jobsInHand + (await rowsOf('bullmq')), [...PERSONAL, ...LINKABLE])).toEqual([]);
  });

  it('is not in the log', () => {
    const log = clinic.logLines.join('\n');
    expect(log).toContain('work.failed');
    expect(log).toContain('inbound.stored');
    expect(log).not.toContain('dropped');
    expect(found(log, [...PERSONAL, ...LINKABLE])).toEqual([]);
  });

  it('is not in the names of our files, the issues of a file, or the reasons of parked work', async () => {
    const { files, issues } = await clinic.ledger.transact(async (tx) => ({
      files: await tx.transmissions(),
      issues: (await tx.inbounds()).flatMap((inbound) => inbound.issues.map(printIssue)),
    }));
    expect(files.map(({ fileName }) => fileName)).toEqual(['278-0001.x12', '837-0002.x12']);
    expect(files.map(({ id, kind, stream }) => `${id} ${kind} ${stream}`)).toEqual([
      'T1 278 authorization/1',
      'T2 837 claim/1',
    ]);
    expect(issues.length).toBeGreaterThan(1);
    expect(found(issues.join('\n'), [...PERSONAL, ...LINKABLE])).toEqual([]);
    expect(found(JSON.stringify(await clinic.ledger.parkedWork()), [...PERSONAL, ...LINKABLE])).toEqual([]);
  });

  it('is not in the words of a task: who it is about, its reference says', () => {
    expect(tasks).toContain('REMITTANCE_UNBALANCED');
    expect(found(tasks, PERSONAL)).toEqual([]);
  });
});
