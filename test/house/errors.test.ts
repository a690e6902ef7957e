import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorCases, errorsPage, runError, writeAnswer } from './errors.ts';

// Stands for the product: prints the file it is given, complains, exits 1.
const COMPLAINER = `
  const fs = require('node:fs');
  process.stdout.write(fs.readFileSync(process.argv[2], 'utf8'));
  process.stderr.write('error IK403:7 in ' + process.argv[2] + '\\n');
  process.exitCode = 1;
`;
let catalogue = '';
const program = (): readonly [string, string] => [process.execPath, join(catalogue, 'complain.cjs')];

beforeEach(() => {
  catalogue = mkdtempSync(join(tmpdir(), 'errors-'));
  writeFileSync(join(catalogue, 'complain.cjs'), COMPLAINER);
  mkdirSync(join(catalogue, 'IK403-7'));
  writeFileSync(join(catalogue, 'IK403-7', 'command.txt'), 'input.txt --json\n');
  writeFileSync(join(catalogue, 'IK403-7', 'input.txt'), 'ISA\n');
});
afterEach(() => rmSync(catalogue, { recursive: true }));

test('runs a case in its folder and writes down what it printed', async () => {
  for (const one of errorCases(catalogue)) writeAnswer(one, await runError(one, program()));
  expect(readFileSync(join(catalogue, 'IK403-7', 'expected.txt'), 'utf8')).toBe(
    'ISA\n--- stderr\nerror IK403:7 in input.txt\n',
  );
  expect(readFileSync(join(catalogue, 'IK403-7', 'exit.txt'), 'utf8')).toBe('1\n');
});

test('notices when the output or the exit code is not the one written down', async () => {
  const [first] = errorCases(catalogue);
  if (first === undefined) throw new Error('the case is missing');
  expect(first.expected).toBeUndefined();
  const answer = await runError(first, program());
  writeAnswer(first, { exit: 2, printed: answer.printed });
  expect(errorCases(catalogue)[0]?.expected).not.toEqual(answer);
  writeAnswer(first, answer);
  expect(errorCases(catalogue)[0]?.expected).toEqual(answer);
});

test('makes a page that shows command, output, exit code and input', async () => {
  for (const one of errorCases(catalogue)) writeAnswer(one, await runError(one, program()));
  const page = errorsPage(errorCases(catalogue));
  expect(page).toContain('- [IK403:7](#ik4037)');
  expect(page).toContain(
    [
      '## IK403:7',
      '',
      'Input: [input.txt](IK403-7/input.txt)',
      '',
      '```text',
      '$ infusebridge input.txt --json',
      'ISA',
      '--- stderr',
      'error IK403:7 in input.txt',
      '```',
      '',
      'Exit code: 1',
    ].join('\n'),
  );
});

test('says so when the catalogue is empty or missing', () => {
  expect(errorsPage(errorCases(join(catalogue, 'none')))).toContain('The catalogue has no entry yet.');
});
