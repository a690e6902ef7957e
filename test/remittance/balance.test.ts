import { describe, expect, test } from 'vitest';
import { centsOf } from '../../src/money.ts';
import { balanceIssues } from '../../src/remittance/balance.ts';
import type { ClaimPayment, Remittance, RemittanceLine } from '../../src/remittance/remittance.ts';
import { fc } from '../properties.ts';
import { invented } from './invented.ts';

const codesOf = (remittance: Remittance) => balanceIssues(remittance).map(({ code }) => code);
const [first, ...others] = invented.claims;
if (first === undefined) throw new Error('the example has claims');
const withFirst = (claim: Partial<ClaimPayment>): Remittance => ({
  ...invented,
  claims: [{ ...first, ...claim }, ...others],
});
const withLine = (change: (line: RemittanceLine) => Partial<RemittanceLine>): Remittance =>
  withFirst({ lines: first.lines.map((line, index) => (index === 0 ? { ...line, ...change(line) } : line)) });

describe('a remittance', () => {
  test('balances with a reversal, its correction, interest and money taken back', () => {
    expect(balanceIssues(invented)).toEqual([]);
  });

  test('balances when it pays nothing for nothing', () => {
    expect(codesOf({ ...invented, paid: centsOf(0), claims: [], providerAdjustments: [] })).toEqual([]);
  });

  test.each<[string, Remittance, readonly string[]]>([
    ['the payment', { ...invented, paid: centsOf(invented.paid + 1n) }, ['REMITTANCE_UNBALANCED']],
    ['a line payment', withLine((line) => ({ paid: centsOf(line.paid + 1n) })), ['LINE_UNBALANCED']],
    [
      'a line charge',
      withLine((line) => ({ charged: centsOf(line.charged - 1n) })),
      ['LINE_UNBALANCED', 'CLAIM_LINES_UNBALANCED'],
    ],
    [
      'a line charge and its payment alike',
      withLine((line) => ({ charged: centsOf(line.charged + 1n), paid: centsOf(line.paid + 1n) })),
      ['CLAIM_LINES_UNBALANCED'],
    ],
    [
      'a claim charge',
      withFirst({ charged: centsOf(first.charged + 1n) }),
      ['CLAIM_UNBALANCED', 'CLAIM_LINES_UNBALANCED'],
    ],
    ['a claim payment', withFirst({ paid: centsOf(first.paid - 1n) }), ['CLAIM_UNBALANCED', 'REMITTANCE_UNBALANCED']],
    [
      'a claim adjustment',
      withFirst({ adjustments: [{ group: 'CO', reason: '45', amount: centsOf(1) }] }),
      ['CLAIM_UNBALANCED'],
    ],
    [
      'money outside claims',
      { ...invented, providerAdjustments: [...invented.providerAdjustments, { reason: 'WO', amount: centsOf(1) }] },
      ['REMITTANCE_UNBALANCED'],
    ],
  ])('tells where one cent is wrong: %s', (_, remittance, codes) => {
    expect(codesOf(remittance)).toEqual(codes);
  });

  test('names the place and both sums, and whom to ask', () => {
    expect(balanceIssues({ ...invented, paid: centsOf(invented.paid + 1n) })).toEqual([
      {
        code: 'REMITTANCE_UNBALANCED',
        severity: 'error',
        message:
          'The payment is 8862.35, the claims less the provider adjustments are 8862.34. Ask the payer for a corrected remittance.',
        path: '835/BPR',
        ref: 'BPR02',
        rule: '005010X221A1 balancing',
      },
    ]);
    const claim = withFirst({ charged: centsOf(first.charged + 1n) });
    expect(balanceIssues(claim).map(({ path, ref }) => [path, ref])).toEqual([
      ['835/2000/2100[1]/CLP', 'CLP04'],
      ['835/2000/2100[1]/CLP', 'CLP03'],
    ]);
    const wrong = withLine((line) => ({ paid: centsOf(line.paid + 1n) }));
    expect(balanceIssues(wrong).map(({ path, ref }) => [path, ref])).toEqual([
      ['835/2000/2100[1]/2110[1]/SVC', 'SVC03'],
    ]);
  });
});

const cents = fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).map(centsOf);
const adjustments = fc.array(
  cents.map((amount) => ({ group: 'CO', reason: '45', amount })),
  { maxLength: 3 },
);
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

const line: fc.Arbitrary<RemittanceLine> = fc
  .record({ charged: cents, adjustments })
  .map(({ charged, adjustments: made }) => ({
    procedure: 'J9022',
    modifiers: [],
    charged,
    paid: centsOf(charged - sum(made.map(({ amount }) => amount))),
    adjustments: made,
    remarks: [],
  }));
const claimPayment: fc.Arbitrary<ClaimPayment> = fc
  .record({ lines: fc.array(line, { maxLength: 4 }), adjustments, alone: cents })
  .map(({ lines, adjustments: made, alone }) => {
    const charged = lines.length === 0 ? alone : sum(lines.map((one) => one.charged));
    const reduced = sum([...made, ...lines.flatMap((one) => one.adjustments)].map(({ amount }) => amount));
    return {
      ordinal: 1,
      patientControlNumber: 'IB42',
      payerControlNumber: 'CHP-CLM-1',
      status: '1',
      charged: centsOf(charged),
      paid: centsOf(charged - reduced),
      patientResponsibility: centsOf(0),
      adjustments: made,
      lines,
    };
  });
const remittance: fc.Arbitrary<Remittance> = fc
  .record({ claims: fc.array(claimPayment, { maxLength: 4 }), outside: fc.array(cents, { maxLength: 3 }) })
  .map(({ claims, outside }) => ({
    ...invented,
    paid: centsOf(sum(claims.map((claim) => claim.paid)) - sum(outside)),
    claims,
    providerAdjustments: outside.map((amount) => ({ reason: 'WO', amount })),
  }));

/** Every amount that is posted, as a way to add a cent to it. */
function places(of: Remittance): readonly ((cent: bigint) => Remittance)[] {
  const more = <T, K extends keyof T>(value: T, key: K, cent: bigint): T => ({
    ...value,
    [key]: BigInt(String(value[key])) + cent,
  });
  const at = <T>(items: readonly T[], index: number, change: (item: T) => T): readonly T[] =>
    items.with(index, change(items[index] as T));
  const inClaim = (index: number, change: (claim: ClaimPayment) => ClaimPayment): Remittance => ({
    ...of,
    claims: at(of.claims, index, change),
  });
  return [
    (cent) => more(of, 'paid', cent),
    ...of.providerAdjustments.map((_, index) => (cent: bigint) => ({
      ...of,
      providerAdjustments: at(of.providerAdjustments, index, (one) => more(one, 'amount', cent)),
    })),
    ...of.claims.flatMap((claim, index) => [
      (cent: bigint) => inClaim(index, (one) => more(one, 'paid', cent)),
      (cent: bigint) => inClaim(index, (one) => more(one, 'charged', cent)),
      ...claim.adjustments.map(
        (_, a) => (cent: bigint) =>
          inClaim(index, (one) => ({
            ...one,
            adjustments: at(one.adjustments, a, (adjusted) => more(adjusted, 'amount', cent)),
          })),
      ),
      ...claim.lines.flatMap((made, l) => {
        const inLine = (change: (one: RemittanceLine) => RemittanceLine) =>
          inClaim(index, (one) => ({ ...one, lines: at(one.lines, l, change) }));
        return [
          (cent: bigint) => inLine((one) => more(one, 'paid', cent)),
          (cent: bigint) => inLine((one) => more(one, 'charged', cent)),
          (cent: bigint) => inLine((one) => more(more(one, 'charged', cent), 'paid', cent)),
          ...made.adjustments.map(
            (_, a) => (cent: bigint) =>
              inLine((one) => ({
                ...one,
                adjustments: at(one.adjustments, a, (adjusted) => more(adjusted, 'amount', cent)),
              })),
          ),
        ];
      }),
    ]),
  ];
}

describe('of any remittance', () => {
  test('that was made to balance, nothing is wrong', () => {
    fc.assert(
      fc.property(remittance, (made) => {
        expect(balanceIssues(made)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('one cent more or less anywhere is caught', () => {
    fc.assert(
      fc.property(remittance, fc.constantFrom(1n, -1n), (made, cent) => {
        for (const changed of places(made)) expect(balanceIssues(changed(cent)).length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
