import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, type Log, type TradingPartner } from '../ports.ts';
import { faultOf, flushFolder, type Look, listFiles, place, read, writeAside } from './folderFiles.ts';

export interface FolderPartnerOptions {
  /** Configured name; never part of a path. */
  readonly name: string;
  /** Holds `outbound/` (ours to them), `inbound/` (theirs to us) and `archive/`; all three are created. */
  readonly directory: string;
  /** Whether this partner was seen to ignore a second copy under the same name; false unless somebody tested it. */
  readonly ignoresDuplicates?: boolean;
  /** A file that does not end as an interchange does counts as complete once it has not changed for so long. */
  readonly settleMs?: number;
  readonly log?: Log;
}

/** What one call of `receive` reads at most before it leaves the rest for the next; and the largest file it takes. */
const BYTES_AT_ONCE = 256 * 1024 * 1024;
const LARGEST_FILE = 1024 * 1024 * 1024;

/**
 * A trading partner that exchanges files through folders, as clearinghouse clients and mounted SFTP directories do.
 * A file is never replaced: sending the same bytes under the same name again is `sent`, other bytes are `refused`.
 * Throws a Fault when a folder cannot be read or written.
 */
export async function openFolderPartner(options: FolderPartnerOptions): Promise<TradingPartner> {
  const folder = (name: string): string => join(options.directory, name);
  const [outbound, inbound, archive] = [folder('outbound'), folder('inbound'), folder('archive')];
  for (const path of [outbound, inbound, archive]) await mkdir(path, { recursive: true }).catch(faultOf('create'));
  const looks = new Map<string, Look>();
  const settleMs = options.settleMs ?? 10_000;

  return {
    name: options.name,
    ignoresDuplicates: options.ignoresDuplicates ?? false,

    async send({ name, bytes }) {
      // Our own names are made of ids and digits; anything else is a bug here, and could be a path.
      if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,180}$/.test(name)) throw new Error('not a plain file name');
      const target = join(outbound, name);
      const part = await writeAside(`${target}.part`, bytes);
      try {
        if (await place(part, target)) return 'sent';
        const there = await readFile(target).catch(faultOf('read'));
        return Buffer.compare(there, bytes) === 0 ? 'sent' : 'refused';
      } finally {
        await rm(part, { force: true }).catch(faultOf('write'));
        await flushFolder(outbound);
      }
    },

    async receive() {
      const listed = await listFiles(inbound);
      forgetMissing(looks, listed);
      const files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
      let total = 0;
      for (const { name, path } of listed) {
        if (total >= BYTES_AT_ONCE) break;
        const look = await read(path, looks.get(name), LARGEST_FILE);
        if (look === undefined) continue;
        // What stays here is enough to tell whether the file changes; the bytes are the caller's.
        looks.set(name, { ...look, bytes: undefined });
        if (look.tooLarge) options.log?.warn('partner.file-too-large', { partner: options.name, bytes: look.size });
        if (look.bytes === undefined || !(endsAsInterchange(look.bytes) || look.unchangedMs >= settleMs)) continue;
        files.push({ name, bytes: look.bytes });
        total += look.size;
      }
      return files;
    },

    async archive(name) {
      const look = looks.get(name);
      const file = (await listFiles(inbound)).find((entry) => entry.name === name);
      if (file === undefined) return;
      const now = await stat(file.path).catch(() => undefined);
      // Grown since it was handed over: the rest is not durable with us, so the file stays for the next look.
      if (now === undefined || (look !== undefined && (look.size !== now.size || look.mtimeMs !== now.mtimeMs))) return;
      await moveInto(archive, file.path, name);
      await flushFolder(archive);
      looks.delete(name);
    },
  };
}

function forgetMissing(looks: Map<string, Look>, listed: readonly { readonly name: string }[]): void {
  const names = new Set(listed.map((file) => file.name));
  for (const name of looks.keys()) if (!names.has(name)) looks.delete(name);
}

/** A partner may use a name twice: other bytes go beside the earlier ones, the same bytes are there already. */
async function moveInto(archive: string, path: Buffer, name: string): Promise<void> {
  const plain = name.replaceAll(/[^A-Za-z0-9._ -]/g, '_').slice(0, 150);
  const bytes = await readFile(path).catch(faultOf('read'));
  const sha = createHash('sha256').update(bytes).digest('hex');
  for (const target of [join(archive, plain), join(archive, `${plain}.${sha}`)]) {
    const isThere = !(await place(path, target));
    if (!isThere || Buffer.compare(await readFile(target).catch(faultOf('read')), bytes) === 0) {
      await rm(path, { force: true }).catch(faultOf('remove'));
      return;
    }
  }
  throw new Fault('partner folder: archive: a copy with this content hash has other content');
}

/**
 * Whether the bytes begin with ISA and end with an IEA segment: enough to say that nobody is in the middle of writing.
 * Everything else about the content is for those who know X12.
 */
function endsAsInterchange(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1').trimStart();
  const tail = Buffer.from(bytes.subarray(-64)).toString('latin1').trimEnd();
  return /^(\u00EF\u00BB\u00BF)?ISA/.test(head) && /IEA[^A-Za-z0-9]\d{1,5}[^A-Za-z0-9]\d{9}[^A-Za-z0-9]?$/.test(tail);
}
