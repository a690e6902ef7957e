import { describe, expect, test } from 'vitest';
import { centsOf, parseCents, x12Amount } from '../../src/money.ts';
import type { Issue } from '../../src/outcome.ts';
import { balanceIssues, claimIssues } from '../../src/remittance/balance.ts';
import { remittanceOf } from '../../src/remittance/receive835.ts';
import type { ClaimPayment } from '../../src/remittance/remittance.ts';
import { type ClaimMoney, RemittanceStream, type StreamedClaim } from '../../src/remittance/remittanceStream.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { EnvelopeReader } from '../../src/x12/envelopeReader.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { read } from '../../src/x12/read.ts';
import { SegmentScanner } from '../../src/x12/scan.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from '../x12/arbitrary.ts';
import { remittance } from '../x12/guides/835-example.ts';

const written = (value: unknown): readonly string[] => {
  const outcome = writeUntyped(remittance835, value, { control: '0001' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.value;
};
/** A file of one set. `end` is what stands behind each segment, its terminator first. */
const fileOf = (lines: readonly string[], end = '~', separator = '*'): Buffer => {
  const head = [
    'ISA*00*          *00*          *ZZ*COASTLINE      *ZZ*HARBOR         *261120*0915*^*00501*000000835*0*T*:',
    'GS*HP*COASTLINE*HARBOR*20261120*0915*1*X*005010X221A1',
  ];
  const all = [...head, ...lines, 'GE*1*1', 'IEA*1*000000835'];
  return Buffer.from(all.map((line) => line.replaceAll('*', separator) + end).join(''));
};

/** What a stream says of a file that comes in pieces. */
function streamed(pieces: Iterable<Uint8Array>) {
  const seen: { readonly money: ClaimMoney | undefined; readonly claim: StreamedClaim }[] = [];
  const frames: Issue[] = [];
  let counted = 0;
  const stream = new RemittanceStream((claim) => {
    seen.push({ money: claim.money === undefined ? undefined : sums(claim.money), claim });
  });
  const reader = new EnvelopeReader(
    (event) => {
      if ('issues' in event) frames.push(...event.issues);
      if (event.is === 'setEnd') counted += 1;
    },
    () => stream,
  );
  const scanner = new SegmentScanner(reader);
  for (const piece of pieces) scanner.push(piece);
  scanner.end();
  reader.end();
  const end = stream.end();
  // Read in the end, and backwards: a claim must not depend on when somebody asks.
  const claims = seen.toReversed().map(({ claim: { ordinal, reading, findings, payment } }) => ({
    ordinal,
    reading,
    findings,
    claim: payment,
  }));
  return { money: seen.map((one) => one.money), claims: claims.reverse(), end, frames, counted };
}
const sums = ({ charged, paid, adjusted, lines, balances }: ClaimMoney): ClaimMoney => ({
  charged,
  paid,
  adjusted,
  lines,
  balances,
});
const codes = (issues: readonly Issue[]) => issues.map(({ code }) => code);
const sumOf = ({ adjustments, lines }: ClaimPayment) =>
  [...adjustments, ...lines.flatMap((line) => line.adjustments)].reduce((sum, { amount }) => sum + amount, 0n);

/** The same file read as a whole, by the guide. */
function whole(bytes: Uint8Array) {
  const [set] = interchangesIn(bytes).flatMap((event) => (event.is === 'transaction' ? [event.transaction] : []));
  if (set === undefined) throw new Error('the file holds one set');
  return { reading: read(remittance835, set.segments), frames: set.issues, set };
}

/** Holds the stream of a file against reading it as a whole. */
function agrees(bytes: Uint8Array, pieces: Iterable<Uint8Array>): void {
  const { reading, frames, set } = whole(bytes);
  const found = streamed(pieces);
  const guide = [...found.claims.flatMap((claim) => claim.reading.issues), ...found.end.reading.issues];
  expect(guide.toSorted((a, b) => (a.segment ?? Infinity) - (b.segment ?? Infinity))).toEqual(reading.issues);
  expect(found.frames).toEqual(frames);
  const value = reading.value as { headers?: { claims?: unknown[] }[] };
  expect(found.claims.map((claim) => claim.reading.value)).toEqual(
    value.headers?.flatMap((one) => one.claims ?? []) ?? [],
  );
  const steps = found.claims.flatMap(({ reading: { number, steps: own } }) =>
    own.map(({ segment, path }) => [segment + number - 1, path]),
  );
  expect(steps).toEqual(
    reading.steps.filter(({ path }) => /\/2100/.test(path)).map(({ segment, path }) => [segment, path]),
  );
  const wanted = set.segments.slice(1);
  for (const { reading: own } of found.claims)
    for (const [n, { index, line, offset, text }] of own.segments.entries()) {
      const same = wanted[own.number - 2 + n];
      expect([index, line, offset, text]).toEqual([same?.index, same?.line, same?.offset, same?.text]);
    }
  if (!reading.ok) return;
  const outcome = remittanceOf(reading.value);
  const findings = found.claims.flatMap((claim) => claim.findings);
  if (!outcome.ok) {
    expect(codes([...findings, ...found.end.issues])).toEqual(expect.arrayContaining(codes(outcome.issues)));
    return;
  }
  expect(found.claims.map(({ claim }) => claim)).toEqual(outcome.value.claims);
  expect(found.end.remittance).toEqual({ ...outcome.value, claims: [] });
  expect([...findings, ...found.end.issues.slice(found.end.reading.issues.length)]).toEqual(
    balanceIssues(outcome.value),
  );
  expect(found.money).toEqual(
    outcome.value.claims.map((claim, index) => ({
      charged: claim.charged,
      paid: claim.paid,
      adjusted: sumOf(claim),
      lines: claim.lines.length,
      balances: found.claims[index]?.findings.length === 0,
    })),
  );
}

const example = written(remittance);

test('the example arrives claim by claim, and balances at the end', () => {
  const { money, claims, end, frames, counted } = streamed([fileOf(example)]);
  expect(money).toEqual([
    { charged: 1_248_050n, paid: 900_000n, adjusted: 348_050n, lines: 3, balances: true },
    { charged: 500_000n, paid: 0n, adjusted: 500_000n, lines: 0, balances: true },
    { charged: -100_000n, paid: -80_000n, adjusted: -20_000n, lines: 0, balances: true },
    { charged: 100_000n, paid: 75_000n, adjusted: 25_000n, lines: 0, balances: true },
  ]);
  expect(claims.map(({ reading }) => reading.value)).toEqual(remittance.headers?.flatMap((header) => header.claims));
  expect([end.issues, end.remittance?.paid, end.remittance?.claims, frames, counted]).toEqual([
    [],
    886_234n,
    [],
    [],
    1,
  ]);
});

test('a cent too much is told with its claim, and at the end', () => {
  const lines = example.map((line) =>
    line.replace('CLP*IB-000123-1*1*12480.5*9000', 'CLP*IB-000123-1*1*12480.5*9000.01'),
  );
  const { money, claims, end } = streamed([fileOf(lines)]);
  expect(money.map((one) => one?.balances)).toEqual([false, true, true, true]);
  expect(codes(claims.flatMap(({ findings }) => findings))).toEqual(['CLAIM_UNBALANCED']);
  expect(codes(end.issues)).toEqual(['REMITTANCE_UNBALANCED']);
});

test('an error of the guide in a claim is told by whoever reads the claim', () => {
  const lines = example.map((line) => line.replace('CLP*IB-000124-1*4', 'CLP*IB-000124-1*99'));
  const { money, claims, end } = streamed([fileOf(lines)]);
  expect(money.map((one) => one !== undefined)).toEqual([true, true, true, true]);
  expect(claims.map(({ reading, claim }) => [reading.clean, claim?.ordinal, codes(reading.issues)])).toEqual([
    [true, 1, []],
    [false, undefined, ['IK403:7']],
    [true, 3, []],
    [true, 4, []],
  ]);
  expect(end.issues).toEqual([]);
});

describe('a claim that is not plainly in order is read in full, the others are not touched by it', () => {
  test.each([
    ['an amount with three decimals that are no zeros', 'SVC*HC:J9380*9000', /9000/, '9000.001', 'AMOUNT_UNREADABLE'],
    ['an amount that is none', 'SVC*HC:J9380*9000', /9000/, '9E3', 'IK403:6'],
    ['a segment that nobody knows', 'SVC*HC:J9380*9000', /$/, '~ZZZ*1', 'IK304:1'],
    ['a segment from further up', 'SVC*HC:J9380*9000', /$/, '~N1*PR*COASTLINE', 'IK304:7'],
    ['a group of adjustments that is unknown', 'CAS*', /CAS\*../, 'CAS*XX', 'IK403:7'],
    ['a character beyond ASCII', 'NM1*QC', /NM1\*QC\*1\*\w+/, 'NM1*QC*1*M\u00dcLLER', undefined],
  ])('%s', (_what, segment, pattern, instead, code) => {
    const at = example.findIndex((line) => line.startsWith(segment));
    const bytes = fileOf(example.with(at, (example[at] ?? '').replace(pattern, instead)));
    const { claims } = streamed([bytes]);
    const told = claims.flatMap(({ reading, findings }) => codes([...reading.issues, ...findings]));
    if (code === undefined) expect(told).toEqual([]);
    else expect(told).toContain(code);
    agrees(bytes, [bytes]);
  });
});

interface InventedClaim {
  readonly lines: readonly (readonly [number, readonly number[]])[];
  readonly off: readonly number[];
  readonly sign: number;
  readonly alone: number;
}

describe('money', () => {
  /** Balanced claims: lines of a charge and what was taken off it, and what was taken off the claim as a whole. */
  const invented = fc.array(
    fc.record({
      lines: fc.array(fc.tuple(fc.nat(999_999), fc.array(fc.integer({ min: -5_000, max: 99_999 }), { maxLength: 3 })), {
        maxLength: 4,
      }),
      off: fc.array(fc.integer({ min: -5_000, max: 99_999 }), { maxLength: 3 }),
      sign: fc.constantFrom(1, 1, -1),
      alone: fc.nat(999_999),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const money = (cents: number): string => x12Amount(centsOf(cents));
  const off = (amounts: readonly number[]) =>
    amounts.length === 0
      ? []
      : [`CAS*CO${amounts.map((cents, n) => `*${45 + n}*${money(cents)}*`).join('')}`.slice(0, -1)];
  const linesOf = (claims: readonly InventedClaim[]): string[] =>
    claims.flatMap(({ lines, off: whole, sign, alone }) => {
      const charged = lines.length === 0 ? alone : sum(lines.map(([charge]) => charge));
      const reduced = sum(whole) + sum(lines.flatMap(([, reductions]) => reductions));
      const signed = (amounts: readonly number[]) => amounts.map((cents) => cents * sign);
      return [
        `CLP*A*1*${money(charged * sign)}*${money((charged - reduced) * sign)}**12*B`,
        ...off(signed(whole)),
        'NM1*QC*1*SAMPLE',
        ...lines.flatMap(([charge, reductions], n) => [
          `SVC*HC:J${n}*${money(charge * sign)}*${money((charge - sum(reductions)) * sign)}`,
          ...off(signed(reductions)),
        ]),
      ];
    });
  const before = example.slice(0, example.indexOf('LX*1') + 1);

  test('a cent more or less anywhere in balanced claims is seen by the skim, as by the rules of balancing', () => {
    fc.assert(
      fc.property(invented, fc.nat(), fc.constantFrom(-1, 0, 1), (claims, pick, cent) => {
        const lines = linesOf(claims);
        const amounts = lines.flatMap((line, at) => {
          const cells = line.split('*');
          const places =
            cells[0] === 'CLP' ? [3, 4] : cells[0] === 'SVC' ? [2, 3] : cells[0] === 'CAS' ? [3, 6, 9] : [];
          return places.filter((place) => cells[place] !== undefined).map((place) => ({ at, place }));
        });
        const { at, place } = amounts[pick % amounts.length] ?? { at: 0, place: 3 };
        const cells = (lines[at] ?? '').split('*');
        const changed = (parseCents(cells[place] ?? '') ?? 0n) + BigInt(cent);
        lines[at] = cells.with(place, x12Amount(centsOf(changed))).join('*');
        const bytes = fileOf([...before, ...lines, 'SE*1*0001']);
        const { money: found, claims: read } = streamed([bytes]);
        expect(found.every((one) => one?.balances)).toBe(cent === 0);
        for (const [n, { claim }] of read.entries()) {
          if (claim === undefined) throw new Error('the claim is in order');
          expect(found[n]).toEqual({
            charged: claim.charged,
            paid: claim.paid,
            adjusted: sumOf(claim),
            lines: claim.lines.length,
            balances: claimIssues(claim).length === 0,
          });
        }
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['a payment is missing', ['CLP*A*1*10**12*B'], [undefined]],
    ['the claim stops before its payment', ['CLP*A*1*10'], [undefined]],
    ['the payment of a line is missing', ['CLP*A*1*10*10**12*B', 'SVC*HC:J1*10'], [undefined]],
    ['an amount of ten billion and more', ['CLP*A*1*10000000000.01*10000000000.01**12*B'], [1_000_000_000_001n]],
    ['zeros behind the cents', ['CLP*A*1*10.1000*10.10**12*B'], [1010n]],
    ['no digit before the point or none behind it', ['CLP*A*1*.5*.5**12*B', 'CLP*A*1*7.*7.**12*B'], [50n, 700n]],
    ['a sign alone', ['CLP*A*1*-*0**12*B'], [undefined]],
  ])('%s', (_what, claims, paid) => {
    const lines = claims.flatMap((line) => [line, 'NM1*QC*1*SAMPLE']);
    const bytes = fileOf([...before, ...lines, 'SE*1*0001']);
    expect(streamed([bytes]).money.map((one) => one?.paid)).toEqual(paid);
    agrees(bytes, [bytes]);
  });

  test.each([
    ['10.01', '10.01'],
    ['9.99', '9.99'],
  ])(
    'a line that charges and pays a cent more or less than it should does not agree with its claim',
    (charge, paid) => {
      const lines = ['CLP*A*1*10*10**12*B', 'NM1*QC*1*SAMPLE', `SVC*HC:J1*${charge}*${paid}`];
      const { money: found, claims } = streamed([fileOf([...before, ...lines, 'SE*1*0001'])]);
      expect(found.map((one) => one?.balances)).toEqual([false]);
      expect(codes(claims.flatMap(({ findings }) => findings))).toEqual(['CLAIM_LINES_UNBALANCED']);
    },
  );

  test('an adjustment for which there is no room any more is no money of the claim', () => {
    const many = Array.from({ length: 99 }, () => 'CAS*CO*45*0.01');
    const lines = ['CLP*A*1*1*0**12*B', ...many, 'NM1*QC*1*SAMPLE', 'CAS*CO*45*0.01'];
    const bytes = fileOf([...before, ...lines, 'SE*1*0001']);
    const { money: found, claims } = streamed([bytes]);
    expect([found, claims[0]?.reading.unread.length]).toEqual([[undefined], 1]);
    agrees(bytes, [bytes]);
  });
});

const blow = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('*', 'X', '1', '', '.', '~', '-', ':', '^', 'é', '\n'));
const moved = fc.tuple(fc.nat(), fc.nat());
/** Sets of the guide, some of them with a few bytes changed and segments moved or doubled. */
const sets = fc
  .tuple(arbitraryOfAny(remittance835), fc.array(blow, { maxLength: 2 }), fc.array(moved, { maxLength: 2 }))
  .map(([value, blows, moves]) => {
    const lines = [...written(value)];
    for (const [from, to] of moves) {
      const line = lines[1 + (from % (lines.length - 2))] ?? '';
      lines.splice(1 + (to % (lines.length - 2)), from % 2, line);
    }
    for (const [where, gone, put] of blows) {
      const at = 1 + (where % (lines.length - 2));
      const one = lines[at] ?? '';
      lines[at] = one.slice(0, where % (one.length + 1)) + put + one.slice((where % (one.length + 1)) + gone);
    }
    return lines;
  });
const endings = ['~', '~\n', '~\r\n', "'", '\n', '|', '\u001c'];
const ends = fc.constantFrom(...endings);

test.each(endings.map((end) => [JSON.stringify(end), end]))(
  'the example is read the same with segments that end in %s',
  (_shown, end) => {
    const bytes = fileOf(example, end);
    agrees(bytes, [bytes]);
  },
);

test('whatever arrives, the stream says what reading it as a whole says', () => {
  fc.assert(
    fc.property(sets, ends, fc.constantFrom('*', '*', '+', '\u001d'), (lines, end, separator) => {
      const bytes = fileOf(lines, end, separator);
      agrees(bytes, [bytes]);
    }),
    { numRuns: 250 },
  );
});

test('the pieces in which a file arrives change nothing', () => {
  fc.assert(
    fc.property(sets, ends, fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (lines, end, lengths) => {
      const bytes = fileOf(lines, end);
      const pieces: Uint8Array[] = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const length = lengths[n % lengths.length] ?? 1;
        // A reused buffer is overwritten by whoever owns it: nothing may be kept of a piece.
        pieces.push(bytes.subarray(at, at + length));
        at += length;
      }
      agrees(bytes, pieces);
    }),
    { numRuns: 100 },
  );
});

test('the example is read the same cut anywhere, and byte by byte', () => {
  const bytes = fileOf(example, '~\n');
  for (let at = 1; at < bytes.length; at += 7) agrees(bytes, [bytes.subarray(0, at), bytes.subarray(at)]);
  agrees(
    bytes,
    Array.from(bytes, (byte) => Uint8Array.of(byte)),
  );
});
