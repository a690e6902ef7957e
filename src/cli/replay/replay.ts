/** The command `replay`: a scenario must produce its out/ byte for byte. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printIssue } from '../../outcome.ts';
import { exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { firstDifference } from './difference.ts';
import { runScenario } from './run.ts';
import { readScenario, type Scenario } from './scenario.ts';

/** Exit 0: everything is equal (or was updated). 1: something differs. 2: a folder is no scenario. */
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
    const same = options.update ? await update(scenario.value, produced, io) : compare(scenario.value, produced, io);
    if (!same) code = exit.invalid;
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

function compare(scenario: Scenario, produced: ReadonlyMap<string, string>, io: Io): boolean {
  const { expected, folder } = scenario;
  const names = [...new Set([...expected.keys(), ...produced.keys()])].sort();
  const differing = names.filter((name) => expected.get(name) !== produced.get(name));
  io.out(`${folder}: ${names.length - differing.length} of ${names.length} files are the same\n`);
  for (const name of differing) io.out(firstDifference(name, expected.get(name), produced.get(name)));
  return differing.length === 0;
}
