/** Where a segment belongs: the facts that are derived from a guide once, and which place of which open loop is taken. */

import { describe, expect, test } from 'vitest';
import {
  bandsOf,
  coveredBy,
  designator,
  entriesOf,
  layoutOf,
  openerOf,
  positionOf,
  signsOf,
} from '../../src/x12/layout.ts';
import { findPlace } from '../../src/x12/match.ts';
import { copyOf, type OpenLoop, openLoop } from '../../src/x12/openLoops.ts';
import {
  an,
  code,
  composite,
  composites,
  D,
  type Fields,
  K,
  loop,
  R,
  repetition,
  S,
  segment,
  series,
} from '../../src/x12/schema.ts';
import { type Segment, segmentsOf } from '../../src/x12/segment.ts';

describe('the facts of a guide', () => {
  const fields = { head: R(segment('AA', { kind: K('AA01', '1') })), more: S(segment('AA', { kind: K('AA01', '2') })) };
  const spec = segment('AA', { kind: K('AA01', '1'), name: R('AA02', an(1, 9)) });

  test.each([
    ['positions', () => positionOf('AA', 'AA01')],
    ['entries', () => entriesOf(fields)],
    ['bands', () => bandsOf(fields)],
    ['layouts', () => layoutOf(fields)],
    ['signs', () => signsOf(spec)],
    ['covers', () => coveredBy(spec)],
  ])('are derived once: %s', (_what, derive) => {
    expect(derive()).toBe(derive());
  });

  test('an element is named by its segment, its number and its component', () => {
    expect(positionOf('QQ1', 'QQ101')).toEqual({ element: 1, component: undefined });
    expect(positionOf('QQ1', 'QQ112-3')).toEqual({ element: 12, component: 3 });
    expect(positionOf('QQ1', 'QQ101-12')).toEqual({ element: 1, component: 12 });
    expect([designator('QQ1', 1), designator('QQ1', 12, 3)]).toEqual(['QQ101', 'QQ112-3']);
    for (const wrong of ['QQ1101', 'QQ1', 'QQ101-', 'QQ101-123', 'QQ101-1x', 'RR101', 'QQ11'])
      expect(() => positionOf('QQ1', wrong)).toThrow(`${wrong} is no designator of segment QQ1`);
  });

  test('an element stands in a segment, and a loop begins with one', () => {
    const name = R('AA01', an(1, 9));
    expect(() => bandsOf({ name })).toThrow('name is an element outside of a segment');
    expect(() => openerOf({ ...loop('2000', { head: R(spec) }), fields: { name } })).toThrow(
      'loop 2000 does not start with a segment',
    );
    expect(openerOf(loop('2000', { inner: R(loop('2010', { head: R(spec) })) }))).toBe(spec);
    expect(openerOf(spec)).toBe(spec);
  });

  test('a band is required when any of it is', () => {
    const only = { ...fields, last: S(segment('BB', { name: R('BB01', an(1, 9)) })) };
    expect(layoutOf(only).isRequiredBand).toEqual([true, false]);
    expect(layoutOf(only).required.map(({ key }) => key)).toEqual(['head']);
    expect(layoutOf(only).places.map(({ band, index, silent }) => [band, index, silent])).toEqual([
      [0, 0, true],
      [0, 1, true],
      [1, 2, false],
    ]);
  });

  test('a segment is told by its constants and the codes of its first element, not by a part that may be absent', () => {
    const part = { qualifier: K('CC01-1', 'HC'), name: R('CC01-2', an(1, 9)) };
    const signs = (given: Fields) => signsOf(segment('CC', given)).map(({ allowed }) => allowed);
    expect(signs({ part: composite('R', 'CC01', part) })).toEqual([['HC']]);
    expect(signs({ part: composite('S', 'CC01', part) })).toEqual([]);
    expect(signs({ parts: composites('R', 'CC01', 5, part) })).toEqual([['HC']]);
    expect(signs({ parts: composites('S', 'CC01', 5, part) })).toEqual([]);
    const run = { kind: R('CC01', code('A', 'B')), name: R('CC02', an(1, 9)) };
    expect(signs({ runs: series('R', 'CC01', 2, 3, run) })).toEqual([['A', 'B']]);
    expect(signs({ runs: series('S', 'CC01', 2, 3, run) })).toEqual([]);
    expect(signs({ kind: R('CC01', code('A', 'B')), other: R('CC02', code('C')) })).toEqual([['A', 'B']]);
    expect(signs({ kind: R('CC01', an(1, 3)), number: D('CC02', 'count') })).toEqual([]);
  });

  test('what a segment uses are whole elements, or components, wherever a part repeats', () => {
    const part = (at: string) => ({ qualifier: K(`${at}-1`, 'HC'), name: R(`${at}-3`, an(1, 9)) });
    const covered = (given: Fields) =>
      [...coveredBy(segment('DD', given))].map(([at, parts]) => [at, parts === 'whole' ? parts : [...parts]]);
    expect(covered({ name: R('DD02', an(1, 9)), number: D('DD03', 'count') })).toEqual([
      [2, 'whole'],
      [3, 'whole'],
    ]);
    expect(
      covered({ part: composite('S', 'DD01', part('DD01')), all: composites('S', 'DD02', 9, part('DD02')) }),
    ).toEqual([
      [1, [1, 3]],
      [2, [1, 3]],
    ]);
    expect(covered({ all: repetition('S', 'DD04', an(1, 9), 3) })).toEqual([[4, 'whole']]);
    const run = { reason: R('DD02', an(1, 9)), amount: composite('S', 'DD03', part('DD03')) };
    expect(covered({ all: series('S', 'DD02', 2, 3, run) })).toEqual([
      [2, 'whole'],
      [3, [1, 3]],
      [4, 'whole'],
      [5, [1, 3]],
      [6, 'whole'],
      [7, [1, 3]],
    ]);
    expect(covered({ name: R('DD01', an(1, 9)), part: R('DD01-2', an(1, 9)) })).toEqual([[1, 'whole']]);
    expect(covered({ inner: R(segment('EE', { name: R('EE01', an(1, 9)) })) })).toEqual([]);
  });
});

const instance = { id: 'X', ordinal: 1, numbered: false, parent: undefined };
const opened = (fields: Fields, band = 0, level = ''): OpenLoop => {
  const open = openLoop(fields, undefined, instance, level);
  open.band = band;
  return open;
};
const one = (text: string): Segment => {
  const [segmentRead] = segmentsOf([text]);
  if (segmentRead === undefined) throw new Error('a line is a segment');
  return segmentRead;
};
const found = (open: readonly OpenLoop[], text: string): string => {
  const match = findPlace(open, one(text));
  return match === undefined
    ? 'nowhere'
    : [match.depth, match.place.key, match.full && 'full', match.late && 'late']
        .filter((part) => part !== false)
        .join(' ');
};

describe('the place of a segment', () => {
  const by = (first: string, second?: string, max = 1) =>
    S(segment('REF', { kind: K('REF01', first), ...(second === undefined ? {} : { form: K('REF02', second) }) }), max);
  const free = (second: string) => S(segment('REF', { name: R('REF01', an(1, 9)), form: K('REF02', second) }));

  test('is the one whose constants all agree, before one whose qualifier alone does', () => {
    const fields = { wrong: by('1', 'X'), right: by('1', 'Y'), other: by('2', 'X') };
    expect(found([opened(fields)], 'REF*1*Y')).toBe('0 right');
    expect(found([opened(fields)], 'REF*2*X')).toBe('0 other');
    expect(found([opened(fields)], 'REF*1*Z')).toBe('0 wrong');
    expect(found([opened(fields)], 'REF*3*X')).toBe('nowhere');
    expect(found([opened(fields)], 'REF')).toBe('nowhere');
  });

  test('is none where the first element tells nothing and another constant disagrees', () => {
    const fields = { first: free('X'), second: free('Y') };
    expect(found([opened(fields)], 'REF*A*Y')).toBe('0 second');
    expect(found([opened(fields)], 'REF*A*Z')).toBe('nowhere');
  });

  test('asks every component of the first element', () => {
    const kinds = (second: string) =>
      S(segment('REF', { part: composite('R', 'REF01', { a: K('REF01-1', 'A'), b: K('REF01-2', second) }) }));
    const fields = { first: kinds('B'), second: kinds('C') };
    expect(found([opened(fields)], 'REF*A:C')).toBe('0 second');
    expect(found([opened(fields)], 'REF*A:D')).toBe('nowhere');
  });

  test('is a full one when there is no other, and the only one ahead whatever its qualifier', () => {
    const room = opened({ first: by('1', undefined, 2), last: S(segment('ZZ', { name: R('ZZ01', an(1, 9)) })) });
    room.counts[0] = 1;
    expect(found([room], 'REF*1')).toBe('0 first');
    expect(found([room], 'REF*9')).toBe('0 first');
    room.counts[0] = 2;
    expect(found([room], 'REF*1')).toBe('0 first full');
    expect(found([room], 'REF*9')).toBe('0 first full');
    const both = opened({ first: by('1'), second: by('2') });
    expect(found([both], 'REF*9')).toBe('nowhere');
    const endless = opened({ first: S(segment('REF', { kind: K('REF01', '1') }), '>1') });
    endless.counts[0] = 1_000_000;
    expect(found([endless], 'REF*1')).toBe('0 first');
  });

  test('is looked for in the innermost loop first, and outside where that one is past it', () => {
    const outer = { outside: by('1') };
    const inner = { inside: by('1'), last: S(segment('ZZ', { name: R('ZZ01', an(1, 9)) })) };
    expect(found([opened(outer), opened(inner)], 'REF*1')).toBe('1 inside');
    expect(found([opened(outer), opened(inner, 1)], 'REF*1')).toBe('0 outside');
    expect(found([opened(outer), opened(inner)], 'REF*9')).toBe('1 inside');
    expect(found([opened(outer), opened(inner, 1)], 'REF*9')).toBe('0 outside');
    expect(found([opened(outer), opened({ last: inner.last })], 'REF*1')).toBe('0 outside');
  });

  test('may come late within the innermost loop, as a segment that fits and has room', () => {
    const last = S(segment('ZZ', { name: R('ZZ01', an(1, 9)) }));
    const group = S(loop('2010', { head: R(segment('NM1', { kind: K('NM101', '85') })) }), 5);
    const fields = { first: by('1', 'X'), group, last };
    expect(found([opened(fields, 2)], 'REF*1*X')).toBe('0 first late');
    expect(found([opened(fields, 2)], 'REF*1*Y')).toBe('nowhere');
    expect(found([opened(fields, 2)], 'NM1*85')).toBe('nowhere');
    expect(found([opened(fields, 2), opened({ last })], 'REF*1*X')).toBe('nowhere');
    const full = opened(fields, 2);
    full.counts[0] = 1;
    expect(found([full], 'REF*1*X')).toBe('nowhere');
    expect(found([], 'REF*1')).toBe('nowhere');
  });

  test('of a level is under the parent that it names', () => {
    const level = (what: string) => ({
      head: R(segment('HL', { number: D('HL01', 'hlNumber'), parent: D('HL02', 'hlParent'), level: K('HL03', what) })),
    });
    const outer = { below: S(loop('2000C', level('23')), 5) };
    const inner = { below: S(loop('2000D', level('23')), 5) };
    const open = [opened(outer, 0, '1'), opened(inner, 0, '2')];
    expect(found(open, 'HL*3*2*23')).toBe('1 below');
    expect(found(open, 'HL*3*1*23')).toBe('0 below');
    expect(found(open, 'HL*3*9*23')).toBe('1 below');
    expect(found(open, 'HL*3*1*24')).toBe('nowhere');
  });
});

describe('open loops', () => {
  const fields = { first: S(segment('AA', { kind: K('AA01', '1') })) };

  test('begin with nothing in them', () => {
    const open = openLoop(fields, undefined, instance, '7');
    expect(open).toMatchObject({ value: {}, counts: [0], band: 0, passed: [], level: '7', parentLevel: '7' });
    expect([open.spare, open.errorsBefore, open.childFlag, open.listing]).toEqual([false, 0, undefined, undefined]);
    expect(openLoop(fields, undefined, instance, '7', true, 3)).toMatchObject({ spare: true, errorsBefore: 3 });
  });

  test('are copied with all that was counted and passed, and without what was read', () => {
    const open = openLoop(fields, undefined, instance, '7');
    open.counts[0] = 3;
    open.value['first'] = 'read';
    open.passed.push({ number: 4, offset: 5 });
    const [copy] = copyOf([open]);
    expect(copy).toEqual({ ...open, value: {} });
    copy?.counts.push(9);
    copy?.passed.pop();
    expect([open.counts, open.passed.length]).toEqual([[3], 1]);
  });
});
