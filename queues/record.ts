/** Records a file to send, in the transaction that records why: frozen bytes first, sending after. */

import type { OutgoingFile, Stamp } from '../src/exchange/outgoing.ts';
import { type Route, sequenceOf } from '../src/exchange/route.ts';
import type { Outcome } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { nextStamp, stampOf } from './today.ts';

/** Our id of the file that went this route under this control number. */
export const transmissionIdOf = ({ usage }: Pick<Route, 'usage'>, control: number): string => `${usage}${control}`;

/**
 * Numbers, renders and records the file, or gives the issues for which the guide refuses it: then no number is used.
 */
export async function recordFile(
  render: (stamp: Stamp) => Outcome<OutgoingFile>,
  stream: string,
  tx: LedgerTransaction,
  world: World,
): Promise<Outcome<OutgoingFile>> {
  const trial = render(stampOf(world, 1));
  if (!trial.ok) return trial;
  const rendered = render(await nextStamp(tx, world));
  if (!rendered.ok) throw new Error('a file was refused for its control number');
  await recordRendered(rendered.value, stream, tx, world);
  return rendered;
}

async function recordRendered(file: OutgoingFile, stream: string, tx: LedgerTransaction, world: World): Promise<void> {
  const { route } = world.settings;
  const id = transmissionIdOf(route, file.control);
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
