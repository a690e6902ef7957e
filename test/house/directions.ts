/** Who may import whom. Dependencies point one way, from the shell to the values. */

import { posix } from 'node:path';
import type { Source } from './source.ts';
import { type Violation, violation } from './violation.ts';

const BUSINESS = ['x12', 'fhir', 'rules', 'coding', 'authorization', 'claim', 'remittance'] as const;

/** Each part of the house and the parts it may import besides itself. */
const MAY_IMPORT = {
  values: [],
  ports: ['values'],
  x12: ['values'],
  fhir: ['values'],
  rules: ['values', 'x12', 'fhir'],
  coding: ['values', 'x12', 'fhir', 'rules'],
  authorization: ['values', 'x12', 'fhir', 'rules', 'coding'],
  claim: ['values', 'x12', 'fhir', 'rules', 'coding', 'authorization'],
  remittance: ['values', 'x12', 'fhir', 'rules', 'coding', 'authorization', 'claim'],
  // Opens a partner's file and hands each message to the slice it belongs to.
  exchange: ['values', ...BUSINESS],
  synthetic: ['values', 'x12', 'fhir'],
  adapters: ['values', 'ports', 'fhir'],
  config: ['values'],
  // What a job may use, as types: handed to the queues by whoever composes them.
  world: ['values', 'ports', 'exchange', ...BUSINESS],
  queues: ['values', 'ports', 'world', 'exchange', 'queueServer', ...BUSINESS],
  web: ['values', 'ports', 'world', 'config', 'exchange', ...BUSINESS],
  cli: 'anything but main',
  main: 'anything',
} as const satisfies Record<string, readonly string[] | string>;
export type Part = keyof typeof MAY_IMPORT;

/** One-file exceptions, each with its reason. */
const EXCEPTIONS: ReadonlyMap<string, readonly Part[]> = new Map<string, readonly Part[]>([
  // The independent second reading of an 835: wraps the stream reader of npm and answers in our own cents.
  ['src/adapters/secondReader.ts', ['x12']],
  // Reads the files of mappings/ from the disk and gives them to the rules as text, in the shape the rules ask for.
  ['src/adapters/mappingsFolder.ts', ['rules']],
]);

const VALUES = ['src/money.ts', 'src/quantity.ts', 'src/outcome.ts', 'src/npi.ts'];

/** The part a file belongs to; undefined for a file that has no place in the tree. */
export function partOf(path: string): Part | undefined {
  if (VALUES.includes(path)) return 'values';
  if (path.startsWith('queues/')) return 'queues';
  const [top, folder = ''] = path.split('/');
  if (top !== 'src') return undefined;
  const name = folder.replace(/\.ts$/, '');
  return name in MAY_IMPORT ? (name as Part) : undefined;
}

/** Imports that go against the direction, and files without a place in the tree. */
export function checkDirection(source: Source): Violation[] {
  const part = partOf(source.path);
  if (part === undefined) {
    return [violation('place', source, 0, 'lies outside the parts listed in test/house/directions.ts')];
  }
  return importedFiles(source).flatMap((target) => {
    const other = partOf(target);
    if (other === undefined) return [violation('direction', source, 0, `imports ${target}, which is no part of src`)];
    if (other === part || allowed(source.path, part, other, target)) return [];
    return [violation('direction', source, 0, `imports ${target}: ${part} may not depend on ${other}`)];
  });
}

function allowed(path: string, part: Part, other: Part, target: string): boolean {
  const list: readonly string[] | string = MAY_IMPORT[part];
  if (typeof list === 'string') return list === 'anything' || other !== 'main';
  if (list.includes('queueServer') && target.startsWith('src/adapters/queueServer')) return true;
  return list.includes(other) || (EXCEPTIONS.get(path) ?? []).includes(other);
}

/** Our own files that a file imports, as paths within the project. */
export const importedFiles = (source: Source): string[] => importsOfOurs(source).map((one) => one.path);

/** The same with the imported names; none means the whole module. */
export const importsOfOurs = (source: Source): { path: string; names: readonly string[] }[] =>
  source.imports
    .filter((one) => one.from.startsWith('.'))
    .map((one) => ({ path: posix.join(posix.dirname(source.path), one.from), names: one.names }));

/** Circles of imports, each told once; types count, since a circle of types is a circle of meaning. */
export function checkCycles(sources: readonly Source[]): Violation[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const state = new Map<string, 'open' | 'done'>();
  const found: Violation[] = [];
  const visit = (source: Source, trail: readonly string[]): void => {
    state.set(source.path, 'open');
    const here = [...trail, source.path];
    for (const target of importedFiles(source)) {
      const next = byPath.get(target);
      if (next === undefined) continue;
      if (state.get(target) === 'open') {
        found.push(violation('cycle', source, 0, [...here.slice(here.indexOf(target)), target].join(' -> ')));
      } else if (state.get(target) === undefined) visit(next, here);
    }
    state.set(source.path, 'done');
  };
  for (const source of sources) if (!state.has(source.path)) visit(source, []);
  return found;
}
