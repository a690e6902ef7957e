import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handlersOf } from '../../queues/handlers.ts';
import { workOff } from '../../queues/inline.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import type { PostgresLedger } from '../../src/adapters/ledger.ts';
import { openLog } from '../../src/adapters/log.ts';
import { openMemoryEhr } from '../../src/adapters/memoryEhr.ts';
import { resolveTransmission, retryParked } from '../../src/cli/compose/resolve.ts';
import { countsOf, worklistOf } from '../../src/cli/compose/worklist.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { Fault, type SendResult } from '../../src/ports.ts';
import type { World } from '../../src/world.ts';
import { openTestLedger } from '../conformance/testLedger.ts';

const log = openLog({ level: 'silent' });
const ehr = openMemoryEhr('ehr');
const sent: string[] = [];
let answer: SendResult = 'sent';
let ledger: PostgresLedger;
let world: World;

beforeAll(async () => {
  ledger = await openTestLedger();
  const partner = {
    name: 'clearinghouse',
    ignoresDuplicates: false,
    send: async ({ name }: { readonly name: string }) => {
      sent.push(name);
      return answer;
    },
    receive: async () => [],
    archive: async () => undefined,
  };
  const readAgain = async () => ({ ok: true as const, value: [], issues: [] });
  world = {
    ledger,
    ehr,
    partner,
    rules: await loadRules(),
    settings: exampleSettings,
    clock: systemClock,
    log,
    readAgain,
  };
});
afterAll(() => ledger.close());

const work = () => workOff(ledger, handlersOf(world), log);
/** What the chart was told since the last look: status and in a few words. */
const told = () =>
  ehr.takeWrites().map((task) => [task['status'], (task['businessStatus'] as { text: string }).text] as const);

const recordFile = (id: string, control: number) =>
  ledger.transact(async (tx) => {
    await tx.recordTransmission({
      id,
      partner: 'clearinghouse',
      kind: '837',
      stream: 'claim/1',
      fileName: `837-${control}.x12`,
      bytes: new TextEncoder().encode(`file ${control}`),
      sender: 'A',
      receiver: 'B',
      usage: 'T',
      interchangeControl: control,
      groupControl: control,
    });
    await tx.enqueue({ queue: 'transmit', ref: id });
  });

describe('work that is given up on', () => {
  it('becomes a task at once, and stays one when it fails again', async () => {
    // Nobody knows this notification: the worker meets a broken invariant.
    await ledger.transact((tx) => tx.enqueue({ queue: 'intake', ref: '4711' }));
    await work();
    expect(told()).toEqual([['requested', 'Parked']]);
    const { parked } = await worklistOf(ledger);
    expect(parked).toEqual([{ id: expect.any(String), queue: 'intake', reason: 'BUG Error', stream: '4711' }]);
    expect((await countsOf(ledger)).work).toEqual([{ queue: 'intake', open: 0, parked: 1, overdueSeconds: 0 }]);

    const [item] = await ledger.parkedWork();
    expect(await retryParked(ledger, 'nothing')).toBe(false);
    expect(await retryParked(ledger, item?.id ?? '')).toBe(true);
    // Still broken: parked again, and told again.
    await work();
    expect(told()).toEqual([['requested', 'Parked']]);
    expect((await ledger.parkedWork()).map(({ id }) => id)).toEqual([item?.id]);
  });

  it('has its task closed when it goes on', async () => {
    const away: World = { ...world, ehr: { ...ehr, read: () => Promise.reject(new Fault('EHR_UNREACHABLE')) } };
    await ledger.transact(async (tx) => {
      const { id } = await tx.recordNotification({ server: 'ehr', type: 'Coverage', id: 'gone', versionId: '1' });
      await tx.enqueue({ queue: 'intake', ref: id });
    });
    await workOff(ledger, handlersOf(away), log);
    expect(told()).toEqual([['requested', 'Parked']]);
    const item = (await ledger.parkedWork()).at(-1);
    expect(item?.reason).toBe('FAULT EHR_UNREACHABLE');
    expect(await retryParked(ledger, item?.id ?? '')).toBe(true);
    await work();
    expect(told()).toEqual([['completed', 'Put back to work']]);
    expect((await ledger.parkedWork()).map(({ id }) => id)).not.toContain(item?.id);
  });

  it('does not tell about telling: a task that cannot be written is parked and no more', async () => {
    const refusing: World = { ...world, ehr: { ...ehr, putByIdentifier: () => Promise.reject(new TypeError('no')) } };
    await ledger.transact((tx) => tx.enqueue({ queue: 'intake', ref: '4712' }));
    await workOff(ledger, handlersOf(refusing), log);
    const { parked } = await worklistOf(ledger);
    expect(parked.map(({ queue }) => queue)).toEqual(['writeback', 'intake', 'intake']);
  });

  it('shows no key that is made of the EHR’s ids', async () => {
    const before = (await worklistOf(ledger)).parked.length;
    const failing: World = { ...world, ehr: { ...ehr, read: () => Promise.reject(new TypeError('no')) } };
    await ledger.transact(async (tx) => {
      await tx.link('plan', 'plan Patient/jane x|1', 'MedicationRequest/m1');
      await tx.enqueue({ queue: 'authorization', ref: 'plan Patient/jane x|1' });
    });
    await workOff(ledger, handlersOf(failing), log);
    const { parked } = await worklistOf(ledger);
    expect(parked).toHaveLength(before + 1);
    expect(JSON.stringify(parked)).not.toContain('jane');
    ehr.takeWrites();
  });
});

describe('a file whose sending was interrupted', () => {
  it('becomes a task, waits, and is sent again only when a person says that it is not there', async () => {
    answer = 'unknown';
    await recordFile('T1', 1);
    await work();
    expect(told()).toEqual([['requested', 'Sending interrupted: it may be there or not']]);
    expect((await worklistOf(ledger)).unknown).toEqual([
      { id: 'T1', partner: 'clearinghouse', kind: '837', stream: 'claim/1' },
    ]);
    expect(sent).toEqual(['837-1.x12']);

    answer = 'sent';
    expect(await resolveTransmission(ledger, 'T1', false)).toBe(true);
    await work();
    expect(sent).toEqual(['837-1.x12', '837-1.x12']);
    expect(told().at(-1)).toEqual(['completed', 'Sending settled']);
    expect(await ledger.transact((tx) => tx.transmission('T1'))).toMatchObject({ state: 'sent' });
    expect(await resolveTransmission(ledger, 'T1', false)).toBe(false);
  });

  it('is settled by a person who found it at the partner’s', async () => {
    answer = 'unknown';
    await recordFile('T2', 2);
    await work();
    expect(await resolveTransmission(ledger, 'T2', true)).toBe(true);
    await work();
    expect(told()).toEqual([['completed', 'Sending settled']]);
    expect(sent.filter((name) => name === '837-2.x12')).toHaveLength(1);
    expect((await worklistOf(ledger)).unknown).toEqual([]);
  });
});
