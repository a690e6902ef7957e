/** Queue `authorization`: a treatment plan becomes a request, a note that none is needed, or a hold. */

import type { Authorization, Subject } from '../src/authorization/authorization.ts';
import { changeOfOrders } from '../src/authorization/change.ts';
import { decidePlan, eventOfDecision } from '../src/authorization/decide.ts';
import { gatherPlan, groupKeyOf } from '../src/authorization/gather.ts';
import { authorizationReference } from '../src/exchange/numbers.ts';
import { authorizationFile } from '../src/exchange/outgoing.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart } from './chart.ts';
import { recordFile } from './record.ts';
import type { WorkItem } from './runtime.ts';
import { loadAuthorization, record } from './streams.ts';
import { facilityNow, nextStamp, visitContext } from './today.ts';

/** The item's ref is the key of a treatment plan. */
export async function authorization(item: WorkItem, world: World): Promise<void> {
  const [first] = await world.ledger.transact((tx) => tx.linked('plan', item.ref));
  const fetched = first === undefined ? undefined : await fetchChart(world.ehr, first);
  await world.ledger.transact(async (tx) => {
    if (fetched !== undefined) await decide(item.ref, fetched, tx, world);
    await item.finish(tx);
  });
}

async function decide(plan: string, fetched: FetchedChart, tx: LedgerTransaction, world: World): Promise<void> {
  const { chart } = fetched;
  const orders = chart.all('MedicationRequest').filter((order) => groupKeyOf(chart, order) === plan);
  const gathered = gatherPlan(chart, orders, visitContext(world));
  const subject: Subject = {
    patient: orders[0]?.subject?.reference ?? 'Patient/unknown',
    orders: gathered.orders.map(({ source }) => source),
  };
  const stream = (await tx.owner('plan', plan)) ?? (await open(plan, subject, tx, world));
  const { state, version } = await loadAuthorization(tx, stream);
  if (isSettled(state)) {
    const change = changeOfOrders(state, gathered);
    if (change !== undefined) await record(tx, stream, version, change, 'order');
    return;
  }
  const decision = decidePlan(gathered, {
    rules: world.rules,
    practice: world.settings.practice,
    today: facilityNow(world).date,
    reference: authorizationReference(world.settings.instance, Number(stream.split('/')[1])),
  });
  const event = eventOfDecision(decision, subject);
  if (event === undefined) return;
  await tx.saveSnapshot(`${stream}/${version}`, fetched.resources);
  if (event.type !== 'Requested') return record(tx, stream, version, event, 'order');
  const file = authorizationFile(event.request, await nextStamp(tx, world));
  if (!file.ok) return record(tx, stream, version, { type: 'Held', ...subject, issues: file.issues }, 'order');
  await recordFile(file.value, stream, tx, world);
  return record(tx, stream, version, event, 'order');
}

/** A plan that was only held or found not to need anything may be decided again; a sent one may not. */
const isSettled = ({ status }: Authorization): boolean => !['new', 'held', 'notRequired'].includes(status);

async function open(plan: string, subject: Subject, tx: LedgerTransaction, world: World): Promise<string> {
  const ordinal = await tx.nextControlNumber('authorization');
  const stream = `authorization/${ordinal}`;
  await tx.claimKey('authorization reference', authorizationReference(world.settings.instance, ordinal), stream);
  await tx.claimKey('plan', plan, stream);
  await tx.link('patient authorization', subject.patient, stream);
  await tx.link('patient plan', subject.patient, plan);
  return stream;
}
