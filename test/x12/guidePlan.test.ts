/** What is made of a segment before it is written: of what kind its fields are, how it begins, and what it may become. */

import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { CONSTANT, NUMBER, planOfSegment } from '../../src/x12/guidePlan.ts';
import {
  an,
  code,
  composite,
  composites,
  decimal,
  type Fields,
  id,
  K,
  R,
  repetition,
  S,
  segment,
  series,
  whole,
} from '../../src/x12/schema.ts';
import { writeSegment } from '../../src/x12/writeSegment.ts';

const planOf = (fields: Fields, syntax: readonly string[] = []) => planOfSegment(segment('XX', fields, syntax));
const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] as const;
const one = an(1, 9);

test('a length, a short list and a number are asked for without a call, everything else with one', () => {
  const { fields } = planOf({
    name: R('XX01', an(1, 9)),
    id: R('XX02', id(2, 2)),
    short: R('XX03', code(...letters.slice(0, 8))),
    long: R('XX04', code(...letters)),
    count: R('XX05', whole(1, 3)),
    amount: R('XX06', decimal()),
    constant: K('XX07', 'A'),
  });
  const [text, ask, list] = [0, 2, 1];
  expect(fields.list.map(({ kind }) => kind)).toEqual([text, text, list, ask, NUMBER, ask, CONSTANT]);
});

describe('a segment begins with its id and the constants right behind it', () => {
  test.each<[string, Fields, string]>([
    ['none', { a: R('XX01', one), b: K('XX02', 'B') }, 'XX'],
    ['one', { a: K('XX01', 'A'), b: R('XX02', one), c: K('XX03', 'C') }, 'XX*A'],
    ['two', { a: K('XX01', 'A'), b: K('XX02', 'B'), c: R('XX03', one) }, 'XX*A*B'],
    ['none at the first place', { a: K('XX02', 'A'), b: R('XX03', one) }, 'XX'],
    ['one, for the next stands further on', { a: K('XX01', 'A'), b: K('XX03', 'B') }, 'XX*A'],
    ['one in the first component', { a: K('XX01-1', 'A'), b: K('XX01-2', 'B') }, 'XX*A'],
    ['none in the first component', { a: K('XX01-2', 'A') }, 'XX'],
  ])('%s', (_what, fields, wanted) => {
    const { head, headFields } = planOf(fields);
    const text = new TextDecoder().decode(head).replaceAll('\x01', '*');
    expect([text, headFields]).toEqual([wanted, wanted.split('*').length - 1]);
  });
});

describe('there is room for the longest text', () => {
  test.each<[string, Fields, object]>([
    ['far on in the segment', { last: R('XX30', an(1, 30)) }, { last: 'A'.repeat(30) }],
    ['far on in its element', { last: R('XX30-5', an(1, 30)) }, { last: 'A'.repeat(30) }],
    ['that is long', { last: R('XX01', an(1, 80)) }, { last: 'A'.repeat(80) }],
    ['that is always the same', { last: K('XX30', 'A'.repeat(30)) }, {}],
    [
      'in runs',
      { runs: series('R', 'XX01', 2, 9, { a: R('XX01', an(1, 30)), b: R('XX02', an(1, 30)) }) },
      { runs: Array.from({ length: 9 }, () => ({ a: 'A'.repeat(30), b: 'B'.repeat(30) })) },
    ],
  ])('%s', (_what, fields, value) => {
    const spec = segment('XX', fields);
    const report = () => {
      throw new Error('the value is in order');
    };
    const text = `${writeSegment(spec, { ...value }, { delimiters: ourDelimiters, derive: () => '', report })}~\n`;
    expect(planOfSegment(spec).room).toBeGreaterThanOrEqual(text.length);
  });
});

describe('written the quick way is', () => {
  const pair = { a: R('XX01', one), b: R('XX02', one) };
  const triple = { ...pair, c: R('XX03', one) };
  test.each<[string, Fields, string[]]>([
    ['an element behind a composite', { a: composite('S', 'XX50', { b: R('XX50-1', one) }), c: S('XX51', one) }, []],
    ['an element behind runs', { runs: series('R', 'XX01', 2, 2, pair), last: S('XX05', one) }, []],
    ['a note about the thirtieth element in runs', { runs: series('R', 'XX01', 3, 10, triple) }, ['P0130']],
  ])('%s', (_what, fields, syntax) => {
    expect(planOf(fields, syntax).quick).toBe(true);
  });
});

describe('written the plain way is', () => {
  const pair = { a: R('XX01', one), b: R('XX02', one) };
  const triple = { ...pair, c: R('XX03', one) };
  const inner = composite('R', 'XX01', { a: R('XX01-1', one) });
  test.each<[string, Fields, string[]]>([
    ['a segment in a segment, which cannot be', { inner: R(segment('XX', pair)) }, []],
    ['one place twice', { a: S('XX01', one), b: S('XX01', one) }, []],
    ['a composite of two elements', { all: composite('R', 'XX01', { a: R('XX01-1', one), b: R('XX02', one) }) }, []],
    ['a composite in a composite, alone', { all: composite('R', 'XX01', { inner }) }, []],
    ['a composite in a composite', { all: composite('R', 'XX01', { inner, b: R('XX01-2', one) }) }, []],
    ['a composite of repeats', { all: composite('R', 'XX01', { b: repetition('R', 'XX01-1', id(1, 2), 2) }) }, []],
    ['runs of runs', { runs: series('R', 'XX01', 4, 2, { a: series('R', 'XX01', 1, 2, { a: R('XX01', one) }) }) }, []],
    [
      'runs of runs and an element',
      { runs: series('R', 'XX01', 4, 2, { a: series('R', 'XX01', 1, 2, { a: R('XX01', one) }), b: R('XX04', one) }) },
      [],
    ],
    ['runs of repeats', { runs: series('R', 'XX01', 1, 2, { a: repetition('R', 'XX01', id(1, 2), 2) }) }, []],
    [
      'runs of repeated composites',
      { runs: series('R', 'XX01', 1, 2, { a: composites('R', 'XX01', 2, { a: R('XX01-1', one) }) }) },
      [],
    ],
    ['an element among the runs', { runs: series('R', 'XX01', 2, 2, pair), last: S('XX03', one) }, []],
    ['the end of the last run', { runs: series('R', 'XX01', 2, 2, pair), last: S('XX04-99', one) }, []],
    ['a composite and more', { a: composite('S', 'XX50', { b: R('XX50-1', one) }), c: S('XX50-60', one) }, []],
    ['a note about more than thirty elements in runs', { runs: series('R', 'XX01', 3, 11, triple) }, ['P0130']],
  ])('%s', (_what, fields, syntax) => {
    expect(planOf(fields, syntax).quick).toBe(false);
  });
});
