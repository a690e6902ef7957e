/**
 * The synthetic payer as a trading partner over folders: it moves our files from `outbound` to `taken`, and puts
 * its answers into `inbound`. It may be killed at any instant: what lies in `taken` and is not in the journal is
 * answered after the restart, and what the journal holds is sent with the same bytes under the same name.
 */

import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnswerFile, answer, type ScriptChoice } from './answer.ts';
import { type Journal, type PendingFile, readJournal, replaceFile, writeJournal } from './journal.ts';
import type { PayerState } from './state.ts';

export interface SyntheticPayerOptions {
  /** Holds `outbound`, `inbound`, `taken` and `payer-state.json`; the folders are made when missing. */
  readonly folder: string;
  /** One script for everything, or a choice per file. By default it approves and pays. */
  readonly script?: ScriptChoice;
  /** How long each later step waits: the remittance after the 277CA, the decision after the pending. */
  readonly paymentDelayMs?: number;
  /** CCYYMMDD of every answer; without it, the date of the file that is answered. */
  readonly asOf?: string;
  /** Milliseconds since 1970; only decides when a later step is due. */
  readonly now?: () => number;
}
export interface SyntheticPayer {
  /** Takes what is there and puts out what is due. Tells how many files each, and how many answers wait. */
  step(): Promise<PayerStep>;
  state(): PayerState;
}
export interface PayerStep {
  readonly taken: number;
  readonly sent: number;
  readonly waiting: number;
}

/** Files answered per replacement of the journal: bounds what is worked on again after a kill. */
const FILES_AT_ONCE = 100;

/** The payer of a folder, ready to step by hand; only one at a time may work on a folder. */
export async function openSyntheticPayer(options: SyntheticPayerOptions): Promise<SyntheticPayer> {
  const { folder, now = Date.now } = options;
  const at = (...names: readonly string[]): string => join(folder, ...names);
  for (const name of ['outbound', 'inbound', 'taken']) await mkdir(at(name), { recursive: true });
  let journal = await readJournal(folder);
  const taken = new Set(await readdir(at('taken')));
  const save = async (next: Journal): Promise<void> => {
    await writeJournal(folder, next);
    journal = next;
  };

  const take = async (): Promise<void> => {
    const names = (await readdir(at('outbound'))).filter(isWhole).toSorted();
    for (const name of names) {
      const free = freeName(name, taken);
      await rename(at('outbound', name), at('taken', free));
      taken.add(free);
    }
  };

  const answerTaken = async (): Promise<number> => {
    const open = [...taken].filter((name) => !Object.hasOwn(journal.answered, name)).slice(0, FILES_AT_ONCE);
    let next = journal;
    for (const name of open) next = answered(next, name, await readFile(at('taken', name)), options, now());
    if (open.length > 0) await save(next);
    return open.length;
  };

  const send = async (): Promise<number> => {
    const time = now();
    const due = journal.pending.filter(({ dueAtMs }) => dueAtMs <= time);
    for (const { name, text } of due) await replaceFile(at('inbound', name), text);
    if (due.length > 0) await save({ ...journal, pending: journal.pending.filter((file) => !due.includes(file)) });
    return due.length;
  };

  return {
    async step() {
      await take();
      const answeredNow = await answerTaken();
      const sent = await send();
      return { taken: answeredNow, sent, waiting: journal.pending.length };
    },
    state: () => journal.payer,
  };
}

/** The journal after one more file; `taken` names are unique, so the names of the answers are too. */
function answered(
  before: Journal,
  name: string,
  bytes: Uint8Array,
  { script = 'approve', asOf, paymentDelayMs = 0 }: SyntheticPayerOptions,
  time: number,
): Journal {
  const { files, state } = answer(bytes, script, before.payer, { name, asOf });
  const pending = files.map((file) => pendingFile(file, time + file.step * paymentDelayMs));
  return {
    version: 1,
    payer: state,
    pending: [...before.pending, ...pending],
    answered: { ...before.answered, [name]: true },
  };
}

/** Names of files that are still being written say so. */
const isWhole = (name: string): boolean => !/^\.|\.(part|partial|tmp)$/i.test(name);

/** The name itself, or with the next free number where a file of that name was taken before. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, extension = ''] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? [];
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${stem}-${n}${extension}`;
  return free;
}

const utf8 = new TextDecoder();
const pendingFile = ({ name, kind, step, bytes }: AnswerFile, dueAtMs: number): PendingFile => ({
  name,
  kind,
  step,
  dueAtMs,
  text: utf8.decode(bytes),
});
