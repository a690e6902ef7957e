/** Queue `writeback`: the chart is told what is known now. Writing it twice changes nothing. */

import { applyCasework, authorizationOf, type CaseworkEvent, openWork } from '../src/authorization/casework.ts';
import { type Correspondents, correspondentsOf } from '../src/authorization/correspondents.ts';
import { extensionInTime } from '../src/authorization/extension.ts';
import { resendOf } from '../src/authorization/followUp.ts';
import type { PlannedVisit } from '../src/authorization/gate.ts';
import { askNext } from '../src/authorization/gateQuestion.ts';
import { watchOf } from '../src/authorization/watch.ts';
import { worklistNews } from '../src/authorization/worklist.ts';
import { opensNotice, returnedNotes, workWrites } from '../src/authorization/workTasks.ts';
import { authorizationWrites } from '../src/authorization/writeback.ts';
import { claimWrites } from '../src/claim/writeback.ts';
import { parkedWrites, quarantineWrites, transmissionWrites } from '../src/exchange/writeback.ts';
import type { Write } from '../src/outcome.ts';
import type { FhirResource, LedgerTransaction, ParkedWork } from '../src/ports.ts';
import { denialEvidence } from '../src/remittance/evidence.ts';
import type { World } from '../src/world.ts';
import { appendCasework, loadCasework } from './casework.ts';
import { fetchChart } from './chart.ts';
import { flagsOf, flagsTold } from './flags.ts';
import type { WorkItem } from './runtime.ts';
import { certifiedFor, loadAuthorization, loadClaim } from './streams.ts';
import { remember, tell } from './tell.ts';
import { facilityNow, instantNow } from './today.ts';

/**
 * The item's ref is the stream of an authorization or a claim, `casework/<id>` after a person decided something, `inbound/<id>` of a quarantined file, `transmission/<id>`
 * of one whose sending was interrupted, or `work/<id>` of parked work.
 */
export async function writeback(item: WorkItem, world: World): Promise<void> {
  const today = facilityNow(world).date;
  if (item.ref.startsWith('authorization/')) return authorizationBack(item, today, world);
  const writes = item.ref.startsWith('work/')
    ? plain(parkedWrites(item.ref, await parked(item.ref, world), today))
    : await world.ledger.transact((tx) => writesOf(item.ref, tx, world, today));
  const told = await tell(writes, world);
  await world.ledger.transact(async (tx) => {
    await remember(told, tx, world);
    await item.finish(tx);
  });
}

/**
 * An authorization is told again when a deadline passes, or a dose that is not covered comes near. What that means for
 * the people is opened and closed along with it: told first, recorded after, so that nothing is recorded untold.
 */
async function authorizationBack(item: WorkItem, today: string, world: World): Promise<void> {
  const { ref } = item;
  const [{ state }, casework] = await world.ledger.transact(async (tx) => [
    await loadAuthorization(tx, ref),
    await loadCasework(tx, ref),
  ]);
  const watch = watchOf(state, world.rules, instantNow(world), facilityNow(world).time);
  const news = worklistNews(state, casework.state, world.rules, today);
  const after = news.reduce(applyCasework, casework.state);
  // The gate as schedulers would be answered, from this authorization and what people still have to do about it.
  const record = { stream: ref, state, work: openWork(after) };
  const ask = (visit: PlannedVisit) => askNext(record, visit, world.rules);
  const between = news.some(opensNotice) ? await betweenWhom(state.orders, world) : undefined;
  const flags = await flagsOf(record, today, world);
  const writes = [
    ...plain(flags.writes),
    // A plan of which nothing was recorded has nothing to tell but its people's work.
    ...(state.status === 'new'
      ? []
      : plain(authorizationWrites(ref, state, today, watch, ask, returnedNotes(after, world.rules)))),
    ...plain(workWrites(ref, state, after, news, world.rules, today, between)),
  ];
  const told = await tell(writes, world);
  await world.ledger.transact(async (tx) => {
    await remember(told, tx, world);
    await flagsTold(flags, ref, tx);
    await appendCasework(tx, ref, casework.version, news, 'worklist');
    // Days that end before the plan does are asked for in time, and what the payer wants again on its day, if the orders
    // still say so.
    const isDue = (resendOf(state)?.on ?? '9999') <= today;
    if (isDue || extensionInTime(state, world.rules, today) !== undefined)
      await tx.enqueue({ queue: 'authorization', ref });
    if (watch.next !== undefined) await tx.enqueue({ queue: 'writeback', ref, ...watch.next });
    await item.finish(tx);
  });
}

/** Read when it is needed: who is in charge now, not who was when the payer was asked. */
async function betweenWhom(orders: readonly string[], { ehr }: World): Promise<Correspondents | undefined> {
  const fetched = await fetchChart(ehr, orders);
  return fetched === undefined ? undefined : correspondentsOf(fetched.chart, orders);
}

/** What people closed themselves, as they closed it; and what they closed in the EHR without ending it, open again. */
async function personWrites(ref: string, tx: LedgerTransaction, world: World, today: string) {
  const stream = authorizationOf(ref);
  const { state } = await loadAuthorization(tx, stream);
  const casework = await loadCasework(tx, stream);
  const touched = casework.state.work.flatMap(({ id, end, returned }): readonly CaseworkEvent[] => {
    if (end === undefined)
      return returned === undefined || GONE.has(returned.how) ? [] : [{ type: 'WorkReturned', id, ...returned }];
    return end.by === undefined || end.task !== undefined ? [] : [{ type: 'WorkClosed', id, ...end }];
  });
  return workWrites(stream, state, casework.state, touched, world.rules, today);
}

/** What people took out of the chart is not put back. */
const GONE: ReadonlySet<string> = new Set(['deleted', 'entered-in-error']);

const parked = async (ref: string, { ledger }: World): Promise<ParkedWork | undefined> =>
  (await ledger.parkedWork()).find(({ id }) => ref === `work/${id}`);

async function writesOf(
  ref: string,
  tx: LedgerTransaction,
  world: World,
  today: string,
): Promise<readonly Write<FhirResource>[]> {
  const [kind, id = ''] = ref.split('/');
  switch (kind) {
    case 'casework':
      return plain(await personWrites(ref, tx, world, today));
    case 'claim':
      return plain(await claimWritesOf(ref, tx, today));
    case 'inbound': {
      const inbound = await tx.inbound(id);
      return inbound === undefined ? [] : plain(quarantineWrites(ref, inbound.name, inbound.issues, today));
    }
    case 'transmission': {
      const transmission = await tx.transmission(id);
      return transmission === undefined ? [] : plain(transmissionWrites(ref, transmission, today));
    }
    default:
      throw new Error(`nothing to write back for ${kind}`);
  }
}

/** A denial that our own records answer goes to the billing team with the proof. */
async function claimWritesOf(stream: string, tx: LedgerTransaction, today: string) {
  const { state } = await loadClaim(tx, stream);
  const { certified } = await certifiedFor(tx, state.patient ?? '');
  const evidence = denialEvidence(state, certified, await tx.transmissions({ stream }));
  return claimWrites(stream, state, today, evidence);
}

/** FHIR's own types are closed; the port takes any resource. */
const plain = (writes: readonly Write<{ readonly resourceType: string }>[]): readonly Write<FhirResource>[] =>
  writes.map(({ resource, identifier, otherwise, over }) => ({
    resource: { ...resource },
    identifier,
    ...(over === undefined ? {} : { over }),
    ...(otherwise === undefined ? {} : { otherwise: { ...otherwise } }),
  }));
