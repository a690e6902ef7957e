/** Which of the evidence in a chart counts for one order: of its disease, and for earlier lines a treatment of its kind. */

import type { Evidence, Reading } from '../fhir/evidence.ts';
import { administrationClass } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import { bispecificOf } from '../rules/requirements.ts';
import type { DrugCode } from '../rules/types.ts';
import type { Clinical } from './clinical.ts';
import { namesDrug } from './namesDrug.ts';

export interface OrderAsked {
  readonly code: DrugCode;
  readonly payer: Payer;
  readonly clinical: Clinical | undefined;
  /** ICD-10-CM of the plan. */
  readonly diagnoses: readonly string[];
}

/**
 * Each with the reason where it does not count for this order: it speaks of another disease, or among earlier lines of
 * treatment it is the drug itself, a supportive drug, or nobody knows when.
 */
export function countedFor(
  found: readonly Evidence[],
  item: string,
  asked: OrderAsked,
  rules: Rules,
): readonly Reading[] {
  return found.map((evidence): Reading => {
    if (!isOfDisease(evidence, asked.diagnoses)) return { ...evidence, not: 'other_disease' };
    if (item !== 'prior_lines') return evidence;
    if (isOtherTreatment(evidence, asked, rules)) return { ...evidence, not: 'no_treatment' };
    return evidence.on === undefined ? { ...evidence, not: 'no_date' } : evidence;
  });
}

/** What names no condition in ICD-10-CM counts; codes of one category are one disease, and metastases their primary's. */
function isOfDisease({ of }: Evidence, diagnoses: readonly string[]): boolean {
  if (of === undefined || diagnoses.length === 0) return true;
  const category = (code: string): string => code.slice(0, 3).toUpperCase();
  return of.some((told) =>
    diagnoses.some(
      (wanted) =>
        category(told) === category(wanted) ||
        (isCancer(told) && isCancer(wanted) && (isSecondary(told) || isSecondary(wanted))),
    ),
  );
}
const isCancer = (code: string): boolean => /^C/i.test(code);
const isSecondary = (code: string): boolean => /^C7[789B]/i.test(code);

/** A dose of the drug that is asked for, or of one that only supports it, is no earlier line of treatment. */
function isOtherTreatment({ source }: Evidence, { clinical, code, payer }: OrderAsked, rules: Rules): boolean {
  const treatment = (clinical?.treatments ?? []).find((one) => one.source === source);
  // A document tells of treatments in its own words.
  if (treatment === undefined) return /^Medication/.test(source);
  if (namesDrug(treatment.drug, code)) return true;
  if (isSupportive(code, payer, rules)) return false;
  const known = [...rules.codes.values()].filter((one) => namesDrug(treatment.drug, one));
  return known.length > 0 && known.every((one) => isSupportive(one, payer, rules));
}

/** Neither a cancer drug nor an engager. */
export function isSupportive(code: DrugCode, payer: Payer, rules: Rules): boolean {
  const family = administrationClass(payer, code);
  return family !== 'chemo' && family !== 'hormonal' && bispecificOf(rules, code) === undefined;
}
