/** Modifiers of a drug line besides JW and JZ: route, eye, stock, place, notice, policy. Each with its fact and its row. */

import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import type { BillingCase } from './case.ts';
import { eyeOf } from './eye.ts';
import type { Findings } from './findings.ts';
import { isPackaged, modifierInEffect, modifierOn } from './modifiers.ts';
import type { Given } from './product.ts';
import { isSupplied } from './supplied.ts';

const FILE = 'mappings/codes/modifiers.yaml';

export interface Modifiers {
  readonly codes: readonly string[];
  readonly proof: readonly string[];
}

interface Question {
  readonly visit: BillingCase;
  readonly code: DrugCode;
  readonly given: readonly Given[];
  readonly rules: Rules;
  readonly findings: Findings;
}

type Told = readonly (readonly [modifier: string, why: string])[];

/** Every modifier the facts and the payer call for; a fact that a modifier needs and nobody recorded is an error. */
export function drugModifiers(question: Question): Modifiers {
  const told = [
    ...ofRoute(question),
    ...ofEye(question),
    ...ofStock(question),
    ...ofPlace(question),
    ...ofNotice(question),
    ...ofPolicy(question),
  ].filter(([modifier]) => modifierOn(modifier, question.visit.date_of_service, question.rules) === modifier);
  return { codes: told.map(([modifier]) => modifier), proof: told.map(([modifier, why]) => `${modifier}: ${why}`) };
}

const routeOf = ({ given }: Question): string => given[0]?.administration.route.toUpperCase() ?? '';

function ofRoute(question: Question): Told {
  const { visit, code, rules } = question;
  const route = routeOf(question);
  const other = rules.modifiers.other_routes[route];
  if (other !== undefined) return [[other, `given ${route.toLowerCase()} (${FILE})`]];
  const modifier = rules.modifiers.route_modifiers[route];
  return modifier !== undefined && visit.payer_rules.route_modifier_codes.includes(code.hcpcs)
    ? [[modifier, `the payer wants the route of ${code.hcpcs} (its route_modifier_codes, ${FILE})`]]
    : [];
}

/** Which eye is never guessed. */
function ofEye(question: Question): Told {
  const { given, code, visit, rules, findings } = question;
  const [first] = given;
  if (first === undefined || !rules.modifiers.eye.routes.includes(routeOf(question))) return [];
  const found = eyeOf(first.administration, visit, rules);
  if (found !== undefined) {
    const { sides, source } = rules.modifiers.eye;
    return [[sides[found.eye], `${found.eye} eye${found.eye === 'both' ? 's' : ''}, ${found.by} (${FILE}: ${source})`]];
  }
  findings.error(
    'EYE_NOT_RECORDED',
    `${code.hcpcs} was injected into an eye and neither the administration nor the diagnoses say which; record the site of the injection`,
    `${first.path}.eye`,
  );
  return [];
}

/** By how the units were bought, never by what kind of hospital it is. */
function ofStock(question: Question): Told {
  const { visit, code, given, rules } = question;
  const stock = given.some(
    ({ administration }) => !isSupplied(administration) && (administration.acquired_340b ?? visit.acquired_340b),
  );
  if (!stock || isPackaged(visit, code, rules) !== undefined) return [];
  const modifier = modifierOn(visit.payer_rules.mod_340b, visit.date_of_service, rules);
  const since = modifier === undefined ? undefined : rules.modifiers.modifiers[modifier]?.from;
  return modifier === undefined
    ? []
    : [[modifier, `the drug was bought under 340B (${FILE}${since == null ? '' : `, since ${since}`})`]];
}

const ofPlace = ({ visit, rules }: Question): Told => {
  const modifier = rules.modifiers.drug_modifiers_of_place[visit.setting.kind];
  return modifier === undefined ? [] : [[modifier, `infused through a pump of the equipment supplier (${FILE})`]];
};

function ofNotice({ visit, code, rules, findings }: Question): Told {
  const { payers, kinds, source } = rules.modifiers.notices;
  const { notice } = visit;
  if (notice == null || !(notice.codes?.includes(code.hcpcs) ?? true)) return [];
  if (!payers.includes(visit.payer_rules.type)) {
    findings.warn(
      'NOTICE_WITHOUT_MEANING',
      'a notice of noncoverage is recorded, which this payer does not know; ask the payer for a decision before the service instead',
      'notice',
    );
    return [];
  }
  const words = notice.kind.replaceAll('_', ' ');
  return kinds[notice.kind].map((modifier) => [modifier, `notice to the patient: ${words} (${FILE}: ${source})`]);
}

/** Said only where the policy asks for it, and only with evidence. */
function ofPolicy({ visit, code, given, rules, findings }: Question): Told {
  const { modifier, source } = rules.modifiers.policy_met;
  if (!visit.payer_rules.policy_modifier_codes?.includes(code.hcpcs)) return [];
  const met = (visit.policy_met ?? []).find(({ codes }) => codes.includes(code.hcpcs));
  if (met !== undefined) return [[modifier, `the policy is met by ${met.evidence} (${FILE}: ${source})`]];
  // A notice says that payment is doubtful; both on one line contradict each other.
  if (visit.notice?.codes?.includes(code.hcpcs) ?? visit.notice != null) return [];
  findings.error(
    'POLICY_EVIDENCE_MISSING',
    `the payer's policy on ${code.hcpcs} asks to say that its requirements are met, and no evidence is recorded; record it, or a notice to the patient`,
    given[0]?.path,
    { hcpcs: code.hcpcs },
  );
  // Whoever signs that the evidence is kept elsewhere says with it that the policy is met.
  return [[modifier, `the policy is met by evidence kept outside the chart (${FILE}: ${source})`]];
}

/** The modifier a charge master proposes never decides; where the line does not carry it, the proof says so. */
export function proposedModifiers(visit: BillingCase, carried: readonly string[], rules: Rules): readonly string[] {
  const proposed = [visit.template_modifier ?? []].flat();
  return proposed
    .filter((modifier) => modifier !== '' && !carried.includes(modifier))
    .map((modifier) => {
      const ended = rules.modifiers.modifiers[modifier]?.to;
      const why =
        rules.modifiers.modifiers[modifier] === undefined
          ? 'no rule of ours knows it'
          : modifierInEffect(modifier, visit.date_of_service, rules)
            ? 'nothing recorded calls for it'
            : ended != null && ended < visit.date_of_service
              ? `it ended on ${ended}`
              : 'it had not begun';
      return `the charge master proposes ${modifier}: not used, ${why}`;
    });
}
