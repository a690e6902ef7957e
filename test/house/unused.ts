/** What nobody uses: files that main.ts never reaches, and exported values that no other file imports. */

import { importedFiles, importsOfOurs } from './directions.ts';
import { packageOf } from './purity.ts';
import type { Source } from './source.ts';
import { type Violation, violation } from './violation.ts';

/** Files of the product that cannot be reached from the entry by imports. */
export function checkReached(product: readonly Source[], entry: string): Violation[] {
  const byPath = new Map(product.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const source = byPath.get(path);
    if (source === undefined || reached.has(path)) return;
    reached.add(path);
    for (const target of importedFiles(source)) visit(target);
  };
  visit(entry);
  const lost = product.filter((source) => !reached.has(source.path));
  return lost.map((source) => violation('unreached', source, 0, `is not reached from ${entry}`));
}

const EXPORTED = /\bexport\s+(?:async\s+)?(?:function\s*\*?|const|let|class)\s+(\w+)/g;

/** Exported values (types aside: they name what functions take and give) that no other file imports. */
export function checkExports(product: readonly Source[], everything: readonly Source[]): Violation[] {
  const used = new Set(
    everything
      .flatMap(importsOfOurs)
      .flatMap(({ path, names }) => (names.length === 0 ? ['*'] : names).map((name) => `${path} ${name}`)),
  );
  return product.flatMap((source) =>
    [...source.code.matchAll(EXPORTED)]
      .filter(([, name]) => !used.has(`${source.path} ${name}`) && !used.has(`${source.path} *`))
      .map((match) => violation('unused', source, match.index, `nobody imports ${match[1]}`)),
  );
}

/** Declared dependencies that no file imports. */
export function checkDependencies(product: readonly Source[], declared: readonly string[]): string[] {
  const used = new Set(product.flatMap((source) => source.imports.map((one) => packageOf(one.from))));
  return declared.filter((name) => !used.has(name));
}
