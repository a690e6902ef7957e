/** Queue `claim`: a visit becomes a claim, or is held, or bills nothing; each with its reason. */

import { changeOfVisit } from '../src/claim/change.ts';
import type { Claim, ClaimState } from '../src/claim/claim.ts';
import { type ClaimDecision, decideClaim } from '../src/claim/decide.ts';
import { drawsOf, eventOfClaim, eventOfSubmission } from '../src/claim/events.ts';
import { gatherVisit, type Visit, visitKeyOf } from '../src/claim/visit.ts';
import { claimNumber } from '../src/exchange/numbers.ts';
import { claimFile } from '../src/exchange/outgoing.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart, NO_CHART } from './chart.ts';
import { recordFile } from './record.ts';
import type { WorkItem } from './runtime.ts';
import { certifiedFor, loadClaim, record } from './streams.ts';
import { subjectOf } from './subjects.ts';
import { visitContext } from './today.ts';

/** The item's ref is the stream of a visit's claim. */
export async function claim(item: WorkItem, world: World): Promise<void> {
  const { key, parts } = await world.ledger.transact((tx) => subjectOf(tx, item.ref));
  const fetched = (await fetchChart(world.ehr, parts)) ?? NO_CHART;
  await world.ledger.transact(async (tx) => {
    await decide(item.ref, key, fetched, tx, world);
    await item.finish(tx);
  });
}

async function decide(
  stream: string,
  key: string,
  fetched: FetchedChart,
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  const { chart } = fetched;
  const context = visitContext(world);
  const given = chart.all('MedicationAdministration').filter((one) => visitKeyOf(chart, one, context) === key);
  const visit = gatherVisit(chart, given, context);
  const { state, version } = await loadClaim(tx, stream);
  const { certified, versions } = await certifiedFor(tx, visit.patient ?? '');
  const number = claimNumber(world.settings.instance, Number(stream.split('/')[1]));
  const decision = decideClaim(visit, {
    rules: world.rules,
    practice: world.settings.practice,
    number,
    certified,
    billedElsewhere: await billedElsewhere(visit, stream, tx, world),
  });
  if (isSent(state)) {
    const change = changeOfVisit(state, decision, visit.sources);
    if (change !== undefined) await record(tx, stream, version, change, 'administration');
    return;
  }
  await tx.saveSnapshot(`${stream}/${version}`, fetched.resources);
  if (decision.claim === undefined) return hold(stream, version, state, decision, visit, tx);
  const sent = decision.claim;
  const file = await recordFile((stamp) => claimFile(sent, stamp), stream, tx, world);
  if (!file.ok) return hold(stream, version, state, { ...decision, result: 'hold', errors: file.issues }, visit, tx);
  await own(sent, stream, tx, world);
  await draw(sent, stream, versions, tx);
  const event = eventOfSubmission(sent, `${stream}/${version}`, decision.warnings);
  await record(tx, stream, version, event, 'administration');
}

const isSent = ({ status }: ClaimState): boolean => !['new', 'held', 'notBillable'].includes(status);

/** Held or not billable: recorded once, and again only when the reasons change. */
async function hold(
  stream: string,
  version: number,
  state: ClaimState,
  decision: ClaimDecision,
  visit: Visit,
  tx: LedgerTransaction,
): Promise<void> {
  const event = eventOfClaim(state, decision, visit);
  if (event !== undefined) await record(tx, stream, version, event, 'administration');
}

const dose = (administration: string, { ehr }: World): string => `${ehr.name}/${administration}`;

/** Doses of the visit that another claim billed, when they were charted on another day or at another place. */
async function billedElsewhere(visit: Visit, stream: string, tx: LedgerTransaction, world: World) {
  const elsewhere: string[] = [];
  for (const administration of visit.sources) {
    const owner = await tx.owner('administration', dose(administration, world));
    if (owner !== undefined && owner !== stream) elsewhere.push(administration);
  }
  return elsewhere;
}

/** Every dose belongs to one claim for ever; a second owner is a bug that must not reach a payer. */
async function own(sent: Claim, stream: string, tx: LedgerTransaction, world: World): Promise<void> {
  for (const administration of sent.administrations) {
    if (!(await tx.claimKey('administration', dose(administration, world), stream)))
      throw new Error(`an administration of ${stream} is on another claim`);
  }
}

/**
 * Uses up certified units in the transaction that bills them, at the very version the decision read: of two claims
 * that counted on the same units, the second one conflicts and decides again.
 */
async function draw(
  sent: Claim,
  stream: string,
  versions: ReadonlyMap<string, number>,
  tx: LedgerTransaction,
): Promise<void> {
  for (const { authorization, draws } of drawsOf(sent, stream)) {
    let version = versions.get(authorization) ?? 0;
    for (const event of draws) {
      await record(tx, authorization, version, event, stream);
      version += 1;
    }
  }
}
