/** A part of a drug over the packages it came from: one line, or one per NDC where the payer wants the NDC. */

import { Decimal, formatDecimal } from '../quantity.ts';
import type { DrugCode } from '../rules/types.ts';
import type { CodedLine, NdcQuantity } from './answer.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';
import type { Part } from './leftovers.ts';
import { hyphenated, ndcQuantity, quantityText } from './ndc.ts';
import type { Opened } from './opened.ts';
import type { DrugOfDay } from './product.ts';
import { floorQuotient } from './units.ts';

/** `ndcCount`: how many NDCs were opened for the drug in all. */
export function packageLines(
  part: Part,
  drug: DrugOfDay,
  ndcCount: number,
  visit: BillingCase,
  findings: Findings,
): readonly CodedLine[] {
  const perNdc = visit.payer_rules.ndc === 'one_line_per_ndc';
  const line = (units: number, ndc: NdcReport, key: readonly string[] = []): CodedLine => ({
    hcpcs: drug.code.hcpcs,
    units,
    modifiers: [...part.modifiers, ...key],
    ...(ndc.ndc === undefined ? {} : { ndc: ndc.ndc }),
    proof: [...part.proof, ...ndc.proof],
    administrations: drug.given.map((each) => each.administration.id),
  });
  const report = (opened: Opened, amount: Decimal): NdcReport => ndcReport(opened, amount, drug.code, perNdc, findings);
  const last = part.uses.at(-1);
  if (last === undefined) return [];
  if (!perNdc && ndcCount > 1) {
    return [
      line(part.units, { proof: [`${ndcCount} NDCs on one line: none is reported, the payer does not need them`] }),
    ];
  }
  const key = (index: number): readonly string[] => keyModifier(index, ndcCount, visit);
  if (part.onLast !== undefined) return [line(part.units, report(last.opened, part.onLast), key(part.uses.length - 1))];
  const shares = shareUnits(part, drug.code);
  return part.uses.flatMap((use, index) => {
    const units = shares[index] ?? 0;
    return units === 0 ? [] : [line(units, report(use.opened, part.report(use)), key(index))];
  });
}

/**
 * Units of a part over its packages in the order they were used up. They add up to the part's units; a package gets
 * the whole units it completes and at least one, so the rounding lands on the last one, as the waste does.
 */
function shareUnits(part: Part, code: DrugCode): readonly number[] {
  const size = code.unit?.value;
  if (size === undefined || part.uses.length === 1) return part.uses.map((_, index) => (index === 0 ? part.units : 0));
  const reported = part.uses.map((use) => part.report(use));
  const final = reported.findLastIndex((amount) => amount.gt(0));
  let reached = new Decimal(0);
  let shared = 0;
  return reported.map((amount, index) => {
    reached = reached.plus(amount);
    if (amount.isZero() || index > final) return 0;
    const stillToCome = reported.slice(index + 1).filter((later) => later.gt(0)).length;
    const completed = Math.max(1, floorQuotient(reached, size) - shared);
    const share =
      index === final ? part.units - shared : Math.max(0, Math.min(completed, part.units - shared - stillToCome));
    shared += share;
    return share;
  });
}

const keyModifier = (index: number, ndcCount: number, visit: BillingCase): readonly string[] =>
  visit.payer_rules.multi_ndc_modifiers && ndcCount > 1 ? [index === 0 ? 'KP' : 'KQ'] : [];

interface NdcReport {
  readonly ndc?: NdcQuantity;
  readonly proof: readonly string[];
}

function ndcReport(opened: Opened, amount: Decimal, code: DrugCode, wanted: boolean, findings: Findings): NdcReport {
  const quantity = ndcQuantity(amount, opened);
  if (quantity === undefined || opened.ndcUnit === null) {
    if (wanted) {
      findings.error(
        'NDC_QUANTITY_UNKNOWN',
        'the payer wants the NDC, but its unit or the label volume is not known; enter the volume per container, or add it to mappings/drugs',
        opened.path,
      );
    }
    return { proof: [`NDC ${hyphenated(opened.ndc11)} left out: its unit or label volume is not known`] };
  }
  const text = quantityText(quantity);
  const unit = code.unit?.unit ?? opened.unit;
  const volume = opened.ndcUnit === 'ML' && opened.volumeMl !== null ? ` in ${formatDecimal(opened.volumeMl)} mL` : '';
  const content = `${formatDecimal(opened.perContainer)} ${unit}${volume} per container`;
  return {
    ndc: { qualifier: 'N4', ndc11: opened.ndc11, quantity: text, uom: opened.ndcUnit },
    proof: [
      `NDC ${hyphenated(opened.ndc11)}: ${formatDecimal(amount)} ${unit} of ${content} = ${text} ${opened.ndcUnit}`,
    ],
  };
}
