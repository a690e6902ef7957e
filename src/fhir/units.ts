/** Units of doses: UCUM and what EHRs write instead, to one closed list of ours; exact conversion inside a dimension. */

import { bad, error, good, type Issue, masked, type Outcome } from '../outcome.ts';
import { Decimal, parseDecimal } from '../quantity.ts';
import type { Quantity } from './elements.ts';
import { UCUM } from './systems.ts';
import { PER, type Per, TYPED, UCUM_CODES, type Unit } from './unitNames.ts';

export type { Per, Unit };

/** An amount with a unit we know; `value` is exact and greater than zero unless said otherwise. */
export interface Amount {
  readonly value: Decimal;
  readonly unit: Unit;
}
export interface DosedAmount extends Amount {
  readonly per?: Per;
}

interface Dimension {
  readonly name: 'mass' | 'volume' | 'unit' | 'equivalent' | 'substance' | 'length' | 'area' | 'time';
  /** How many of the dimension's smallest unit one of these is. */
  readonly factor: string;
}
const DIMENSION: Readonly<Record<Unit, Dimension>> = {
  ng: { name: 'mass', factor: '1' },
  mcg: { name: 'mass', factor: '1000' },
  mg: { name: 'mass', factor: '1000000' },
  g: { name: 'mass', factor: '1000000000' },
  kg: { name: 'mass', factor: '1000000000000' },
  mL: { name: 'volume', factor: '1' },
  L: { name: 'volume', factor: '1000' },
  unit: { name: 'unit', factor: '1' },
  mEq: { name: 'equivalent', factor: '1' },
  mmol: { name: 'substance', factor: '1' },
  cm: { name: 'length', factor: '1' },
  m: { name: 'length', factor: '100' },
  m2: { name: 'area', factor: '1' },
  min: { name: 'time', factor: '1' },
  h: { name: 'time', factor: '60' },
};

/** Doses beyond a billion of any unit are a typing fault, not a treatment. */
const GREATEST = new Decimal('1e9');

/**
 * Reads a Quantity as a dose amount, with its body-size denominator where it has one (`mg/kg`, `mg/m2`).
 * Issues at `path`: DOSE_VALUE_MISSING, DOSE_NOT_POSITIVE, DOSE_OUT_OF_RANGE, DOSE_INEXACT (a comparator),
 * DOSE_WITHOUT_UNIT, DOSE_UNIT_UNKNOWN, DOSE_UNIT_CONTRADICTORY (code and text name different units).
 */
export function amountOf(quantity: Quantity, path: string): Outcome<DosedAmount> {
  const issues: Issue[] = [];
  const value = quantity.value === undefined ? undefined : parseDecimal(quantity.value);
  if (value === undefined) issues.push(error('DOSE_VALUE_MISSING', 'No number is given. Chart the amount.', { path }));
  else if (value.lte(0))
    issues.push(error('DOSE_NOT_POSITIVE', 'The amount is not above zero. Correct the chart.', { path }));
  else if (value.gt(GREATEST))
    issues.push(error('DOSE_OUT_OF_RANGE', 'The amount is beyond a billion. Correct the chart.', { path }));
  if (quantity.comparator !== undefined) {
    issues.push(error('DOSE_INEXACT', 'The amount is told as "less or more than". Chart the exact amount.', { path }));
  }
  const unit = unitOf(quantity, path);
  if (!unit.ok) issues.push(...unit.issues);
  return value === undefined || !unit.ok || issues.length > 0 ? bad(...issues) : good({ value, ...unit.value });
}

/** The unit of a Quantity: its UCUM code first, its unit text where there is no code we know. */
export function unitOf(quantity: Quantity, path: string): Outcome<{ readonly unit: Unit; readonly per?: Per }> {
  const { code, system, unit: text } = quantity;
  if ((code ?? '') === '' && (text ?? '') === '') {
    return bad(error('DOSE_WITHOUT_UNIT', 'A number without a unit. Chart the unit (mg, mL, units).', { path }));
  }
  const byCode =
    code === undefined ? undefined : unitFrom(code, system === undefined || UCUM.has(system) ? UCUM_CODES : {});
  const byText = text === undefined ? undefined : unitFrom(text.toLowerCase(), TYPED);
  const typedCode = code === undefined ? undefined : unitFrom(code.toLowerCase(), TYPED);
  if (byCode !== undefined && byText !== undefined && (byCode.unit !== byText.unit || byCode.per !== byText.per)) {
    return bad(
      error('DOSE_UNIT_CONTRADICTORY', 'Unit text and unit code name different units. Correct the chart.', { path }),
    );
  }
  const unit = byCode ?? byText ?? typedCode;
  if (unit !== undefined) return good(unit);
  return bad(
    error(
      'DOSE_UNIT_UNKNOWN',
      `The unit (${masked(code ?? text)}) is no measure of a drug. Use mg, mcg, g, mL, units, mEq or mmol.`,
      {
        path,
      },
    ),
  );
}

function unitFrom(
  text: string,
  table: Readonly<Record<string, Unit>>,
): { readonly unit: Unit; readonly per?: Per } | undefined {
  const plain = text
    .trim()
    .replace(/\{[^}]*\}/g, '')
    .replace(/\.kg-1$/, '/kg')
    .replace(/\.m-2$/, '/m2');
  const [measure = '', denominator, ...more] = plain.split('/').map((part) => part.trim());
  const unit = Object.hasOwn(table, measure) ? table[measure] : undefined;
  if (unit === undefined || more.length > 0) return undefined;
  if (denominator === undefined) return { unit };
  const per = Object.hasOwn(PER, denominator) ? PER[denominator] : undefined;
  return per === undefined ? undefined : { unit, per };
}

/** The same amount in another unit of the same dimension, exactly; undefined across dimensions. */
export function convert(amount: Amount, unit: Unit): Amount | undefined {
  const [from, to] = [DIMENSION[amount.unit], DIMENSION[unit]];
  if (from.name !== to.name) return undefined;
  return { value: amount.value.times(from.factor).div(to.factor), unit };
}

/** Equal amounts, whatever the unit: 0.25 g and 250 mg. */
export const sameAmount = (a: Amount, b: Amount): boolean => convert(a, b.unit)?.value.eq(b.value) ?? false;
export const isVolume = (amount: Amount): boolean => DIMENSION[amount.unit].name === 'volume';
/** Is this a measure of drug substance, rather than of volume, body size or time? */
export const isSubstance = (amount: Amount): boolean =>
  ['mass', 'unit', 'equivalent', 'substance'].includes(DIMENSION[amount.unit].name);
/** `4.2 mg`, `1.5 mg/kg`. */
export const printAmount = (amount: DosedAmount): string =>
  `${amount.value.toFixed()} ${amount.unit}${amount.per === undefined ? '' : `/${amount.per}`}`;
