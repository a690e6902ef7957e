/** The files of this project as text, wherever the tests are started from. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource, type Source } from './source.ts';

/** Folder of package.json, ending without a slash. */
export const root = join(import.meta.dirname, '..', '..');

/** What git ignores, and git itself. */
const NOT_OURS = /^(.*\/)?node_modules$|^(\.git|dist|coverage|data|demo-data)$/;

/** Paths of all files below a folder of the project, sorted, with forward slashes; a missing folder has none. */
export function filesIn(folder: string): string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      if (NOT_OURS.test(inside)) continue;
      if (entry.isDirectory()) visit(inside);
      if (entry.isFile()) found.push(inside);
    }
  };
  const parent = folder.split('/').slice(0, -1).join('/');
  const exists = folder === '' || readdirSync(join(root, parent)).includes(folder.split('/').at(-1) ?? '');
  if (exists) visit(folder);
  return found.sort();
}

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8');

export const sourcesIn = (...folders: readonly string[]): Source[] =>
  folders
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseSource(path, readText(path)));

/** Names of the packages the product may use. */
export function dependencies(): string[] {
  const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
  return Object.keys(dependencies);
}
