/** Queue `intake`: a change in the EHR becomes work for the plan or the visit it belongs to. */

import { groupKeyOf } from '../src/authorization/bundle.ts';
import { visitKeyOf } from '../src/claim/visit.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart, PLAN_TYPES, patientOf } from './chart.ts';
import { flaggedBy } from './flags.ts';
import { followMerge } from './merged.ts';
import { COMPLETING } from './notify.ts';
import type { WorkItem } from './runtime.ts';
import {
  attach,
  reconsider,
  reconsiderPart,
  reconsiderStream,
  reconsiderWaiting,
  streamOfPlan,
  streamOfVisit,
} from './subjects.ts';
import { taskBack } from './taskBack.ts';
import { facilityNow, visitContext } from './today.ts';

/**
 * The item's ref is a notification id, or a stream that is held or out. A notice is a doorbell: the resource is read as it is
 * now.
 */
export async function intake(item: WorkItem, world: World): Promise<void> {
  if (item.ref.includes('/'))
    return world.ledger.transact(async (tx) => {
      await reconsiderStream(tx, item.ref);
      await item.finish(tx);
    });
  const notice = await world.ledger.transact((tx) => tx.notification(item.ref));
  if (notice === undefined) throw new Error(`no notification ${item.ref}`);
  const reference = `${notice.type}/${notice.id}`;
  if (notice.type === 'Appointment') return booked(item, notice.id, world);
  if (notice.type === 'Task') return taskBack(item, notice.id, world);
  if ((COMPLETING as readonly string[]).includes(notice.type)) return completing(item, notice, world);
  const fetched = await fetchChart(world.ehr, [reference], notice.type === 'MedicationRequest' ? PLAN_TYPES : []);
  await world.ledger.transact(async (tx) => {
    // Whom it covered before, too: it may have been moved to the right patient, or be gone.
    if (notice.type === 'Coverage')
      for (const patient of await tx.linked('coverage of', reference)) await reconsider(tx, patient);
    if (fetched !== undefined) await route(reference, fetched, tx, world);
    // Where it was before, too: it may have moved to another day or plan, or be gone.
    await reconsiderPart(tx, reference, settleMs(notice.type, world));
    await item.finish(tx);
  });
}

/**
 * Something that may complete what is held: one read tells whose it is. What gathers orders into plans has the orders
 * of the patient looked at, whatever their state.
 */
async function completing(item: WorkItem, { type, id }: { type: string; id: string }, world: World): Promise<void> {
  const resource = await world.ehr.read(type, id);
  const patient = resource === undefined ? undefined : patientOf(resource);
  const gathers = (PLAN_TYPES as readonly string[]).includes(type);
  const orders =
    gathers && patient !== undefined ? await world.ehr.search('MedicationRequest', { subject: patient }) : [];
  const named = orders.flatMap(({ id: order }) => (order === undefined ? [] : [`MedicationRequest/${order}`]));
  const fetched = named.length === 0 ? undefined : await fetchChart(world.ehr, named, PLAN_TYPES);
  await world.ledger.transact(async (tx) => {
    for (const order of fetched === undefined ? [] : named) {
      if ((await tx.linked('part of', order)).length === 0 || fetched === undefined) continue;
      await route(order, fetched, tx, world);
      await reconsiderPart(tx, order, settleMs('MedicationRequest', world));
    }
    if (patient !== undefined && resource !== undefined) await followMerge(tx, patient, resource);
    if (patient !== undefined && !gathers)
      await reconsiderWaiting(tx, patient, settleMs('MedicationRequest', world), facilityNow(world).date);
    await item.finish(tx);
  });
}

/** A visit was booked, moved or called off: what the chart is told beside it is worked out anew. */
async function booked(item: WorkItem, id: string, world: World): Promise<void> {
  const resource = await world.ehr.read('Appointment', id);
  const patient = resource === undefined ? undefined : patientOf(resource);
  await world.ledger.transact(async (tx) => {
    const streams = patient === undefined ? [] : await tx.linked('patient authorization', patient);
    for (const ref of new Set([...streams, ...(await flaggedBy(tx, `Appointment/${id}`))]))
      await tx.enqueue({ queue: 'writeback', ref });
    await item.finish(tx);
  });
}

const settleMs = (type: string, { settings }: World): number =>
  type === 'MedicationRequest' ? settings.orderSettleMs : settings.visitSettleMs;

/** Finds or opens what the resource is part of. */
async function route(reference: string, fetched: FetchedChart, tx: LedgerTransaction, world: World): Promise<void> {
  const [type = '', id = ''] = reference.split('/');
  const { chart, patient } = fetched;
  const order = type === 'MedicationRequest' ? chart.get('MedicationRequest', id) : undefined;
  if (order !== undefined)
    await attach(tx, reference, await streamOfPlan(tx, groupKeyOf(chart, order), patient, world));
  const administration = type === 'MedicationAdministration' ? chart.get('MedicationAdministration', id) : undefined;
  if (administration !== undefined) {
    const visit = visitKeyOf(chart, administration, visitContext(world));
    await attach(tx, reference, await streamOfVisit(tx, visit, patient, world));
  }
  const coverage = type === 'Coverage' ? fetched.resources.find((resource) => resource.id === id) : undefined;
  const insured = coverage === undefined ? undefined : patientOf(coverage);
  if (insured === undefined) return;
  await tx.link('coverage of', reference, insured);
  await reconsider(tx, insured);
}
