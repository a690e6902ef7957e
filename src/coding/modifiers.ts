/** Modifiers by date: which is in effect, which stands for which, the order on a line, what is left out of five. */

import { inEffect, oppsStatus } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase, DayOfLines } from './case.ts';
import type { Findings } from './findings.ts';

const FILE = 'mappings/codes/modifiers.yaml';
/** SV101 and SV202 hold four. */
const MOST = 4;

/** Packaged into the visit's payment at a hospital: no JW, JZ or 340B modifier. */
export function isPackaged(visit: BillingCase, code: DrugCode, rules: Rules): string | undefined {
  const { payers, claim, status } = rules.coverage.packaged;
  if (!payers.includes(visit.payer_rules.type) || visit.setting.claim !== claim) return undefined;
  const found = oppsStatus(rules, code.hcpcs, visit.date_of_service);
  return found !== undefined && status.includes(found.value)
    ? `${code.hcpcs} is packaged under OPPS (status ${found.value}, from ${found.from}): no JW, JZ or 340B modifier`
    : undefined;
}

/** The modifier of every line of the department, if it has one. */
function departmentModifiers(visit: BillingCase, rules: Rules): readonly string[] {
  const modifier =
    visit.setting.claim === '837I' ? rules.modifiers.department_modifiers[visit.setting.kind] : undefined;
  return modifier === undefined ? [] : [modifier];
}

/** A payer's modifier where it is in effect; a discontinued one gives way to its successor. */
export function modifierOn(modifier: string | null, date: string, rules: Rules): string | undefined {
  if (modifier === null) return undefined;
  const entry = rules.modifiers.modifiers[modifier];
  if (entry === undefined || inEffect(entry, date)) return modifier;
  return entry.replaced_by === undefined ? undefined : modifierOn(entry.replaced_by, date, rules);
}

export const modifierInEffect = (modifier: string, date: string, rules: Rules): boolean => {
  const entry = rules.modifiers.modifiers[modifier];
  return entry !== undefined && inEffect(entry, date);
};

/** Why two services of one day are two. */
export type Apart = keyof Rules['modifiers']['distinct']['by_reason'];

/** The modifier that sets a second service apart: the payer's own, or where it wants the reason told, the reason's. */
export function distinctModifier(apart: Apart, visit: DayOfLines, rules: Rules): string {
  const { by_reason: reasons, before } = rules.modifiers.distinct;
  const own = visit.payer_rules.distinct_modifier;
  if (own !== 'X') return own;
  return modifierInEffect(reasons[apart], visit.date_of_service, rules) ? reasons[apart] : before;
}

/** Does the line stand beside another one of its code by a distinct-service modifier? */
export const isSetApart = (line: CodedLine, visit: DayOfLines, rules: Rules): boolean => {
  const { by_reason: reasons, before } = rules.modifiers.distinct;
  const own = visit.payer_rules.distinct_modifier;
  return line.modifiers.some((one) => one === own || one === before || Object.values(reasons).includes(one));
};

/** The line with the modifiers of its place, in order, four at most. */
export function withModifiersInOrder(line: CodedLine, visit: BillingCase, rules: Rules, findings: Findings): CodedLine {
  const ofPlace = departmentModifiers(visit, rules);
  const all = inOrder([...line.modifiers, ...ofPlace], rules);
  const told = ofPlace.map((modifier) => `${modifier}: every line of a department off the campus (${FILE})`);
  const kept = atMostFour(all, rules);
  const left = all.filter((modifier) => !kept.includes(modifier));
  if (kept.length > MOST) tooMany(line.hcpcs, kept, findings);
  return {
    ...line,
    modifiers: kept,
    proof: [
      ...line.proof,
      ...told,
      ...left.map(
        (modifier) => `${modifier} left out: a line holds four modifiers and this one only informs (${FILE})`,
      ),
    ],
  };
}

/** Of five, those that only inform give way, the last one first; what decides payment never does. */
function atMostFour(modifiers: readonly string[], rules: Rules): readonly string[] {
  if (modifiers.length <= MOST) return modifiers;
  const last = modifiers.findLastIndex((modifier) => rules.modifiers.modifiers[modifier]?.information === true);
  return last < 0 ? modifiers : atMostFour(modifiers.toSpliced(last, 1), rules);
}

function tooMany(hcpcs: string, modifiers: readonly string[], findings: Findings): void {
  findings.error(
    'TOO_MANY_MODIFIERS',
    `${hcpcs} needs ${modifiers.join(', ')}, a line holds four, and each of them decides coverage or payment; bill the line by hand, as the payer says`,
  );
}

/** Payment modifiers first, informational ones last; the order is the same on every line we ever write. */
function inOrder(modifiers: readonly string[], rules: Rules): readonly string[] {
  const rank = (modifier: string): number => rules.modifiers.modifiers[modifier]?.rank ?? Number.MAX_SAFE_INTEGER;
  return [...new Set(modifiers)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
