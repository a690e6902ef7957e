/** The shipped mappings, read once for all coding tests. */

import { readMappings } from '../../src/adapters/mappingsFolder.ts';
import { parseRules, type Rules } from '../../src/rules/parse.ts';

let shipped: Promise<Rules> | undefined;
export function shippedRules(): Promise<Rules> {
  shipped ??= read();
  return shipped;
}

async function read(): Promise<Rules> {
  const outcome = parseRules(await readMappings());
  if (!outcome.ok) throw new Error(`the shipped mappings are refused: ${JSON.stringify(outcome.issues.slice(0, 3))}`);
  return outcome.value;
}
