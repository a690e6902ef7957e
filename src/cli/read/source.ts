/** The bytes of a file named on the command line, a piece at a time. */

import { type FileHandle, open, stat } from 'node:fs/promises';
import { Fault } from '../../ports.ts';

/** 256 KiB: larger pieces are no faster, smaller ones cost a system call each. */
const PIECE_BYTES = 262_144;

/** The file the person named is not there, or may not be read; not a fault of the machine. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/**
 * The pieces of a file. Each is valid until the next one is asked for: they share one buffer.
 * Throws Unreadable where the name is wrong or access is refused, Fault where the disk fails.
 */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await attempt(() => open(path));
  try {
    const buffer = new Uint8Array(PIECE_BYTES);
    for (;;) {
      const bytesRead = await attempt(() => readInto(file, buffer));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Part of a file, from one byte up to another, in pieces like those of `piecesOf`. */
export async function* partOf(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const file = await attempt(() => open(path));
  try {
    const buffer = new Uint8Array(PIECE_BYTES);
    for (let at = from; at < to; ) {
      const length = Math.min(buffer.length, to - at);
      const { bytesRead } = await attempt(() => file.read(buffer, 0, length, at));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Whether a file can be read more than once: a pipe cannot. */
export const isReadAgain = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() === true;

const readInto = async (file: FileHandle, buffer: Uint8Array): Promise<number> =>
  (await file.read(buffer, 0, buffer.length)).bytesRead;

/** What is wrong with the name or its permissions, by the code of the operating system. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'There is no such file.'],
  ['ENOTDIR', 'There is no such file.'],
  ['EISDIR', 'This is a folder, not a file.'],
  ['EACCES', 'You may not read this file.'],
  ['EPERM', 'You may not read this file.'],
  ['ELOOP', 'The links to this file lead in a circle.'],
  ['ENAMETOOLONG', 'The name is too long for a file.'],
  ['ERR_INVALID_ARG_VALUE', 'This is no name of a file.'],
]);

async function attempt<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
    const reason = REASONS.get(code);
    if (reason !== undefined) throw new Unreadable(reason);
    throw new Fault(`The disk failed while a file was read (${code}). Try again.`, { cause: problem });
  }
}
