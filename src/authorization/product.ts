/** Which billing code an ordered drug stands for. An order names a drug, not a package: what stays open is asked, never guessed. */

import type { DrugCandidates } from '../fhir/drug.ts';
import type { Route } from '../fhir/route.ts';
import { bad, error, good, type Outcome } from '../outcome.ts';
import { codesFor, drugByHcpcs, drugByName, drugByNdc, drugByRxNorm, inEffect } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';

/**
 * The one code of an ordered drug on a day: by HCPCS, else NDC, else RxNorm and name together. Among several codes
 * of one ingredient the reference product stands, since a biosimilar must be ordered by its own name.
 * Issues: PHARMACY_BENEFIT (taken by mouth, or an unknown drug whose name tells such a form), DRUG_UNKNOWN, AMBIGUOUS_PRODUCT with the candidates.
 *
 * @param on YYYY-MM-DD, the first day of treatment: the code may change with it
 */
export function productOf(drug: DrugCandidates, route: Route | undefined, on: string, rules: Rules): Outcome<DrugCode> {
  const candidates = candidatesOf(drug, on, rules);
  if (route === 'PO' || route === 'topical' || route === 'inhaled' || (candidates.length === 0 && isTaken(drug))) {
    const message = 'Not given by infusion or injection: it goes through the pharmacy benefit, not a medical claim.';
    return bad(error('PHARMACY_BENEFIT', message, { path: PATH }));
  }
  const fitting = candidates.filter((code) => fitsRoute(code, route) && code.onDialysis !== true);
  const references = fitting.filter((code) => !code.biosimilar);
  const choice = fitting.length > 1 && references.length > 0 ? references : fitting;
  const [only] = choice;
  if (choice.length === 1 && only !== undefined) return good(only);
  if (choice.length === 0) {
    const message =
      'No drug with a billing code in mappings/drugs has this code or name. Add the RxNorm or NDC code to the order, or the drug to mappings/drugs.';
    return bad(error('DRUG_UNKNOWN', message, { path: PATH, rule: 'mappings/drugs' }));
  }
  const names = choice.map((code) => `${code.hcpcs} ${code.name}`).join(', ');
  const message = `The order fits several billing codes: ${names}. Order the product by name or NDC.`;
  return bad(error('AMBIGUOUS_PRODUCT', message, { path: PATH, rule: 'mappings/drugs' }));
}

const PATH = 'MedicationRequest.medication[x]';

/** Dose forms as RxNorm and EHRs write them into the name: `loratadine 5 MG Oral Tablet`. */
const TAKEN =
  /\b(oral|tablets?|capsules?|chewable|lozenges?|sublingual|inhal\w*|topical|ophthalmic|otic|nasal|transdermal|vaginal|rectal|suppositor\w*)\b/i;
const isTaken = (drug: DrugCandidates): boolean => drug.texts.some((text) => TAKEN.test(text));

function candidatesOf(drug: DrugCandidates, on: string, rules: Rules): readonly DrugCode[] {
  const byCode = drug.hcpcs.flatMap((hcpcs) => drugByHcpcs(rules, hcpcs, on) ?? []);
  if (byCode.length > 0) return byCode;
  const byNdc = drug.ndc11.flatMap((ndc11) => drugByNdc(rules, ndc11, on)?.codes ?? []);
  if (byNdc.length > 0) return unique(byNdc);
  const byRxNorm = unique(drug.rxnorm.flatMap((rxcui) => drugByRxNorm(rules, rxcui, on)));
  const named = drug.texts.flatMap((text) => drugByName(rules, text));
  const byName = unique(codesFor(rules, [...new Set(named.map((code) => code.hcpcs))], on)).filter((c) =>
    inEffect(c, on),
  );
  if (byRxNorm.length === 0) return byName;
  const both = byRxNorm.filter((code) => byName.includes(code));
  return both.length > 0 ? both : byRxNorm;
}

const unique = (codes: readonly DrugCode[]): readonly DrugCode[] => [...new Set(codes)];

const fitsRoute = (code: DrugCode, route: Route | undefined): boolean =>
  route === undefined ||
  route === 'other' ||
  code.routes.includes('any') ||
  code.routes.length === 0 ||
  code.routes.includes(route);
