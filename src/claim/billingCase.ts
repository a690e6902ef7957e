/** From a visit to the billing case the coding rules read: same facts, in their words. Units and codes are theirs to find. */

import { codesOfDrug } from '../authorization/product.ts';
import type { BillingCase, CaseAdministration, CaseAuthorization, CasePackage } from '../coding/case.ts';
import type { GivenDose } from '../fhir/administration.ts';
import type { DrugCandidates } from '../fhir/drug.ts';
import type { PackageOpened } from '../fhir/productFacts.ts';
import { administrationClass, drugByNdc } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import { ofKind, requirementsOn } from '../rules/requirements.ts';
import type { DrugCode } from '../rules/types.ts';
import type { Visit } from './visit.ts';

/**
 * The case of a visit; doses that were withdrawn are left out.
 *
 * @param authorizations what the payer has certified for this patient and is not used up; empty: none
 */
export function billingCaseOf(
  visit: Visit,
  payer: Payer,
  rules: Rules,
  authorizations: readonly CaseAuthorization[],
): BillingCase {
  const doses = billedDoses(visit);
  const place = rules.places.places[visit.site?.placeOfService ?? ''];
  return {
    date_of_service: visit.day,
    payer_rules: payer.payer_rules,
    setting: {
      claim: visit.site?.claim ?? 'none',
      pos: visit.site?.placeOfService ?? null,
      kind: place?.kind ?? 'unknown',
    },
    acquired_340b: doses.some((dose) => dose.product.acquired340b === true),
    administrations: doses.map((dose) => administration(dose, visit, payer, rules)),
    patient: { weight_kg: visit.weightKg, on_dialysis: onDialysis(visit, rules), stay: visit.facts?.stay },
    diagnoses: [...visit.diagnoses],
    esa: anemiaOf(visit),
    authorizations: [...authorizations],
    template_hcpcs: proposedCodes(doses, visit.day, rules),
    ...factsOf(visit),
  };
}

/** What the encounter says of the visit as a whole. */
function factsOf({ facts }: Visit): Pick<BillingCase, 'evaluation' | 'notice' | 'policy_met'> {
  if (facts === undefined) return {};
  const { evaluation, notice, policyMet } = facts;
  return {
    evaluation:
      evaluation === undefined
        ? undefined
        : {
            hcpcs: evaluation.hcpcs,
            separately_identifiable: evaluation.reason !== undefined,
            reason: evaluation.reason,
          },
    notice: notice === undefined ? undefined : { kind: notice.kind, codes: notice.codes && [...notice.codes] },
    policy_met: policyMet.map(({ codes, evidence }) => ({ codes: [...codes], evidence })),
  };
}

/**
 * The doses a case tells, in its order: what was withdrawn never was, and what was not given counts only where a
 * package was opened for it.
 */
export const billedDoses = (visit: Visit): readonly GivenDose[] =>
  visit.doses.filter(
    ({ disposition, product }) =>
      disposition === 'given' || (disposition === 'not-given' && product.packages.length > 0),
  );

function administration(dose: GivenDose, visit: Visit, payer: Payer, rules: Rules): CaseAdministration {
  const { day } = visit;
  const all = billedDoses(visit);
  const candidates = dose.drug === undefined ? [] : candidatesOf(dose, dose.drug, day, rules);
  const earlier = sameDrugBefore(dose, all);
  return {
    id: dose.source,
    drug: nameOf(dose.drug, dose.drug === undefined ? [] : codesOfDrug(dose.drug, day, rules)),
    dose: { value: dose.dose?.amount.value.toFixed() ?? '0', unit: dose.dose?.amount.unit ?? 'mg' },
    route: dose.route ?? 'other',
    technique: techniqueOf(dose, rules),
    admin_class: classOf(candidates, payer),
    start: dose.start?.time,
    stop: dose.stop?.time,
    minutes: dose.minutes,
    vascular_access: dose.product.vascularAccess,
    same_as: earlier?.source,
    gap: earlier === undefined ? undefined : gapBetween(earlier, dose),
    discarded: amountOf(dose.product.discarded),
    acquired_340b: dose.product.acquired340b,
    acquisition: dose.product.acquisition ?? suppliedBy(candidates, visit, payer, rules),
    eye: dose.eye,
    encounter: dose.encounter,
    pump_kind: dose.product.pumpKind,
    dose_proof: dose.dose === undefined ? undefined : [...dose.dose.proof],
    packages: dose.product.packages.map((opened) => casePackage(opened, rules)),
  };
}

/** Where the payer has the drug sent by a pharmacy and the chart does not say otherwise, it was not ours to buy. */
function suppliedBy(
  candidates: readonly DrugCode[],
  visit: Visit,
  payer: Payer,
  rules: Rules,
): CaseAdministration['acquisition'] {
  const { day: date, diagnoses, insured, site } = visit;
  const isSent = (code: DrugCode): boolean => {
    const facts = { payer, code, date, plan: insured?.plan, placeOfService: site?.placeOfService, diagnoses };
    return ofKind(requirementsOn(rules, facts), 'benefit').at(-1)?.benefit === 'white_bag';
  };
  return candidates.length > 0 && candidates.every(isSent) ? 'white-bag' : undefined;
}

const amountOf = (amount: GivenDose['product']['discarded']) =>
  amount === undefined ? undefined : { value: amount.value.toFixed(), unit: amount.unit };

/** The codes the drug may be billed with: what the opened packages say first, then what the chart calls the drug. */
function candidatesOf(dose: GivenDose, drug: DrugCandidates, day: string, rules: Rules): readonly DrugCode[] {
  const byPackage = packageCodes(dose, day, rules);
  return byPackage.length > 0 ? byPackage : codesOfDrug(drug, day, rules);
}

const packageCodes = ({ product }: GivenDose, day: string, rules: Rules): readonly DrugCode[] =>
  product.packages.flatMap(({ ndc11 }) => (ndc11 === undefined ? [] : (drugByNdc(rules, ndc11, day)?.codes ?? [])));

/** The codes a template put into the chart that none of the packages opened for their dose is billed with, each once. */
const proposedCodes = (doses: readonly GivenDose[], day: string, rules: Rules): string[] => [
  ...new Set(
    doses.flatMap((dose) => {
      const codes = packageCodes(dose, day, rules);
      if (codes.length === 0) return [];
      return (dose.drug?.hcpcs ?? []).filter((proposed) => codes.every(({ hcpcs }) => hcpcs !== proposed));
    }),
  ),
];

/**
 * What the chart calls the drug, in a name the rules know: its own, else what its codes have in common. Never what
 * the packages say: that the two agree is checked when the visit is coded.
 */
function nameOf(drug: DrugCandidates | undefined, charted: readonly DrugCode[]): string {
  const [first, ...others] = charted;
  const known = drug?.texts.find((text) => charted.some((code) => isNameOf(text, code)));
  if (known !== undefined) return known;
  if (first === undefined) return drug?.texts[0] ?? 'unknown';
  if (others.length === 0) return first.name;
  return first.ingredients.find((name) => others.every((code) => code.ingredients.includes(name))) ?? first.name;
}
const isNameOf = (text: string, code: DrugCode): boolean => {
  const plain = text.trim().toLowerCase();
  return [code.name, ...code.brands, ...code.ingredients].some((name) => name.toLowerCase() === plain);
};

/**
 * An intravenous dose whose method is not told is what its minutes make it; without minutes, an infusion that lacks
 * its stop. Other routes than vein, skin and muscle have no administration code of their own here.
 */
function techniqueOf(dose: GivenDose, rules: Rules): CaseAdministration['technique'] {
  if (dose.disposition === 'not-given') return 'none';
  if (dose.technique !== undefined) return dose.technique;
  if (dose.route === 'SC' || dose.route === 'IM' || dose.route === 'intradermal') return 'sc_im';
  if (dose.route !== 'IV') return 'none';
  const minutes = dose.minutes;
  return minutes !== undefined && minutes <= rules.administration.times.push_at_most ? 'push' : 'infusion';
}

/** Where the payer leaves the family open the simpler one is billed: it is never more than what was done. */
function classOf(candidates: readonly DrugCode[], payer: Payer): CaseAdministration['admin_class'] {
  const [first] = candidates;
  return (first === undefined ? undefined : administrationClass(payer, first)) ?? 'ther';
}

function casePackage(opened: PackageOpened, rules: Rules): CasePackage {
  const known = opened.ndc11 === undefined ? undefined : rules.packages.get(opened.ndc11);
  return {
    ndc11: opened.ndc11 ?? opened.ndc,
    product: known?.product,
    containers_opened: opened.count,
    amount_per_container: opened.amount?.value.toFixed(),
    amount_unit: opened.amount?.unit,
    volume_ml_per_container: opened.volume?.value.toFixed(),
    container_type: opened.container,
    ndc_uom: known?.ndcUnit,
  };
}

/** The last dose of the same drug that began before this one. */
function sameDrugBefore(dose: GivenDose, all: readonly GivenDose[]): GivenDose | undefined {
  const key = drugKeyOf(dose);
  const earlier = all.filter((other) => other !== dose && drugKeyOf(other) === key && startOf(other) < startOf(dose));
  return earlier.sort((a, b) => startOf(a) - startOf(b)).at(-1);
}
const drugKeyOf = ({ drug }: GivenDose): string =>
  [drug?.rxnorm[0], drug?.hcpcs[0], drug?.texts[0]?.toLowerCase()].find((part) => part !== undefined) ?? '';

const startOf = ({ start }: GivenDose): number => start?.epochMinutes ?? Number.MAX_SAFE_INTEGER;
function gapBetween(earlier: GivenDose, later: GivenDose): number | undefined {
  const [a, b] = [earlier.start?.epochMinutes, later.start?.epochMinutes];
  return a === undefined || b === undefined ? undefined : b - a;
}

const onDialysis = (visit: Visit, rules: Rules): boolean =>
  visit.diagnoses.some((code) => rules.coverage.end_stage_renal_disease.diagnoses.includes(code));

/** The cause as recorded. Anaemia due to cancer drugs is told by its diagnosis too; any other is for a person to record. */
function anemiaOf(visit: Visit): BillingCase['esa'] {
  const byDiagnosis = visit.diagnoses.includes('D64.81') ? 'antineoplastic_chemotherapy' : undefined;
  const cause = visit.facts?.anemiaCause ?? byDiagnosis;
  return visit.hemoglobin === undefined && cause === undefined ? undefined : { cause, hgb_g_dl: visit.hemoglobin };
}
