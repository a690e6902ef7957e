import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import { balanceIssues } from '../../src/remittance/balance.ts';
import { remittanceOf } from '../../src/remittance/receive835.ts';
import type { ClaimPayment } from '../../src/remittance/remittance.ts';
import { RemittanceStream } from '../../src/remittance/remittanceStream.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { read } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { arbitraryOfAny } from '../x12/arbitrary.ts';
import { remittance } from '../x12/guides/835-example.ts';

/** What a stream says of a set, in one piece. */
function streamed(lines: readonly string[]) {
  const claims: ClaimPayment[] = [];
  const values: unknown[] = [];
  const issues: Issue[] = [];
  const stream = new RemittanceStream((claim) => {
    claims.push(claim.claim);
    values.push(claim.value);
    issues.push(...claim.issues);
  });
  for (const segment of segmentsOf(lines)) stream.push(segment);
  const end = stream.end();
  return { claims, values, issues, end };
}
const written = (value: unknown): readonly string[] => {
  const outcome = writeUntyped(remittance835, value, { control: '0001' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.value;
};
const codes = (issues: readonly Issue[]) => issues.map(({ code }) => code);

test('the example arrives claim by claim, and balances at the end', () => {
  const { claims, values, issues, end } = streamed(written(remittance));
  expect(claims.map(({ ordinal, paid }) => [ordinal, paid])).toEqual([
    [1, 900_000n],
    [2, 0n],
    [3, -80_000n],
    [4, 75_000n],
  ]);
  expect(values).toEqual(remittance.headers?.flatMap((header) => header.claims));
  expect([issues, end.issues, end.remittance?.paid, end.remittance?.claims]).toEqual([[], [], 886_234n, []]);
});

test('a cent too much is told with its claim, and at the end', () => {
  const lines = written(remittance).map((line) =>
    line.replace('CLP*IB-000123-1*1*12480.5*9000', 'CLP*IB-000123-1*1*12480.5*9000.01'),
  );
  const { issues, end } = streamed(lines);
  expect([codes(issues), codes(end.issues)]).toEqual([['CLAIM_UNBALANCED'], ['REMITTANCE_UNBALANCED']]);
});

test('a claim with an error is not handed out, and nothing of the set is good', () => {
  const lines = written(remittance).map((line) => line.replace('CLP*IB-000124-1*4', 'CLP*IB-000124-1*99'));
  const { claims, end } = streamed(lines);
  expect(claims.map(({ ordinal }) => ordinal)).toEqual([1, 3, 4]);
  expect([end.remittance, codes(end.issues)]).toEqual([undefined, ['IK403:7']]);
});

test('whatever arrives, the stream says what reading it as a whole says', () => {
  const blow = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('*', 'X', '1', '', '.'));
  fc.assert(
    fc.property(arbitraryOfAny(remittance835), fc.array(blow, { maxLength: 2 }), (value, blows) => {
      const lines = blows.reduce((all, [at, gone, put]) => {
        const one = all[at % all.length] ?? '';
        return all.with(
          at % all.length,
          one.slice(0, at % (one.length + 1)) + put + one.slice((at % (one.length + 1)) + gone),
        );
      }, written(value));
      const whole = read(remittance835, segmentsOf(lines));
      const { claims, issues, end } = streamed(lines);
      if (!whole.ok) {
        expect([end.remittance, end.issues]).toEqual([undefined, whole.issues]);
        return;
      }
      const outcome = remittanceOf(whole.value);
      if (!outcome.ok) {
        expect(codes([...issues, ...end.issues])).toContain('AMOUNT_UNREADABLE');
        return;
      }
      expect(claims).toEqual(outcome.value.claims);
      expect(end.remittance).toEqual({ ...outcome.value, claims: [] });
      expect([...issues, ...end.issues.slice(whole.issues.length)]).toEqual(balanceIssues(outcome.value));
    }),
    { numRuns: 150 },
  );
});
