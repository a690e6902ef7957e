/** Medically unlikely edits: more units of a code than anybody gets on a day is most often a keying error. */

import { basisText } from '../rules/basis.ts';
import { unitLimit } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { ClaimForm } from '../rules/types.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase, DayOfLines } from './case.ts';
import { pathOf } from './edits.ts';
import type { Findings } from './findings.ts';
import { isSetApart } from './modifiers.ts';

/** A code of which a day has more units than CMS expects anybody to get. */
export interface Exceeded {
  readonly hcpcs: string;
  readonly units: number;
  readonly most: number;
  /** Lines of this claim; units that other claims of the day have billed are in `before`. */
  readonly lines: readonly CodedLine[];
  readonly before: number;
  readonly mai: string | null;
  /** The quarter the limit is from, and whose it is. */
  readonly from: string;
  readonly source: string;
}

/** MAI 2: a limit by law or anatomy, which no record of the patient changes. */
export const isAbsolute = ({ mai }: Pick<Exceeded, 'mai'>): boolean => mai === '2';

/** More units of a code than anybody gets on a day: UNITS_EXCEED_MUE. */
export function checkUnitLimits(
  lines: readonly CodedLine[],
  form: ClaimForm,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): void {
  for (const one of exceededLimits(lines, form, visit, rules)) {
    const { hcpcs, units, most, before, mai, from, source } = one;
    const exception = isAbsolute(one)
      ? 'no exception is possible'
      : 'if it is right, sign for it and bill it with the records attached';
    const elsewhere = before === 0 ? '' : ', those on other claims of the day among them,';
    findings.error(
      'UNITS_EXCEED_MUE',
      `${units} units of ${hcpcs}${elsewhere} are more than the ${most} that CMS expects on a day (from ${from}, ${source}${mai === null ? '' : `, MAI ${mai}`}); check dose, unit and packages, ${exception}`,
      pathOf(one.lines[0], visit),
      { hcpcs, ...(isAbsolute(one) ? { override: 'never' as const } : {}) },
    );
  }
}

/** Adds up all lines of a code, discarded units too; a second access site's own line is counted by itself. */
export function exceededLimits(
  lines: readonly CodedLine[],
  form: ClaimForm,
  day: DayOfLines,
  rules: Rules,
): readonly Exceeded[] {
  const counted = lines.filter((line) => !isSetApart(line, day, rules));
  return [...Map.groupBy(counted, (line) => line.hcpcs)].flatMap(([hcpcs, same]): readonly Exceeded[] => {
    const limit = unitLimit(rules, hcpcs, form, day.date_of_service);
    const billed = (day.billed_today ?? []).filter((line) => line.hcpcs === hcpcs);
    const before = billed.reduce((total, line) => total + line.units, 0);
    const units = same.reduce((total, line) => total + line.units, before);
    if (limit === undefined || units <= limit.units) return [];
    const { units: most, from, basis } = limit;
    return [{ hcpcs, units, most, lines: same, before, mai: limit.limit.mai, from, source: basisText(basis) }];
  });
}
