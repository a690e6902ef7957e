import { expect, test } from 'vitest';
import { parseSource } from './source.ts';
import { checkDependencies, checkExports, checkReached } from './unused.ts';

const main = parseSource('src/main.ts', "import { read } from './x12/read.ts';\nread();");
const read = parseSource(
  'src/x12/read.ts',
  "import type { A } from './a.ts';\nexport function read() {}\nexport const spare = 1;",
);
const a = parseSource('src/x12/a.ts', 'export interface A { b: 1 }');
const lost = parseSource('src/x12/lost.ts', 'export const lost = 1;');

test('tells the files that the entry does not reach', () => {
  expect(checkReached([main, read, a, lost], 'src/main.ts').map((one) => one.where)).toEqual(['src/x12/lost.ts:1']);
});

test('tells the exported values that nobody imports', () => {
  const found = checkExports([main, read, a, lost], [main, read, a, lost]);
  expect(found.map((one) => one.what)).toEqual(['nobody imports spare', 'nobody imports lost']);
});

test('takes an import of the whole module, or from a test, as a use', () => {
  const whole = parseSource('test/x12/lost.test.ts', "import * as all from '../../src/x12/lost.ts';");
  expect(checkExports([lost], [lost, whole])).toEqual([]);
});

test('tells the dependencies that nobody imports', () => {
  const source = parseSource(
    'src/a.ts',
    "import { Migrator } from 'kysely/migration';\nconst a = await import('@a/b/c');",
  );
  expect(checkDependencies([source], ['kysely', '@a/b', '@a/c', 'zod'])).toEqual(['@a/c', 'zod']);
});
