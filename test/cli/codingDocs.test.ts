/** docs/code.md, docs/map.md and docs/mappings.md: their commands are run, their answers have the keys they name. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCase } from '../../src/coding/case.ts';

const root = join(import.meta.dirname, '../..');
const page = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');
const run = (line: string) => {
  const [, ...args] = line.split(' ');
  return spawnSync(process.execPath, [join(root, 'src/main.ts'), ...args], { encoding: 'utf8', cwd: root });
};
const commands = (text: string): readonly string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
/** Names in backquotes in the first column of the tables below a heading. */
const keys = (text: string, heading: string): readonly string[] => {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => cell.match(/[a-z_0-9]+/g) ?? []);
};

describe.each(['code.md', 'map.md', 'mappings.md'])('docs/%s', (name) => {
  test.each(commands(page(name)))('%s is done', (line) => {
    const { status, stderr } = run(line);
    expect([status, stderr.includes('    at ')]).toEqual([0, false]);
  });
});

test('docs/code.md shows the lines that the command prints', () => {
  const [command = ''] = commands(page('code.md'));
  const shown = page('code.md').split('\n```\n')[2] ?? '';
  const lines = (text: string) => text.split('\n').filter((line) => /^ {2}\S/.test(line));
  expect(lines(shown)).toEqual(lines(run(command).stdout));
  expect(lines(shown).length).toBe(3);
});

test('docs/code.md names keys that a case has', () => {
  const named = keys(page('code.md'), 'A case');
  const sample: Record<string, unknown> = JSON.parse(
    readFileSync(join(root, 'fixtures/examples/teclistamab-case.json'), 'utf8'),
  );
  const refused = named.filter((key) => readCase({ ...sample, [key]: 1 }).ok);
  expect([named.length, refused]).toEqual([21, []]);
});

test('docs/map.md names the keys of the answer', () => {
  const command = commands(page('map.md')).find((line) => line.includes('--json')) ?? '';
  expect(Object.keys(JSON.parse(run(command).stdout)).sort()).toEqual([...keys(page('map.md'), 'The answer')].sort());
});
