import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseOf, decideByPerson } from '../../queues/casework.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import type { Work } from '../../src/authorization/casework.ts';
import type { World } from '../../src/world.ts';
import { type Clinic, openClinic, type Resource } from './clinic.ts';

const SCENARIO = new URL('../../fixtures/scenarios/90-new-rule/in/', import.meta.url);
const read = (file: string, name: string): readonly Resource[] => {
  const text = readFileSync(new URL(file, SCENARIO), 'utf8').replaceAll('course-', `${name}-`);
  const { entry } = JSON.parse(text) as { readonly entry: readonly { readonly resource: Resource }[] };
  return entry.map(({ resource }) => resource);
};

let clinic: Clinic;
let world: World;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

let name = '';
let count = 0;
let stream = '';
const on = (day: string) => {
  world = { ...clinic.world, clock: settableClock(`${day}T09:00:00-05:00`) };
};
/** Charts and rings on the day that was set. */
async function chart(...resources: readonly Resource[]): Promise<void> {
  for (const resource of resources) clinic.ehr.put(resource);
  for (const { resourceType: type, id } of resources)
    await clinic.ledger.transact(async (tx) => {
      count += 1;
      const notice = await tx.recordNotification({ server: 'ehr', type, id, versionId: `${count}` });
      await tx.enqueue({ queue: 'intake', ref: notice.id });
    });
  await clinic.work(world);
}
const workOf = async (): Promise<readonly (Work & { readonly end?: { readonly outcome: string } })[]> => {
  const known = (await caseOf(stream, clinic.world)) as { readonly work: readonly Work[] } | undefined;
  return (known?.work ?? []).filter(({ kind }) => ['newly_wanted', 'told_otherwise'].includes(kind));
};
const listed = async () => (await workOf()).map(({ id, role, end }) => `${id} ${role} ${end?.outcome ?? 'open'}`);
const DAY_MS = 86_400_000;
const DECEMBER = 'newly_wanted-labs-pembrolizumab-labs nursing';

describe('an authorization that is out', () => {
  beforeEach(async () => {
    count += 1;
    name = `r${count}`;
    on('2026-11-23');
    await chart(...read('01-order.json', name));
    await clinic.deliver(clinic.answers('approve'), world);
    [stream = ''] = await clinic.ledger.transact((tx) => tx.linked('patient authorization', `Patient/${name}-patient`));
  });
  const files = () => clinic.fileCount('authorization', name);

  it('is looked at when a result rings, and owes what a rule wants that began since: once, and until it is charted', async () => {
    expect(await listed()).toEqual([]);
    on('2026-12-02');
    await chart(...read('06-december.json', name));
    expect(await listed()).toEqual([`${DECEMBER} open`]);
    const before = (await clinic.events(stream.replace('authorization', 'casework'))).length;
    await chart(...read('06-december.json', name));
    expect((await clinic.events(stream.replace('authorization', 'casework'))).length).toBe(before);
    await chart(...read('07-labs.json', name).map((one) => ({ ...one, effectiveDateTime: '2026-12-01' })));
    expect(await listed()).toEqual([`${DECEMBER} settled`]);
    expect(await files()).toBe(1);
  });

  it('is looked at every day without anybody ringing', async () => {
    const { ledger } = clinic;
    const inADay = async () => (await ledger.openWork(1.01 * DAY_MS)) - (await ledger.openWork(0.99 * DAY_MS));
    const waiting = await inADay();
    expect(waiting).toBeGreaterThan(0);
    on('2026-12-02');
    await clinic.ledger.transact((tx) =>
      tx.enqueue({ queue: 'intake', ref: stream.replace('authorization', 'casework') }),
    );
    await clinic.work(world);
    expect(await listed()).toEqual([`${DECEMBER} open`]);
    expect(await inADay()).toBe(waiting);
  });

  it('what a person closed is not opened again for the same cause', async () => {
    on('2026-12-02');
    await chart(...read('06-december.json', name));
    const [work] = await workOf();
    const closed = { do: 'close', work: work?.id ?? '', by: 'nurse.lee', outcome: 'done', note: 'not for us' } as const;
    expect((await decideByPerson(stream, closed, world)).ok).toBe(true);
    await chart(...read('06-december.json', name).map((one) => ({ ...one, effectiveDateTime: '2026-12-01' })));
    expect(await listed()).toEqual([`${DECEMBER} done`]);
  });

  it('tells of a stage that is charted otherwise, and sends nothing', async () => {
    await chart(...read('05-restaged.json', name));
    expect(await listed()).toEqual([
      `told_otherwise-stage-Condition-${name}-diagnosis-1222806003 authorization_team open`,
    ]);
    expect(await files()).toBe(1);
  });

  it('lets nobody schedule when the diagnosis was refuted', async () => {
    const [condition] = read('05-restaged.json', name);
    const refuted = { verificationStatus: { coding: [{ code: 'refuted' }] } };
    await chart({ ...condition, resourceType: 'Condition', id: `${name}-diagnosis`, ...refuted });
    const known = (await caseOf(stream, clinic.world)) as { readonly attention?: string };
    expect(known.attention).toContain('no diagnosis is left for the orders');
    expect(await listed()).toEqual([expect.stringMatching(/^told_otherwise-diagnosis-\S+ prescriber open$/)]);
    expect(await files()).toBe(1);
  });

  it('asks for a revision when the diagnosis itself changed, as for any change of the plan', async () => {
    const [condition] = read('05-restaged.json', name);
    await chart({
      ...condition,
      resourceType: 'Condition',
      id: `${name}-diagnosis`,
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C34.12' }] },
      stage: [{ summary: { coding: [{ system: 'http://snomed.info/sct', code: '1222769001' }] } }],
    });
    const requests = (await clinic.events(stream)).filter(({ type }) => type === 'Requested');
    expect(requests.map(({ data }) => (data as { request: { certification: string } }).request.certification)).toEqual([
      'I',
      'S',
    ]);
    expect(await files()).toBe(2);
  });
});
