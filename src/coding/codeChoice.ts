/** Which code a package is billed with: the dispensed NDC, the date of service and the context decide. */

import { basisText } from '../rules/basis.ts';
import { drugByName, drugByNdc, inEffect } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { Amount, DrugCode, DrugPackage } from '../rules/types.ts';
import { amountOf, convert } from '../rules/units.ts';
import type { BillingCase, CaseAdministration, CasePackage } from './case.ts';
import type { Findings } from './findings.ts';
import { hyphenated, readNdc } from './ndc.ts';
import { unclassifiedCode } from './unclassified.ts';

/** A package with its code. */
export interface Choice {
  readonly code: DrugCode;
  readonly row: DrugPackage | undefined;
  readonly ndc11: string;
  readonly why: string;
}

/** The code of one package; what cannot be told is an error, never the first of several. */
export function chooseCode(
  item: CasePackage,
  path: string,
  administration: CaseAdministration,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): Choice | undefined {
  const reading = readNdc(item.ndc11);
  if (!reading.ok) {
    findings.error(reading.code, reading.message, `${path}.ndc11`);
    return undefined;
  }
  const named = drugByName(rules, administration.drug);
  const found = drugByNdc(rules, reading.ndc11, visit.date_of_service);
  if (found === undefined || found.codes.length === 0) {
    const later = found === undefined ? undefined : codesBegunLater(rules, found.package, visit.date_of_service);
    const code = unclassifiedCode({
      administration,
      path,
      visit,
      rules,
      named,
      knownNdc: found !== undefined,
      later,
      findings,
    });
    return (
      code && {
        code,
        row: found?.package,
        ndc11: reading.ndc11,
        why: `no code of its own on ${visit.date_of_service}: ${code.hcpcs} (mappings/codes/coverage.yaml)`,
      }
    );
  }
  if (named.length > 0 && !found.codes.some((code) => named.some((other) => shareIngredient(code, other)))) {
    findings.error(
      'DRUG_NDC_MISMATCH',
      'the drug given and the NDC dispensed are different drugs; check the administration record against the package',
      path,
    );
    return undefined;
  }
  const fitting = byContext(found.codes, item, found.package, visit, rules);
  const [code] = fitting.codes;
  if (code === undefined || fitting.codes.length > 1) {
    findings.error(
      'PRODUCT_AMBIGUOUS',
      `the NDC is billed as ${found.codes.map((each) => each.hcpcs).join(' or ')} on this date and nothing in the case decides; a person must choose`,
      path,
    );
    return undefined;
  }
  if (isOtherRoute(code, administration, visit.date_of_service, rules)) {
    findings.error(
      'ROUTE_PRODUCT_MISMATCH',
      `the package is ${code.hcpcs} ${code.name}, which is not given ${administration.route.toUpperCase()}, and another product of this drug is; check the package that was scanned and the route`,
      path,
    );
    return undefined;
  }
  const source = [found.package.file, basisText(found.package.basis.codes), fitting.why]
    .filter((part) => part !== '')
    .join(', ');
  const why = `NDC ${hyphenated(reading.ndc11)} is ${code.hcpcs} on ${visit.date_of_service} (${source})`;
  return { code, row: found.package, ndc11: reading.ndc11, why };
}

/** The two routes that have products of their own; other routes of a label are not told apart here. */
const TWINS = ['IV', 'SC'];

/**
 * An intravenous product charted under the skin or the other way round, where the drug has a product for that route.
 */
function isOtherRoute(code: DrugCode, administration: CaseAdministration, date: string, rules: Rules): boolean {
  const route = administration.route.toUpperCase();
  if (!TWINS.includes(route) || code.routes.includes(route) || !code.routes.some((own) => TWINS.includes(own)))
    return false;
  return twinsOf(rules, code).some((other) => other.routes.includes(route) && inEffect(other, date));
}

/** Codes that share an ingredient; found once, for a visit asks for every package. */
const twins = new WeakMap<DrugCode, readonly DrugCode[]>();
function twinsOf(rules: Rules, code: DrugCode): readonly DrugCode[] {
  const known = twins.get(code);
  if (known !== undefined) return known;
  const found = [...rules.codes.values()].filter((other) => other !== code && shareIngredient(code, other));
  twins.set(code, found);
  return found;
}

/** Codes that fit, and the words for what told them apart. */
interface Fitting {
  readonly codes: readonly DrugCode[];
  readonly why: string;
}

/** Dialysis, then bag volume. Each decides only where the codes differ in it; what is left is for a person. */
function byContext(
  codes: readonly DrugCode[],
  item: CasePackage,
  row: DrugPackage,
  visit: BillingCase,
  rules: Rules,
): Fitting {
  if (codes.length < 2) return { codes, why: '' };
  const from = codes.map((code) => code.hcpcs).join(', ');
  const dialysis = isOnDialysis(visit, rules);
  const byDialysis = codes.filter((code) => code.onDialysis === null || code.onDialysis === dialysis);
  if (byDialysis.length === 1) {
    return { codes: byDialysis, why: `of ${from} the one for patients ${dialysis ? 'on' : 'not on'} dialysis` };
  }
  const bag = convert(stated(item) ?? row.amount, 'mL');
  const sized = codes.flatMap((code) => (code.unit?.unit === 'mL' ? [{ code, size: code.unit.value }] : []));
  if (bag !== undefined && sized.length === codes.length) {
    const bySize = sized.sort((a, b) => a.size.comparedTo(b.size));
    const fits = bySize.filter(({ size }) => size.gte(bag));
    const [best] = fits.length > 0 ? fits : bySize.slice(-1);
    return { codes: best === undefined ? [] : [best.code], why: `of ${from} the one for a bag of ${bag.toFixed()} mL` };
  }
  return { codes: byDialysis, why: '' };
}

/** As recorded, else by the diagnoses of dependence on dialysis. */
const isOnDialysis = (visit: BillingCase, rules: Rules): boolean =>
  visit.patient?.on_dialysis ??
  (visit.diagnoses ?? []).some((diagnosis) => rules.coverage.end_stage_renal_disease.diagnoses.includes(diagnosis));

/** Drugs without which a combination would be its partner. */
const CARRIERS = ['hyaluronidase', 'berahyaluronidase alfa'];
export const shareIngredient = (a: DrugCode, b: DrugCode): boolean =>
  a.ingredients.some((ingredient) => !CARRIERS.includes(ingredient) && b.ingredients.includes(ingredient));

/** The codes of a package when all of them, and everything they replaced, begin after the date. */
function codesBegunLater(rules: Rules, row: DrugPackage, date: string): readonly DrugCode[] {
  const own = row.codes.flatMap((code) => rules.codes.get(code) ?? []);
  const family = [...rules.codes.values()].filter((code) => own.some((other) => other.file === code.file));
  return family.every((code) => code.from !== null && code.from > date) ? own : [];
}

/** What one container holds, where the case says so. */
export const stated = (item: CasePackage): Amount | undefined =>
  item.amount_per_container == null || item.amount_unit == null
    ? undefined
    : amountOf(item.amount_per_container, item.amount_unit);
