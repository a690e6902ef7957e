/** Every fact of an envelope, and everything that can be wrong with one of its elements: which code, where, of which part. */

import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import {
  type EnvelopeEvent,
  type InterchangeEvent,
  interchangesIn,
  interchangesOf,
  readInterchanges,
} from '../../src/x12/envelope.ts';
import { EnvelopeReader } from '../../src/x12/envelopeReader.ts';
import { scan, segmentsOf } from '../../src/x12/scan.ts';

const ASK = ' Ask the sender for a corrected file.';
/** No two elements hold the same, so that one read in the place of another shows. */
const isaCells = [
  'ISA',
  '00',
  ' '.repeat(10),
  '00',
  ' '.repeat(10),
  'ZZ',
  'CLINIC'.padEnd(15),
  '30',
  'PAYER'.padEnd(15),
  '261120',
  '0915',
  '^',
  '00501',
  '000000905',
  '1',
  'T',
  ':',
];
const gsCells = ['GS', 'HC', 'CLINICGS', 'PAYERGS', '20261121', '091630', '7', 'X', '005010X222A1'];
const lines = (isa: readonly string[] = isaCells, gs: readonly string[] = gsCells): string[] => [
  isa.join('*'),
  gs.join('*'),
  'ST*837*0001*005010X222A1',
  'SE*2*0001',
  `GE*1*${gs[6]}`,
  `IEA*1*${isa[13]}`,
];
const fileOf = (all: readonly string[]): Uint8Array => Buffer.from(all.map((line) => `${line}~`).join(''));
const isaWith = (n: number, text: string) => fileOf(lines(isaCells.with(n, text)));
const gsWith = (n: number, text: string) => fileOf(lines(isaCells, gsCells.with(n, text)));

/** Where each issue was told, and everything it says. */
function told(events: readonly InterchangeEvent[]): readonly (readonly [string, Issue])[] {
  return events.flatMap((event) => {
    const issues =
      event.is === 'issue'
        ? [event.issue]
        : event.is === 'transaction'
          ? event.transaction.issues
          : 'issues' in event
            ? event.issues
            : [];
    return issues.map((issue) => [event.is, issue] as const);
  });
}
const short = (events: readonly InterchangeEvent[]) =>
  told(events).map(([part, { code, ref, offset }]) => `${part} ${code} ${ref} ${offset}`);

test('the facts of ISA, GS and ST come from their own elements', () => {
  const [first, second, third] = interchangesIn(fileOf(lines()));
  const interchange = {
    sender: { qualifier: 'ZZ', id: 'CLINIC' },
    receiver: { qualifier: '30', id: 'PAYER' },
    control: '000000905',
    usage: 'T',
    version: '00501',
    date: '261120',
    time: '0915',
    wantsAcknowledgement: true,
    delimiters: { element: '*', repetition: '^', component: ':', terminator: '~' },
    offset: 0,
  };
  expect(first).toEqual({ is: 'interchange', interchange });
  const group = {
    interchange,
    functionalId: 'HC',
    senderCode: 'CLINICGS',
    receiverCode: 'PAYERGS',
    date: '20261121',
    time: '091630',
    control: '7',
    version: '005010X222A1',
    offset: 106,
  };
  expect(second).toEqual({ is: 'group', group });
  expect(third).toMatchObject({
    is: 'transaction',
    transaction: { group, set: '837', control: '0001', version: '005010X222A1', issues: [] },
  });
  expect(short(interchangesIn(fileOf(lines())))).toEqual([]);
});

test('no acknowledgement is wanted by a 0', () => {
  expect(interchangesIn(isaWith(14, '0'))[0]).toMatchObject({ interchange: { wantsAcknowledgement: false } });
});

describe('an element of the ISA', () => {
  test.each([
    [5, '  ', '005', 'ISA05 is no qualifier.'],
    [5, 'z1', '005', 'ISA05 is no qualifier.'],
    [5, 'Z ', '005', 'ISA05 is no qualifier.'],
    [6, ' '.repeat(15), '006', 'ISA06 names no sender.'],
    [7, ' 1', '007', 'ISA07 is no qualifier.'],
    [7, '1 ', '007', 'ISA07 is no qualifier.'],
    [8, ' '.repeat(15), '008', 'ISA08 names no receiver.'],
    [9, '261320', '014', 'ISA09 is no date (YYMMDD).'],
    [10, '2460', '015', 'ISA10 is no time (HHMM).'],
    [12, '00401', '017', 'ISA12 is not 00501, the version we read.'],
    [13, '00000090A', '018', 'ISA13 is not a number of nine digits.'],
    [13, 'A00000905', '018', 'ISA13 is not a number of nine digits.'],
    [14, '2', '019', 'ISA14 is neither 0 nor 1.'],
    [14, ' ', '019', 'ISA14 is neither 0 nor 1.'],
    [15, 'X', '020', 'ISA15 is neither P nor T.'],
    [15, 't', '020', 'ISA15 is neither P nor T.'],
  ])('ISA%i as %j is TA105:%s', (n, text, code, message) => {
    const ref = `ISA${String(n).padStart(2, '0')}`;
    const found = told(interchangesIn(isaWith(n, text)));
    expect(found).toEqual([
      ['interchangeEnd', { code: `TA105:${code}`, severity: 'error', message: message + ASK, ref, offset: 0 }],
    ]);
  });

  test('a second interchange tells its own offset', () => {
    const one = fileOf(lines());
    const two = Buffer.concat([one, isaWith(15, 'Q')]);
    expect(short(interchangesIn(two))).toEqual([`interchangeEnd TA105:020 ISA15 ${one.length}`]);
  });
});

describe('an element of the GS', () => {
  test.each([
    [1, 'H', 'AK905:1', 'GS01 is no functional identifier.'],
    [1, 'HCX', 'AK905:1', 'GS01 is no functional identifier.'],
    [1, '1HC', 'AK905:1', 'GS01 is no functional identifier.'],
    [1, '', 'AK905:1', 'GS01 is no functional identifier.'],
    [4, '20261321', 'IK403:8', 'GS04 is no date (CCYYMMDD).'],
    [5, '2561', 'IK403:9', 'GS05 is no time (HHMM).'],
    [6, '1234567890', 'AK905:6', 'GS06 is not a number of up to nine digits.'],
    [6, 'A7', 'AK905:6', 'GS06 is not a number of up to nine digits.'],
    [6, '7A', 'AK905:6', 'GS06 is not a number of up to nine digits.'],
    [6, '', 'AK905:6', 'GS06 is not a number of up to nine digits.'],
    [8, '', 'AK905:2', 'GS08 names no version.'],
  ])('GS%i as %j is %s', (n, text, code, message) => {
    const found = told(interchangesIn(gsWith(n, text)));
    expect(found).toEqual([
      ['groupEnd', { code, severity: 'error', message: message + ASK, ref: `GS0${n}`, offset: 106 }],
    ]);
  });

  test('a GS without any element has all of them wrong', () => {
    const all = lines().with(1, 'GS').with(4, 'GE*1*');
    expect(short(interchangesIn(fileOf(all)))).toEqual([
      'groupEnd AK905:1 GS01 106',
      'groupEnd IK403:8 GS04 106',
      'groupEnd IK403:9 GS05 106',
      'groupEnd AK905:6 GS06 106',
      'groupEnd AK905:2 GS08 106',
    ]);
  });
});

describe('a part that is wrong in its place', () => {
  const [isa = '', gs = '', st = '', se = '', ge = '', iea = ''] = lines();
  const offsetOf = (all: readonly string[], n: number) =>
    all.slice(0, n).reduce((sum, line) => sum + line.length + 1, 0);

  test.each<[string, readonly string[], readonly [n: number, what: string][]]>([
    ['an ST01 that is none', [isa, gs, 'ST*8A7*0001', se, ge, iea], [[2, 'transaction IK502:6 ST01']]],
    ['an ST01 too long', [isa, gs, 'ST*8370*0001', se, ge, iea], [[2, 'transaction IK502:6 ST01']]],
    ['an ST02 too short', [isa, gs, 'ST*837*001', 'SE*2*001', ge, iea], [[2, 'transaction IK502:7 ST02']]],
    ['an ST02 too long', [isa, gs, 'ST*837*1234567890', 'SE*2*1234567890', ge, iea], [[2, 'transaction IK502:7 ST02']]],
    ['an ST02 with a sign', [isa, gs, 'ST*837*-001', 'SE*2*-001', ge, iea], [[2, 'transaction IK502:7 ST02']]],
    ['an ST02 used twice', [isa, gs, st, se, st, se, 'GE*2*7', iea], [[4, 'transaction IK502:23 ST02']]],
    ['an SE01 that is no number', [isa, gs, st, 'SE*2A*0001', ge, iea], [[3, 'transaction IK502:4 SE01']]],
    ['an SE01 too low', [isa, gs, st, 'SE*1*0001', ge, iea], [[3, 'transaction IK502:4 SE01']]],
    ['an SE02 of another set', [isa, gs, st, 'SE*2*0002', ge, iea], [[3, 'transaction IK502:3 SE02']]],
    ['an SE alone', [isa, gs, se, 'GE*0*7', iea], [[2, 'groupEnd TA105:022 SE']]],
    ['a GE01 that is no number', [isa, gs, st, se, 'GE*A*7', iea], [[4, 'groupEnd AK905:5 GE01']]],
    ['a GE02 of another group', [isa, gs, st, se, 'GE*1*70', iea], [[4, 'groupEnd AK905:4 GE02']]],
    ['a GE alone', [isa, ge, 'IEA*0*000000905'], [[1, 'interchangeEnd TA105:022 GE']]],
    ['a GS06 used twice', [isa, gs, st, se, ge, gs, st, se, ge, 'IEA*2*905'], [[5, 'groupEnd AK905:19 GS06']]],
    ['an IEA01 too high', [isa, gs, st, se, ge, 'IEA*2*000000905'], [[5, 'interchangeEnd TA105:021 IEA01']]],
    ['an IEA02 of another', [isa, gs, st, se, ge, 'IEA*1*000000915'], [[5, 'interchangeEnd TA105:001 IEA02']]],
    ['an ST outside of a group', [isa, st, 'IEA*0*905'], [[1, 'interchangeEnd TA105:022 ST']]],
    ['a segment between groups', [isa, 'REF*A', gs, st, se, ge, iea], [[1, 'interchangeEnd TA105:022 REF']]],
    ['a TA1 inside of a group', [isa, gs, 'TA1*1', st, se, ge, iea], [[2, 'groupEnd TA105:022 TA1']]],
    ['stray segments, told once', [isa, gs, 'REF*A', 'REF*B', st, se, ge, iea], [[2, 'groupEnd TA105:022 REF']]],
    [
      'stray segments, told again behind a set',
      [isa, gs, 'REF*A', st, se, 'REF*B', 'REF*C', ge, iea],
      [
        [2, 'groupEnd TA105:022 REF'],
        [5, 'groupEnd TA105:022 REF'],
      ],
    ],
    [
      'stray segments, told for each group and interchange',
      [isa, gs, 'REF*A', 'GE*0*7', iea, isa, 'REF*B', gs.replace('*7*', '*8*'), 'REF*C', 'GE*0*8', iea],
      [
        [2, 'groupEnd TA105:022 REF'],
        [8, 'groupEnd TA105:022 REF'],
        [6, 'interchangeEnd TA105:022 REF'],
      ],
    ],
  ])('%s', (_what, all, wanted) => {
    expect(short(interchangesIn(fileOf(all)))).toEqual(wanted.map(([n, what]) => `${what} ${offsetOf(all, n)}`));
  });

  test.each<[string, readonly string[], readonly string[]]>([
    [
      'a group behind a group without its GE',
      [isa, gs, st, se, gs.replace('*7*', '*8*'), st, se, ge.replace('*7', '*8'), iea.replace('*1*', '*2*')],
      ['groupEnd AK905:3 GE'],
    ],
    ['a GE behind a set without its SE', [isa, gs, st, ge, iea], ['transaction IK502:2 SE']],
    ['an SE without elements', [isa, gs, st, 'SE', ge, iea], ['transaction IK502:4 SE01', 'transaction IK502:3 SE02']],
    ['a GE without elements', [isa, gs, st, se, 'GE', iea], ['groupEnd AK905:5 GE01', 'groupEnd AK905:4 GE02']],
    [
      'an IEA without elements',
      [isa, gs, st, se, ge, 'IEA'],
      ['interchangeEnd TA105:021 IEA01', 'interchangeEnd TA105:001 IEA02'],
    ],
  ])('%s', (_what, all, wanted) => {
    expect(told(interchangesIn(fileOf(all))).map(([part, { code, ref }]) => `${part} ${code} ${ref}`)).toEqual(wanted);
  });

  test('an ST without elements, or with an empty ST03, is a set of the version of its group', () => {
    const sets = [
      ['ST', 'SE*2*'],
      ['ST*835*0001*', 'SE*2*0001'],
    ].map(([open = '', close = '']) =>
      interchangesIn(fileOf([isa, gs, open, close, ge, iea])).flatMap((event) =>
        event.is === 'transaction'
          ? [[event.transaction.set, event.transaction.control, event.transaction.version]]
          : [],
      ),
    );
    expect(sets).toEqual([[['', '', '005010X222A1']], [['835', '0001', '005010X222A1']]]);
  });

  test.each([
    ['GS', 'A group stands outside of any interchange.'],
    ['ST', 'A transaction set stands outside of any group.'],
    ['SE', 'An SE without its ST.'],
    ['GE', 'A GE without its GS.'],
    ['IEA', 'An IEA without its ISA.'],
  ])('%s alone, without a file around it, is told and opens nothing', (id, message) => {
    const found: EnvelopeEvent[] = [];
    const reader = new EnvelopeReader((event) => found.push(event));
    const [segment] = segmentsOf([`${id}*1`]);
    if (segment !== undefined) reader.segment(segment);
    reader.end();
    const issue = { code: 'TA105:022', severity: 'error', message: message + ASK, ref: id, offset: 0 };
    expect(found).toEqual([{ is: 'issue', issue }]);
  });

  test('leading zeros make no difference between a header and its trailer', () => {
    const all = [isa, gs.replace('*7*', '*0070*'), st, se, 'GE*01*70', 'IEA*01*905'];
    expect(short(interchangesIn(fileOf(all)))).toEqual([]);
    const other = [isa, gs, st, se, 'GE*1*70', iea];
    expect(short(interchangesIn(fileOf(other)))).toHaveLength(1);
  });

  test('an issue of a set names its segment; one of the frame does not', () => {
    const all = [isa, gs, st, 'NM1*A', 'SE*9*0009', ge.replace('1', '3'), iea];
    expect(told(interchangesIn(fileOf(all))).map(([, { path, segment, ref }]) => [path, segment, ref])).toEqual([
      ['837', 3, 'SE01'],
      ['837', 3, 'SE02'],
      [undefined, undefined, 'GE01'],
    ]);
  });

  test('a group that is not ended holds its sets, and what it declares is what was counted', () => {
    const events = interchangesIn(fileOf([isa, gs, st, se, st.replace('0001', '0002'), iea]));
    expect(events.map(({ is }) => is)).toEqual([
      'interchange',
      'group',
      'transaction',
      'transaction',
      'groupEnd',
      'interchangeEnd',
    ]);
    expect(events[4]).toMatchObject({ is: 'groupEnd', sets: 2, declared: 2 });
    expect(told(events).map(([part, issue]) => [part, issue])).toEqual([
      [
        'transaction',
        {
          code: 'IK502:2',
          severity: 'error',
          message: 'The SE is missing. Ask for the whole file.',
          path: '837',
          ref: 'SE',
          segment: 1,
        },
      ],
      [
        'groupEnd',
        { code: 'AK905:3', severity: 'error', message: 'The GE is missing. Ask for the whole file.', ref: 'GE' },
      ],
    ]);
  });

  test('GE01 is what the group declares, up to six digits', () => {
    const declared = (count: string) =>
      interchangesIn(fileOf([isa, gs, st, se, `GE*${count}*7`, iea])).flatMap((event) =>
        event.is === 'groupEnd' ? [event.declared] : [],
      );
    expect([declared('3'), declared('123456'), declared('1234567'), declared('A1'), declared('1A')]).toEqual([
      [3],
      [123_456],
      [1],
      [1],
      [1],
    ]);
  });

  test('a TA1 is an answer wherever no group is open', () => {
    const ta1 = 'TA1*000000001*261120*0900*A*000';
    const events = interchangesIn(fileOf([isa, ta1, gs, st, se, ge, ta1, iea]));
    expect(events.map(({ is }) => is)).toEqual([
      'interchange',
      'acknowledgement',
      'group',
      'transaction',
      'groupEnd',
      'acknowledgement',
      'interchangeEnd',
    ]);
    expect(short(events)).toEqual([]);
    expect(events[1]).toMatchObject({ interchange: { control: '000000905' }, segment: { text: ta1 } });
    expect(short(interchangesIn(Buffer.concat([fileOf(lines()), Buffer.from(`${ta1}~`)])))).toEqual([
      `issue TRAILING_DATA undefined ${fileOf(lines()).length}`,
    ]);
  });

  test('an ISA in the middle ends what was open; the next interchange is whole', () => {
    const events = interchangesIn(fileOf([isa, gs, st, ...lines()]));
    expect(told(events).map(([part, { code }]) => `${part} ${code}`)).toEqual([
      'transaction IK502:2',
      'groupEnd AK905:3',
      'interchangeEnd TRUNCATED_INTERCHANGE',
    ]);
    const ends = events.flatMap((event) => (event.is === 'interchangeEnd' ? [[event.complete, event.groups]] : []));
    expect(ends).toEqual([
      [false, 1],
      [true, 1],
    ]);
    const sets = events.flatMap((event) => (event.is === 'transaction' ? [event.transaction.segments.length] : []));
    expect(sets).toEqual([1, 2]);
  });
});

describe('a file in pieces', () => {
  const whole = Buffer.concat([
    Buffer.from('noise'),
    fileOf(lines()),
    fileOf(lines().slice(0, 3)),
    Buffer.from('NM1*A'),
  ]);
  const pieces = (size: number) =>
    Array.from({ length: Math.ceil(whole.length / size) }, (_, n) => whole.subarray(n * size, (n + 1) * size));
  async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const event of events) found.push(event);
    return found;
  }

  test.each([1, 50, 106, 10_000])('of %i bytes gives the same events either way', async (size) => {
    const wanted = interchangesIn(whole);
    expect(short(wanted).map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'issue NOT_X12',
      'transaction TRUNCATED_SEGMENT',
      'transaction IK502:2',
      'groupEnd AK905:3',
      'interchangeEnd TRUNCATED_INTERCHANGE',
    ]);
    expect(await all(interchangesOf(pieces(size)))).toEqual(wanted);
    expect(await all(readInterchanges(scan(pieces(size))))).toEqual(wanted);
  });

  test('gives what is complete before more is asked for', async () => {
    let asked = 0;
    function* slowly(): Generator<Uint8Array> {
      for (const piece of pieces(106)) {
        asked += 1;
        yield piece;
      }
    }
    const seen: number[] = [];
    for await (const _event of interchangesOf(slowly())) seen.push(asked);
    expect(seen.slice(0, 3)).toEqual([2, 2, 2]);
    expect(seen.at(-1)).toBe(asked);
    asked = 0;
    const scanned: number[] = [];
    for await (const _event of readInterchanges(scan(slowly()))) scanned.push(asked);
    expect(scanned).toEqual(seen);
  });
});
