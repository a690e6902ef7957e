import { describe, expect, test } from 'vitest';
import { remittanceOf } from '../../src/remittance/receive835.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { readBack } from '../claim/invented.ts';
import { remittance as value } from '../x12/guides/835-example.ts';
import { invented } from './invented.ts';

describe('an 835', () => {
  test('names the payment it belongs to, in cents', () => {
    const { trace, originator, payeeId, paid, method, date } = invented;
    expect({ trace, originator, payeeId, paid, method, date }).toEqual({
      trace: 'EFT20270325001',
      originator: '1999999999',
      payeeId: '1999999984',
      paid: 886_234n,
      method: 'ACH',
      date: '20270325',
    });
  });

  test('gives every claim its ordinal, across headers', () => {
    const twice = remittanceOf({ ...value, headers: [...(value.headers ?? []), ...(value.headers ?? [])] });
    if (!twice.ok) throw new Error('it reads');
    expect(twice.value.claims.map(({ ordinal, patientControlNumber }) => [ordinal, patientControlNumber])).toEqual([
      [1, 'IB-000123-1'],
      [2, 'IB-000124-1'],
      [3, 'IB-000100-1'],
      [4, 'IB-000100-1'],
      [5, 'IB-000123-1'],
      [6, 'IB-000124-1'],
      [7, 'IB-000100-1'],
      [8, 'IB-000100-1'],
    ]);
  });

  test('reads a paid claim with its lines, adjustments, remarks and the code we sent', () => {
    const [paid] = invented.claims;
    expect(paid).toEqual({
      ordinal: 1,
      patientControlNumber: 'IB-000123-1',
      payerControlNumber: 'CHP-CLM-1',
      memberId: 'CHP000111222',
      status: '1',
      charged: 1_248_050n,
      paid: 900_000n,
      patientResponsibility: 20_000n,
      adjustments: [],
      lines: [
        {
          procedure: 'J9380',
          modifiers: [],
          controlNumber: 'IB-000123-1-1',
          charged: 900_000n,
          paid: 720_000n,
          units: '9',
          adjustments: [
            { group: 'CO', reason: '45', amount: 160_000n },
            { group: 'PR', reason: '2', amount: 20_000n },
          ],
          remarks: [],
        },
        {
          procedure: 'J9380',
          modifiers: ['JW'],
          controlNumber: 'IB-000123-1-2',
          charged: 300_000n,
          paid: 180_000n,
          units: '3',
          adjustments: [
            { group: 'CO', reason: '45', amount: 100_000n },
            { group: 'CO', reason: '253', amount: 20_000n, quantity: '1' },
          ],
          remarks: [],
        },
        {
          procedure: '96413',
          modifiers: ['59'],
          controlNumber: 'IB-000123-1-3',
          charged: 48_050n,
          paid: 0n,
          adjustments: [{ group: 'CO', reason: '97', amount: 48_050n }],
          remarks: ['N657'],
        },
      ],
    });
  });

  test('keeps a reversal negative and counts an absent patient share as nothing', () => {
    const reversal = invented.claims[2];
    expect([reversal?.status, reversal?.charged, reversal?.paid, reversal?.patientResponsibility]).toEqual([
      '22',
      -100_000n,
      -80_000n,
      0n,
    ]);
    expect(reversal?.adjustments).toEqual([{ group: 'CO', reason: '45', amount: -20_000n }]);
  });

  test('lists the money outside claims', () => {
    expect(invented.providerAdjustments).toEqual([
      { reason: 'L6', reference: 'IB-000123-1', amount: -1_234n },
      { reason: 'WO', reference: 'CHP-CLM-OLD', amount: 10_000n },
    ]);
  });

  test('that takes money from us pays less than nothing', () => {
    const outcome = remittanceOf({ ...value, financial: { ...value.financial, direction: 'D' } });
    expect(outcome.ok && outcome.value.paid).toBe(-886_234n);
  });

  test('without claims is a payment without claims', () => {
    const { headers: _none, providerAdjustments: _nothing, ...empty } = value;
    const outcome = remittanceOf(empty);
    expect(outcome.ok && [outcome.value.claims, outcome.value.providerAdjustments]).toEqual([[], []]);
  });

  test('says the same after its way over the wire', () => {
    const reading = readBack(remittance835, value);
    if (!reading.ok) throw new Error('the example reads');
    const outcome = remittanceOf(reading.value);
    expect(outcome.ok && outcome.value).toEqual(invented);
  });

  test('is refused whole, with every amount that is none, wherever it stands', () => {
    const [header] = value.headers ?? [];
    const [claim] = header?.claims ?? [];
    const [service] = claim?.services ?? [];
    if (header === undefined || claim === undefined || service === undefined) throw new Error('the example has a line');
    const outcome = remittanceOf({
      ...value,
      financial: { ...value.financial, amount: '1.005' },
      headers: [
        {
          ...header,
          claims: [
            {
              ...claim,
              payment: { ...claim.payment, charged: 'ten' },
              services: [
                {
                  ...service,
                  payment: { ...service.payment, paid: '1,5' },
                  adjustments: [{ group: 'CO', reasons: [{ reason: '45', amount: '1E3' }] }],
                },
              ],
            },
          ],
        },
      ],
      providerAdjustments: [
        { provider: '1', fiscalPeriodEnd: '20271231', adjustments: [{ reason: 'WO', amount: '0.001' }] },
      ],
    });
    expect(outcome.ok).toBe(false);
    expect(outcome.issues.map(({ code, path, ref }) => [code, path, ref])).toEqual([
      ['AMOUNT_UNREADABLE', '835/BPR', 'BPR02'],
      ['AMOUNT_UNREADABLE', '835/2000/2100[1]/CLP', 'CLP03'],
      ['AMOUNT_UNREADABLE', '835/2000/2100[1]/2110[1]/SVC', 'SVC03'],
      ['AMOUNT_UNREADABLE', '835/2000/2100[1]/2110[1]/CAS', 'CAS03'],
      ['AMOUNT_UNREADABLE', '835/PLB', 'PLB04'],
    ]);
  });
});
