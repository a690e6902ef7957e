/** Which denials a payer would answer with, from what was found: by our own table, with the payer's numbers and our words. */

import { type Issue, warning } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import { describe } from '../x12/describe.ts';

/** Something found about a day or a claim that a payer would hold against it. */
export interface Finding {
  /** Code of an issue, or of what the schedule gate found. */
  readonly code: string;
  readonly message: string;
  /** The code it is about, where it is about one. */
  readonly hcpcs?: string | undefined;
}
export interface ExpectedDenial {
  /** Adjustment reason of the 835 (CAS02), and our words for it. */
  readonly reason: string;
  readonly words: string;
  readonly hcpcs?: string;
  /** What was found, and what to do about it. */
  readonly because: string;
  readonly finding: string;
}

/** Code of the warning that tells of one. */
export const EXPECTED_DENIAL = 'EXPECTED_DENIAL';

const FILE = 'mappings/codes/edits.yaml';

/** Each cause once; what no payer would answer to (a file that cannot be written, a chart that is not finished) is none. */
export function expectedDenials(findings: readonly Finding[], rules: Rules): readonly ExpectedDenial[] {
  const { rows } = rules.edits.denials;
  const all = findings.flatMap(({ code, message, hcpcs }): readonly ExpectedDenial[] => {
    const row = Object.hasOwn(rows, code) ? rows[code] : undefined;
    if (row === undefined) return [];
    const { reason } = row;
    const words = describe('CAS02', reason) ?? '';
    return [{ reason, words, ...(hcpcs === undefined ? {} : { hcpcs }), because: message, finding: code }];
  });
  return [...new Map(all.map((one) => [`${one.reason} ${one.hcpcs ?? one.because}`, one])).values()];
}

/** What the billing team is told of one, beside the visit. */
export const denialWarning = ({ reason, words, hcpcs, because, finding }: ExpectedDenial): Issue => {
  const what = hcpcs === undefined ? 'it' : hcpcs;
  return warning(EXPECTED_DENIAL, `Billed as it is, ${what} would be denied with ${reason} (${words}): ${because}`, {
    ref: finding,
    rule: `${FILE}: denials`,
  });
};
