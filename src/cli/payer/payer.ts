/** The command `payer`: what the synthetic payer answers to a file of ours. */

import { error, printIssue } from '../../outcome.ts';
import { type AnswerFile, answer } from '../../synthetic/payer/answer.ts';
import { isScriptName, type ScriptName, scripts } from '../../synthetic/payer/scripts.ts';
import { emptyPayerState } from '../../synthetic/payer/state.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { writeFiles } from '../map/writeFiles.ts';
import { row } from '../read/rows.ts';
import { scriptList } from './scriptList.ts';

export interface PayerOptions {
  /** A name of the table of scripts; without it requests are approved and claims are paid. */
  readonly script?: string | undefined;
  /** The folder that every answer is written into. */
  readonly out: string;
}

/**
 * Answers one file and writes the answers, named after it. The payer starts without a memory and takes its date from
 * the ISA, so the same file gives the same answers. Gives the exit code: 0 answered (a denial is an answer), 1 the
 * envelope is wrong and was refused by TA1, 2 no such file, no such script or no X12, 3 the folder cannot be written.
 */
export async function payer(file: string, options: PayerOptions, io: Io): Promise<ExitCode> {
  const { script = 'approve', out } = options;
  if (!isScriptName(script)) {
    io.err(`error: there is no script of this name. Choose one of these:\n${scriptList()}`);
    return exit.usage;
  }
  const bytes = await io.read(file);
  if (bytes === undefined) {
    io.err(`${printIssue(error('FILE_UNREADABLE', 'The file cannot be read. Check its name and permissions.'))}\n`);
    return exit.usage;
  }
  const { files, disposition } = deliver(bytes, script, nameOf(file));
  if (disposition === 'unreadable') {
    const message = 'This is no X12, or its ISA names nobody to answer. `infusebridge validate` says what is wrong.';
    io.err(`${printIssue(error('NOT_X12', message))}\n`);
    return exit.usage;
  }
  const written = await writeFiles(out, files.map(asText));
  if (!written.ok) {
    for (const issue of written.issues) io.err(`${printIssue(issue)}\n`);
    return exit.fault;
  }
  io.out(page(script, options.script !== undefined, files, out));
  if (disposition !== 'refused') return exit.done;
  const message = `The envelope is wrong, so nothing in it was read. Run: infusebridge validate ${file}`;
  io.err(`${printIssue(error('TA105', message))}\n`);
  return exit.invalid;
}

/** Answers that get lost only arrive when the sender sends the same file again, so this sender does. */
function deliver(
  bytes: Uint8Array,
  script: ScriptName,
  name: string,
): Pick<ReturnType<typeof answer>, 'files' | 'disposition'> {
  const first = answer(bytes, script, emptyPayerState, { name });
  if (scripts[script].delivery !== 'lost' || first.disposition !== 'answered') return first;
  return { files: answer(bytes, script, first.state, { name }).files, disposition: 'answered' };
}

const nameOf = (file: string): string => file.split(/[/\\]/).at(-1) ?? file;

const utf8 = new TextDecoder();
const asText = ({ name, bytes }: AnswerFile) => ({ name, text: utf8.decode(bytes) });

const COLUMNS = [46, 8, 25] as const;
function page(script: ScriptName, isChosen: boolean, files: readonly AnswerFile[], out: string): string {
  const { delivery, claims } = scripts[script];
  const paysAsUsual = claims === undefined && files.some(({ kind }) => kind === '835');
  const heading = [
    isChosen ? `Script ${script}: ${scripts[script].does}` : 'No script: requests are approved, claims are paid.',
    ...(isChosen && paysAsUsual ? ['It says nothing of claims, so they are paid as usual.'] : []),
    ...(delivery === 'lost' ? ['The file was sent twice: the answers to the first were lost.'] : []),
    ...(files.length === 0 ? ['There is nothing to answer: no file was written.'] : []),
  ];
  const rows = files.map(({ name, kind, step }) => row(COLUMNS, [name, kind, comes(step)]));
  const table = files.length === 0 ? [] : [row(COLUMNS, ['file', 'kind', 'comes']), ...rows];
  const end = files.length === 0 ? '' : `${files.length} ${files.length === 1 ? 'file' : 'files'} in ${out}\n`;
  return [...heading.map((line) => `${line}\n`), ...table, end].join('');
}
const comes = (step: number): string => (step === 0 ? 'at once' : `later (step ${step})`);
