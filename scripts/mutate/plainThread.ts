/** The thread of plainRoom.ts: loads a test file over a mutant and runs its tests, one after the other. */

import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { Trial, Verdict } from './laboratory.ts';
import { registered } from './plainVitest.ts';
import { reachOf } from './related.ts';
import './seed.ts';

const root = join(import.meta.dirname, '..', '..');
const ours = pathToFileURL(join(import.meta.dirname, 'plainVitest.ts')).href;
const reaches = new Map<string, (path: string) => boolean>();
const loaded = new Map<string, boolean>();
let source: Trial['source'];
let version = 0;
let runs = 0;

/** The path within the project; undefined for packages and for what Node.js has itself. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  const path = relative(root, fileURLToPath(url));
  return path.startsWith('..') || path.startsWith('node_modules') ? undefined : path;
}

function isAffected(path: string): boolean {
  if (source === undefined) return false;
  const reach = reaches.get(source.path) ?? reachOf(source.path);
  reaches.set(source.path, reach);
  const key = `${source.path} ${path}`;
  const known = loaded.get(key) ?? reach(path);
  loaded.set(key, known);
  return known;
}

/** Sources without their types, read once: most are loaded anew for every mutant. */
const stripped = new Map<string, string>();
function plain(path: string): string {
  const text = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(join(root, path), 'utf8'));
  stripped.set(path, text);
  return text;
}

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest' && context.parentURL !== ours) return { url: ours, shortCircuit: true };
    const found = next(specifier, context);
    const path = pathOf(found.url);
    if (path === undefined || found.url.includes('?') || !isAffected(path)) return found;
    return { ...found, url: `${found.url}?mutant=${version}` };
  },
  load(url, context, next) {
    const path = pathOf(url);
    if (path === undefined || !path.endsWith('.ts')) return next(url, context);
    const isMutant = path === source?.path && url.includes('?mutant=');
    return {
      format: 'module',
      source: isMutant ? stripTypeScriptTypes(source?.text ?? '') : plain(path),
      shortCircuit: true,
    };
  },
});

parentPort?.on('message', async (trial: Trial) => {
  const verdict = await run(trial).catch((fault: unknown) => ({
    passed: false,
    why: `does not load: ${String(fault)}`,
  }));
  parentPort?.postMessage(verdict);
});

async function run(trial: Trial): Promise<Omit<Verdict, 'cpuSeconds'>> {
  if (trial.source?.path !== source?.path || trial.source?.text !== source?.text) version += 1;
  source = trial.source;
  runs += 1;
  registered.length = 0;
  await import(`${pathToFileURL(join(root, trial.testFile)).href}?run=${runs}`);
  for (const { name, body } of registered.splice(0)) {
    try {
      await body();
    } catch {
      return { passed: false, why: name };
    }
  }
  return { passed: true, why: '' };
}
