/** What the code of a loop is made of, each against the plain way of saying the same. */

import { describe, expect, test } from 'vitest';
import { checkText, isDate, isTime } from '../../src/x12/check.ts';
import { type Delimiters, ourDelimiters } from '../../src/x12/delimiters.ts';
import {
  append,
  CodeList,
  dayIn,
  isDecimal,
  isTimeIn,
  kindsOf,
  packed,
  packedText,
  split,
  splitComponents,
} from '../../src/x12/loopBytes.ts';
import { decimal } from '../../src/x12/schema.ts';
import { fc } from '../properties.ts';

const kinds = kindsOf(ourDelimiters);
const NONE = '-1';

describe('the kinds of bytes', () => {
  const signs = (delimiters: Delimiters): string =>
    Array.from(kindsOf(delimiters), (kind) => ' *~:?'.charAt(kind)).join('');

  test('are plain from blank to tilde, but for the separators, and doubtful beyond', () => {
    const wanted = Array.from({ length: 256 }, (_, byte) => {
      const sign = String.fromCharCode(byte);
      if ('*~:'.includes(sign)) return sign;
      return byte < 0x20 || byte > 0x7e || sign === '^' ? '?' : ' ';
    });
    expect(signs(ourDelimiters)).toBe(wanted.join(''));
    const others = signs({ element: '\x1d', repetition: undefined, component: '>', terminator: '\n' });
    expect(['\x1d', '>', '\n', '^', '*', '~'].map((sign) => others.charAt(sign.charCodeAt(0))).join('')).toBe('*:~   ');
  });

  test('are found once for the separators of a file', () => {
    expect(kindsOf(ourDelimiters)).toBe(kinds);
  });
});

/** The elements of a text, those with components marked; as `split` finds them. */
function cells(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const cuts = new Int32Array(40);
  const count = split(bytes, 0, cuts, kinds);
  if (count === -1) return NONE;
  const parts = Array.from({ length: count }, (_, n) => {
    const [from = 0, to = 0] = [cuts[n + 1], cuts[n + 2]];
    const isComposite = ((cuts[0] ?? 0) & (1 << (n + 1))) !== 0;
    return `${bytes.toString('latin1', from, to - 1)}${isComposite ? '!' : ''}`;
  });
  return parts.join('|');
}

describe('a segment', () => {
  test('is cut at its separators', () => {
    const unit = fc.constantFrom('A', '1', '*', ':', '~', ' ');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        const own = `ID*${text}~`.split('~')[0] ?? '';
        const wanted = own
          .split('*')
          .slice(1)
          .map((one) => (one.includes(':') ? `${one}!` : one));
        expect(cells(`ID*${text}~`)).toBe(wanted.join('|'));
      }),
      { numRuns: 500 },
    );
  });

  test.each(['ID*A^B~', 'ID*\xdc~', 'ID*A\nB~', 'ID*A\x7f~'])('with %j is in doubt', (text) => {
    expect(cells(text)).toBe(NONE);
  });

  test('has thirty separators at most', () => {
    expect(cells(`ID${'*A'.repeat(29)}~`)).toBe('A|'.repeat(29).slice(0, -1));
    expect(cells(`ID${'*A'.repeat(30)}~`)).toBe(NONE);
  });

  test('may begin anywhere', () => {
    const cuts = new Int32Array(40);
    expect(split(Buffer.from('XX*1~ID*AB*C~'), 5, cuts, kinds)).toBe(2);
    expect([...cuts.subarray(1, 4)]).toEqual([8, 11, 13]);
  });
});

describe('an element', () => {
  const components = (text: string, start = 0, end = text.length): string => {
    const bytes = Buffer.from(text);
    const parts = new Int32Array(40);
    const count = splitComponents(bytes, start, end, parts, kinds);
    if (count === -1) return NONE;
    return Array.from({ length: count }, (_, n) =>
      bytes.toString('latin1', parts[n + 1], (parts[n + 2] ?? 0) - 1),
    ).join('|');
  };
  test.each([
    ['HC:J1:JZ', 'HC|J1|JZ'],
    ['HC::JZ', 'HC||JZ'],
    [':A', '|A'],
    ['A', 'A'],
    // An empty one at the end is left to the plain way.
    ['A:', NONE],
    ['', NONE],
  ])('%j is cut into %j', (text, wanted) => expect(components(text)).toBe(wanted));

  test('is cut within its bounds, into thirty parts at most', () => {
    expect(components('X:A:B*Y', 2, 5)).toBe('A|B');
    expect(components('A:B:C', 0, 3)).toBe('A|B');
    expect(components(`A${':A'.repeat(29)}`)).toBe('A|'.repeat(30).slice(0, -1));
    expect(components(`A${':A'.repeat(30)}`)).toBe(NONE);
  });
});

describe('codes', () => {
  test('of one to three characters are one number, others none', () => {
    expect(['', 'A', 'AB', 'ABC', 'ABCD'].map(packedText)).toEqual([0, 0x41, 0x41_42, 0x41_42_43, 0]);
    expect(packed(Buffer.from('xABCx'), 1, 4)).toBe(0x41_42_43);
    expect(packed(Buffer.from('xABCx'), 1, 3)).toBe(0x41_42);
    expect(packed(Buffer.from('xABCx'), 3, 4)).toBe(0x43);
  });

  test('of a list are found, and no others', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const all = letters.flatMap((a) => ['1', '2', '3', '4'].map((b) => a + b));
    expect(CodeList.fits(all)).toBe(true);
    const list = new CodeList(all);
    for (const one of all) expect(list.find(Buffer.from(`*${one}*`), 1, 3)).toBe(one);
    for (const other of ['', 'A', 'A5', 'a1', 'A12', '1A'])
      expect([other, list.get(packedText(other))]).toEqual([other, undefined]);
    expect(list.find(Buffer.from('A1234'), 0, 5)).toBeUndefined();
    // The same code twice is one code, and the end of the table is its beginning.
    expect(new CodeList(['AB', 'AB', 'C']).get(packedText('C'))).toBe('C');
    const many = new CodeList(Array.from({ length: 127 }, (_, n) => String(n)));
    for (let n = 0; n < 1000; n++) expect(many.get(packedText(String(n)))).toBe(n < 127 ? String(n) : undefined);
  });

  test('are a list when they are few and short', () => {
    expect(CodeList.fits(Array.from({ length: 127 }, () => 'A'))).toBe(true);
    expect(CodeList.fits(Array.from({ length: 128 }, () => 'A'))).toBe(false);
    for (const odd of ['', 'ABCD', 'É', '\n', 'A\x7f', '\x1f'])
      expect([odd, CodeList.fits(['A', odd])]).toEqual([odd, false]);
    expect(CodeList.fits(['A', 'AB', '~ !'])).toBe(true);
  });
});

describe('values', () => {
  const unit = fc.constantFrom('0', '5', '9', '-', '.', '/', ':', 'E');
  test('a plain number is one exactly where the plain check finds nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 7 }), (text) => {
        const bytes = Buffer.from(`9${text}9`);
        const wanted = checkText(decimal(2, 4), text, false) === undefined;
        expect([text, isDecimal(bytes, 1, bytes.length - 1, 2, 4)]).toEqual([text, wanted]);
      }),
      { numRuns: 1000 },
    );
    expect(isDecimal(Buffer.from('-.'), 0, 2, 0, 9)).toBe(false);
  });

  const day = (text: string, around = '') =>
    dayIn(Buffer.from(around + text), around.length, around.length + text.length, around + text);

  test('a day is one of the calendar, at its first time and later', () => {
    const days = fc
      .tuple(fc.nat(9999), fc.nat(14), fc.nat(33))
      .map(([year, month, date]) =>
        [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(date).padStart(2, '0')].join(''),
      );
    const some = [
      '20240229',
      '20230229',
      '20000229',
      '19000229',
      '00000101',
      '00010101',
      '00000000',
      '20261231',
      '20260431',
    ];
    fc.assert(
      fc.property(fc.oneof(days, fc.constantFrom(...some)), (text) => {
        for (let time = 0; time < 2; time++)
          expect([text, day(text, '*')]).toEqual([text, isDate(text) ? text : undefined]);
      }),
      { numRuns: 3000 },
    );
  });

  test.each(['2026112', '202611210', '2026112A', '2026/121', '2026:121', '', '      26'])('%j is no day', (text) => {
    expect(day(text)).toBeUndefined();
  });

  test('a time is one of the day, of so many digits', () => {
    for (const text of ['0915', '2359', '2400', '0960', '091530', '09153', '915', ''])
      for (const [min, max] of [
        [4, 4],
        [4, 6],
        [6, 8],
        [3, 9],
      ] as const) {
        const wanted = text.length >= min && text.length <= max && isTime(text);
        expect([text, min, isTimeIn(`*${text}*`, 1, 1 + text.length, min, max)]).toEqual([text, min, wanted]);
      }
  });

  test('a list grows by one item, and short ones are made anew', () => {
    let items: number[] | undefined;
    for (let n = 1; n <= 5; n++) {
      const before = items;
      items = append(items, n);
      expect(items).toEqual(Array.from({ length: n }, (_, at) => at + 1));
      if (n <= 3) expect(items).not.toBe(before);
      else expect(items).toBe(before);
    }
    expect(append([], 1)).toEqual([1]);
  });
});
