/** Public sample messages beside the project (INFUSEBRIDGE_SHARED or ../shared), never in it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname;
const corpus = `${shared}/x12/corpus`;

export interface Sample {
  /** Folder and name. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Every sample, in the order of their names; none, and a loud word about it, where the folder is missing. */
export function samples(): readonly Sample[] {
  if (!existsSync(corpus)) {
    console.warn(`NOT READ: the public X12 samples are not beside the project; nothing was compared with them`);
    return [];
  }
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(`${corpus}/${name}`).map((file) => `${name}/${file}`))
    .sort()
    .map((file) => ({ file, bytes: readFileSync(`${corpus}/${file}`) }));
}

/** What two public validators, A and B, said of each sample: `A:OK; B:FAIL 2`. */
export function independentVerdicts(): ReadonlyMap<string, string> {
  if (!existsSync(`${corpus}/index.tsv`)) return new Map();
  const [head = '', ...rows] = readFileSync(`${corpus}/index.tsv`, 'utf8').trimEnd().split('\n');
  const [name, verdict] = ['file', 'independent_verdict'].map((column) => head.split('\t').indexOf(column));
  return new Map(
    rows.map((row) => row.split('\t')).map((cells) => [cells[name ?? 0] ?? '', cells[verdict ?? 0] ?? '']),
  );
}
