/** `infusebridge map BUNDLE.json...`: FHIR in, X12 out, no database. */

import { systemClock } from '../../adapters/clock.ts';
import { parseJson } from '../../fhir/json.ts';
import { bad, error, good, type Issue, type Outcome, printIssue } from '../../outcome.ts';
import { payer as payerById } from '../../rules/lookup.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { type MapContext, mapChart, type Numbers, noNumbers } from './mapChart.ts';
import { type Mapping, unread } from './mapping.ts';
import { momentAsOf } from './moment.ts';
import { page } from './page.ts';
import { senderOf } from './sender.ts';
import { writeFiles } from './writeFiles.ts';

export interface MapOptions {
  /** Payer profile (`mappings/payers`) that stands in for the one the coverages name. */
  readonly payer?: string | undefined;
  /** YYYY-MM-DD: fixes the clock; the same input then gives the same bytes. */
  readonly asOf?: string | undefined;
  /** Folder for the X12 files; nothing is written unless every input could be read. */
  readonly out?: string | undefined;
  readonly json: boolean;
}

/**
 * Maps each file; with `json` one document on `out` (an array for several files, in their order). Gives the exit
 * code: 0 done (a hold is a decision), 1 an input is FHIR with faults (what can be read is mapped), 2 a file cannot
 * be read, is not JSON, or an option is wrong, 3 a fault of the disk.
 */
export async function map(files: readonly string[], options: MapOptions, io: Io): Promise<ExitCode> {
  if (files.length === 0) return refuse(io, 'name at least one file, for example: infusebridge map bundle.json --json');
  const context = await contextOf(options);
  if (!context.ok) return refuse(io, ...context.issues.map(printIssue));
  const inputs = await Promise.all(files.map(async (file) => ({ file, input: await inputOf(file, io) })));
  const mappings: Mapping[] = [];
  let numbers: Numbers = noNumbers;
  for (const { input } of inputs) {
    const mapped = input.ok ? mapChart(input.value, context.value, numbers) : undefined;
    mappings.push(mapped?.mapping ?? unread(input.issues));
    numbers = mapped?.numbers ?? numbers;
  }
  // A page shows its own issues; beside a document they are told to the person who called.
  if (options.json)
    inputs.forEach(({ file }, index) => {
      for (const issue of mappings[index]?.issues ?? []) io.err(`${file}: ${printIssue(issue)}\n`);
    });
  const readable = inputs.every(({ input }) => input.ok);
  if (options.out !== undefined && readable) {
    const written = await writeFiles(
      options.out,
      mappings.flatMap((mapping) => mapping.files),
    );
    if (!written.ok) {
      for (const issue of written.issues) io.err(`${printIssue(issue)}\n`);
      return exit.fault;
    }
  }
  const document = mappings.length === 1 ? mappings[0] : mappings;
  const folder = readable ? options.out : undefined;
  const pages = () => mappings.map((mapping, index) => page(files[index] ?? '', mapping, folder)).join('\n\n');
  io.out(`${options.json ? JSON.stringify(document, null, 2) : pages()}\n`);
  if (!readable) return exit.usage;
  return mappings.some(isFaulty) ? exit.invalid : exit.done;
}

const isFaulty = ({ issues }: Mapping): boolean => issues.some((issue) => issue.severity === 'error');

function refuse(io: Io, ...messages: readonly string[]): ExitCode {
  for (const message of messages) io.err(`${message.startsWith('error ') ? message : `error: ${message}`}\n`);
  return exit.usage;
}

async function contextOf({ payer, asOf }: MapOptions): Promise<Outcome<MapContext>> {
  const settings = senderOf(process.env, process.cwd());
  if (!settings.ok) return settings;
  const rules = await loadRules();
  const moment = momentAsOf(asOf ?? systemClock.now().toISOString(), settings.value.timeZone);
  const issues: Issue[] = [];
  if (moment === undefined) {
    const message = 'This is no day. Write it as YYYY-MM-DD, for example --as-of 2026-11-21.';
    issues.push(error('AS_OF_INVALID', message, { path: '--as-of' }));
  }
  if (payer !== undefined && payerById(rules, payer) === undefined) {
    const message = `There is no payer profile of this name. Use one of ${[...rules.payers.keys()].join(', ')}.`;
    issues.push(error('PAYER_UNKNOWN', message, { path: '--payer', rule: 'mappings/payers' }));
  }
  if (moment === undefined || issues.length > 0) return bad(...issues);
  return good({ rules, settings: settings.value, ...moment, ...(payer === undefined ? {} : { payer }) });
}

async function inputOf(file: string, io: Io): Promise<Outcome<unknown>> {
  const bytes = await io.read(file);
  if (bytes === undefined)
    return bad(error('FILE_UNREADABLE', 'The file cannot be read. Check its name and permissions.'));
  return parseJson(new TextDecoder().decode(bytes));
}
