/** This machine: the runtime, the directories, the space left. */

import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { folderProblems, problemOf } from '../../adapters/partnerFolders.ts';
import type { Config } from '../../config.ts';
import { type Check, fault, ok, warn } from './check.ts';

export const nodeCheck = (): Check => ok('Node.js', process.versions.node);

const LITTLE_SPACE = 1024 ** 3;

/** The directory of the state, or where it will be made. */
export async function dataCheck(dataDir: string): Promise<readonly Check[]> {
  const problem = await problemOf(dataDir);
  if (problem === 'ENOENT') {
    const parent = await nearest(dataDir);
    const writable = await access(parent, constants.W_OK).then(
      () => true,
      () => false,
    );
    return writable
      ? [ok('data directory', 'not there yet; `start` makes it'), ...(await spaceCheck(parent))]
      : [
          fault(
            'data directory',
            `${parent} cannot be written (EACCES)`,
            'Make dataDir, owned by the service account.',
          ),
        ];
  }
  if (problem !== undefined) {
    const advice = 'Give the service account a directory of its own with read and write permission (dataDir).';
    return [fault('data directory', `cannot be used (${problem})`, advice)];
  }
  return [ok('data directory', 'readable and writable'), ...(await spaceCheck(dataDir))];
}

async function nearest(path: string): Promise<string> {
  const parent = dirname(path);
  const isThere = await stat(parent).then(
    () => true,
    () => false,
  );
  return isThere || parent === path ? parent : await nearest(parent);
}

async function spaceCheck(path: string): Promise<readonly Check[]> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const saw = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free >= LITTLE_SPACE) return [ok('disk', saw)];
  return [warn('disk', saw, 'Make room: a full disk stops everything that is recorded before it is done.')];
}

/** The folders of a partner. */
export async function partnerCheck({ name, directory }: Config['partners'][number]): Promise<Check> {
  const title = `partner ${name}`;
  const itself = await problemOf(directory);
  if (itself === 'ENOENT') {
    const advice = 'Mount or make it. `start` would make an empty one, into which nobody looks.';
    return fault(title, 'its directory is not there (ENOENT)', advice);
  }
  if (itself !== undefined) return fault(title, `its directory cannot be used (${itself})`, PERMISSION);
  const problems = await folderProblems(directory);
  const saw = problems.map(({ folder, code }) => `${folder}/ ${code}`).join(', ');
  if (problems.length === 0) return ok(title, 'outbound/, inbound/ and archive/ are readable and writable');
  if (problems.every(({ code }) => code === 'ENOENT')) {
    return warn(title, `not there yet: ${saw}`, '`start` makes them. Check that the partner uses these names.');
  }
  return fault(title, saw, PERMISSION);
}

const PERMISSION = 'Give the service account read, write and search permission on the directory and its folders.';
