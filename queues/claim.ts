/** Queue `claim`: a visit becomes a claim, or is held, or bills nothing; each with its reason. */

import { changeOfVisit } from '../src/claim/change.ts';
import type { ClaimState } from '../src/claim/claim.ts';
import type { DayLine } from '../src/claim/day.ts';
import { type ClaimContext, type ClaimDecision, decideClaim } from '../src/claim/decide.ts';
import { denialWarning, expectedDenials, type Finding } from '../src/claim/denials.ts';
import { eventOfClaim, eventOfSubmission } from '../src/claim/events.ts';
import { isLive, isSameBill } from '../src/claim/live.ts';
import { dayAhead } from '../src/claim/planned.ts';
import { findingsOf, together } from '../src/claim/together.ts';
import { gatherVisit, type Visit, visitKeyOf } from '../src/claim/visit.ts';
import { claimNumber } from '../src/exchange/numbers.ts';
import { claimFile } from '../src/exchange/outgoing.ts';
import type { Chart } from '../src/fhir/chart.ts';
import type { Issue } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { type FetchedChart, fetchChart, NO_CHART } from './chart.ts';
import { doseKey, recordClaim } from './claimRecord.ts';
import { followMoved } from './moved.ts';
import { claimsOfDay, type SameDay, takeTurn } from './patientDay.ts';
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
  const sameDay = await claimsOfDay(visit, tx, stream);
  const facts: ClaimContext = {
    rules: world.rules,
    practice: world.settings.practice,
    number: state.claim?.number ?? claimNumber(world.settings.instance, Number(stream.split('/')[1])),
    certified,
    overrides: state.overrides,
    billedElsewhere: await billedElsewhere(visit, stream, tx, world),
    sameDay: sameDay.billed.map((one) => one.claim),
  };
  const decided = decideClaim(visit, facts);
  const decision = isLive(state) ? decided : withExpected(decided, visit, chart, sameDay, facts, world);
  if (!isLive(state) && decision.result === 'hold') await lookAgain(tx, stream);
  const event = newsOf(state, decision, visit);
  const sends = !isLive(state) && decision.claim !== undefined && !isSameBill(state.claim, decision.claim);
  if (event === undefined && !sends) return;
  await tx.saveSnapshot(`${stream}/${version}`, fetched.resources);
  if (event !== undefined) return recordClaim(tx, stream, loaded, event, CAUSE, world);
  const { warnings } = decision;
  return send(visit, facts, { stream, loaded, versions, sameDay, warnings }, tx, world);
}
const CAUSE = 'administration';

/**
 * Beside a decision, the denials that the day would bring: told to the billing team once for each cause, before anything
 * is sent. Where nothing holds the visit and nothing else is planned for the day, the coding rules have looked already.
 */
function withExpected(
  decision: ClaimDecision,
  visit: Visit,
  chart: Chart,
  { billed }: SameDay,
  { certified = [], overrides = [] }: ClaimContext,
  world: World,
): ClaimDecision {
  if (decision.result === 'no_claim') return decision;
  const { visits } = dayAhead(chart, visit.day, [visit], [], visitContext(world));
  if (decision.result === 'claim' && visits.every(({ planned }) => planned.length === 0)) return decision;
  const own = visits.map((one, index) => (index === 0 ? { ...one, overrides } : one));
  const found = together({ visits: own, billed, certified, rules: world.rules });
  const pairs = found.pairs.filter(({ state, into }) => state !== 'planned' || isBegun(into, found.lines));
  const limits = found.limits.filter(({ state, hcpcs }) => state !== 'planned' || isBegun(hcpcs, found.lines));
  const isHeldFor = ({ code, hcpcs = '' }: Finding): boolean =>
    decision.errors.some((issue) => issue.code === code && issue.message.includes(hcpcs));
  const held = decision.errors.map(({ code }) => ({ code, message: `It is held for ${code}.` }));
  const combined = findingsOf({ pairs, limits }).filter((finding) => !isHeldFor(finding));
  const told = expectedDenials([...held, ...combined], world.rules).map(denialWarning);
  return decision.result === 'hold'
    ? { ...decision, errors: [...decision.errors, ...told] }
    : { ...decision, warnings: [...decision.warnings, ...told] };
}
/** What is only planned yet concerns the billing team where something that was given stands beside it. */
const isBegun = (hcpcs: string, lines: readonly DayLine[]): boolean =>
  lines.some((line) => line.hcpcs === hcpcs && line.state !== 'planned');

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
    readonly sameDay: SameDay;
    readonly warnings: readonly Issue[];
  },
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  const { stream, loaded, versions, sameDay, warnings } = where;
  const isFirst = loaded.state.claim === undefined;
  const decision = decideClaim(visit, {
    ...facts,
    number: isFirst ? facts.number : await nextNumber(stream, tx, world),
  });
  const sent = decision.claim;
  if (sent === undefined) throw new Error('a claim does not depend on its number');
  const file = await recordFile((stamp) => claimFile(sent, stamp, world.rules), stream, tx, world);
  const event = file.ok
    ? eventOfSubmission(sent, `${stream}/${loaded.version}`, [...warnings, ...file.issues])
    : eventOfClaim(loaded.state, { ...decision, result: 'hold', errors: file.issues }, visit);
  if (file.ok) await takeTurn(visit, sameDay, stream, loaded.version, tx);
  if (event !== undefined) await recordClaim(tx, stream, loaded, event, CAUSE, world, versions);
}

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
