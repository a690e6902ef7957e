/** Queue `receive`: a partner's file is opened and each thing it says is recorded where it belongs. */

import { receiptFor } from '../src/authorization/acknowledgement.ts';
import { issuesOfAnswer } from '../src/authorization/answerCheck.ts';
import type { AuthorizationAnswer, AuthorizationEvent } from '../src/authorization/authorization.ts';
import { eventOfAnswer } from '../src/authorization/furtherAnswer.ts';
import { applyClaim, type ClaimEvent, isRejection } from '../src/claim/claim.ts';
import { changeOfHold } from '../src/claim/live.ts';
import type { ClaimReceipt } from '../src/claim/status277ca.ts';
import { namesOfPayers } from '../src/exchange/addressed.ts';
import { type Arrival, interchangesOf, openMail } from '../src/exchange/incoming.ts';
import { sequenceOf } from '../src/exchange/route.ts';
import { error, type Issue } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import { disagreements } from '../src/remittance/secondReading.ts';
import type { World } from '../src/world.ts';
import { settleOverturned } from './casework.ts';
import { recordClaim } from './claimRecord.ts';
import { reusedNumbers, useNumbers } from './interchangeNumbers.ts';
import { post } from './post.ts';
import { transmissionIdOf } from './record.ts';
import type { WorkItem } from './runtime.ts';
import { loadAuthorization, loadClaim, record } from './streams.ts';
import { reconsiderClaims } from './subjects.ts';
import { facilityNow } from './today.ts';
import { ourOriginators, ownerOfReference } from './traces.ts';
import { maybeSentTwice } from './transmit.ts';

/** The item's ref is an inbound file's id. Everything in it is recorded in one transaction, or nothing. */
export async function receive(item: WorkItem, world: World): Promise<void> {
  const { settings } = world;
  const { inbound, originators } = await world.ledger.transact(async (tx) => ({
    inbound: await tx.inbound(item.ref),
    originators: await ourOriginators(tx, settings),
  }));
  if (inbound === undefined) throw new Error(`no inbound file ${item.ref}`);
  const { route, practice } = settings;
  const payers = namesOfPayers(world.rules.payers.values());
  const mail = openMail(inbound.bytes, { route, payees: [practice.npi, practice.taxId], payers, originators });
  const today = facilityNow(world).date;
  const doubtful = await doubtsAbout(mail.arrivals, inbound.bytes, world);
  const arrivals = mail.arrivals.filter((arrival) => !doubtful.has(arrival));
  const doubts = [...doubtful.values()].flat();
  await world.ledger.transact(async (tx) => {
    const reused = await reusedNumbers(mail.interchanges, tx, today);
    const issues: Issue[] = [...mail.issues, ...doubts, ...reused];
    for (const arrival of reused.length > 0 ? [] : arrivals)
      issues.push(...(await apply(arrival, item.ref, tx, world)));
    const clean = issues.every((issue) => issue.severity !== 'error');
    // A number counts as used once its file was recorded as a whole: a file that was not may come again corrected.
    if (clean) await useNumbers(mail.interchanges, tx, today);
    await tx.setInboundState(item.ref, clean ? 'applied' : 'quarantined', issues);
    if (!clean) await tx.enqueue({ queue: 'writeback', ref: `inbound/${item.ref}` });
    await item.finish(tx);
  });
}

/** Remittances that a second, independent reader sees differently, with what differs. */
async function doubtsAbout(
  arrivals: readonly Arrival[],
  bytes: Uint8Array,
  world: World,
): Promise<ReadonlyMap<Arrival, readonly Issue[]>> {
  const doubts = new Map<Arrival, readonly Issue[]>();
  if (!arrivals.some(({ is }) => is === 'remittance')) return doubts;
  const readings = await Promise.all(interchangesOf(bytes).map(world.readAgain));
  const second = readings.flatMap((reading) => (reading.ok ? reading.value : []));
  const failed = readings.flatMap((reading) => reading.issues);
  for (const arrival of arrivals) {
    if (arrival.is !== 'remittance') continue;
    const issues = [...failed, ...disagreements(arrival.remittance, second[arrival.position])];
    if (issues.length > 0) doubts.set(arrival, issues);
  }
  return doubts;
}

async function apply(
  arrival: Arrival,
  inbound: string,
  tx: LedgerTransaction,
  world: World,
): Promise<readonly Issue[]> {
  const cause = `inbound/${inbound}`;
  switch (arrival.is) {
    case 'interchangeReceipt': {
      const { control, accepted, note } = arrival;
      const id = transmissionIdOf(world.settings.route, control);
      if (note === ALREADY_THERE && (await maybeSentTwice(tx, id))) return [];
      return acknowledged(control, { accepted, codes: [`TA1:${note}`] }, cause, tx, world);
    }
    case 'groupReceipt': {
      const receipt = receiptFor(arrival.receipt, '0001');
      return receipt === undefined ? [] : acknowledged(arrival.receipt.groupControl, receipt, cause, tx, world);
    }
    case 'authorizationAnswer':
      return answered(arrival.answer, cause, tx);
    case 'claimReceipt':
      return claimReported(arrival.receipt, cause, tx, world);
    case 'remittance':
      return post(arrival.remittance, cause, tx, world);
  }
}

/** Matched by our own trace and by nothing else. */
async function answered(answer: AuthorizationAnswer, cause: string, tx: LedgerTransaction): Promise<readonly Issue[]> {
  const { reference } = answer;
  const stream = reference === undefined ? undefined : await ownerOfReference(reference, tx);
  if (stream === undefined)
    return [unknown('278', 'TRN02', 'No request of ours has this trace (TRN02) under this originator (TRN03).')];
  const { state, version } = await loadAuthorization(tx, stream);
  const round = state.rounds.find(({ request }) => request.reference === reference);
  if (reference === undefined || round === undefined)
    return [unknown('278', 'TRN02', 'This answers a request that was made again under another trace.')];
  const issues = issuesOfAnswer(answer, round);
  const event: AuthorizationEvent | undefined =
    issues.length > 0 ? { type: 'AnswerRefused', reference, issues } : eventOfAnswer(state, answer);
  if (event === undefined) return [];
  await record(tx, stream, version, event, cause);
  if (event.type === 'Contradicted') await settleOverturned(tx, stream);
  // What the orders became in the meantime is asked for now, and visits may have waited for the number.
  if (event.type === 'Answered') await tx.enqueue({ queue: 'authorization', ref: stream });
  if (state.patient !== undefined && event.type === 'Answered') await reconsiderClaims(tx, state.patient);
  return issues;
}

/** TA105: the control number was used before. */
const ALREADY_THERE = '025';

/** A TA1 or 999 about a file of ours, by its control number; ours carry one transaction set each. */
async function acknowledged(
  control: number,
  receipt: { readonly accepted: boolean; readonly codes: readonly string[] },
  cause: string,
  tx: LedgerTransaction,
  world: World,
): Promise<readonly Issue[]> {
  const stream = await tx.owner('control number', `${sequenceOf(world.settings.route)} ${control}`);
  if (stream === undefined) return [unknown('999', 'AK102', 'No file of ours has this control number.')];
  await arrived(transmissionIdOf(world.settings.route, control), tx);
  const { accepted, codes } = receipt;
  const event = { type: 'Acknowledged', accepted, codes } as const;
  // An acknowledgement of a file that a newer one of the same stream replaced says nothing about the newer one.
  if ((await tx.transmissions({ stream })).at(-1)?.groupControl !== control) return [];
  if (stream.startsWith('claim/')) await claimToldOf(stream, event, cause, tx, world);
  else await record(tx, stream, (await loadAuthorization(tx, stream)).version, event, cause);
  return [];
}

async function claimReported(
  { claimNumber, category, codes, payerControlNumber }: ClaimReceipt,
  cause: string,
  tx: LedgerTransaction,
  world: World,
): Promise<readonly Issue[]> {
  const stream = await tx.owner('claim number', claimNumber);
  const known = stream === undefined ? undefined : (await loadClaim(tx, stream)).state.claim;
  if (stream === undefined || known === undefined)
    return [unknown('277', 'TRN02', 'No claim of ours has this number.')];
  if (known.number !== claimNumber) return isRejection(category) ? [] : [superseded()];
  const number = payerControlNumber === undefined ? {} : { payerControlNumber };
  await claimToldOf(stream, { type: 'StatusReported', category, codes, ...number }, cause, tx, world);
  return [];
}

/** A claim that is turned away gives its units back, and another visit may have waited for them. */
async function claimToldOf(stream: string, event: ClaimEvent, cause: string, tx: LedgerTransaction, world: World) {
  const loaded = await loadClaim(tx, stream);
  await recordClaim(tx, stream, loaded, event, cause, world);
  const { patient } = loaded.state;
  const change = changeOfHold(loaded.state, applyClaim(loaded.state, event));
  if (change === 'givenBack' && patient !== undefined) await reconsiderClaims(tx, patient);
}

/** Whoever acknowledges a file has it, whatever became of its sending. */
async function arrived(id: string, tx: LedgerTransaction): Promise<void> {
  if ((await tx.transmission(id))?.state !== 'unknown') return;
  await tx.setTransmissionState(id, 'sent');
  await tx.enqueue({ queue: 'writeback', ref: `transmission/${id}` });
}

const unknown = (path: string, ref: string, message: string): Issue =>
  error('UNKNOWN_REFERENCE', `${message} Find out whom it was meant for; nothing was recorded from it.`, { path, ref });

/** The payer turned the claim away and now takes it, while a corrected one is on its way: it would pay twice. */
const superseded = (): Issue =>
  error(
    'SUPERSEDED_CLAIM_ACCEPTED',
    'This accepts a claim that was turned away before and sent again under a new number. Ask the payer to drop one of the two.',
    { path: '277', ref: 'TRN02' },
  );
