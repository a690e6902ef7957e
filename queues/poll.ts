/** Takes in what a partner left for us: stored raw and hashed before anyone reads it, then archived at the partner's. */

import { createHash } from 'node:crypto';
import type { InboundFile } from '../src/ports.ts';
import type { World } from '../src/world.ts';

/** One round of taking in; the number of new files. Throws a Fault when the partner cannot be reached. */
export async function takeIn({ ledger, partner, log }: World): Promise<number> {
  let taken = 0;
  for (const file of await partner.receive()) {
    const isNew = await ledger.transact(async (tx) => {
      const stored = await tx.recordInbound({ partner: partner.name, ...named(file) });
      if (stored.isNew) await tx.enqueue({ queue: 'receive', ref: stored.id });
      return stored.isNew;
    });
    await partner.archive(file.name);
    if (isNew) taken += 1;
    log.info('inbound.stored', { partner: partner.name, bytes: file.bytes.length, new: isNew });
  }
  return taken;
}

const named = ({ name, bytes }: InboundFile) => ({
  name,
  bytes,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
