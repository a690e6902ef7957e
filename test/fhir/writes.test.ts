import { describe, expect, test } from 'vitest';
import { benefitWrite, paymentWrite } from '../../src/fhir/remittanceWrites.ts';
import { authorizationWrite, taskWrite } from '../../src/fhir/writes.ts';
import { centsOf } from '../../src/money.ts';

const identifier = { system: 'urn:infusebridge:id', value: 'a1' };

describe('what we write', () => {
  test('an approval carries its number and dates, and each item its decision', () => {
    const { resource, identifier: key } = authorizationWrite({
      identifier,
      patient: 'Patient/p1',
      request: { identifier },
      insurer: { display: 'Example Payer' },
      created: '2026-11-21T10:00:00Z',
      outcome: 'complete',
      decision: { action: 'A1', number: 'AUTH 7' },
      period: { start: '2026-11-21', end: '2027-05-20' },
      items: [{ sequence: 1, action: 'A6', number: 'AUTH 7', reasons: ['0V'] }],
      notes: ['Fewer doses were certified.'],
    });
    expect(key).toBe(identifier);
    expect(resource).toMatchObject({
      resourceType: 'ClaimResponse',
      identifier: [identifier],
      use: 'preauthorization',
      preAuthRef: 'AUTH 7',
      preAuthPeriod: { start: '2026-11-21', end: '2027-05-20' },
      processNote: [{ number: 1, text: 'Fewer doses were certified.' }],
    });
    expect(
      resource.item?.[0]?.adjudication?.[0]?.extension?.[0]?.extension?.map((e) => e.url.split('/').at(-1)),
    ).toEqual(['extension-reviewActionCode', 'number', 'reasonCode']);
  });
  test('a denial or a pend carries no authorization number to bill with', () => {
    for (const action of ['A3', 'A4', 'CT', 'C']) {
      const { resource } = authorizationWrite({
        identifier,
        patient: 'Patient/p1',
        request: {},
        insurer: {},
        created: 'x',
        outcome: 'complete',
        decision: { action, number: 'N1' },
        items: [],
        notes: [],
        rejects: ['72'],
      });
      expect(resource.preAuthRef).toBeUndefined();
      expect(resource.error?.[0]?.code.coding?.[0]?.code).toBe('72');
    }
  });
  test('a task says who should do what, and why', () => {
    const { resource } = taskWrite({
      identifier,
      status: 'requested',
      code: 'claim-held',
      description: 'The stop time is missing.',
      role: 'nursing',
      patient: 'Patient/p1',
      focus: 'MedicationAdministration/ma1',
      reasons: [{ code: 'MISSING_STOP_TIME', message: 'Chart the stop time.' }],
    });
    expect(resource).toMatchObject({
      resourceType: 'Task',
      intent: 'order',
      priority: 'routine',
      for: { reference: 'Patient/p1' },
      input: [{ type: { text: 'MISSING_STOP_TIME' }, valueString: 'Chart the stop time.' }],
    });
  });
  test('money goes out with the cents it came with', () => {
    const payment = paymentWrite({
      identifier,
      created: 'x',
      date: '2026-11-20',
      amount: centsOf(123456),
      details: [{ kind: 'adjustment', amount: centsOf(-1) }],
    });
    expect(JSON.stringify(payment.resource.paymentAmount)).toBe('{"value":1234.56,"currency":"USD"}');
    expect(payment.resource.detail?.[0]?.amount?.value).toBe(-0.01);
    const benefit = benefitWrite({
      identifier,
      type: 'professional',
      created: 'x',
      patient: 'Patient/p1',
      insurer: {},
      provider: {},
      coverage: 'Coverage/c1',
      claim: identifier,
      outcome: 'complete',
      notes: [],
      items: [
        {
          sequence: 1,
          code: 'J9271',
          modifiers: ['JZ'],
          units: 200,
          charged: centsOf(1_000_000),
          paid: centsOf(899_999),
          adjustments: [{ group: 'CO', reason: '45', amount: centsOf(100_001) }],
        },
      ],
    });
    expect(benefit.resource.item?.[0]?.adjudication?.map((a) => a.amount?.value)).toEqual([10000, 8999.99, 1000.01]);
  });
  test('an amount a JSON number cannot hold is refused', () => {
    expect(() =>
      paymentWrite({ identifier, created: 'x', date: 'x', amount: centsOf(2n ** 60n), details: [] }),
    ).toThrow('2^53');
  });
});
