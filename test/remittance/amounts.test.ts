/** Amounts as partners spell them: the same cents however they are spelt, or not posted. */

import { describe, expect, test } from 'vitest';
import type { Remittance835 } from '../../src/x12/guides/835.ts';
import { fc } from '../properties.ts';
import { remittance as example } from '../x12/guides/835-example.ts';
import { balanced, changed, findings, linesOf, money, places, sum, text } from './balanced.ts';

/** Every change of one amount is told, by the reading of the whole and by that claim by claim. */
function everyChangeIsCaught(value: Remittance835, change: (amount: string) => string): void {
  for (const { where, lines } of changed(linesOf(value), change)) {
    const { whole, streamed } = findings(lines);
    expect({ where, whole: whole.length > 0, streamed: streamed.length > 0 }).toEqual({
      where,
      whole: true,
      streamed: true,
    });
  }
}

describe('of an 835 that balances', () => {
  const reversed = (amount: string) => (money(amount) === 0n ? amount : text(-money(amount)));

  test('a sign the other way round is caught at every place: payment, claim, line, adjustment, outside of the claims', () => {
    fc.assert(
      fc.property(balanced, (value) => everyChangeIsCaught(value, reversed)),
      { numRuns: 40 },
    );
  });

  test('a payment that goes the other way is caught', () => {
    fc.assert(
      fc.property(balanced, (value) => {
        const { amount, direction } = value.financial;
        const other = direction === 'C' ? 'D' : 'C';
        const { whole } = findings(linesOf({ ...value, financial: { ...value.financial, direction: other } }));
        expect(whole).toEqual(money(amount) === 0n ? [] : ['REMITTANCE_UNBALANCED']);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    '1E3',
    '1,000.00',
    '1 000',
    '$5',
    '0x10',
    '--5',
    '5-',
    '+5',
    '-',
    '.',
    '1.2.3',
    'NaN',
    '\u0661',
    '1.005',
    '.001',
  ])('what is no amount in dollars and cents is refused wherever it stands: %s', (wrong) => {
    fc.assert(
      fc.property(balanced, (value) => everyChangeIsCaught(value, () => wrong)),
      { numRuns: 3 },
    );
  });

  test('an amount that is spelt in another way is the same cents', () => {
    const spellings = [
      (amount: bigint) => `${amount < 0n ? '-' : ''}000${text(amount < 0n ? -amount : amount)}`,
      (amount: bigint) => `${text(amount)}${text(amount).includes('.') ? '' : '.'}000`,
      (amount: bigint) => text(amount).replace(/^(-?)0\./, '$1.'),
      (amount: bigint) => (amount === 0n ? '-.00' : text(amount)),
      (amount: bigint) => (amount === 0n ? '-0' : text(amount)),
    ];
    fc.assert(
      fc.property(balanced, fc.infiniteStream(fc.nat(spellings.length - 1)), (value, chance) => {
        const lines = linesOf(value).map((line) => {
          const cells = line.slice(0, -1).split('*');
          const spelt = cells.map((cell, n) => {
            if (!(places[cells[0] ?? ''] ?? []).includes(n) || cell === '') return cell;
            const other = spellings[Number(chance.next().value)]?.(money(cell)) ?? cell;
            return other.replaceAll(/\D/g, '').length > 18 ? cell : other;
          });
          return `${spelt.join('*')}~`;
        });
        expect(findings(lines)).toEqual({ whole: [], streamed: [] });
      }),
      { numRuns: 100 },
    );
  });

  test('eighteen digits are added to the cent', () => {
    const huge = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });
    fc.assert(
      fc.property(huge, fc.constantFrom(0n, 1n, -1n), (amount, cent) => {
        const { headers: _headers, providerAdjustments: _outside, ...rest } = example;
        const direction = amount + cent < 0n ? 'D' : 'C';
        const paid = direction === 'D' ? -(amount + cent) : amount + cent;
        const { whole, streamed } = findings(
          linesOf({
            ...rest,
            financial: { ...rest.financial, amount: text(paid), direction },
            providerAdjustments: [
              {
                provider: '1999999984',
                fiscalPeriodEnd: '20271231',
                adjustments: [{ reason: 'L6', amount: text(-amount) }],
              },
            ],
          }),
        );
        expect(whole).toEqual(cent === 0n ? [] : ['REMITTANCE_UNBALANCED']);
        expect(streamed).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  test('money that stands behind the sixth adjustment of a segment, where the guide has no place, is missed', () => {
    const lines = linesOf(example);
    const at = lines.findIndex((line) => /^CAS\*..\*\w+\*[\d.]+~$/.test(line));
    const [, group = '', reason = '', amount = ''] = (lines[at] ?? '').slice(0, -1).split('*');
    const withSix = (sixth: string, seventh: readonly string[]) => {
      const zeros = Array.from({ length: 5 }, () => [reason, '0', '']).flat();
      return lines.with(at, `${['CAS', group, ...zeros, reason, sixth, ...seventh].join('*')}~`);
    };
    expect(findings(withSix(amount, []))).toEqual({ whole: [], streamed: [] });
    const { whole, streamed } = findings(withSix('0', ['', reason, amount]));
    expect(whole.some((code) => code.endsWith('_UNBALANCED'))).toBe(true);
    expect(streamed).toEqual(whole);
  });

  test('an adjustment segment that is lost or comes twice is caught, unless it takes nothing off', () => {
    fc.assert(
      fc.property(balanced, fc.boolean(), (value, isLost) => {
        const lines = linesOf(value);
        for (const [n, line] of lines.entries()) {
          if (!line.startsWith('CAS*')) continue;
          const cells = line.slice(0, -1).split('*');
          const takenOff = sum((places['CAS'] ?? []).map((element) => money(cells[element] || '0')));
          const other = isLost ? lines.toSpliced(n, 1) : lines.toSpliced(n, 0, line);
          const { whole } = findings(other);
          expect(whole.some((code) => code.endsWith('_UNBALANCED'))).toBe(takenOff !== 0n);
        }
      }),
      { numRuns: 40 },
    );
  });
});
