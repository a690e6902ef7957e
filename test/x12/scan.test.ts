import { describe, expect, test } from 'vitest';
import { type Scanned, Scanner, scan, scanBytes } from '../../src/x12/scan.ts';
import { fc } from '../properties.ts';
import { chance } from './fuzz/chance.ts';
import { badFile, goodFiles } from './fuzz/inputs.ts';
import { type Plain, scanPlainly } from './plainScanner.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const isa = (control: string, separators = '*^:~') => {
  const [element = '', repetition = '', component = '', terminator = ''] = separators;
  const fields = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    'ZZ',
    'SENDER'.padEnd(15),
    'ZZ',
    'RECEIVER'.padEnd(15),
  ];
  return [...fields, '261120', '0915', repetition, '00501', control, '0', 'T', component].join(element) + terminator;
};
const file = `${isa('000000001')}\nGS*HP*A*B~\r\nN1*PR*CAFÉ~IEA*1*000000001~\n${isa('000000002', '|>!\n')}GS|HP|C!D\nIEA|1|000000002\n`;
const inPieces = (data: Uint8Array, cuts: readonly number[]): Scanned[] => {
  const scanner = new Scanner();
  const edges = [0, ...cuts, data.length];
  const out = edges.slice(1).flatMap((edge, n) => scanner.push(data.subarray(edges[n], edge)));
  return [...out, ...scanner.end()];
};
const segments = (scanned: readonly Scanned[]) =>
  scanned.flatMap((item) => (item.is === 'segment' ? [item.segment] : []));
const codes = (scanned: readonly Scanned[]) =>
  scanned.flatMap((item) => (item.is === 'issue' ? [item.issue.code] : []));

test('segments carry id, elements, offset, line and the separators of their own interchange', () => {
  const found = segments(scanBytes(bytes(file)));
  expect(found.map(({ id, offset, line, index }) => [id, offset, line, index])).toEqual([
    ['ISA', 0, 1, 0],
    ['GS', 107, 2, 1],
    ['N1', 119, 3, 2],
    ['IEA', 131, 3, 3],
    ['ISA', 148, 4, 4],
    ['GS', 254, 5, 5],
    ['IEA', 264, 6, 6],
  ]);
  expect(found[2]?.elements).toEqual(['PR', 'CAFÉ']);
  expect(found[5]?.elements).toEqual(['HP', 'C!D']);
  expect(found[5]?.delimiters).toEqual({ element: '|', repetition: '>', component: '!', terminator: '\n' });
  expect(codes(scanBytes(bytes(file)))).toEqual([]);
});

test('bytes that are not UTF-8 are read as Latin-1, segment by segment', () => {
  const text = `${isa('000000001')}N1*PR*CAF@~N1*PR*É~IEA*0*000000001~`;
  const mixed = Uint8Array.from(bytes(text), (byte) => (byte === 0x40 ? 0xe9 : byte));
  const second = segments(scanBytes(mixed)).map(({ elements }) => elements[1]?.trim());
  expect(second).toEqual(['', 'CAFé', 'É', '000000001']);
});

const damaged: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', []],
  ['only blanks', '\r\n  \n', []],
  ['padding behind the IEA', `${isa('000000001')}IEA*0*000000001~\0\0 \t\r\n\u001a`, []],
  ['no X12 at all', 'hello, world', ['NOT_X12']],
  ['a byte order mark', `\uFEFF${isa('000000001')}IEA*0*000000001~`, ['BYTE_ORDER_MARK']],
  ['an ISA that is one byte short', `${isa('00000001')}IEA*0*00000001~`, ['ISA_SHAPE']],
  ['an ISA that is one byte long', `${isa('0000000001')}IEA*0*0000000001~`, ['ISA_SHAPE']],
  ['a file cut inside the ISA', isa('000000001').slice(0, 60), ['ISA_SHAPE']],
  ['a file cut inside a segment', `${isa('000000001')}GS*HP`, ['TRUNCATED_SEGMENT']],
  ['data behind the IEA', `${isa('000000001')}IEA*0*000000001~garbage`, ['TRAILING_DATA']],
  ['an empty segment', `${isa('000000001')}~IEA*0*000000001~`, ['EMPTY_SEGMENT']],
  ['a letter as component separator', isa('000000001', '*^A~'), ['TA105:027', 'UNREADABLE_INTERCHANGE']],
  ['a space as element separator', isa('000000001', ' ^:~'), ['TA105:026', 'UNREADABLE_INTERCHANGE']],
  ['one separator for two purposes', isa('000000001', '*^::'), ['TA105:004', 'UNREADABLE_INTERCHANGE']],
  ['repetition and component the same', isa('000000001', '*::~'), ['TA105:016', 'UNREADABLE_INTERCHANGE']],
  ['a letter where the repetition separator stands', `${isa('000000001', '*U:~')}IEA*0*000000001~`, ['TA105:016']],
  ['an ISA inside an interchange', `${isa('000000001')}${isa('000000002')}IEA*0*000000002~`, []],
  ['a broken ISA inside an interchange', `${isa('000000001')}ISA*00~IEA*0*000000001~`, ['ISA_SHAPE']],
];
test.each(damaged)('%s is told as an issue', (_what, text, expected) => {
  expect(codes(scanBytes(bytes(text)))).toEqual(expected);
});

test('reading goes on behind garbage at the next sound ISA', () => {
  const found = scanBytes(bytes(`??${isa('000000001')}IEA*0*000000001~xx${isa('000000002')}IEA*0*000000002~`));
  expect(codes(found)).toEqual(['NOT_X12', 'TRAILING_DATA']);
  expect(segments(found).map(({ id }) => id)).toEqual(['ISA', 'IEA', 'ISA', 'IEA']);
});

test('a segment longer than the limit is skipped, and reading goes on behind its terminator', () => {
  const data = bytes(`${isa('000000001')}NTE*${'x'.repeat(90)}~N1*PR~IEA*0*000000001~`);
  const scanner = new Scanner({ segmentBytes: 80 });
  const found = [...scanner.push(data), ...scanner.end()];
  expect(segments(found).map(({ id }) => id)).toEqual(['ISA', 'N1', 'IEA']);
  expect(codes(found)).toEqual(['SEGMENT_TOO_LONG']);
});

test('the result is the same for every cut into two pieces, and byte by byte', async () => {
  const broken = damaged.map(([, text]) => text).join('');
  for (const text of [file, broken, `${file}junk${file}`, ...damaged.map(([, one]) => one)]) {
    const data = bytes(text);
    const whole = scanBytes(data);
    for (let cut = 0; cut <= data.length; cut++) expect(inPieces(data, [cut])).toEqual(whole);
    const each = Array.from(data, (_, n) => n);
    expect(inPieces(data, each)).toEqual(whole);
    const streamed: Scanned[] = [];
    for await (const item of scan(each.map((n) => data.subarray(n, n + 1)))) streamed.push(item);
    expect(streamed).toEqual(whole);
  }
});

test('the limit does not depend on the cuts either', () => {
  const data = bytes(`${isa('000000001')}NTE*${'x'.repeat(90)}~NTE*${'y'.repeat(76)}~NTE*${'z'.repeat(77)}~IEA*0*1~`);
  const run = (cuts: readonly number[]) => {
    const scanner = new Scanner({ segmentBytes: 80 });
    const edges = [0, ...cuts, data.length];
    return [...edges.slice(1).flatMap((edge, n) => scanner.push(data.subarray(edges[n], edge))), ...scanner.end()];
  };
  const whole = run([]);
  expect(codes(whole)).toEqual(['SEGMENT_TOO_LONG', 'SEGMENT_TOO_LONG']);
  for (let cut = 0; cut <= data.length; cut++) expect(run([cut])).toEqual(whole);
});

test('ids that were seen before are told from ids that only resemble them', () => {
  const data = bytes(`${isa('000000001')}HL*1~\0HL*2~HL\0*3~LX1*4~LX*5~*HL*6~H*7*8~ABCD*9~HLX~IEA*0*000000001~`);
  const ids = segments(scanBytes(data)).map(({ id }) => id);
  expect(ids).toEqual(['ISA', 'HL', '\0HL', 'HL\0', 'LX1', 'LX', '', 'H', 'ABCD', 'HLX', 'IEA']);
});

test('a file of many decoded blocks is cut anywhere with the same result, accents and long segments too', () => {
  const line = fc.constantFrom(
    'REF*6R*IB-000123-1~',
    'N1*PR*CAFÉ~\r\n',
    'X~',
    `NTE*ADD*${'LONG '.repeat(4000)}~`,
    'SVC*HC:J9271:JZ*100.5*80~\n',
  );
  const some = fc.array(fc.tuple(line, fc.integer({ min: 1, max: 900 })), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(some, fc.array(fc.nat(), { maxLength: 4 }), (lines, where) => {
      const body = lines.map(([text, times]) => text.repeat(text.length > 1000 ? 1 + (times % 3) : times)).join('');
      const data = bytes(`${isa('000000001')}${body}IEA*0*000000001~`);
      const cuts = where.map((at) => at % data.length).sort((a, b) => a - b);
      const wanted = body
        .split('~')
        .map((text) => text.replace(/^[\r\n]+/, ''))
        .filter((text) => text !== '');
      const found = segments(inPieces(data, cuts)).slice(1, -1);
      expect(found.map(({ text }) => text)).toEqual(wanted);
      const starts = found.map(({ offset, text }) =>
        new TextDecoder().decode(data.subarray(offset, offset + bytes(text).length)),
      );
      expect(starts).toEqual(wanted);
    }),
    { numRuns: 40 },
  );
});

describe('a scan in any pieces gives what a plain scan of the whole gives', () => {
  /** Everything that is told, in the words of the plain scanner. */
  const plainly = (scanned: readonly Scanned[]): readonly Plain[] =>
    scanned.map((item) => {
      if (item.is === 'segment')
        return { text: item.segment.text, offset: item.segment.offset, line: item.segment.line };
      const { code, offset = -1, line = -1, message } = item.issue;
      const skipped = /\(line (\d+), (\d+) bytes skipped\)$/.exec(message);
      if (skipped === null) return { code, offset, line };
      expect(Number(skipped[1])).toBe(line);
      return { code, offset, line, skipped: Number(skipped[2]) };
    });
  const limits = [30, 65_536] as const;
  const agrees = (data: Buffer, luck: ReturnType<typeof chance>): void => {
    const segmentBytes = luck.of(limits);
    const wanted = scanPlainly(data, segmentBytes);
    for (const largest of [data.length, 1 + luck.below(200)]) {
      const scanner = new Scanner({ segmentBytes });
      const found: Scanned[] = [];
      for (let at = 0; at < data.length; ) {
        const length = largest === data.length ? largest : 1 + luck.below(largest);
        found.push(...scanner.push(data.subarray(at, at + length)));
        at += length;
      }
      found.push(...scanner.end());
      expect(plainly(found)).toEqual(wanted);
      expect(segments(found).map(({ index }) => index)).toEqual(segments(found).map((_, n) => n));
      for (const { id, text, cells, elements, delimiters } of segments(found)) {
        expect(cells).toEqual(text.split(delimiters.element));
        const [first = '', ...others] = cells;
        const isLower = /^[a-z][A-Za-z0-9]{1,2}$/.test(first);
        expect([id, ...elements]).toEqual([isLower ? first.toUpperCase() : first, ...others]);
      }
    }
  };

  test('over damaged messages of every guide', () => {
    const files = goodFiles(7, 4);
    for (let run = 0; run < 600; run++) {
      const luck = chance(run);
      agrees(badFile(files, luck), luck);
    }
  });

  test('over short texts of what decides: line ends, blanks, marks, ISA and IEA, long segments, accents', () => {
    const one = isa('000000001');
    const other = isa('000000002', '|>!\n');
    const parts = [
      one,
      other,
      isa('00000003'),
      isa('000000004', '*^:A'),
      'IEA*0*1~',
      'IEA|0|1\n',
      'IEA~',
      'IEA1*~',
      'ISA',
      'ISA*',
      'IS',
      'I',
      isa('000000005').replace('ISA', 'isa'),
      'iea*0*1~',
      'Iea*0*1~',
      'isa',
      'i',
    ];
    const more = [
      'ISAB*1~',
      'IS*1~',
      'IE*1~',
      '~',
      '\r\n',
      '\n',
      ' ',
      '\0',
      '\x1a',
      '\ufeff',
      'N1*PR~',
      'N1*CAFÉ~',
      'É',
      'HL~',
      'LX|1\n',
      'nm1*il~',
      'lx|1\n',
      'Nm1*IL~',
      '{x~',
    ];
    const long = ['NTE*'.padEnd(29, 'x'), '~', 'NTE*'.padEnd(30, 'y'), 'NTE*'.padEnd(31, 'z'), 'IEA*'.padEnd(40, '1')];
    const all = [...parts, ...more, ...long];
    for (let run = 0; run < 1500; run++) {
      const luck = chance(1_000_000 + run);
      const text = Array.from({ length: 1 + luck.below(9) }, () => all[luck.below(all.length)]).join('');
      agrees(Buffer.from(luck.below(3) > 0 ? one + text : text, luck.below(4) === 0 ? 'latin1' : 'utf8'), luck);
    }
  });
});
