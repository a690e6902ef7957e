/** The command `validate`: everything that is wrong with a file, where it is, and what a 999 would say of it. */

import { error, type Issue, printIssue } from '../../outcome.ts';
import { payer as payerById } from '../../rules/lookup.ts';
import { framesOf } from '../../x12/envelope.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { writeFiles } from '../map/writeFiles.ts';
import type { Again } from '../read/again.ts';
import { isReadAgain, partOf, piecesOf, Unreadable } from '../read/source.ts';
import { loadRules } from '../rules.ts';
import type { AnswerFile } from './answers.ts';
import { Course, type CourseOptions, type Validated } from './course.ts';
import { type SetsAgain, ValidateDocument } from './document.ts';
import { ValidatePage } from './page.ts';
import type { Report } from './report.ts';

export interface ValidateOptions {
  /** A payer of `mappings/payers`: what its file says is checked too. */
  readonly payer?: string | undefined;
  /** The folder for the TA1 and 999 that answer the file. */
  readonly ack?: string | undefined;
  readonly json: boolean;
}

/**
 * Validates one file. Gives the exit code: 0 no error (there may be warnings), 1 errors, 2 no such file, no X12 or no
 * such payer, 3 the answers cannot be written. Throws a Fault when the disk fails.
 */
export async function validate(file: string, options: ValidateOptions, io: Io): Promise<ExitCode> {
  const rules = options.payer === undefined ? undefined : await loadRules();
  const payer = rules === undefined ? undefined : payerById(rules, options.payer ?? '');
  if (rules !== undefined && payer === undefined) {
    const message = `There is no payer profile of this name. Use one of ${[...rules.payers.keys()].join(', ')}.`;
    io.err(`${printIssue(error('PAYER_UNKNOWN', message, { path: '--payer', rule: 'mappings/payers' }))}\n`);
    return exit.usage;
  }
  const again: Again | undefined = (await isReadAgain(file)) ? (from, to) => partOf(file, from, to) : undefined;
  const setsAgain: SetsAgain = async (set) => {
    await validatePieces(piecesOf(file), { payer, answer: false, again }, { ...silent, set }, io);
  };
  const report = options.json
    ? new ValidateDocument((text) => io.out(text), again === undefined ? undefined : setsAgain)
    : new ValidatePage((text) => io.out(text));
  const checked = { payer, answer: options.ack !== undefined, again };
  const { code, answers } = await validatePieces(piecesOf(file), checked, report, io);
  const written = options.ack === undefined ? undefined : await writeAnswers(options.ack, answers, io);
  const names = answers.flatMap(({ name, text }) => (text === undefined ? [] : [name]));
  await report.end(written === true ? names : [], options.ack);
  return written === false ? exit.fault : code;
}

const silent: Report = { set: () => {}, found: () => {}, layers: () => {}, end: async () => {} };

/** `validate` for the bytes of a file in pieces of any size; the report is not ended yet. */
export async function validatePieces(
  pieces: AsyncIterable<Uint8Array>,
  options: CourseOptions,
  report: Report,
  io: Pick<Io, 'drained'> = {},
): Promise<Validated> {
  const course = new Course(report, options);
  try {
    for await (const event of framesOf(pieces, (header) => course.sinkFor(header))) {
      await course.take(event);
      await io.drained?.();
    }
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    course.outside([error('FILE_UNREADABLE', problem.message)]);
    return { code: exit.usage, answers: [] };
  }
  return course.end();
}

async function writeAnswers(folder: string, answers: readonly AnswerFile[], io: Io): Promise<boolean> {
  if (answers.length === 0) return true;
  const refused = answers.flatMap(({ issues }) => issues);
  const written = await writeFiles(
    folder,
    answers.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }])),
  );
  for (const issue of [...refused, ...written.issues] satisfies readonly Issue[]) io.err(`${printIssue(issue)}\n`);
  return written.ok;
}
