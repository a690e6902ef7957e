/**
 * The payer's memory on disk, `payer-state.json`: replaced as a whole, so that a kill leaves the old or the new
 * one. Answers stand in it before anybody can see them.
 */

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyPayerState, type PayerState, type StoredFile } from './state.ts';

/** An answer that is not out yet. */
export interface PendingFile extends StoredFile {
  /** Milliseconds since 1970, by the clock of the process. */
  readonly dueAtMs: number;
}
export interface Journal {
  readonly version: 1;
  readonly payer: PayerState;
  readonly pending: readonly PendingFile[];
  /** Names in `taken` that are answered here. */
  readonly answered: Readonly<Record<string, true>>;
}

const emptyJournal: Journal = { version: 1, payer: emptyPayerState, pending: [], answered: {} };
const nameOf = (folder: string): string => join(folder, 'payer-state.json');

/** The journal of the folder; an empty one where the payer never ran. */
export async function readJournal(folder: string): Promise<Journal> {
  const text = await readFile(nameOf(folder), 'utf8').catch(missingIsUndefined);
  if (text === undefined) return emptyJournal;
  const journal: Journal = JSON.parse(text);
  if (journal.version !== 1) throw new Error('payer-state.json is of another version; start with an empty folder');
  return journal;
}

export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  await replaceFile(nameOf(folder), JSON.stringify(journal));
}

/** Writes under another name first: a reader sees all of the file or nothing of it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

/** For `catch`: a file that is not there reads as undefined, every other failure goes on. */
function missingIsUndefined(reason: unknown): undefined {
  if (reason instanceof Error && 'code' in reason && reason.code === 'ENOENT') return undefined;
  throw reason;
}
