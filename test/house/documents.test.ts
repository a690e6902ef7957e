import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn, readText, root } from './project.ts';

const pages = filesIn('').filter((path) => path.endsWith('.md'));

/** Targets of the links of a page that lead to files of the project, as paths within it. */
const linksIn = (path: string): string[] =>
  [...readText(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link))
    .map((link) => posix.join(posix.dirname(path), link));

/** Headings as the anchors that `#...` links use. */
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

/** Rows of the README's table of commands: how it is called, and its state (empty: it is there). */
const commandRows = [...readText('README.md').matchAll(/^\| `([a-z]+)( [^`]*)?` \| [^|]+ \|([^|]*)\|$/gm)].map(
  (row) => ({
    name: row[1] ?? '',
    options: (row[2] ?? '').match(/--[a-z-]+/g) ?? [],
    state: (row[3] ?? '').trim(),
  }),
);

describe('the documents', () => {
  test.each(pages)('%s links only to what is there', (path) => {
    const missing = linksIn(path).filter((link) => !existsSync(join(root, link)));
    const anchors = anchorsIn(readText(path));
    const lost = [...readText(path).matchAll(/\]\(#([^)]+)\)/g)].filter((match) => !anchors.includes(match[1] ?? ''));
    expect({ missing, lost: lost.map((match) => match[1]) }).toEqual({ missing: [], lost: [] });
  });

  test.each(pages)('%s names only npm scripts that there are', (path) => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const named = [...readText(path).matchAll(/npm run (?:-s )?([a-z]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('the README lists commands with their state', () => {
    expect(commandRows.map((row) => row.name)).toEqual(
      expect.arrayContaining(['demo', 'map', 'code', 'read', 'replay']),
    );
    expect(commandRows.filter((row) => !['', 'in the making', 'not there yet'].includes(row.state))).toEqual([]);
  });

  for (const { name, options } of commandRows.filter((row) => row.state === '')) {
    test(`the README tells the truth about ${name}`, () => {
      const main = join(root, 'src', 'main.ts');
      const help = spawnSync(process.execPath, [main, name, '--help'], { encoding: 'utf8' });
      expect(help.status).toBe(0);
      expect(options.filter((option) => !help.stdout.includes(option))).toEqual([]);
      expect(help.stdout).toContain('Example');
    });
  }
});
