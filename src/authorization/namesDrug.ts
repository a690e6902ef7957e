/** Whether what the chart calls a drug is the one of a billing code. */

import type { DrugCandidates } from '../fhir/drug.ts';
import type { DrugCode } from '../rules/types.ts';

/**
 * By HCPCS, RxNorm or name: the ingredient in any of its products, or with `the product itself` this code's name or
 * brand only.
 */
export function namesDrug(drug: DrugCandidates, code: DrugCode, what?: 'the product itself'): boolean {
  const texts = [...drug.texts, ...drug.ingredients.flatMap((one) => one.texts)].map((text) => text.toLowerCase());
  const own = [code.name, ...code.brands];
  const names = what === undefined ? [...own, ...code.ingredients] : own;
  const rxnorm = what === undefined ? [...code.rxnormProducts, ...code.rxnormIngredients] : code.rxnormProducts;
  return (
    drug.hcpcs.includes(code.hcpcs) ||
    drug.rxnorm.some((one) => rxnorm.includes(one)) ||
    names.some((name) => texts.some((text) => text.includes(name.toLowerCase())))
  );
}
