/** The combination of vials that wastes least: payers pay waste only on the best one available. */

import { Decimal } from '../quantity.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';

/** Beyond this the sizes are too fine for the dose to search all combinations. */
const MOST_STEPS = 100_000;

export interface VialChoice {
  /** Vial size as given -> how many of it; sizes that are not needed are absent. */
  readonly vials: ReadonlyMap<string, number>;
  readonly content: Decimal;
}

/**
 * Least total content that covers the dose, then fewest vials, then fewest sizes. Exact: all amounts are counted in
 * the largest step that divides them. undefined without a usable size, or when the search would be too long.
 */
export function chooseVials(dose: string, stock: readonly string[]): VialChoice | undefined {
  const sizes = [...new Set(stock.map((size) => new Decimal(size).toFixed()))]
    .map((size) => new Decimal(size))
    .filter((size) => size.gt(0));
  const needed = new Decimal(dose);
  if (sizes.length === 0 || needed.lte(0)) return undefined;
  const places = Math.max(needed.decimalPlaces(), ...sizes.map((size) => size.decimalPlaces()));
  const whole = (amount: Decimal): bigint => BigInt(amount.times(`1e${places}`).toFixed());
  const scaled = sizes.map(whole);
  const step = scaled.reduce(greatestCommonDivisor);
  const weights = scaled.map((size) => size / step);
  const target = (whole(needed) + step - 1n) / step;
  if (weights.some((weight) => target + weight > MOST_STEPS)) return undefined;
  const best = search(weights.map(Number), Number(target));
  const vials = new Map<string, number>();
  best.forEach((count, index) => {
    if (count > 0) vials.set(sizes[index]?.toFixed() ?? '', count);
  });
  return {
    vials,
    content: [...vials].reduce((total, [size, count]) => total.plus(new Decimal(size).times(count)), new Decimal(0)),
  };
}

const greatestCommonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestCommonDivisor(b, a % b));

interface Reached {
  readonly counts: readonly number[];
  readonly vials: number;
}

/** Fewest vials for every total up to the target plus the largest vial; the first total reached wins. */
function search(weights: readonly number[], target: number): readonly number[] {
  const most = target + Math.max(...weights);
  const reached: (Reached | undefined)[] = [{ counts: weights.map(() => 0), vials: 0 }];
  for (let total = 1; total <= most; total += 1) {
    weights.forEach((weight, index) => {
      const before = reached[total - weight];
      if (before === undefined) return;
      const next: Reached = {
        counts: before.counts.map((count, at) => (at === index ? count + 1 : count)),
        vials: before.vials + 1,
      };
      const known = reached[total];
      if (known === undefined || isBetter(next, known)) reached[total] = next;
    });
  }
  const found = reached.slice(target).find((each) => each !== undefined);
  if (found === undefined) throw new Error('some number of the largest vial always covers the dose');
  return found.counts;
}

const kinds = (reached: Reached): number => reached.counts.filter((count) => count > 0).length;
const isBetter = (a: Reached, b: Reached): boolean => a.vials < b.vials || (a.vials === b.vials && kinds(a) < kinds(b));

/** Warns when more was opened than the best combination of the vials on the shelf. */
export function checkVialChoice(visit: BillingCase, findings: Findings): void {
  const first = visit.administrations[0];
  if (visit.vial_choice == null || first === undefined) return;
  const best = chooseVials(first.dose.value, visit.vial_choice.stock);
  const opened = first.packages.reduce(
    (total, item) => total.plus(new Decimal(item.amount_per_container ?? 0).times(item.containers_opened)),
    new Decimal(0),
  );
  if (best === undefined || opened.lte(best.content)) return;
  const words = [...best.vials].map(([size, count]) => `${count} x ${size}`).join(' + ');
  findings.warn(
    'VIALS_NOT_OPTIMAL',
    `more was opened than needed: ${words} ${first.dose.unit} would have been enough, and payers pay waste on that only; record why`,
    'vial_choice',
  );
}
