/** Exact decimals for doses, volumes and units. Binary floats never touch a quantity. */

import { Decimal } from 'decimal.js';

export { Decimal };

/** Decimal text as it appears in JSON or X12; undefined when it is not a plain finite number. */
export function parseDecimal(text: string | number): Decimal | undefined {
  const source = String(text).trim();
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(source)) return undefined;
  const value = new Decimal(source);
  return value.isFinite() ? value : undefined;
}

/** Plain notation without exponent or trailing zeros: `0.42`, `100`. */
export const formatDecimal = (value: Decimal): string => value.toFixed();

/** Whole units, rounded up: any part of a unit given is billed as a unit. */
export const ceilUnits = (value: Decimal): number => value.ceil().toNumber();
/** Whole units, rounded down: only whole discarded units are billed. */
export const floorUnits = (value: Decimal): number => value.floor().toNumber();

const NOTHING = new Decimal(0);
/** All of them together, exactly. */
export const sumOf = (amounts: readonly Decimal[]): Decimal =>
  amounts.length === 0 ? NOTHING : amounts.reduce((total, amount) => total.plus(amount));
export const lesserOf = (a: Decimal, b: Decimal): Decimal => (b.lt(a) ? b : a);
