/** Drugs that stimulate red cells: the cause of the anaemia is a modifier, the blood result travels with the line. */

import { Decimal, formatDecimal } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';

/** Adds modifier and blood result to the lines of such drugs; holds them when the cause is unknown or the result too high. */
export function withAnemiaFacts(
  lines: readonly CodedLine[],
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): readonly CodedLine[] {
  const { codes, causes, threshold } = rules.coverage.anemia;
  if (!lines.some((line) => codes.includes(line.hcpcs))) return lines;
  const cause = visit.esa?.cause ?? '';
  const modifier = causes[cause];
  if (modifier === undefined) {
    findings.error(
      'ESA_MODIFIER_MISSING',
      `the cause of the anaemia is not recorded; record one of ${Object.keys(causes).join(', ')}`,
      'esa.cause',
    );
    return lines;
  }
  if (cause === threshold.cause && visit.esa?.initiation !== false) checkThreshold(visit, rules, findings);
  const mea = measurement(visit, rules);
  return lines.map((line) => {
    if (!codes.includes(line.hcpcs)) return line;
    const discarded = line.modifiers.includes('JW');
    return {
      ...line,
      modifiers: [...line.modifiers, modifier],
      proof: [...line.proof, `${modifier}: anaemia by ${cause.replaceAll('_', ' ')} (mappings/codes/coverage.yaml)`],
      ...(mea === undefined || discarded ? {} : { mea }),
    };
  });
}

function checkThreshold(visit: BillingCase, rules: Rules, findings: Findings): void {
  const { hemoglobin_below: below } = rules.coverage.anemia.threshold;
  const result = visit.esa?.hgb_g_dl;
  if (result == null && visit.esa?.hct_percent == null) {
    findings.error(
      'ESA_RESULT_MISSING',
      'no haemoglobin or haematocrit is recorded, which the payer wants on the claim; enter the latest result',
      'esa.hgb_g_dl',
    );
  } else if (result != null && new Decimal(result).gte(below)) {
    findings.error(
      'ESA_HGB_OVER_THRESHOLD',
      `haemoglobin is not below ${below} g/dL, where coverage of the start of treatment ends; have the order reviewed before it is billed`,
      'esa.hgb_g_dl',
    );
  }
}

function measurement(visit: BillingCase, rules: Rules): CodedLine['mea'] {
  const { ref, hemoglobin, hematocrit } = rules.coverage.anemia.measurement;
  if (visit.esa?.hgb_g_dl != null)
    return { ref, qualifier: hemoglobin, value: formatDecimal(new Decimal(visit.esa.hgb_g_dl)) };
  if (visit.esa?.hct_percent != null)
    return { ref, qualifier: hematocrit, value: formatDecimal(new Decimal(visit.esa.hct_percent)) };
  return undefined;
}
