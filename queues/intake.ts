/** Queue `intake`: a change in the EHR becomes work for the plan or the visit it belongs to. */

import { groupKeyOf } from '../src/authorization/gather.ts';
import { visitKeyOf } from '../src/claim/visit.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart, patientOf } from './chart.ts';
import type { WorkItem } from './runtime.ts';
import { attach, reconsider, reconsiderPart, reconsiderStream, streamOfPlan, streamOfVisit } from './subjects.ts';
import { visitContext } from './today.ts';

/**
 * The item's ref is a notification id, or a stream that is held. A notice is a doorbell: the resource is read as it is
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
  const fetched = await fetchChart(world.ehr, [reference]);
  await world.ledger.transact(async (tx) => {
    if (fetched !== undefined) await route(reference, fetched, tx, world);
    // Where it was before, too: it may have moved to another day or plan, or be gone.
    await reconsiderPart(tx, reference, settleMs(notice.type, world));
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
  if (insured !== undefined) await reconsider(tx, insured);
}
