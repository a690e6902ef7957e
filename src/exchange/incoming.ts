/** What a file from a trading partner says, taken apart into things that happened to our authorizations and claims. */

import { createHash } from 'node:crypto';
import { type GroupReceipt, receiptOf } from '../authorization/acknowledgement.ts';
import type { AuthorizationAnswer } from '../authorization/authorization.ts';
import { answersOf } from '../authorization/response278.ts';
import { type ClaimReceipt, claimReceiptsOf } from '../claim/status277ca.ts';
import { error, type Issue, type Outcome } from '../outcome.ts';
import type { Remittance } from '../remittance/remittance.ts';
import { type Interchange, type SetHeader, type TransactionSet, takingIn } from '../x12/envelope.ts';
import { claimStatus277ca } from '../x12/guides/277ca.ts';
import { response278 } from '../x12/guides/278-response.ts';
import { remittance835 } from '../x12/guides/835.ts';
import { acknowledgement999 } from '../x12/guides/999.ts';
import { read } from '../x12/read.ts';
import type { Fields, Guide, Infer } from '../x12/schema.ts';
import type { Segment } from '../x12/segment.ts';
import { sameVersion } from '../x12/versions.ts';
import { misaddressed, misaddressedGroup, type Ours, payerNotEnrolled, wrongPayee } from './addressed.ts';
import { MailedRemittance } from './mailedRemittance.ts';

/** One thing that happened, told by the partner. */
export type Arrival =
  | { readonly is: 'interchangeReceipt'; readonly control: number; readonly accepted: boolean; readonly note: string }
  | { readonly is: 'groupReceipt'; readonly receipt: GroupReceipt }
  | { readonly is: 'authorizationAnswer'; readonly answer: AuthorizationAnswer }
  | { readonly is: 'claimReceipt'; readonly receipt: ClaimReceipt }
  | {
      readonly is: 'remittance';
      readonly remittance: Remittance;
      /** 0-based position among the 835 transaction sets of the file, those that say nothing included. */
      readonly position: number;
    };

/** A transaction set that cannot be trusted says nothing; a file whose envelope is broken says nothing at all. */
export interface Mail {
  readonly arrivals: readonly Arrival[];
  readonly issues: readonly Issue[];
  readonly interchanges: readonly Opened[];
}
/** One interchange of a file. */
export interface Opened {
  /** Who sent it, in which environment, under which number: the same one twice must be the same bytes. */
  readonly key: string;
  readonly sha256: string;
  readonly offset: number;
}

/**
 * Opens a file in memory. Errors: everything the envelope and the guides report, UNSUPPORTED_SET, NOT_X12 for a file that says nothing, NO_DECISION for an
 * answer that neither decides nor rejects, the imbalances of an 835, and whatever is not meant for us (`addressed.ts`).
 */
export function openMail(bytes: Uint8Array, ours: Ours): Mail {
  const arrivals: Arrival[] = [];
  const issues: Issue[] = [];
  const envelope: Issue[] = [];
  let remittances = 0;
  const found: Interchange[] = [];
  for (const event of takingIn(bytes, remittanceFor)) {
    if (event.is === 'interchange') {
      found.push(event.interchange);
      envelope.push(...misaddressed(event.interchange, ours));
    }
    if (event.is === 'group') envelope.push(...misaddressedGroup(event.group, ours));
    if (event.is === 'issue') envelope.push(event.issue);
    if (event.is === 'groupEnd' || event.is === 'interchangeEnd') envelope.push(...event.issues);
    if (event.is === 'acknowledgement') arrivals.push(interchangeReceipt(event.segment));
    if (event.is === 'transaction') {
      const content = event.transaction.issues.some(isError)
        ? { ok: false as const, issues: [] }
        : contentOf(event.transaction, ours);
      if (event.transaction.set === '835') remittances += 1;
      issues.push(...event.transaction.issues, ...content.issues);
      if (content.ok) arrivals.push(...content.value);
    }
    if (event.is === 'taken') {
      const isTrusted = !event.issues.some(isError);
      const content = isTrusted ? paidToUs(event.sink.end(), ours) : { ok: false as const, issues: [] };
      issues.push(...event.issues, ...content.issues);
      if (content.ok) arrivals.push({ is: 'remittance', remittance: content.value, position: remittances });
      remittances += 1;
    }
  }
  if (envelope.length + issues.length + arrivals.length === 0) envelope.push(nothingInIt);
  const interchanges = found.map(({ sender, usage, control, offset }, n): Opened => {
    const own = Buffer.from(bytes.subarray(offset, found[n + 1]?.offset ?? bytes.length))
      .toString('latin1')
      .trim();
    const key = `${sender.qualifier}${sender.id} ${usage} ${control}`;
    return { key, sha256: createHash('sha256').update(own).digest('hex'), offset };
  });
  return { arrivals: envelope.some(isError) ? [] : arrivals, issues: [...envelope, ...issues], interchanges };
}

/** An 835 is read claim by claim as it goes by: of a large one the segments would take thirty times its size. */
const remittanceFor = ({ set, version }: SetHeader): MailedRemittance | undefined =>
  set === '835' && sameVersion(version, remittance835.version) ? new MailedRemittance() : undefined;

const nothingInIt = error('NOT_X12', 'The file says nothing. Ask the sender for it again.', { offset: 0 });

const isError = (issue: Issue): boolean => issue.severity === 'error';

/** The bytes of each interchange of a file, ISA to IEA, for readers that take one at a time. */
export function interchangesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const starts = takingIn(bytes, () => ({ segment: () => {} })).flatMap((event) =>
    event.is === 'interchangeEnd' ? [event.interchange.offset] : [],
  );
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1] ?? bytes.length));
}

/** TA104 A and E are accepted; TA105 says what was noted. */
function interchangeReceipt(segment: Segment): Arrival {
  const [control = '0', , , status = 'R', note = ''] = segment.elements;
  return { is: 'interchangeReceipt', control: Number(control), accepted: status !== 'R', note };
}

function contentOf(transaction: TransactionSet, { originators }: Ours): Outcome<readonly Arrival[]> {
  switch (transaction.set) {
    case '999':
      return opened(transaction, acknowledgement999, (value) => [{ is: 'groupReceipt', receipt: receiptOf(value) }]);
    case '277':
      return opened(transaction, claimStatus277ca, (value) =>
        claimReceiptsOf(value).map((receipt) => ({ is: 'claimReceipt', receipt })),
      );
    case '278':
      return checkedAnswers(
        opened(transaction, response278, (value) =>
          answersOf(value, originators).map((answer) => ({ is: 'authorizationAnswer', answer })),
        ),
      );
    default:
      return { ok: false, issues: [unsupported(transaction)] };
  }
}

function opened<F extends Fields>(
  transaction: TransactionSet,
  guide: Guide<F>,
  tell: (value: Infer<Guide<F>>) => readonly Arrival[],
): Outcome<readonly Arrival[]> {
  if (!sameVersion(transaction.version, guide.version)) return { ok: false, issues: [unsupported(transaction)] };
  const reading = read(guide, transaction.segments);
  return reading.ok
    ? { ok: true, value: tell(reading.value), issues: reading.issues }
    : { ok: false, issues: reading.issues };
}

/** An answer that says neither yes nor no nor why not is for a person; nothing approves by default. */
function checkedAnswers(outcome: Outcome<readonly Arrival[]>): Outcome<readonly Arrival[]> {
  if (!outcome.ok) return outcome;
  const silent = outcome.value.some(
    (arrival) =>
      arrival.is === 'authorizationAnswer' &&
      arrival.answer.event === undefined &&
      arrival.answer.services.length === 0 &&
      arrival.answer.rejections.length === 0,
  );
  if (!silent) return outcome;
  const message = 'The answer holds neither a decision nor a rejection. Ask the payer for the decision.';
  return { ok: false, issues: [error('NO_DECISION', message, { path: '278/2000E/HCR', rule: '005010X217' })] };
}

function paidToUs(outcome: Outcome<Remittance>, ours: Ours): Outcome<Remittance> {
  const misrouted = outcome.ok
    ? [...wrongPayee(outcome.value.payeeId, ours), ...payerNotEnrolled(outcome.value.payer, ours)]
    : [];
  return misrouted.length === 0 ? outcome : { ok: false, issues: misrouted };
}

const unsupported = (transaction: TransactionSet): Issue =>
  error(
    'UNSUPPORTED_SET',
    `Transaction set ${transaction.set} ${transaction.version} is not one we act on, so nothing of it was recorded. Look at it with the command read, and hand it to whoever waits for it.`,
    {
      path: transaction.set,
      ref: 'ST01',
      segment: 1,
    },
  );
