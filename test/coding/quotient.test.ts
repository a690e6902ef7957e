import { expect, test } from 'vitest';
import { quotientOf } from '../../src/coding/units.ts';
import { Decimal } from '../../src/quantity.ts';

test.each<[string, string, number, number]>([
  ['4.2', '0.5', 8, 9],
  ['30', '0.5', 60, 60],
  ['1', '3', 0, 1],
  // More digits than a quotient keeps: it looks whole and is not.
  ['2.9999999999999999999999999', '3', 0, 1],
  ['3.0000000000000000000000001', '3', 1, 2],
  ['5.9999999999999999999999999', '3', 1, 2],
  // As many, and whole.
  ['3.0000000000000000000000003', '1.0000000000000000000000001', 3, 3],
  // As many digits as a case may have.
  ['2.99999999999999999', '3', 0, 1],
  ['3.00000000000000001', '3', 1, 2],
])('%s of units of %s: %i whole ones, %i begun', (amount, size, floor, ceil) => {
  expect(quotientOf(new Decimal(amount), new Decimal(size))).toMatchObject({ floor, ceil });
});
