/** What was given and out of what: every dose with its code, its amount in the code's unit, the containers opened. */

import type { Decimal } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import type { Amount, DrugCode } from '../rules/types.ts';
import { amountOf, unitWord } from '../rules/units.ts';
import { type BillingCase, type CaseAdministration, type CasePackage, isNothing } from './case.ts';
import { type Choice, chooseCode, stated } from './codeChoice.ts';
import type { Findings } from './findings.ts';
import { readNdc } from './ndc.ts';
import { checkLabel, type Opened, openedOf } from './opened.ts';
import { isLeftOff } from './supplied.ts';
import { inCodeUnit } from './units.ts';

/** One drug given under one code. */
export interface Given {
  readonly administration: CaseAdministration;
  readonly path: string;
  readonly code: DrugCode;
  readonly amount: Decimal;
  readonly opened: readonly Opened[];
  /** The dose came out of packages of several codes, and this is what of it this code had. */
  readonly isPart: boolean;
  /** Why this code. */
  readonly proof: readonly string[];
}

/** All doses of one code on the day: summed first, rounded once. */
export interface DrugOfDay {
  readonly code: DrugCode;
  readonly given: readonly Given[];
}

/** Every drug of the visit with its code; what cannot be told is an error in `findings`, never a guess. */
export function identifyProducts(visit: BillingCase, rules: Rules, findings: Findings): readonly Given[] {
  const given = visit.administrations.flatMap((administration, index) =>
    identify(administration, `administrations[${index}]`, visit, rules, findings),
  );
  return [...given, ...sharedContainers(visit, given, findings)];
}

/** A flush and a swallowed tablet are no drug lines; a drug that was not given is none either. */
const isDrugLine = (administration: CaseAdministration): boolean =>
  administration.admin_class !== 'flush' &&
  !/^(po|oral|by mouth)$/i.test(administration.route) &&
  !isNothing(administration.dose.value);

function identify(
  administration: CaseAdministration,
  path: string,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): readonly Given[] {
  if (!isDrugLine(administration) || isLeftOff(administration, visit)) return [];
  if (!receivedNdcAgrees(administration, path, findings)) return [];
  const choices = administration.packages.map((item, index) =>
    chooseCode(item, `${path}.packages[${index}]`, administration, visit, rules, findings),
  );
  if (choices.includes(undefined)) return [];
  const codes = [...new Set(choices.flatMap((choice) => choice?.code ?? []))];
  return shareOut(administration, choices, codes).flatMap(([code, part]) => {
    const mine = choices.flatMap((choice, index) => {
      const item = administration.packages[index];
      return choice?.code === code && item !== undefined ? [{ item, choice, path: `${path}.packages[${index}]` }] : [];
    });
    const dose = amountOf(part, administration.dose.unit);
    return measure(administration, path, code, dose, mine, findings).map((given) => ({
      ...given,
      isPart: codes.length > 1,
    }));
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
): readonly Omit<Given, 'isPart'>[] {
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

/** One dose out of packages with different codes: consumed in the listed order, and the last one has what is left. */
function shareOut(
  administration: CaseAdministration,
  choices: readonly (Choice | undefined)[],
  codes: readonly DrugCode[],
): readonly (readonly [code: DrugCode, part: Decimal])[] {
  let left = amountOf(administration.dose.value, administration.dose.unit).value;
  return codes.map((code, index) => {
    if (index === codes.length - 1) return [code, left];
    const content = administration.packages.reduce((sum, item, position) => {
      const amount = choices[position]?.code === code ? (stated(item) ?? choices[position]?.row?.amount) : undefined;
      return amount === undefined ? sum : sum.plus(amount.value.times(item.containers_opened));
    }, amountOf('0', 'mg').value);
    const part = left.lt(content) ? left : content;
    left = left.minus(part);
    return [code, part];
  });
}

/** Doses without packages of their own: from the containers opened for the same drug, or nobody knows from what. */
function sharedContainers(visit: BillingCase, given: readonly Given[], findings: Findings): readonly Given[] {
  return visit.administrations.flatMap((administration, index) => {
    if (administration.packages.length > 0 || !isDrugLine(administration) || isLeftOff(administration, visit))
      return [];
    const path = `administrations[${index}]`;
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
        isPart: false,
        proof: ['from the containers opened for the same drug'],
      },
    ];
  });
}
