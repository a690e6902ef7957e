import { expect, test } from 'vitest';
import { checkFormat, checkSyntax, checkText, isDate, isTime, shown } from '../../src/x12/check.ts';
import { sameValue } from '../../src/x12/sameValue.ts';
import { an, code, date, decimal, id, period, time, whole } from '../../src/x12/schema.ts';
import { canonicalVersion, sameVersion } from '../../src/x12/versions.ts';

test.each([
  ['20240229', true],
  ['20230229', false],
  ['20000229', true],
  ['19000229', false],
  ['20261131', false],
  ['20261100', false],
  ['20261301', false],
  ['00000101', false],
  ['240229', true],
  ['230229', false],
  ['2026112', false],
  ['2026-1-1', false],
  ['', false],
  ['0260101', false],
  ['2026010:', false],
  ['2026011/', false],
  ['000229', true],
  ['00010101', true],
  ['20240230', false],
])('the date %s is valid: %s', (text, valid) => {
  expect(isDate(text)).toBe(valid);
});

test('each month has its days', () => {
  const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isDay = (month: number, day: number) => isDate(`2026${String(month).padStart(2, '0')}${day}`);
  expect(days.map((last, n) => [isDay(n + 1, last), isDay(n + 1, last + 1)])).toEqual(days.map(() => [true, false]));
});

test.each([
  ['0000', true],
  ['2359', true],
  ['X0000', false],
  ['0000X', false],
  ['2400', false],
  ['2360', false],
  ['235959', true],
  ['235960', false],
  ['2359591', true],
  ['23595912', true],
  ['23595', false],
  ['235959123', false],
])('the time %s is valid: %s', (text, valid) => {
  expect(isTime(text)).toBe(valid);
});

test.each([
  ['D8', '20261120', undefined],
  ['D8', '261120', '8'],
  ['RD8', '20261120-20261120', undefined],
  ['RD8', '20261121-20261120', '8'],
  ['RD8', '20261120', '8'],
  ['RD8', '20261120-20261121-', '8'],
  ['TM', '1530', undefined],
  ['TM', '2530', '9'],
  ['DT', '202611201530', undefined],
  ['DT', '20261120', '8'],
  ['DT', '202611311530', '8'],
  ['DT', '202611202530', '8'],
  ['CC', 'anything', undefined],
])('the format %s takes %s with the code %s', (qualifier, text, expected) => {
  expect(checkFormat(qualifier, text)?.code).toBe(expected);
});

test.each([
  [an(2, 4), 'A', '4'],
  [an(2, 4), 'ABCDE', '5'],
  [an(1, 4), 'A\tB', '6'],
  [an(1, 2), '😀😀', undefined],
  [an(1, 4), '\u001fB', '6'],
  [an(1, 4), ' B', undefined],
  [an(1, 4), 'B~', undefined],
  [an(1, 4), 'B\u007f', '6'],
  [an(1, 4), 'B\u009f', '6'],
  [an(1, 4), 'B\u00a0', undefined],
  [id(2, 2), 'NY', undefined],
  [id(2, 2), 'NYC', '5'],
  [code('A', 'B'), 'C', '7'],
  [code('A', 'B'), 'B', undefined],
  [whole(1, 3), '12', undefined],
  [whole(1, 3), '1.5', '6'],
  [whole(1, 4), '12.0', '6'],
  [whole(1, 3), '1234', '5'],
  [whole(1, 18), '99999999999999999', '6'],
  [decimal(1, 4), '-12.34', undefined],
  [decimal(1, 4), '.5', undefined],
  [decimal(1, 4), '5.', undefined],
  [decimal(1, 4), '123.45', '5'],
  [decimal(), '1E3', '6'],
  [decimal(), '1,000', '6'],
  [decimal(), '.', '6'],
  [decimal(), '+1', '6'],
  [date(), '20261120', undefined],
  [date(), '20261320', '8'],
  [date(6), '20261120', '5'],
  [time(), '1260', '9'],
  [time(), '1230', undefined],
  [period(), '20261119-20261120', undefined],
  [period(), '20261121-20261120', '8'],
  [period(), '20261119', '4'],
])('%j holds %s with the code %s', (type, text, expected) => {
  expect(checkText(type, text, false)?.code).toBe(expected);
});

test.each([
  ['P0203', [], undefined],
  ['P0203', [2], 3],
  ['P0203', [3], 2],
  ['P0203', [2, 3], undefined],
  ['R0203', [], 2],
  ['R0203', [3], undefined],
  ['E0203', [2], undefined],
  ['E0203', [2, 3], 3],
  ['C020304', [2, 3], 4],
  ['C020304', [3, 4], undefined],
  ['C020304', [2, 3, 4], undefined],
  ['L020304', [2], 3],
  ['L020304', [2, 4], undefined],
  ['L020304', [3], undefined],
])('the syntax note %s with elements %j faults at %s', (note, present, expected) => {
  expect(checkSyntax(note, (position) => (present as number[]).includes(position))?.position).toBe(expected);
});

test('a note that does not hold says which elements it is about', () => {
  const told = (note: string, ...there: number[]) => checkSyntax(note, (position) => there.includes(position))?.problem;
  const list = 'elements 02, 03, 11';
  expect(told('P020311', 2)).toEqual({ code: '2', message: `E${list.slice(1)} come together or not at all.` });
  expect(told('R020311')).toEqual({ code: '2', message: `One of the ${list} must be there.` });
  expect(told('E020311', 2, 11)).toEqual({ code: '10', message: `Only one of the ${list} may be there.` });
  expect(told('C020311', 2)).toEqual({ code: '2', message: 'Needed because element 2 is there.' });
  expect(told('L020311', 2)).toEqual({ code: '2', message: `One of the ${list} must come with element 2.` });
  expect(() => told('X0203')).toThrow('unknown syntax note X0203');
});

test('of a long list of codes the first twelve are named', () => {
  const [a, m] = [0x41, 0x4d];
  const letters = Array.from({ length: m - a + 1 }, (_, n) => String.fromCharCode(a + n));
  const told = (...codes: string[]) => checkText(code(...codes), 'Z', false)?.message;
  const twelve = 'A, B, C, D, E, F, G, H, I, J, K, L';
  expect(told(...letters.slice(0, 12))).toBe(`Holds 'Z'; the guide allows ${twelve}.`);
  expect(told(...letters)).toBe(`Holds 'Z'; the guide allows ${twelve} and 1 more.`);
});

test('only short codes are shown, and only where nobody is meant', () => {
  const texts = [shown('ZZ', false), shown('Z', false), shown('ZZ', true), shown('ANNA', false), shown('A-B', false)];
  expect([...texts, shown('', false)]).toEqual([
    "'ZZ'",
    "'Z'",
    '2 characters',
    '4 characters',
    '3 characters',
    'empty',
  ]);
});

test('absent, empty text and empty list are the same value, a missing item is not', () => {
  expect(sameValue({ a: 'x', b: undefined, c: [] }, { a: 'x', d: '' })).toBe(true);
  expect(sameValue({ a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] })).toBe(false);
  expect(sameValue({ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }] })).toBe(false);
  expect(sameValue({ a: 'x' }, { a: 'y' })).toBe(false);
  expect(sameValue({ a: '0' }, { a: 0 })).toBe(false);
});

test('version strings that mean one guide are one', () => {
  expect(canonicalVersion('005010X222')).toBe('005010X222A1');
  expect(canonicalVersion('005010X999')).toBe('005010X999');
  expect(sameVersion('005010X223A3', '005010X223A2')).toBe(true);
  expect(sameVersion('005010X222A1', '005010X223A2')).toBe(false);
});
