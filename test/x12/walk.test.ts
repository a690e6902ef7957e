/** Where a walk says that something is: numbers, offsets and order of what it tells, and how much of it. */

import { describe, expect, test } from 'vitest';
import { read } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { an, D, type Fields, guide, K, loop, R, S, segment } from '../../src/x12/schema.ts';

const name = (id: string) => segment(id, { name: R(`${id}01`, an(1, 3)) });
const kind = (id: string, of: string) => segment(id, { kind: K(`${id}01`, of), name: R(`${id}02`, an(1, 3)) });
const guideOf = (body: Fields) =>
  guide({ name: 'tiny', set: '999', version: '005010X000', functionalId: 'FA', versionInST: true, body });
const told = (body: Fields, lines: readonly string[]) =>
  read(guideOf(body), segmentsOf(lines)).issues.map(({ code, path, segment: number, offset }) =>
    [code, path, number, offset].join(' '),
  );

describe('a segment', () => {
  const body = { first: R(name('AA')), last: S(name('BB'), 5) };
  test('is counted from its ST, and from 2 without one', () => {
    const wrong = ['AA*1', 'BB*LONG', 'SE*3*1'];
    expect(told(body, ['ST*999*1', ...wrong])).toEqual(['IK403:5 999/BB 3 16']);
    expect(told(body, wrong)).toEqual(['IK403:5 999/BB 3 6']);
    expect(told(body, ['AA*LONG'])).toEqual(['IK403:5 999/AA 2 0']);
  });

  test('named ST or SE is one of the frame only where it stands first or last', () => {
    expect(told(body, ['ST*999*1', 'AA*1', 'ST*999*1', 'SE*1*1', 'BB*1', 'SE*4*1'])).toEqual([
      'IK304:1 999/ST 3 16',
      'IK304:1 999/SE 4 26',
    ]);
    expect(told(body, ['AA*1', 'SE*1*1'])).toEqual([]);
    expect(told(body, ['SE*1*1'])).toEqual(['IK304:3 999/AA 2 0']);
  });
});

describe('what is missing', () => {
  const inner = loop('2000', {
    head: R(name('LX')),
    one: R(kind('RR', '1')),
    two: R(kind('RR', '2')),
    tail: S(name('TT')),
  });
  const body = { first: R(name('AA')), second: R(name('BB')), loops: R(inner, '>1'), last: S(name('ZZ')) };

  test('is told where it should have stood: before what came instead', () => {
    expect(told(body, ['ST', 'BB*1', 'LX*1', 'RR*1*1', 'RR*2*1', 'SE'])).toEqual(['IK304:3 999/AA 2 4']);
    expect(told(body, ['ST', 'AA*1', 'LX*1', 'RR*1*1', 'RR*2*1', 'SE'])).toEqual(['IK304:3 999/BB 3 10']);
    expect(told(body, ['ST', 'AA*1', 'BB*1', 'ZZ*1', 'SE'])).toEqual(['IK304:I7 999/2000/LX 4 16']);
    const twice = 'IK304:3 999/2000/RR 5 22';
    expect(told(body, ['ST', 'AA*1', 'BB*1', 'LX*1', 'TT*1', 'ZZ*1', 'SE'])).toEqual([twice, twice]);
  });

  test('of the last that came is told at the end', () => {
    expect(told(body, ['ST', 'AA*1', 'BB*1', 'LX*1', 'RR*1*1', 'SE'])).toEqual(['IK304:3 999/2000/RR 6 30']);
    expect(told(body, ['ST', 'AA*1', 'BB*1', 'LX*1', 'RR*1*1', 'LX*2', 'RR*1*1', 'RR*2*1', 'SE'])).toEqual([
      'IK304:3 999/2000/RR 6 30',
    ]);
  });

  test('comes in the order of the message, although it is noticed later', () => {
    expect(told(body, ['ST', 'BB*LONG', 'LX*1', 'RR*1*1', 'ZZ*LONG', 'SE'])).toEqual([
      'IK403:5 999/BB 2 4',
      'IK304:3 999/AA 2 4',
      'IK304:3 999/2000/RR 5 27',
      'IK403:5 999/ZZ 5 27',
    ]);
    expect(told(body, ['ST', 'AA*1', 'LX*LONG', 'RR*1*1', 'RR*2*1', 'SE'])).toEqual([
      'IK403:5 999/2000/LX 3 10',
      'IK304:3 999/BB 3 10',
    ]);
  });
});

describe('issues', () => {
  const body = { all: S(name('AA'), '>1') };
  test.each([
    [999, 999, undefined],
    [1000, 1000, undefined],
    [1001, 1001, '1 more issues in this transaction set are not listed.'],
    [1500, 1001, '500 more issues in this transaction set are not listed.'],
  ])('%i of them are %i', (count, kept, message) => {
    const { issues, ok } = read(guideOf(body), segmentsOf(Array.from({ length: count }, () => 'AA*LONG')));
    expect([issues.length, ok, issues.find(({ code }) => code === 'TOO_MANY_ISSUES')?.message]).toEqual([
      kept,
      false,
      message,
    ]);
  });

  test('name the guide as whose rule it is', () => {
    const [issue] = read(guideOf(body), segmentsOf(['AA*LONG'])).issues;
    expect([issue?.rule, issue?.ref, issue?.severity]).toEqual(['005010X000', 'AA01', 'error']);
  });
});

describe('a segment without a place', () => {
  const inner = loop('1000', { head: R(kind('QQ', 'A')), more: S(name('MM'), '>1') });
  const other = loop('2000', { head: R(kind('QQ', 'B')) });
  const body = { first: R(name('AA')), loops: S(inner, '>1'), others: S(other, '>1') };

  test.each([
    ['XX', 'XX'],
    ['X1Y', 'X1Y'],
    ['XXXX', '?'],
    ['X', '?'],
    ['-XX', '?'],
    ['XX-', '?'],
  ])('of the id %s is called %s', (id, shown) => {
    expect(told(body, ['AA*1', `${id}*1`])).toEqual([`IK304:1 999/${shown} 3 6`]);
  });

  test('ends the loop in which it stands, where it looks like another of its kind', () => {
    const reading = read(guideOf(body), segmentsOf(['AA*1', 'QQ*A*1', 'MM*1', 'QQ*Z*1', 'MM*2']));
    expect(reading.value).toEqual({ first: { name: '1' }, loops: [{ head: { name: '1' }, more: [{ name: '1' }] }] });
    expect(reading.unread.map(({ text }) => text)).toEqual(['QQ*Z*1', 'MM*2']);
    expect(reading.issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'IK304:I4 999/1000/QQ',
      'IK304:2 999/MM',
    ]);
  });
});

test('a number that is derived is checked in a segment that has other mistakes too', () => {
  const counted = segment('LX', { number: D('LX01', 'count'), name: R('LX02', an(1, 3)) });
  const body = { first: R(name('AA')), lines: S(loop('2400', { head: R(counted) }), '>1') };
  expect(told(body, ['AA*1', 'LX*5*LONG', 'LX*2*LONG'])).toEqual([
    'IK403:7 999/2400/LX 3 6',
    'IK403:5 999/2400/LX 3 6',
    'IK403:5 999/2400[2]/LX 4 17',
  ]);
});
