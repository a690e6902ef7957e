import { describe, expect, test } from 'vitest';
import { centsOf } from '../../src/money.ts';
import { postingOf } from '../../src/remittance/match.ts';
import type { ClaimPayment, RemittanceLine } from '../../src/remittance/remittance.ts';
import { claim, lines } from '../claim/invented.ts';

const line = (more: Partial<RemittanceLine> = {}): RemittanceLine => ({
  procedure: 'J9022',
  modifiers: [],
  charged: centsOf(800_000),
  paid: centsOf(500_000),
  adjustments: [{ group: 'CO', reason: '45', amount: centsOf(300_000) }],
  remarks: ['N1'],
  ...more,
});
const payment = (...paidLines: readonly RemittanceLine[]): ClaimPayment => ({
  ordinal: 3,
  patientControlNumber: 'IB42',
  payerControlNumber: 'CHP-CLM-1',
  status: '1',
  charged: centsOf(912_051),
  paid: centsOf(500_000),
  patientResponsibility: centsOf(7),
  adjustments: [],
  lines: paidLines,
});
const [given] = lines;
const infusionPaid = { procedure: '96413', charged: centsOf(100_001) };

describe('a payment', () => {
  test('is posted to the claim with its place in the remittance', () => {
    expect(postingOf(payment(line({ controlNumber: 'IB42-1' })), claim, 'EFT1')).toEqual({
      ok: true,
      issues: [],
      value: {
        remittance: 'EFT1',
        ordinal: 3,
        status: '1',
        payerControlNumber: 'CHP-CLM-1',
        charged: 912_051n,
        paid: 500_000n,
        patientResponsibility: 7n,
        lines: [
          {
            controlNumber: 'IB42-1',
            paid: 500_000n,
            adjustments: [{ group: 'CO', reason: '45', amount: 300_000n }],
            remarks: ['N1'],
          },
        ],
      },
    });
  });

  test('without lines is posted to the claim alone', () => {
    const outcome = postingOf(payment(), claim, 'EFT1');
    expect(outcome.ok && outcome.value.lines).toEqual([]);
  });

  test.each([
    ['the member of the claim', 'EXM000111222', []],
    ['the same number written otherwise', 'exm-000 111222', []],
    ['nobody', undefined, []],
    ['another member', 'EXM000111223', ['PAYMENT_OTHER_MEMBER']],
    ['part of the number', 'EXM00011122', ['PAYMENT_OTHER_MEMBER']],
  ])('that names %s is posted or kept for a person', (_what, memberId, codes) => {
    const named = memberId === undefined ? payment() : { ...payment(), memberId };
    const outcome = postingOf(named, claim, 'EFT1');
    expect(outcome.ok).toBe(codes.length === 0);
    expect(outcome.issues.map(({ code }) => code)).toEqual(codes);
    expect(JSON.stringify(outcome.issues)).not.toContain('EXM');
  });

  test.each<[string, Partial<RemittanceLine>, string]>([
    [
      'its line control number, whatever else differs',
      { controlNumber: 'IB42-2', procedure: '96413', charged: centsOf(1) },
      'IB42-2',
    ],
    ['its line control number before its code', { controlNumber: 'IB42-3' }, 'IB42-3'],
    ['code and charge where it has no number', infusionPaid, 'IB42-3'],
    ['code and charge where the number is not ours', { ...infusionPaid, controlNumber: 'THEIRS' }, 'IB42-3'],
    ['code without modifier, not the line with one', {}, 'IB42-1'],
    ['code with modifier', { modifiers: ['JW'], charged: centsOf(12_050) }, 'IB42-2'],
    ['code and charge where the payer changed the modifier', { modifiers: ['XS'], charged: centsOf(12_050) }, 'IB42-2'],
    ['the charge of what is taken back', { charged: centsOf(-800_000), paid: centsOf(-500_000) }, 'IB42-1'],
  ])('of a line is found by %s', (_, more, expected) => {
    const outcome = postingOf(payment(line(more)), claim, 'EFT1');
    expect(outcome.issues).toEqual([]);
    expect(outcome.ok && outcome.value.lines.map(({ controlNumber }) => controlNumber)).toEqual([expected]);
  });

  test('finds a line whatever the order of its modifiers', () => {
    const two = {
      ...claim,
      lines: [
        { ...given, modifiers: ['JZ', 'TB'] },
        { ...given, controlNumber: 'IB42-2', modifiers: ['JZ'] },
      ],
    };
    const outcome = postingOf(payment(line({ modifiers: ['TB', 'JZ'] })), two, 'EFT1');
    expect(outcome.ok && outcome.value.lines.map(({ controlNumber }) => controlNumber)).toEqual(['IB42-1']);
  });

  test.each<[string, Partial<RemittanceLine>, string]>([
    ['a code we did not bill', { procedure: 'J9999' }, 'PAYMENT_LINE_UNKNOWN'],
    ['a charge we did not make', { charged: centsOf(799_999) }, 'PAYMENT_LINE_UNKNOWN'],
  ])('is not posted at all when one line has %s', (_, more, code) => {
    const outcome = postingOf(payment(line({ controlNumber: 'IB42-3' }), line(more)), claim, 'EFT1');
    expect(outcome.ok).toBe(false);
    expect(outcome.issues.map((issue) => [issue.code, issue.severity, issue.path])).toEqual([
      [code, 'error', '835/2000/2100[3]/2110[2]'],
    ]);
  });

  test('is not posted when two lines fit and no number tells them apart', () => {
    const twins = { ...claim, lines: [given, { ...given, controlNumber: 'IB42-2' }] };
    const outcome = postingOf(payment(line()), twins, 'EFT1');
    expect(outcome.ok).toBe(false);
    expect(outcome.issues).toEqual([
      {
        code: 'PAYMENT_LINE_AMBIGUOUS',
        severity: 'error',
        message: '2 lines of our claim fit this payment and it names no line control number. Post by hand.',
        path: '835/2000/2100[3]/2110[1]',
        ref: 'REF02',
      },
    ]);
    expect(postingOf(payment(line({ controlNumber: 'IB42-2' })), twins, 'EFT1').ok).toBe(true);
  });

  test('tells every line that does not fit at once', () => {
    const outcome = postingOf(payment(line({ procedure: 'X' }), line({ procedure: 'Y' })), claim, 'EFT1');
    expect(outcome.issues.map(({ path }) => path)).toEqual(['835/2000/2100[3]/2110[1]', '835/2000/2100[3]/2110[2]']);
  });
});
