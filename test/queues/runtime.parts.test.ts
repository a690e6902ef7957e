import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clockDriftMs, refuseDrift, watchDrift } from '../../queues/drift.ts';
import { jobOf, readPayload } from '../../queues/payload.ts';
import { startRelay } from '../../queues/relay.ts';
import type { QueueJob } from '../../src/adapters/queueServer.ts';
import { type Dispatch, Fault, type Ledger, type Log, type QueueName } from '../../src/ports.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('a job', () => {
  it('carries the version and the outbox id, nothing else, under an id that changes when the item comes back', () => {
    const item: Dispatch = { id: '7', queue: 'claim', ref: 'claim/1', round: 2 };
    expect(jobOf(item)).toEqual({ id: 'q_7_2', data: { v: 1, outboxId: '7' } });
    expect(readPayload(jobOf(item).data)).toEqual({ known: true, outboxId: '7' });
  });

  it.each([
    [{ v: 2, outboxId: '7' }, '7'],
    [{ v: 1, outboxId: '7', patient: 'x' }, '7'],
    [{ v: 1, outboxId: 7 }, undefined],
    [{ v: 1, outboxId: '7; drop' }, undefined],
    [null, undefined],
  ])('is not known when it is %j', (data, outboxId) => {
    expect(readPayload(data)).toEqual({ known: false, outboxId });
  });
});

describe('the clock guard', () => {
  const ledgerAt = (ms: number): Pick<Ledger, 'now'> => ({ now: async () => new Date(ms) });
  const clock =
    (...readings: number[]) =>
    () =>
      readings.shift() ?? 0;

  it('measures the drift against the middle of the round trip and forgives the round trip', async () => {
    expect(await clockDriftMs(ledgerAt(10_000), clock(10_000, 10_000))).toBe(0);
    expect(await clockDriftMs(ledgerAt(10_500), clock(10_000, 11_000))).toBe(0);
    expect(await clockDriftMs(ledgerAt(70_000), clock(10_000, 10_000))).toBe(60_000);
    expect(await clockDriftMs(ledgerAt(10_000), clock(69_000, 71_000))).toBe(59_000);
  });

  it('refuses to start two seconds off, and not a millisecond earlier', async () => {
    await refuseDrift(ledgerAt(12_000), clock(10_000, 10_000));
    await expect(refuseDrift(ledgerAt(12_001), clock(10_000, 10_000))).rejects.toBeInstanceOf(Fault);
    await expect(refuseDrift(ledgerAt(0), clock(2_001, 2_001))).rejects.toThrow('differ by 2001 ms');
  });

  it('says once when a running clock goes wrong, and once when it is right again', async () => {
    let offset = 0;
    const told: boolean[] = [];
    const stop = watchDrift(
      ledgerAt(0),
      quiet,
      (wrong) => told.push(wrong),
      5,
      () => offset,
    );
    await sleep(30);
    offset = 60_000;
    await sleep(40);
    offset = 0;
    await sleep(40);
    stop();
    expect(told).toEqual([true, false]);
  });
});

describe('the relay', () => {
  it('goes on with the other queues and tries again when one cannot be reached', async () => {
    const added: string[] = [];
    let failures = 2;
    const ledger = {
      dispatchable: async (queue: QueueName): Promise<readonly Dispatch[]> => [{ id: '1', queue, ref: 'r', round: 0 }],
    } as unknown as Ledger;
    const queue = (name: string) => ({
      add: async (jobs: readonly QueueJob[]) => {
        if (name === 'intake' && failures-- > 0) throw new Fault('down');
        added.push(...jobs.map((job) => `${name} ${job.id}`));
      },
      close: async () => undefined,
    });
    const queues = new Map<QueueName, ReturnType<typeof queue>>([
      ['intake', queue('intake')],
      ['claim', queue('claim')],
    ]);
    const relay = startRelay(ledger, queues, quiet, { window: 1, busyMs: 5, idleMs: 5, leaseMs: 5 });
    while (!added.includes('intake q_1_0')) await sleep(2);
    await relay.stop();
    expect(added.slice(0, 2)).toEqual(['claim q_1_0', 'claim q_1_0']);
    const after = added.length;
    await sleep(20);
    expect(added).toHaveLength(after);
  });
});
