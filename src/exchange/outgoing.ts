/** A request or a claim as a file: rendered, numbered, checked. What comes out is recorded first and sent after. */

import type { AuthorizationRequest } from '../authorization/authorization.ts';
import { request278Of } from '../authorization/request278.ts';
import type { Claim } from '../claim/claim.ts';
import { claim837iOf } from '../claim/submit837i.ts';
import { claim837pOf, type Submission } from '../claim/submit837p.ts';
import type { Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import { type PayerGuides, plainGuides } from '../rules/payerGuides.ts';
import { fitCharacters } from '../x12/fitCharacters.ts';
import type { AnyGuide } from '../x12/schema.ts';
import { type TransactionToWrite, transactionOf, writeInterchange } from '../x12/writeInterchange.ts';
import type { Route } from './route.ts';

export interface Stamp {
  readonly route: Route;
  /** ISA13 and GS06, from the ledger's sequence of the route. */
  readonly control: number;
  /** CCYYMMDD and HHMM of the business clock. */
  readonly date: string;
  readonly time: string;
}
/** A file ready to be recorded. Its name holds a kind and a number, nothing else. */
export interface OutgoingFile {
  readonly kind: '278' | '837';
  readonly name: string;
  /** ISA13 and GS06. */
  readonly control: number;
  readonly text: string;
}

/** The 278 of a request. Issues: what the guide refuses, as its payer narrowed it, with X12 path and our key. */
export function authorizationFile(
  request: AuthorizationRequest,
  stamp: Stamp,
  rules: Pick<Rules, 'payers'>,
): Outcome<OutgoingFile> {
  const guide = guidesFor(rules, request.payer.profile)['278 request'];
  const value = request278Of(request, { date: stamp.date, time: stamp.time });
  return file('278', guide, transactionOf(guide, value, SET_CONTROL), stamp);
}

/** The 837P or 837I of a claim. Issues: what the guide refuses, as its payer narrowed it, with X12 path and our key. */
export function claimFile(claim: Claim, stamp: Stamp, rules: Pick<Rules, 'payers'>): Outcome<OutgoingFile> {
  const guides = guidesFor(rules, claim.insurance.payer.profile);
  const { sender, receiver } = stamp.route;
  const submission: Submission = {
    reference: claim.number,
    date: stamp.date,
    time: stamp.time,
    submitter: { name: sender.name, id: sender.id },
    receiver: { name: receiver.name, id: receiver.id },
  };
  if (claim.form === '837P') {
    const guide = guides['837P'];
    return file('837', guide, transactionOf(guide, claim837pOf(claim, submission), SET_CONTROL), stamp);
  }
  const guide = guides['837I'];
  return file('837', guide, transactionOf(guide, claim837iOf(claim, submission), SET_CONTROL), stamp);
}

/** A payer whose file has gone since is written to by the guides as they are. */
const guidesFor = (rules: Pick<Rules, 'payers'>, profile: string): PayerGuides =>
  rules.payers.get(profile)?.guides ?? plainGuides;

/** One transaction set per file: an answer then speaks of one request or claim only. */
const SET_CONTROL = '0001';

function file(
  kind: OutgoingFile['kind'],
  guide: AnyGuide,
  transaction: TransactionToWrite,
  { route, control, date, time }: Stamp,
): Outcome<OutgoingFile> {
  const { characters = 'extended' } = route;
  const value = fitCharacters(guide, transaction.value, characters);
  const written = writeInterchange({
    characters,
    sender: route.sender,
    receiver: route.receiver,
    usage: route.usage,
    date,
    time,
    interchangeControl: control,
    groups: [
      {
        functionalId: guide.functionalId,
        version: guide.version,
        senderCode: route.sender.id,
        receiverCode: route.receiver.id,
        control,
        transactions: [{ ...transaction, value }],
      },
    ],
  });
  if (!written.ok) return written;
  const name = `${kind}-${String(control).padStart(4, '0')}.x12`;
  return { ok: true, value: { kind, name, control, text: written.value }, issues: written.issues };
}
