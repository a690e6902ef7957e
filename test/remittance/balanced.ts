/** Remittances that balance, whatever they hold, and what is found in their files. */

import { centsOf, parseCents, x12Amount } from '../../src/money.ts';
import { balanceIssues, claimIssues } from '../../src/remittance/balance.ts';
import { remittanceOf } from '../../src/remittance/receive835.ts';
import { RemittanceStream } from '../../src/remittance/remittanceStream.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { EnvelopeReader } from '../../src/x12/envelopeReader.ts';
import { type Remittance835, remittance835 } from '../../src/x12/guides/835.ts';
import { read } from '../../src/x12/read.ts';
import { SegmentScanner } from '../../src/x12/scan.ts';
import { transactionOf, writeInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { remittance as example } from '../x12/guides/835-example.ts';

type Claim = NonNullable<Remittance835['headers']>[number]['claims'][number];
type Service = NonNullable<Claim['services']>[number];
type Adjustments = NonNullable<Claim['adjustments']>;

const [exampleClaim] = example.headers?.[0]?.claims ?? [];
const [exampleService] = exampleClaim?.services ?? [];
if (exampleClaim === undefined || exampleService === undefined) throw new Error('the example has a claim with a line');

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
export const text = (amount: bigint): string => x12Amount(centsOf(amount));
export const money = (amount: string): bigint => parseCents(amount) ?? 0n;
const adjusted = (all: Adjustments = []): bigint =>
  sum(all.flatMap(({ reasons }) => reasons.map(({ amount }) => money(amount))));

const amounts = fc.oneof(
  fc.bigInt({ min: -50_000n, max: 2_000_000n }),
  fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }),
  fc.constant(0n),
);
/** Up to six reasons in a CAS, up to three of them. */
const adjustments: fc.Arbitrary<Adjustments> = fc.array(
  fc.record({
    group: fc.constantFrom('CO', 'PR', 'OA', 'PI'),
    reasons: fc.array(
      amounts.map((amount) => ({ reason: '45', amount: text(amount) })),
      { minLength: 1, maxLength: 6 },
    ),
  }),
  { maxLength: 3 },
);
const service: fc.Arbitrary<Service> = fc
  .record({ charged: amounts, adjustments })
  .map(({ charged, adjustments: own }) => ({
    payment: { ...exampleService.payment, charged: text(charged), paid: text(charged - adjusted(own)) },
    ...(own.length === 0 ? {} : { adjustments: own }),
  }));
const claim: fc.Arbitrary<Claim> = fc
  .record({
    services: fc.array(service, { maxLength: 3 }),
    adjustments,
    alone: amounts,
    status: fc.constantFrom('1', '22'),
  })
  .map(({ services, adjustments: own, alone, status }) => {
    const charged = services.length === 0 ? alone : sum(services.map(({ payment }) => money(payment.charged)));
    const reduced = adjusted(own) + sum(services.map((one) => adjusted(one.adjustments)));
    const { patientResponsibility: _none, ...facts } = exampleClaim.payment;
    return {
      payment: { ...facts, status, charged: text(charged), paid: text(charged - reduced) },
      ...(own.length === 0 ? {} : { adjustments: own }),
      patient: exampleClaim.patient,
      ...(services.length === 0 ? {} : { services }),
    };
  });
/** Balances at line, claim and payment, whatever it holds: reversals, money taken back, claims without lines. */
export const balanced: fc.Arbitrary<Remittance835> = fc
  .record({
    claims: fc.array(claim, { maxLength: 4 }),
    outside: fc.array(fc.array(amounts, { minLength: 1, maxLength: 6 }), { maxLength: 2 }),
  })
  .map(({ claims, outside }) => {
    const { headers: _headers, providerAdjustments: _outside, ...rest } = example;
    const paid = sum(claims.map(({ payment }) => money(payment.paid))) - sum(outside.flat());
    const provider = { provider: '1999999984', fiscalPeriodEnd: '20271231' };
    const taken = outside.map((all) => ({
      ...provider,
      adjustments: all.map((amount) => ({ reason: 'WO' as const, reference: 'X1', amount: text(amount) })),
    }));
    return {
      ...rest,
      financial: {
        ...rest.financial,
        amount: text(paid < 0n ? -paid : paid),
        direction: paid < 0n ? 'D' : 'C',
      },
      ...(claims.length === 0 ? {} : { headers: [{ number: { number: 1 }, claims }] }),
      ...(taken.length === 0 ? {} : { providerAdjustments: taken }),
    };
  });

/** Elements that hold money which is posted, or which says why money is missing. */
export const places: Readonly<Record<string, readonly number[]>> = {
  BPR: [2],
  CLP: [3, 4],
  SVC: [2, 3],
  CAS: [3, 6, 9, 12, 15, 18],
  PLB: [4, 6, 8, 10, 12, 14],
};

export function linesOf(value: Remittance835): readonly string[] {
  const party = { qualifier: 'ZZ', id: 'HARBOR' };
  const { functionalId, version } = remittance835;
  const transactions = [transactionOf(remittance835, value, '0001')];
  const group = { functionalId, version, senderCode: 'HARBOR', receiverCode: 'COAST', control: 1, transactions };
  const envelope = { sender: party, receiver: party, usage: 'T', date: '20261120', time: '0915' } as const;
  const written = writeInterchange({ ...envelope, interchangeControl: 1, groups: [group] });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value.trimEnd().split('\n');
}

/** The same file again and again, each time with one amount changed: by so many cents, or into another text. */
export function* changed(
  lines: readonly string[],
  by: bigint | ((amount: string) => string),
): Generator<{ readonly where: string; readonly lines: readonly string[] }> {
  for (const [n, line] of lines.entries()) {
    const cells = line.slice(0, -1).split('*');
    for (const element of places[cells[0] ?? ''] ?? []) {
      const amount = cells[element];
      if (amount === undefined || amount === '') continue;
      const now = typeof by === 'bigint' ? text(money(amount) + by) : by(amount);
      if (now === amount) continue;
      const other = cells.with(element, now).join('*');
      yield { where: `${cells[0]}${element} of line ${n}`, lines: lines.with(n, `${other}~`) };
    }
  }
}

/** Issues of the whole reading, and of the reading claim by claim. */
export function findings(lines: readonly string[]): {
  readonly whole: readonly string[];
  readonly streamed: readonly string[];
} {
  const bytes = Buffer.from(lines.join('\n'));
  const [set] = interchangesIn(bytes).flatMap((event) => (event.is === 'transaction' ? [event.transaction] : []));
  const reading = read(remittance835, set?.segments ?? []);
  const outcome = reading.ok ? remittanceOf(reading.value) : undefined;
  const whole = outcome?.ok === true ? balanceIssues(outcome.value) : [...reading.issues, ...(outcome?.issues ?? [])];
  const issues: string[] = [];
  const stream = new RemittanceStream((one) => {
    const own = one.payment === undefined ? [...one.reading.issues, ...one.findings] : claimIssues(one.payment);
    // What was skimmed from the bytes knows it before anything is read.
    if (one.money?.balances !== (own.length === 0)) issues.push('SKIMMED_OTHERWISE');
    issues.push(...own.map(({ code }) => code));
  });
  const reader = new EnvelopeReader(
    () => {},
    () => stream,
  );
  const scanner = new SegmentScanner(reader);
  scanner.push(bytes);
  scanner.end();
  reader.end();
  issues.push(...stream.end().issues.map(({ code }) => code));
  return { whole: whole.map(({ code }) => code), streamed: issues };
}
