import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crossRead835, type SecondRemittance } from '../../src/adapters/secondReader.ts';
import { addCents, type Cents, centsOf, parseCents } from '../../src/money.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { type Remittance835, remittance835 } from '../../src/x12/guides/835.ts';
import { read } from '../../src/x12/read.ts';
import { renderInterchange, transactionOf } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOf } from '../x12/arbitrary.ts';
import { remittance } from '../x12/guides/835-example.ts';

const cents = (text: string): Cents => parseCents(text) ?? centsOf(0);
const sumOf = (adjustments: readonly { reasons: readonly { amount: string }[] }[] = []): Cents =>
  addCents(...adjustments.flatMap(({ reasons }) => reasons.map(({ amount }) => cents(amount))));

/** Our own reading, in the words of the second reader. */
const ours = (value: Remittance835) => ({
  paidCents:
    value.financial.direction === 'D' ? centsOf(-cents(value.financial.amount)) : cents(value.financial.amount),
  claims: (value.headers ?? []).flatMap(({ claims }) =>
    claims.map((claim) => ({
      patientControlNumber: claim.payment.patientControlNumber.trim(),
      status: claim.payment.status,
      chargedCents: cents(claim.payment.charged),
      paidCents: cents(claim.payment.paid),
      adjustedCents: sumOf(claim.adjustments),
      lines: (claim.services ?? []).map((service) => ({
        chargedCents: cents(service.payment.charged),
        paidCents: cents(service.payment.paid ?? '0'),
        adjustedCents: sumOf(service.adjustments),
      })),
    })),
  ),
  providerAdjustedCents: addCents(
    ...(value.providerAdjustments ?? []).flatMap(({ adjustments }) => adjustments.map(({ amount }) => cents(amount))),
  ),
});
const fileOf = (...values: readonly Remittance835[]): string => {
  const party = { qualifier: 'ZZ', id: 'PAYER' };
  const transactions = values.map((value, n) => transactionOf(remittance835, value, String(n + 1).padStart(4, '0')));
  const group = {
    functionalId: 'HP',
    version: '005010X221A1',
    senderCode: 'AA',
    receiverCode: 'BB',
    control: 1,
    transactions,
  };
  const envelope = {
    sender: party,
    receiver: party,
    usage: 'T',
    date: '20261120',
    time: '0915',
    interchangeControl: 1,
  } as const;
  const written = renderInterchange({ ...envelope, groups: [group] });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
};
const bytes = (text: string) => new TextEncoder().encode(text);
const withoutProcedures = (all: readonly SecondRemittance[]) =>
  all.map(({ control: _control, claims, ...rest }) => ({
    ...rest,
    claims: claims.map((claim) => ({ ...claim, lines: claim.lines.map(({ procedure: _procedure, ...line }) => line) })),
  }));

test('the second reader finds the claims, lines and sums of an 835', async () => {
  const found = await crossRead835(bytes(fileOf(remittance)));
  expect(found.ok && withoutProcedures(found.value)).toEqual([ours(remittance)]);
  expect(found.ok && found.value[0]?.claims[0]?.lines[0]?.procedure.slice(0, 1)).toEqual(['HC']);
});

test('both readers agree on every 835 that can be written', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryOf(remittance835), arbitraryOf(remittance835), async (one, two) => {
      const found = await crossRead835(bytes(fileOf(one, two)));
      expect(found.issues).toEqual([]);
      expect(found.ok && withoutProcedures(found.value)).toEqual([ours(one), ours(two)]);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['two interchanges', fileOf(remittance) + fileOf(remittance)],
  ['a cut interchange', fileOf(remittance).replace(/IEA.*\n/, '')],
  ['no interchange', 'hello'],
  ['nothing', ''],
  ['an amount that is none', fileOf(remittance).replace(/BPR\*I\*[^*]*/, 'BPR*I*1E3')],
])('%s is refused by the second reader', async (_what, text) => {
  expect(await crossRead835(bytes(text))).toMatchObject({ ok: false, issues: [{ code: 'SECOND_READER' }] });
});

test('both readers agree on the public samples', async () => {
  const shared = process.env['INFUSEBRIDGE_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname;
  const folder = `${shared}/x12/corpus/835`;
  if (!existsSync(folder))
    console.warn('NOT READ: the public 835 samples are not beside the project; nothing was tested');
  let compared = 0;
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const data = readFileSync(`${folder}/${file}`);
    const events = interchangesIn(data);
    const starts = events.flatMap((event) => (event.is === 'interchange' ? [event.interchange.offset] : []));
    const sets = events.flatMap((event) =>
      event.is === 'transaction' && event.transaction.set === '835' ? [event.transaction] : [],
    );
    const readings = sets.map(({ segments }) => read(remittance835, segments));
    if (starts.length !== 1 || readings.some(({ ok }) => !ok)) continue;
    const found = await crossRead835(data.subarray(starts[0]));
    const values = readings.flatMap((reading) => (reading.ok ? [ours(reading.value)] : []));
    expect(found.ok && withoutProcedures(found.value), file).toEqual(values);
    compared += 1;
  }
  expect(compared > 25 || !existsSync(folder)).toBe(true);
});
