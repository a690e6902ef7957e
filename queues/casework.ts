/** The people's side of an authorization in the ledger: what was found out, decided, opened and closed. */

import { type Appealing, appealOf } from '../src/authorization/appeal.ts';
import type { Authorization, AuthorizationEvent } from '../src/authorization/authorization.ts';
import {
  type Casework,
  type CaseworkEvent,
  caseworkOf,
  type Determination,
  endOf,
  foldCasework,
} from '../src/authorization/casework.ts';
import { entryOf, type LogEntry, threadOf } from '../src/authorization/communicationLog.ts';
import { isSame } from '../src/authorization/determination.ts';
import { type Extending, furtherUnitsOf } from '../src/authorization/furtherUnits.ts';
import { type CaseDecision, eventOfPerson, type Settling } from '../src/authorization/people.ts';
import { reviewOf } from '../src/authorization/review.ts';
import { nameOfAnswer, standingOf } from '../src/authorization/rounds.ts';
import { bad, error, good, type Outcome } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import { payer as payerById } from '../src/rules/lookup.ts';
import type { World } from '../src/world.ts';
import { askFor } from './ask.ts';
import { type Loaded, loadAuthorization, record } from './streams.ts';
import { reconsiderClaims } from './subjects.ts';
import { facilityNow } from './today.ts';

export async function loadCasework(tx: LedgerTransaction, stream: string): Promise<Loaded<Casework>> {
  const events = await tx.events(caseworkOf(stream));
  const plain = events.map(({ type, data }) => ({ ...(data as object), type }) as CaseworkEvent);
  return { state: foldCasework(plain), version: events.length };
}

export async function appendCasework(
  tx: LedgerTransaction,
  stream: string,
  version: number,
  events: readonly CaseworkEvent[],
  cause: string,
): Promise<void> {
  const stored = events.map(({ type, ...data }) => ({ type, data }));
  if (stored.length > 0) await tx.append(caseworkOf(stream), version, stored, cause);
}

/** Keeps what was found out about the plan, where it is news, and has the people's work looked at. */
export async function determine(
  tx: LedgerTransaction,
  stream: string,
  { state, version }: Loaded<Casework>,
  determination: Determination,
): Promise<void> {
  if (isSame(state.determination, determination)) return;
  await appendCasework(tx, stream, version, [{ type: 'Determined', ...determination }], 'order');
  await tx.enqueue({ queue: 'writeback', ref: stream });
}

/**
 * Records what a person decided, and has everything looked at that it may let go. Issues: those of `eventOfPerson`, and
 * CASE_UNKNOWN where there is no such authorization, those of `appealOf` and `furtherUnitsOf`, REQUEST_NOT_WRITTEN where
 * what they ask for cannot be written, NOTHING_TO_SETTLE where its answers fit together.
 */
export function decideByPerson(stream: string, decision: CaseDecision, world: World): Promise<Outcome<string>> {
  return world.ledger.transact(async (tx) => {
    if ((await tx.linked('key', stream)).length === 0)
      return bad(error('CASE_UNKNOWN', 'There is no authorization of this number.', { path: 'authorization' }));
    if (decision.do === 'settle') return settle(stream, decision, tx);
    if (decision.do === 'appeal') return appeal(stream, decision, tx, world);
    if (decision.do === 'extend') return extend(stream, decision, tx, world);
    const { state, version } = await loadCasework(tx, stream);
    const event = eventOfPerson(state, decision, world.rules, facilityNow(world).date);
    if (!event.ok) return event;
    await appendCasework(tx, stream, version, [event.value], `person/${decision.by}`);
    if (event.value.type === 'Resolved') await tx.enqueue({ queue: 'authorization', ref: stream });
    if (event.value.type !== 'WorkClosed') return good(stream);
    await tx.enqueue({ queue: 'writeback', ref: caseworkOf(stream) });
    await workEnded(tx, stream);
    return good(stream);
  });
}

/** What follows when a person ended a piece of work, here or in the EHR. */
export async function workEnded(tx: LedgerTransaction, stream: string): Promise<void> {
  await tx.enqueue({ queue: 'writeback', ref: stream });
  await settleOverturned(tx, stream);
}

/** Sends what the payer refused to its next reviewer. */
async function appeal(
  stream: string,
  decision: Appealing,
  tx: LedgerTransaction,
  world: World,
): Promise<Outcome<string>> {
  const { state, version } = await loadAuthorization(tx, stream);
  const payer = payerById(world.rules, state.request?.payer.profile ?? '');
  if (payer === undefined)
    return bad(error('NOTHING_TO_APPEAL', 'The payer has refused no line of this authorization.', { path: 'do' }));
  return askByPerson(appealOf(state, decision, payer), stream, { state, version }, tx, world, decision.by);
}

/** Asks for the units that the plan needs and nobody certified. */
async function extend(
  stream: string,
  decision: Extending,
  tx: LedgerTransaction,
  world: World,
): Promise<Outcome<string>> {
  const loaded = await loadAuthorization(tx, stream);
  return askByPerson(furtherUnitsOf(loaded.state, decision), stream, loaded, tx, world, decision.by);
}

async function askByPerson(
  asked: ReturnType<typeof appealOf>,
  stream: string,
  { state: { patient, orders, rounds }, version }: Loaded<Authorization>,
  tx: LedgerTransaction,
  world: World,
  by: string,
): Promise<Outcome<string>> {
  if (!asked.ok) return asked;
  const subject = { orders, ...(patient === undefined ? {} : { patient }) };
  await askFor(asked.value, stream, version, subject, tx, world, `person/${by}`);
  const { state } = await loadAuthorization(tx, stream);
  if (state.rounds.length > rounds.length) return good(stream);
  return bad(
    error('REQUEST_NOT_WRITTEN', 'The request cannot be written as it is. Nothing was sent; the Task says why.', {
      path: 'do',
    }),
  );
}

/** Which of two answers that do not fit stands, by a person's word; claims that waited for it are looked at again. */
async function settle(stream: string, decision: Settling, tx: LedgerTransaction): Promise<Outcome<string>> {
  const { stands, by: person, reason } = decision;
  const { state, version } = await loadAuthorization(tx, stream);
  const standings = state.rounds.map(standingOf);
  const { answer, contradiction } = standings.findLast((standing) => standing.contradiction !== undefined) ?? {};
  if (answer === undefined || contradiction === undefined)
    return bad(
      error('NOTHING_TO_SETTLE', 'The answers of the payer fit together. There is nothing to choose between.', {
        path: 'stands',
      }),
    );
  const name = nameOfAnswer(stands === 'later' ? contradiction : answer);
  await record(tx, stream, version, { type: 'Settled', answer: name, person, reason }, `person/${person}`);
  if (state.patient !== undefined) await reconsiderClaims(tx, state.patient);
  return good(stream);
}

/**
 * A denial that the payer's physician took back in a call: the answer that says otherwise stands by that person's word,
 * whichever of the two is heard of first.
 */
export async function settleOverturned(tx: LedgerTransaction, stream: string): Promise<void> {
  const { state, version } = await loadAuthorization(tx, stream);
  const { contradiction, request } = state;
  if (contradiction === undefined || request === undefined || contradiction.reference !== request.reference) return;
  const end = endOf((await loadCasework(tx, stream)).state, `peer_to_peer-${request.reference}`);
  if (end?.outcome !== 'overturned' || end.by === undefined) return;
  const reason = 'The payer took its denial back in a peer-to-peer call.';
  const event: AuthorizationEvent = { type: 'Settled', answer: nameOfAnswer(contradiction), person: end.by, reason };
  await record(tx, stream, version, event, `person/${end.by}`);
  if (state.patient !== undefined) await reconsiderClaims(tx, state.patient);
}

/** An authorization as people see it; undefined: there is none of this number. */
export const caseOf = (stream: string, { ledger }: Pick<World, 'ledger'>): Promise<object | undefined> =>
  ledger.transact(async (tx) => {
    if ((await tx.linked('key', stream)).length === 0) return undefined;
    const { state } = await loadAuthorization(tx, stream);
    const casework = await loadCasework(tx, stream);
    const events = [...(await tx.events(stream)), ...(await tx.events(caseworkOf(stream)))];
    const log = events.flatMap(({ type, data, cause, recordedAt }): readonly LogEntry[] => {
      const entry = entryOf({ ...(data as object), type } as AuthorizationEvent | CaseworkEvent);
      return entry === undefined ? [] : [{ at: recordedAt.toISOString(), ...entry, by: cause }];
    });
    const { status, attention, request, rounds } = state;
    return {
      authorization: stream,
      status,
      ...(attention === undefined ? {} : { attention }),
      ...(request === undefined ? {} : { review: reviewOf(rounds.at(-1)?.request ?? request) }),
      ...casework.state.determination,
      resolutions: casework.state.resolutions,
      work: casework.state.work,
      log: threadOf(log),
    };
  });
