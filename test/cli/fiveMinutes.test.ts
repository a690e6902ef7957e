/** The README's five minutes of an analyst: every command is run, and prints what the README shows. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readText, root } from '../house/project.ts';

const [, section = ''] = readText('README.md').split(/^## An analyst's five minutes\n/m);
const blocks = [...(section.split(/^## /m)[0] ?? '').matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)].map(
  ([, language, text]) => ({
    language: language ?? '',
    text: text ?? '',
  }),
);
const steps = blocks.flatMap(({ language, text }, n) =>
  language === 'sh' ? [{ commands: text.trim().split('\n'), shown: blocks[n + 1]?.text ?? '' }] : [],
);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'five-minutes-'));
  symlinkSync(join(root, 'fixtures'), join(folder, 'fixtures'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command prints, run as a person would in a clone of the project. */
function run(command: string): string {
  const [program, ...args] = command.split(' ');
  expect(program).toBe('bin/infusebridge');
  const main = ['--disable-warning=ExperimentalWarning', join(root, 'src', 'main.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...main, ...args], { cwd: folder, encoding: 'utf8' });
  expect([command, status, stderr]).toEqual([command, 0, expect.any(String)]);
  return stdout;
}

test('there are seven commands, each with what it prints', () => {
  expect(blocks.map(({ language }) => language)).toEqual(steps.flatMap(() => ['sh', 'text']));
  expect(steps.flatMap(({ commands }) => commands)).toHaveLength(7);
});

test.each(steps.map(({ commands, shown }) => [commands.join(' && '), commands, shown] as const))(
  '%s',
  (_, commands, shown) => {
    const printed = commands.map(run).join('');
    let from = 0;
    for (const part of shown.split(/^\.\.\.\n/m).filter((text) => text !== '')) {
      const found = printed.indexOf(part, from);
      expect(found === -1 ? printed : part, 'the README shows what is printed, in its order').toBe(part);
      from = found + part.length;
    }
    if (!shown.endsWith('...\n')) expect(printed.endsWith(shown.split(/^\.\.\.\n/m).at(-1) ?? '')).toBe(true);
  },
);

test('the example is complete: order, dose, patient, coverage, site and payer', () => {
  const bundle = JSON.parse(readFileSync(join(root, 'fixtures', 'examples', 'pembrolizumab.json'), 'utf8')) as {
    entry: { resource: { resourceType: string } }[];
  };
  const types = new Set(bundle.entry.map(({ resource }) => resource.resourceType));
  const needed = [
    'MedicationRequest',
    'MedicationAdministration',
    'Patient',
    'Coverage',
    'Location',
    'Encounter',
    'Condition',
    'Organization',
  ];
  expect(needed.filter((type) => !types.has(type))).toEqual([]);
});
