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
import { type FetchedChart, fetchChart } from './chart.ts';
import { recordFile } from './record.ts';
import type { WorkItem } from './runtime.ts';
import { certifiedFor, loadAuthorization, loadClaim, record } from './streams.ts';
import { nextStamp, visitContext } from './today.ts';

/** The item's ref is the key of a visit. */
export async function claim(item: WorkItem, world: World): Promise<void> {
  const [first] = await world.ledger.transact((tx) => tx.linked('visit', item.ref));
  const fetched = first === undefined ? undefined : await fetchChart(world.ehr, first);
  await world.ledger.transact(async (tx) => {
    if (fetched !== undefined) await decide(item.ref, fetched, tx, world);
    await item.finish(tx);
  });
}

async function decide(key: string, fetched: FetchedChart, tx: LedgerTransaction, world: World): Promise<void> {
  const { chart } = fetched;
  const context = visitContext(world);
  const given = chart.all('MedicationAdministration').filter((one) => visitKeyOf(chart, one, context) === key);
  const visit = gatherVisit(chart, given, context);
  const stream = (await tx.owner('visit', key)) ?? (await open(key, visit, tx, world));
  const { state, version } = await loadClaim(tx, stream);
  const certified = await certifiedFor(tx, visit.patient ?? '');
  const number = claimNumber(world.settings.instance, Number(stream.split('/')[1]));
  const decision = decideClaim(visit, { rules: world.rules, practice: world.settings.practice, number, certified });
  if (isSent(state)) {
    const change = changeOfVisit(state, decision, visit.sources);
    if (change !== undefined) await record(tx, stream, version, change, 'administration');
    return;
  }
  await tx.saveSnapshot(`${stream}/${version}`, fetched.resources);
  if (decision.claim === undefined) return hold(stream, version, state, decision, visit, tx);
  const file = claimFile(decision.claim, await nextStamp(tx, world));
  if (!file.ok) return hold(stream, version, state, { ...decision, result: 'hold', errors: file.issues }, visit, tx);
  await own(decision.claim, stream, tx, world);
  await draw(decision.claim, stream, tx);
  await recordFile(file.value, stream, tx, world);
  const event = eventOfSubmission(decision.claim, `${stream}/${version}`, decision.warnings);
  await record(tx, stream, version, event, 'administration');
}

const isSent = ({ status }: ClaimState): boolean => !['new', 'held', 'notBillable'].includes(status);

async function open(key: string, visit: Visit, tx: LedgerTransaction, world: World): Promise<string> {
  const ordinal = await tx.nextControlNumber('claim');
  const stream = `claim/${ordinal}`;
  await tx.claimKey('visit', key, stream);
  await tx.claimKey('claim number', claimNumber(world.settings.instance, ordinal), stream);
  if (visit.patient !== undefined) await tx.link('patient visit', visit.patient, key);
  return stream;
}

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

/** Every dose belongs to one claim for ever; a second owner is a bug that must not reach a payer. */
async function own(sent: Claim, stream: string, tx: LedgerTransaction, world: World): Promise<void> {
  for (const administration of sent.administrations) {
    if (!(await tx.claimKey('administration', `${world.ehr.name}/${administration}`, stream)))
      throw new Error(`an administration of ${stream} is on another claim`);
  }
}

/** Uses up certified units in the transaction that bills them, so that two claims never draw the same unit. */
async function draw(sent: Claim, stream: string, tx: LedgerTransaction): Promise<void> {
  for (const { authorization, draws } of drawsOf(sent, stream)) {
    let { version } = await loadAuthorization(tx, authorization);
    for (const event of draws) {
      await record(tx, authorization, version, event, stream);
      version += 1;
    }
  }
}
