import { describe, expect, test } from 'vitest';
import { type CharacterSet, isWithin } from '../../src/x12/characters.ts';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { x12Text } from '../../src/x12/text.ts';
import { fc } from '../properties.ts';

const separators = Object.values(ourDelimiters);
const fits = (text: string): boolean =>
  isWithin('extended', text) && separators.every((separator) => !text.includes(separator)) && text === text.trim();

/** All of Unicode, lone surrogates, and what is known to fold into a separator or to hide in a text. */
const any = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        '\uff0a',
        '\uff5e',
        '\uff1a',
        '\uff3e',
        '\u02dc',
        '\u2217',
        '*\u0301',
        '~\u0338',
        '\u0000',
        '\u200f',
        '\u202e',
        '\ufeff',
        '\u{1f600}',
        '\ud800',
        'A',
      ),
      { maxLength: 30 },
    )
    .map((all) => all.join('')),
);

describe('a text made fit for a name or a note', () => {
  test('holds no separator, no control character and nothing beyond the set, whatever it was', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 80 }), (text, max) => {
        const made = x12Text(text, max);
        expect(fits(made)).toBe(true);
        expect([...made].length).toBeLessThanOrEqual(max);
      }),
      { numRuns: 5000 },
    );
  });

  test('holds none for any single character of Unicode', () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++)
      if (!fits(x12Text(`A${String.fromCodePoint(point)}B`))) wrong.push(point.toString(16));
    expect(wrong).toEqual([]);
  });

  test('changes no more when it is made fit again', () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(x12Text(x12Text(text))).toBe(x12Text(text));
      }),
    );
  });

  test.each([
    ['SMITH*JOHN~SE*1*0001~', 'SMITH JOHN SE 1 0001'],
    ['\uff33\uff2d\uff29\uff34\uff28\uff0a\uff5e', 'SMITH'],
    ['A\uff5eB', 'A B'],
    ['A*\u0301B', 'A B'],
    ['Zo\u00eb Mu\u0308ller-O\u2019Neil', "ZOE MULLER-O'NEIL"],
    ['\u202eNHOJ\u0000', 'NHOJ'],
    ['\ufb03', 'FFI'],
    ['\u0149', "'N"],
  ])('%j is %j', (text, wanted) => expect(x12Text(text)).toBe(wanted));

  test('is cut to characters after folding, not before', () => {
    expect(x12Text('\u00df'.repeat(5), 6)).toBe('SSSSSS');
    expect(x12Text('\ufb03 A', 4)).toBe('FFI');
  });

  test.each<[CharacterSet, string, boolean]>([
    ['basic', 'A B-C/1,2', true],
    ['basic', 'a', false],
    ['basic', 'A_B', false],
    ['basic', 'A@B', false],
    ['extended', 'a_B@', true],
    ['extended', '\u00c9', false],
    ['extended', 'A\tB', false],
  ])('the %s set and %j: %j', (set, text, wanted) => expect(isWithin(set, text)).toBe(wanted));
});
