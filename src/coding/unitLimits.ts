/** Medically unlikely edits: more units of a code than anybody gets on a day is most often a keying error. */

import { basisText } from '../rules/basis.ts';
import { unitLimit } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { ClaimForm } from '../rules/types.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';
import { pathOf } from './edits.ts';
import type { Findings } from './findings.ts';
import { isSetApart } from './modifiers.ts';

/** Adds up all lines of a code, discarded units too; a second access site's own line is counted by itself. */
export function checkUnitLimits(
  lines: readonly CodedLine[],
  form: ClaimForm,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): void {
  const counted = lines.filter((line) => !isSetApart(line, visit, rules));
  for (const [hcpcs, same] of Map.groupBy(counted, (line) => line.hcpcs)) {
    const limit = unitLimit(rules, hcpcs, form, visit.date_of_service);
    const before = (visit.billed_today ?? []).filter((line) => line.hcpcs === hcpcs);
    const units = [...same, ...before].reduce((total, line) => total + line.units, 0);
    if (limit === undefined || units <= limit.units) continue;
    const { mai } = limit.limit;
    const absolute = mai === '2';
    const exception = absolute
      ? 'no exception is possible'
      : 'if it is right, sign for it and bill it with the records attached';
    const elsewhere = before.length === 0 ? '' : ', those on other claims of the day among them,';
    findings.error(
      'UNITS_EXCEED_MUE',
      `${units} units of ${hcpcs}${elsewhere} are more than the ${limit.units} that CMS expects on a day (from ${limit.from}, ${basisText(limit.basis)}${mai === null ? '' : `, MAI ${mai}`}); check dose, unit and packages, ${exception}`,
      pathOf(same[0], visit),
      { hcpcs, ...(absolute ? { override: 'never' as const } : {}) },
    );
  }
}
