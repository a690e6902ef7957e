/** The command `mappings check`: everything wrong with the reviewed data, at once. */

import { readMappings } from '../../adapters/mappingsFolder.ts';
import type { Issue } from '../../outcome.ts';
import { parseRules, type Rules } from '../../rules/parse.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { hanging } from '../wrap.ts';
import { lintRules } from './lint.ts';

export interface CheckOptions {
  /** A folder with `drugs`, `codes` and `payers`, instead of the one that ships with the program. */
  readonly folder?: string | undefined;
  readonly json: boolean;
}

/** Gives the exit code: 0 no error (there may be warnings), 1 errors, 2 the folder cannot be read. */
export async function checkMappings({ folder, json }: CheckOptions, io: Io): Promise<ExitCode> {
  const files = await readMappings(folder).catch(() => undefined);
  if (files === undefined) {
    io.err(`error: there is no folder to read at ${folder ?? 'mappings'}\n`);
    return exit.usage;
  }
  const parsed = parseRules(files);
  const issues = parsed.ok ? [...parsed.issues, ...lintRules(parsed.value)] : parsed.issues;
  const counts = parsed.ok ? countsOf(parsed.value) : undefined;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const result = { valid: errors === 0, files: files.length, ...counts, issues };
  io.out(json ? `${JSON.stringify(result, null, 2)}\n` : page(files.length, counts, issues));
  return errors === 0 ? exit.done : exit.invalid;
}

const countsOf = ({ codes, packages, payers, fees, sources }: Rules) => ({
  codes: codes.size,
  packages: packages.size,
  payers: payers.size,
  feeSchedules: fees.size,
  sources: Object.keys(sources.sources).length,
});

function page(files: number, counts: ReturnType<typeof countsOf> | undefined, issues: readonly Issue[]): string {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  const what =
    counts === undefined
      ? `${files} files; they contradict their own form, so nothing beyond it was checked`
      : `${files} files: ${counts.codes} drug codes, ${counts.packages} NDCs, ${counts.payers} payers, ${counts.feeSchedules} fee schedule${counts.feeSchedules === 1 ? '' : 's'}, ${counts.sources} sources`;
  const list = issues.map(
    ({ severity, code, path, message }) =>
      `${hanging('', `${severity} ${code} at ${path ?? '-'}`)}${hanging('  ', message)}`,
  );
  const found = `${errors} error${errors === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}`;
  return [...list, hanging('', `${what}.`), `${found}.\n`].join('');
}
