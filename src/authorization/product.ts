/** Which billing code an ordered drug stands for. An order names a drug, not a package: what stays open is asked, never guessed. */

import { shareIngredient } from '../coding/codeChoice.ts';
import type { DrugCandidates } from '../fhir/drug.ts';
import type { Route } from '../fhir/route.ts';
import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import { codesFor, drugByHcpcs, drugByName, drugByNdc, drugByRxNorm, inEffect } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';

/**
 * The one code of an ordered drug on a day: by NDC, else RxNorm and name together, else HCPCS. A HCPCS code beside them
 * chooses the product; one that means another drug comes from a wrong template and never decides. Among several codes
 * of one ingredient the reference product stands, since a biosimilar must be ordered by its own name.
 * Issues: PHARMACY_BENEFIT (taken by mouth, or an unknown drug whose name tells such a form), DRUG_UNKNOWN,
 * ROUTE_PRODUCT_MISMATCH and AMBIGUOUS_PRODUCT with the candidates; the warnings HCPCS_DRUG_MISMATCH (the HCPCS code means another drug) and
 * NDC_HCPCS_MISMATCH (another product of this drug).
 *
 * @param on YYYY-MM-DD, the first day of treatment: the code may change with it
 */
export function productOf(drug: DrugCandidates, route: Route | undefined, on: string, rules: Rules): Outcome<DrugCode> {
  const candidates = codesOfDrug(drug, on, rules);
  if (route === 'PO' || route === 'topical' || route === 'inhaled' || (candidates.length === 0 && isTaken(drug))) {
    const message = 'Not given by infusion or injection: it goes through the pharmacy benefit, not a medical claim.';
    return bad(error('PHARMACY_BENEFIT', message, { path: PATH }));
  }
  const fitting = candidates.filter((code) => fitsRoute(code, route) && code.onDialysis !== true);
  const references = fitting.filter((code) => !code.biosimilar);
  const choice = fitting.length > 1 && references.length > 0 ? references : fitting;
  const [only] = choice;
  if (choice.length === 1 && only !== undefined) return good(only, templateIssues(drug, only, on, rules));
  if (candidates.length > 0 && route !== undefined && candidates.every((code) => !fitsRoute(code, route)))
    return bad(otherRoute(candidates, route, on, rules));
  if (choice.length === 0) {
    const message =
      'No drug with a billing code in mappings/drugs has this code or name. Add the RxNorm or NDC code to the order, or the drug to mappings/drugs.';
    return bad(error('DRUG_UNKNOWN', message, { path: PATH, rule: 'mappings/drugs' }));
  }
  const names = choice.map((code) => `${code.hcpcs} ${code.name}`).join(', ');
  const message = `The order fits several billing codes: ${names}. Order the product by name or NDC.`;
  return bad(error('AMBIGUOUS_PRODUCT', message, { path: PATH, rule: 'mappings/drugs' }));
}

/** Products of one drug differ by route: which of the two is wrong, product or route, is for whoever ordered. */
function otherRoute(candidates: readonly DrugCode[], route: Route, on: string, rules: Rules): Issue {
  const named = candidates.map((code) => `${code.hcpcs} ${code.name} (${code.routes.join(', ')})`).join(', ');
  const fitting = [...rules.codes.values()].filter(
    (code) =>
      inEffect(code, on) && fitsRoute(code, route) && candidates.some((candidate) => shareIngredient(candidate, code)),
  );
  const instead =
    fitting.length === 0
      ? ''
      : ` Given ${route} are ${fitting.map((code) => `${code.hcpcs} ${code.name}`).join(', ')}.`;
  const message = `The product ordered, ${named}, is not given by the route ordered, ${route}.${instead} Order the product that is meant, or correct the route.`;
  return error('ROUTE_PRODUCT_MISMATCH', message, { path: PATH, rule: 'mappings/drugs' });
}

const PATH = 'MedicationRequest.medication[x]';

/** Dose forms as RxNorm and EHRs write them into the name: `loratadine 5 MG Oral Tablet`. */
const TAKEN =
  /\b(oral|tablets?|capsules?|chewable|lozenges?|sublingual|inhal\w*|topical|ophthalmic|otic|nasal|transdermal|vaginal|rectal|suppositor\w*)\b/i;
const isTaken = (drug: DrugCandidates): boolean => drug.texts.some((text) => TAKEN.test(text));

/**
 * Every code the drug may be billed with on a day. A HCPCS code chooses among products of the drug that is named, unless
 * an NDC names the product; one of another drug chooses nothing.
 */
export function codesOfDrug(drug: DrugCandidates, on: string, rules: Rules): readonly DrugCode[] {
  const proposed = drug.hcpcs.flatMap((hcpcs) => drugByHcpcs(rules, hcpcs, on) ?? []);
  const byNdc = unique(drug.ndc11.flatMap((ndc11) => drugByNdc(rules, ndc11, on)?.codes ?? []));
  const named = byNdc.length > 0 ? byNdc : codesByName(drug, on, rules);
  if (named.length === 0) return proposed;
  const chosen = proposed.filter((code) =>
    byNdc.length > 0 ? byNdc.includes(code) : named.every((other) => shareIngredient(code, other)),
  );
  return chosen.length > 0 ? unique(chosen) : named;
}

function codesByName(drug: DrugCandidates, on: string, rules: Rules): readonly DrugCode[] {
  const byRxNorm = unique(drug.rxnorm.flatMap((rxcui) => drugByRxNorm(rules, rxcui, on)));
  const named = drug.texts.flatMap((text) => drugByName(rules, text));
  const byName = unique(codesFor(rules, [...new Set(named.map((code) => code.hcpcs))], on)).filter((c) =>
    inEffect(c, on),
  );
  if (byRxNorm.length === 0) return byName;
  const both = byRxNorm.filter((code) => byName.includes(code));
  return both.length > 0 ? both : byRxNorm;
}

/** HCPCS codes an order template put beside the drug, where they mean something else. */
function templateIssues(drug: DrugCandidates, decided: DrugCode, on: string, rules: Rules): readonly Issue[] {
  const others = drug.hcpcs.flatMap((hcpcs) => drugByHcpcs(rules, hcpcs, on) ?? rules.codes.get(hcpcs) ?? []);
  return others
    .filter((other) => other !== decided && !decided.replaces.includes(other.hcpcs))
    .map((other) => {
      const isSameDrug = shareIngredient(decided, other);
      const said = isSameDrug ? 'another product of this drug' : `${other.ingredients.join(' and ')}, another drug`;
      const message = `The order carries ${other.hcpcs}, which means ${said}. The drug decides: ${decided.hcpcs} ${decided.name} is asked for. Correct the order template.`;
      const code = isSameDrug ? 'NDC_HCPCS_MISMATCH' : 'HCPCS_DRUG_MISMATCH';
      return warning(code, message, { path: PATH, rule: other.file });
    });
}

const unique = (codes: readonly DrugCode[]): readonly DrugCode[] => [...new Set(codes)];

const fitsRoute = (code: DrugCode, route: Route | undefined): boolean =>
  route === undefined ||
  route === 'other' ||
  code.routes.includes('any') ||
  code.routes.length === 0 ||
  code.routes.includes(route);
