/** The command `mappings import`: what a quarter of CMS files changes, and with --write the change itself. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readMappings, shippedMappings } from '../../../adapters/mappingsFolder.ts';
import { error, type Issue, printIssue } from '../../../outcome.ts';
import { parseRules, type Rules } from '../../../rules/parse.ts';
import type { RulesFile } from '../../../rules/types.ts';
import type { LedgerSources } from '../../existingLedger.ts';
import { type ExitCode, exit } from '../../exit.ts';
import type { Io } from '../../io.ts';
import { isDay } from '../day.ts';
import { lintRules } from '../lint.ts';
import { lookAtOpenWork } from '../openWork.ts';
import type { Change } from './change.ts';
import { readCmsFiles } from './cmsFiles.ts';
import { edited } from './edit.ts';
import { importPage } from './page.ts';
import { planImport } from './plan.ts';

export interface ImportOptions extends LedgerSources {
  readonly asp: readonly string[];
  readonly mue: readonly string[];
  readonly hcpcs: readonly string[];
  /** First day of the quarter, where no title of a file names it. */
  readonly on?: string | undefined;
  /** The folder to change, instead of the one that ships with the program. */
  readonly folder?: string | undefined;
  readonly write: boolean;
  readonly json: boolean;
}

/** Gives the exit code: 0 done, 1 the files or the mappings are wrong, 2 a file or the date is missing. */
export async function importMappings(options: ImportOptions, io: Io): Promise<ExitCode> {
  const given = (['asp', 'mue', 'hcpcs'] as const).flatMap((kind) => options[kind].map((name) => ({ kind, name })));
  const read = await Promise.all(given.map(async (file) => ({ ...file, bytes: await io.read(file.name) })));
  const unread = read.flatMap(({ name, bytes }) => (bytes === undefined ? [name] : []));
  const folder = options.folder ?? shippedMappings;
  const files = await readMappings(folder).catch(() => undefined);
  if (given.length === 0)
    return refuse(io, exit.usage, [missing('--asp, --mue, --hcpcs', 'Name at least one file of CMS.')]);
  if (unread.length > 0)
    return refuse(
      io,
      exit.usage,
      unread.map((name) => missing(name, 'The file cannot be read.')),
    );
  if (files === undefined) return refuse(io, exit.usage, [missing(folder, 'There is no folder of mappings here.')]);
  const parsed = parseRules(files);
  if (!parsed.ok) return refuse(io, exit.invalid, parsed.issues);
  const cms = readCmsFiles(read.flatMap(({ bytes, ...file }) => (bytes === undefined ? [] : [{ ...file, bytes }])));
  if (cms.issues.length > 0) return refuse(io, exit.invalid, cms.issues);
  const on = options.on ?? cms.effective;
  if (on === undefined || !isDay(on))
    return refuse(io, exit.usage, [
      missing('--on', 'No title of a file names the first day of its quarter; write it, for example --on 2027-01-01.'),
    ]);
  const plan = planImport(cms, parsed.value, on);
  const news = edited(files, plan.changes, new Set(given.map(({ kind }) => kind)), on);
  const problems = problemsOf(files, news, parsed.value);
  if (problems.length > 0) return refuse(io, exit.invalid, problems);
  const impact = await lookAtOpenWork(
    options,
    parsed.value,
    new Map(plan.changes.filter(({ kind }) => !HARMLESS.has(kind)).map(({ hcpcs }) => [hcpcs, on])),
  );
  if (options.write) for (const { path, text } of news) await save(join(folder, path.replace(/^mappings\//, '')), text);
  const found = {
    ...plan,
    on,
    skipped: cms.skipped,
    impact,
    files: news.map(({ path }) => path),
    written: options.write && news.length > 0,
  };
  io.out(options.json ? `${JSON.stringify(found, null, 2)}\n` : importPage(found));
  return exit.done;
}

/** Changes that no authorization and no claim has to follow. */
const HARMLESS: ReadonlySet<Change['kind']> = new Set([
  'new code',
  'new drug',
  'new NDC',
  'NDC back',
  'dates confirmed',
]);

const missing = (path: string, message: string): Issue => error('IMPORT_INPUT', message, { path });

function refuse(io: Io, code: ExitCode, issues: readonly Issue[]): ExitCode {
  io.err(issues.map((issue) => `${printIssue(issue)}\n`).join(''));
  return code;
}

/** What the changed mappings would be refused for, or contradict themselves in where they did not before. */
function problemsOf(files: readonly RulesFile[], news: readonly RulesFile[], before: Rules): readonly Issue[] {
  const changed = new Map(news.map((file) => [file.path, file]));
  const old = files.map((file) => changed.get(file.path) ?? file);
  const after = parseRules([...old, ...news.filter(({ path }) => !files.some((file) => file.path === path))]);
  if (!after.ok) return after.issues;
  const known = new Set(lintRules(before).map(({ code, path }) => `${code} ${path}`));
  return lintRules(after.value).filter(
    ({ severity, code, path }) => severity === 'error' && !known.has(`${code} ${path}`),
  );
}

async function save(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
