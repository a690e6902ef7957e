import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/fhir/json.ts';
import { fc } from '../properties.ts';
import { codesOf, readingOf } from './chartOfText.ts';

describe('JSON text', () => {
  test('numbers keep every digit that was sent', () => {
    expect(readingOf(parseJson('{"a":4.20,"b":[1e3,-0.1,12345678901234567890.123456789]}'))).toEqual({
      a: '4.20',
      b: ['1e3', '-0.1', '12345678901234567890.123456789'],
    });
  });
  test.each([['{'], ['{"a":01}'], [''], ['<html></html>'], ['NaN']])('%j is not JSON', (text) => {
    expect(codesOf(parseJson(text))).toEqual(['UNREADABLE_JSON']);
  });
  test('a byte order mark is skipped', () => {
    expect(readingOf(parseJson('\uFEFF{"a":true}'))).toEqual({ a: true });
  });
  test('a million open brackets are refused without overflowing the stack', () => {
    expect(codesOf(parseJson('['.repeat(1_000_000)))).toEqual(['UNREADABLE_JSON']);
    expect(codesOf(parseJson(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`))).toEqual(['UNREADABLE_JSON']);
  });
  test('brackets inside strings do not count as nesting', () => {
    const text = `"\\"${'['.repeat(500)}"`;
    expect(readingOf(parseJson(text))).toBe(JSON.parse(text));
  });
  test('__proto__ is dropped and changes no prototype', () => {
    const value = readingOf(parseJson('{"__proto__":{"polluted":true},"a":"b"}')) as object;
    expect(value).toEqual({ a: 'b' });
    expect('polluted' in value).toBe(false);
  });
  test('everything but numbers is what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const expected = JSON.parse(text, (key, v) =>
          key === '__proto__' ? undefined : typeof v === 'number' ? JSON.stringify(v) : v,
        );
        expect(readingOf(parseJson(text))).toEqual(expected);
      }),
    );
  });
});
