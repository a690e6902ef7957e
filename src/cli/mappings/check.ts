/** The command `mappings check`: everything wrong with the reviewed data, at once. */

import { readMappings } from '../../adapters/mappingsFolder.ts';
import { type Issue, warning } from '../../outcome.ts';
import { parseRules, type Rules } from '../../rules/parse.ts';
import type { LedgerSources } from '../existingLedger.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { hanging } from '../wrap.ts';
import { dayAfter, lintRules } from './lint.ts';
import { type Impact, lookAtOpenWork } from './openWork.ts';

export interface CheckOptions extends LedgerSources {
  /** A folder with `drugs`, `codes` and `payers`, instead of the one that ships with the program. */
  readonly folder?: string | undefined;
  readonly json: boolean;
}

/** Gives the exit code: 0 no error (there may be warnings), 1 errors, 2 the folder cannot be read. */
export async function checkMappings({ folder, json, ...ledger }: CheckOptions, io: Io): Promise<ExitCode> {
  const files = await readMappings(folder).catch(() => undefined);
  if (files === undefined) {
    io.err(`error: there is no folder to read at ${folder ?? 'mappings'}\n`);
    return exit.usage;
  }
  const parsed = parseRules(files);
  const open = parsed.ok ? await lookAtOpenWork(ledger, parsed.value, endingCodes(parsed.value)) : undefined;
  const issues = parsed.ok ? [...parsed.issues, ...lintRules(parsed.value), ...endedInUse(open)] : parsed.issues;
  const counts = parsed.ok ? countsOf(parsed.value) : undefined;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const openWork =
    open === undefined
      ? {}
      : { openWork: { looked: open.looked, ...(open.why === undefined ? {} : { why: open.why }) } };
  const result = { valid: errors === 0, files: files.length, ...counts, ...openWork, issues };
  io.out(json ? `${JSON.stringify(result, null, 2)}\n` : page(files.length, counts, issues, open));
  return errors === 0 ? exit.done : exit.invalid;
}

/** Codes that end, and the first day on which they cannot be used. */
const endingCodes = ({ codes }: Rules): ReadonlyMap<string, string> =>
  new Map([...codes.values()].flatMap(({ hcpcs, to }) => (to === null ? [] : [[hcpcs, dayAfter(to)] as const])));

/** An authorization that outlives its code: the payer has to be asked for the new one in time. */
const endedInUse = (open: Impact | undefined): readonly Issue[] =>
  (open?.authorizations ?? []).map(({ stream, codes, status, until }) =>
    warning(
      'CODE_ENDS_IN_USE',
      `${codes.join(', ')} ends before this authorization does (${status}, until ${until}); ask the payer for the code that follows`,
      { path: stream },
    ),
  );

const countsOf = ({ codes, packages, payers, fees, sources }: Rules) => ({
  codes: codes.size,
  packages: packages.size,
  payers: payers.size,
  feeSchedules: fees.size,
  sources: Object.keys(sources.sources).length,
});

function page(
  files: number,
  counts: ReturnType<typeof countsOf> | undefined,
  issues: readonly Issue[],
  open: Impact | undefined,
): string {
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
  const looked =
    open === undefined || open.looked ? '' : hanging('', `Open authorizations were not looked at: ${open.why}`);
  return [...list, hanging('', `${what}.`), looked, `${found}.\n`].join('');
}
