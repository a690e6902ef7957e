/** Doses that belong to another visit now, though nobody rang for them. */

import { visitKeyOf } from '../src/claim/visit.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import type { FetchedChart } from './chart.ts';
import { attach, reconsiderStream, streamOfVisit } from './subjects.ts';
import { visitContext } from './today.ts';

/**
 * A dose may turn out to belong to another visit without having changed itself: its encounter's place was completed.
 * It is never let go before the other visit has it.
 */
export async function followMoved(
  stream: string,
  key: string,
  parts: readonly string[],
  { chart, patient = 'Patient/unknown' }: FetchedChart,
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  for (const administration of chart.all('MedicationAdministration')) {
    const name = chart.nameOf(administration);
    const now = visitKeyOf(chart, administration, visitContext(world));
    if (now === key || !parts.includes(name)) continue;
    const there = await streamOfVisit(tx, now, patient, world);
    if ((await tx.linked('part', there)).includes(name) || there === stream) continue;
    await attach(tx, name, there);
    await reconsiderStream(tx, there);
  }
}
