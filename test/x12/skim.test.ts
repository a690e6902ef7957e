/** A skim by itself: what it takes, what it waits for, what it leaves to the full reading, and what it asks of a guide. */

import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { Skimmer, type Window } from '../../src/x12/skim.ts';
import { type SkimRequest, skimPlanOf } from '../../src/x12/skimPlan.ts';
import { keyOf, skimTableOf, slotOf } from '../../src/x12/skimTable.ts';
import type { Span } from '../../src/x12/span.ts';

const wanted: SkimRequest = {
  loop: '2100',
  line: '2110',
  charged: ['CLP03', 'SVC02'],
  paid: ['CLP04', 'SVC03'],
  adjusted: 'CAS03',
};
const plan = skimPlanOf(remittance835, wanted);

/** Skims a text from its start, as far as it goes. */
function skimmed(text: string, { end = text.length, delimiters = ourDelimiters, mayOpen = (): boolean => true } = {}) {
  const spans: Span[] = [];
  const skimmer = new Skimmer(plan, { mayOpen, span: (span) => void spans.push(span) });
  const bytes = Buffer.alloc(end + 1);
  bytes.write(text.slice(0, end), 'latin1');
  const view: Window = { bytes, start: 0, end, offset: 1000, line: 5, index: 7, delimiters, segmentBytes: 0, blank: 0 };
  const result = skimmer.run(view);
  return { result, spans, view, at: view.start };
}
const sums = (text: string) =>
  skimmed(text).spans.map(({ charged, paid, adjusted, lines, balances }) => [charged, paid, adjusted, lines, balances]);

const first = 'CLP*A*1*100*80.5**12*B~\nCAS*CO*45*5~\nNM1*QC*1*SAMPLE~\nSVC*HC:J9271*100*85.5~\nCAS*PR*2*14.5**3*0~\n';
const second = 'CLP*B*22*-20*-20**MA*B~\nNM1*QC*1*SAMPLE~\n';
const close = 'PLB*1*20271231*WO*1~';

describe('a skim', () => {
  test('takes loops in order with their money, their text and their places', () => {
    const { result, spans, view, at } = skimmed(first + second + close);
    expect([result, at]).toEqual(['other', first.length + second.length]);
    expect(
      spans.map((span) => [
        span.text,
        span.index,
        span.count,
        span.offset,
        span.line,
        span.charged,
        span.paid,
        span.adjusted,
      ]),
    ).toEqual([
      [first, 7, 5, 1000, 5, 10_000, 8050, 1950],
      [second, 12, 2, 1000 + first.length, 10, -2000, -2000, 0],
    ]);
    expect([view.offset, view.line, view.index]).toEqual([1000 + first.length + second.length, 12, 14]);
    expect([view.segmentBytes, view.blank]).toEqual([(first + second).replaceAll(/[~\n]/g, '').length, 7]);
    expect(spans.map(({ lines, balances }) => [lines, balances])).toEqual([
      [1, true],
      [0, true],
    ]);
  });

  test('waits at every byte for the rest of a loop, from its beginning', () => {
    const whole = first + second + close;
    for (let end = 0; end <= whole.length; end++) {
      const { result, spans, at } = skimmed(whole, { end });
      // A loop is over where the segment behind it is whole: a file may be cut within that one.
      const over = [first.length, first.length + second.length].filter((edge) => end > whole.indexOf('~', edge));
      const isClosed = over.length === 2;
      expect([end, result, spans.length, at]).toEqual([
        end,
        isClosed ? 'other' : 'more',
        over.length,
        over.at(-1) ?? 0,
      ]);
    }
  });

  test('counts the line ends between its segments, and those behind it', () => {
    const { view } = skimmed(`${second}\n\r${second}${close}`);
    expect([view.segmentBytes, view.blank]).toEqual([2 * second.replaceAll(/[~\n]/g, '').length, 2 * 2 + 2]);
  });

  test('knows a segment that it does not take by as little as it can', () => {
    const claim = 'CLP*A*1*1*1~';
    for (const unknown of ['XYZ*', 'CAS*XX*', 'CAS*CO*45*1E'])
      expect([unknown, skimmed(claim + unknown).result]).toEqual([unknown, 'other']);
    for (const known of ['XYZ', 'CAS*XX', 'CAS*CO*1'])
      expect([known, skimmed(claim + known).result]).toEqual([known, 'more']);
  });

  test('does not wait for the end of a segment behind it that is longer than may wait', () => {
    const open = `${second}PLB*`;
    for (const before of ['', first]) {
      const room = before.length + 65_536;
      const text = (before + open).padEnd(room + 1, 'X');
      expect([skimmed(text, { end: room }).result, skimmed(text).result]).toEqual(['more', 'other']);
    }
  });

  test('counts the lines of a file with carriage returns', () => {
    const { spans, view } = skimmed((first + second + close).replaceAll('\n', '\r\n'));
    expect([spans.map(({ line }) => line), view.line]).toEqual([[5, 10], 12]);
  });

  test('learns the separators anew when they change', () => {
    let taken = 0;
    const skimmer = new Skimmer(plan, { mayOpen: () => true, span: () => void taken++ });
    for (const element of ['*', '+', '*', '*']) {
      const text = `${second}LX*2~`.replaceAll('*', element);
      const bytes = Buffer.from(`${text}\0`);
      const delimiters = { ...ourDelimiters, element };
      skimmer.run({
        bytes,
        start: 0,
        end: text.length,
        offset: 0,
        line: 1,
        index: 0,
        delimiters,
        segmentBytes: 0,
        blank: 0,
      });
    }
    expect(taken).toBe(4);
  });

  test.each(['SE*5*0001~', 'LX*2~', 'PLB*1~'])('ends before %s', (closer) => {
    expect(skimmed(second + closer)).toMatchObject({ result: 'other', at: second.length });
    expect(sums(second + closer)).toEqual([[-2000, -2000, 0, 0, true]]);
  });

  test('takes nothing where the loop may not open, and stops where it no longer may', () => {
    expect(skimmed(first + close, { mayOpen: () => false })).toMatchObject({ result: 'other', at: 0, spans: [] });
    let times = 0;
    const twice = skimmed(first + second + close, { mayOpen: () => ++times < 3 });
    expect([twice.result, twice.at, twice.spans.length]).toEqual(['other', first.length, 1]);
  });

  test('goes by the separators of the file', () => {
    for (const delimiters of [
      { element: '+', repetition: '^', component: '>', terminator: '\n' },
      { element: '*', repetition: '^', component: ':', terminator: '|' },
    ]) {
      const { element, component, terminator } = delimiters;
      const text = (first + second + close)
        .replaceAll('\n', '')
        .replaceAll(/[*:~]/g, (one) => (one === '*' ? element : one === ':' ? component : terminator));
      const { spans, result } = skimmed(text, { delimiters });
      expect([result, spans.length, spans[0]?.paid]).toEqual(['other', 2, 8050]);
      expect(spans.map(({ line }) => line)).toEqual([5, terminator === '\n' ? 10 : 5]);
    }
    const skimmer = new Skimmer(plan, { mayOpen: () => true, span: () => {} });
    expect(skimmer.keyFor(ourDelimiters)).toBe(0x43_4c_50);
  });
});

describe('the money of a loop', () => {
  const claim = (charged: string, paid: string, more = '') => `CLP*A*1*${charged}*${paid}**12*B~${more}${close}`;

  test.each([
    ['0', 0],
    ['7', 700],
    ['7.', 700],
    ['7.5', 750],
    ['7.05', 705],
    ['.5', 50],
    ['-.05', -5],
    ['-7', -700],
    ['007.10', 710],
    ['-0', -0],
    ['10000000000', 1_000_000_000_000],
    ['9999999999.99', 999_999_999_999],
    ['000000000000001', 100],
    ['0000000000000.01', 1],
  ])('%s is %d cents', (text, cents) => {
    expect(sums(claim(text, text))).toEqual([[cents, cents, 0, 0, true]]);
  });

  test.each([
    '',
    '-',
    '.',
    '-.',
    '1.005',
    '7.500',
    '1E3',
    '1,0',
    '--1',
    '1-',
    '+1',
    ' 1',
    '1 ',
    '1:2',
    '1^2',
    '1.2.3',
    '1..2',
  ])('%j is left to the full reading', (text) => {
    for (const odd of [claim(text, '1'), claim('1', text), claim('1', '1', `SVC*HC:J1*1*${text}~`)])
      expect(skimmed(odd)).toMatchObject({ result: 'other', at: 0, spans: [] });
  });

  test.each(['10000000000.01', '-10000000000.01', '0000000000000001', '99999999999'])(
    'so is %s, which is too long or too much',
    (text) => {
      expect(skimmed(claim(text, '1'))).toMatchObject({ result: 'other', at: 0, spans: [] });
    },
  );

  test('is added up from its lines and adjustments, and balances at every level or not', () => {
    const lines = 'SVC*HC:J1*60*50~CAS*CO*45*6**96*4~SVC*HC:J2*40*40~';
    expect(sums(claim('100', '90', lines))).toEqual([[10_000, 9000, 1000, 2, true]]);
    expect(sums(claim('100', '89', `CAS*PR*1*1~${lines}`))).toEqual([[10_000, 8900, 1100, 2, true]]);
    expect(sums(claim('100', '89', lines))).toEqual([[10_000, 8900, 1000, 2, false]]);
    expect(sums(claim('101', '91', lines))).toEqual([[10_100, 9100, 1000, 2, false]]);
    expect(sums(claim('100', '90', lines.replace('60*50', '60*51').replace('40*40', '40*39')))).toEqual([
      [10_000, 9000, 1000, 2, false],
    ]);
    expect(sums(claim('100', '90', lines.replace('40*40', '40*39')))).toEqual([[10_000, 9000, 1000, 2, false]]);
    expect(sums(claim('100', '100', 'SVC*HC:J1*99*99~'))).toEqual([[10_000, 10_000, 0, 1, false]]);
    // What one loop had says nothing about the next.
    const again = `${claim('100', '90', lines).replace(close, '')}CAS*CO*45*0~`;
    expect(sums(again.repeat(3) + close)).toEqual(Array(3).fill([10_000, 9000, 1000, 2, true]));
    expect(sums(claim('100', '89', lines).replace(close, second + close)).at(-1)).toEqual([-2000, -2000, 0, 0, true]);
  });

  test('holds all six adjustments of a segment, whatever lies between them, and none behind', () => {
    const all = 'CAS*CO*45*1*9*96*2**97*3*1*45*4**45*5**45*6~';
    expect(sums(claim('21', '0', all))).toEqual([[2100, 0, 2100, 0, true]]);
    expect(sums(claim('1', '0', 'CAS*CO*45*1**96~'))).toEqual([[100, 0, 100, 0, true]]);
    expect(sums(claim('3', '0', 'CAS*CO*45*1**96***97*2~'))).toEqual([[300, 0, 300, 0, true]]);
    expect(sums(claim('21', '0', all.replace('6~', '6**45*7~')))).toEqual([[2100, 0, 2100, 0, true]]);
  });
});

describe('a loop that is not plainly in order is left to the full reading from its beginning', () => {
  test.each([
    ['an unknown segment', 'ZZZ*1~'],
    ['an unknown segment of two letters', 'ZZ*1~'],
    ['an id that goes on', 'NM11*QC~'],
    ['an id with nothing behind it', 'NM1~'],
    ['another qualifier of adjustments', 'CAS*XX*45*1~'],
    ['one letter of a qualifier', 'CAS*C*45*1~'],
    ['a qualifier that goes on', 'CAS*COX*45*1~'],
    ['adjustments without any', 'CAS*CO~'],
    ['components within a qualifier', 'CAS*CO:A*45*1~'],
    ['another kind of procedure', 'SVC*QQ:J1*1*1~'],
    ['a kind of procedure that goes on', 'SVC*HCX:J1*1*1~'],
    ['a line without amounts', 'SVC*HC:J1~'],
    ['a line without its payment', 'SVC*HC:J1*1~'],
    ['a character beyond ASCII', 'NM1*QC*1*\xdc~'],
    ['a control character', 'NM1*QC*1*\x01~'],
    ['a line end within a segment', 'NM1*QC*1*A\nB~'],
    ['the highest character of ASCII', 'NM1*QC*1*\x7f~'],
    ['the highest character of ASCII before an amount', 'CAS*CO*4\x7f*1~'],
    ['a character beyond ASCII before an amount', 'CAS*CO*4\xdc*1~'],
    ['a character that is none before an amount', 'CAS*CO*4\x9f*1~'],
    ['a control character in the place of a terminator', 'NM1*QC*1*A\x01NM1*QC~'],
    ['more adjustments than there is room for', 'CAS*CO*45*0~'.repeat(100)],
    ['an empty segment', '~'],
  ])('%s', (_what, line) => {
    const { result, at, spans } = skimmed(`${first}CLP*B*1*0*0**12*B~${line}${close}`);
    expect([result, at, spans.length]).toEqual(['other', first.length, 1]);
  });

  test('a character that is none, whatever the terminator', () => {
    for (const odd of ['\x7f', '\x9f', '\xdc', '\x01']) {
      const text = `${second}NM1*QC*1*A${odd}~${close}`.replaceAll('~', '|').replaceAll('\n', '');
      expect(skimmed(text, { delimiters: { ...ourDelimiters, terminator: '|' } })).toMatchObject({
        result: 'other',
        spans: [],
      });
    }
  });

  test('an id that would be looked up where a known one is', () => {
    const { factor, keys } = skimTableOf(plan, 0x2a);
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const all = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
    const strangers = all.filter((id) => {
      const found = keys[slotOf(keyOf(id, 0x2a), factor)];
      return found !== -1 && found !== keyOf(id, 0x2a);
    });
    expect(strangers.length).toBeGreaterThan(500);
    for (const id of strangers.slice(0, 500))
      expect([id, skimmed(`CLP*B*1*0*0**12*B~${id}*1~${close}`).spans.length]).toEqual([id, 0]);
  });

  test('the qualifier of its opener', () => {
    for (const status of ['99', '', '1A', 'X'])
      expect(skimmed(`CLP*A*${status}*1*1**12*B~${close}`).spans.length).toBe(1);
    expect(skimmed(`clp*A*1*1*1~${close}`)).toMatchObject({ result: 'other', spans: [] });
  });

  test('more adjustments together than there is room for, but not so many of a claim and of its lines', () => {
    const many = (count: number) => 'CAS*CO*45*0~'.repeat(count);
    const claim = (own: number, ofLine: number) =>
      `CLP*A*1*0*0**12*B~${many(own)}SVC*HC:J1*0*0~${many(ofLine)}SVC*HC:J1*0*0~${many(ofLine)}${close}`;
    const room = plan.mostAdjustments;
    expect(room).toBe(99);
    expect(skimmed(claim(room, room)).spans.length).toBe(1);
    expect(skimmed(claim(room + 1, 0)).spans.length).toBe(0);
    expect(skimmed(claim(0, room + 1)).spans.length).toBe(0);
  });

  test('one that is longer than may wait', () => {
    const long = `CLP*A*1*0*0**12*B~${'NM1*QC*1*SAMPLE~'.repeat(5000)}`;
    expect(skimmed(long, { end: 60_000 }).result).toBe('more');
    expect(skimmed(long, { end: 70_000 }).result).toBe('other');
    // The bound itself, behind a segment, and behind a loop that was taken.
    const edge = `CLP*A*1*0*0**12*${'B'.repeat(15)}~${'NM1*QC*1*SAMPLE~'.repeat(5000)}`;
    expect([65_536, 65_552].map((end) => skimmed(edge, { end }).result)).toEqual(['more', 'other']);
    const behind = [65_536, 65_552].map((end) => skimmed(first + edge, { end: first.length + end }).result);
    expect(behind).toEqual(['more', 'other']);
    // Within a segment as well as behind one.
    expect(skimmed(`CLP*A*1*0*0**12*B~NM1*QC*1*${'A'.repeat(70_000)}`).result).toBe('other');
  });
});
