/** One segment of a value, everything its spec can say, and every way in which the value can miss that. */

import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import {
  an,
  code,
  composite,
  composites,
  D,
  decimal,
  type Fields,
  id,
  K,
  phi,
  R,
  repetition,
  S,
  type SegmentSpec,
  segment,
  series,
  whole,
} from '../../src/x12/schema.ts';
import {
  asArray,
  asRecord,
  isThere,
  type SegmentContext,
  type Value,
  writeSegment,
} from '../../src/x12/writeSegment.ts';

function writing(spec: SegmentSpec<Fields>, value: Value, context: Partial<SegmentContext> = {}) {
  const problems: string[] = [];
  const text = writeSegment(spec, value, {
    delimiters: ourDelimiters,
    derive: (rule) => (rule === 'count' ? '7' : ''),
    report: ({ code: what, message }, ref, key) => problems.push(`${ref} ${what} ${key}: ${message}`),
    ...context,
  });
  return { text, problems };
}
const write = (spec: SegmentSpec<Fields>, value: Value, context: Partial<SegmentContext> = {}) => {
  const { text, problems } = writing(spec, value, context);
  return [text, problems.map((one) => one.slice(0, one.indexOf(':')))];
};

describe('elements', () => {
  const spec = segment('XX', {
    kind: K('XX01', 'A1'),
    name: R('XX02', an(2, 5)),
    count: S('XX03', whole(3, 4)),
    choice: S('XX05', code('Y', 'N')),
    number: D('XX06', 'count'),
    part: S('XX07-2', id(1, 2)),
    amount: S('XX09', decimal()),
  });

  test.each<[Value, string, readonly string[]]>([
    [{ name: 'NAME' }, 'XX*A1*NAME****7', []],
    [{ name: 'NAME', count: 12, choice: 'Y' }, 'XX*A1*NAME*012**Y*7', []],
    [{ name: 'NAME', count: 0 }, 'XX*A1*NAME*000***7', []],
    [{ name: 'NAME', count: -12 }, 'XX*A1*NAME*-12***7', ['XX03 4 count']],
    [{ name: 'NAME', count: 12345 }, 'XX*A1*NAME*12345***7', ['XX03 5 count']],
    [{ name: 'NAME', count: 1.5 }, 'XX*A1*NAME*1.5***7', ['XX03 6 count']],
    [{ name: 'NAME', part: 'Z' }, 'XX*A1*NAME****7*:Z', []],
    [{ name: 'NAME', amount: '-1.5' }, 'XX*A1*NAME****7***-1.5', []],
    [{}, 'XX*A1*****7', ['XX02 1 name']],
    [{ name: '' }, 'XX*A1*****7', ['XX02 1 name']],
    [{ name: undefined }, 'XX*A1*****7', ['XX02 1 name']],
    [{ name: 'N' }, 'XX*A1*N****7', ['XX02 4 name']],
    [{ name: 'NAMENAME' }, 'XX*A1*NAMENAME****7', ['XX02 5 name']],
    [{ name: 'NAME', choice: 'Q' }, 'XX*A1*NAME***Q*7', ['XX05 7 choice']],
    [{ name: 'A*B' }, 'XX*A1*A*B****7', ['XX02 6 name']],
    [{ name: 'A:B' }, 'XX*A1*A:B****7', ['XX02 6 name']],
    [{ name: 'A~B' }, 'XX*A1*A~B****7', ['XX02 6 name']],
    [{ name: 'A^B' }, 'XX*A1*A^B****7', ['XX02 6 name']],
    [{ name: 'A\u0001' }, 'XX*A1*A\u0001****7', ['XX02 6 name']],
    [{ name: 'CAFÉ' }, 'XX*A1*CAFÉ****7', ['XX02 6 name']],
    [{ name: 'AB ' }, 'XX*A1*AB ****7', ['XX02 6 name']],
    [{ name: 'A ' }, 'XX*A1*A ****7', []],
    [{ name: ' AB' }, 'XX*A1* AB****7', []],
    [{ name: 'a|b' }, 'XX*A1*a|b****7', []],
  ])('%j', (value, text, problems) => {
    expect(write(spec, value)).toEqual([text, problems]);
  });

  test('what is told names the element, our key for it, and what to do', () => {
    const open = segment('XX', { name: R('XX01', code('B', 'C'), phi), plain: S('XX02', an(1, 9)) });
    expect(writing(open, { name: 'Q', plain: 'A~' }).problems).toEqual([
      'XX01 7 name: Holds 1 character; the guide allows B, C.',
      "XX02 6 plain: Holds the separator '~'. Replace it before sending.",
    ]);
    expect(writing(open, { plain: 'é' }).problems).toEqual([
      'XX01 1 name: Required, but the value has none.',
      'XX02 6 plain: Holds a character outside of plain ASCII. Spell it without before sending.',
    ]);
    expect(writing(open, { name: 'B', plain: 'A ' }).problems).toEqual([
      'XX02 6 plain: Ends with a space. Remove it before sending.',
    ]);
  });

  test.each<[string, SegmentContext['characters'], readonly string[]]>([
    ['ABC 1', 'basic', []],
    ['abc', 'basic', ['XX02 6 name']],
    ['A|B', 'basic', ['XX02 6 name']],
    ['abc', 'extended', []],
    ['abc', undefined, []],
  ])('%j in the set %s', (name, characters, problems) => {
    expect(write(spec, { name }, characters === undefined ? {} : { characters })[1]).toEqual(problems);
  });

  test('separators are those of the file', () => {
    const delimiters = { element: '|', component: '>', repetition: '!', terminator: '\n' };
    expect(write(spec, { name: 'A*B', part: 'Z' }, { delimiters })).toEqual(['XX|A1|A*B||||7|>Z', []]);
    expect(write(spec, { name: 'A|B' }, { delimiters })[1]).toEqual(['XX02 6 name']);
    expect(write(spec, { name: 'A>B' }, { delimiters })[1]).toEqual(['XX02 6 name']);
    expect(write(spec, { name: 'A!B' }, { delimiters })[1]).toEqual(['XX02 6 name']);
    expect(write(spec, { name: 'A!B' }, { delimiters: { ...delimiters, repetition: undefined } })[1]).toEqual([]);
  });

  test('a value that the compiler would not let through is a bug', () => {
    expect(() => writing(spec, { name: 5 })).toThrow('name (XX02) must be a string');
    expect(() => writing(spec, { name: 'NAME', count: '5' })).toThrow('count (XX03) must be a number');
    const inner = segment('XX', { inner: R(spec) });
    expect(() => writing(inner, { inner: {} })).toThrow('XX: inner is a segment inside of a segment');
  });

  test('a segment without anything is refused', () => {
    const open = segment('XX', { name: S('XX01', an(1, 9)), other: S('XX02', an(1, 9)) });
    expect(writing(open, {})).toEqual({ text: 'XX', problems: ['XX01 1 : The segment would be empty.'] });
    expect(write(open, { other: 'B' })).toEqual(['XX**B', []]);
  });
});

test('what is empty at the end is left out, of the segment and of a composite', () => {
  const spec = segment('XX', {
    name: S('XX01', an(1, 9)),
    part: S('XX02-1', an(1, 9)),
    none: D('XX02-2', 'hlParent'),
    parent: D('XX03', 'hlParent'),
    above: D('XX04', 'hlParent'),
  });
  expect(write(spec, { name: 'A' })).toEqual(['XX*A', []]);
  expect(write(spec, { part: 'B' })).toEqual(['XX**B', []]);
  expect(write(spec, { name: 'A' }, { derive: (rule) => (rule === 'hlParent' ? '5' : '') })).toEqual([
    'XX*A*:5*5*5',
    [],
  ]);
  const silent = segment('XX', { parent: D('XX01', 'hlParent') });
  expect(write(silent, {})).toEqual(['XX', ['XX01 1 ']]);
});

describe('what repeats', () => {
  const spec = segment('XX', { codes: repetition('R', 'XX01', id(1, 2), 3), last: S('XX02', an(1, 9)) });
  const alone = { ...ourDelimiters, repetition: undefined };

  test('an element', () => {
    expect(write(spec, { codes: ['A'] })).toEqual(['XX*A', []]);
    expect(write(spec, { codes: ['A', 'B', 'C'] })).toEqual(['XX*A^B^C', []]);
    expect(write(spec, { codes: ['A', 'B', 'C', 'D'] })).toEqual(['XX*A^B^C^D', ['XX01 12 codes']]);
    expect(write(spec, { codes: [], last: 'Z' })).toEqual(['XX**Z', ['XX01 1 codes']]);
    expect(write(spec, { codes: ['A', 'BBB'] })).toEqual(['XX*A^BBB', ['XX01 5 codes[1]']]);
    expect(write(spec, { codes: ['A'] }, { delimiters: alone })).toEqual(['XX*A', []]);
    expect(write(spec, { codes: ['A', 'B'] }, { delimiters: alone })[1]).toEqual(['XX01 12 codes']);
    expect(() => writing(spec, { codes: 'A' })).toThrow('codes must be an array');
    expect(writing(spec, { codes: ['A', 'B', 'C', 'D'] }).problems).toEqual([
      'XX01 12 codes: There are 4 of them, the guide allows 3. Split the data or leave some out.',
    ]);
    expect(writing(spec, { codes: ['A', 'B'] }, { delimiters: alone }).problems).toEqual([
      'XX01 12 codes: These separators cannot repeat an element.',
    ]);
  });

  const parts = { kind: K('XX02-1', 'HC'), item: R('XX02-2', id(1, 5)), more: S('XX02-4', id(2, 2)) };

  test('a composite', () => {
    const each = segment('XX', { first: S('XX01', an(1, 9)), each: composites('S', 'XX02', 2, parts) });
    expect(write(each, { first: 'Q' })).toEqual(['XX*Q', []]);
    expect(write(each, { each: [{ item: 'A' }] })).toEqual(['XX**HC:A', []]);
    expect(write(each, { each: [{ item: 'A', more: 'MM' }, { item: 'B' }] })).toEqual(['XX**HC:A::MM^HC:B', []]);
    expect(write(each, { each: [{ item: 'A' }, { item: 'B' }, { item: 'C' }] })).toEqual([
      'XX**HC:A^HC:B^HC:C',
      ['XX02 12 each'],
    ]);
    expect(write(each, { each: [{ item: 'A' }, {}] })[1]).toEqual(['XX02-2 1 each[1].item']);
    expect(write(each, { each: [{ item: 'A' }] }, { delimiters: alone })).toEqual(['XX**HC:A', []]);
    expect(write(each, { each: [{ item: 'A' }, { item: 'B' }] }, { delimiters: alone })[1]).toEqual(['XX02 12 each']);
    expect(() => writing(each, { each: ['A'] })).toThrow('each must be an object');
  });
});

describe('what has parts', () => {
  const parts = { kind: K('XX02-1', 'HC'), item: R('XX02-2', id(1, 5)), more: S('XX02-4', id(2, 2)) };

  test('a composite is there as a whole or not at all', () => {
    const spec = segment('XX', {
      first: S('XX01', an(1, 9)),
      whole: composite('R', 'XX02', parts),
      last: S('XX03', an(1, 9)),
    });
    expect(write(spec, { whole: { item: 'A', more: 'MM' } })).toEqual(['XX**HC:A::MM', []]);
    expect(write(spec, { whole: { item: 'A' }, last: 'Z' })).toEqual(['XX**HC:A*Z', []]);
    expect(write(spec, { first: 'Q' })).toEqual(['XX*Q', ['XX02 1 whole']]);
    expect(write(spec, { whole: { more: 'M' } })).toEqual([
      'XX**HC:::M',
      ['XX02-2 1 whole.item', 'XX02-4 4 whole.more'],
    ]);
    expect(() => writing(spec, { whole: 'A' })).toThrow('whole must be an object');
  });

  test('a series goes on by its stride, up to its times', () => {
    const run = { reason: R('XX02', id(1, 5)), amount: R('XX03', an(1, 9)), pair: S('XX04-2', id(1, 1)) };
    const spec = segment('XX', { group: S('XX01', id(2, 2)), runs: series('R', 'XX02', 3, 2, run) });
    const [a, b, c] = [
      { reason: 'A', amount: '1' },
      { reason: 'B', amount: '2', pair: 'P' },
      { reason: 'C', amount: '3' },
    ];
    expect(write(spec, { group: 'CO', runs: [a] })).toEqual(['XX*CO*A*1', []]);
    expect(write(spec, { runs: [b, a] })).toEqual(['XX**B*2*:P*A*1', []]);
    expect(write(spec, { runs: [a, b, c] })).toEqual(['XX**A*1**B*2*:P', ['XX02 12 runs']]);
    expect(write(spec, { group: 'CO' })).toEqual(['XX*CO', ['XX02 1 runs']]);
    expect(write(spec, { group: 'CO', runs: [] })).toEqual(['XX*CO', ['XX02 1 runs']]);
    expect(write(spec, { runs: [a, { reason: 'B' }] })).toEqual(['XX**A*1**B', ['XX06 1 runs[1].amount']]);
    expect(() => writing(spec, { runs: 'A' })).toThrow('runs must be an array');
    expect(() => writing(spec, { runs: ['A'] })).toThrow('runs must be an object');
  });
});

describe('rules between elements', () => {
  const spec = segment('XX', { a: S('XX01', an(1, 9)), b: S('XX02', an(1, 9)), c: S('XX03', an(1, 9)) }, [
    'P0102',
    'C0302',
  ]);

  test.each<[Value, readonly string[]]>([
    [{ a: 'A', b: 'B' }, []],
    [{ a: 'A' }, ['XX02 2 ']],
    [{ b: 'B' }, ['XX01 2 ']],
    [{ c: 'C' }, ['XX02 2 ']],
    [{ a: 'A', c: 'C' }, ['XX02 2 ', 'XX02 2 ']],
  ])('%j', (value, problems) => {
    expect(write(spec, value)[1]).toEqual(problems);
  });

  test.each([
    ['DTP', { a: '472', b: 'D8', c: '20260230' }, ['DTP03 8 ']],
    ['DTP', { a: '472', b: 'D8', c: '20260228' }, []],
    ['DTP', { a: '472', b: 'QQ', c: '20260230' }, []],
    ['DMG', { a: 'D8', b: '20260230' }, ['DMG02 8 ']],
    ['DMG', { a: 'D8', b: '20260228' }, []],
    ['REF', { a: '472', b: 'D8', c: '20260230' }, []],
    ['REF', { a: 'D8', b: '20260230' }, []],
  ])('%s tells in another element what form its date has: %j', (name, value, problems) => {
    const dated = segment(name, {
      a: S(`${name}01`, an(1, 9)),
      b: S(`${name}02`, an(1, 9)),
      c: S(`${name}03`, an(1, 20)),
    });
    expect(write(dated, value)[1]).toEqual(problems);
  });
});

test('what is no object or no array says where, when asked', () => {
  expect(asRecord({ a: 1 }, 'x')).toEqual({ a: 1 });
  expect(asArray([1], 'x')).toEqual([1]);
  for (const item of [undefined, null, 'A', 5, []]) expect(() => asRecord(item, 'x')).toThrow('x must be an object');
  for (const item of [undefined, null, 'A', {}]) expect(() => asArray(item, () => 'y')).toThrow('y must be an array');
  expect(() => asRecord(5, () => 'z')).toThrow('z must be an object');
});

test('a value is there unless it is nothing, or a list of nothing', () => {
  expect([undefined, [], '', 0, {}, ['']].map(isThere)).toEqual([false, false, true, true, true, true]);
});
