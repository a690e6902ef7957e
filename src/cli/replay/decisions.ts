/** The recorded events of a replay, for a reader: what was decided, from what, with which arithmetic. */

import type { Ledger } from '../../ports.ts';

/** Per stream its events in order; per file of the partner what became of it. Nothing that differs between runs. */
export async function decisionsOf(ledger: Ledger): Promise<object> {
  return await ledger.transact(async (tx) => {
    const streams = [...(await tx.streams('authorization/')), ...(await tx.streams('claim/'))];
    const recorded: Record<string, unknown> = {};
    for (const stream of streams) {
      const events = await tx.events(stream);
      recorded[stream] = events.map(({ type, data, cause }) => ({ type, cause, ...(data as object) }));
    }
    const inbounds = await tx.inbounds();
    const files = inbounds.map(({ name, state, issues }) => ({ name, state, issues }));
    return { streams: recorded, files };
  });
}
