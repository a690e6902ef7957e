import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import { RemittanceStream } from '../../src/remittance/remittanceStream.ts';
import { ByteAccount } from '../../src/x12/account.ts';
import { interchangesIn, takingIn } from '../../src/x12/envelope.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { readTransaction } from '../../src/x12/readTransaction.ts';
import { type Scanned, Scanner } from '../../src/x12/scan.ts';
import { renderInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { remittance } from './guides/835-example.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes that stand in no segment and are no terminator. */
function unclaimed(bytes: Uint8Array, scanned: readonly Scanned[]): number[] {
  const claimed = new Uint8Array(bytes.length);
  for (const item of scanned) {
    if (item.is !== 'segment') continue;
    const { offset, delimiters } = item.segment;
    let end = bytes.indexOf(delimiters.terminator.charCodeAt(0), offset);
    if (end === -1) end = bytes.length - 1;
    for (let at = offset; at <= end; at++) claimed[at] = (claimed[at] ?? 0) + 1;
  }
  expect(Math.max(0, ...claimed)).toBeLessThanOrEqual(1);
  return [...bytes].filter((_byte, at) => claimed[at] === 0);
}
const isBlank = (byte: number): boolean => [0x20, 0x0a, 0x0d, 0x09, 0, 0x1a].includes(byte);

function scanned(bytes: Uint8Array, cut: number): Scanned[] {
  const scanner = new Scanner();
  return [...scanner.push(bytes.subarray(0, cut)), ...scanner.push(bytes.subarray(cut)), ...scanner.end()];
}

const files = fc.constantFrom(...guides).chain((guide) =>
  arbitraryOfAny(guide).map((value) => {
    const written = renderInterchange({
      sender: { qualifier: 'ZZ', id: 'A' },
      receiver: { qualifier: 'ZZ', id: 'B' },
      usage: 'T',
      date: '20261120',
      time: '0915',
      interchangeControl: 1,
      groups: [
        {
          functionalId: guide.functionalId,
          version: guide.version,
          senderCode: 'AA',
          receiverCode: 'BB',
          control: 1,
          transactions: [{ guide, value, control: '0001' }],
        },
      ],
    });
    if (!written.ok) throw new Error(JSON.stringify(written.issues));
    return written.value;
  }),
);
const noise = fc.array(
  fc.tuple(
    fc.nat(),
    fc.constantFrom('\u0000', '\n', '\r\n', ' ', '~', '~~', '\ufeff', 'x', 'ISA*', 'IEA*1*000000001~', 'é'),
  ),
  { maxLength: 3 },
);

describe('every byte of a file', () => {
  test('is part of a segment, its terminator, blank, or told of', () => {
    fc.assert(
      fc.property(files, noise, fc.nat(), (text, changes, cut) => {
        const changed = changes.reduce((now, [spot, more]) => {
          const at = spot % (now.length + 1);
          return now.slice(0, at) + more + now.slice(at);
        }, text);
        const bytes = bytesOf(changed);
        const found = scanned(bytes, cut % (bytes.length + 1));
        const told = found.some((item) => item.is === 'issue');
        const loose = unclaimed(bytes, found).filter((byte) => !isBlank(byte));
        expect(loose.length === 0 || told).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('of what we write is in a segment, but for the line ends', () => {
    fc.assert(
      fc.property(files, fc.nat(), (text, cut) => {
        const bytes = bytesOf(text);
        const found = scanned(bytes, cut % bytes.length);
        expect(found.every((item) => item.is === 'segment')).toBe(true);
        expect(unclaimed(bytes, found).every((byte) => byte === 0x0a)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

const isa = `ISA*00*${' '.repeat(10)}*00*${' '.repeat(10)}*ZZ*${'A'.padEnd(15)}*ZZ*${'B'.padEnd(15)}*261120*0915*^*00501*000000001*0*T*:~`;
const ta1 = 'TA1*000000007*261120*0915*A*000~';
const iea = (groups: number) => `IEA*${groups}*000000001~`;
const empty999 = 'GS*FA*AA*BB*20261120*0915*1*X*005010X231A1~GE*0*1~';

function told(bytes: Uint8Array): { readonly events: string; readonly codes: string } {
  const events = interchangesIn(bytes);
  const issues = events.flatMap((event): readonly Issue[] =>
    event.is === 'issue'
      ? [event.issue]
      : 'issues' in event
        ? event.issues
        : event.is === 'transaction'
          ? event.transaction.issues
          : [],
  );
  return { events: events.map(({ is }) => is).join(' '), codes: issues.map(({ code }) => code).join(' ') };
}
const utf16 = (text: string): Uint8Array =>
  Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((one) => [one.charCodeAt(0), 0])]);

describe('a file that is not as it should be', () => {
  test.each([
    ['a TA1 alone', bytesOf(isa + ta1 + iea(0)), 'interchange acknowledgement interchangeEnd', ''],
    [
      'a TA1 before the groups',
      bytesOf(isa + ta1 + empty999 + iea(1)),
      'interchange acknowledgement group groupEnd interchangeEnd',
      '',
    ],
    [
      'a TA1 after the groups',
      bytesOf(isa + empty999 + ta1 + iea(1)),
      'interchange group groupEnd acknowledgement interchangeEnd',
      '',
    ],
    ['letters behind the IEA', bytesOf(`${isa}${iea(0)}rubbish`), 'interchange interchangeEnd issue', 'TRAILING_DATA'],
    [
      'blanks, NUL and the DOS end mark behind the IEA',
      bytesOf(`${isa}${iea(0)}\r\n  \t\u0000\u001a`),
      'interchange interchangeEnd',
      '',
    ],
    [
      'a byte order mark between two interchanges',
      bytesOf(`${isa}${iea(0)}\ufeff${isa}${iea(0)}`),
      'interchange interchangeEnd issue interchange interchangeEnd',
      'TRAILING_DATA',
    ],
    ['UTF-16', utf16(isa + iea(0)), 'issue', 'NOT_X12'],
    ['nothing', bytesOf(''), '', ''],
    ['NUL bytes only', new Uint8Array(1000), '', ''],
    [
      'an IEA that never comes',
      bytesOf(isa + empty999),
      'interchange group groupEnd interchangeEnd',
      'TRUNCATED_INTERCHANGE',
    ],
    [
      'small letters in an id',
      bytesOf(`${isa}ta1*1~${iea(0)}`),
      'interchange acknowledgement interchangeEnd',
      'LOWER_CASE_IDS',
    ],
  ])('%s', (_what, bytes, events, codes) => {
    expect(told(bytes)).toEqual({ events, codes });
  });

  test('one segment of many megabytes is skipped with a word, in little memory, and what follows is read', () => {
    const scanner = new Scanner();
    const found: Scanned[] = [...scanner.push(bytesOf(`${isa}REF*`))];
    const piece = new Uint8Array(1_000_000).fill(0x58);
    for (let n = 0; n < 20; n++) found.push(...scanner.push(piece));
    found.push(...scanner.push(bytesOf(`~${iea(0)}`)), ...scanner.end());
    expect(found.map((item) => (item.is === 'segment' ? item.segment.id : item.issue.code))).toEqual([
      'ISA',
      'SEGMENT_TOO_LONG',
      'IEA',
    ]);
  });
});

test('the kinds of bytes add up, or the scanner stops', () => {
  const account = new ByteAccount();
  account.add(105, 2);
  account.told += 3;
  expect(() => account.close(1, 111)).not.toThrow();
  for (const [terminators, received] of [
    [1, 110],
    [2, 111],
    [0, 111],
  ] as const)
    expect(() => account.close(terminators, received)).toThrow(/^the scanner accounts for 105 bytes of segments, /);
});

describe('ids of segments in lower case', () => {
  const file = renderInterchange({
    sender: { qualifier: 'ZZ', id: 'A' },
    receiver: { qualifier: 'ZZ', id: 'B' },
    usage: 'T',
    date: '20261120',
    time: '0915',
    interchangeControl: 1,
    groups: [
      {
        functionalId: 'HP',
        version: '005010X221A1',
        senderCode: 'AA',
        receiverCode: 'BB',
        control: 1,
        transactions: [{ guide: remittance835, value: remittance, control: '0001' }],
      },
    ],
  });
  const text = file.ok ? file.value : '';
  const lower = (of: string): string => of.replaceAll(/^[A-Z0-9]+(?=\*)/gm, (id) => id.toLowerCase());
  const told = (of: string) => {
    const events = interchangesIn(bytesOf(of));
    const issues = events.flatMap((event) => ('issues' in event ? event.issues : []));
    const sets = events.flatMap((event) => (event.is === 'transaction' ? [event.transaction] : []));
    return { issues: [...issues, ...sets.flatMap((set) => set.issues)], sets };
  };

  test('are read as upper case, with one warning for an interchange', () => {
    const { issues, sets } = told(lower(text) + lower(text));
    expect(issues.map(({ code, severity, offset }) => [code, severity, offset])).toEqual([
      ['LOWER_CASE_IDS', 'warning', 0],
      ['LOWER_CASE_IDS', 'warning', lower(text).length],
    ]);
    const [plain] = told(text).sets;
    expect(sets[0] === undefined ? undefined : readTransaction(sets[0]).reading?.value).toEqual(
      plain === undefined ? undefined : readTransaction(plain).reading?.value,
    );
    expect(sets[0]?.segments.map((one) => one.id)).toEqual(plain?.segments.map((one) => one.id));
  });

  test('are told where the first one stands, and skimmed claims with one are read in full', () => {
    const odd = text.replaceAll('\nSVC*', '\nsvc*');
    const { issues } = told(odd);
    expect(issues).toMatchObject([{ code: 'LOWER_CASE_IDS', offset: odd.indexOf('svc*') }]);
    const claims: (readonly [number, boolean])[] = [];
    const stream = new RemittanceStream(({ money, reading }) =>
      claims.push([Number(money?.paid), reading.clean && money?.balances === true]),
    );
    takingIn(bytesOf(odd), () => stream);
    expect(claims).toEqual(paymentsOf(text));
  });

  function paymentsOf(of: string) {
    const claims: (readonly [number, boolean])[] = [];
    const stream = new RemittanceStream(({ money }) => claims.push([Number(money?.paid), money?.balances === true]));
    takingIn(bytesOf(of), () => stream);
    return claims;
  }

  test('codes in lower case stay as they are, and are told by the guide', () => {
    const [set] = told(text.replace('BPR*I*', 'BPR*i*')).sets;
    const found = set === undefined ? [] : readTransaction(set).issues;
    expect(found.map(({ code, ref }) => [code, ref])).toEqual([['IK403:7', 'BPR01']]);
  });
});
