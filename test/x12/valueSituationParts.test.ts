/** Rules of a guide small enough to read at a glance, asked of values: each kind of place that a rule can name. */

import { describe, expect, test } from 'vitest';
import type { Condition, Situation } from '../../src/x12/conditions.ts';
import {
  type AnyGuide,
  an,
  composite,
  composites,
  D,
  guide,
  id,
  K,
  loop,
  R,
  repetition,
  S,
  segment,
  series,
  whole,
} from '../../src/x12/schema.ts';
import { breaksRule } from '../../src/x12/valueSituations.ts';

interface Rules {
  readonly set?: readonly Situation[];
  readonly top?: readonly Situation[];
  readonly inner?: readonly Situation[];
  readonly cells?: readonly Situation[];
}
const rule = (must: Condition, at = 'XX01', when?: Condition, code = 'SITUATION'): Situation => ({
  name: 'rule',
  ...(when === undefined ? {} : { when }),
  must,
  at,
  code,
  say: 'Something is wrong.',
});
/** A set with two loops in each other, and one segment of every form of element. */
function ruled({ set, top, inner, cells = [] }: Rules): AnyGuide {
  const words = segment('K3', { words: R('K301', an(1, 9)) });
  const cellsOf = segment(
    'XX',
    {
      first: S('XX01', an(1, 9)),
      count: S('XX02', whole(2, 4)),
      number: S('XX03', whole(1, 4)),
      kind: K('XX04', 'KIND'),
      kinds: repetition('S', 'XX05', id(1, 2), 3),
      sum: composite('S', 'XX06', { one: K('XX06-1', 'HC'), code: S('XX06-2', an(1, 9)), last: S('XX06-4', an(1, 9)) }),
      runs: series('S', 'XX07', 2, 2, {
        reason: S('XX07', an(1, 9)),
        pair: composite('S', 'XX08', { a: S('XX08-1', an(1, 9)), b: S('XX08-2', an(1, 9)) }),
      }),
      part: S('XX11-2', an(1, 9)),
    },
    [],
    cells,
  );
  return guide({
    name: 'ruled',
    set: '864',
    version: '005010X991',
    functionalId: 'TX',
    versionInST: true,
    ...(set === undefined ? {} : { situations: set }),
    body: {
      header: S(words),
      top: S(
        loop(
          '1000',
          {
            counter: R(segment('LX', { number: D('LX01', 'count') })),
            name: S(words),
            names: S(words, 3),
            cells: S(cellsOf),
            list: S(cellsOf, 3),
            inner: S(loop('2000', { words: S(words), more: S(words, 2) }, [], inner ?? []), 3),
          },
          [],
          top ?? [],
        ),
        3,
      ),
    },
  });
}

describe('a rule of a segment reads', () => {
  const holds = (place: string, text: string): Condition => ({ value: place, in: [text] });
  const full = {
    first: 'A',
    count: 7,
    number: 7,
    kinds: ['B', 'C'],
    sum: { code: 'D', last: 'E' },
    runs: [{ reason: 'F' }, { reason: 'G', pair: { a: 'H', b: 'I' } }],
    part: 'J',
  };
  test.each<[string, string, object]>([
    ['XX01', 'A', full],
    ['XX01', '', {}],
    ['XX02', '07', full],
    ['XX02', '', { count: '' }],
    ['XX03', '7', full],
    ['XX04', 'KIND', {}],
    ['XX05', 'B^C', full],
    ['XX05', '', { kinds: 'B' }],
    ['XX06', 'HC:D::E', full],
    ['XX06', 'HC:D', { sum: { code: 'D' } }],
    ['XX06', 'HC:::E', { sum: { last: 'E' } }],
    ['XX06', '', {}],
    ['XX06', '', { sum: 'D' }],
    ['XX06-1', 'HC', full],
    ['XX06-2', 'D', full],
    ['XX06-3', '', full],
    ['XX06-4', 'E', full],
    ['XX07', 'F', full],
    ['XX08', '', full],
    ['XX09', 'G', full],
    ['XX10', 'H:I', full],
    ['XX10-2', 'I', full],
    ['XX09', '', { runs: [{ reason: 'F' }] }],
    ['XX11-2', 'J', full],
    ['XX12', '', full],
  ])('%s as %j of %o', (place, text, cells) => {
    const exactly = ruled({ cells: [rule(holds(place, text))] });
    const other = ruled({ cells: [rule({ not: holds(place, text) })] });
    const value = { top: [{ cells }] };
    expect([breaksRule(exactly, value), breaksRule(other, value)]).toEqual([false, true]);
  });

  test('only when it applies, and of each that there is', () => {
    const applying = ruled({ cells: [rule({ has: 'XX02' }, 'XX02', { has: 'XX01' })] });
    const of = (...list: object[]) => breaksRule(applying, { top: [{ list }] });
    expect([of({}), of({ first: 'A' }), of({ first: 'A', count: 1 }), of({}, { first: 'A' })]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect([breaksRule(applying, undefined), breaksRule(applying, {}), of('A' as never)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('no more of what repeats as a whole', () => {
    const each = segment(
      'HI',
      { codes: composites('S', 'HI01', 2, { code: S('HI01-1', an(1, 9)) }) },
      [],
      [rule({ has: 'HI01' })],
    );
    const asking = guide({ ...ruled({}), body: { codes: S(each) } });
    expect(() => breaksRule(asking, {})).toThrow('no rule can ask for HI1: it is composites');
  });

  test('the second of two rules as well', () => {
    const two = ruled({ cells: [rule({ has: 'XX01' }), rule({ has: 'XX02' })] });
    const of = (cells: object) => breaksRule(two, { top: [{ cells }] });
    expect([of({ first: 'A', count: 1 }), of({ first: 'A' }), of({ count: 1 })]).toEqual([false, true, true]);
  });
});

describe('a rule of a loop looks', () => {
  const k3 = (words: string) => ({ words });
  const named = (place: string): Condition => ({ value: `${place}/K301`, in: ['A'] });
  test.each<[string, Rules, object, object]>([
    ['at a segment of its own', { top: [rule(named('name'), 'name/K301')] }, { name: k3('A') }, { name: k3('B') }],
    [
      'at the first of several',
      { top: [rule(named('names'), 'names/K301')] },
      { names: [k3('A'), k3('B')] },
      { names: [k3('B'), k3('A')] },
    ],
    [
      'into the first loop that has it',
      { top: [rule(named('inner.words'), 'inner.words/K301')] },
      { inner: [{}, { words: k3('A') }, { words: k3('B') }] },
      { inner: [{}, { words: k3('B') }, { words: k3('A') }] },
    ],
    [
      'into lists in lists',
      { top: [rule(named('inner.more'), 'inner.more/K301')] },
      { inner: [{ more: [] }, { more: [k3('A'), k3('B')] }] },
      { inner: [{ more: [] }, { more: [k3('B'), k3('A')] }] },
    ],
    [
      'at the loop around it',
      { inner: [rule(named('1000>name'), 'words/K301')] },
      { name: k3('A'), inner: [{ words: k3('B') }] },
      { name: k3('B'), inner: [{ words: k3('A') }] },
    ],
    [
      'whether a segment is there',
      { top: [rule({ has: 'name' }, 'name', undefined, 'IK304:I6')] },
      { name: k3('B') },
      { names: [k3('B')] },
    ],
    [
      'whether a segment is not there',
      { top: [rule({ lacks: 'name' }, 'name', undefined, 'IK304:I9')] },
      { names: [k3('B')] },
      { name: k3('B') },
    ],
    [
      'whether a loop is there',
      { top: [rule({ has: 'inner' }, 'inner', undefined, 'IK304:I6')] },
      { inner: [{}] },
      { inner: [] },
    ],
    [
      'at a loop that may not be around, and is',
      { inner: [rule(named('1000?>name'), 'words/K301')] },
      { name: k3('A'), inner: [{ words: k3('B') }] },
      { name: k3('B'), inner: [{ words: k3('B') }] },
    ],
  ])('%s', (_what, rules, sound, broken) => {
    const of = ruled(rules);
    const told = [{ top: [sound] }, { top: [broken] }, { top: [sound, broken] }, { top: [broken, sound] }];
    expect(told.map((value) => breaksRule(of, value))).toEqual([false, true, true, true]);
  });

  test('at the set itself, from the set and from within', () => {
    const fromSet = ruled({ set: [rule(named('header'), 'header/K301')] });
    const fromWithin = ruled({ inner: [rule(named('>header'), 'words/K301')] });
    const inner = [{ words: k3('W') }];
    const values = ['A', 'B'].map((text) => ({ header: k3(text), top: [{ inner }] }));
    expect(values.map((value) => breaksRule(fromSet, value))).toEqual([false, true]);
    expect(values.map((value) => breaksRule(fromWithin, value))).toEqual([false, true]);
    // One value after another is looked at anew.
    expect(values.toReversed().map((value) => breaksRule(fromWithin, value))).toEqual([true, false]);
  });

  test('at nothing where a value has something else', () => {
    const asking = (place: string, value: object) =>
      breaksRule(ruled({ top: [rule({ has: place }, 'name', undefined, 'IK304:I6')] }), { top: [value] });
    expect(asking('name', { name: 'A' })).toBe(true);
    expect(asking('names', { names: ['A', k3('A')] })).toBe(true);
    expect(asking('inner.words', { inner: 'A' })).toBe(true);
    expect(asking('inner.words', { inner: [{ words: 'A' }] })).toBe(true);
    expect(asking('inner.words', { inner: [undefined, { words: k3('A') }] })).toBe(false);
  });

  test('at nothing where a loop that may not be around is not', () => {
    const of = ruled({ inner: [rule({ lacks: '3000?>name/K301' }, 'words/K301')] });
    const other = ruled({ inner: [rule({ has: '3000?>name/K301' }, 'words/K301')] });
    const value = { top: [{ inner: [{ words: k3('A') }] }] };
    expect([breaksRule(of, value), breaksRule(other, value)]).toEqual([false, true]);
  });

  test('only where there is something to tell it of, unless something is missing', () => {
    const value = { top: [{ names: [k3('B')] }] };
    const codes = ['SITUATION', 'IK403:I13', 'IK304:I6', 'IK304:I9', 'IK403:I9'];
    const told = codes.map((code) =>
      breaksRule(ruled({ top: [rule({ has: 'name' }, 'name/K301', undefined, code)] }), value),
    );
    expect(told).toEqual([false, false, true, true, true]);
  });

  test('nowhere else', () => {
    const asking = (place: string) => () => breaksRule(ruled({ top: [rule({ has: place })] }), {});
    expect(asking('nothing/K301')).toThrow('nothing is no place that a rule can ask for');
    expect(asking('name.words/K301')).toThrow('name.words is no place that a rule can ask for');
    expect(asking('3000>name/K301')).toThrow('3000>name is no place that a rule can ask for');
  });
});
