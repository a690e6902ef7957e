/** The synthetic EHR's resources with all their versions, kept in an append-only journal so that a killed process returns whole. */

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseExact } from '../../fhir/exactJson.ts';
import { parseJson } from '../../fhir/json.ts';

/** One version of one resource, or its deletion. */
export interface Version {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
  readonly lastUpdated: string;
  /** The resource as JSON text with the digits that were sent; absent for a deletion. */
  readonly text?: string;
  /** The same, parsed for searching: numbers as text. */
  readonly json?: unknown;
}
/** A change to make: a resource (any JSON text), or a deletion. */
export interface Change {
  readonly type: string;
  readonly id: string;
  readonly text?: string;
}

export interface Store {
  current(type: string, id: string): Version | undefined;
  versions(type: string, id: string): readonly Version[];
  /** Current, not deleted resources of a type, in the order they were last changed. */
  all(type: string): readonly Version[];
  types(): readonly string[];
  /** Makes all the changes, or none: one journal line, on disk before it returns. A resource that did not change keeps its version. */
  apply(changes: readonly Change[], now: Date): readonly Version[];
  /** An id nobody has. */
  freshId(type: string): string;
  close(): void;
}

/** Opens the store; with a folder, what an earlier process wrote there comes back, less a line it did not finish. */
export function openStore(folder: string | undefined): Store {
  const history = new Map<string, Version[]>();
  const journal = folder === undefined ? undefined : openJournal(folder, (versions) => remember(history, versions));
  let sequence = 0;
  for (const versions of history.values()) sequence += versions.length;
  const latest = (key: string): Version | undefined => history.get(key)?.at(-1);
  return {
    current: (type, id) => latest(`${type}/${id}`),
    versions: (type, id) => history.get(`${type}/${id}`) ?? [],
    all: (type) =>
      [...history.values()]
        .flatMap((versions) => versions.slice(-1))
        .filter((version) => version.type === type && version.text !== undefined)
        .sort((a, b) => (a.lastUpdated < b.lastUpdated ? -1 : Number(a.lastUpdated > b.lastUpdated))),
    types: () => [...new Set([...history.values()].map((versions) => versions[0]?.type ?? ''))].sort(),
    apply: (changes, now) => {
      const versions = changes.map((change) => nextVersion(change, latest(`${change.type}/${change.id}`), now));
      const written = versions.filter((version) => latest(`${version.type}/${version.id}`) !== version);
      if (written.length > 0) journal?.append(written);
      remember(history, written);
      return versions.map((version) => latest(`${version.type}/${version.id}`) ?? version);
    },
    freshId: (type) => {
      do sequence++;
      while (history.has(`${type}/${type.toLowerCase()}-${sequence}`));
      return `${type.toLowerCase()}-${sequence}`;
    },
    close: () => journal?.close(),
  };
}

function remember(history: Map<string, Version[]>, versions: readonly Version[]): void {
  for (const version of versions) {
    const key = `${version.type}/${version.id}`;
    const json = version.text === undefined ? undefined : parseJson(version.text);
    const known = history.get(key) ?? [];
    known.push(json?.ok ? { ...version, json: json.value } : version);
    history.set(key, known);
  }
}

/** The version this change makes; the known one where nothing changed but `meta`. */
function nextVersion(change: Change, known: Version | undefined, now: Date): Version {
  const versionId = String(Number(known?.versionId ?? 0) + 1);
  // Time never runs backwards for a resource, whatever the clock does.
  const lastUpdated = [now.toISOString(), known?.lastUpdated ?? ''].reduce((a, b) => (a > b ? a : b));
  const named = { type: change.type, id: change.id, versionId, lastUpdated };
  if (change.text === undefined) return known?.text === undefined && known !== undefined ? known : named;
  const body = parseExact(change.text) as Record<string, unknown>;
  const { meta, resourceType: _type, id: _id, ...rest } = body;
  if (known?.text !== undefined && sameContent(known.text, rest)) return known;
  const profile = (meta ?? {}) as Record<string, unknown>;
  const resource = { resourceType: change.type, id: change.id, meta: { ...profile, versionId, lastUpdated }, ...rest };
  return { ...named, text: JSON.stringify(resource) };
}

function sameContent(text: string, rest: Readonly<Record<string, unknown>>): boolean {
  const { meta: _meta, resourceType: _type, id: _id, ...known } = parseExact(text) as Record<string, unknown>;
  return JSON.stringify(known) === JSON.stringify(rest);
}

interface Journal {
  append(versions: readonly Version[]): void;
  close(): void;
}

function openJournal(folder: string, replay: (versions: readonly Version[]) => void): Journal {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'resources.jsonl');
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    // A killed process may leave half a line: nobody was told of it, so it never happened.
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    if (whole.length < bytes.length) truncateSync(path, whole.length);
    for (const line of whole.toString('utf8').split('\n')) {
      if (line !== '') replay(JSON.parse(line) as readonly Version[]);
    }
  }
  const file = openSync(path, 'a');
  return {
    append: (versions) => {
      const lines = versions.map(({ json: _json, ...version }) => version);
      const bytes = Buffer.from(`${JSON.stringify(lines)}\n`, 'utf8');
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
