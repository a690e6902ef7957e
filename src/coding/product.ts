/** Which product was given: the dispensed NDC, the date and the context decide the code; never the name alone. */

import { type Decimal, formatDecimal } from '../quantity.ts';
import { codesFor, drugByName, drugByNdc } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import type { Amount, ContainerKind, DrugCode, DrugPackage } from '../rules/types.ts';
import { amountOf, unitWord } from '../rules/units.ts';
import type { BillingCase, CaseAdministration, CasePackage } from './case.ts';
import type { Findings } from './findings.ts';
import { type Content, hyphenated, readNdc } from './ndc.ts';
import { unclassifiedCode } from './unclassified.ts';
import { inCodeUnit } from './units.ts';

/** Containers of one NDC that were opened for a drug; amounts in the unit of its code. */
export interface Opened extends Content {
  readonly ndc11: string;
  readonly containers: number;
  /** null: nobody knows whether leftovers are waste. */
  readonly kind: ContainerKind | null;
  readonly kindFrom: string;
  readonly path: string;
}

/** One drug given under one code. */
export interface Given {
  readonly administration: CaseAdministration;
  readonly path: string;
  readonly code: DrugCode;
  readonly amount: Decimal;
  readonly opened: readonly Opened[];
  /** Why this code. */
  readonly proof: readonly string[];
}

/** Every drug of the visit with its code; what cannot be told is an error in `findings`, never a guess. */
export function identifyProducts(visit: BillingCase, rules: Rules, findings: Findings): readonly Given[] {
  const given = visit.administrations.flatMap((administration, index) =>
    identify(administration, `administrations[${index}]`, visit, rules, findings),
  );
  return [...given, ...sharedContainers(visit, given, findings)];
}

/** A flush and a swallowed tablet are no drug lines; a drug that was not given is none either. */
export const isDrugLine = (administration: CaseAdministration): boolean =>
  administration.admin_class !== 'flush' &&
  !/^(po|oral|by mouth)$/i.test(administration.route) &&
  !/^0*(\.0*)?$/.test(administration.dose.value);

interface Choice {
  readonly code: DrugCode;
  readonly row: DrugPackage | undefined;
  readonly ndc11: string;
  readonly why: string;
}

function identify(
  administration: CaseAdministration,
  path: string,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): readonly Given[] {
  if (!isDrugLine(administration) || !receivedNdcAgrees(administration, path, findings)) return [];
  const choices = administration.packages.map((item, index) =>
    choose(item, `${path}.packages[${index}]`, administration, visit, rules, findings),
  );
  const codes = [...new Set(choices.map((choice) => choice?.code))];
  if (codes.length === 0 || codes.includes(undefined)) return [];
  const parts = codes.length === 1 ? [administration.dose.value] : shareOut(administration, choices, codes);
  return codes.flatMap((code, part) => {
    if (code === undefined) return [];
    const mine = choices.flatMap((choice, index) => {
      const item = administration.packages[index];
      return choice?.code === code && item !== undefined ? [{ item, choice, path: `${path}.packages[${index}]` }] : [];
    });
    const dose = amountOf(parts[part] ?? '0', administration.dose.unit);
    return measure(administration, path, code, dose, mine, findings);
  });
}

/** The amounts of dose and containers in the code's unit. */
function measure(
  administration: CaseAdministration,
  path: string,
  code: DrugCode,
  dose: Amount,
  items: readonly { readonly item: CasePackage; readonly choice: Choice; readonly path: string }[],
  findings: Findings,
): readonly Given[] {
  const unit = code.unit?.unit ?? unitWord(dose.unit) ?? dose.unit;
  const first = items[0];
  const amount = inCodeUnit(dose, code, first && stated(first.item), first?.choice.row?.amount);
  if (amount === undefined) {
    findings.error(
      'DOSE_UNIT_MISMATCH',
      `the dose is in ${dose.unit}, but ${code.hcpcs} counts ${unit}; enter the dose given in a unit that can be converted`,
      `${path}.dose.unit`,
    );
    return [];
  }
  const opened = items.flatMap(({ item, choice, path: where }) => {
    const content = stated(item) ?? choice.row?.amount;
    const perContainer = content === undefined ? undefined : inCodeUnit(content, code, content, choice.row?.amount);
    if (content === undefined || perContainer === undefined || perContainer.isZero()) {
      findings.error(
        'PACKAGE_CONTENT_UNKNOWN',
        `the content of a container is not known in ${unit}; enter the labelled amount and its unit`,
        where,
      );
      return [];
    }
    checkLabel(choice, code, perContainer, where, findings);
    return [openedOf(item, choice, perContainer, unit, where)];
  });
  return opened.length < items.length
    ? []
    : [{ administration, path, code, amount, opened, proof: [...new Set(items.map(({ choice }) => choice.why))] }];
}

function openedOf(item: CasePackage, choice: Choice, perContainer: Decimal, unit: string, path: string): Opened {
  const volume = item.volume_ml_per_container;
  const volumeMl =
    volume === undefined || volume === null ? (choice.row?.volumeMl ?? null) : amountOf(volume, 'mL').value;
  const [kind, kindFrom] =
    item.container_type != null
      ? [item.container_type, 'as charted']
      : choice.row?.container != null
        ? [choice.row.container, `by NDC (${choice.row.file})`]
        : choice.code.container !== null
          ? [choice.code.container, `by code (${choice.code.file})`]
          : [null, 'not known'];
  const ndcUnit = item.ndc_uom ?? choice.row?.ndcUnit ?? choice.code.ndcUnit ?? null;
  return {
    ndc11: choice.ndc11,
    containers: item.containers_opened,
    perContainer,
    unit,
    volumeMl,
    ndcUnit,
    kind,
    kindFrom,
    path,
  };
}

/** The charted content wins over the table (labels change first), but a difference is worth a look. */
function checkLabel(choice: Choice, code: DrugCode, perContainer: Decimal, path: string, findings: Findings): void {
  const label =
    choice.row === undefined ? undefined : inCodeUnit(choice.row.amount, code, choice.row.amount, choice.row.amount);
  if (label === undefined || label.eq(perContainer)) return;
  findings.warn(
    'PACKAGE_CONTENT_MISMATCH',
    `a container is charted with ${formatDecimal(perContainer)} ${code.unit?.unit ?? ''}, the table says ${formatDecimal(label)}; check the package that was scanned`,
    path,
  );
}

const stated = (item: CasePackage): Amount | undefined =>
  item.amount_per_container == null || item.amount_unit == null
    ? undefined
    : amountOf(item.amount_per_container, item.amount_unit);

function choose(
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
  const fitting = byContext(found.codes, item, found.package, administration, visit, rules);
  const [code] = fitting;
  if (code === undefined || fitting.length > 1) {
    findings.error(
      'PRODUCT_AMBIGUOUS',
      `the NDC is billed as ${found.codes.map((each) => each.hcpcs).join(' or ')} on this date and nothing in the case decides; a person must choose`,
      path,
    );
    return undefined;
  }
  const choseBy =
    found.codes.length > 1 ? `, chosen from ${found.codes.map((each) => each.hcpcs).join(', ')} by context` : '';
  return {
    code,
    row: found.package,
    ndc11: reading.ndc11,
    why: `NDC ${hyphenated(reading.ndc11)} is ${code.hcpcs} on ${visit.date_of_service} (${found.package.file}, ${found.package.source}${choseBy})`,
  };
}

/** Dialysis, bag volume, then route; each only when it leaves something. */
function byContext(
  codes: readonly DrugCode[],
  item: CasePackage,
  row: DrugPackage,
  administration: CaseAdministration,
  visit: BillingCase,
  rules: Rules,
): readonly DrugCode[] {
  if (codes.length < 2) return codes;
  const dialysis =
    visit.patient?.on_dialysis ??
    (visit.diagnoses ?? []).some((diagnosis) => rules.coverage.end_stage_renal_disease.diagnoses.includes(diagnosis));
  const byDialysis = codes.filter((code) => code.onDialysis === null || code.onDialysis === dialysis);
  if (byDialysis.length === 1) return byDialysis;
  if (codes.every((code) => code.unit?.unit === 'mL')) {
    const bag = (stated(item) ?? row.amount).value;
    const bySize = [...codes].sort((a, b) => (a.unit && b.unit ? a.unit.value.comparedTo(b.unit.value) : 0));
    return [bySize.find((code) => code.unit?.value.gte(bag)) ?? bySize.at(-1)].filter((code) => code !== undefined);
  }
  const byRoute = byDialysis.filter((code) => code.routes.includes(administration.route));
  return byRoute.length > 0 ? byRoute : byDialysis;
}

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

function receivedNdcAgrees(administration: CaseAdministration, path: string, findings: Findings): boolean {
  if (administration.ndc_as_received == null) return true;
  const received = readNdc(administration.ndc_as_received);
  if (!received.ok) {
    findings.error(received.code, received.message, `${path}.ndc_as_received`);
    return false;
  }
  const same = administration.packages.some((item) => {
    const own = readNdc(item.ndc11);
    return own.ok && own.ndc11 === received.ndc11;
  });
  if (!same)
    findings.error(
      'NDC_MISMATCH',
      'the NDC received is none of the packages opened; check which package was scanned',
      `${path}.ndc_as_received`,
    );
  return same;
}

/** One dose out of packages with different codes: consumed in the listed order. */
function shareOut(
  administration: CaseAdministration,
  choices: readonly (Choice | undefined)[],
  codes: readonly (DrugCode | undefined)[],
): readonly Decimal[] {
  let left = amountOf(administration.dose.value, administration.dose.unit).value;
  return codes.map((code, index) => {
    if (index === codes.length - 1) return left;
    const content = administration.packages.reduce((sum, item, position) => {
      const amount = choices[position]?.code === code ? (stated(item) ?? choices[position]?.row?.amount) : undefined;
      return amount === undefined ? sum : sum.plus(amount.value.times(item.containers_opened));
    }, amountOf('0', 'mg').value);
    const part = left.lt(content) ? left : content;
    left = left.minus(part);
    return part;
  });
}

/** Doses without packages of their own: from the containers opened for the same drug, or nobody knows from what. */
function sharedContainers(visit: BillingCase, given: readonly Given[], findings: Findings): readonly Given[] {
  return visit.administrations.flatMap((administration, index) => {
    const path = `administrations[${index}]`;
    if (!isDrugLine(administration) || administration.packages.length > 0) return [];
    const sibling = given.find((other) => other.administration.drug === administration.drug);
    if (sibling === undefined) {
      findings.error(
        'MISSING_PACKAGES',
        'no package is recorded for this dose, so product, waste and NDC are unknown; record what was opened',
        `${path}.packages`,
      );
      return [];
    }
    const amount = inCodeUnit(amountOf(administration.dose.value, administration.dose.unit), sibling.code);
    if (amount === undefined) {
      findings.error(
        'DOSE_UNIT_MISMATCH',
        `the dose is in ${administration.dose.unit}, which ${sibling.code.hcpcs} does not count; enter it in another unit`,
        `${path}.dose.unit`,
      );
      return [];
    }
    return [
      {
        administration,
        path,
        code: sibling.code,
        amount,
        opened: [],
        proof: ['from the containers opened for the same drug'],
      },
    ];
  });
}

/** The codes that a code proposed by a template stands for on a date. */
export const proposedCodes = (rules: Rules, hcpcs: string, date: string): readonly DrugCode[] => {
  const current = codesFor(rules, [hcpcs], date);
  const named = rules.codes.get(hcpcs);
  return current.length > 0 ? current : named === undefined ? [] : [named];
};
