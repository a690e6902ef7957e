/** The check of a patient's day: the chart as it is now, beside what the ledger knows of authorizations and claims. */

import { fetchChart } from '../../../queues/chart.ts';
import { claimsOfDay } from '../../../queues/patientDay.ts';
import { certifiedFor, loadClaim } from '../../../queues/streams.ts';
import { visitContext } from '../../../queues/today.ts';
import type { EditOverride } from '../../claim/editOverride.ts';
import { isLive } from '../../claim/live.ts';
import { dayAhead } from '../../claim/planned.ts';
import { type DayReport, judgeDay } from '../../claim/sameDay.ts';
import { gatherVisit, type Visit, visitKeyOf, visitsOn } from '../../claim/visit.ts';
import type { Chart } from '../../fhir/chart.ts';
import { bad, error, good, type Outcome } from '../../outcome.ts';
import type { LedgerTransaction } from '../../ports.ts';
import type { DayCall } from '../../web/visit.ts';
import type { World } from '../../world.ts';
import { recordsOf } from './gate.ts';

/** Bad where the EHR has no such patient. Throws a Fault when the EHR or the database does not answer. */
export const judgeDayOf =
  (world: World) =>
  async ({ patient, date, order = [] }: DayCall): Promise<Outcome<DayReport>> => {
    const fetched = await fetchChart(world.ehr, [patient]);
    if (fetched === undefined)
      return bad(error('PATIENT_UNKNOWN', 'The EHR has no such patient. Ask with its id.', { path: 'patient' }));
    const { chart } = fetched;
    const context = visitContext(world);
    return world.ledger.transact(async (tx) => {
      const open = await openVisits(chart, date, tx, world);
      const ahead = dayAhead(chart, date, open.visits, order, context);
      const { billed } = await claimsOfDay({ patient, day: date }, tx);
      const { certified } = await certifiedFor(tx, patient);
      const visits = ahead.visits.map((one, index) => ({ ...one, overrides: open.overrides[index] ?? [] }));
      const unreadable = [...open.visits.flatMap(({ issues }) => issues), ...ahead.issues];
      const faults = unreadable.filter(({ severity }) => severity === 'error');
      const day = { visits, billed, certified, rules: world.rules };
      return good(judgeDay(date, day, await recordsOf(patient, tx), faults));
    });
  };

/** What was given that day and stands on no claim yet, visit by visit, with what people have signed for it. */
async function openVisits(chart: Chart, date: string, tx: LedgerTransaction, world: World) {
  const context = visitContext(world);
  const visits: Visit[] = [];
  const overrides: (readonly EditOverride[])[] = [];
  for (const given of visitsOn(chart, date, context)) {
    const [lead] = given;
    const stream = lead === undefined ? undefined : await tx.owner('visit', visitKeyOf(chart, lead, context));
    const state = stream === undefined ? undefined : (await loadClaim(tx, stream)).state;
    const billed = state !== undefined && isLive(state) ? (state.claim?.administrations ?? []) : [];
    const left = given.filter((one) => !billed.includes(chart.nameOf(one)) && one.status !== 'entered-in-error');
    if (left.length === 0) continue;
    visits.push(gatherVisit(chart, left, context));
    overrides.push(state?.overrides ?? []);
  }
  return { visits, overrides };
}
