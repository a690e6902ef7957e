/** Runs `map` as a person would, on texts in place of files. */

import { join } from 'node:path';
import { type MapOptions, map } from '../../src/cli/map/map.ts';
import type { Mapping } from '../../src/cli/map/mapping.ts';

export const stories = join(import.meta.dirname, '../../fixtures/scenarios');

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** `files` by name; every other name cannot be read. */
export async function run(
  files: Readonly<Record<string, string>>,
  options: Partial<MapOptions> = {},
  names: readonly string[] = Object.keys(files),
): Promise<Ran> {
  const said = { out: '', err: '' };
  const exit = await map(
    names,
    { json: false, ...options },
    {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      read: async (name) => {
        const text = files[name];
        return text === undefined ? undefined : new TextEncoder().encode(text);
      },
    },
  );
  return { exit, ...said };
}

/** The JSON answer to one input, which must be readable. */
export async function runMap(text: string, options: Partial<MapOptions> = {}): Promise<Mapping> {
  const { exit, out } = await run({ 'input.json': text }, { asOf: '2026-11-21', ...options, json: true });
  if (exit > 1) throw new Error(`map ended with ${exit}`);
  return JSON.parse(out) as Mapping;
}
