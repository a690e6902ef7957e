/** Queue `claim`: a visit becomes a claim, or is held, or bills nothing; each with its reason. */

import { plainDate } from '../src/authorization/insured.ts';
import { changeOfVisit } from '../src/claim/change.ts';
import type { Claim, ClaimState } from '../src/claim/claim.ts';
import { type ClaimContext, type ClaimDecision, decideClaim } from '../src/claim/decide.ts';
import { eventOfClaim, eventOfSubmission } from '../src/claim/events.ts';
import { isLive, isSameBill } from '../src/claim/live.ts';
import { gatherVisit, type Visit, visitKeyOf } from '../src/claim/visit.ts';
import { claimNumber } from '../src/exchange/numbers.ts';
import { claimFile } from '../src/exchange/outgoing.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart, NO_CHART } from './chart.ts';
import { doseKey, recordClaim } from './claimRecord.ts';
import { followMoved } from './moved.ts';
import { recordFile } from './record.ts';
import type { WorkItem } from './runtime.ts';
import { certifiedFor, type Loaded, loadClaim } from './streams.ts';
import { lookAgain, subjectOf } from './subjects.ts';
import { visitContext } from './today.ts';

/** The item's ref is the stream of a visit's claim. */
export async function claim(item: WorkItem, world: World): Promise<void> {
  const { key, parts } = await world.ledger.transact((tx) => subjectOf(tx, item.ref));
  const fetched = (await fetchChart(world.ehr, parts)) ?? NO_CHART;
  await world.ledger.transact(async (tx) => {
    await followMoved(item.ref, key, parts, fetched, tx, world);
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
  const gathered = gatherVisit(chart, given, context);
  const patient = gathered.patient ?? fetched.patient;
  const visit = patient === undefined ? gathered : { ...gathered, patient };
  const loaded = await loadClaim(tx, stream);
  const { state, version } = loaded;
  const { certified, versions } = await certifiedFor(tx, visit.patient ?? '', stream);
  const facts: ClaimContext = {
    rules: world.rules,
    practice: world.settings.practice,
    number: state.claim?.number ?? claimNumber(world.settings.instance, Number(stream.split('/')[1])),
    certified,
    overrides: state.overrides,
    billedElsewhere: await billedElsewhere(visit, stream, tx, world),
    sameDay: await claimsOfDay(visit, stream, tx),
  };
  const decision = decideClaim(visit, facts);
  if (!isLive(state) && decision.result === 'hold') await lookAgain(tx, stream);
  const event = newsOf(state, decision, visit);
  const sends = !isLive(state) && decision.claim !== undefined && !isSameBill(state.claim, decision.claim);
  if (event === undefined && !sends) return;
  await tx.saveSnapshot(`${stream}/${version}`, fetched.resources);
  if (event !== undefined) return recordClaim(tx, stream, loaded, event, CAUSE, world);
  return send(visit, facts, { stream, loaded, versions }, tx, world);
}
const CAUSE = 'administration';

/** What is recorded where no claim goes out: a change to one that stands with the payer, a hold, nothing billable. */
function newsOf(state: ClaimState, decision: ClaimDecision, visit: Visit) {
  if (isLive(state)) return changeOfVisit(state, decision, visit);
  return decision.claim === undefined ? eventOfClaim(state, decision, visit) : undefined;
}

/** Renders, numbers and records the claim. After one that was turned away it is a new claim with a number of its own. */
async function send(
  visit: Visit,
  facts: ClaimContext,
  where: {
    readonly stream: string;
    readonly loaded: Loaded<ClaimState>;
    readonly versions: ReadonlyMap<string, number>;
  },
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  const { stream, loaded, versions } = where;
  const isFirst = loaded.state.claim === undefined;
  const decision = decideClaim(visit, {
    ...facts,
    number: isFirst ? facts.number : await nextNumber(stream, tx, world),
  });
  const sent = decision.claim;
  if (sent === undefined) throw new Error('a claim does not depend on its number');
  const file = await recordFile((stamp) => claimFile(sent, stamp, world.rules), stream, tx, world);
  const event = file.ok
    ? eventOfSubmission(sent, `${stream}/${loaded.version}`, [...decision.warnings, ...file.issues])
    : eventOfClaim(loaded.state, { ...decision, result: 'hold', errors: file.issues }, visit);
  if (file.ok) await tx.link(DAY, dayKey(visit), stream);
  if (event !== undefined) await recordClaim(tx, stream, loaded, event, CAUSE, world, versions);
}

/** Other claims of the patient's day that stand with a payer. */
async function claimsOfDay(visit: Visit, stream: string, tx: LedgerTransaction): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for (const other of await tx.linked(DAY, dayKey(visit))) {
    const { state } = other === stream ? { state: undefined } : await loadClaim(tx, other);
    if (state?.claim?.serviceDate === plainDate(visit.day) && isLive(state)) claims.push(state.claim);
  }
  return claims;
}
const DAY = 'claim of a day';
const dayKey = ({ patient, day }: Visit): string => `${patient ?? ''} ${day}`;

async function nextNumber(stream: string, tx: LedgerTransaction, world: World): Promise<string> {
  const number = claimNumber(world.settings.instance, await tx.nextControlNumber('claim'));
  await tx.claimKey('claim number', number, stream);
  return number;
}

/** Doses of the visit that another claim billed, when they were charted on another day or at another place. */
async function billedElsewhere(visit: Visit, stream: string, tx: LedgerTransaction, world: World) {
  const elsewhere: string[] = [];
  for (const administration of visit.sources) {
    const owner = await tx.owner('administration', doseKey(world, administration));
    if (owner !== undefined && owner !== stream) elsewhere.push(administration);
  }
  return elsewhere;
}
