/** Queue `authorization`: a treatment plan becomes a request, a note that none is needed, or a hold. */

import { isAsked, isAsTurnedAway, isNews, isRepeat } from '../src/authorization/again.ts';
import type { Subject } from '../src/authorization/authorization.ts';
import { groupKeyOf, ownPart, partKey, planOfKey } from '../src/authorization/bundle.ts';
import { authorizationOf } from '../src/authorization/casework.ts';
import { changeOfOrders } from '../src/authorization/change.ts';
import { changeRequestOf, hasNewEvidence } from '../src/authorization/changeRequest.ts';
import { decidePlan, eventOfDecision } from '../src/authorization/decide.ts';
import { determinationOf } from '../src/authorization/determination.ts';
import { extensionInTime } from '../src/authorization/extension.ts';
import { resendOf } from '../src/authorization/followUp.ts';
import { gatherPlan, insuredFor } from '../src/authorization/gather.ts';
import type { GatheredOrder, GatheredPlan, PlanDecision } from '../src/authorization/gathered.ts';
import { sameAgain } from '../src/authorization/sameAgain.ts';
import { authorizationReference } from '../src/exchange/numbers.ts';
import { authorizationFile } from '../src/exchange/outgoing.ts';
import { error, type Issue } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { again, askFor, seen } from './ask.ts';
import { determine, loadCasework } from './casework.ts';
import { CLINICAL_TYPES, type FetchedChart, fetchChart, NO_CHART, PLAN_TYPES } from './chart.ts';
import { recordFile } from './record.ts';
import { isPlannedOtherwise, reexamine } from './reexamine.ts';
import type { WorkItem } from './runtime.ts';
import { loadAuthorization, record } from './streams.ts';
import { attach, lookAgain, streamOfPlan, subjectOf } from './subjects.ts';
import { facilityNow, instantNow, visitContext } from './today.ts';
import { nextReference, sendsTrace } from './traces.ts';

/**
 * The item's ref is the stream of a treatment plan's authorization, or `casework/<id>` where only what people have to do
 * about it is looked at again.
 */
export async function authorization(item: WorkItem, world: World): Promise<void> {
  const stream = authorizationOf(item.ref);
  const { key, parts } = await world.ledger.transact((tx) => subjectOf(tx, stream));
  const fetched = (await fetchChart(world.ehr, parts, [...PLAN_TYPES, ...CLINICAL_TYPES])) ?? NO_CHART;
  await world.ledger.transact(async (tx) => {
    await decide(stream, key, fetched, tx, world, item.ref === stream ? 'all' : 'people');
    await item.finish(tx);
  });
}

async function decide(
  stream: string,
  key: string,
  fetched: FetchedChart,
  tx: LedgerTransaction,
  world: World,
  what: 'all' | 'people',
): Promise<void> {
  const { chart } = fetched;
  const { plan, part } = planOfKey(key);
  const orders = chart.all('MedicationRequest').filter((order) => groupKeyOf(chart, order) === plan);
  const all = await withoutAskedElsewhere(gatherPlan(chart, orders, visitContext(world)), stream, tx);
  const [lead] = orders;
  const patient = lead === undefined ? undefined : chart.resolve('Patient', lead.subject, lead);
  const { state, version } = await loadAuthorization(tx, stream);
  const casework = await loadCasework(tx, stream);
  const first = authorizationReference(world.settings.instance, Number(stream.split('/')[1]));
  const facts = {
    rules: world.rules,
    practice: world.settings.practice,
    today: facilityNow(world).date,
    resolutions: casework.state.resolutions,
    ...(part === undefined ? {} : { part }),
  };
  const known = { ...facts, reference: state.request?.reference ?? first };
  if (all.insured !== undefined)
    await tx.link('coverage of', all.insured.coverageReference, all.insured.patientReference);
  const insuredOn = (day: string) => insuredFor(chart, orders, day, world.rules);
  if (what === 'people') {
    await reexamine(tx, stream, state, casework, all, known, insuredOn);
    // A place or a diagnosis that changed is asked for as any change of the plan is.
    if (isAsked(state) && isPlannedOtherwise(state, all, known))
      await tx.enqueue({ queue: 'authorization', ref: stream });
    return;
  }
  const whole = decidePlan(all, known);
  const { plan: gathered, decision } = ownPart(all, whole, part);
  const subject: Subject = {
    ...(patient === undefined ? {} : { patient: chart.nameOf(patient) }),
    orders: gathered.orders.map(({ source }) => source),
  };
  if (part === undefined) await openParts(whole, plan, subject.patient, tx, world);
  if (isAsked(state)) {
    const own = orders.filter((order) => subject.orders.includes(chart.nameOf(order)));
    const inError = own.length > 0 && own.every(({ status }) => status === 'entered-in-error');
    const newEvidence = hasNewEvidence(state.request, decision.request);
    await reexamine(tx, stream, state, casework, all, known, insuredOn);
    const resend = resendOf(state);
    const waits = resend !== undefined && resend.on > facts.today;
    const asked = changeRequestOf(state, decision.request, { today: facts.today, inError, newEvidence });
    // What was never meant is cancelled at once; everything else is asked for when the payer's wait is over.
    if (asked.is === 'request' && waits && !inError) return;
    if (asked.is === 'request') return askFor(asked, stream, version, subject, tx, world);
    const isAsPlanned = asked.is === 'nothing' && !waits && decision.request !== undefined;
    if (resend !== undefined && isAsPlanned)
      return askFor(sameAgain(resend), stream, version, subject, tx, world, 'order', true);
    const extension = isAsPlanned ? extensionInTime(state, world.rules, facts.today) : undefined;
    if (extension !== undefined && decision.request !== undefined)
      return askFor(extension, stream, version, subject, tx, world);
    const change = changeOfOrders(state, gathered, decision, asked);
    if (change !== undefined) await record(tx, stream, version, change, 'order');
    return;
  }
  await determine(tx, stream, casework, determinationOf(decision, gathered.clinical));
  if (decision.orders.some((order) => order.authorization === 'hold')) await lookAgain(tx, stream);
  const planned = eventOfDecision(decision, subject);
  if (planned.type === 'Withdrawn' && isUnreadable(chart)) return;
  if (!isNews(state, planned, facts.today))
    return isAsTurnedAway(state, planned) ? record(tx, stream, version, { type: 'OrdersChanged' }, 'order') : undefined;
  await tx.saveSnapshot(`${stream}/${version}`, fetched.resources);
  if (planned.type !== 'Requested') return record(tx, stream, version, planned, 'order');
  // A request that is made again has a number of its own, so that a late answer to the first is not taken for its.
  const reference = state.request === undefined ? first : await nextReference(stream, tx, world);
  const event = eventOfDecision(ownPart(all, decidePlan(all, { ...facts, reference }), part).decision, subject);
  if (event.type !== 'Requested') throw new Error('a request does not depend on its number');
  await sendsTrace(event.request, stream, tx);
  const file = await recordFile((stamp) => authorizationFile(event.request, stamp, world.rules), stream, tx, world);
  if (!file.ok) return record(tx, stream, version, { type: 'Held', ...subject, issues: file.issues }, 'order');
  const warnings = [...(event.warnings ?? []), ...file.issues];
  const repeated = again(isRepeat(state, event.request));
  return record(tx, stream, version, { ...event, ...seen(warnings), ...repeated, asked: instantNow(world) }, 'order');
}

/** A payer that wants several requests for a plan gets each as an authorization of its own. */
async function openParts(
  { parts, orders }: PlanDecision,
  plan: string,
  patient: string | undefined,
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  for (const part of parts.slice(1)) {
    const stream = await streamOfPlan(tx, partKey(plan, part), patient, world);
    const known = await tx.linked('part', stream);
    const own = orders.filter((order) => order.part === part && !known.includes(order.source));
    for (const { source } of own) await attach(tx, source, stream);
    if (own.length > 0) await tx.enqueue({ queue: 'authorization', ref: stream });
  }
}

/** An order that cannot be read at all has not gone away. */
const isUnreadable = ({ issues }: FetchedChart['chart']): boolean =>
  issues.some(({ path }) => path?.startsWith('MedicationRequest/'));

/**
 * An order that came to another plan after a payer was asked for it, since it was regrouped or its patient merged, is
 * not asked for a second time. The patient it belongs to now is known to the authorization from then on.
 */
async function withoutAskedElsewhere(plan: GatheredPlan, stream: string, tx: LedgerTransaction): Promise<GatheredPlan> {
  const orders: GatheredOrder[] = [];
  for (const order of plan.orders) {
    const others = await otherPlans(await tx.linked('part of', order.source), stream, tx);
    const asked = await firstAsked(others, order.source, tx);
    if (asked !== undefined && plan.insured !== undefined)
      await tx.link('patient authorization', plan.insured.patientReference, asked);
    orders.push(asked === undefined ? order : { ...order, issues: [...order.issues, askedAlready(asked)] });
  }
  return { ...plan, orders };
}

/** The other requests of the same plan are no other plan. */
async function otherPlans(streams: readonly string[], own: string, tx: LedgerTransaction): Promise<readonly string[]> {
  const planOf = async (stream: string) => planOfKey((await tx.linked('key', stream))[0] ?? '').plan;
  const plan = await planOf(own);
  const others: string[] = [];
  for (const stream of streams) if (stream !== own && (await planOf(stream)) !== plan) others.push(stream);
  return others;
}

async function firstAsked(streams: readonly string[], order: string, tx: LedgerTransaction) {
  for (const stream of streams) {
    if (!stream.startsWith('authorization/')) continue;
    const { state } = await loadAuthorization(tx, stream);
    if (isAsked(state) && state.status !== 'cancelled' && state.orders.includes(order)) return stream;
  }
  return undefined;
}

const askedAlready = (stream: string): Issue =>
  error(
    'ORDER_ALREADY_ASKED',
    `A payer was asked for this order before, in another plan (${stream}). Settle that authorization: it stays in force, or it is cancelled and the order entered anew.`,
    { path: 'MedicationRequest' },
  );
