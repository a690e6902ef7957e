import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './folderFiles.ts';

/** Ours to them; theirs to us; theirs once we have them. */
const PARTNER_FOLDERS = ['outbound', 'inbound', 'archive'] as const;

export interface FolderProblem {
  readonly folder: string;
  /** The system's code: ENOENT, EACCES, ENOTDIR. */
  readonly code: string;
}

/** The folders of a partner's directory in which we cannot list, read, write and rename. */
export async function folderProblems(directory: string): Promise<readonly FolderProblem[]> {
  const looks = PARTNER_FOLDERS.map(async (folder) => ({ folder, code: await problemOf(join(directory, folder)) }));
  return (await Promise.all(looks)).flatMap(({ folder, code }) => (code === undefined ? [] : [{ folder, code }]));
}

/** Why a directory cannot be used; undefined when it can. */
export async function problemOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return 'ENOTDIR';
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return codeOf(error) || 'unknown';
  }
}
