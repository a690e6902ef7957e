/** What the site's charge master proposed, against what was dispensed. It never decides; disagreement is a warning. */

import type { Rules } from '../rules/parse.ts';
import type { BillingCase } from './case.ts';
import { shareIngredient } from './codeChoice.ts';
import type { Findings } from './findings.ts';
import type { Given } from './product.ts';

export function checkTemplate(given: readonly Given[], visit: BillingCase, rules: Rules, findings: Findings): void {
  if (given.length === 0) return;
  for (const template of new Set([visit.template_hcpcs ?? []].flat())) {
    if (given.some(({ code }) => code.hcpcs === template)) continue;
    const dispensed = [...new Set(given.map(({ code }) => code.hcpcs))].join(', ');
    const proposed = rules.codes.get(template);
    if (proposed !== undefined && given.some(({ code }) => shareIngredient(code, proposed))) {
      findings.warn(
        'NDC_HCPCS_MISMATCH',
        `the charge master proposes ${template}, but the product dispensed is ${dispensed}; correct the charge master`,
        'template_hcpcs',
      );
    } else {
      findings.warn(
        'HCPCS_DRUG_MISMATCH',
        `the charge master proposes ${template}, which is another drug than ${dispensed}; correct the charge master`,
        'template_hcpcs',
      );
    }
  }
}
