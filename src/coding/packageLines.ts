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
import type { Use } from './waste.ts';

/** `opened`: all containers opened for the drug, one row per NDC, in their order. */
export function packageLines(
  part: Part,
  drug: DrugOfDay,
  opened: readonly Opened[],
  visit: BillingCase,
  findings: Findings,
): readonly CodedLine[] {
  const perNdc = visit.payer_rules.ndc === 'one_line_per_ndc';
  const line = (units: number, { proof, ...ndc }: NdcReport, key: readonly string[] = []): CodedLine => ({
    hcpcs: drug.code.hcpcs,
    units,
    modifiers: [...part.modifiers, ...key],
    ...ndc,
    proof: [...part.proof, ...proof],
    administrations: drug.given.map((each) => each.administration.id),
  });
  if (!perNdc && opened.length > 1) {
    const proof = `${opened.length} NDCs on one line: none is reported, the payer does not need them`;
    return [line(part.units, { proof: [proof] })];
  }
  const reported = (use: Use, units: number, amount: Decimal): CodedLine =>
    line(units, ndcReport(use.opened, amount, drug.code, perNdc, findings), keyModifier(use, opened, visit));
  const { onLast } = part;
  if (onLast !== undefined) return part.uses.slice(-1).map((last) => reported(last, part.units, onLast));
  return shareUnits(part, drug.code).map(([use, units]) => reported(use, units, part.report(use)));
}

/**
 * Units of a part over its packages in the order they were used up; those without any have no line. They add up to the
 * part's units; a package gets the whole units it completes and at least one, so the rounding lands on the last one, as
 * the waste does.
 */
function shareUnits(part: Part, code: DrugCode): readonly (readonly [use: Use, units: number])[] {
  const size = code.unit?.value;
  if (size === undefined) return part.uses.slice(0, 1).map((use) => [use, part.units]);
  const used = part.uses.filter((use) => part.report(use).gt(0));
  let reached = new Decimal(0);
  let left = part.units;
  const shares = used.map((use, index): readonly [use: Use, units: number] => {
    reached = reached.plus(part.report(use));
    const stillToCome = used.length - 1 - index;
    const completed = Math.max(1, floorQuotient(reached, size) - (part.units - left));
    const share = stillToCome === 0 ? left : Math.max(0, Math.min(completed, left - stillToCome));
    left -= share;
    return [use, share];
  });
  return shares.filter(([, units]) => units > 0);
}

/** Which NDC of the drug it is: the first that was opened, or a later one. */
const keyModifier = (use: Use, opened: readonly Opened[], visit: BillingCase): readonly string[] =>
  visit.payer_rules.multi_ndc_modifiers && opened.length > 1 ? [use.opened === opened[0] ? 'KP' : 'KQ'] : [];

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
