/** The command `replay`: a scenario must produce its out/ byte for byte. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printIssue } from '../../outcome.ts';
import type { Inbound } from '../../ports.ts';
import { exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { firstDifference } from './difference.ts';
import { DECISIONS, runScenario } from './run.ts';
import { readScenario, type Scenario } from './scenario.ts';

/**
 * Exit 0: everything is equal (or was updated). 1: something differs. 2: a folder is no scenario. A folder without out/
 * is told instead of compared: what became of each file of the partner; 1 where one of them was quarantined.
 */
export async function replay(
  folders: readonly string[],
  options: { readonly update: boolean },
  io: Io,
): Promise<number> {
  const rules = await loadRules();
  let code: number = exit.done;
  for (const folder of folders) {
    const scenario = await readScenario(folder);
    if (!scenario.ok) {
      for (const issue of scenario.issues) io.err(`${printIssue(issue)}\n`);
      return exit.usage;
    }
    const produced = await runScenario(scenario.value, rules);
    const { expected } = scenario.value;
    const good = options.update
      ? await update(scenario.value, produced, io)
      : expected.size === 0
        ? tell(folder, produced, io)
        : compare(folder, expected, produced, io);
    if (!good) code = exit.invalid;
  }
  return code;
}

async function update(scenario: Scenario, produced: ReadonlyMap<string, string>, io: Io): Promise<boolean> {
  const out = join(scenario.folder, 'out');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const [name, text] of produced) await writeFile(join(out, name), text);
  io.out(`${scenario.folder}: wrote ${produced.size} files to out/\n`);
  return true;
}

/** True when every file of the partner was recorded as a whole. */
function tell(folder: string, produced: ReadonlyMap<string, string>, io: Io): boolean {
  const { files } = JSON.parse(produced.get(DECISIONS) ?? '{"files":[]}') as { readonly files: readonly Received[] };
  io.out(`${folder}: there is no out/ to compare with; of the partner's files\n`);
  for (const { name, state, issues } of files) {
    io.out(`  ${name}: ${state}\n`);
    for (const issue of issues) io.err(`${name}: ${printIssue(issue)}\n`);
  }
  return files.every(({ state }) => state === 'applied');
}
type Received = Pick<Inbound, 'name' | 'state' | 'issues'>;

function compare(
  folder: string,
  expected: ReadonlyMap<string, string>,
  produced: ReadonlyMap<string, string>,
  io: Io,
): boolean {
  const names = [...new Set([...expected.keys(), ...produced.keys()])].sort();
  const differing = names.filter((name) => expected.get(name) !== produced.get(name));
  io.out(`${folder}: ${names.length - differing.length} of ${names.length} files are the same\n`);
  for (const name of differing) io.out(firstDifference(name, expected.get(name), produced.get(name)));
  return differing.length === 0;
}
