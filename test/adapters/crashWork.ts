import type { WorkItem } from '../../queues/runtime.ts';
import type { Ledger } from '../../src/ports.ts';

/** Makes the claim of an item: an event, a control number and a frozen file, or none of them. */
export async function makeClaim(ledger: Ledger, item: WorkItem): Promise<void> {
  await ledger.transact(async (tx) => {
    const events = await tx.events(item.ref);
    const control = await tx.nextControlNumber('S/R/T');
    await tx.append(item.ref, events.length, [{ type: 'claimed', data: { control } }], 'test');
    await tx.recordTransmission({
      id: `t-${control}`,
      partner: 'payer',
      kind: '837',
      stream: item.ref,
      fileName: `837-${control}.x12`,
      bytes: new TextEncoder().encode(`ISA*${control}~`),
      sender: 'S',
      receiver: 'R',
      usage: 'T',
      interchangeControl: control,
      groupControl: control,
    });
    await item.finish(tx);
  });
}
