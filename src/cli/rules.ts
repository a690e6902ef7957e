/** The mappings that ship with the program, read once per command. */

import { readMappings } from '../adapters/mappingsFolder.ts';
import { printIssue } from '../outcome.ts';
import { parseRules, type Rules } from '../rules/parse.ts';

/** Throws when the shipped mappings are broken: that is a fault of the release, not of the user. */
export async function loadRules(): Promise<Rules> {
  const rules = parseRules(await readMappings());
  if (!rules.ok) throw new Error(`the mappings cannot be used:\n${rules.issues.map(printIssue).join('\n')}`);
  return rules.value;
}
