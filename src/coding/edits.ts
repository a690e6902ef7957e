/** Edits on the finished lines: pairs that are not paid together, doses that are charted twice. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase, CaseAdministration, DayOfLines } from './case.ts';
import type { Findings } from './findings.ts';
import { isSetApart } from './modifiers.ts';

/** A line whose code is paid as part of another code of the same day. */
export interface Bundled {
  readonly line: CodedLine;
  readonly into: string;
  /** May a distinct-service modifier set it apart, where the records show that it was a service of its own? */
  readonly modifier: boolean;
}

/**
 * A bundled code beside one it belongs to, on this claim or on another one of the day: NCCI_PAIR. The modifier may stand
 * on either of the two (CMS MM11168, since 2019-07-01): a pump that is marked beside an infusion holds neither.
 */
export function checkPairs(lines: readonly CodedLine[], visit: BillingCase, rules: Rules, findings: Findings): void {
  const { from, source } = rules.edits.pairs;
  for (const { line, into, modifier } of bundledLines(lines, visit, rules)) {
    const way = modifier
      ? 'if it was a service of its own, sign for it and the line carries the modifier'
      : 'no modifier sets it apart; leave it out';
    findings.error(
      'NCCI_PAIR',
      `${line.hcpcs} is part of ${into} on the same day (since ${from}, ${source}); ${way}`,
      pathOf(line, visit),
      { hcpcs: line.hcpcs, ...(modifier ? {} : { override: 'never' as const }) },
    );
  }
}

/** The lines that are bundled into another one of these, or into one that was billed for the day already. */
export function bundledLines(lines: readonly CodedLine[], day: DayOfLines, rules: Rules): readonly Bundled[] {
  const { rows, from } = rules.edits.pairs;
  if (day.date_of_service < from) return [];
  const together = lines.filter((line) => !isSetApart(line, day, rules));
  const present = [...together, ...(day.billed_today ?? [])].map((line) => line.hcpcs);
  return together.flatMap((line) =>
    rows.flatMap(({ bundled, into, modifier }): readonly Bundled[] => {
      if (bundled !== line.hcpcs) return [];
      const other = present.find((hcpcs) => hcpcs !== bundled && into.some((codes) => isIn(hcpcs, codes)));
      return other === undefined ? [] : [{ line, into: other, modifier }];
    }),
  );
}

/** `96360..96549` holds every number between. Codes have five characters, so they compare as text. */
function isIn(hcpcs: string, codes: string): boolean {
  const [first = '', last = first] = codes.split('..');
  return first <= hcpcs && hcpcs <= last;
}

/** The same drug, dose, route, access and packages with the same start and stop: DUPLICATE_ADMINISTRATION. */
export function checkDuplicates(visit: BillingCase, findings: Findings): void {
  const seen = new Map<string, string>();
  visit.administrations.forEach((given, index) => {
    const key = sameness(given);
    if (key === undefined) return;
    const earlier = seen.get(key);
    seen.set(key, earlier ?? given.id);
    if (earlier === undefined) return;
    findings.error(
      'DUPLICATE_ADMINISTRATION',
      `this dose is charted like ${earlier}: same drug, amount, packages, way and times; withdraw the copy, or sign that it was given twice`,
      `administrations[${index}]`,
    );
  });
}

/** Without a start nothing tells two doses of one amount from one dose charted twice, and two syringes are usual. */
function sameness(given: CaseAdministration): string | undefined {
  const { drug, dose, route, start, stop, packages, vascular_access: access, lumen, eye } = given;
  if (start == null || given.technique === 'none' || packages.length === 0) return undefined;
  const opened = packages.map((item) => [item.ndc11, item.containers_opened]);
  return JSON.stringify([drug.toLowerCase(), dose, route.toUpperCase(), start, stop, access, lumen, eye, opened]);
}

/** Where in the case a line comes from. */
export function pathOf(line: CodedLine | undefined, visit: BillingCase): string | undefined {
  const index = visit.administrations.findIndex((given) => given.id === line?.administrations[0]);
  return index < 0 ? undefined : `administrations[${index}]`;
}
