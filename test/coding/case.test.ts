/** Which cases are read, and which are refused with a reason. */

import { describe, expect, test } from 'vitest';
import { isNothing, parseCase, readCase } from '../../src/coding/case.ts';
import { give, vials, visit } from './cases.ts';

type Json = Readonly<Record<string, unknown>>;

describe('reading a case', () => {
  const isRead = (more: Json, around: Json = {}): boolean =>
    readCase(visit([give('drug', 1, 'mg', [vials.bleomycin(1)], more)], around)).ok;
  const dose = (value: string): Json => ({ dose: { value, unit: 'mg' } });
  const packed = (more: Json): Json => ({ packages: [{ ...vials.bleomycin(1), ...more }] });
  const signed = (more: Json): Json => ({
    overrides: [{ edit: 'E', by: 'B', on: '2026-11-11', reason: 'ten signs.', ...more }],
  });
  test.each([
    ['the most of anything', dose('1000000000'), true],
    ['a unit more', dose('1000000001'), false],
    ['eighteen digits', dose('0.123456789012345678'), true],
    ['nineteen', dose('0.1234567890123456789'), false],
    ['a negative dose', dose('-1'), false],
    ['a dose without a unit', { dose: { value: '1', unit: '' } }, false],
    ['the most minutes', { minutes: 10_000_000 }, true],
    ['a minute more', { minutes: 10_000_001 }, false],
    ['the most containers', packed({ containers_opened: 100_000 }), true],
    ['a container more', packed({ containers_opened: 100_001 }), false],
    ['a time with seconds', { start: '09:00:59' }, true],
    ['a time with more behind it', { start: '09:00x' }, false],
    ['a time with more before it', { start: 'x09:00' }, false],
    ['a clock of 24 hours', { start: '24:00' }, false],
    ['a portable pump', { pump_kind: 'portable' }, true],
    ['an implanted one', { pump_kind: 'implanted' }, true],
    ['another', { pump_kind: 'flying' }, false],
  ])('%s: %s -> %s', (_name, more, expected) => {
    expect(isRead(more)).toBe(expected);
  });
  test.each([
    ['a signature', {}, true],
    ['of nobody', { by: ' ' }, false],
    ['with too short a reason', { reason: '   nine sig   ' }, false],
    ['of no day', { on: 'on 2026-11-11' }, false],
    ['of no edit', { edit: '' }, false],
  ])('%s', (_name, more, expected) => {
    expect(isRead({}, signed(more))).toBe(expected);
  });
  test('one letter is evidence, none is not', () => {
    const met = (evidence: string) => ({ policy_met: [{ codes: ['J9271'], evidence }] });
    expect([isRead({}, met('x')), isRead({}, met(''))]).toEqual([true, false]);
  });
  test('stock is not 340B unless somebody says so', () => {
    const { acquired_340b: left, ...plain } = visit([]);
    expect(left).toBe(false);
    expect(readCase(plain)).toMatchObject({ ok: true, value: { acquired_340b: false } });
  });
  test('numbers keep the digits they were written with', () => {
    const text = JSON.stringify(visit([give('drug', 1, 'mg', [])])).replace('"value":1,', '"value":4.2000,');
    expect(parseCase(text)).toMatchObject({ ok: true, value: { administrations: [{ dose: { value: '4.2000' } }] } });
    const long = text.replace('4.2000', '1.0000000000000000001');
    expect(parseCase(long)).toMatchObject({ ok: false, issues: [{ path: 'administrations[0].dose.value' }] });
  });
  test('what is no JSON, and what is no case', () => {
    expect(parseCase('{')).toMatchObject({ ok: false, issues: [{ code: 'CASE_NOT_JSON' }] });
    const outcome = readCase('x');
    expect(outcome).toMatchObject({ ok: false, issues: [{ code: 'CASE_INVALID' }] });
    expect(outcome.issues[0]).not.toHaveProperty('path');
  });
  test('nothing is nothing, however it is written', () => {
    expect(['0', '0.00', '0e5', '0E-3'].map(isNothing)).toEqual([true, true, true, true]);
    expect(['1', '0.01', '1e0', '5e-9'].map(isNothing)).toEqual([false, false, false, false]);
  });
});
