/** Which modifiers a drug line carries besides JW and JZ, and the order they stand in. */

import { inEffect, oppsStatus } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import type { BillingCase, CaseAdministration } from './case.ts';

export interface Modifiers {
  readonly codes: readonly string[];
  readonly proof: readonly string[];
}

/** Packaged into the visit's payment at a hospital: no JW, JZ or 340B modifier. */
export function isPackaged(visit: BillingCase, code: DrugCode, rules: Rules): string | undefined {
  const { payers, claim, status } = rules.coverage.packaged;
  if (!payers.includes(visit.payer_rules.type) || visit.setting.claim !== claim) return undefined;
  const found = oppsStatus(rules, code.hcpcs, visit.date_of_service);
  return found !== undefined && status.includes(found.value)
    ? `${code.hcpcs} is packaged under OPPS (status ${found.value}, from ${found.from}): no JW, JZ or 340B modifier`
    : undefined;
}

/** Route, 340B stock and department modifiers of a drug line. */
export function drugModifiers(
  visit: BillingCase,
  code: DrugCode,
  given: readonly CaseAdministration[],
  rules: Rules,
): Modifiers {
  const codes: string[] = [];
  const proof: string[] = [];
  const route = rules.modifiers.route_modifiers[given[0]?.route.toUpperCase() ?? ''];
  if (route !== undefined && visit.payer_rules.route_modifier_codes.includes(code.hcpcs)) {
    codes.push(route);
    proof.push(`${route}: the payer wants the route of ${code.hcpcs}`);
  }
  const stock = given.some((administration) => administration.acquired_340b ?? visit.acquired_340b);
  const wanted =
    stock && isPackaged(visit, code, rules) === undefined
      ? modifierOn(visit.payer_rules.mod_340b, visit.date_of_service, rules)
      : undefined;
  if (wanted !== undefined) {
    codes.push(wanted);
    proof.push(`${wanted}: the drug was bought under 340B (mappings/codes/modifiers.yaml)`);
  }
  return { codes, proof };
}

/** The modifier of every line of the department, if it has one. */
export function departmentModifiers(visit: BillingCase, rules: Rules): readonly string[] {
  const modifier =
    visit.setting.claim === '837I' ? rules.modifiers.department_modifiers[visit.setting.kind] : undefined;
  return modifier === undefined ? [] : [modifier];
}

/** A payer's modifier where it is in effect; a discontinued one gives way to its successor. */
function modifierOn(modifier: string | null, date: string, rules: Rules): string | undefined {
  if (modifier === null) return undefined;
  const entry = rules.modifiers.modifiers[modifier];
  if (entry === undefined || inEffect(entry, date)) return modifier;
  return entry.to !== null && date > entry.to && entry.replaced_by !== undefined
    ? modifierOn(entry.replaced_by, date, rules)
    : undefined;
}

export const modifierInEffect = (modifier: string, date: string, rules: Rules): boolean => {
  const entry = rules.modifiers.modifiers[modifier];
  return entry !== undefined && inEffect(entry, date);
};

/** Payment modifiers first, informational ones last; the order is the same on every line we ever write. */
export function inOrder(modifiers: readonly string[], rules: Rules): readonly string[] {
  const rank = (modifier: string): number => rules.modifiers.modifiers[modifier]?.rank ?? Number.MAX_SAFE_INTEGER;
  return [...new Set(modifiers)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
