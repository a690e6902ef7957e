/** The claim lines of one drug code on one day. */

import { Decimal } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import { unitWord } from '../rules/units.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';
import { billableAmount, chartedDiscard } from './charted.ts';
import { drugModifiers, type Modifiers, proposedModifiers } from './drugModifiers.ts';
import type { Findings } from './findings.ts';
import { type Part, regimeOf, sharedPart, singleDoseParts } from './leftovers.ts';
import { packageLines } from './packageLines.ts';
import type { DrugOfDay } from './product.ts';
import { isSupplied, PENNY } from './supplied.ts';
import { describe } from './unclassified.ts';
import { administeredUnits, shortDecimal } from './units.ts';
import { allocate, contentOf, mergeOpened, totalContent, totalUsed, wasteOf } from './waste.ts';

/** Waste alone is never paid, neither of a visit nor of one code of it. */
export const PREPARED_ONLY = [
  'JW_WITHOUT_ADMIN',
  'a drug was prepared and not given; discarded drug is paid only beside a given part of it, so it is not billed',
] as const;

/** Administered and discarded lines of a drug, with units, JW or JZ, and NDC quantities. */
export function drugLines(drug: DrugOfDay, visit: BillingCase, rules: Rules, findings: Findings): readonly CodedLine[] {
  const { code, given } = drug;
  if (given.every(({ amount }) => amount.isZero())) {
    findings.warn(...PREPARED_ONLY, given[0]?.path);
    return [];
  }
  const opened = mergeOpened(given.flatMap((each) => each.opened));
  const amount = billableAmount(drug, contentOf(opened), rules, findings);
  if (amount === undefined) return [];
  const regime = regimeOf(visit, drug, rules);
  const unknown = opened.find((each) => each.kind === null);
  if ((regime.applies || regime.combined) && unknown !== undefined) {
    findings.error(
      'CONTAINER_TYPE_UNKNOWN',
      'whether the container is single-dose or multi-dose is not known, so neither is the waste; enter the kind of container',
      unknown.path,
    );
    return [];
  }
  const uses = allocate(amount, opened);
  const single = uses.filter((use) => use.opened.kind === 'single-dose');
  const shared = uses.filter((use) => use.opened.kind !== 'single-dose');
  const { administered: up, discarded: down } = rules.coverage.rounding;
  const total = administeredUnits(amount, totalContent(uses), code, up);
  const ofSingle = shared.length === 0 ? total : administeredUnits(totalUsed(single), totalContent(single), code, up);
  const parts: Part[] = [];
  if (single.length > 0) {
    const waste = wasteOf(single, ofSingle.units, chartedDiscard(drug, findings), code, down);
    if (waste.amount.plus(totalUsed(single)).gt(totalContent(single))) {
      findings.error(
        'WASTE_EXCEEDS_OPENED',
        'given and discarded amounts together exceed what the opened containers hold; correct the charted waste or the packages',
        given[0]?.path,
      );
      return [];
    }
    parts.push(...singleDoseParts(single, ofSingle.units, waste, regime, code));
  }
  const unitsOfShared = single.length === 0 ? total.units : total.units - ofSingle.units;
  if (shared.length > 0 && unitsOfShared > 0) parts.push(sharedPart(shared, unitsOfShared, regime));
  const why = [...new Set(given.flatMap((each) => each.proof)), ...dosesTold(drug), total.proof, ...regime.proof];
  const extra = drugModifiers({ visit, code, given, rules, findings });
  return parts
    .flatMap((part) => packageLines(part, drug, opened, visit, findings))
    .map((line) => completed(line, drug, why, extra, visit, rules));
}

/** What was given, per resource, and their sum where the code counts several doses of the day. */
function dosesTold({ code, given }: DrugOfDay): readonly string[] {
  const unit = code.unit?.unit ?? given[0]?.administration.dose.unit ?? '';
  const told = given.map(({ administration, amount, isPart }) => {
    const { id, dose, dose_proof: before } = administration;
    const charted = new Decimal(dose.value);
    const same = unitWord(dose.unit) === unit && charted.eq(amount);
    const converted = same ? '' : ` = ${shortDecimal(amount)} ${unit}`;
    const how = before == null || before.length === 0 ? '' : ` (${before.join('; ')})`;
    const dosed = `${id}: ${shortDecimal(charted)} ${dose.unit}`;
    if (isPart) return `${dosed} given, ${shortDecimal(amount)} ${unit} of it ${code.hcpcs}${how}`;
    return `${dosed}${converted} given${how}`;
  });
  if (given.length < 2) return told;
  const sum = given.reduce((total, { amount }) => total.plus(amount), new Decimal(0));
  const parts = given.map(({ amount }) => shortDecimal(amount)).join(' + ');
  return [...told, `${parts} = ${shortDecimal(sum)} ${unit} on the day, rounded once`];
}

/** What all lines of the drug share: why it is this code, further modifiers, the words an unclassified code needs. */
function completed(
  line: CodedLine,
  { code, given }: DrugOfDay,
  why: readonly string[],
  extra: Modifiers,
  visit: BillingCase,
  rules: Rules,
): CodedLine {
  const first = given[0];
  const modifiers = [...line.modifiers, ...extra.codes];
  const proof = [...why, ...line.proof, ...extra.proof, ...proposedModifiers(visit, modifiers, rules)];
  const supplied = given.some(({ administration }) => isSupplied(administration));
  const full = { ...line, modifiers, proof, ...(supplied ? { charge: PENNY } : {}) };
  if (code.unit !== null || first === undefined) return full;
  const most = rules.coverage.unclassified.description_at_most;
  return {
    ...full,
    description: describe(first.administration, first.opened[0]?.ndc11 ?? '', most),
    description_required: true,
  };
}
