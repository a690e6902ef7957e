import { describe, expect, test } from 'vitest';
import {
  dateOfDay,
  dayOf,
  inZone,
  minutesBetween,
  momentOf,
  plusMinutes,
  plusMonths,
  within,
} from '../../src/fhir/dates.ts';
import type { Timing } from '../../src/fhir/elements.ts';
import { endByDuration, occurrences, scheduleOf } from '../../src/fhir/timing.ts';
import { codesOf, present, readingOf } from './chartOfText.ts';

const counted = (timing: Timing, window: { from?: string; to?: string } = {}) =>
  readingOf(occurrences(readingOf(scheduleOf(timing, 'x')), window));

describe('how many doses', () => {
  const weekly3 = { frequency: '1', period: '3', periodUnit: 'wk' };
  const bounds = { boundsPeriod: { start: '2026-11-02', end: '2026-12-14' } };
  test.each<[string, Timing, { from?: string; to?: string }, number]>([
    ['a count', { repeat: { count: '6' } }, {}, 6],
    ['a count with a frequency', { repeat: { ...weekly3, count: '16' } }, {}, 16],
    ['every 3 weeks from day 1 to day 43, both included', { repeat: { ...weekly3, ...bounds } }, {}, 3],
    ['every 3 weeks in a window of ours', { repeat: weekly3 }, { from: '2026-11-02', to: '2027-05-02' }, 9],
    [
      'the count where the window holds more',
      { repeat: { ...weekly3, count: '2' } },
      { from: '2026-11-02', to: '2027-05-02' },
      2,
    ],
    [
      'the window where the count is more',
      { repeat: { ...weekly3, count: '16' } },
      { from: '2026-11-02', to: '2026-11-23' },
      2,
    ],
    [
      'twice a day for three days',
      { repeat: { frequency: '2', period: '1', periodUnit: 'd' } },
      { from: '2026-11-02', to: '2026-11-04' },
      6,
    ],
    [
      'every 6 hours for three days',
      { repeat: { frequency: '1', period: '6', periodUnit: 'h' } },
      { from: '2026-11-02', to: '2026-11-04' },
      12,
    ],
    [
      'monthly over the end of January',
      { repeat: { frequency: '1', period: '1', periodUnit: 'mo' } },
      { from: '2027-01-31', to: '2027-04-30' },
      4,
    ],
    [
      'daily on Mondays is weekly',
      { repeat: { frequency: '1', period: '1', periodUnit: 'd', dayOfWeek: ['mon'] } },
      { from: '2026-11-02', to: '2026-11-15' },
      2,
    ],
    [
      'weekly on two days',
      { repeat: { frequency: '1', period: '1', periodUnit: 'wk', dayOfWeek: ['mon', 'thu'] } },
      { from: '2026-11-02', to: '2026-11-15' },
      4,
    ],
    ['named days', { event: ['2026-11-02T08:00:00Z', '2026-11-09', '2027-01-01'] }, { to: '2026-12-31' }, 2],
    ['a code', { code: { coding: [{ code: 'BID' }] } }, { from: '2026-11-02', to: '2026-11-03' }, 4],
    ['a window that ends before it begins', { repeat: weekly3 }, { from: '2026-11-02', to: '2026-11-01' }, 0],
  ])('%s', (_what, timing, window, expected) => {
    expect(counted(timing, window)).toBe(expected);
  });
  test('nothing that limits it is TIMING_UNBOUNDED', () => {
    expect(codesOf(occurrences(readingOf(scheduleOf({ repeat: weekly3 }, 'x'))))).toEqual(['TIMING_UNBOUNDED']);
  });
  test.each<[string, Timing | undefined, string | undefined, readonly string[]]>([
    ['nothing', undefined, undefined, ['MISSING_TIMING']],
    ['text', undefined, 'every 3 weeks', ['TIMING_TEXT_ONLY']],
    ['text in the code', { code: { text: 'as directed' } }, undefined, ['TIMING_TEXT_ONLY']],
    [
      'a unit of nobody',
      { repeat: { frequency: '1', period: '1', periodUnit: 'cycle' } },
      undefined,
      ['TIMING_UNREADABLE'],
    ],
    [
      'a period of zero',
      { repeat: { frequency: '1', period: '0', periodUnit: 'd' } },
      undefined,
      ['TIMING_UNREADABLE'],
    ],
    ['a range of lengths', { repeat: { count: '1', boundsRange: {} } }, undefined, ['TIMING_UNREADABLE']],
    ['a range of frequencies', { repeat: { ...weekly3, frequencyMax: '2' } }, undefined, ['timing_range']],
    ['a day that does not exist', { event: ['2026-02-30'] }, undefined, ['TIMING_UNREADABLE']],
  ])('%s is told', (_what, timing, text, codes) => {
    expect(codesOf(scheduleOf(timing, 'x', text))).toEqual(codes);
  });
  test('an infusion time and a length of treatment are read', () => {
    const timing: Timing = {
      repeat: { count: '1', duration: '1.5', durationUnit: 'h', boundsDuration: { value: '6', code: 'mo' } },
    };
    expect(readingOf(scheduleOf(timing, 'x')).durationMinutes?.toFixed()).toBe('90');
    expect(endByDuration(timing, '2026-11-02')).toBe('2027-05-01');
  });
});

describe('dates', () => {
  test('the day number and back is the identity over 400 years', () => {
    for (let day = dayOf('1899-12-31'); day < dayOf('2300-01-02'); day++) {
      const date = dateOfDay(day);
      if (dayOf(date) !== day) throw new Error(date);
    }
    expect(dateOfDay(dayOf('2024-02-29') + 1)).toBe('2024-03-01');
  });
  test.each([
    ['2026-02-29'],
    ['2026-13-01'],
    ['2026-11-10T25:00:00Z'],
    ['2026-11'],
    ['yesterday'],
    ['2026-11-10T08:60:00Z'],
  ])('%s is no moment', (text) => {
    expect(momentOf(text)).toBeUndefined();
  });
  test.each([
    ['2026-11-10T23:30:00-06:00', undefined, '2026-11-10 23:30'],
    ['2026-11-11T05:30:00Z', 'America/Chicago', '2026-11-10 23:30'],
    ['2026-07-11T05:30:00Z', 'America/Chicago', '2026-07-11 00:30'],
    ['2026-11-11T05:30:00', 'America/Chicago', '2026-11-11 05:30'],
    ['2026-11-11T06:00:00.000+00:00', 'America/Chicago', '2026-11-11 00:00'],
  ])('%s on the wall in %s is %s', (text, zone, expected) => {
    const moment = inZone(present(momentOf(text)), zone);
    expect(`${moment.date} ${moment.time}`).toBe(expected);
  });
  test('minutes count across midnight, offsets and the change of clocks', () => {
    const between = (a: string, b: string) => minutesBetween(present(momentOf(a)), present(momentOf(b)));
    expect(between('2026-11-10T23:50:00-06:00', '2026-11-11T00:20:00-06:00')).toBe(30);
    expect(between('2026-11-01T01:30:00-05:00', '2026-11-01T01:30:00-06:00')).toBe(60);
    expect(between('2026-11-10T08:00:00', '2026-11-10T09:31:59')).toBe(91);
    expect(between('2026-11-10T08:00:00', '2026-11-10T09:00:00Z')).toBeUndefined();
    expect(between('2026-11-10', '2026-11-10T09:00:00Z')).toBeUndefined();
    expect(plusMinutes(present(momentOf('2026-12-31T23:45:00')), 30)).toEqual({ date: '2027-01-01', time: '00:15' });
  });
  test('months end where they end, and periods include their ends', () => {
    expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(plusMonths('2023-12-31', 2)).toBe('2024-02-29');
    expect(within('2026-12-31', { start: '2026', end: '2026' })).toBe(true);
    expect(within('2027-01-01', { end: '2026-12' })).toBe(false);
    expect(within('2026-11-10', { start: '2026-11-10T00:00:00Z' })).toBe(true);
    expect(within('2026-11-10', undefined)).toBe(true);
  });
});
