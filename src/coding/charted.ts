/** Charted amounts against labels: overfill, waste that was recorded. */

import { Decimal, lesserOf, sumOf } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import { amountOf } from '../rules/units.ts';
import type { Findings } from './findings.ts';
import type { DrugOfDay, Given } from './product.ts';
import { inCodeUnit } from './units.ts';

/** What of the dose may be billed: overfill of a few percent is capped, more than that is a question to the chart. */
export function billableAmount(
  { given }: DrugOfDay,
  opened: Decimal,
  rules: Rules,
  findings: Findings,
): Decimal | undefined {
  const path = given[0]?.path;
  const asked = sumOf(given.map(({ amount }) => amount));
  if (asked.gt(opened) && asked.gt(opened.times(new Decimal(1).plus(rules.coverage.overfill.share_at_most)))) {
    findings.error(
      'DOSE_EXCEEDS_OPENED',
      'the dose given is more than the opened containers hold; correct the dose or record all packages',
      `${path}.packages`,
    );
    return undefined;
  }
  if (asked.gt(opened) || sumOf(given.map(drawnUp)).gt(opened)) {
    findings.warn(
      'OVERFILL_CAPPED',
      'more was charted than the labels of the opened containers hold; billed is the labelled content at most',
      path,
    );
  }
  return lesserOf(asked, opened);
}

function drawnUp(given: Given): Decimal {
  const text = given.administration.charted_amount_mg;
  return (text == null ? undefined : inCodeUnit(amountOf(text, 'mg'), given.code)) ?? given.amount;
}

/** What nursing recorded as thrown away, in the code's unit; undefined when nobody recorded it. */
export function chartedDiscard({ code, given }: DrugOfDay, findings: Findings): Decimal | undefined {
  const amounts = given.flatMap(({ administration, path }) => {
    const discarded = administration.discarded;
    if (discarded == null) return [];
    const amount = inCodeUnit(amountOf(discarded.value, discarded.unit), code);
    if (amount === undefined) {
      findings.error(
        'WASTE_UNIT_MISMATCH',
        `the discarded amount is in ${discarded.unit}, which ${code.hcpcs} does not count; enter it in another unit`,
        `${path}.discarded`,
      );
      return [];
    }
    return [amount];
  });
  return amounts.length === 0 ? undefined : amounts.reduce((total, amount) => total.plus(amount));
}
