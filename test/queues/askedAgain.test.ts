import { afterEach, expect, test } from 'vitest';
import { handlersOf } from '../../queues/handlers.ts';
import { workOff } from '../../queues/inline.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { openStory, type Played } from './story.ts';

let story: Played;
afterEach(() => story.world.ledger.close());

/** The first answer of the story, turned into a rejection of the whole event: AAA03 15 with this AAA04. */
const rejecting = (followUp: string) => (whole: string) =>
  whole
    .replace(/UM\*HS[^~]*~\nHCR\*A1\*0A0000001001~\n/, `AAA*Y**15*${followUp}~\nUM*HS*I*78*11:B~\n`)
    .replace(/HL\*5\*4\*SS[\s\S]*?SE\*37/, 'SE*21')
    .replace('HL*4*3*EV*1', 'HL*4*3*EV*0');

async function rejected(followUp: string): Promise<Played> {
  story = await openStory();
  await story.play('01-order.json');
  await story.play('03-order-278-response.x12', rejecting(followUp));
  story.sent();
  return story;
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

test('a note about the orders goes when they are again what was asked for, and a hold is told once', async () => {
  story = await openStory();
  await story.play('01-order.json');
  const order = await story.resource('01-order.json', 'MedicationRequest');
  await story.chart({ ...order, status: 'cancelled' });
  expect((await story.authorization()).attention).toContain('no longer active');
  await story.chart(order);
  expect((await story.authorization()).attention).toBeUndefined();
  const held = { ...order, id: 'alone', groupIdentifier: { value: 'other' }, reasonReference: [] };
  await story.chart(held);
  await story.chart(held);
  const events = await story.world.ledger.transact((tx) => tx.events('authorization/2'));
  expect(events.map(({ type }) => type)).toEqual(['Held']);
});
