/** Below the shell nothing sees a clock, randomness, the environment, the disk, the network or the queue. */

import { partOf } from './directions.ts';
import type { Source } from './source.ts';
import { type Violation, violation } from './violation.ts';

const PURE = ['values', 'x12', 'fhir', 'rules', 'coding', 'authorization', 'claim', 'remittance', 'exchange'] as const;

/** Packages a pure part may use; `names` limits what may be taken from one. */
const PURE_PACKAGES: Readonly<Record<string, { readonly names?: readonly string[] }>> = {
  zod: {},
  'decimal.js': {},
  yaml: {},
  // Types alone; nothing of it is left at run time.
  'fhir/r4.js': {},
  'node:assert': {},
  // A hash of data is data; random ids are not.
  'node:crypto': { names: ['createHash'] },
};

const WORLDLY: readonly (readonly [RegExp, string])[] = [
  [/\bDate\s*\.\s*now\b/g, 'reads the clock; take the time as a parameter'],
  [/\bnew\s+Date\b(?!\s*\()/g, 'reads the clock; take the time as a parameter'],
  [/\bnew\s+Date\s*\(\s*\)/g, 'reads the clock; take the time as a parameter'],
  [/(?<!new\s{1,9})(?<![.\w$])Date\s*\(/g, 'reads the clock; take the time as a parameter'],
  [/\bTemporal\s*\.\s*Now\b/g, 'reads the clock; take the time as a parameter'],
  [/(?<![.\w$])performance\s*\./g, 'reads the clock; take the time as a parameter'],
  [
    /\.get(?:FullYear|Month|Date|Day|Hours|Minutes|TimezoneOffset)\s*\(/g,
    "reads the machine's time zone; use the getUTC form",
  ],
  [/\.(?:toLocale\w*|localeCompare)\s*\(/g, "depends on the machine's language; compare and print plainly"],
  [/\bMath\s*\.\s*random\b/g, 'is random; take the value as a parameter'],
  [/(?<![.\w$])crypto\s*\./g, 'may be random; only createHash of node:crypto is allowed'],
  [/(?<![.\w$])(?:setTimeout|setInterval|setImmediate)\s*\(/g, 'waits; only the shell waits'],
  [/(?<![.\w$])(?:process|globalThis)\s*[.[]/g, 'reaches for the process; take what you need as a parameter'],
  [/(?<![.\w$])fetch\s*\(/g, 'uses the network; only adapters do'],
];

/** Uses of the world in a pure part. */
export function checkPurity(source: Source): Violation[] {
  const part = partOf(source.path);
  if (!PURE.some((pure) => pure === part)) return [];
  const imports = source.imports.flatMap((one) => {
    if (one.dynamic) return [violation('pure', source, 0, `loads ${one.from} at run time; import it at the top`)];
    const allowed = PURE_PACKAGES[one.from];
    if (one.from.startsWith('.')) return [];
    const known = allowed !== undefined && (allowed.names === undefined || isWithin(one.names, allowed.names));
    return known ? [] : [violation('pure', source, 0, `imports ${one.from}; a pure part uses only ${packages}`)];
  });
  const uses = WORLDLY.flatMap(([pattern, why]) =>
    [...source.code.matchAll(pattern)].map((match) =>
      violation('pure', source, match.index, `\`${match[0].trim()}\` ${why}`),
    ),
  );
  return [...imports, ...uses];
}

const packages = Object.keys(PURE_PACKAGES).join(', ');
const isWithin = (names: readonly string[], allowed: readonly string[]): boolean =>
  names.length > 0 && names.every((name) => allowed.includes(name));

/** Packages that only one place may know, so that they can be replaced there. */
const KEPT_TO: readonly (readonly [RegExp, RegExp])[] = [
  [/^(bullmq|ioredis)$/, /^(queues\/|src\/adapters\/(queueServer|migrations\/))/],
  [/^(pg|kysely|@electric-sql\/.*)(\/|$)/, /^src\/adapters\//],
  [/^(fhir-kit-client|jose)$/, /^src\/(adapters|synthetic|web)\//],
  [/^x12-parser$/, /^(src\/adapters\/secondReader|src\/x12\/secondReader|bench\/)/],
  [/^express(-rate-limit)?$|^helmet$/, /^src\/(web|synthetic)\//],
  [/^commander$|^cli-table3$/, /^src\/(cli\/|main\.ts)/],
];

/** Packages used outside the place that keeps them. */
export function checkPackages(source: Source): Violation[] {
  return source.imports.flatMap((one) => {
    const kept = KEPT_TO.find(([name]) => name.test(one.from));
    if (kept === undefined || kept[1].test(source.path)) return [];
    return [violation('package', source, 0, `imports ${one.from}, which only ${kept[1].source} may`)];
  });
}

/** Packages that are used but not declared as dependencies: they would be missing from an installation without tools. */
export const checkDeclared = (source: Source, declared: readonly string[]): Violation[] =>
  source.imports
    .filter((one) => !/^(\.|node:|fhir\/)/.test(one.from) && !declared.includes(packageOf(one.from)))
    .map((one) => violation('package', source, 0, `imports ${one.from}, which is not among the dependencies`));

/** `kysely/migration` is of `kysely`, `@a/b/c` of `@a/b`. */
export const packageOf = (from: string): string => from.split('/', from.startsWith('@') ? 2 : 1).join('/');
