/** One segment, everything its spec can say, and every way in which its text can miss that. */

import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { cellOf, readSegment, repetitionsOf } from '../../src/x12/readSegment.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import {
  an,
  code,
  composite,
  composites,
  D,
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

function reading(spec: SegmentSpec<Fields>, text: string, delimiters = ourDelimiters) {
  const [one] = segmentsOf([text], delimiters);
  if (one === undefined) throw new Error('one text is one segment');
  const problems: string[] = [];
  const derived: string[] = [];
  const value = readSegment(spec, one, {
    derived: (rule, found, ref) => derived.push(`${ref} ${rule} ${found}`),
    report: ({ code: what, message }, ref) => problems.push(`${ref} ${what} ${message}`),
  });
  return { value, problems, derived };
}
const read = (spec: SegmentSpec<Fields>, text: string) => {
  const { value, problems } = reading(spec, text);
  return [value, problems.map((one) => one.split(' ').slice(0, 2).join(' '))];
};

describe('elements', () => {
  const spec = segment('XX', {
    kind: K('XX01', 'A1'),
    name: R('XX02', an(2, 5)),
    count: S('XX03', whole(1, 3)),
    choice: S('XX05', code('Y', 'N')),
    number: D('XX06', 'count'),
    part: R('XX07-2', id(1, 2)),
  });

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['XX*A1*NAME*12**Y*7*:Z', { name: 'NAME', count: 12, choice: 'Y', part: 'Z' }, []],
    ['XX*A1*NAME*12**Y*7*:Z*', { name: 'NAME', count: 12, choice: 'Y', part: 'Z' }, []],
    ['XX*A1*NAME*****:Z', { name: 'NAME', part: 'Z' }, []],
    ['XX**NAME*****:Z', { name: 'NAME', part: 'Z' }, ['XX01 1']],
    ['XX*A2*NAME*****:Z', { name: 'NAME', part: 'Z' }, ['XX01 7']],
    ['XX*A1******:Z', { part: 'Z' }, ['XX02 1']],
    ['XX', {}, ['XX01 1', 'XX02 1', 'XX07-2 1']],
    ['XX*A1*NAME', { name: 'NAME' }, ['XX07-2 1']],
    ['XX*A1*NAME*****Q', { name: 'NAME' }, ['XX07-2 1', 'XX07-1 I10']],
    ['XX*A1*NAME*****Q:Z:T', { name: 'NAME', part: 'Z' }, ['XX07-1 I10', 'XX07-3 I10']],
    ['XX*A1*NAME**U***:Z', { name: 'NAME', part: 'Z' }, ['XX04 I10']],
    ['XX*A1*NAME*****:Z*V*W', { name: 'NAME', part: 'Z' }, ['XX08 I10', 'XX09 I10']],
    ['XX*A1*N*****:Z', { name: 'N', part: 'Z' }, ['XX02 4']],
    ['XX*A1*NAMENAME*****:Z', { name: 'NAMENAME', part: 'Z' }, ['XX02 5']],
    ['XX*A1*NAME*x****:Z', { name: 'NAME', part: 'Z' }, ['XX03 6']],
    ['XX*A1*NAME*1x****:Z', { name: 'NAME', part: 'Z' }, ['XX03 6']],
    ['XX*A1*NAME*x1****:Z', { name: 'NAME', part: 'Z' }, ['XX03 6']],
    ['XX*A1*NAME*-5****:Z', { name: 'NAME', count: -5, part: 'Z' }, []],
    ['XX*A1*NAME*1234****:Z', { name: 'NAME', count: 1234, part: 'Z' }, ['XX03 5']],
    ['XX*A1*NAME**  *Q**:Z', { name: 'NAME', choice: 'Q', part: 'Z' }, ['XX05 7', 'XX04 I10']],
    ['XX*A1*AB^CD^EF*****:Z', { name: 'AB', part: 'Z' }, ['XX02 12']],
    ['XX*A1*AB:CD:EF*****:Z', { name: 'AB', part: 'Z' }, ['XX02 13']],
    ['XX*A1*AB:CD^EF*****:Z', { name: 'AB', part: 'Z' }, ['XX02 12', 'XX02 13']],
    ['XX*A1*NAME*****:Z^:Y', { name: 'NAME', part: 'Z' }, ['XX07-2 12']],
  ])('%s', (text, value, problems) => {
    expect(read(spec, text)).toStrictEqual([value, problems]);
  });

  test('what is told is told in words, and short codes only are shown', () => {
    const secret = segment('XX', {
      kind: K('XX01', 'A1'),
      name: R('XX02', code('Y', 'N'), phi),
      open: S('XX03', code('B')),
    });
    expect(reading(secret, 'XX*SMITH*Q*Q').problems).toEqual([
      'XX01 7 Must be A1, and holds 5 characters.',
      'XX02 7 Holds 1 character; the guide allows Y, N.',
      "XX03 7 Holds 'Q'; the guide allows B.",
    ]);
    expect(reading(spec, 'XX*B2*AB^CD:E*****:Z*1').problems).toEqual([
      "XX01 7 Must be A1, and holds 'B2'.",
      'XX02 12 Repeats; the guide allows one.',
      'XX08 I10 The guide does not use this.',
    ]);
    expect(reading(spec, 'XX**A:B').problems).toEqual([
      'XX01 1 Must be A1, and is empty.',
      'XX02 13 Has components; the guide knows none here.',
      'XX02 4 Too short: 1, at least 2 needed.',
      'XX07-2 1 Required, and empty. Ask the sender for it.',
    ]);
  });

  test('a derived element is handed on as it stands, also when it is empty', () => {
    expect(reading(spec, 'XX*A1*NAME****07:1*:Z').derived).toEqual(['XX06 count 07:1']);
    expect(reading(spec, 'XX*A1').derived).toEqual(['XX06 count ']);
  });

  test('without a repetition separator nothing repeats', () => {
    const { value, problems } = reading(spec, 'XX*A1*AB^C*****:Z', { ...ourDelimiters, repetition: undefined });
    expect([value, problems]).toEqual([{ name: 'AB^C', part: 'Z' }, []]);
  });
});

describe('an element that repeats', () => {
  const spec = segment('XX', {
    codes: repetition('R', 'XX01', id(1, 2), 3),
    counts: repetition('S', 'XX02', whole(1, 2), 2),
  });

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['XX*A', { codes: ['A'] }, []],
    ['XX*A^B^C*1^2', { codes: ['A', 'B', 'C'], counts: [1, 2] }, []],
    ['XX*A^B^C^D*1^2', { codes: ['A', 'B', 'C', 'D'], counts: [1, 2] }, ['XX01 12']],
    ['XX**1^2^3', { counts: [1, 2, 3] }, ['XX01 1', 'XX02 12']],
    ['XX*A*1^x', { codes: ['A'], counts: [1] }, ['XX02 6']],
    ['XX*A^BCD', { codes: ['A', 'BCD'] }, ['XX01 5']],
  ])('%s', (text, value, problems) => {
    expect(read(spec, text)).toStrictEqual([value, problems]);
  });

  test('says how often, and how often it may', () => {
    expect(reading(spec, 'XX*A^B^C^D').problems).toEqual(['XX01 12 Repeats 4 times; the guide allows 3.']);
  });

  test('is one text without a repetition separator', () => {
    const { value } = reading(spec, 'XX*A^B', { ...ourDelimiters, repetition: undefined });
    expect(value).toEqual({ codes: ['A^B'] });
  });
});

describe('a composite', () => {
  const parts = { kind: K('XX02-1', 'HC'), item: R('XX02-2', id(1, 5)), more: S('XX02-4', id(2, 2)) };
  const needed = segment('XX', { first: S('XX01', an(1, 9)), whole: composite('R', 'XX02', parts) });
  const possible = segment('XX', { first: S('XX01', an(1, 9)), whole: composite('S', 'XX02', parts) });

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['XX**HC:A::BB', { whole: { item: 'A', more: 'BB' } }, []],
    ['XX*Q*HC:A', { first: 'Q', whole: { item: 'A' } }, []],
    ['XX**HC', { whole: {} }, ['XX02-2 1']],
    ['XX**:A', { whole: { item: 'A' } }, ['XX02-1 1']],
    ['XX**HC:A:U', { whole: { item: 'A' } }, ['XX02-3 I10']],
    ['XX**HC:A:::V', { whole: { item: 'A' } }, ['XX02-5 I10']],
    ['XX*Q', { first: 'Q' }, ['XX02 1']],
    ['XX*Q*::', { first: 'Q' }, ['XX02 1']],
  ])('%s', (text, value, problems) => {
    expect(read(needed, text)).toEqual([value, problems]);
    const without = problems.filter((one) => one !== 'XX02 1');
    expect(read(possible, text)).toEqual([value, without]);
  });

  test('that repeats gives a value for each, and tells what is not used once', () => {
    const spec = segment('XX', { first: S('XX01', an(1, 9)), each: composites('S', 'XX02', 2, parts) });
    expect(read(spec, 'XX*Q')).toEqual([{ first: 'Q' }, []]);
    expect(read(spec, 'XX**HC:A')).toEqual([{ each: [{ item: 'A' }] }, []]);
    expect(read(spec, 'XX**HC:A^HC:B::CC')).toEqual([{ each: [{ item: 'A' }, { item: 'B', more: 'CC' }] }, []]);
    expect(read(spec, 'XX**HC:A^:^HC:B')).toEqual([{ each: [{ item: 'A' }, { item: 'B' }] }, []]);
    expect(read(spec, 'XX**HC:A^HC:B^HC:C')).toEqual([
      { each: [{ item: 'A' }, { item: 'B' }, { item: 'C' }] },
      ['XX02 12'],
    ]);
    expect(read(spec, 'XX**HC:A:U^HC:B:V')).toEqual([{ each: [{ item: 'A' }, { item: 'B' }] }, ['XX02-3 I10']]);
    expect(reading(spec, 'XX**HC:A^HC:B^HC:C').problems).toEqual(['XX02 12 Repeats 3 times; the guide allows 2.']);
    const must = segment('XX', { first: S('XX01', an(1, 9)), each: composites('R', 'XX02', 2, parts) });
    expect(read(must, 'XX*Q')).toEqual([{ first: 'Q' }, ['XX02 1']]);
  });
});

describe('a series', () => {
  const run = { reason: R('XX02', id(1, 5)), amount: R('XX03', an(1, 9)), pair: S('XX04-2', id(1, 1)) };
  const spec = segment('XX', { group: S('XX01', id(2, 2)), runs: series('R', 'XX02', 3, 3, run) });

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['XX*CO*A*1', { group: 'CO', runs: [{ reason: 'A', amount: '1' }] }, []],
    [
      'XX**A*1*:P*B*2*:Q',
      {
        runs: [
          { reason: 'A', amount: '1', pair: 'P' },
          { reason: 'B', amount: '2', pair: 'Q' },
        ],
      },
      [],
    ],
    ['XX**A*1**B', { runs: [{ reason: 'A', amount: '1' }, { reason: 'B' }] }, ['XX06 1']],
    [
      'XX**A*1*****C*3',
      {
        runs: [
          { reason: 'A', amount: '1' },
          { reason: 'C', amount: '3' },
        ],
      },
      [],
    ],
    ['XX*CO', { group: 'CO' }, ['XX02 1']],
    ['XX*CO*::', { group: 'CO' }, ['XX02 1']],
    ['XX**A*1***2', { runs: [{ reason: 'A', amount: '1' }, { amount: '2' }] }, ['XX05 1']],
    [
      'XX**A*1**B*2**C*3**D*4',
      { runs: ['A', 'B', 'C'].map((reason, n) => ({ reason, amount: String(n + 1) })) },
      ['XX11 I10', 'XX12 I10'],
    ],
  ])('%s', (text, value, problems) => {
    expect(read(spec, text)).toStrictEqual([value, problems]);
  });
});

describe('rules between elements', () => {
  const spec = segment('XX', { a: S('XX01', an(2, 9)), b: S('XX02', an(2, 9)), c: S('XX03', an(2, 9)) }, [
    'P0102',
    'R0203',
  ]);

  test.each<[string, readonly string[]]>([
    ['XX*AA*BB', []],
    ['XX*AA', ['XX02 2', 'XX02 2']],
    ['XX**BB', ['XX01 2']],
    ['XX***CC', []],
    ['XX', ['XX02 2']],
  ])('%s', (text, problems) => {
    const found = read(spec, text)[1];
    // What is known to be wrong is told once.
    expect(found).toEqual([...new Set(problems)]);
  });

  test('a rule is silent about an element that is wrong already', () => {
    const needed = segment('XX', { a: S('XX01', an(2, 9)), b: R('XX02', an(2, 9)) }, ['P0102']);
    expect(read(needed, 'XX*AA')[1]).toEqual(['XX02 1']);
  });

  test.each([
    ['DTP', 'DTP*472*D8*20260230', ['DTP03 8']],
    ['DTP', 'DTP*472*D8*20260228', []],
    ['DTP', 'DTP*472*RD8*20260228-20260227', ['DTP03 8']],
    ['DTP', 'DTP*472*TM*2460', ['DTP03 9']],
    ['DTP', 'DTP*472*D8', []],
    ['DTP', 'DTP*472*QQ*20260230', []],
    ['DMG', 'DMG*D8*20260230', ['DMG02 8']],
    ['DMG', 'DMG*D8*20260228', []],
    ['REF', 'REF*472*D8*20260230', []],
    ['REF', 'REF*D8*20260230', []],
  ])('%s tells in another element what form its date has: %s', (name, text, problems) => {
    const dated = segment(name, {
      a: S(`${name}01`, an(1, 9)),
      b: S(`${name}02`, an(1, 9)),
      c: S(`${name}03`, an(1, 20)),
    });
    expect(read(dated, text)[1]).toEqual(problems);
  });
});

describe('the cells of a segment', () => {
  const [one] = segmentsOf(['XX*A*B:C*D^E:F^']);
  if (one === undefined) throw new Error('one text is one segment');

  test('are taken whole or by component; what is not there is empty', () => {
    const cells = [cellOf(one, 1, undefined), cellOf(one, 1, 1), cellOf(one, 1, 2), cellOf(one, 2, undefined)];
    expect(cells).toEqual(['A', 'A', '', 'B:C']);
    expect([
      cellOf(one, 2, 1),
      cellOf(one, 2, 2),
      cellOf(one, 2, 3),
      cellOf(one, 9, 1),
      cellOf(one, 9, undefined),
    ]).toEqual(['B', 'C', '', '', '']);
  });

  test('a segment is repeated as often as its element, with all the rest', () => {
    expect(repetitionsOf(one, 1)).toEqual([one]);
    expect(repetitionsOf(one, 9)).toEqual([one]);
    const each = repetitionsOf(one, 3);
    expect(each.map(({ elements }) => elements)).toEqual([
      ['A', 'B:C', 'D'],
      ['A', 'B:C', 'E:F'],
      ['A', 'B:C', ''],
    ]);
    expect(each.map(({ cells }) => cells[0])).toEqual(['XX', 'XX', 'XX']);
    const { id: name, index, offset, line, delimiters } = one;
    expect(each[1]).toMatchObject({ id: name, index, offset, line, delimiters });
    const [without] = segmentsOf(['XX*A^B'], { ...ourDelimiters, repetition: undefined });
    expect(without && repetitionsOf(without, 1)).toEqual([without]);
  });
});

test('a segment inside of a segment is a mistake of the guide', () => {
  const inner = segment('YY', { a: R('YY01', an(1, 1)) });
  const wrong = segment('XX', { inner: R(inner) });
  expect(() => reading(wrong, 'XX*A')).toThrow('XX: inner is a segment inside of a segment');
});
