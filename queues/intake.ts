/** Queue `intake`: a change in the EHR becomes work for the plan or the visit it belongs to. */

import { groupKeyOf } from '../src/authorization/gather.ts';
import { visitKeyOf } from '../src/claim/visit.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart, patientOf } from './chart.ts';
import type { WorkItem } from './runtime.ts';
import { visitContext } from './today.ts';

/** The item's ref is a notification id. A notice is a doorbell: the resource is read as it is now. */
export async function intake(item: WorkItem, world: World): Promise<void> {
  const notice = await world.ledger.transact((tx) => tx.notification(item.ref));
  if (notice === undefined) throw new Error(`no notification ${item.ref}`);
  const reference = `${notice.type}/${notice.id}`;
  const fetched = await fetchChart(world.ehr, reference);
  await world.ledger.transact(async (tx) => {
    if (fetched !== undefined) await route(reference, fetched, tx, world);
    await item.finish(tx);
  });
}

async function route(reference: string, fetched: FetchedChart, tx: LedgerTransaction, world: World): Promise<void> {
  const [type = '', id = ''] = reference.split('/');
  const { chart } = fetched;
  const order = type === 'MedicationRequest' ? chart.get('MedicationRequest', id) : undefined;
  if (order !== undefined) {
    const plan = groupKeyOf(chart, order);
    await tx.link('plan', plan, reference);
    await tx.enqueue({ queue: 'authorization', ref: plan, delayMs: world.settings.orderSettleMs });
  }
  const administration = type === 'MedicationAdministration' ? chart.get('MedicationAdministration', id) : undefined;
  if (administration !== undefined) {
    const visit = visitKeyOf(chart, administration, visitContext(world));
    await tx.link('visit', visit, reference);
    await tx.enqueue({ queue: 'claim', ref: visit, delayMs: world.settings.visitSettleMs });
  }
  const coverage = type === 'Coverage' ? fetched.resources.find((resource) => resource.id === id) : undefined;
  const patient = coverage === undefined ? undefined : patientOf(coverage);
  if (patient !== undefined) await reconsider(tx, patient);
}

/** Plans and visits of a patient are looked at again: those already sent stay as they are. */
export async function reconsider(tx: LedgerTransaction, patient: string): Promise<void> {
  for (const plan of await tx.linked('patient plan', patient)) await tx.enqueue({ queue: 'authorization', ref: plan });
  for (const visit of await tx.linked('patient visit', patient)) await tx.enqueue({ queue: 'claim', ref: visit });
}
