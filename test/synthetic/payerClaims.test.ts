import { describe, expect, test } from 'vitest';
import { type Answer, answer } from '../../src/synthetic/payer/answer.ts';
import type { ScriptName } from '../../src/synthetic/payer/scripts.ts';
import { emptyPayerState, type PayerState } from '../../src/synthetic/payer/state.ts';
import { fc } from '../properties.ts';
import { claimsIn, imbalances, remittancesIn, statusesIn } from './payerReading.ts';
import { claim837i, claim837p, type SampleClaim } from './payerSamples.ts';

const submit = (bytes: Uint8Array, script: ScriptName = 'pay', state: PayerState = emptyPayerState): Answer =>
  answer(bytes, script, state);

/** Status, charge, payment and our number of every claim payment, by remittance. */
const paymentsIn = (result: Answer) =>
  remittancesIn(result.files).map((remittance) =>
    claimsIn(remittance).map(({ payment }) => [
      payment.status,
      payment.charged,
      payment.paid,
      payment.payerControlNumber,
    ]),
  );
const claimOutcomes = (result: Answer) =>
  statusesIn(result.files).flatMap(({ sources }) =>
    sources.flatMap(({ receiver }) =>
      (receiver.billingProviders ?? []).flatMap(({ patients }) =>
        (patients ?? []).flatMap(({ claims }) =>
          (claims ?? []).map(({ patientControlNumber, statuses, payerControlNumber }) => [
            patientControlNumber.number,
            `${statuses[0]?.first.category}:${statuses[0]?.first.status}:${statuses[0]?.action}`,
            payerControlNumber?.number,
          ]),
        ),
      ),
    ),
  );

describe('the synthetic payer pays an 837', () => {
  test('80 % of the charge is allowed, 20 % of that is coinsurance, in whole cents', () => {
    const result = submit(claim837p());
    expect(claimOutcomes(result)).toEqual([['CLM-1', 'A2:20:WQ', 'ICN00009060001']]);
    expect(paymentsIn(result)).toEqual([[['1', '10286.66', '6583.46', 'ICN00009060001']]]);
    const [remittance] = remittancesIn(result.files);
    expect(remittance?.financial).toMatchObject({ amount: '6583.46', method: 'ACH', effectiveDate: '20261121' });
    expect(remittance?.trace).toEqual({ number: 'EFT0000906001', originator: '1999999999' });
    const services = remittance === undefined ? [] : claimsIn(remittance).flatMap((claim) => claim.services ?? []);
    expect(services.map(({ lineControlNumber }) => lineControlNumber?.number)).toEqual([
      'CLM-1-1',
      'CLM-1-2',
      'CLM-1-3',
    ]);
    expect(services[0]?.adjustments).toEqual([
      { group: 'CO', reasons: [{ reason: '45', amount: '1975.31' }] },
      { group: 'PR', reasons: [{ reason: '2', amount: '1580.25' }] },
    ]);
  });

  test('a line billed by revenue code alone is answered by revenue code', () => {
    const [remittance] = remittancesIn(submit(claim837i()).files);
    const services = remittance === undefined ? [] : claimsIn(remittance).flatMap((claim) => claim.services ?? []);
    expect(services.map(({ payment }) => [payment.procedure, payment.revenueCode])).toEqual([
      [{ qualifier: 'HC', code: 'J9022' }, '0636'],
      [{ qualifier: 'NU', code: '0250' }, undefined],
    ]);
  });

  test.each<readonly [ScriptName, readonly (readonly (readonly string[])[])[]]>([
    ['underpay', [[['1', '10286.66', '4114.67', 'ICN00009060001']]]],
    ['deny-197', [[['4', '10286.66', '0', 'ICN00009060001']]]],
    ['deny-50', [[['4', '10286.66', '0', 'ICN00009060001']]]],
    ['deny-197-line', [[['1', '10286.66', '262.47', 'ICN00009060001']]]],
    ['off-by-a-cent', [[['1', '10286.66', '6583.46', 'ICN00009060001']]]],
    [
      'reverse-correct',
      [
        [['1', '10286.66', '4114.67', 'ICN00009060001']],
        [
          ['22', '-10286.66', '-4114.67', 'ICN00009060001'],
          ['1', '10286.66', '8204.33', 'ICN00009060001C1'],
        ],
      ],
    ],
    ['split', [[['1', '10286.65', '6583.45', 'ICN00009060001']], [['1', '0.01', '0.01', 'ICN00009060001S']]]],
    ['approve', [[['1', '10286.66', '6583.46', 'ICN00009060001']]]],
  ])('by script %s', (script, payments) => {
    expect(paymentsIn(submit(claim837p(), script))).toEqual(payments);
  });

  test('deny-197-line denies the first line and prices the others as ever', () => {
    const [remittance] = remittancesIn(submit(claim837p(), 'deny-197-line').files);
    const services = remittance === undefined ? [] : claimsIn(remittance).flatMap((claim) => claim.services ?? []);
    expect(services.map(({ adjustments }) => (adjustments ?? []).map(({ reasons }) => reasons[0]?.reason))).toEqual([
      ['197'],
      ['45', '2'],
      [],
    ]);
  });

  test.each<readonly [ScriptName, string, readonly string[]]>([
    ['deny-197', '197', []],
    ['deny-50', '50', ['N115']],
  ])('%s denies every line with its reason and pays nothing', (script, reason, remarks) => {
    const [remittance] = remittancesIn(submit(claim837p(), script).files);
    expect(remittance?.financial).toMatchObject({ handling: 'H', amount: '0', method: 'NON' });
    for (const service of remittance === undefined
      ? []
      : claimsIn(remittance).flatMap((claim) => claim.services ?? [])) {
      expect(service.adjustments?.map(({ group, reasons }) => [group, reasons.map((r) => r.reason)])).toEqual([
        ['CO', [reason]],
      ]);
      expect((service.remarks ?? []).map(({ code }) => code)).toEqual(remarks);
    }
  });

  test('a correction takes a copayment of 25.00 once, on the first line that can carry it', () => {
    const [, corrected] = remittancesIn(submit(claim837p(), 'reverse-correct').files);
    const copays = (corrected === undefined ? [] : claimsIn(corrected))
      .flatMap((claim) => claim.services ?? [])
      .flatMap((service) => service.adjustments ?? [])
      .flatMap(({ reasons }) => reasons.filter(({ reason }) => reason === '3').map(({ amount }) => amount));
    expect(copays).toEqual(['25']);
  });

  test('a refused claim gets no number, is not counted and is never paid', () => {
    const result = submit(claim837p(), 'reject-277ca');
    expect(claimOutcomes(result)).toEqual([['CLM-1', 'A7:562:U', undefined]]);
    expect(remittancesIn(result.files)).toEqual([]);
    expect(result.state.accepted).toEqual({});
  });

  test('a total that is one cent too high is the only thing wrong with off-by-a-cent', () => {
    const [remittance] = remittancesIn(submit(claim837p(), 'off-by-a-cent').files);
    expect(remittance === undefined ? undefined : imbalances(remittance)).toEqual({
      payment: 1n,
      claims: [0n],
      lines: [0n, 0n, 0n],
    });
  });
});

describe('the synthetic payer remembers what it paid', () => {
  const first = submit(claim837p(906));

  test('a replacement takes its original back and pays the new claim', () => {
    const replacement: SampleClaim = {
      frequency: '7',
      original: 'ICN00009060001',
      charge: '100',
      lines: [line('100')],
    };
    const second = submit(claim837p(907, replacement), 'pay', first.state);
    expect(paymentsIn(second)).toEqual([
      [
        ['22', '-10286.66', '-6583.46', 'ICN00009060001'],
        ['1', '100', '64', 'ICN00009070001'],
      ],
    ]);
    expect(Object.keys(second.state.payments)).toEqual(['ICN00009070001']);
    expect(second.state.accepted).toEqual({ 'CLM-1': 1 });
  });

  test('money taken back beyond the payment is carried forward and taken from the next one', () => {
    const replacement: SampleClaim = {
      frequency: '7',
      original: 'ICN00009060001',
      charge: '100',
      lines: [line('100')],
    };
    const second = submit(claim837p(907, replacement), 'pay', first.state);
    const third = submit(claim837p(908, { id: 'CLM-3' }), 'pay', second.state);
    const seen = [second, third].flatMap(({ files }) =>
      remittancesIn(files).map(({ financial, providerAdjustments }) => [
        financial.amount,
        providerAdjustments?.flatMap(({ adjustments }) => adjustments.map(({ reason, amount }) => [reason, amount])),
      ]),
    );
    expect(seen).toEqual([
      ['0', [['FB', '-6519.46']]],
      ['64', [['FB', '6519.46']]],
    ]);
    expect(third.state.owed).toEqual({ '1234567893': '0.00' });
  });

  test('a void only takes its original back', () => {
    const second = submit(claim837p(907, { frequency: '8', original: 'ICN00009060001' }), 'pay', first.state);
    expect(paymentsIn(second)).toEqual([[['22', '-10286.66', '-6583.46', 'ICN00009060001']]]);
    expect(second.state.payments).toEqual({});
  });

  test.each(['7', '8'])('a claim of frequency %s without a known original is refused', (frequency) => {
    const result = submit(claim837p(907, { frequency, original: 'ICN-UNKNOWN' }), 'pay', first.state);
    expect(claimOutcomes(result)).toEqual([['CLM-1', 'A7:464:U', undefined]]);
    expect(remittancesIn(result.files)).toEqual([]);
  });
});

const line = (charge: string) => ({ procedure: 'HC:J9022', charge, units: '1' });

test('whatever is charged, every remittance of every paying script balances to the cent', () => {
  const charges = fc.array(fc.bigInt({ min: 0n, max: 99_999_999n }), { minLength: 1, maxLength: 5 });
  const claims = fc.array(charges, { minLength: 1, maxLength: 3 });
  const scripts = fc.constantFrom<ScriptName>(
    'pay',
    'underpay',
    'deny-197',
    'deny-197-line',
    'deny-50',
    'reverse-correct',
    'split',
  );
  fc.assert(
    fc.property(claims, scripts, (amounts, script) => {
      const samples = amounts.map(
        (lines, index): SampleClaim => ({
          id: `CLM-${index + 1}`,
          charge: text(lines.reduce((sum, amount) => sum + amount, 0n)),
          lines: lines.map((amount) => line(text(amount))),
        }),
      );
      for (const remittance of remittancesIn(submit(claim837p(906, ...samples), script).files)) {
        const { payment, claims: byClaim, lines } = imbalances(remittance);
        expect([payment, ...byClaim, ...lines].filter((amount) => amount !== 0n)).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

const text = (amount: bigint): string => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
