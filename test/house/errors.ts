/**
 * The catalogue of errors: one folder per error, which shows what a person gets for one bad input.
 *
 *   fixtures/errors/<CODE>/input.*       the bad input (any number of files), or a scenario without out/: config.json, in/
 *   fixtures/errors/<CODE>/in/mappings/  or files of the mappings that differ; `in/mappings` in the command is then all of them
 *   fixtures/errors/<CODE>/command.txt   the arguments on one line, separated by spaces: `map input.json --json`
 *   fixtures/errors/<CODE>/expected.txt  what the command prints: stdout, and below the line `--- stderr` what it says
 *   fixtures/errors/<CODE>/exit.txt      its exit code
 *
 * A colon in a code is a dash in the folder's name: IK403-7 is IK403:7.
 */

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './project.ts';

export interface ErrorCase {
  readonly code: string;
  readonly folder: string;
  readonly inputs: readonly string[];
  readonly arguments: readonly string[];
  /** undefined: not written yet. */
  readonly expected: Answer | undefined;
}
export interface Answer {
  readonly exit: number;
  readonly printed: string;
}

const STDERR = '--- stderr\n';

/** All cases below a folder, by name. */
export function errorCases(catalogue: string): ErrorCase[] {
  if (!existsSync(catalogue)) return [];
  const folders = readdirSync(catalogue, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => errorCase(join(catalogue, name), name)).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function errorCase(folder: string, name: string): ErrorCase {
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const isWritten = existsSync(join(folder, 'expected.txt')) && existsSync(join(folder, 'exit.txt'));
  return {
    code: name.replace('-', ':'),
    folder,
    inputs: readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name: file }) => relative(folder, join(parentPath, file)).replaceAll('\\', '/'))
      .filter((file) => /^(input|in\/)/.test(file))
      .sort(),
    arguments: text('command.txt').trim().split(/\s+/),
    expected: isWritten ? { exit: Number(text('exit.txt').trim()), printed: text('expected.txt') } : undefined,
  };
}

/** Runs a case with the given program, in its own folder, so that messages name its files as a person would. */
export async function runError(one: ErrorCase, program: readonly [string, ...string[]]): Promise<Answer> {
  const whole = wholeMappings(one.folder);
  try {
    const given = one.arguments.map((argument) => (argument === 'in/mappings' ? (whole ?? argument) : argument));
    const { exit, printed } = await answerOf(one, [...program, ...given]);
    // How many files ship is not what a case is about.
    return { exit, printed: whole === undefined ? printed : printed.replace(/^\d+ files/m, 'All files') };
  } finally {
    if (whole !== undefined) rmSync(whole, { recursive: true });
  }
}

/** The mappings that ship with those of a case over them; undefined where a case has none. */
function wholeMappings(folder: string): string | undefined {
  const own = join(folder, 'in', 'mappings');
  if (!existsSync(own)) return undefined;
  const whole = mkdtempSync(join(tmpdir(), 'mappings-'));
  for (const from of [join(root, 'mappings'), own]) cpSync(from, whole, { recursive: true });
  return whole;
}

async function answerOf(one: ErrorCase, [command = '', ...given]: readonly string[]): Promise<Answer> {
  const child = spawn(command, given, { cwd: one.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text;
  });
  const exit = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  return { exit, printed: printed.out + (printed.err === '' ? '' : STDERR + printed.err) };
}

export function writeAnswer(one: ErrorCase, answer: Answer): void {
  writeFileSync(join(one.folder, 'expected.txt'), answer.printed);
  writeFileSync(join(one.folder, 'exit.txt'), `${answer.exit}\n`);
}

/** The catalogue as a page for people. */
export function errorsPage(cases: readonly ErrorCase[]): string {
  const sections = cases.map((one) => {
    const inputs = one.inputs.map((file) => `[${file}](${one.code.replace(':', '-')}/${file})`).join(', ');
    const { exit, printed } = one.expected ?? { exit: -1, printed: '' };
    const shown = ['```text', `$ infusebridge ${one.arguments.join(' ')}`, printed.trimEnd(), '```'].join('\n');
    return [`## ${one.code}`, ...(inputs === '' ? [] : [`Input: ${inputs}`]), shown, `Exit code: ${exit}`].join('\n\n');
  });
  const codes = cases.map((one) => `- [${one.code}](#${one.code.toLowerCase().replace(/[^a-z0-9_-]/g, '')})`);
  return [PREFACE, ...(codes.length === 0 ? ['The catalogue has no entry yet.'] : [codes.join('\n')]), ...sections]
    .join('\n\n')
    .concat('\n');
}

const PREFACE = `# Errors

What each error looks like, from one bad input. Every folder here is run by the tests, and this page is made from
the folders: after a change run \`UPDATE_ERRORS=1 npm test -- test/errors.test.ts\` and read the difference.`;
