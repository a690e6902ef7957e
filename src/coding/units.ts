/** Amounts of drug in the unit of its code, and billing units out of them. All decimals are exact. */

import { type Decimal, formatDecimal } from '../quantity.ts';
import { basisText } from '../rules/basis.ts';
import type { Amount, DrugCode } from '../rules/types.ts';
import { convert } from '../rules/units.ts';

/**
 * An amount in the unit the code counts (`mg`, `mcg`, `unit`, `combination-unit` ...).
 * `label` tells what one container holds in the code's own unit, for codes that count combinations, vials or doses:
 * 480 mg out of 240 mg vials that hold 80 combination units each are 160.
 * undefined: the two units do not measure the same thing.
 */
export function inCodeUnit(amount: Amount, code: DrugCode, container?: Amount, label?: Amount): Decimal | undefined {
  if (code.unit === null) return amount.value;
  const direct = convert(amount, code.unit.unit);
  if (direct !== undefined) return direct;
  const share = container === undefined ? undefined : convert(amount, container.unit);
  const perContainer = label === undefined ? undefined : convert(label, code.unit.unit);
  if (
    share !== undefined &&
    perContainer !== undefined &&
    container !== undefined &&
    containerFits(code, container, perContainer)
  ) {
    return share.times(perContainer).div(container.value);
  }
  if (container !== undefined || code.counts === null) return undefined;
  return convert(amount, code.counts.unit)?.div(code.counts.value);
}

/** A container of a combination product is stated either as the counted drug alone or as all drugs together. */
function containerFits(code: DrugCode, container: Amount, perContainer: Decimal): boolean {
  if (code.counts === null) return true;
  return [code.counts, code.content].some(
    (part) => part !== null && convert(container, part.unit)?.eq(part.value.times(perContainer)),
  );
}

export interface Rounded {
  readonly units: number;
  readonly proof: string;
}

/**
 * Administered units: every started unit counts, but never more whole units than the opened containers hold by label.
 * Codes for 'up to' an amount count each started amount of the container as well. `per`: whose rule rounds up.
 */
export function administeredUnits(amount: Decimal, opened: Decimal, code: DrugCode, per: string): Rounded {
  if (code.unit === null) return { units: 1, proof: 'an unclassified code has no unit: 1' };
  const { exact, ceil: rounded } = quotientOf(amount, code.unit.value);
  const label = quotientOf(opened, code.unit.value);
  const most = Math.max(1, code.upTo ? label.ceil : label.floor);
  const units = Math.min(rounded, most);
  const unit = `${formatDecimal(code.unit.value)} ${code.unit.unit}`;
  const since = code.from === null ? '' : `, since ${code.from}`;
  const up = exact.isInteger() ? '' : `rounded up per ${per}; `;
  const capped = units < rounded ? `, no more than the ${most} whole units on the label` : '';
  return {
    units,
    proof: `${formatDecimal(amount)} ${code.unit.unit} / ${unit} = ${shortDecimal(exact)} -> ${units} units${capped} (${up}${code.hcpcs}, ${code.file}${since}; unit ${basisText(code.basis.unit)}${doubt(code)})`,
  };
}

/** Facts that their source marked as unsure stay marked in the proof. */
const doubt = (code: DrugCode): string => (code.confidence === 'high' ? '' : `, confidence ${code.confidence}`);

export interface Quotient {
  /** To twenty digits, for people. */
  readonly exact: Decimal;
  readonly floor: number;
  readonly ceil: number;
}

/** Whole units of a size in an amount. The quotient may be rounded and seem whole; what is left over decides. */
export function quotientOf(amount: Decimal, size: Decimal): Quotient {
  const floor = amount.divToInt(size).toNumber();
  return { exact: amount.div(size), floor, ceil: amount.mod(size).isZero() ? floor : floor + 1 };
}
export const floorQuotient = (amount: Decimal, size: Decimal): number => quotientOf(amount, size).floor;

/** `133.333…` for people; whole arithmetic stays exact. */
export const shortDecimal = (value: Decimal): string => {
  if (value.decimalPlaces() <= 4) return formatDecimal(value);
  return `${formatDecimal(value.toDecimalPlaces(4))}...`;
};
