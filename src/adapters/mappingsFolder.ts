/** The files of `mappings/` from disk. */

import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RulesFile } from '../rules/types.ts';

/** The mappings that ship with the program. */
export const shippedMappings = fileURLToPath(new URL('../../mappings', import.meta.url));

/** Reads every YAML file below the folder; throws when the folder cannot be read. */
export async function readMappings(folder: string = shippedMappings): Promise<readonly RulesFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: `mappings/${name.split(sep).join('/')}`,
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
}
