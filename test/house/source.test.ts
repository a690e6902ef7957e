import { expect, test } from 'vitest';
import { sourcesIn } from './project.ts';
import { parseSource } from './source.ts';

const read = (text: string) => parseSource('src/x12/example.ts', text);
const froms = (text: string): string[] => read(text).imports.map((one) => one.from);

test.each([
  ["import { a } from './a.ts';", ['./a.ts']],
  ["import type { A } from './a.ts';", ['./a.ts']],
  ["import a, { type B, c as d } from './a.ts'", ['./a.ts']],
  ["import * as a from './a.ts';", ['./a.ts']],
  ["import './a.ts';", ['./a.ts']],
  ["export * from './a.ts';", ['./a.ts']],
  ["export { a } from './a.ts';", ['./a.ts']],
  ["export type { A } from './a.ts';", ['./a.ts']],
  ["import {\n  a,\n  // the second from './no.ts'\n  b,\n} from './a.ts';", ['./a.ts']],
  ["const a = await import('./a.ts');", ['./a.ts']],
  ['require(\'./a.ts\'); import x from "./b.ts";', ['./b.ts', './a.ts']],
  ["// import { a } from './a.ts';", []],
  ["/* import { a } from './a.ts'; */", []],
  ["const text = `import { a } from './a.ts'`;", []],
  ['const text = "import \'./a.ts\'";', []],
  ['const pattern = /import "a"/;', []],
  ["export const from = 'a'; const b = 'from';", []],
])('finds what %j imports', (text, expected) => {
  expect(froms(text)).toEqual(expected);
});

test('names what is imported, as it was declared', () => {
  expect(read("import { createHash as hash, type Hash } from 'node:crypto';").imports).toEqual([
    { from: 'node:crypto', names: ['createHash', 'Hash'], dynamic: false },
  ]);
});

test.each([
  ["a('any') // any", "a('   ')       "],
  ['`x$' + '{ {y: `z$' + '{1}`} }w` + v', '`    {y: `   1 `}   ` + v'],
  ['a / b / c', 'a / b / c'],
  ['(a) / 2; /x"/.test(y)', '(a) / 2;     .test(y)'],
  ['return /[/"]/g', 'return        '],
  ["'it\\'s' /* n\n */ b", "'     '     \n    b"],
])('blanks comments and literals in %j, keeping every offset', (text, expected) => {
  const { code, comments } = read(text);
  expect(code).toHaveLength(text.length);
  expect(comments).toHaveLength(text.length);
  expect(code).toBe(expected);
});

test('reads every file of the product without losing its place', () => {
  for (const source of sourcesIn('src', 'queues', 'test')) {
    expect(source.code.split('\n'), source.path).toHaveLength(source.text.split('\n').length);
    // A lost place shows as brackets that do not match.
    for (const brackets of ['()', '[]', '{}']) {
      const [opened, closed] = [...brackets].map((bracket) => source.code.split(bracket).length - 1);
      expect(opened, `${source.path} ${brackets}`).toBe(closed);
    }
  }
});
