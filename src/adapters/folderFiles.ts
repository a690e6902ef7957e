import { constants } from 'node:fs';
import { access, link, open, readdir, rename, rm } from 'node:fs/promises';
import { Fault } from '../ports.ts';

/** What one look at a file saw; `bytes` only when it held still while it was read. */
export interface Look {
  readonly size: number;
  readonly mtimeMs: number;
  /** For how long it has looked the same, by this process's own stopwatch. */
  readonly unchangedMs: number;
  readonly since: number;
  readonly tooLarge: boolean;
  readonly bytes: Uint8Array | undefined;
}

export const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** The system's own message names the path, which may name a patient; its code is enough to act on. */
export const faultOf =
  (verb: string) =>
  (error: unknown): never => {
    throw new Fault(`partner folder: cannot ${verb} (${codeOf(error) || 'unknown'})`);
  };

/** Writes a file that nobody looks at yet, flushed to the disk, and gives its path. */
export async function writeAside(path: string, bytes: Uint8Array): Promise<string> {
  try {
    await rm(path, { force: true });
    const file = await open(path, 'wx', 0o640);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return path;
  } catch (error) {
    return faultOf('write')(error);
  }
}

/**
 * Gives the file at `from` the name `to` as well, in one step that never replaces another file: false if `to` exists.
 * Where the file system knows no hard links the file is renamed instead, after a look.
 */
export async function place(from: string | Buffer, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) return faultOf('write')(error);
  }
  const isTaken = await access(to).then(
    () => true,
    () => false,
  );
  if (!isTaken) await rename(from, to).catch(faultOf('write'));
  return !isTaken;
}

/** A name survives a power cut only once its folder is on the disk. Some systems cannot flush a folder; they need not. */
export async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP', 'EACCES'].includes(codeOf(error))) faultOf('flush')(error);
  }
}

export interface ListedFile {
  /** The name as text: as UTF-8 where it is that, else byte for byte as Latin-1. */
  readonly name: string;
  readonly path: Buffer;
}

/** Plain files in order of their names; names that say "not finished" (`.part`, hidden, ...) are left out. */
export async function listFiles(folder: string): Promise<readonly ListedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(faultOf('list'));
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: textOf(entry.name), path: Buffer.concat([Buffer.from(`${folder}/`), entry.name]) }))
    .filter(({ name }) => !/^\.|\.(part|partial|filepart|tmp|temp|writing)$|~$/i.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function textOf(name: Buffer): string {
  const text = name.toString('utf8');
  return Buffer.from(text, 'utf8').equals(name) ? text : name.toString('latin1');
}

/** Reads a file without following links. undefined: it went away, or is no plain file any more. */
export async function read(path: Buffer, before: Look | undefined, largest: number): Promise<Look | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error: unknown) =>
    ['ENOENT', 'ELOOP'].includes(codeOf(error)) ? undefined : faultOf('read')(error),
  );
  if (file === undefined) return undefined;
  try {
    const { size, mtimeMs } = await file.stat();
    const isSame = before !== undefined && before.size === size && before.mtimeMs === mtimeMs;
    const now = performance.now();
    const since = isSame ? before.since : now;
    const seen = { size, mtimeMs, since, unchangedMs: now - since };
    if (size > largest) return { ...seen, tooLarge: true, bytes: undefined };
    const bytes = await file.readFile();
    const after = await file.stat();
    const heldStill = bytes.length === size && after.size === size && after.mtimeMs === mtimeMs;
    return { ...seen, tooLarge: false, bytes: heldStill ? Uint8Array.from(bytes) : undefined };
  } catch (error) {
    return faultOf('read')(error);
  } finally {
    await file.close();
  }
}
