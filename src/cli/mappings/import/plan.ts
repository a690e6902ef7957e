/** What a quarter of CMS files changes in the mappings, and what only a person can decide. Pure: nothing is written. */

import type { Rules } from '../../../rules/parse.ts';
import type { Change, Question } from './change.ts';
import type { CmsFiles } from './cmsFiles.ts';
import { codeChanges } from './codeChanges.ts';
import { limitChanges } from './limitChanges.ts';
import { ndcChanges } from './ndcChanges.ts';

export interface Plan {
  readonly changes: readonly Change[];
  readonly questions: readonly Question[];
  /** Codes of the files that the mappings do not describe, and which are no new drugs either. */
  readonly notOurs: readonly string[];
}

/** `on`: first day of the quarter. `sources`: keys of the files' entries among the sources. */
export function planImport(files: CmsFiles, rules: Rules, on: string): Plan {
  const codes = codeChanges(files, rules);
  const ndcs = ndcChanges(files, rules, codes.known, on);
  const limits = limitChanges(files, rules, codes.known, on);
  const mentioned = new Set([...files.crosswalk, ...files.codes, ...files.limits].map(({ hcpcs }) => hcpcs));
  return {
    changes: [...codes.changes, ...ndcs.changes, ...limits.changes],
    questions: [...codes.questions, ...ndcs.questions, ...limits.questions],
    notOurs: [...mentioned].filter((hcpcs) => !codes.known.has(hcpcs) && !rules.otherLimits.has(hcpcs)).sort(),
  };
}
