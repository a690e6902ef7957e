/** What somebody asks the mappings about: a code, an NDC, an RxNorm number or a name. */

import { codesFor, drugByName, drugByNdc, drugByRxNorm, inEffect } from '../../rules/lookup.ts';
import type { Rules } from '../../rules/parse.ts';
import type { DrugCode, DrugPackage } from '../../rules/types.ts';
import { textsIn } from './lint.ts';

export type Subject =
  /** A HCPCS code of a drug. `instead`: the codes to bill on that date, where it is not in effect. */
  | {
      readonly kind: 'drug code';
      readonly code: DrugCode;
      readonly inEffect: boolean;
      readonly instead: readonly DrugCode[];
    }
  /** A code that rules name but no drug has: an administration code, for one. */
  | { readonly kind: 'other code'; readonly code: string }
  | { readonly kind: 'package'; readonly package: DrugPackage; readonly codes: readonly DrugCode[] }
  | { readonly kind: 'modifier'; readonly modifier: string; readonly facts: Rules['modifiers']['modifiers'][string] }
  | { readonly kind: 'rxnorm'; readonly rxcui: string; readonly codes: readonly DrugCode[] }
  | { readonly kind: 'name'; readonly codes: readonly DrugCode[] };

/** undefined: the mappings say nothing about it. */
export function subjectOf(rules: Rules, asked: string, date: string): Subject | undefined {
  const text = asked.trim();
  const code = rules.codes.get(text.toUpperCase());
  if (code !== undefined) {
    const isInEffect = inEffect(code, date);
    const instead = isInEffect ? [] : codesFor(rules, [code.hcpcs], date);
    return { kind: 'drug code', code, inEffect: isInEffect, instead };
  }
  const facts = rules.modifiers.modifiers[text.toUpperCase()];
  if (/^[A-Z0-9]{2}$/i.test(text) && facts !== undefined)
    return { kind: 'modifier', modifier: text.toUpperCase(), facts };
  const ndc11 = ndcOf(text);
  const found = ndc11 === undefined ? undefined : drugByNdc(rules, ndc11, date);
  if (found !== undefined) return { kind: 'package', ...found };
  if (isNamed(rules, text.toUpperCase())) return { kind: 'other code', code: text.toUpperCase() };
  const byRxNorm = /^\d{1,8}$/.test(text) ? drugByRxNorm(rules, text, date) : [];
  if (byRxNorm.length > 0) return { kind: 'rxnorm', rxcui: text, codes: byRxNorm };
  const named = drugByName(rules, text).filter((one) => inEffect(one, date));
  return named.length === 0 ? undefined : { kind: 'name', codes: named };
}

/** Eleven digits, or three parts with hyphens that are padded to 5-4-2. */
export function ndcOf(text: string): string | undefined {
  if (/^\d{11}$/.test(text)) return text;
  const parts = /^(\d{4,5})-(\d{3,4})-(\d{1,2})$/.exec(text);
  if (parts === null) return undefined;
  const [, labeler = '', product = '', size = ''] = parts;
  return labeler.padStart(5, '0') + product.padStart(4, '0') + size.padStart(2, '0');
}

function isNamed(rules: Rules, code: string): boolean {
  if (!/^[A-Z0-9]\d{4}$/.test(code)) return false;
  const charged = [...rules.fees.values()].some(({ charges }) => charges.has(code));
  const { administration, homeInfusion, otherLimits } = rules;
  return charged || otherLimits.has(code) || [administration, homeInfusion].flatMap(textsIn).includes(code);
}
