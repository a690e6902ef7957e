/** What was used and what was thrown away, container by container. */

import { type Decimal, formatDecimal, lesserOf, sumOf } from '../quantity.ts';
import type { DrugCode } from '../rules/types.ts';
import type { Opened } from './opened.ts';
import { quotientOf, shortDecimal } from './units.ts';

/** One NDC of a drug: what was opened, what of it the patient got. */
export interface Use {
  readonly opened: Opened;
  /** Labelled content of all its containers. */
  readonly content: Decimal;
  readonly used: Decimal;
}

export const contentOf = (opened: readonly Opened[]): Decimal =>
  sumOf(opened.map((each) => each.perContainer.times(each.containers)));
export const totalUsed = (uses: readonly Use[]): Decimal => sumOf(uses.map((use) => use.used));
export const totalContent = (uses: readonly Use[]): Decimal => sumOf(uses.map((use) => use.content));

/** The same NDC opened twice on a day is one row; packages keep the order in which they were opened. */
export function mergeOpened(opened: readonly Opened[]): readonly Opened[] {
  const rows: Opened[] = [];
  for (const next of opened) {
    const at = rows.findIndex(
      (row) => row.ndc11 === next.ndc11 && row.kind === next.kind && row.perContainer.eq(next.perContainer),
    );
    const row = rows[at];
    if (row === undefined) rows.push(next);
    else rows[at] = { ...row, containers: row.containers + next.containers };
  }
  return rows;
}

/** Containers are used up in the listed order. */
export function allocate(amount: Decimal, opened: readonly Opened[]): readonly Use[] {
  let left = amount;
  return opened.map((each) => {
    const content = each.perContainer.times(each.containers);
    const used = lesserOf(left, content);
    left = left.minus(used);
    return { opened: each, content, used };
  });
}

export interface Waste {
  /** Whole units that could be billed as discarded. */
  readonly units: number;
  /** What was discarded of single-dose containers. */
  readonly amount: Decimal;
  readonly proof: string;
}

/**
 * Discarded whole units of single-dose containers: rounded down, and never more than the label holds beside the
 * administered units. `charted` is what nursing recorded as thrown away; without it all that is left was. `per`: whose
 * rule rounds down.
 */
export function wasteOf(
  uses: readonly Use[],
  administeredUnits: number,
  charted: Decimal | undefined,
  code: DrugCode,
  per: string,
): Waste {
  const content = totalContent(uses);
  const amount = charted ?? content.minus(totalUsed(uses));
  if (code.unit === null) {
    const units = amount.gt(0) ? 1 : 0;
    return { units, amount, proof: `${formatDecimal(amount)} discarded; an unclassified code has no unit: ${units}` };
  }
  const { exact: discarded, floor } = quotientOf(amount, code.unit.value);
  const label = quotientOf(content, code.unit.value);
  const units = Math.max(0, Math.min(floor, label.floor - administeredUnits));
  const of = `${uses.map((use) => `${use.opened.containers} x ${formatDecimal(use.opened.perContainer)}`).join(' + ')} ${code.unit.unit}`;
  return {
    units,
    amount,
    proof: `discarded ${formatDecimal(amount)} of ${of}: ${formatDecimal(amount)} / ${formatDecimal(code.unit.value)} = ${shortDecimal(discarded)} -> ${units} whole units${discarded.isInteger() ? '' : ` (rounded down per ${per})`}, ${administeredUnits} + ${units} of ${shortDecimal(label.exact)} on the label`,
  };
}
