/** A person's signed word against an edit: what it moves aside, and what it cannot. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine, Problem } from './answer.ts';
import type { BillingCase, CaseOverride } from './case.ts';
import { distinctModifier } from './modifiers.ts';

const FILE = 'mappings/codes/edits.yaml';

export interface Judged {
  readonly lines: readonly CodedLine[];
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Sets aside the edits that somebody signed for: each becomes the warning EDIT_OVERRIDDEN, and the lines it was about
 * say who, when and why. An override of what knows no exception is the warning OVERRIDE_NOT_POSSIBLE, and the edit stands.
 */
export function withOverrides({ lines, errors, warnings }: Judged, visit: BillingCase, rules: Rules): Judged {
  const overrides = visit.overrides ?? [];
  if (overrides.length === 0) return { lines, errors: errors.map((problem) => judged(problem, rules)), warnings };
  const standing: Problem[] = [];
  const told: Problem[] = [...warnings];
  let signed = lines;
  for (const problem of errors.map((each) => judged(each, rules))) {
    const override = overrides.find((each) => isAbout(each, problem));
    if (override === undefined || problem.override !== 'possible') {
      standing.push(problem);
      if (override !== undefined) told.push(notPossible(problem));
      continue;
    }
    told.push(setAside(problem, override));
    signed = signed.map((line) => withSignature(line, problem, override, visit, rules));
  }
  return { lines: signed, errors: standing, warnings: told };
}

/** Every error says whether it is an edit that may be set aside. */
function judged(problem: Problem, rules: Rules): Problem {
  if (!Object.hasOwn(rules.edits.overridable, problem.code)) return problem;
  return { ...problem, override: problem.override ?? 'possible' };
}

const isAbout = ({ edit, hcpcs }: CaseOverride, problem: Problem): boolean =>
  edit === problem.code && (hcpcs == null || problem.hcpcs === undefined || hcpcs === problem.hcpcs);

const setAside = (problem: Problem, { by, on, reason }: CaseOverride): Problem => ({
  ...problem,
  code: 'EDIT_OVERRIDDEN',
  message: `${problem.code} was set aside by ${by} on ${on}: ${reason}; what it said: ${problem.message}`,
});

const notPossible = (problem: Problem): Problem => ({
  ...problem,
  code: 'OVERRIDE_NOT_POSSIBLE',
  message: `${problem.code} was signed for, and no exception to it exists (${FILE}); put right what it says`,
});

function withSignature(
  line: CodedLine,
  { code, hcpcs }: Problem,
  { by, on, reason, apart }: CaseOverride,
  visit: BillingCase,
  rules: Rules,
): CodedLine {
  if (hcpcs !== undefined && line.hcpcs !== hcpcs) return line;
  const proof = [...line.proof, `${code} set aside by ${by} on ${on}: ${reason} (${FILE})`];
  if (code !== 'NCCI_PAIR') return { ...line, proof };
  return { ...line, modifiers: [...line.modifiers, distinctModifier(apart ?? 'other', visit, rules)], proof };
}
