/**
 * Which authorization or claim a part of the chart belongs to. A stream is opened when its plan or visit is first
 * heard of, before any work on it: whoever changes something for the patient finds it, and work is named by the
 * stream's number, which says nothing about a patient.
 */

import { isAsked } from '../src/authorization/again.ts';
import { caseworkOf } from '../src/authorization/casework.ts';
import { isOpenStill } from '../src/authorization/wantedAnew.ts';
import { isLive } from '../src/claim/live.ts';
import { authorizationReference, claimNumber } from '../src/exchange/numbers.ts';
import { Conflict, type LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { loadAuthorization, loadClaim } from './streams.ts';
import { ownReference } from './traces.ts';

/** The authorization of a treatment plan, by the plan's key. */
export async function streamOfPlan(tx: LedgerTransaction, plan: string, patient: string | undefined, world: World) {
  return (await tx.owner('plan', plan)) ?? (await openPlan(tx, plan, patient, world));
}

/** The claim of a visit, by the visit's key. */
export async function streamOfVisit(tx: LedgerTransaction, visit: string, patient: string | undefined, world: World) {
  return (await tx.owner('visit', visit)) ?? (await openVisit(tx, visit, patient, world));
}

async function openPlan(
  tx: LedgerTransaction,
  plan: string,
  patient: string | undefined,
  world: World,
): Promise<string> {
  const ordinal = await tx.nextControlNumber('authorization');
  const stream = `authorization/${ordinal}`;
  await own(tx, 'plan', plan, stream);
  await ownReference(authorizationReference(world.settings.instance, ordinal), stream, tx);
  if (patient !== undefined) await tx.link('patient authorization', patient, stream);
  return stream;
}

async function openVisit(
  tx: LedgerTransaction,
  visit: string,
  patient: string | undefined,
  world: World,
): Promise<string> {
  const ordinal = await tx.nextControlNumber('claim');
  const stream = `claim/${ordinal}`;
  await own(tx, 'visit', visit, stream);
  await tx.claimKey('claim number', claimNumber(world.settings.instance, ordinal), stream);
  if (patient !== undefined) await tx.link('patient claim', patient, stream);
  return stream;
}

async function own(tx: LedgerTransaction, kind: 'plan' | 'visit', key: string, stream: string): Promise<void> {
  if (!(await tx.claimKey(kind, key, stream))) throw new Conflict(`someone else opened this ${kind}`);
  await tx.link('key', stream, key);
}

/** Notes that a resource is, or once was, part of the stream: it may move to another plan or visit, or go. */
export async function attach(tx: LedgerTransaction, reference: string, stream: string): Promise<void> {
  await tx.link('part', stream, reference);
  await tx.link('part of', reference, stream);
}

/** The key a stream was opened for, and every resource that is or was part of it. Throws Error for an unknown stream. */
export async function subjectOf(
  tx: LedgerTransaction,
  stream: string,
): Promise<{ readonly key: string; readonly parts: readonly string[] }> {
  const [key] = await tx.linked('key', stream);
  if (key === undefined) throw new Error('no such stream was opened');
  return { key, parts: await tx.linked('part', stream) };
}

/** Visits of a patient that no live claim bills: an approval, or units given back, may let them go. */
export async function reconsiderClaims(tx: LedgerTransaction, patient: string): Promise<void> {
  for (const ref of await tx.linked('patient claim', patient)) {
    if (!isLive((await loadClaim(tx, ref)).state)) await tx.enqueue({ queue: 'claim', ref });
  }
}

/** Plans and visits of a patient are looked at again; whether it matters to those already sent is decided there. */
export async function reconsider(tx: LedgerTransaction, patient: string): Promise<void> {
  for (const ref of await tx.linked('patient authorization', patient))
    await tx.enqueue({ queue: 'authorization', ref });
  for (const ref of await tx.linked('patient claim', patient)) await tx.enqueue({ queue: 'claim', ref });
}

/**
 * Plans and visits of a patient that wait for something in the chart, soon, since more of it may come; and what people
 * have to do about authorizations that are out.
 *
 * @param today YYYY-MM-DD
 */
export async function reconsiderWaiting(tx: LedgerTransaction, patient: string, delayMs: number, today: string) {
  for (const ref of await tx.linked('patient authorization', patient)) {
    const { state } = await loadAuthorization(tx, ref);
    if (state.status === 'held') await reconsiderStream(tx, ref, delayMs);
    else if (isAsked(state) && isOpenStill(state, today)) await reconsiderStream(tx, caseworkOf(ref), delayMs);
  }
  for (const ref of await tx.linked('patient claim', patient)) {
    if (!isLive((await loadClaim(tx, ref)).state)) await reconsiderStream(tx, ref, delayMs);
  }
}

/** Whatever the resource is or was part of is looked at again. */
export async function reconsiderPart(tx: LedgerTransaction, reference: string, delayMs: number): Promise<void> {
  for (const ref of await tx.linked('part of', reference)) {
    await reconsiderStream(tx, ref, delayMs);
  }
}

/**
 * What is held waits for something to be completed, and not everything that may be completed rings: an encounter's
 * place, a registration, a diagnosis. So it is looked at again every hour, through the intake queue, where one open
 * item per stream is kept however often it was asked for.
 */
export async function lookAgain(tx: LedgerTransaction, stream: string): Promise<void> {
  await tx.enqueue({ queue: 'intake', ref: stream, delayMs: HELD_MS });
}
const HELD_MS = 3_600_000;

export async function reconsiderStream(tx: LedgerTransaction, ref: string, delayMs = 0): Promise<void> {
  await tx.enqueue({ queue: ref.startsWith('claim/') ? 'claim' : 'authorization', ref, delayMs });
}
