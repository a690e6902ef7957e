/** Lays every file of the run into one folder: what went out, what came in, what was written to the chart. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../../ports.ts';
import type { SyntheticEhr } from '../../synthetic/ehr.ts';

/** The number of files written. */
export async function exportFiles(folder: string, ledger: Ledger, ehr: SyntheticEhr): Promise<number> {
  const { sent, received } = await ledger.transact(async (tx) => ({
    sent: await tx.transmissions(),
    received: await tx.inbounds(),
  }));
  const chart = [...ehr.all('ClaimResponse'), ...ehr.all('Task')];
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    ...sent.map(({ fileName, bytes }) => [`sent/${fileName}`, bytes] as const),
    ...received.map(({ name, bytes }) => [`received/${name}`, bytes] as const),
    ...chart.map(({ type, id, text }) => [`chart/${type}-${id}.json`, `${text ?? ''}\n`] as const),
  ];
  await rm(folder, { recursive: true, force: true });
  for (const part of ['sent', 'received', 'chart']) await mkdir(join(folder, part), { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return files.length;
}
