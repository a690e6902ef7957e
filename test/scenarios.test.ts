import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../src/cli/replay/run.ts';
import { readScenario } from '../src/cli/replay/scenario.ts';
import { loadRules } from '../src/cli/rules.ts';

const SCENARIOS = join(import.meta.dirname, '../fixtures/scenarios');
const folders = readdirSync(SCENARIOS).sort();
const rules = await loadRules();

describe('the golden stories', () => {
  test('have a number each, and the first six are those of the demo', () => {
    const numbers = folders.map((name) => /^(\d\d)-[a-z0-9-]+$/.exec(name)?.[1]);
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(numbers.slice(0, 6)).toEqual(['01', '02', '03', '04', '05', '06']);
  });

  test.each(folders)('%s replays byte for byte', { timeout: 60_000 }, async (name) => {
    const scenario = await readScenario(join(SCENARIOS, name));
    if (!scenario.ok) throw new Error(scenario.issues.map(({ message }) => message).join('\n'));
    const produced = await runScenario(scenario.value, rules);
    expect([...produced.keys()]).toEqual([...scenario.value.expected.keys()]);
    for (const [file, text] of produced) expect(text, file).toBe(scenario.value.expected.get(file));
  });
});
