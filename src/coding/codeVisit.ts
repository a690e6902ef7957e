/** From what was given to what is billed: product, units, waste, modifiers, NDC, administration codes, stops. */

import type { Rules } from '../rules/parse.ts';
import { administrationLines } from './administrationCodes.ts';
import { withAnemiaFacts } from './anemia.ts';
import type { CodedLine, CodingAnswer } from './answer.ts';
import { withAuthorization } from './authorizationMatch.ts';
import { type BillingCase, type CaseAdministration, isNothing } from './case.ts';
import { billableForm, checkHospitalAuthorization, isSelfAdministered } from './coverage.ts';
import { withDiagnoses } from './diagnoses.ts';
import { drugLines } from './drugLines.ts';
import { type Findings, newFindings } from './findings.ts';
import { drugBilledElsewhere, homeInfusionLines } from './homeInfusion.ts';
import { departmentModifiers, inOrder } from './modifiers.ts';
import { type DrugOfDay, type Given, identifyProducts } from './product.ts';
import type { DrugKey } from './services.ts';
import { checkTemplate } from './template.ts';
import { checkUnitLimits } from './unitLimits.ts';
import { checkVialChoice } from './vialChoice.ts';

/**
 * Codes one visit. `result` is `claim` with lines, `hold` when a person must put something right first, `no_claim`
 * when nothing of it may be billed here; a hold and a no_claim have errors and no lines. Units are whole billing
 * units, NDC quantities decimal text. The source of every value is in the proof of its line.
 */
export function codeVisit(visit: BillingCase, rules: Rules): CodingAnswer {
  const findings = newFindings();
  const form = billableForm(visit, rules, findings);
  if (form === undefined || nothingGiven(visit, findings)) return answer('no_claim', [], findings);
  const given = drugBilledElsewhere(visit, rules) ? [] : identifyProducts(visit, rules, findings);
  if (given.length > 0 && given.every((each) => isSelfAdministered(each, visit, rules))) {
    selfAdministered(given, findings);
    return answer('no_claim', [], findings);
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
  const facts = withAnemiaFacts([...drugs, ...work], visit, rules, findings);
  const authorized = withAuthorization(facts, drugCodes, visit, findings);
  const lines = withDiagnoses(authorized, visit, rules).map((line) => finished(line, visit, rules));
  checkUnitLimits(lines, form, visit, rules, findings);
  return findings.errors.length > 0
    ? answer('hold', [], findings)
    : answer(lines.length > 0 ? 'claim' : 'no_claim', lines, findings);
}

const answer = (result: CodingAnswer['result'], lines: readonly CodedLine[], findings: Findings): CodingAnswer => ({
  result,
  lines,
  errors: findings.errors,
  warnings: findings.warnings,
});

/** Drug prepared, none given: waste alone is never paid. Beside other drugs it is left out, with a warning. */
function nothingGiven(visit: BillingCase, findings: Findings): boolean {
  const isEmpty = (given: CaseAdministration): boolean => given.admin_class !== 'flush' && isNothing(given.dose.value);
  const all = visit.administrations.length > 0 && visit.administrations.every(isEmpty) && visit.visit == null;
  const prepared = visit.administrations.findIndex((given) => isEmpty(given) && given.packages.length > 0);
  if (prepared >= 0) {
    const report = all ? findings.error : findings.warn;
    report(
      'JW_WITHOUT_ADMIN',
      'a drug was prepared and not given; discarded drug is paid only beside a given part of it, so it is not billed',
      `administrations[${prepared}].dose`,
    );
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

/** Doses of one code on the day belong together; unclassified drugs share a code but not a line, nor do routes that are told apart. */
function byCode(given: readonly Given[], visit: BillingCase): readonly DrugOfDay[] {
  const groups = Map.groupBy(given, ({ code, administration }) => {
    const route = visit.payer_rules.route_modifier_codes.includes(code.hcpcs) ? administration.route.toUpperCase() : '';
    return `${code.hcpcs} ${code.unit === null ? administration.drug : ''} ${route}`;
  });
  return [...groups.values()].flatMap((same) => (same[0] === undefined ? [] : [{ code: same[0].code, given: same }]));
}

/** Two administrations are of one drug when they have one code, or when the second says so. */
function drugKey(given: readonly Given[], visit: BillingCase): DrugKey {
  const codes = new Map(given.map(({ administration, code }) => [administration.id, code.hcpcs]));
  const byId = new Map(visit.administrations.map((administration) => [administration.id, administration]));
  return (administration) => {
    const first = byId.get(administration.same_as ?? '') ?? administration;
    return codes.get(first.id) ?? first.drug;
  };
}

function finished(line: CodedLine, visit: BillingCase, rules: Rules): CodedLine {
  const modifiers = inOrder([...line.modifiers, ...departmentModifiers(visit, rules)], rules);
  if (modifiers.length <= 4) return { ...line, modifiers };
  return {
    ...line,
    modifiers: modifiers.slice(0, 4),
    proof: [...line.proof, `a line holds four modifiers: ${modifiers.slice(4).join(', ')} left out`],
  };
}
