/** Medically unlikely edits: more units of a code than anybody gets on a day is most often a keying error. */

import { unitLimit } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { ClaimForm } from '../rules/types.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';

/** Adds up all lines of a code, discarded units too; a second access site's own line is counted by itself. */
export function checkUnitLimits(
  lines: readonly CodedLine[],
  form: ClaimForm,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): void {
  const counted = lines.filter((line) => !line.modifiers.includes(visit.payer_rules.distinct_modifier));
  for (const [hcpcs, same] of Map.groupBy(counted, (line) => line.hcpcs)) {
    const limit = unitLimit(rules, hcpcs, form, visit.date_of_service);
    const units = same.reduce((total, line) => total + line.units, 0);
    if (limit === undefined || units <= limit.units) continue;
    const exception =
      limit.limit.mai === '2' ? 'no exception is possible' : 'if it is right, bill it with the records attached';
    findings.error(
      'UNITS_EXCEED_MUE',
      `${units} units of ${hcpcs} are more than the ${limit.units} that CMS expects on a day (from ${limit.from}); check dose, unit and packages, ${exception}`,
      pathOf(same[0], visit),
    );
  }
}

function pathOf(line: CodedLine | undefined, visit: BillingCase): string | undefined {
  const index = visit.administrations.findIndex((given) => given.id === line?.administrations[0]);
  return index < 0 ? undefined : `administrations[${index}]`;
}
