import { describe, expect, test } from 'vitest';
import { classesOf } from '../../src/x12/characters.ts';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { findPlanOf } from '../../src/x12/findPlan.ts';
import { planOf, planOfSegment } from '../../src/x12/guidePlan.ts';
import { QuickReadBack } from '../../src/x12/quickReadBack.ts';
import {
  an,
  code,
  composite,
  composites,
  guide,
  id,
  K,
  R,
  repetition,
  S,
  segment,
  series,
} from '../../src/x12/schema.ts';

/** Segments of one id, told apart by an element, by a component, and by one further on. */
const short = segment('REF', { kind: K('REF01', 'G1'), number: R('REF02', an(1, 9)) });
const long = segment('REF', { kind: K('REF01', 'LONGER'), number: R('REF02', an(1, 9)) });
const far = segment('NM1', { role: R('NM101', code('IL', 'QC')), type: K('NM102', '1'), last: R('NM103', an(1, 9)) });
const farther = segment('NM1', {
  role: R('NM101', code('IL', 'QC')),
  type: K('NM102', '2'),
  last: R('NM103', an(1, 9)),
});
const health = segment('HI', {
  first: composite('R', 'HI01', { kind: K('HI01-1', 'ABK'), code: R('HI01-2', id(1, 9)) }),
});
const other = segment('HI', {
  first: composite('R', 'HI01', { kind: K('HI01-1', 'BE'), code: R('HI01-2', id(1, 9)) }),
});
const likes = guide({
  name: 'likes',
  set: '864',
  version: '005010X995',
  functionalId: 'TX',
  versionInST: false,
  body: {
    short: S(short, 2),
    long: S(long),
    far: S(far),
    farther: S(farther),
    health: S(health),
    other: S(other),
    free: S(segment('K3', { words: R('K301', an(1, 9)) })),
  },
});

test('a plan is made once', () => {
  expect(findPlanOf(likes)).toBe(findPlanOf(likes));
  expect(planOf(likes)).toBe(planOf(likes));
  expect(planOfSegment(short)).toBe(planOfSegment(short));
});

test('a place is found by codes of its first element, and by what stands further on', () => {
  const found = findPlanOf(likes).places.list.map(({ key, leads, leadIsComponent, signs }) => ({
    [key]: [leads, leadIsComponent, signs],
  }));
  const two = (text: string): number => (text.charCodeAt(0) << 7) | text.charCodeAt(1);
  const three = (text: string): number => (two(text) << 7) | text.charCodeAt(2);
  const type = (allowed: string) => ({ element: 2, component: undefined, allowed: [allowed] });
  expect(found).toEqual([
    { short: [[two('G1')], false, []] },
    { long: [undefined, false, [{ element: 1, component: undefined, allowed: ['LONGER'] }]] },
    { far: [[two('IL'), two('QC')], false, [type('1')]] },
    { farther: [[two('IL'), two('QC')], false, [type('2')]] },
    { health: [[three('ABK')], true, []] },
    { other: [[two('BE')], true, []] },
    { free: [undefined, false, []] },
  ]);
});

const set = (lines: readonly string[], control = '0001'): string =>
  [`ST*864*${control}`, ...lines, `SE*${lines.length + 2}*${control}`].map((one) => `${one}~\n`).join('');
const reader = (text: string) =>
  new QuickReadBack(new TextEncoder().encode(text), ourDelimiters, classesOf(ourDelimiters, 'extended'));
const arrives = (lines: readonly string[], value: unknown): boolean => {
  const one = reader(set(lines));
  return one.set(likes, value, '0001', likes.version) && one.isAtEnd();
};
/** Whether the set is found in the text, whatever follows. */
const reads = (lines: readonly string[], value: unknown): boolean =>
  reader(set(lines)).set(likes, value, '0001', likes.version);

const value = {
  short: [{ number: 'A' }, { number: 'B' }],
  long: { number: 'C' },
  far: { role: 'IL', last: 'D' },
  farther: { role: 'QC', last: 'E' },
  health: { first: { code: 'F' } },
  other: { first: { code: 'G' } },
  free: { words: 'WORDS' },
};
const lines = ['REF*G1*A', 'REF*G1*B', 'REF*LONGER*C', 'NM1*IL*1*D', 'NM1*QC*2*E', 'HI*ABK:F', 'HI*BE:G', 'K3*WORDS'];

describe('segments of one id', () => {
  test('are told apart', () => {
    expect(arrives(lines, value)).toBe(true);
  });
  test.each(lines.map((_line, n) => n))('are missed when number %i is not there', (n) => {
    expect(reads(lines.toSpliced(n, 1), value)).toBe(false);
  });
  test.each(lines.map((_line, n) => n))('are seen when number %i comes twice', (n) => {
    expect(reads(lines.toSpliced(n, 0, lines[n] ?? ''), value)).toBe(false);
  });
  test.each([
    ['REF*G1*A', 'REF*G2*A'],
    ['REF*G1*A', 'REF*G1:X*A'],
    ['REF*G1*A', 'REF**A'],
    ['REF*G1*A', 'REF'],
    ['REF*LONGER*C', 'REF*LONGES*C'],
    ['REF*LONGER*C', 'REF*LONGERS*C'],
    ['NM1*IL*1*D', 'NM1*IL*3*D'],
    ['NM1*IL*1*D', 'NM1*IL'],
    ['NM1*IL*1*D', 'NM1*XX*1*D'],
    ['HI*ABK:F', 'HI*ABJ:F'],
    ['HI*ABK:F', 'HI*ABK*F'],
    ['K3*WORDS', 'K3'],
    ['K3*WORDS', 'K34567*WORDS'],
  ])('%s is not %s', (line, otherLine) => {
    expect(reads(lines.with(lines.indexOf(line), otherLine), value)).toBe(false);
  });
});

test('one reader reads set after set, from where it is told to', () => {
  const one = reader(`12345${set(lines)}${set(lines, '0002')}`);
  one.skip(5);
  expect(one.set(likes, value, '0001', likes.version)).toBe(true);
  expect(one.isAtEnd()).toBe(false);
  expect(one.set(likes, value, '0002', likes.version)).toBe(true);
  expect(one.isAtEnd()).toBe(true);
});

test('forms that only the plain way writes are known for it', () => {
  const plain = [
    segment('PWK', { kinds: repetition('R', 'PWK01', id(1, 2), 3) }),
    segment('PWK', { kinds: composites('R', 'PWK01', 3, { kind: R('PWK01-1', id(1, 2)) }) }),
    segment('PWK', { late: R('PWK02', an(1, 2)), early: R('PWK01', an(1, 2)) }),
    segment('PWK', { late: R('PWK01-2', an(1, 2)), early: R('PWK01-1', an(1, 2)) }),
    segment('PWK', { runs: series('R', 'PWK01', 1, 2, { one: R('PWK01', an(1, 2)), two: R('PWK02', an(1, 2)) }) }),
    segment('PWK', { one: S('PWK01', an(1, 2)), last: S('PWK31', an(1, 2)) }, ['P0131']),
    segment('PWK', {}),
  ];
  const quick = [
    segment('PWK', { early: R('PWK01', an(1, 2)) }),
    segment('PWK', { runs: series('R', 'PWK01', 2, 2, { one: R('PWK01', an(1, 2)), two: R('PWK02', an(1, 2)) }) }),
    segment('PWK', { one: S('PWK01', an(1, 2)), last: S('PWK30', an(1, 2)) }, ['P0130']),
    segment('PWK', { one: S('PWK01', an(1, 2)), last: S('PWK31', an(1, 2)) }),
  ];
  expect(plain.map((spec) => planOfSegment(spec).quick)).toEqual(plain.map(() => false));
  expect(quick.map((spec) => planOfSegment(spec).quick)).toEqual(quick.map(() => true));
});

test('a day in a DMG is held to its format as one in a DTP, and no other element is', () => {
  const born = segment('DMG', { format: K('DMG01', 'D8'), birth: R('DMG02', an(1, 35)) });
  const planned = [
    born,
    segment('DTP', { kind: K('DTP01', '1'), format: K('DTP02', 'D8'), day: R('DTP03', an(1, 35)) }),
  ];
  expect(planned.map((spec) => [planOfSegment(spec).format?.key, planOfSegment(spec).dated?.key])).toEqual([
    ['format', 'birth'],
    ['format', 'day'],
  ]);
  expect([planOfSegment(short).format, planOfSegment(short).dated]).toEqual([undefined, undefined]);
});
