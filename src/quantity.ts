/**
 * Exact decimals for doses, volumes and units. Binary floats never touch a quantity.
 *
 * Nearly every quantity has few digits. It is kept as a whole number (42 for 4.2) and the place of its point (1), and
 * whole numbers below 2^53 are reckoned exactly, and in no time, by the machine. Whatever does not fit there, and a
 * division that does not come out even, is left to decimal.js and its twenty digits. The answers are the same.
 */

import { Decimal as Long } from 'decimal.js';

/** Text of so many characters always fits. */
const SHORT = 15;
const PLAIN = /^-?\d+(\.\d+)?$/;
const TENS: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/** A quotient is even when it needs no more decimals. */
const EVEN = 4;

type Value = Decimal | string | number;

/** A decimal number. Sums, differences and products of up to twenty digits are exact; quotients are rounded to so many. */
export class Decimal {
  static readonly ROUND_HALF_EVEN = Long.ROUND_HALF_EVEN;
  /** The value is digits / 10^places, without zeros at its end. NaN: it does not fit, and what is made of it is NaN too. */
  private readonly digits: number;
  private readonly places: number;
  /** The value that does not fit. */
  private readonly long: Long | undefined;

  /** Of a whole number the last `places` digits stand behind the point: 42 and 1 are 4.2. */
  constructor(value: string | number | Long, places = 0) {
    const kept =
      typeof value === 'number' && Number.isSafeInteger(value) ? short(value, places) : keep(value.toString());
    this.digits = kept.digits;
    this.places = kept.places;
    this.long = kept.long;
  }

  plus(other: Value): Decimal {
    const b = decimal(other);
    const places = Math.max(this.places, b.places);
    return whole(this.at(places) + b.at(places), places) ?? new Decimal(this.exact().plus(b.exact()));
  }

  minus(other: Value): Decimal {
    const b = decimal(other);
    const places = Math.max(this.places, b.places);
    return whole(this.at(places) - b.at(places), places) ?? new Decimal(this.exact().minus(b.exact()));
  }

  times(other: Value): Decimal {
    const b = decimal(other);
    return whole(this.digits * b.digits, this.places + b.places) ?? new Decimal(this.exact().times(b.exact()));
  }

  div(other: Value): Decimal {
    const b = decimal(other);
    const places = Math.max(this.places, b.places);
    const dividend = this.at(places + EVEN);
    const divisor = b.at(places);
    const isEven = dividend % divisor === 0;
    return isEven ? new Decimal(dividend / divisor, EVEN) : new Decimal(this.exact().div(b.exact()));
  }

  /** The whole part of a quotient, however many digits it takes. */
  divToInt(other: Value): Decimal {
    const b = decimal(other);
    const places = Math.max(this.places, b.places);
    const dividend = this.at(places);
    const divisor = b.at(places);
    const rest = dividend % divisor;
    return whole((dividend - rest) / divisor, 0) ?? new Decimal(this.exact().divToInt(b.exact()));
  }

  /** What such a division leaves over. */
  mod(other: Value): Decimal {
    const b = decimal(other);
    const places = Math.max(this.places, b.places);
    const dividend = this.at(places);
    const divisor = b.at(places);
    return whole(dividend % divisor, places) ?? new Decimal(this.exact().mod(b.exact()));
  }

  pow(exponent: number): Decimal {
    return new Decimal(this.exact().pow(exponent));
  }
  sqrt(): Decimal {
    return new Decimal(this.exact().sqrt());
  }
  abs(): Decimal {
    return this.digits >= 0 ? this : new Decimal(this.exact().abs());
  }

  /** Below 0, 0, above 0: smaller, equal, greater. */
  comparedTo(other: Value): number {
    const b = decimal(other);
    const places = Math.max(this.places, b.places);
    const difference = this.at(places) - b.at(places);
    return Number.isNaN(difference) ? this.exact().comparedTo(b.exact()) : difference;
  }

  eq(other: Value): boolean {
    return this.comparedTo(other) === 0;
  }
  lt(other: Value): boolean {
    return this.comparedTo(other) < 0;
  }
  lte(other: Value): boolean {
    return this.comparedTo(other) <= 0;
  }
  gt(other: Value): boolean {
    return this.comparedTo(other) > 0;
  }
  gte(other: Value): boolean {
    return this.comparedTo(other) >= 0;
  }

  isZero(): boolean {
    return this.digits === 0;
  }
  isInteger(): boolean {
    return this.long === undefined ? this.places === 0 : this.long.isInteger();
  }
  isFinite(): boolean {
    return this.long === undefined || this.long.isFinite();
  }
  floor(): Decimal {
    return this.isInteger() ? this : new Decimal(this.exact().floor());
  }
  ceil(): Decimal {
    return this.isInteger() ? this : new Decimal(this.exact().ceil());
  }
  decimalPlaces(): number {
    return this.long === undefined ? this.places : this.long.decimalPlaces();
  }
  precision(): number {
    return this.exact().precision();
  }
  toDecimalPlaces(places: number, rounding: Long.Rounding = Long.ROUND_HALF_UP): Decimal {
    return this.decimalPlaces() <= places ? this : new Decimal(this.exact().toDecimalPlaces(places, rounding));
  }
  toNumber(): number {
    return this.places === 0 && this.long === undefined ? this.digits : this.exact().toNumber();
  }

  /** Plain notation: `0.42`, `100`. */
  toFixed(): string {
    if (this.long !== undefined) return this.long.toFixed();
    if (this.places === 0) return String(this.digits);
    const text = String(Math.abs(this.digits)).padStart(this.places + 1, '0');
    const sign = this.digits < 0 ? '-' : '';
    return `${sign}${text.slice(0, -this.places)}.${text.slice(-this.places)}`;
  }
  toString(): string {
    return this.exact().toString();
  }
  toJSON(): string {
    return this.exact().toJSON();
  }

  /** The digits with so many behind the point; NaN where those do not fit. */
  private at(places: number): number {
    const digits = this.digits * (TENS[places - this.places] ?? NaN);
    return Number.isSafeInteger(digits) ? digits : NaN;
  }
  private exact(): Long {
    return this.long ?? new Long(this.digits).div(`1e${this.places}`);
  }
}

const decimal = (value: Value): Decimal => (value instanceof Decimal ? value : new Decimal(value));
/** undefined: it does not fit, or something it was made of did not. */
const whole = (digits: number, places: number): Decimal | undefined =>
  Number.isSafeInteger(digits) ? new Decimal(digits, places) : undefined;

interface Kept {
  readonly digits: number;
  readonly places: number;
  readonly long: Long | undefined;
}

/** Without the zeros at the end of its decimals. */
function short(all: number, decimals: number): Kept {
  let digits = all;
  let places = decimals;
  while (places > 0 && digits % 10 === 0) {
    digits /= 10;
    places -= 1;
  }
  return { digits, places, long: undefined };
}

/** As a whole number where the text is short, else as decimal.js reads it; that throws at what is no number. */
function keep(text: string): Kept {
  if (text.length <= SHORT && PLAIN.test(text)) {
    const point = text.indexOf('.');
    return short(Number(text.replace('.', '')), point < 0 ? 0 : text.length - point - 1);
  }
  // `+4.2` and `1e3` are short when they are written otherwise.
  const long = new Long(text);
  const plain = long.toString();
  return plain === text ? { digits: NaN, places: 0, long } : keep(plain);
}

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
