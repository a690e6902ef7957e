/** Our own numbers on the wire: short, unique for ever, and saying nothing about a patient. */

/** Reference of an authorization request: BHT03 and TRN02. */
export const authorizationReference = (instance: string, ordinal: number): string =>
  `${instance}A${String(ordinal).padStart(8, '0')}`;

/**
 * Claim number (CLM01): at most 14 characters and a check digit, so that a number mistyped on a phone call or
 * mangled by a payer is recognised as none of ours.
 */
export function claimNumber(instance: string, ordinal: number): string {
  const digits = String(ordinal).padStart(8, '0');
  return `${instance}C${digits}${checkDigit(digits)}`;
}

/** Luhn. */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
