/** The X12 files of a run into a folder: all of them, or none. */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bad, error, good, type Outcome } from '../../outcome.ts';

export interface FileToWrite {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes every file under another name first and renames them when all are there. A file of the same name is
 * replaced. Issue: OUT_NOT_WRITABLE.
 */
export async function writeFiles(folder: string, files: readonly FileToWrite[]): Promise<Outcome<undefined>> {
  const drafts = files.map(({ name, text }) => ({ draft: join(folder, `.${name}.part`), name, text }));
  try {
    await mkdir(folder, { recursive: true });
    for (const { draft, text } of drafts) await writeFile(draft, text);
    for (const { draft, name } of drafts) await rename(draft, join(folder, name));
    return good(undefined);
  } catch (fault) {
    await Promise.all(drafts.map(({ draft }) => rm(draft, { force: true }).catch(() => undefined)));
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
    const message = `The files cannot be written there (${code}). Name a folder that you may write to.`;
    return bad(error('OUT_NOT_WRITABLE', message, { path: '--out' }));
  }
}
