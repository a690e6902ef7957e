/** Units of amount: what may be converted into what, exactly. */

import { Decimal, parseDecimal } from '../quantity.ts';
import type { Amount } from './types.ts';

/** Spelling (UCUM, FHIR, chart) -> our word. */
const SPELLINGS: Readonly<Record<string, string>> = {
  mg: 'mg',
  milligram: 'mg',
  milligrams: 'mg',
  mcg: 'mcg',
  ug: 'mcg',
  µg: 'mcg',
  μg: 'mcg',
  microgram: 'mcg',
  micrograms: 'mcg',
  g: 'g',
  gram: 'g',
  grams: 'g',
  kg: 'kg',
  ng: 'ng',
  unit: 'unit',
  units: 'unit',
  u: 'unit',
  iu: 'unit',
  '[iu]': 'unit',
  "[usp'u]": 'unit',
  meq: 'mEq',
  ml: 'mL',
  cc: 'mL',
  l: 'L',
  pfu: 'PFU',
  '[pfu]': 'PFU',
  vial: 'vial',
  vials: 'vial',
  dose: 'dose',
  'therapeutic dose': 'therapeutic-dose',
  'therapeutic-dose': 'therapeutic-dose',
  'combination unit': 'combination-unit',
  'combination-unit': 'combination-unit',
};

/** How many of the family's base unit one of these is. */
const SIZES: Readonly<Record<string, readonly [family: string, size: string]>> = {
  ng: ['mass', '0.000001'],
  mcg: ['mass', '0.001'],
  mg: ['mass', '1'],
  g: ['mass', '1000'],
  kg: ['mass', '1000000'],
  mL: ['volume', '1'],
  L: ['volume', '1000'],
};

/** `ug`, `[iU]`, `cc` in our words: `mcg`, `unit`, `mL`. undefined: not a unit we know. */
export const unitWord = (spelling: string): string | undefined => SPELLINGS[spelling.trim().toLowerCase()];

/** An amount in another unit, exactly; undefined when the two do not measure the same thing. */
export function convert(amount: Amount, unit: string): Decimal | undefined {
  const from = unitWord(amount.unit);
  const to = unitWord(unit);
  if (from === undefined || to === undefined) return undefined;
  if (from === to) return amount.value;
  const source = SIZES[from];
  const target = SIZES[to];
  if (source === undefined || target === undefined || source[0] !== target[0]) return undefined;
  return amount.value.times(source[1]).div(target[1]);
}

/** `0.5 mg` -> an Amount; undefined when it is not a number and a unit we know. */
export function parseAmount(text: string): Amount | undefined {
  const parts = /^(\S+) (.+)$/.exec(text.trim());
  const value = parseDecimal(parts?.[1] ?? '');
  const unit = unitWord(parts?.[2] ?? '');
  return value === undefined || unit === undefined ? undefined : { value, unit };
}

export const amountOf = (value: Decimal | string, unit: string): Amount => ({
  value: typeof value === 'string' ? new Decimal(value) : value,
  unit,
});
