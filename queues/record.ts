/** Records a file to send, in the transaction that records why: frozen bytes first, sending after. */

import type { OutgoingFile } from '../src/exchange/outgoing.ts';
import { sequenceOf } from '../src/exchange/route.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';

export async function recordFile(
  file: OutgoingFile,
  stream: string,
  tx: LedgerTransaction,
  world: World,
): Promise<void> {
  const { route } = world.settings;
  const id = `${route.usage}${file.control}`;
  await tx.recordTransmission({
    id,
    partner: route.partner,
    kind: file.kind,
    stream,
    fileName: file.name,
    bytes: new TextEncoder().encode(file.text),
    sender: route.sender.id,
    receiver: route.receiver.id,
    usage: route.usage,
    interchangeControl: file.control,
    groupControl: file.control,
  });
  await tx.claimKey('control number', `${sequenceOf(route)} ${file.control}`, stream);
  await tx.enqueue({ queue: 'transmit', ref: id });
}
