/** An office visit beside an infusion or an injection: paid only where it was a service of its own. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';

const FILE = 'mappings/codes/modifiers.yaml';

/** The visit's line, with the modifier that says it was separate; held where nobody says why it was. */
export function evaluationLines(
  work: readonly CodedLine[],
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): readonly CodedLine[] {
  const { evaluation } = visit;
  if (evaluation == null) return [];
  const { modifier, codes, never_beside_administration: never, source } = rules.modifiers.evaluation;
  const { hcpcs, separately_identifiable: separate, reason } = evaluation;
  const line = (modifiers: readonly string[], proof: string): readonly CodedLine[] => [
    { hcpcs, units: 1, modifiers, proof: [`${proof} (${FILE}: ${source})`], administrations: [] },
  ];
  if (!codes.includes(hcpcs)) {
    findings.error(
      'EVALUATION_UNKNOWN',
      `${hcpcs} is no office visit that is billed here; correct the code`,
      'evaluation.hcpcs',
    );
    return [];
  }
  if (work.length === 0) return line([], `${hcpcs}: the visit, nothing was infused or injected beside it`);
  if (never.includes(hcpcs)) {
    findings.warn(
      'EVALUATION_BUNDLED',
      `${hcpcs} is part of the infusion or injection of the same day and is left out; bill a higher visit only where it was one`,
      'evaluation',
    );
    return [];
  }
  if (separate !== true || reason == null || reason.trim() === '') {
    findings.error(
      'EVALUATION_NOT_SEPARATE',
      `${hcpcs} beside an infusion or injection is paid only where it was significant and separate; record that and why, or leave it out`,
      'evaluation.separately_identifiable',
    );
    return [];
  }
  return line([modifier], `${hcpcs} ${modifier}: separate from the administration, as recorded: ${reason}`);
}
