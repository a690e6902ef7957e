import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf } from '../../queues/casework.ts';
import { notify } from '../../queues/notify.ts';
import { remember, tell } from '../../queues/tell.ts';
import type { PostgresLedger } from '../../src/adapters/ledger.ts';
import type { SyntheticEhr } from '../../src/synthetic/ehr.ts';
import type { World } from '../../src/world.ts';
import { orderOf } from './clinic.ts';
import { type HttpClinic, openHttpClinic } from './httpClinic.ts';

const STREAM = 'authorization/1';
const owner = { reference: 'Practitioner/kim' };
let clinic: HttpClinic;
let ehr: SyntheticEhr;
let ledger: PostgresLedger;
let world: World;

beforeAll(async () => {
  clinic = await openHttpClinic();
  ({ ehr, ledger, world } = clinic);
  ehr.putAll(orderOf('kim'));
  await clinic.look();
  await clinic.deliver('approve');
});
afterAll(() => clinic.close());

const work = () => clinic.work();
const look = () => clinic.look();
type Task = Readonly<Record<string, unknown>> & { readonly id: string; readonly resourceType: 'Task' };
/** The one Task of ours of this name, or whose name goes on after a hyphen. */
function taskOf(name: string): Task {
  const tasks = ehr.all('Task').map(({ json }) => json as Task);
  const found = tasks.filter((task) =>
    (task['identifier'] as readonly { readonly value: string }[]).some(
      ({ value }) => value === name || value.startsWith(`${name}-`),
    ),
  );
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} tasks of ${name}`);
  return found[0];
}
const SCREENING = `${STREAM}/financial_screening`;
const close = async (name: string, change: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  ehr.put({ ...taskOf(name), status: 'completed', owner, ...change });
  await look();
};
const casework = async () => {
  const found = await ledger.transact((tx) => tx.events('casework/1'));
  return found.map(({ type }) => type);
};
const entriesOf = async (what: string) => {
  const { log: entries } = (await caseOf(STREAM, world)) as { log: { what: string; text: string; by: string }[] };
  return entries.filter((entry) => entry.what === what).map(({ text, by }) => [text, by]);
};

describe('a person who works in the EHR', () => {
  it('is told what is missing when a Task is closed that asks for more, once', async () => {
    expect(taskOf(SCREENING)['status']).toBe('requested');
    await close(SCREENING, { note: [{ text: 'Looks fine.', authorReference: owner }] });
    expect(taskOf(SCREENING)).toMatchObject({
      status: 'requested',
      owner,
      description: expect.stringContaining('Record cleared with the answers'),
      note: expect.arrayContaining([{ text: 'Looks fine.', authorReference: owner }]),
    });
    await close(SCREENING);
    // Nobody fights over a Task: it stays as the person left it, and the authorization says that the work is open.
    expect(taskOf(SCREENING)['status']).toBe('completed');
    const texts = (taskOf('authorization/1')['note'] as { text: string }[]).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/^Still open: financial screening\./));
    expect(await entriesOf('financial_screening')).toEqual([
      [
        expect.stringContaining('Task completed in the EHR by Practitioner/kim.'),
        expect.stringMatching(/^ehr\/Task\//),
      ],
    ]);
  });

  it('ends the work with what the outputs say; what follows is opened, the Task stays theirs', async () => {
    const output = Object.entries({
      outcome: 'cleared',
      'answer-payer': 'in force',
      'answer-patient': 'agreed',
      'answer-authorization': 'covered',
    }).map(([code, valueString]) => ({
      type: { coding: [{ system: 'urn:infusebridge:output', code }] },
      valueString,
    }));
    await close(SCREENING, { output, priority: 'stat' });
    const task = taskOf(SCREENING);
    expect(task).toMatchObject({ status: 'completed', owner, output, priority: 'stat' });
    expect(taskOf(`${STREAM}/attending_notice`)['status']).toBe('requested');
    expect(taskOf(`${STREAM}/scheduling`)['status']).toBe('requested');
    const before = await casework();
    expect(before.filter((type) => type === 'WorkClosed')).toHaveLength(1);
    // Repeated and late notices, and whatever else has the chart told again.
    await notify(world, { type: 'Task', id: task.id, versionId: '1' });
    await notify(world, { type: 'Task', id: task.id, versionId: 'late' });
    await ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: 'casework/1' }));
    await look();
    expect(await casework()).toEqual(before);
    expect(taskOf(SCREENING)).toEqual(task);
  });

  it('may copy a Task, identifier and all: what becomes of the copy ends nothing, and ours is written on', async () => {
    const scheduling = taskOf(`${STREAM}/scheduling`);
    ehr.put({ ...scheduling, id: 'copy', for: { reference: 'Patient/other' }, status: 'cancelled' });
    const before = await casework();
    await look();
    expect(await casework()).toEqual(before);
    const [identifier] = scheduling['identifier'] as readonly { readonly system: string; readonly value: string }[];
    if (identifier === undefined) throw new Error('a Task of ours has an identifier');
    const resource = { ...scheduling, description: 'Book it anew.' };
    await tell([{ resource, identifier }], world);
    const tasks = ehr.all('Task').map(({ json }) => json as Task);
    expect(tasks.find((task) => task.id === scheduling.id)?.['description']).toBe('Book it anew.');
    expect(tasks.find((task) => task.id === 'copy')?.['description']).toBe(scheduling['description']);
    ehr.remove('Task', 'copy');
  });

  it('is named by a Provenance where nobody owns the Task', async () => {
    const { id } = taskOf(`${STREAM}/scheduling`);
    ehr.put({
      resourceType: 'Provenance',
      id: 'pv1',
      target: [{ reference: `Task/${id}` }],
      recorded: '2026-11-02T18:00:00Z',
      agent: [{ who: { reference: 'Practitioner/lee' } }],
    });
    await close(`${STREAM}/scheduling`, { owner: undefined, note: [{ text: 'Booked.' }] });
    expect(await entriesOf('scheduling')).toEqual([['done: Booked.', `ehr/Task/${id}`]]);
    const { work: pieces } = (await caseOf(STREAM, world)) as { work: { id: string; end?: object }[] };
    expect(pieces.find((one) => one.id.startsWith('scheduling'))?.end).toMatchObject({
      by: 'Practitioner/lee',
      outcome: 'done',
    });
  });

  it('may delete a Task: that is told, and nothing fails', async () => {
    const { id } = taskOf(`${STREAM}/attending_notice`);
    ehr.remove('Task', id);
    await notify(world, { type: 'Task', id, versionId: 'gone' });
    await work();
    expect(() => taskOf(`${STREAM}/attending_notice`)).toThrow('0 tasks');
    expect(await entriesOf('attending_notice')).toEqual([
      [expect.stringContaining('Task deleted in the EHR by somebody. Its Task was deleted'), `ehr/Task/${id}`],
    ]);
    expect(await ledger.parkedWork()).toEqual([]);
  });

  it('may close the Task that shows the state: it stays closed until there is news', async () => {
    ehr.put({ ...taskOf('authorization/1'), status: 'cancelled', owner });
    await ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: STREAM }));
    await work();
    expect(taskOf('authorization/1')).toMatchObject({ status: 'cancelled', owner });
  });

  it('keeps what was closed between our writing and our noting it', async () => {
    const identifier = { system: 'urn:infusebridge:work', value: `${STREAM}/other` };
    const resource = { resourceType: 'Task', identifier: [identifier], status: 'requested', description: 'Do it.' };
    const write = { resource, identifier };
    await tell([write], world);
    ehr.put({ ...taskOf(`${STREAM}/other`), status: 'completed' });
    const told = await tell([write], world);
    await ledger.transact((tx) => remember(told, tx, world));
    expect(taskOf(`${STREAM}/other`)['status']).toBe('completed');
    await work();
  });

  it('is read before the Task is opened again, where it was closed once more meanwhile', async () => {
    const identifier = { system: 'urn:infusebridge:work', value: `${STREAM}/another` };
    const task = { resourceType: 'Task', identifier: [identifier], status: 'requested' };
    const open = { resource: { ...task, description: 'Call them.' }, identifier };
    const again = { resource: { ...task, description: 'Call them. The outcome is missing.' }, identifier };
    const rung = async () => (await ledger.counts()).work.find(({ queue }) => queue === 'intake')?.open ?? 0;
    const before = await rung();
    const told = async (write: Parameters<typeof tell>[0][number]) => {
      const written = await tell([write], world);
      await ledger.transact((tx) => remember(written, tx, world));
      return [taskOf(`${STREAM}/another`)['status'], (await rung()) - before];
    };
    expect(await told(open)).toEqual(['requested', 0]);
    const closed = ehr.put({ ...taskOf(`${STREAM}/another`), status: 'completed' });
    ehr.put({ ...taskOf(`${STREAM}/another`), output: [{ type: { text: 'outcome' }, valueCode: 'upheld' }] });
    expect(await told({ ...again, over: closed.versionId })).toEqual(['completed', 1]);
    await work();
    const written = ehr.history('Task', closed.id).at(-1)?.versionId ?? '';
    // Nothing is new: nothing is written, nothing rings, nothing goes in circles.
    expect(await told({ ...again, over: closed.versionId })).toEqual(['completed', 0]);
    expect(ehr.history('Task', closed.id).at(-1)?.versionId).toBe(written);
    expect(await told({ ...again, resource: { ...again.resource, description: 'Now.' }, over: written })).toEqual([
      'requested',
      0,
    ]);
  });

  it('is not disturbed by Tasks of others, nor we by theirs', async () => {
    const before = await casework();
    ehr.put({ resourceType: 'Task', id: 'theirs', status: 'completed', identifier: [{ value: SCREENING }] });
    await notify(world, { type: 'Task', id: 'theirs', versionId: '1' });
    await notify(world, { type: 'Task', id: 'never', versionId: '1' });
    await look();
    expect(await casework()).toEqual(before);
    expect(await ledger.parkedWork()).toEqual([]);
  });
});
