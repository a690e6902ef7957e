/** Edits on the finished lines: pairs that are not paid together, doses that are charted twice. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase, CaseAdministration } from './case.ts';
import type { Findings } from './findings.ts';
import { isSetApart } from './modifiers.ts';

/**
 * A bundled code beside one it belongs to, on this claim or on another one of the day: NCCI_PAIR. The modifier may stand
 * on either of the two (CMS MM11168, since 2019-07-01): a pump that is marked beside an infusion holds neither.
 */
export function checkPairs(lines: readonly CodedLine[], visit: BillingCase, rules: Rules, findings: Findings): void {
  const { rows, from, source } = rules.edits.pairs;
  if (visit.date_of_service < from) return;
  const together = lines.filter((line) => !isSetApart(line, visit, rules));
  const present = [...together, ...(visit.billed_today ?? [])].map((line) => line.hcpcs);
  for (const line of together) {
    for (const { bundled, into, modifier } of rows) {
      if (bundled !== line.hcpcs) continue;
      const other = present.find((hcpcs) => hcpcs !== bundled && into.some((codes) => isIn(hcpcs, codes)));
      if (other === undefined) continue;
      const way = modifier
        ? 'if it was a service of its own, sign for it and the line carries the modifier'
        : 'no modifier sets it apart; leave it out';
      findings.error(
        'NCCI_PAIR',
        `${bundled} is part of ${other} on the same day (since ${from}, ${source}); ${way}`,
        pathOf(line, visit),
        { hcpcs: bundled, ...(modifier ? {} : { override: 'never' as const }) },
      );
    }
  }
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
