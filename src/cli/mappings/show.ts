/** The command `mappings show`: what applies to a code, an NDC or an RxNorm number on a date, with sources. */

import { systemClock } from '../../adapters/clock.ts';
import { error, printIssue } from '../../outcome.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { isDay } from './day.ts';
import { showPage } from './page.ts';
import { subjectOf } from './subject.ts';
import { subjectView } from './view.ts';

export interface ShowOptions {
  /** Date of service, YYYY-MM-DD; today without it. */
  readonly on?: string | undefined;
  readonly json: boolean;
}

/** Gives the exit code: 0 shown, 1 the mappings say nothing about it, 2 the date is none. */
export async function showMapping(asked: string, options: ShowOptions, io: Io): Promise<ExitCode> {
  const date = options.on ?? systemClock.now().toISOString().slice(0, 10);
  if (!isDay(date)) {
    io.err(
      `${printIssue(error('DATE_INVALID', 'This is no day. Write it as YYYY-MM-DD, for example --on 2026-11-21.', { path: '--on' }))}\n`,
    );
    return exit.usage;
  }
  const rules = await loadRules();
  const subject = subjectOf(rules, asked, date);
  if (subject === undefined) {
    const message = `The mappings say nothing about this on ${date}. Ask for a HCPCS code, an NDC of eleven digits or with hyphens, an RxNorm number, or a drug by its name.`;
    io.err(`${printIssue(error('MAPPING_UNKNOWN', message))}\n`);
    return exit.invalid;
  }
  const view = subjectView(rules, asked, subject, date);
  io.out(options.json ? `${JSON.stringify(view, null, 2)}\n` : showPage(view));
  return exit.done;
}
