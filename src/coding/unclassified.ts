/** Drugs without a code of their own on the date of service. */

import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import type { BillingCase, CaseAdministration } from './case.ts';
import type { Findings } from './findings.ts';

interface Question {
  readonly administration: CaseAdministration;
  readonly path: string;
  readonly visit: BillingCase;
  readonly rules: Rules;
  /** Codes that the drug's name stands for, on any date. */
  readonly named: readonly DrugCode[];
  readonly knownNdc: boolean;
  /** The package's own codes when all of them begin after the date of service. */
  readonly later: readonly DrugCode[] | undefined;
  readonly findings: Findings;
}

/**
 * The unclassified code for a drug that has none of its own yet: before its code begins, or where somebody attests
 * that none exists. A drug we merely do not know is held: it may well have a code.
 */
export function unclassifiedCode(question: Question): DrugCode | undefined {
  const { administration, path, visit, rules, later, findings } = question;
  const { institutional, professional, antineoplastic } = rules.coverage.unclassified;
  const unclassified = [institutional, ...professional];
  const template = [visit.template_hcpcs ?? []].flat().find((proposed) => unclassified.includes(proposed)) ?? '';
  const isUnclassified = template !== '';
  const notYet = later !== undefined && later.length > 0;
  const attested =
    administration.unclassified === true ||
    /\bno hcpcs\b/i.test(administration.drug) ||
    (isUnclassified && !question.knownNdc);
  if (!notYet && !attested) {
    unknownProduct(question);
    return undefined;
  }
  const ownWord = professional.includes(template) && !rules.coverage.packaged.payers.includes(visit.payer_rules.type);
  if (visit.setting.claim === '837I') return rules.codes.get(ownWord ? template : institutional);
  if (professional.includes(template)) return rules.codes.get(template);
  if (
    template !== institutional &&
    notYet &&
    later.every((code) => code.hcpcs.startsWith('J9') && code.administration === 'chemo')
  )
    return rules.codes.get(antineoplastic);
  findings.error(
    'C9399_NOT_ON_837P',
    `the drug has no code of its own on this date, and ${institutional} serves hospital outpatient claims only; choose ${professional.join(', ')} for the professional claim`,
    path,
  );
  return undefined;
}

function unknownProduct({ path, named, knownNdc, findings }: Question): void {
  if (knownNdc)
    findings.error(
      'CODE_NOT_IN_EFFECT',
      'no code of this package is in effect on the date of service; check the date, or add the code of that time to mappings/drugs',
      path,
    );
  else if (named.length > 0)
    findings.error(
      'NDC_UNKNOWN',
      'the drug is known but this NDC is not; check the package, or add the NDC to mappings/drugs',
      path,
    );
  else
    findings.error(
      'UNKNOWN_DRUG',
      'neither the drug nor its NDC is known; add them to mappings/drugs, or attest that no code exists yet',
      path,
    );
}

/** Name, dose, route and NDC in the space a claim gives them; the payer prices an unclassified line from this. */
export function describe(administration: CaseAdministration, ndc11: string, most: number): string {
  const name = administration.drug
    .replace(/\(.*?\)/g, ' ')
    .replace(/[^A-Za-z0-9 .,/-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const dose = `${administration.dose.value} ${administration.dose.unit}`;
  const withDose = name.includes(dose) ? name : `${name} ${dose}`;
  const rest = ` ${administration.route} NDC ${ndc11}`;
  return `${withDose.slice(0, most - rest.length).trimEnd()}${rest}`.toUpperCase();
}
