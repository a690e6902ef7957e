/** From what was given to what is billed: product, units, waste, modifiers, NDC, administration codes, stops. */

import type { Rules } from '../rules/parse.ts';
import { administrationLines } from './administrationCodes.ts';
import { withAnemiaFacts } from './anemia.ts';
import type { CodingAnswer } from './answer.ts';
import { withAuthorization } from './authorizationMatch.ts';
import { type BillingCase, type CaseAdministration, isNothing } from './case.ts';
import { billableForm, checkHospitalAuthorization, isSelfAdministered } from './coverage.ts';
import { withDiagnoses } from './diagnoses.ts';
import { drugLines, PREPARED_ONLY } from './drugLines.ts';
import { checkDuplicates, checkPairs } from './edits.ts';
import { evaluationLines } from './evaluation.ts';
import { type Findings, newFindings } from './findings.ts';
import { drugBilledElsewhere, homeInfusionLines } from './homeInfusion.ts';
import { withModifiersInOrder } from './modifiers.ts';
import { withOverrides } from './overrides.ts';
import { type DrugOfDay, type Given, identifyProducts } from './product.ts';
import type { DrugKey } from './services.ts';
import { isSupplied, withSuppliedNote } from './supplied.ts';
import { checkTemplate } from './template.ts';
import { checkUnitLimits } from './unitLimits.ts';
import { checkVialChoice } from './vialChoice.ts';

/**
 * Codes one visit. `result` is `claim` with lines, `hold` when a person must put something right first, `no_claim`
 * when nothing of it may be billed here; a hold and a no_claim have errors and no lines. Units are whole billing
 * units, NDC quantities decimal text. The source of every value is in the proof of its line.
 */
export function codeVisit(visit: BillingCase, rules: Rules): CodingAnswer {
  const draft = draftVisit(visit, rules);
  return draft.result === 'hold' ? { ...draft, lines: [] } : draft;
}

/** The same with the lines of a hold, as far as they can be told: for looking ahead, never for a claim. */
export function draftVisit(visit: BillingCase, rules: Rules): CodingAnswer {
  const findings = newFindings();
  const form = billableForm(visit, rules, findings);
  if (form === undefined || nothingGiven(visit, findings)) return noClaim(findings);
  const given = drugBilledElsewhere(visit, rules) ? [] : identifyProducts(visit, rules, findings);
  if (given.length > 0 && given.every((each) => isSelfAdministered(each, visit, rules))) {
    selfAdministered(given, findings);
    return noClaim(findings);
  }
  selfAdministered(
    given.filter((each) => isSelfAdministered(each, visit, rules)),
    findings,
  );
  checkTemplate(given, visit, rules, findings);
  checkVialChoice(visit, findings);
  checkHospitalAuthorization(given, visit, rules, findings);
  const drugs = byCode(given, visit).flatMap((same) => drugLines(same, visit, rules, findings));
  const work =
    visit.setting.kind === 'home_infusion_supplier'
      ? homeInfusionLines(visit, rules, findings)
      : administrationLines(visit, drugKey(given, visit), rules, findings);
  const drugCodes = new Set(drugs.map((line) => line.hcpcs));
  const evaluation = evaluationLines(work, visit, rules, findings);
  const facts = withAnemiaFacts([...drugs, ...work, ...evaluation], visit, rules, findings);
  const authorized = withAuthorization(withSuppliedNote(facts, visit), drugCodes, visit, findings);
  const lines = withDiagnoses(authorized, visit, rules).map((line) =>
    withModifiersInOrder(line, visit, rules, findings),
  );
  checkUnitLimits(lines, form, visit, rules, findings);
  checkPairs(lines, visit, rules, findings);
  checkDuplicates(visit, findings);
  const judged = withOverrides({ lines, errors: findings.errors, warnings: findings.warnings }, visit, rules);
  if (judged.errors.length > 0) return { result: 'hold', ...judged };
  return { result: judged.lines.length > 0 ? 'claim' : 'no_claim', ...judged };
}

const noClaim = ({ errors, warnings }: Findings): CodingAnswer => ({ result: 'no_claim', lines: [], errors, warnings });

/** Drug prepared, none given: waste alone is never paid. Beside other drugs it is left out, with a warning. */
function nothingGiven(visit: BillingCase, findings: Findings): boolean {
  const isEmpty = (given: CaseAdministration): boolean => given.admin_class !== 'flush' && isNothing(given.dose.value);
  const all = visit.administrations.length > 0 && visit.administrations.every(isEmpty) && visit.visit == null;
  const prepared = visit.administrations.findIndex((given) => isEmpty(given) && given.packages.length > 0);
  if (prepared >= 0) {
    const report = all ? findings.error : findings.warn;
    report(...PREPARED_ONLY, `administrations[${prepared}].dose`);
  }
  return all;
}

function selfAdministered(given: readonly Given[], findings: Findings): void {
  for (const { code, path } of given) {
    findings.error(
      'SAD_EXCLUDED',
      `${code.hcpcs} under the skin is on the payer's list of usually self-administered drugs and is not paid here; use the pharmacy benefit, or bill it as excluded after a notice to the patient`,
      path,
    );
  }
}

/** Doses of one code on the day belong together; unclassified drugs share a code but not a line, nor do routes and eyes that are told apart. */
function byCode(given: readonly Given[], visit: BillingCase): readonly DrugOfDay[] {
  const groups = Map.groupBy(given, ({ code, administration }) => {
    const route = visit.payer_rules.route_modifier_codes.includes(code.hcpcs) ? administration.route.toUpperCase() : '';
    return `${code.hcpcs} ${code.unit === null ? administration.drug : ''} ${route} ${administration.eye ?? ''} ${isSupplied(administration)}`;
  });
  return [...groups.values()].flatMap((same) => (same[0] === undefined ? [] : [{ code: same[0].code, given: same }]));
}

/**
 * Two administrations are of one drug when they have one code or name, or when the second says so: two makers of a drug
 * are one substance at the vein, two drugs without a code of their own are two.
 */
function drugKey(given: readonly Given[], visit: BillingCase): DrugKey {
  const byName = new Map(
    given.map(({ administration: { drug }, code }) => [drug, code.unit === null ? drug : code.hcpcs]),
  );
  const byId = new Map(visit.administrations.map((administration) => [administration.id, administration]));
  return (administration) => {
    const first = byId.get(administration.same_as ?? '') ?? administration;
    return byName.get(first.drug) ?? first.drug;
  };
}
