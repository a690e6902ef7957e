import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideByPerson } from '../../queues/casework.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { type Clinic, openClinic, orderOf } from './clinic.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const DAY_MS = 86_400_000;
/** The chart is told of the authorization again, as it is at another moment. */
async function toldAt(moment: string) {
  clinic.ehr.takeWrites();
  await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: 'authorization/1' }));
  await clinic.work({ ...clinic.world, clock: settableClock(moment) });
  const task = clinic.ehr.takeWrites().find(({ resourceType }) => resourceType === 'Task');
  return {
    status: task?.['status'],
    priority: task?.['priority'],
    description: task?.['description'],
    due: (task?.['restriction'] as { readonly period: { readonly end: string } } | undefined)?.period.end,
  };
}

describe('an authorization that waits for its payer', () => {
  it('is looked at when its next deadline passes, and not before', async () => {
    await clinic.chart(...orderOf('p'));
    const { ledger } = clinic;
    expect(await ledger.openWork(DAY_MS / 2)).toBe(0);
    expect(await ledger.openWork(30 * DAY_MS)).toBe(1);
  });

  it('is urgent work for a person once the time is over, and no longer when the payer has answered', async () => {
    await clinic.chart(...orderOf('p'));
    expect(await toldAt('2026-10-29T09:00:00-05:00')).toMatchObject({ status: 'in-progress', priority: undefined });
    expect(await toldAt('2026-10-30T09:00:00-05:00')).toMatchObject({
      priority: 'urgent',
      description: expect.stringContaining('The first planned dose is near'),
    });
    expect(await toldAt('2026-11-20T09:00:00-05:00')).toMatchObject({
      status: 'requested',
      priority: 'urgent',
      description: expect.stringContaining('not decided in time'),
    });
    await clinic.deliver(clinic.answers('approve'));
    expect(await toldAt('2026-11-20T09:00:00-05:00')).toEqual({
      status: 'completed',
      priority: undefined,
      description: 'Schedule within the certified dates and units.',
      due: undefined,
    });
  });
});

describe('an authorization that will not last', () => {
  it('becomes work two weeks before the dose that is not covered', async () => {
    await clinic.approved('p', 'modify-fewer');
    const early = await toldAt('2026-11-02T09:00:00-05:00');
    const near = await toldAt('2027-06-01T09:00:00-05:00');
    expect([early.priority, near.priority]).toEqual([undefined, 'urgent']);
    expect(near.description).toBe('The plan needs more than is certified. Ask the payer to extend it now.');
  });

  it.each([
    ['extended before they are over', '20261231', '4'],
    ['renewed when they are', '20261215', 'R'],
  ])('for want of days is %s, in time for the next dose and once', async (_, end, certification) => {
    await clinic.chart(...orderOf('p'));
    const [acknowledged, ...answers] = clinic.answers('approve');
    const shorter = answers.map((file) => ({
      ...file,
      bytes: new TextEncoder().encode(
        new TextDecoder().decode(file.bytes).replaceAll(/DTP\*036\*D8\*\d{8}/g, `DTP*036*D8*${end}`),
      ),
    }));
    await clinic.deliver([...(acknowledged === undefined ? [] : [acknowledged]), ...shorter]);
    await toldAt('2026-12-01T09:00:00-05:00');
    expect(await clinic.fileCount('authorization', 'p')).toBe(1);
    for (const day of ['2026-12-21', '2026-12-22']) await toldAt(`${day}T09:00:00-05:00`);
    expect(await clinic.fileCount('authorization', 'p')).toBe(2);
    expect((await clinic.state('p')).authorizations[0]?.change).toMatchObject({
      certification,
      status: 'requested',
    });
  });

  it('is told once why its extension cannot be written, however often that is tried', async () => {
    await clinic.chart(...orderOf('p'));
    const shorter = clinic.answers('approve').map(({ name, bytes }) => ({
      name,
      bytes: new TextEncoder().encode(
        new TextDecoder().decode(bytes).replaceAll(/DTP\*036\*D8\*\d{8}/g, 'DTP*036*D8*20261231'),
      ),
    }));
    await clinic.deliver(shorter);
    const { route } = clinic.world.settings;
    const broken = { ...route, sender: { ...route.sender, id: 'A'.repeat(25) } };
    const settings = { ...clinic.world.settings, route: broken };
    for (const day of ['22', '23']) {
      await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: 'authorization/1' }));
      await clinic.work({ ...clinic.world, settings, clock: settableClock(`2026-12-${day}T09:00:00-05:00`) });
    }
    const notes = (await clinic.events('authorization/1')).filter(({ type }) => type === 'OrdersChanged');
    expect(notes).toEqual([
      expect.objectContaining({
        data: { note: expect.stringContaining('The sender id has 1 to 15 plain characters.') },
      }),
    ]);
  });

  it('tells a person who asks for more units that nothing could be sent', async () => {
    await clinic.approved('p', 'modify-fewer');
    const { route } = clinic.world.settings;
    const settings = { ...clinic.world.settings, route: { ...route, sender: { ...route.sender, id: 'A'.repeat(25) } } };
    const extend = { do: 'extend', reason: 'Same regimen', by: 'nurse.lee' } as const;
    expect(await decideByPerson('authorization/1', extend, { ...clinic.world, settings })).toMatchObject({
      ok: false,
      issues: [{ code: 'REQUEST_NOT_WRITTEN' }],
    });
    expect(await decideByPerson('authorization/1', extend, clinic.world)).toMatchObject({ ok: true });
    expect(await clinic.fileCount('authorization', 'p')).toBe(2);
  });
});
