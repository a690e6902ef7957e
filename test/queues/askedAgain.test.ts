import { afterEach, expect, test } from 'vitest';
import { handlersOf } from '../../queues/handlers.ts';
import { workOff } from '../../queues/inline.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { type Clinic, openClinic, orderOf } from './clinic.ts';
import { openStory, type Played } from './story.ts';

let story: Played | undefined;
let clinic: Clinic | undefined;
afterEach(async () => {
  await story?.world.ledger.close();
  await clinic?.close();
  story = undefined;
  clinic = undefined;
});

/** The first answer of the story, turned into a rejection of the whole event: AAA03 15 with this AAA04. */
const rejecting = (followUp: string) => (whole: string) =>
  whole
    .replace(/UM\*HS[^~]*~\nHCR\*A1\*0A0000001001~\n/, `AAA*Y**15*${followUp}~\nUM*HS*I*78*11:B~\n`)
    .replace(/HL\*5\*4\*SS[\s\S]*?SE\*37/, 'SE*21')
    .replace('HL*4*3*EV*1', 'HL*4*3*EV*0');

async function rejected(followUp: string): Promise<Played> {
  const played = await openStory();
  story = played;
  await played.play('01-order.json');
  await played.play('03-order-278-response.x12', rejecting(followUp));
  played.sent();
  return played;
}

test('a rejected request is asked again under a new reference when the chart was corrected, and only then', async () => {
  const played = await rejected('C');
  const [inbound] = await played.world.ledger.transact((tx) => tx.inbounds());
  expect([inbound?.issues, (await played.authorization()).status]).toEqual([[], 'rejected']);
  const coverage = await played.resource('01-order.json', 'Coverage');
  await played.chart(coverage);
  expect(played.sent()).toEqual([]);
  await played.chart({ ...coverage, subscriberId: 'W100200301' });
  const [again = '', ...more] = played.sent();
  expect(more).toEqual([]);
  expect(again).toContain('*MI*W100200301~');
  expect(again).toContain('TRN*1*IBA00000002*');
  expect((await played.authorization()).status).toBe('requested');
  await played.play('03-order-278-response.x12');
  expect((await played.authorization()).status).toBe('requested');
});

test('a payer that forbids to ask again is not asked again', async () => {
  const played = await rejected('N');
  expect((await played.authorization()).status).toBe('rejected');
  const coverage = await played.resource('01-order.json', 'Coverage');
  await played.chart({ ...coverage, subscriberId: 'W100200301' });
  expect(played.sent()).toEqual([]);
});

test('a request that the payer wants again in thirty days goes out on that day by itself, once, and not before', async () => {
  const played = await rejected('W');
  const coverage = await played.resource('01-order.json', 'Coverage');
  await played.chart({ ...coverage, subscriberId: 'W900' }, coverage);
  expect(played.sent()).toEqual([]);
  // Held and taken back meanwhile: once it is as it was asked for, the payer's wait goes on.
  await played.chart({ ...coverage, status: 'cancelled' });
  expect((await played.authorization()).status).toBe('held');
  await played.chart(coverage);
  expect((await played.authorization()).status).toBe('rejected');
  const order = await played.resource('01-order.json', 'MedicationRequest');
  await played.chart({ ...order, status: 'cancelled' });
  expect((await played.authorization()).status).toBe('withdrawn');
  await played.chart(order);
  expect((await played.authorization()).status).toBe('rejected');
  expect(played.sent()).toEqual([]);
  const tellOn = async (moment: string) => {
    await played.world.ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: 'authorization/1' }));
    const world = { ...played.world, clock: settableClock(moment) };
    await workOff(world.ledger, handlersOf(world), world.log);
    return played.sent();
  };
  expect(await tellOn('2026-11-26T23:00:00-05:00')).toEqual([]);
  const [again = '', ...more] = await tellOn('2026-11-27T00:30:00-05:00');
  expect(more).toEqual([]);
  expect(again).toContain('TRN*1*IBA00000002*');
  expect(await tellOn('2026-12-31T12:00:00-05:00')).toEqual([]);
});

test('an extension that the payer wants again in thirty days is not sent again once its orders are stopped', async () => {
  clinic = await openClinic();
  await clinic.approved('p');
  const longer = orderOf('p', (text) => text.replace('"count": 6', '"count": 9').replace('2027-02-15', '2027-05-30'));
  await clinic.chart(...longer);
  const waiting = clinic.answers('reject-aaa').map(({ name, bytes }) => ({
    name,
    bytes: new TextEncoder().encode(new TextDecoder().decode(bytes).replace(/AAA\*(.)\*\*..\*./, 'AAA*$1**42*W')),
  }));
  await clinic.deliver(waiting);
  const requests = async () =>
    ((await clinic?.events('authorization/1')) ?? []).filter(({ type }) => type === 'Requested').length;
  expect(await requests()).toBe(2);
  const orders = longer.filter(({ resourceType }) => resourceType === 'MedicationRequest');
  await clinic.chart(...orders.map((order) => ({ ...order, status: 'stopped' })));
  // Told at once, not when the wait is over.
  expect((await clinic.events('authorization/1')).at(-1)).toMatchObject({
    type: 'OrdersChanged',
    data: { note: expect.stringContaining('no longer active') },
  });
  await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'writeback', ref: 'authorization/1' }));
  await clinic.work({ ...clinic.world, clock: settableClock('2027-01-10T12:00:00-05:00') });
  expect(await requests()).toBe(2);
});

test('a note about the orders goes when they are again what was asked for, and a hold is told once', async () => {
  const played = await openStory();
  story = played;
  await played.play('01-order.json');
  const order = await played.resource('01-order.json', 'MedicationRequest');
  await played.chart({ ...order, status: 'cancelled' });
  expect((await played.authorization()).attention).toContain('no longer active');
  await played.chart(order);
  expect((await played.authorization()).attention).toBeUndefined();
  const held = { ...order, id: 'alone', groupIdentifier: { value: 'other' }, reasonReference: [] };
  await played.chart(held);
  await played.chart(held);
  const events = await played.world.ledger.transact((tx) => tx.events('authorization/2'));
  expect(events.map(({ type }) => type)).toEqual(['Held']);
});
