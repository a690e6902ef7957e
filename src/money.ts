/** Money is a whole number of cents in a bigint; decimal text at the borders; never a float. */

declare const cents: unique symbol;
/** A whole number of US cents. */
export type Cents = bigint & { readonly [cents]: true };

const AMOUNT = /^(-?)(\d*)(?:\.(\d*))?$/;

/**
 * Reads decimal text (`12`, `12.5`, `-0.01`, `.5`) into cents.
 * Gives undefined for anything else, and for more than two significant decimals.
 */
export function parseCents(text: string): Cents | undefined {
  return text.length <= SHORT ? parseShort(text) : parseLong(text);
}

/** So many digits, two zeros added, are below 2^53: their sum in a number is exact. */
const SHORT = 13;

/** The same as `parseLong` for a short text: nearly every amount, and several times as fast. */
function parseShort(text: string): Cents | undefined {
  const isNegative = text.charCodeAt(0) === 0x2d;
  let number = 0;
  let digits = 0;
  /** Digits behind the point; -1 before it. */
  let decimals = -1;
  for (let at = isNegative ? 1 : 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) {
      digits += 1;
      if (decimals >= 0) decimals += 1;
      if (decimals <= 2) number = number * 10 + digit;
      else if (digit !== 0) return undefined;
    } else if (digit === -2 && decimals === -1) decimals = 0;
    else return undefined;
  }
  if (digits === 0) return undefined;
  const cents = decimals >= 2 ? number : decimals === 1 ? number * 10 : number * 100;
  return BigInt(isNegative ? -cents : cents) as Cents;
}

function parseLong(text: string): Cents | undefined {
  const parts = AMOUNT.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', rest = ''] = parts;
  if (whole === '' && rest === '') return undefined;
  const fraction = rest.replace(/0+$/, '');
  if (fraction.length > 2) return undefined;
  const value = BigInt(whole === '' ? '0' : whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return (sign === '-' ? -value : value) as Cents;
}

/** `1234.50`: always two decimals, for people and for reports. */
export function formatCents(amount: Cents): string {
  const sign = amount < 0n ? '-' : '';
  const positive = amount < 0n ? -amount : amount;
  return `${sign}${positive / 100n}.${String(positive % 100n).padStart(2, '0')}`;
}

/** `1234.5`, `12`: the shortest X12 R-type text. */
export function x12Amount(amount: Cents): string {
  return formatCents(amount).replace(/\.00$|(?<=\.\d)0$/, '');
}

export const centsOf = (whole: bigint | number): Cents => BigInt(whole) as Cents;
export const addCents = (...amounts: readonly Cents[]): Cents => amounts.reduce((sum, a) => sum + a, 0n) as Cents;
export const subtractCents = (a: Cents, b: Cents): Cents => (a - b) as Cents;
