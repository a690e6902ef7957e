/** The smallest content that covers a dose from given vial sizes: what a pharmacy opens and a payer pays waste on. */

import { Decimal } from '../quantity.ts';

/** Beyond this many steps of search the sizes are too fine for the dose; the dose itself is then the answer. */
const MOST_STEPS = 200_000;

/**
 * Total content of the best combination of vials: the least that is at least the dose. Exact: a bounded search in
 * the largest step that divides every size and the dose. Undefined without a size or when the search would be too long.
 *
 * @param dose greater than zero, in the unit of the sizes
 * @param sizes contents of the vials that exist, any order, repeats allowed
 */
export function smallestContent(dose: Decimal, sizes: readonly Decimal[]): Decimal | undefined {
  const distinct = [...new Map(sizes.filter((size) => size.gt(0)).map((size) => [size.toFixed(), size])).values()];
  if (distinct.length === 0) return undefined;
  const step = distinct.reduce(commonStep);
  const need = dose.div(step).ceil().toNumber();
  const steps = distinct.map((size) => size.div(step).toNumber());
  if (need + Math.max(...steps) > MOST_STEPS) return undefined;
  return firstReachable(need, steps).times(step);
}

/** The smallest number of steps, at least `need`, that is a sum of sizes. */
function firstReachable(need: number, sizes: readonly number[]): Decimal {
  const largest = Math.max(...sizes);
  const reachable = new Uint8Array(need + largest + 1);
  reachable[0] = 1;
  for (let total = 0; total < reachable.length; total++) {
    if (reachable[total] !== 1) continue;
    if (total >= need) return new Decimal(total);
    for (const size of sizes) if (total + size < reachable.length) reachable[total + size] = 1;
  }
  throw new Error('one more vial of any size always covers the rest');
}

/** Greatest common divisor of two decimals. */
function commonStep(a: Decimal, b: Decimal): Decimal {
  let [x, y] = [a, b];
  while (!y.isZero()) [x, y] = [y, x.mod(y)];
  return x;
}
