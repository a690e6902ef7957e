/** The recorded events of a replay, for a reader: what was decided, from what, with which arithmetic. */

import { loadAuthorization } from '../../../queues/streams.ts';
import { gate } from '../../authorization/gate.ts';
import { nextVisits } from '../../authorization/plannedVisits.ts';
import type { Ledger, LedgerTransaction } from '../../ports.ts';

/** Per stream its events in order; per file of the partner what became of it. Nothing that differs between runs. */
export async function decisionsOf(ledger: Ledger): Promise<object> {
  return await ledger.transact(async (tx) => {
    const streams = [
      ...(await tx.streams('authorization/')),
      ...(await tx.streams('casework/')),
      ...(await tx.streams('claim/')),
    ];
    const recorded: Record<string, unknown> = {};
    for (const stream of streams) {
      const events = await tx.events(stream);
      recorded[stream] = events.map(({ type, data, cause }) => ({ type, cause, ...(data as object) }));
    }
    const inbounds = await tx.inbounds();
    const files = inbounds.map(({ name, state, issues }) => ({ name, state, issues }));
    return { streams: recorded, gates: await gatesOf(tx, streams), files };
  });
}

/** What a scheduler would be told about the next visit of each authorization, when the scenario ends. */
async function gatesOf(tx: LedgerTransaction, streams: readonly string[]): Promise<Record<string, unknown>> {
  const gates: Record<string, unknown> = {};
  for (const stream of streams.filter((name) => name.startsWith('authorization/'))) {
    const { state } = await loadAuthorization(tx, stream);
    gates[stream] = nextVisits(state).map((visit) => ({ ...visit, ...gate([state], visit) }));
  }
  return gates;
}
