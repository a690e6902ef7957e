/** Tells on the terminal what happens, as it happens, in plain words. */

import type { Ledger, StoredEvent } from '../../ports.ts';
import type { Io } from '../io.ts';

export interface Feed {
  /** Prints every event once, in the order of the ledger; call it as often as you like. */
  tell(): Promise<void>;
  /** Takes what happened so far as told. */
  skip(): Promise<void>;
}

export function openFeed(ledger: Ledger, io: Io): Feed {
  const told = new Map<string, number>();
  const fresh = (): Promise<readonly StoredEvent[]> =>
    ledger.transact(async (tx) => {
      const found: StoredEvent[] = [];
      for (const stream of [...(await tx.streams('authorization/')), ...(await tx.streams('claim/'))]) {
        const all = await tx.events(stream);
        found.push(...all.slice(told.get(stream) ?? 0));
        told.set(stream, all.length);
      }
      return found;
    });
  return {
    async skip() {
      await fresh();
    },
    async tell() {
      for (const event of await fresh()) {
        const line = sentenceOf(event);
        if (line !== undefined) io.err(`  ${event.stream.padEnd(18)}${line}\n`);
      }
    },
  };
}

const SENTENCES: Readonly<Record<string, (data: Readonly<Record<string, unknown>>) => string | undefined>> = {
  Requested: () => '278 written and recorded, on its way to the payer',
  NotRequired: () => 'no authorization needed',
  Answered: () => 'the payer answered the 278',
  UnitsDrawn: () => undefined,
  Submitted: () => 'claim coded, written as 837 and recorded, on its way',
  Held: ({ issues }) => `held: ${(issues as readonly { readonly code: string }[]).map(({ code }) => code).join(', ')}`,
  Acknowledged: ({ accepted }) => (accepted === true ? '999: the file was accepted' : '999: the file was refused'),
  StatusReported: ({ category }) =>
    `277CA: ${category === 'A2' ? 'accepted for payment' : `category ${String(category)}`}`,
  Posted: () => '835: balanced, read twice, posted',
};

const sentenceOf = ({ type, data }: StoredEvent): string | undefined => {
  const tell = SENTENCES[type];
  return tell === undefined ? type : tell(data as Readonly<Record<string, unknown>>);
};
