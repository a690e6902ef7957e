/** The quick checks say yes exactly where the plain ones find nothing: they neither miss a fault nor give up without need. */

import { describe, expect, test } from 'vitest';
import { checkFormat, checkSyntax, checkText } from '../../src/x12/check.ts';
import { isFormatted, isThere, quickCheckOf, quickSyntaxOf } from '../../src/x12/quickCheck.ts';
import { an, code, type DataType, date, decimal, id, period, time, whole } from '../../src/x12/schema.ts';
import { fc } from '../properties.ts';

const types: readonly (readonly [string, DataType<unknown>])[] = [
  ['text', an(2, 4)],
  ['id', id(1, 3)],
  ['codes', code('A', 'BC', '12')],
  ['whole', whole(2, 3)],
  ['long whole', whole(1, 18)],
  ['decimal', decimal(2, 4)],
  ['date', date()],
  ['short date', date(6)],
  ['time', time(4, 6)],
  ['period', period()],
];
const unit = fc.constantFrom('0', '1', '2', '9', '-', '.', 'A', 'B', ' ', '~', '/', ':');
const texts = fc.oneof(
  fc.string({ unit, minLength: 1, maxLength: 9 }),
  fc.integer({ min: -99_999, max: 99_999 }).map(String),
  fc.constantFrom(
    '20260228',
    '20260229',
    '20240229',
    '20261301',
    '260228',
    '260230',
    '00000101',
    '0915',
    '2460',
    '091560',
  ),
  fc.constantFrom(
    '20260228-20260301',
    '20260301-20260228',
    '20260228-20260229',
    '20260228-2026030',
    '20260228 20260301',
  ),
  fc.constantFrom(
    '9007199254740991',
    '9007199254740992',
    '-9007199254740993',
    '091530',
    '09153',
    '0915304',
    ...['1.5', '12.34', '-1.25', '12.345', '1.2.3', '1..2', '12.', '-.12', '123', '-123', '1234'],
    '-',
    '.',
    '-.',
    '1.',
    '.1',
  ),
);

describe.each(types)('%s', (_name, type) => {
  test('is in order for the quick check exactly where it is for the plain one', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect([text, quickCheckOf(type)(text)]).toEqual([text, checkText(type, text, false) === undefined]);
      }),
      { numRuns: 800 },
    );
  });

  test('has one check, made once', () => {
    expect(quickCheckOf(type)).toBe(quickCheckOf(type));
  });
});

test.each(['D8', 'RD8', 'TM', 'DT', 'QQ'])('a text in the form %s', (qualifier) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect([text, isFormatted(qualifier, text)]).toEqual([text, checkFormat(qualifier, text) === undefined]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  'P0203',
  'P010203',
  'R0102',
  'R010203',
  'E0102',
  'E010203',
  'C0102',
  'C010203',
  'L0102',
  'L010203',
  'C0201',
])('the rule %s between elements', (note) => {
  for (let mask = 0; mask < 16; mask++) {
    const all = ['REF', ...[1, 2, 4].map((bit) => ((mask & bit) === 0 ? '' : 'A'))];
    // Elements that are empty at the end may not be there at all.
    const cells = mask < 8 ? all : all.slice(0, all.findLastIndex((cell) => cell !== '') + 1);
    const plain = checkSyntax(note, (position) => isThere(cells, position));
    expect([note, cells, quickSyntaxOf(note)(cells)]).toEqual([note, cells, plain === undefined]);
  }
});

test('a rule of another kind is a mistake of the guide', () => {
  expect(() => quickSyntaxOf('X0102')).toThrow('unknown syntax note X0102');
});

test('an element is there when it holds something', () => {
  expect([0, 1, 2, 3].map((at) => isThere(['A', '', ' '], at))).toEqual([true, false, true, false]);
});
