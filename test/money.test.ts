import { describe, expect, test } from 'vitest';
import { formatCents, parseCents } from '../src/money.ts';
import { fc } from './properties.ts';

/** The rule itself, slowly: digits, at most one point, at most two decimals that are not zero. */
function byTheRule(text: string): bigint | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  const [, sign = '', whole = '', decimals = ''] = parts ?? [];
  if (parts === null || whole + decimals === '' || /[1-9]/.test(decimals.slice(2))) return undefined;
  const cents = BigInt(whole + decimals.slice(0, 2).padEnd(2, '0'));
  return sign === '-' ? -cents : cents;
}

describe('an amount', () => {
  test.each([
    ['12', 1200n],
    ['12.5', 1250n],
    ['-0.01', -1n],
    ['.5', 50n],
    ['5.', 500n],
    ['-0', 0n],
    ['00012.30', 1230n],
    ['1.1000000', 110n],
    ['9999999999999', 999999999999900n],
    ['99999999999999', 9999999999999900n],
    ['123456789012345678.99', 12345678901234567899n],
  ])('%s is %d cents', (text, cents) => expect(parseCents(text)).toBe(cents));

  test.each([
    '',
    '-',
    '.',
    '-.',
    '1.001',
    '1e3',
    '+1',
    ' 1',
    '1 ',
    '1,5',
    '1.2.3',
    '--1',
    '1-',
    '０',
    '123456789012.345',
  ])('%j is none', (text) => expect(parseCents(text)).toBeUndefined());

  test('is read by one rule, however long it is', () => {
    const text = fc
      .array(fc.constantFrom(...'0123456789', '0', '.', '-'), { maxLength: 18 })
      .map((units) => units.join(''));
    fc.assert(
      fc.property(text, (one) => {
        expect(parseCents(one)).toBe(byTheRule(one));
      }),
      { numRuns: 3000 },
    );
  });

  test('that is written is read as itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (cents) => {
        const text = formatCents(parseCents(`${cents}`) ?? parseCents('0') ?? never());
        expect(parseCents(text)).toBe(cents * 100n);
      }),
    );
  });
});

function never(): never {
  throw new Error('0 is an amount');
}
