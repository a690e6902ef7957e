/** A segment out of its bytes: its id, its text, its place. */

import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { decode, decodeBlock, idIn, idOf, isUncommon, keyAt, segmentsOf } from '../../src/x12/segment.ts';
import { fc } from '../properties.ts';

test('lines written by us are segments at their places, a terminator and a line end apart', () => {
  const segments = segmentsOf(['ST*837*0001', 'SE*2*0001', 'X']);
  expect(segments.map(({ id, index, line, offset }) => [id, index, line, offset])).toEqual([
    ['ST', 0, 1, 0],
    ['SE', 1, 2, 13],
    ['X', 2, 3, 24],
  ]);
});

test('a block has one character for each of its bytes', () => {
  expect(decodeBlock(Buffer.from('A*B~'))).toBe('A*B~');
  for (const text of ['\ufeffA*', 'É*1', '*\u{1f489}*']) {
    const bytes = Buffer.from(text);
    const block = decodeBlock(bytes);
    expect([block.length, block.indexOf('*')]).toEqual([bytes.length, bytes.indexOf('*')]);
  }
});

test('a segment is known by its first three bytes, and may be of the envelope by its first two', () => {
  expect(keyAt(Buffer.from('xABC'), 1)).toBe(0x41_42_43);
  expect(keyAt(Buffer.from([0xff, 1, 2]), 0)).toBe(0xff_01_02);
  const may = ['ISA', 'IEA', 'ISX', 'IXA', 'XSA', 'XEA', 'ST*', 'SEA', 'iSA', 'Iea', 'nm1', 'Nm1', 'amt', '`mt'].map(
    (id) => isUncommon(Buffer.from(`.${id}`), 1),
  );
  expect(may).toEqual([true, true, true, false, false, false, false, false, true, true, true, false, true, false]);
});

test('a segment is split when somebody looks inside, by the separator of its file', () => {
  const [segment] = segmentsOf(['AB+1++C*D'], { ...ourDelimiters, element: '+' });
  expect([segment?.id, segment?.text, segment?.delimiters.element]).toEqual(['AB', 'AB+1++C*D', '+']);
  expect(segment?.elements).toEqual(['1', '', 'C*D']);
  expect(segment?.cells).toEqual(['AB', '1', '', 'C*D']);
  expect(segment?.cells).toBe(segment?.cells);
  expect(segment?.elements).toBe(segment?.elements);
});

describe('the id of a segment', () => {
  const id = (text: string, separator = '*') => idOf(Buffer.from(`..${text}~`), 2, text, separator);

  test.each([
    ['CLP*A', 'CLP'],
    ['LX*12', 'LX'],
    ['N1*PR', 'N1'],
    ['A*BC*', 'A'],
    ['*ABC', ''],
    ['**LX', ''],
    ['ABCD*1', 'ABCD'],
    ['ABCD', 'ABCD'],
    ['CLP+A', 'CLP+A'],
  ])('of %s is %j, the first time and later', (text, wanted) => {
    expect([id(text), id(text)]).toEqual([wanted, wanted]);
  });

  test('of two letters is another than that of three, whatever the separator', () => {
    expect([id('LX*1', '*'), id('LX*1', '1'), id('LX11', '1'), id('LX1*', '*')]).toEqual(['LX', 'LX*', 'LX', 'LX1']);
  });

  test('of two letters is another than that behind a byte that is 0', () => {
    expect([id('LX*1'), id('\0LX*')]).toEqual(['LX', '\0LX']);
  });

  test('of four letters is no known one of three, whatever stands in front of it', () => {
    expect(id('ABC*1')).toBe('ABC');
    expect(idOf(Buffer.from('*..ABCD*1~'), 3, 'ABCD*1', '*')).toBe('ABCD');
  });

  test.each([
    ['nm1', 'NM1'],
    ['amt', 'AMT'],
    ['n1', 'N1'],
    ['nM1', 'NM1'],
    ['zz', 'ZZ'],
    ['Nm1', 'Nm1'],
    ['NM1', 'NM1'],
    ['n', 'n'],
    ['abcd', 'abcd'],
    ['{ab', '{ab'],
    ['{xyz-', '{xyz-'],
    ['n-1', 'n-1'],
    ['1st', '1st'],
  ])('%s is read as %s: in small letters it is that in capitals, where it is an id at all', (text, wanted) => {
    expect([idIn(text, '*'), idIn(`${text}*a`, '*')]).toEqual([wanted, wanted]);
  });

  test('is what stands before the first separator, for any bytes', () => {
    const unit = fc.constantFrom('A', 'B', '*', '1', '~', '+');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 4, maxLength: 6 }), fc.constantFrom('*', '+'), (text, separator) => {
        expect(id(text, separator)).toBe(idIn(text, separator));
      }),
      { numRuns: 500 },
    );
  });
});

test('a text is UTF-8 where its bytes are, with its mark, and else one character a byte', () => {
  expect(decode(Buffer.from('\ufeffÉ*\u{1f489}'))).toBe('\ufeffÉ*\u{1f489}');
  expect(decode(Buffer.from([0x4d, 0xdc, 0x2a, 0xff]))).toBe('MÜ*ÿ');
  expect(decode(Buffer.alloc(0))).toBe('');
});
