import { describe, expect, test } from 'vitest';
import {
  applyClaim,
  type ClaimEvent,
  type ClaimState,
  foldClaim,
  type LinePayment,
  newClaim,
  type Posting,
  totalCharge,
} from '../../src/claim/claim.ts';
import { mirrorsPayments } from '../../src/claim/posting.ts';
import { claimReceiptsOf } from '../../src/claim/status277ca.ts';
import { claimWrites } from '../../src/claim/writeback.ts';
import { centsOf, formatCents } from '../../src/money.ts';
import { claimStatus } from '../x12/guides/277ca-example.ts';
import { claim } from './invented.ts';

const submitted: ClaimEvent = { type: 'Submitted', claim, snapshot: 's1' };
const held: ClaimEvent = {
  type: 'Held',
  patient: 'Patient/p1',
  administrations: ['MedicationAdministration/ma1'],
  issues: [],
};
const acknowledged: ClaimEvent = { type: 'Acknowledged', accepted: true, codes: [] };
const refused: ClaimEvent = { type: 'Acknowledged', accepted: false, codes: ['IK502:5'] };
const reported = (category: string, payerControlNumber?: string): ClaimEvent => ({
  type: 'StatusReported',
  category,
  codes: [`${category}:20`],
  ...(payerControlNumber === undefined ? {} : { payerControlNumber }),
});

const linePayment = (paid: number, ...reasons: readonly string[]): LinePayment => ({
  controlNumber: 'IB42-1',
  paid: centsOf(paid),
  remarks: [],
  adjustments: reasons.map((reason) => {
    const [group = '', code = ''] = reason.split('-');
    return { group, reason: code, amount: centsOf(100) };
  }),
});
const posting = (status: string, paid: number, more: Partial<Posting> = {}): Posting => ({
  remittance: 'EFT1',
  ordinal: 1,
  status,
  payerControlNumber: 'CHP-CLM-1',
  charged: centsOf(912_051),
  paid: centsOf(paid),
  patientResponsibility: centsOf(0),
  lines: [linePayment(paid, 'CO-45')],
  ...more,
});
const posted = (status: string, paid: number, more?: Partial<Posting>): ClaimEvent => ({
  type: 'Posted',
  posting: posting(status, paid, more),
});

const statusAfter = (...events: readonly ClaimEvent[]) => foldClaim(events).status;

describe('the state of a claim', () => {
  test.each<[string, ...ClaimEvent[]]>([
    ['new'],
    ['held', held],
    ['submitted', held, submitted],
    ['notBillable', { ...held, type: 'NotBillable' }],
    ['acknowledged', submitted, acknowledged],
    ['refused', submitted, refused],
    ['acknowledged', submitted, reported('A1')],
    ['acknowledged', submitted, reported('A0')],
    ['accepted', submitted, acknowledged, reported('A2')],
    ['accepted', submitted, reported('A5')],
    ['rejected', submitted, acknowledged, reported('A3')],
    ['rejected', submitted, reported('A4')],
    ['rejected', submitted, reported('A6')],
    ['rejected', submitted, reported('A7')],
    ['rejected', submitted, reported('A8')],
    ['paid', submitted, posted('1', 500_000)],
    ['denied', submitted, posted('4', 0)],
  ])('is %s after these events', (status, ...events) => {
    expect(statusAfter(...events)).toBe(status);
  });

  test('takes patient and administrations from what was billed, and forgets why it was held', () => {
    const issue = { code: 'MISSING_STOP_TIME', severity: 'error', message: 'Chart it.' } as const;
    const state = foldClaim([{ ...held, issues: [issue], patient: 'Patient/other' }, submitted]);
    expect(state).toEqual({
      ...newClaim,
      status: 'submitted',
      patient: 'Patient/p1',
      claim,
      administrations: ['MedicationAdministration/ma1'],
    });
  });

  test('is the fold of its events, one at a time or all at once', () => {
    const events = [held, submitted, acknowledged, reported('A2'), posted('1', 1)];
    expect(foldClaim(events)).toEqual(events.reduce(applyClaim, newClaim));
  });

  test('charges the sum of the lines to the cent', () => {
    expect(totalCharge(claim)).toBe(912_051n);
    expect(totalCharge({ ...claim, lines: [] })).toBe(0n);
  });
});

describe('answers that come in any order', () => {
  test.each<[string, readonly ClaimEvent[]]>([
    ['acknowledged, accepted and paid', [acknowledged, reported('A2', 'P1'), posted('1', 500_000)]],
    ['acknowledged, rejected and yet paid', [acknowledged, reported('A7', 'P1'), posted('1', 500_000)]],
    ['acknowledged and rejected', [acknowledged, reported('A7', 'P1')]],
    ['taken by the clearinghouse, rejected by the payer', [acknowledged, reported('A2', 'P1'), reported('A7', 'P2')]],
    ['acknowledged, and its second copy refused', [acknowledged, refused]],
    ['acknowledged, refused, accepted, denied', [acknowledged, refused, reported('A2', 'P1'), posted('4', 0)]],
  ])('say the same of a claim that is %s', (_, answers) => {
    const states = permutations(answers).map((order) => foldClaim([submitted, ...order]));
    const [first, ...others] = states;
    for (const other of others) expect(other).toEqual(first);
  });

  test('keep the reasons of a rejection when the 999 comes late', () => {
    const state = foldClaim([submitted, reported('A7', 'P1'), acknowledged]);
    expect([state.status, state.codes, state.payerControlNumber]).toEqual(['rejected', ['A7:20'], 'P1']);
  });

  test('leave no codes of an acknowledgement beside the money', () => {
    expect(foldClaim([submitted, reported('A7'), posted('1', 1)]).codes).toEqual([]);
    expect(foldClaim([submitted, posted('1', 1), reported('A7')]).codes).toEqual([]);
  });

  test('take the payer number of the remittance before that of a late 277CA, and the latter where there is none', () => {
    expect(foldClaim([submitted, posted('1', 1), reported('A2', 'OLD')]).payerControlNumber).toBe('CHP-CLM-1');
    expect(foldClaim([submitted, reported('A7'), reported('A2', 'OLD')]).payerControlNumber).toBe('OLD');
  });
});

describe('what was paid', () => {
  const child = { patientResponsibility: centsOf(5_000) };
  test.each<[string, string, readonly Posting[]]>([
    ['paid', 'the contract explains the rest', [posting('1', 500_000)]],
    [
      'paid',
      'the deductible takes all of it',
      [posting('1', 0, { ...child, lines: [linePayment(0, 'PR-1', 'CO-45')] })],
    ],
    ['paid', 'the deductible takes all of it and no line is told', [posting('1', 0, { ...child, lines: [] })]],
    ['denied', 'nothing is paid and nobody owes it', [posting('1', 0, { lines: [] })]],
    ['denied', 'the only line has no authorization', [posting('1', 0, { lines: [linePayment(0, 'CO-197')] })]],
    [
      'denied',
      'the patient owes what is not covered',
      [posting('1', 0, { ...child, lines: [linePayment(0, 'PR-96')] })],
    ],
    ['denied', 'the status says so', [posting('4', 0, child)]],
    ['partlyPaid', 'a line is not', [posting('1', 500, { lines: [linePayment(500), linePayment(0, 'CO-50')] })]],
    [
      'paid',
      'a line is the share of the patient',
      [posting('1', 500, { lines: [linePayment(500), linePayment(0, 'PR-3')] })],
    ],
    ['reversed', 'it is taken back', [posting('1', 500), posting('22', -500)]],
    ['reversed', 'the reversal comes before the payment it takes back', [posting('22', -500), posting('1', 500)]],
    [
      'paid',
      'it is taken back and paid again in the same amount',
      [posting('1', 500), posting('22', -500), posting('1', 500)],
    ],
    ['paid', 'it is taken back and paid again', [posting('1', 500), posting('22', -500), posting('1', 400)]],
    ['denied', 'it is taken back and denied', [posting('1', 500), posting('22', -500), posting('4', 0)]],
    [
      'partlyPaid',
      'the correction stands before the reversal and a line of it is not paid',
      [
        posting('1', 500),
        posting('1', 400, { lines: [linePayment(400), linePayment(0, 'CO-50')] }),
        posting('22', -500),
      ],
    ],
  ])('is %s when %s', (status, _, postings) => {
    const state: ClaimState = foldClaim([
      submitted,
      ...postings.map((p): ClaimEvent => ({ type: 'Posted', posting: p })),
    ]);
    expect(state.status).toBe(status);
    expect(state.postings).toEqual(postings);
  });
});

describe('money taken back', () => {
  test.each<[boolean, readonly Posting[]]>([
    [true, [posting('1', 500)]],
    [true, [posting('1', 500), posting('22', -500), posting('1', 400)]],
    [true, [posting('22', -500), posting('1', 400), posting('1', 500)]],
    [false, [posting('22', -500)]],
    [false, [posting('1', 500), posting('22', -499)]],
    [false, [posting('1', 500), posting('22', -500), posting('22', -500)]],
  ])('mirrors a payment of the claim: %s', (mirrors, postings) => {
    expect(mirrorsPayments(postings)).toBe(mirrors);
  });

  test('is told to a person when nothing was paid before', () => {
    const [, task] = claimWrites('claim/1', foldClaim([submitted, posted('22', -500)]), '2027-03-20');
    expect(task?.resource).toMatchObject({ status: 'requested', description: expect.stringContaining('never paid') });
  });

  test('counts against what was paid, in the response and line by line', () => {
    const reversal = posting('22', -500, { lines: [linePayment(-500)] });
    const events = [posted('1', 500), { type: 'Posted', posting: reversal } as const, posted('1', 400)];
    const [response] = claimWrites('claim/1', foldClaim([submitted, ...events]), '2027-03-20');
    expect(response?.resource).toMatchObject({
      payment: { amount: { value: 4 } },
      item: [{ adjudication: [{}, { amount: { value: 4 } }, {}] }, {}, {}],
    });
  });
});

test.each([
  ['837P', 'professional'],
  ['837I', 'institutional'],
] as const)('a response to an %s is %s', (form, code) => {
  const paid = foldClaim([{ ...submitted, claim: { ...claim, form } }, posted('1', 500)]);
  expect(claimWrites('claim/1', paid, '2027-03-20')[0]?.resource).toMatchObject({ type: { coding: [{ code }] } });
});

test('an EHR that takes no ClaimResponse gets the payment as a document under the same identifier', () => {
  const paid = foldClaim([submitted, posted('1', 500, { lines: [linePayment(500)] })]);
  const [write] = claimWrites('claim/1', paid, '2027-03-20');
  const { resource, otherwise } = write ?? {};
  expect(otherwise).toMatchObject({
    resourceType: 'DocumentReference',
    status: 'current',
    identifier: [write?.identifier],
  });
  const document = otherwise?.resourceType === 'DocumentReference' ? otherwise : undefined;
  const text = Buffer.from(document?.content[0]?.attachment.data ?? '', 'base64').toString();
  expect(document?.subject).toEqual(resource?.resourceType === 'ClaimResponse' ? resource.patient : 'none');
  expect(text.split('\n').slice(1)).toEqual([
    `${claim.lines[0]?.hcpcs}: ${formatCents(claim.lines[0]?.charge ?? centsOf(0))} charged, 5.00 paid`,
    `${claim.lines[1]?.hcpcs}: ${formatCents(claim.lines[1]?.charge ?? centsOf(0))} charged, 0.00 paid`,
    `${claim.lines[2]?.hcpcs}: ${formatCents(claim.lines[2]?.charge ?? centsOf(0))} charged, 0.00 paid`,
    `${formatCents(totalCharge(claim))} charged, 5.00 paid in all`,
  ]);
});

describe('a 277CA', () => {
  test('gives a receipt for each claim, with the worst of its own and its lines', () => {
    expect(claimReceiptsOf(claimStatus)).toEqual([
      { claimNumber: 'IB-000123-1', category: 'A2', codes: ['A2:20'], payerControlNumber: 'CHP-CLM-1' },
      { claimNumber: 'IB-000124-1', category: 'A7', codes: ['A7:218:85', 'A7:21', 'A7:218'] },
    ]);
  });

  test.each(['A3', 'A4', 'A6', 'A7', 'A8'])('rejects a claim of which one line is %s', (category) => {
    const [receipt] = claimReceiptsOf(withLineStatus(category));
    expect(receipt?.category).toBe(category);
    expect(receipt?.codes).toEqual(['A2:20', `${category}:1`]);
  });

  test('that turns the batch away as a whole rejects the claim whose number it was', () => {
    const [source] = claimStatus.sources;
    if (source === undefined) throw new Error('the example has a source');
    const { billingProviders: _none, ...receiver } = source.receiver;
    const [status] = receiver.outcome.statuses;
    if (status === undefined) throw new Error('the example has a status');
    const first = { category: 'A3', status: '24' };
    const outcome = { ...receiver.outcome, statuses: [{ ...status, first }] };
    expect(claimReceiptsOf({ ...claimStatus, sources: [{ ...source, receiver: { ...receiver, outcome } }] })).toEqual([
      { claimNumber: receiver.outcome.trace.number, category: 'A3', codes: ['A3:24'] },
    ]);
  });

  test('says nothing of claims when it names none', () => {
    const [source] = claimStatus.sources;
    if (source === undefined) throw new Error('the example has a source');
    const { billingProviders: _none, ...receiver } = source.receiver;
    expect(claimReceiptsOf({ ...claimStatus, sources: [{ ...source, receiver }] })).toEqual([]);
  });
});

function withLineStatus(category: string): typeof claimStatus {
  const [source] = claimStatus.sources;
  const [provider] = source?.receiver.billingProviders ?? [];
  const [patient] = provider?.patients ?? [];
  const [accepted, rejected] = patient?.claims ?? [];
  const [line] = rejected?.lines ?? [];
  if (
    source === undefined ||
    provider === undefined ||
    patient === undefined ||
    accepted === undefined ||
    line === undefined
  )
    throw new Error('the example has two claims');
  const { action } = line.statuses[0] ?? { action: 'U' };
  const lines = [{ ...line, statuses: [{ action, first: { category, status: '1' } }] }];
  const claims = [{ ...accepted, lines }];
  const billingProviders = [{ ...provider, patients: [{ ...patient, claims }] }];
  return { ...claimStatus, sources: [{ ...source, receiver: { ...source.receiver, billingProviders } }] };
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
