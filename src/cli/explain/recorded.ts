/** The proofs that the ledger keeps with the claim or authorization whose file this is. */

import { transmissionIdOf } from '../../../queues/record.ts';
import type { Ledger, LedgerTransaction } from '../../ports.ts';
import type { TransactionSet } from '../../x12/envelope.ts';
import { type Proofs, proofsIn } from './proofs.ts';

/**
 * The file is found by its control number between sender and receiver, or, when it came back in another envelope, by
 * the numbers of its claims or of its request. Empty for what we never sent. Only reads.
 */
export const recordedProofs = (ledger: Ledger, set: TransactionSet): Promise<Proofs> =>
  ledger.transact(async (tx) => {
    if (set.set !== '278' && set.set !== '837') return [];
    const sent = await streamOfFile(tx, set);
    const streams = sent === undefined ? await streamsOfNumbers(tx, set) : [sent];
    const events = await Promise.all([...new Set(streams)].map((stream) => tx.events(stream)));
    return proofsIn(events.flat().map(({ data }) => data));
  });

async function streamOfFile(
  tx: LedgerTransaction,
  { group: { interchange } }: TransactionSet,
): Promise<string | undefined> {
  const { usage, control, sender, receiver } = interchange;
  const file =
    usage === 'T' || usage === 'P' ? await tx.transmission(transmissionIdOf({ usage }, Number(control))) : undefined;
  return file?.sender === sender.id && file.receiver === receiver.id ? file.stream : undefined;
}

async function streamsOfNumbers(tx: LedgerTransaction, { segments }: TransactionSet): Promise<readonly string[]> {
  const streams: (string | undefined)[] = [];
  for (const { id, elements } of segments) {
    if (id === 'BHT') streams.push(await tx.owner('authorization reference', elements[2] ?? ''));
    if (id === 'CLM') streams.push(await tx.owner('claim number', elements[0] ?? ''));
  }
  return streams.filter((stream) => stream !== undefined);
}
