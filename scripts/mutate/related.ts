/** Which tests a source has: those of the folder that mirrors its own, as far as they reach it by their imports. */

import { posix } from 'node:path';
import { filesIn, sourcesIn } from '../../test/house/project.ts';

/**
 * Test files for a source, by path: `src/x12/scan.ts` has those of `test/x12`, `src/money.ts` has `test/money.test.ts`.
 * `folders` names other places to look in.
 */
export function testsOf(source: string, folders: readonly string[] = []): readonly string[] {
  const inside = source.replace(/^src\//, '').replace(/\.ts$/, '');
  const mirror = inside.includes('/') ? `test/${posix.dirname(inside)}` : `test/${inside}.test.ts`;
  const candidates = (folders.length > 0 ? folders : [mirror])
    .flatMap((place) => (place.endsWith('.ts') ? [place] : filesIn(place)))
    .filter((path) => path.endsWith('.test.ts'));
  const reaches = reachOf(source);
  return candidates.filter((path) => reaches(path));
}

/** Whether a file imports the source, straight or through others. */
export function reachOf(source: string): (path: string) => boolean {
  const imports = new Map(
    sourcesIn('src', 'queues', 'test', 'bench', 'scripts').map(({ path, imports: all }) => [
      path,
      all.filter(({ from }) => from.startsWith('.')).map(({ from }) => posix.join(posix.dirname(path), from)),
    ]),
  );
  return (start) => {
    const seen = new Set([start]);
    for (const path of seen) for (const next of imports.get(path) ?? []) seen.add(next);
    return seen.has(source);
  };
}
