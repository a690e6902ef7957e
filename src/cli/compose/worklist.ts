/** What waits for a person, read from the ledger: ids of ours and codes, nothing of a patient. */

import { loadAuthorization, loadClaim } from '../../../queues/streams.ts';
import type { Ledger, LedgerTransaction, ParkedWork } from '../../ports.ts';
import type { HeldCounts } from '../../web/metrics.ts';
import type { Worklist } from '../../web/work.ts';

/** Of each kind; whoever has more open than this needs the numbers of /metrics first. */
const MOST = 200;
/** Counting holds folds nothing, so it may look further. */
const MOST_COUNTED = 100_000;

/** At most 200 of each kind, newest first. */
export async function worklistOf(ledger: Ledger): Promise<Worklist> {
  const [streams, files, parked] = await Promise.all([
    ledger.streamsEndingIn('Held', MOST),
    ledger.filesInQuestion(MOST),
    ledger.parkedWork(),
  ]);
  return await ledger.transact(async (tx) => ({
    held: await inTurn(streams, async (stream) => ({ stream, codes: await codesOf(stream, tx) })),
    ...files,
    parked: await inTurn(parked.slice(-MOST).toReversed(), (item) => shown(item, tx)),
  }));
}

/** The numbers behind /metrics. */
export async function countsOf(ledger: Ledger): Promise<HeldCounts> {
  const [counts, held] = await Promise.all([ledger.counts(), ledger.streamsEndingIn('Held', MOST_COUNTED)]);
  const claims = held.filter(isClaim).length;
  return { ...counts, held: { authorizations: held.length - claims, claims } };
}

const isClaim = (stream: string): boolean => stream.startsWith('claim/');

async function codesOf(stream: string, tx: LedgerTransaction): Promise<readonly string[]> {
  const { state } = isClaim(stream) ? await loadClaim(tx, stream) : await loadAuthorization(tx, stream);
  return [...new Set(state.issues.map(({ code }) => code))];
}

/** Keys of plans and visits are made of the EHR's ids; what they belong to is told by our own number instead. */
async function shown(
  { id, queue, ref, reason }: ParkedWork,
  tx: LedgerTransaction,
): Promise<Worklist['parked'][number]> {
  const kind = { authorization: 'plan', claim: 'visit' }[queue as string];
  const stream = kind === undefined ? (OURS.test(ref) ? ref : undefined) : await tx.owner(kind, ref);
  return { id, queue, reason, ...(stream === undefined ? {} : { stream }) };
}

const OURS = /^(?:(?:authorization|claim|inbound|transmission|work)\/)?[TP]?[0-9]+$/;

async function inTurn<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<readonly B[]> {
  const done: B[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
