/** `infusebridge code CASE.json...`: billing cases to claim lines. */

import { readMappings } from '../adapters/mappingsFolder.ts';
import type { CodingAnswer, Problem } from '../coding/answer.ts';
import { parseCase } from '../coding/case.ts';
import { codeVisit } from '../coding/codeVisit.ts';
import { type Issue, printIssue } from '../outcome.ts';
import { parseRules, type Rules } from '../rules/parse.ts';
import { type ExitCode, exit } from './exit.ts';
import type { Io } from './io.ts';

/**
 * Codes each file; with `json` one document on `out` (an array for several files, in their order). Gives the exit
 * code: 0 done (a hold is a decision), 1 a case is invalid, 2 a file cannot be read or is not JSON, 3 the mappings
 * are at fault.
 */
export async function code(files: string[], options: { json: boolean }, io: Io): Promise<ExitCode> {
  if (files.length === 0) {
    io.err('error: name at least one case, for example: infusebridge code case.json --json\n');
    return exit.usage;
  }
  const rules = parseRules(await readMappings());
  if (!rules.ok) {
    for (const issue of rules.issues) io.err(`${printIssue(issue)}\n`);
    return exit.fault;
  }
  const answers: CodingAnswer[] = [];
  let worst: ExitCode = exit.done;
  for (const file of files) {
    const result = await codeFile(file, rules.value, io);
    if (result.exit > worst) worst = result.exit;
    answers.push(result.answer);
  }
  const text = options.json
    ? JSON.stringify(files.length === 1 ? answers[0] : answers, null, 2)
    : answers.map((answer, index) => table(files[index] ?? '', answer)).join('\n\n');
  io.out(`${text}\n`);
  return worst;
}

interface Coded {
  readonly exit: ExitCode;
  readonly answer: CodingAnswer;
}

async function codeFile(file: string, rules: Rules, io: Io): Promise<Coded> {
  const bytes = await io.read(file);
  if (bytes === undefined) {
    const unreadable: Issue = {
      code: 'FILE_UNREADABLE',
      severity: 'error',
      message: 'the file cannot be read; check its name and permissions',
    };
    return refused(exit.usage, file, [unreadable], io);
  }
  const outcome = parseCase(new TextDecoder().decode(bytes));
  if (outcome.ok) return { exit: exit.done, answer: codeVisit(outcome.value, rules) };
  const isJson = outcome.issues.every((issue) => issue.code !== 'CASE_NOT_JSON');
  return refused(isJson ? exit.invalid : exit.usage, file, outcome.issues, io);
}

/** A case that says nothing usable is held: its faults stand where the errors of an answer stand. */
function refused(code: ExitCode, file: string, issues: readonly Issue[], io: Io): Coded {
  for (const issue of issues) io.err(`${file}: ${printIssue(issue)}\n`);
  const errors = issues.map(
    ({ code: name, message, path }): Problem =>
      path === undefined ? { code: name, message } : { code: name, message, path },
  );
  return { exit: code, answer: { result: 'hold', lines: [], errors, warnings: [] } };
}

/** A page for people: every line with its proof below it. */
function table(file: string, answer: CodingAnswer): string {
  const lines = answer.lines.flatMap((line) => {
    const ndc = line.ndc === undefined ? '' : `  N4 ${line.ndc.ndc11} ${line.ndc.quantity} ${line.ndc.uom}`;
    return [
      `  ${line.hcpcs.padEnd(6)}${String(line.units).padStart(6)}  ${line.modifiers.join(' ').padEnd(8)}${ndc}`.trimEnd(),
      ...line.proof.map((sentence) => `      ${sentence}`),
    ];
  });
  const problems = (kind: string, list: readonly Problem[]) =>
    list.map(
      (problem) =>
        `  ${kind} ${problem.code}${problem.path === undefined ? '' : ` at ${problem.path}`}: ${problem.message}`,
    );
  return [
    `${file}: ${answer.result}`,
    ...lines,
    ...problems('error', answer.errors),
    ...problems('warning', answer.warnings),
  ].join('\n');
}
