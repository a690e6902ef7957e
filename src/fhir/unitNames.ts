/** Names of units: UCUM codes, and what people and EHRs write instead. */

/** International units, USP units and UCUM's U are all `unit`: drug labels do not tell them apart. */
export type Unit =
  | 'ng'
  | 'mcg'
  | 'mg'
  | 'g'
  | 'kg'
  | 'mL'
  | 'L'
  | 'unit'
  | 'mEq'
  | 'mmol'
  | 'cm'
  | 'm'
  | 'm2'
  | 'min'
  | 'h';

/** What a quantity is per: nothing, a kilogram of body weight, or a square metre of body surface. */
export type Per = 'kg' | 'm2';

/** Case-sensitive UCUM codes. */
export const UCUM_CODES: Readonly<Record<string, Unit>> = {
  ng: 'ng',
  ug: 'mcg',
  mg: 'mg',
  g: 'g',
  kg: 'kg',
  mL: 'mL',
  ml: 'mL',
  cm3: 'mL',
  L: 'L',
  l: 'L',
  '[iU]': 'unit',
  '[IU]': 'unit',
  U: 'unit',
  "[USP'U]": 'unit',
  meq: 'mEq',
  mmol: 'mmol',
  cm: 'cm',
  m: 'm',
  m2: 'm2',
  min: 'min',
  h: 'h',
};
/** What people type, in lower case. The micro sign and the Greek mu are both in use. */
export const TYPED: Readonly<Record<string, Unit>> = {
  ng: 'ng',
  nanogram: 'ng',
  nanograms: 'ng',
  mcg: 'mcg',
  ug: 'mcg',
  '\u00b5g': 'mcg',
  '\u03bcg': 'mcg',
  microgram: 'mcg',
  micrograms: 'mcg',
  mg: 'mg',
  milligram: 'mg',
  milligrams: 'mg',
  g: 'g',
  gm: 'g',
  gram: 'g',
  grams: 'g',
  kg: 'kg',
  kilogram: 'kg',
  kilograms: 'kg',
  ml: 'mL',
  cc: 'mL',
  milliliter: 'mL',
  milliliters: 'mL',
  millilitre: 'mL',
  l: 'L',
  liter: 'L',
  liters: 'L',
  unit: 'unit',
  units: 'unit',
  u: 'unit',
  iu: 'unit',
  unt: 'unit',
  'international unit': 'unit',
  'international units': 'unit',
  meq: 'mEq',
  milliequivalent: 'mEq',
  milliequivalents: 'mEq',
  mmol: 'mmol',
  millimole: 'mmol',
  cm: 'cm',
  m: 'm',
  m2: 'm2',
  'm\u00b2': 'm2',
  min: 'min',
  minute: 'min',
  minutes: 'min',
  h: 'h',
  hr: 'h',
  hour: 'h',
  hours: 'h',
};
export const PER: Readonly<Record<string, Per>> = { kg: 'kg', m2: 'm2', 'm\u00b2': 'm2' };
