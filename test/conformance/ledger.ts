import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger, LedgerTransaction, QueueName, Transmission } from '../../src/ports.ts';
import { Conflict } from '../../src/ports.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const fresh = (prefix: string): string => `${prefix}/${randomUUID()}`;

const transmission = (over: Partial<Transmission> = {}) => ({
  id: fresh('t'),
  partner: 'clearinghouse',
  kind: '837',
  stream: fresh('claim'),
  fileName: `${randomUUID()}.x12`,
  bytes: bytesOf('ISA*00*~'),
  sender: 'SENDER',
  receiver: randomUUID(),
  usage: 'T' as const,
  interchangeControl: 1,
  groupControl: 1,
  ...over,
});

/** What every ledger must do, run against each one that exists. */
export function ledgerConformance(what: string, open: () => Promise<Ledger>): void {
  describe(`${what} as a ledger`, () => {
    let ledger: Ledger;
    beforeAll(async () => {
      ledger = await open();
    }, 120_000);
    afterAll(async () => {
      await ledger.close();
    });
    const transact = <T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T> => ledger.transact(work);

    /** Opens one item of work nobody else knows and gives its outbox id. */
    const openItem = async (queue: QueueName, ref = fresh('ref')): Promise<string> => {
      await transact((tx) => tx.enqueue({ queue, ref }));
      const item = (await ledger.dispatchable(queue, 1_000)).find((dispatch) => dispatch.ref === ref);
      if (item === undefined) throw new Error('the item was not dispatched');
      return item.id;
    };

    describe('events', () => {
      it('gives back what was appended, in order, with its cause and the time of the database', async () => {
        const stream = fresh('authorization');
        const before = await ledger.now();
        await transact((tx) => tx.append(stream, 0, [{ type: 'opened', data: { b: 1, a: [2, null] } }], 'person/amy'));
        await transact((tx) => tx.append(stream, 1, [{ type: 'sent', data: null }], 'person/amy'));
        const events = await transact((tx) => tx.events(stream));
        expect(events).toEqual([
          {
            stream,
            version: 1,
            type: 'opened',
            data: { b: 1, a: [2, null] },
            cause: 'person/amy',
            recordedAt: expect.any(Date),
          },
          { stream, version: 2, type: 'sent', data: null, cause: 'person/amy', recordedAt: expect.any(Date) },
        ]);
        expect(events[0]?.recordedAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
      });

      it('keeps money, key order, NUL and half a surrogate pair exactly', async () => {
        const stream = fresh('remittance');
        const data = { paidCents: 12_345_678_901_234_567_890n, text: 'a\u0000b\ud800c', z: 1, a: { $bigint: 7 } };
        await transact((tx) => tx.append(stream, 0, [{ type: 'paid', data }], 'inbound/1'));
        const [event] = await transact((tx) => tx.events(stream));
        expect(event?.data).toEqual(data);
        expect(Object.keys(event?.data as object)).toEqual(['paidCents', 'text', 'z', 'a']);
      });

      it('lets one of two writers win and tells the other Conflict', async () => {
        const stream = fresh('claim');
        const outcomes = await Promise.allSettled(
          ['one', 'two', 'three'].map((type) => transact((tx) => tx.append(stream, 0, [{ type, data: {} }], 'x'))),
        );
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Conflict);
        }
        expect(await transact((tx) => tx.events(stream))).toHaveLength(1);
      });

      it('refuses to append beyond the end, because that is a bug', async () => {
        const attempt = transact((tx) => tx.append(fresh('claim'), 3, [{ type: 'x', data: {} }], 'x'));
        await expect(attempt).rejects.toThrow('append at version 3: there are only 0');
      });

      it('lists the streams of a prefix, oldest first, and takes the prefix literally', async () => {
        const prefix = fresh('p_%');
        for (const name of ['b', 'a']) {
          await transact((tx) => tx.append(`${prefix}/${name}`, 0, [{ type: 'x', data: {} }], 'x'));
        }
        expect(await transact((tx) => tx.streams(prefix))).toEqual([`${prefix}/b`, `${prefix}/a`]);
        expect(await transact((tx) => tx.streams(prefix.replace('p_%', 'pxx')))).toEqual([]);
      });

      it('keeps nothing of a transaction that failed', async () => {
        const stream = fresh('claim');
        const attempt = transact(async (tx) => {
          await tx.append(stream, 0, [{ type: 'x', data: {} }], 'x');
          await tx.enqueue({ queue: 'claim', ref: stream });
          throw new Error('changed my mind');
        });
        await expect(attempt).rejects.toThrow('changed my mind');
        expect(await transact((tx) => tx.events(stream))).toEqual([]);
      });

      it('refuses a call to the ledger from inside a transaction instead of waiting for itself', async () => {
        await expect(transact(() => transact(async () => 1))).rejects.toThrow('inside transact');
        await expect(transact(() => ledger.openWork())).rejects.toThrow('inside transact');
      });
    });

    describe('snapshots', () => {
      it('gives the latest under a key, element order kept, and undefined where there is none', async () => {
        const key = fresh('snapshot');
        expect(await transact((tx) => tx.snapshot(key))).toBeUndefined();
        await transact((tx) => tx.saveSnapshot(key, [{ resourceType: 'Patient', id: '1' }]));
        await transact((tx) => tx.saveSnapshot(key, [{ z: '\u0000', resourceType: 'Patient', id: '2' }]));
        const latest = await transact((tx) => tx.snapshot(key));
        expect(JSON.stringify(latest)).toBe('[{"z":"\\u0000","resourceType":"Patient","id":"2"}]');
      });
    });

    describe('things that exist once', () => {
      it('knows a notification by server, type, id and version', async () => {
        const notice = { server: 'ehr', type: 'MedicationRequest', id: randomUUID(), versionId: '1' };
        const first = await transact((tx) => tx.recordNotification(notice));
        expect(first.isNew).toBe(true);
        expect(await transact((tx) => tx.recordNotification(notice))).toEqual({ id: first.id, isNew: false });
        expect((await transact((tx) => tx.recordNotification({ ...notice, versionId: '2' }))).isNew).toBe(true);
        expect(await transact((tx) => tx.notification(first.id))).toEqual(notice);
        expect(await transact((tx) => tx.notification('../../etc'))).toBeUndefined();
      });

      it('gives a key to one stream until that stream releases it', async () => {
        const key = randomUUID();
        expect(await transact((tx) => tx.claimKey('administration', key, 'claim/1'))).toBe(true);
        expect(await transact((tx) => tx.claimKey('administration', key, 'claim/1'))).toBe(true);
        expect(await transact((tx) => tx.claimKey('administration', key, 'claim/2'))).toBe(false);
        await transact((tx) => tx.releaseKey('administration', key, 'claim/2'));
        expect(await transact((tx) => tx.owner('administration', key))).toBe('claim/1');
        await transact((tx) => tx.releaseKey('administration', key, 'claim/1'));
        expect(await transact((tx) => tx.owner('administration', key))).toBeUndefined();
        expect(await transact((tx) => tx.claimKey('administration', key, 'claim/2'))).toBe(true);
      });

      it('gives a key to exactly one of sixteen streams that want it at once', async () => {
        const key = randomUUID();
        const streams = Array.from({ length: 16 }, (_, index) => `claim/${index}`);
        const won = await Promise.all(streams.map((stream) => transact((tx) => tx.claimKey('line', key, stream))));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await transact((tx) => tx.owner('line', key))).toBe(streams[won.indexOf(true)]);
      });

      it('links a key to many streams, each once, in the order they came', async () => {
        const key = randomUUID();
        for (const stream of ['b', 'a', 'b']) await transact((tx) => tx.link('patient', key, stream));
        expect(await transact((tx) => tx.linked('patient', key))).toEqual(['b', 'a']);
      });
    });

    describe('control numbers', () => {
      it('are gapless and never reused when 64 writers ask at once and some give up', async () => {
        const sequence = fresh('sequence');
        const numbers = await Promise.allSettled(
          Array.from({ length: 64 }, (_, index) =>
            transact(async (tx) => {
              const number = await tx.nextControlNumber(sequence);
              if (index % 8 === 0) throw new Error('rolled back');
              return number;
            }),
          ),
        );
        const given = numbers.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
        expect(given.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 56 }, (_, index) => index + 1));
      });
    });

    describe('transmissions', () => {
      it('come back as they were recorded, by id, stream and partner', async () => {
        const recorded = transmission({ bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte) });
        await transact((tx) => tx.recordTransmission(recorded));
        const expected = { ...recorded, state: 'recorded', recordedAt: expect.any(Date) };
        expect(await transact((tx) => tx.transmission(recorded.id))).toEqual(expected);
        expect(await transact((tx) => tx.transmissions({ stream: recorded.stream }))).toEqual([expected]);
        expect(await transact((tx) => tx.transmissions({ stream: recorded.stream, partner: 'other' }))).toEqual([]);
      });

      it('remember when they were first tried', async () => {
        const recorded = transmission();
        await transact((tx) => tx.recordTransmission(recorded));
        await transact((tx) => tx.setTransmissionState(recorded.id, 'sending'));
        const first = await transact((tx) => tx.transmission(recorded.id));
        await transact((tx) => tx.setTransmissionState(recorded.id, 'sending'));
        await transact((tx) => tx.setTransmissionState(recorded.id, 'sent'));
        const last = await transact((tx) => tx.transmission(recorded.id));
        expect(first?.firstSentAt).toEqual(expect.any(Date));
        expect(last).toEqual({ ...first, state: 'sent' });
        await expect(transact((tx) => tx.setTransmissionState('nobody', 'sent'))).rejects.toThrow('no such');
      });

      it('never share an envelope, and a second record of one id is a Conflict', async () => {
        const recorded = transmission();
        await transact((tx) => tx.recordTransmission(recorded));
        await expect(transact((tx) => tx.recordTransmission(recorded))).rejects.toBeInstanceOf(Conflict);
        const reused = transmission({ receiver: recorded.receiver });
        await expect(transact((tx) => tx.recordTransmission(reused))).rejects.toThrow('transmission_envelope');
      });
    });

    describe('inbound files', () => {
      it('are stored once per partner and content, with their issues', async () => {
        const bytes = bytesOf(`ISA*${randomUUID()}~`);
        const file = { partner: 'payer', name: 'a\u0000.835', sha256: sha256(bytes), bytes };
        const first = await transact((tx) => tx.recordInbound(file));
        expect(first.isNew).toBe(true);
        expect(await transact((tx) => tx.recordInbound({ ...file, name: 'b.835' }))).toEqual({
          id: first.id,
          isNew: false,
        });
        expect((await transact((tx) => tx.recordInbound({ ...file, partner: 'other' }))).isNew).toBe(true);
        const issue = { code: 'IK403:7', severity: 'error' as const, message: 'm' };
        await transact((tx) => tx.setInboundState(first.id, 'quarantined', [issue]));
        expect(await transact((tx) => tx.inbound(first.id))).toEqual({
          id: first.id,
          partner: 'payer',
          name: 'a\uFFFD.835',
          sha256: sha256(bytes),
          bytes,
          state: 'quarantined',
          issues: [issue],
          receivedAt: expect.any(Date),
        });
        await transact((tx) => tx.setInboundState(first.id, 'applied'));
        expect((await transact((tx) => tx.inbound(first.id)))?.issues).toEqual([issue]);
        expect((await transact((tx) => tx.inbounds())).map((inbound) => inbound.id)).toContain(first.id);
        expect(await transact((tx) => tx.inbound('no-such'))).toBeUndefined();
      });

      it('refuse a hash that is not the hash of the bytes', async () => {
        const file = { partner: 'payer', name: 'x', sha256: sha256(bytesOf('other')), bytes: bytesOf(randomUUID()) };
        await expect(transact((tx) => tx.recordInbound(file))).rejects.toThrow('inbound_sha256');
      });
    });

    describe('the outbox', () => {
      it('holds one open item per queue, ref and key', async () => {
        const ref = fresh('ref');
        for (const key of [undefined, 'a', undefined, 'a']) {
          await transact((tx) => tx.enqueue({ queue: 'intake', ref, ...(key === undefined ? {} : { key }) }));
        }
        const mine = (await ledger.dispatchable('intake', 1_000)).filter((item) => item.ref === ref);
        expect(mine).toHaveLength(2);
      });

      it('hands out no more than the window, and each item once', async () => {
        for (let index = 0; index < 5; index += 1)
          await transact((tx) => tx.enqueue({ queue: 'receive', ref: fresh('ref') }));
        const first = await ledger.dispatchable('receive', 3);
        expect(first).toHaveLength(3);
        expect(await ledger.dispatchable('receive', 3)).toEqual([]);
        expect(await ledger.dispatchable('receive', 4)).toHaveLength(1);
        const lease = await ledger.lease(first[0]?.id ?? '', 60_000);
        expect(await transact((tx) => tx.finish(first[0]?.id ?? '', lease?.epoch ?? 0))).toBe(true);
        expect(await ledger.dispatchable('receive', 4)).toHaveLength(1);
      });

      it('does not hand out work before it is due', async () => {
        const ref = fresh('ref');
        const before = await ledger.openWork();
        const soonBefore = await ledger.openWork(60_000);
        await transact((tx) => tx.enqueue({ queue: 'claim', ref, delayMs: 3_600_000 }));
        expect((await ledger.dispatchable('claim', 1_000)).filter((item) => item.ref === ref)).toEqual([]);
        expect(await ledger.openWork()).toBe(before + 1);
        expect(await ledger.openWork(60_000)).toBe(soonBefore);
        await transact((tx) => tx.enqueue({ queue: 'claim', ref }));
        expect((await ledger.dispatchable('claim', 1_000)).filter((item) => item.ref === ref)).toHaveLength(1);
      });

      it('leases an item to one worker; a finished item is nobody’s', async () => {
        const id = await openItem('transmit');
        const leases = await Promise.all(Array.from({ length: 8 }, () => ledger.lease(id, 60_000)));
        const mine = leases.filter((lease) => lease !== undefined);
        expect(mine).toHaveLength(1);
        expect(mine[0]).toMatchObject({ epoch: 1, attempt: 1, queue: 'transmit' });
        expect(await ledger.renew(id, 1, 60_000)).toBe(true);
        expect(await transact((tx) => tx.finish(id, 1))).toBe(true);
        expect(await transact((tx) => tx.finish(id, 1))).toBe(false);
        expect(await ledger.lease(id, 60_000)).toBeUndefined();
        expect(await ledger.renew(id, 1, 60_000)).toBe(false);
      });

      it('shuts out a worker whose lease ran out once another has taken over', async () => {
        const id = await openItem('transmit');
        const slow = await ledger.lease(id, 1);
        await new Promise((resolve) => setTimeout(resolve, 30));
        const quick = await ledger.lease(id, 60_000);
        expect(quick).toMatchObject({ epoch: (slow?.epoch ?? 0) + 1, attempt: 2 });
        expect(await transact((tx) => tx.finish(id, slow?.epoch ?? 0))).toBe(false);
        expect(await ledger.renew(id, slow?.epoch ?? 0, 60_000)).toBe(false);
        await ledger.release(id, slow?.epoch ?? 0, 0, 'LATE');
        await ledger.park(id, slow?.epoch ?? 0, 'LATE');
        expect(await transact((tx) => tx.finish(id, quick?.epoch ?? 0))).toBe(true);
      });

      it('does an item again that was asked for while a worker had it', async () => {
        const ref = fresh('ref');
        const id = await openItem('authorization', ref);
        const lease = await ledger.lease(id, 60_000);
        await transact((tx) => tx.enqueue({ queue: 'authorization', ref }));
        expect(await transact((tx) => tx.finish(id, lease?.epoch ?? 0))).toBe(true);
        const [again] = (await ledger.dispatchable('authorization', 1_000)).filter((item) => item.ref === ref);
        expect(again).toMatchObject({ id, round: 1 });
        const second = await ledger.lease(id, 60_000);
        expect(second?.attempt).toBe(1);
        expect(await transact((tx) => tx.finish(id, second?.epoch ?? 0))).toBe(true);
        expect((await ledger.dispatchable('authorization', 1_000)).filter((item) => item.ref === ref)).toEqual([]);
      });

      it('gives a released item back after its delay, with a new round and its attempts counted', async () => {
        const ref = fresh('ref');
        const id = await openItem('writeback', ref);
        const lease = await ledger.lease(id, 60_000);
        await ledger.release(id, lease?.epoch ?? 0, 40, 'HTTP_503');
        expect(await ledger.lease(id, 60_000)).toBeUndefined();
        await new Promise((resolve) => setTimeout(resolve, 80));
        const [item] = (await ledger.dispatchable('writeback', 1_000)).filter((dispatch) => dispatch.ref === ref);
        expect(item).toEqual({ id, queue: 'writeback', ref, round: 1 });
        expect((await ledger.lease(id, 60_000))?.attempt).toBe(2);
      });

      it('parks an item with its reason, does not count it, and puts it back when a person says so', async () => {
        const ref = fresh('ref');
        const id = await openItem('writeback', ref);
        const open = await ledger.openWork();
        const lease = await ledger.lease(id, 60_000);
        await ledger.park(id, lease?.epoch ?? 0, 'HTTP_422');
        expect(await ledger.parkedWork()).toContainEqual({ id, queue: 'writeback', ref, reason: 'HTTP_422' });
        expect(await ledger.openWork()).toBe(open - 1);
        expect(await ledger.lease(id, 60_000)).toBeUndefined();
        await ledger.retryParked(id);
        expect(await ledger.parkedWork()).not.toContainEqual(expect.objectContaining({ id }));
        expect((await ledger.lease(id, 60_000))?.attempt).toBe(1);
      });

      it('drops a parked item on retry when the same work has been asked for anew', async () => {
        const ref = fresh('ref');
        const id = await openItem('writeback', ref);
        await ledger.park(id, (await ledger.lease(id, 60_000))?.epoch ?? 0, 'HTTP_422');
        const anew = await openItem('writeback', ref);
        await ledger.retryParked(id);
        expect(await ledger.lease(id, 60_000)).toBeUndefined();
        expect(await ledger.parkedWork()).not.toContainEqual(expect.objectContaining({ id }));
        expect((await ledger.lease(anew, 60_000))?.attempt).toBe(1);
      });

      it('hints at new work after the commit, and not after a rollback', async () => {
        let hints = 0;
        const stop = ledger.onWork(() => {
          hints += 1;
        });
        await transact((tx) => tx.enqueue({ queue: 'intake', ref: fresh('ref') }));
        expect(hints).toBe(1);
        const failed = transact(async (tx) => {
          await tx.enqueue({ queue: 'intake', ref: fresh('ref') });
          throw new Error('no');
        });
        await expect(failed).rejects.toThrow('no');
        stop();
        await transact((tx) => tx.enqueue({ queue: 'intake', ref: fresh('ref') }));
        expect(hints).toBe(1);
      });
    });
  });
}
