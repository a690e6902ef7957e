import { describe, expect, test } from 'vitest';
import { checkCycles, checkDirection } from './directions.ts';
import { checkConsole, checkLanguage, checkLength } from './language.ts';
import { checkDeclared, checkPackages, checkPurity } from './purity.ts';
import { parseSource, type Source } from './source.ts';
import type { Violation } from './violation.ts';
import { checkWords } from './words.ts';

const count = (check: (source: Source) => Violation[], path: string, text: string): number =>
  check(parseSource(path, text)).length;

describe('direction', () => {
  test.each([
    ['src/x12/read.ts', '../outcome.ts'],
    ['src/claim/decide.ts', '../authorization/authorization.ts'],
    ['src/coding/units.ts', '../rules/lookup.ts'],
    ['src/adapters/ledger.ts', '../ports.ts'],
    ['src/adapters/secondReader.ts', '../x12/scan.ts'],
    ['queues/claim.ts', '../src/claim/decide.ts'],
    ['queues/runtime.ts', '../src/adapters/queueServer.ts'],
    ['src/cli/demo.ts', '../synthetic/payer.ts'],
    ['src/main.ts', './cli/demo.ts'],
  ])('lets %s import %s', (path, from) => {
    expect(count(checkDirection, path, `import { a } from '${from}';`)).toBe(0);
  });

  test.each([
    ['src/x12/read.ts', '../fhir/chart.ts'],
    ['src/x12/read.ts', '../ports.ts'],
    ['src/fhir/chart.ts', '../rules/lookup.ts'],
    ['src/money.ts', './x12/read.ts'],
    ['src/ports.ts', './x12/read.ts'],
    ['src/rules/lookup.ts', '../coding/units.ts'],
    ['src/coding/units.ts', '../claim/decide.ts'],
    ['src/authorization/decide.ts', '../claim/decide.ts'],
    ['src/claim/decide.ts', '../remittance/match.ts'],
    ['src/claim/decide.ts', '../adapters/ledger.ts'],
    ['src/remittance/match.ts', '../exchange/incoming.ts'],
    ['src/exchange/incoming.ts', '../ports.ts'],
    ['src/claim/decide.ts', '../../queues/claim.ts'],
    ['src/adapters/folderPartner.ts', '../x12/scan.ts'],
    ['src/adapters/ledger.ts', '../claim/decide.ts'],
    ['src/synthetic/payer.ts', '../coding/units.ts'],
    ['src/synthetic/payer.ts', '../ports.ts'],
    ['queues/claim.ts', '../src/synthetic/payer.ts'],
    ['queues/claim.ts', '../src/adapters/folderPartner.ts'],
    ['src/cli/demo.ts', '../main.ts'],
    ['src/x12/read.ts', '../../test/x12/small.ts'],
  ])('stops %s from importing %s', (path, from) => {
    expect(count(checkDirection, path, `import type { A } from '${from}';`)).toBe(1);
  });

  test('has no place for a file of an unknown part', () => {
    expect(count(checkDirection, 'src/helpers/all.ts', '')).toBe(1);
  });

  test('tells a circle once, by its path', () => {
    const source = (name: string, from: string) =>
      parseSource(`src/x12/${name}.ts`, `import type { A } from './${from}.ts';`);
    const found = checkCycles([source('a', 'b'), source('b', 'c'), source('c', 'a'), source('d', 'a')]);
    expect(found.map((one) => one.what)).toEqual(['src/x12/a.ts -> src/x12/b.ts -> src/x12/c.ts -> src/x12/a.ts']);
  });
});

describe('purity', () => {
  test.each([
    "import { z } from 'zod';",
    "import type { Claim } from 'fhir/r4.js';",
    "import { createHash } from 'node:crypto';",
    'const day = new Date(text).getUTCDate();',
    "const words = 'Date.now()'; // Math.random()",
    'const fetched = event.fetch(x); const p = job.process.y;',
    'export interface Clock { now(): Date }',
  ])('lets a pure part say %j', (text) => {
    expect(count(checkPurity, 'src/claim/decide.ts', text)).toBe(0);
  });

  const worldly = [
    "import { readFileSync } from 'node:fs';",
    "import { readFile } from 'fs/promises';",
    "import { request } from 'node:http';",
    "import { connect } from 'node:net';",
    "import { spawn } from 'node:child_process';",
    "import { randomUUID } from 'node:crypto';",
    "import * as crypto from 'node:crypto';",
    "import { Queue } from 'bullmq';",
    "const fs = await import('node:fs');",
    'const now = Date.now();',
    'const now = new Date();',
    'const now = new Date;',
    'const now = Date();',
    'const now = Temporal.Now.instant();',
    'const now = performance.now();',
    'const hour = new Date(text).getHours();',
    'list.sort((a, b) => a.localeCompare(b));',
    'const n = Math.random();',
    'const id = crypto.randomUUID();',
    'setTimeout(run, 10);',
    'const home = process.env.HOME;',
    "const home = globalThis['process'];",
    'const answer = await fetch(url);',
  ];
  test.each(worldly)('stops a pure part from saying %j', (text) => {
    expect(count(checkPurity, 'src/claim/decide.ts', text)).toBe(1);
  });
  test.each([
    'src/x12/a.ts',
    'src/fhir/a.ts',
    'src/coding/a.ts',
    'src/rules/a.ts',
    'src/authorization/a.ts',
    'src/remittance/a.ts',
    'src/money.ts',
  ])('holds %s to be pure', (path) => expect(count(checkPurity, path, 'const now = Date.now();')).toBe(1));
  test.each(['src/adapters/clock.ts', 'src/cli/demo.ts', 'src/synthetic/ehr.ts', 'queues/claim.ts'])(
    'lets %s see the world',
    (path) => {
      expect(count(checkPurity, path, 'const now = Date.now();')).toBe(0);
    },
  );
});

describe('packages', () => {
  test.each([
    ['src/adapters/ledger.ts', 'bullmq'],
    ['src/web/pages.ts', 'ioredis'],
    ['queues/claim.ts', 'pg'],
    ['src/cli/demo.ts', 'kysely/migration'],
    ['src/cli/demo.ts', '@electric-sql/pglite'],
    ['queues/claim.ts', 'fhir-kit-client'],
    ['src/cli/read.ts', 'x12-parser'],
    ['src/adapters/log.ts', 'express'],
    ['src/web/pages.ts', 'commander'],
  ])('stops %s from importing %s', (path, name) => {
    expect(count(checkPackages, path, `import { a } from '${name}';`)).toBe(1);
  });

  test.each([
    ['src/adapters/queueServerRedis.ts', 'bullmq'],
    ['queues/runtime.ts', 'bullmq'],
    ['src/adapters/postgresLedger.ts', 'pg'],
    ['src/synthetic/ehr.ts', 'express'],
  ])('lets %s import %s', (path, name) => {
    expect(count(checkPackages, path, `import { a } from '${name}';`)).toBe(0);
  });
});

describe('dependencies', () => {
  test.each([
    ['zod', 0],
    ['node:fs', 0],
    ['./a.ts', 0],
    ['kysely/migration', 0],
    ['vitest', 1],
    ['lodash/fp', 1],
  ])('an import of %s breaks the rule %d times', (name, times) => {
    const source = parseSource('src/cli/a.ts', `import { a } from '${name}';`);
    expect(checkDeclared(source, ['zod', 'kysely'])).toHaveLength(times);
  });
});

describe('language', () => {
  test.each([
    'export default function read() {}',
    "export { read as default } from './read.ts';",
    'const a: any = 1;',
    'const a = b as any;',
    'type A = Map<string, any>;',
    'type A = readonly any[];',
    'type A = (a: string) => any;',
    'enum Usage { R, S }',
    'declare const enum Usage { R }',
    'namespace House { }',
    '// @ts-ignore: later',
    '// @ts-expect-error: later',
    '/* biome-ignore lint: later */',
  ])('stops %j', (text) => {
    expect(count(checkLanguage, 'src/claim/decide.ts', text)).toBe(1);
  });

  test.each([
    "const a = 'any'; // any of them",
    'if (list.any(x)) run();',
    'const many: many = (any.thing);',
    'const module = {};',
    'type enumerated = { enum: 1 };',
  ])('lets %j be', (text) => expect(count(checkLanguage, 'src/claim/decide.ts', text)).toBe(0));

  test('prints only from commands', () => {
    const text = 'console.log(1);';
    expect(count(checkConsole, 'src/claim/decide.ts', text)).toBe(1);
    expect(count(checkConsole, 'queues/claim.ts', text)).toBe(1);
    expect(count(checkConsole, 'src/cli/io.ts', text)).toBe(0);
  });

  test('keeps files short, guides and migrations excepted', () => {
    const long = 'const a = 1;\n'.repeat(301);
    expect(count(checkLength, 'src/claim/decide.ts', long)).toBe(1);
    expect(count(checkLength, 'src/claim/decide.ts', long.slice(13))).toBe(0);
    expect(count(checkLength, 'src/x12/guides/835.ts', long)).toBe(0);
  });
});

describe('words', () => {
  const parts = (...words: readonly string[]): string => words.join('');
  test.each([
    parts('// TO', 'DO: later'),
    parts('# FIX', 'ME'),
    parts('throw new Error("not imple', 'mented")'),
    parts('see /wo', 'rk/main/src'),
    parts("open('/ho", "me/someone/file')"),
    parts('<<<<', '<<< ours'),
  ])('stops %j', (text) => {
    expect(checkWords('docs/guide.md', `first line\n${text}\n`)).toMatchObject([{ where: 'docs/guide.md:2' }]);
  });

  test.each(['https://example.org/home/page', 'Methodology', './tmp/file', 'the work/main branch'])(
    'lets %j be',
    (text) => {
      expect(checkWords('docs/guide.md', text)).toEqual([]);
    },
  );
});
