import { describe, expect, test } from 'vitest';
import type { Doses, Rhythm, ServiceLine } from '../../src/authorization/request.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { dayInRhythm, dosesInWords, rhythmOf, rhythmOfDays, withCommonRhythm } from '../../src/authorization/rhythm.ts';
import { daysOfDoses, scheduleOf } from '../../src/fhir/timing.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { readBack, written } from '../claim/invented.ts';
import { fc } from '../properties.ts';
import { drug, infusion, request } from './invented.ts';

type Repeat = Readonly<Record<string, string>>;
const scheduled = (repeat: Repeat) => {
  const schedule = scheduleOf({ repeat }, 'timing');
  if (!schedule.ok) throw new Error(schedule.issues[0]?.message);
  return schedule.value;
};
const rhythm = (visits: number, every: number, period: Rhythm['period'], lasts: number): Rhythm => ({
  visits,
  every,
  period,
  lasts,
});

describe('the rhythm of an ordered schedule', () => {
  test.each<[string, Repeat, number, Rhythm | undefined]>([
    ['every 3 weeks', { period: '3', periodUnit: 'wk' }, 6, rhythm(1, 3, 'week', 18)],
    ['every 21 days, which are 3 weeks', { period: '21', periodUnit: 'd' }, 6, rhythm(1, 3, 'week', 18)],
    ['every 10 days', { period: '10', periodUnit: 'd' }, 3, rhythm(1, 10, 'day', 30)],
    ['twice in 3 weeks', { frequency: '2', period: '3', periodUnit: 'wk' }, 8, rhythm(2, 3, 'week', 12)],
    ['daily', { period: '1', periodUnit: 'd' }, 5, rhythm(1, 1, 'day', 5)],
    ['every 8 hours', { period: '8', periodUnit: 'h' }, 6, rhythm(3, 1, 'day', 2)],
    ['every 48 hours', { period: '48', periodUnit: 'h' }, 3, rhythm(1, 2, 'day', 6)],
    ['every 168 hours', { period: '168', periodUnit: 'h' }, 3, rhythm(1, 1, 'week', 3)],
    ['every half week', { period: '0.5', periodUnit: 'wk' }, 4, rhythm(2, 1, 'week', 2)],
    ['every month', { period: '1', periodUnit: 'mo' }, 12, rhythm(1, 1, 'month', 12)],
    ['twice a year', { frequency: '2', period: '1', periodUnit: 'a' }, 4, rhythm(2, 12, 'month', 24)],
    [
      'weekly on Mondays and Fridays',
      { period: '1', periodUnit: 'wk', dayOfWeek: ['mon', 'fri'] as never },
      8,
      rhythm(2, 1, 'week', 4),
    ],
    ['every ten and a half days, which is no whole period', { period: '10.5', periodUnit: 'd' }, 3, undefined],
    ['every 5 hours, which divides no day', { period: '5', periodUnit: 'h' }, 3, undefined],
    ['longer than three digits can say', { period: '1', periodUnit: 'd' }, 1_000, undefined],
    ['a count only', { count: '3' }, 3, undefined],
    ['no dose', { period: '3', periodUnit: 'wk' }, 0, undefined],
  ])('%s', (_, repeat, doses, expected) => {
    expect(rhythmOf(scheduled(repeat), doses)).toEqual(expected);
  });

  test.each<[string, readonly string[], Rhythm | undefined]>([
    ['the same distance', ['20270101', '20270122', '20270212'], rhythm(1, 3, 'week', 9)],
    ['over a leap day', ['20280225', '20280301'], rhythm(1, 5, 'day', 10)],
    ['in any order', ['20270115', '20270101', '20270108'], rhythm(1, 1, 'week', 3)],
    ['one day twice, for two drugs', ['20270101', '20270101', '20270108'], rhythm(1, 1, 'week', 2)],
    ['two distances', ['20270101', '20270104', '20270111'], undefined],
    ['one day', ['20270101'], undefined],
  ])('is seen in days with %s', (_, days, expected) => {
    expect(rhythmOfDays(days)).toEqual(expected);
  });
});

/** HSD to a FHIR Timing, by the meaning of its elements and not by our code. */
const timingOfHsd = (hsd: string): { readonly repeat: Repeat; readonly visits: number } => {
  const [, , visits = '', period = '', every = '', , duration = ''] = hsd.split('*');
  const periodUnit = { DA: 'd', WK: 'wk', MO: 'mo' }[period] ?? '';
  return {
    repeat: { frequency: visits, period: every, periodUnit },
    visits: (Number(duration) / Number(every)) * Number(visits),
  };
};

test('what HSD says of a schedule means the same schedule: Timing -> HSD -> Timing', () => {
  const schedules = fc.record({
    frequency: fc.integer({ min: 1, max: 4 }),
    period: fc.integer({ min: 1, max: 48 }),
    unit: fc.constantFrom('h', 'd', 'wk', 'mo', 'a'),
    doses: fc.integer({ min: 1, max: 30 }),
  });
  let told = 0;
  fc.assert(
    fc.property(schedules, ({ frequency, period, unit, doses }) => {
      const asked = scheduled({ frequency: String(frequency), period: String(period), periodUnit: unit });
      const found = rhythmOf(asked, doses);
      if (found === undefined) return;
      told += 1;
      const value = request278Of({ ...request, rhythm: found }, { date: '20270301', time: '0815' });
      expect(readBack(request278, value).value).toEqual(value);
      const hsd = written(request278, value).find((segment) => segment.startsWith('HSD')) ?? '';
      const back = timingOfHsd(hsd);
      expect(rhythmOf(scheduled(back.repeat), back.visits)).toEqual(found);
      // No dose too few fits into the length, and not a whole further turn of doses.
      expect(back.visits).toBeGreaterThanOrEqual(doses);
      expect(back.visits - doses).toBeLessThan(found.visits);
      const days = daysOfDoses(asked, doses, '2027-03-10');
      if (days !== undefined) expect(daysOfDoses(scheduled(back.repeat), doses, '2027-03-10')).toEqual(days);
    }),
  );
  expect(told).toBeGreaterThan(50);
});

describe('the day of a dose', () => {
  test.each<[string, number, Rhythm, string | undefined]>([
    ['the first', 0, rhythm(2, 3, 'week', 6), '20270131'],
    ['the third, every 2 weeks', 2, rhythm(1, 2, 'week', 12), '20270228'],
    ['the second, every 10 days', 1, rhythm(1, 10, 'day', 30), '20270210'],
    ['the second, every month: the last day of a shorter one', 1, rhythm(1, 1, 'month', 3), '20270228'],
    ['open, where several fall into a period', 1, rhythm(2, 3, 'week', 6), undefined],
  ])('%s', (_, given, of, expected) => {
    expect(dayInRhythm('20270131', given, of)).toBe(expected);
  });

  test.each<[string, Repeat | { readonly event: readonly string[] }, number, readonly string[] | undefined]>([
    ['stepped from the first day', { period: '2', periodUnit: 'wk' }, 3, ['2027-01-31', '2027-02-14', '2027-02-28']],
    ['by months', { period: '1', periodUnit: 'mo' }, 2, ['2027-01-31', '2027-02-28']],
    ['by years', { period: '1', periodUnit: 'a' }, 2, ['2027-01-31', '2028-01-31']],
    ['one', { count: '1' }, 1, ['2027-01-31']],
    ['open: several in a period', { frequency: '2', period: '1', periodUnit: 'wk' }, 2, undefined],
    ['open: several a day', { period: '8', periodUnit: 'h' }, 2, undefined],
    ['open: no whole days', { period: '1.5', periodUnit: 'd' }, 2, undefined],
    ['open: a count without a frequency', { count: '2' }, 2, undefined],
  ])('days of doses: %s', (_, repeat, doses, expected) => {
    expect(daysOfDoses(scheduled(repeat as Repeat), doses, '2027-01-31')).toEqual(expected);
  });

  test('days that are named one by one are those, in their order', () => {
    const named = scheduleOf({ event: ['2027-02-04', '2027-02-01'] }, 'timing');
    expect(named.ok && daysOfDoses(named.value, 2)).toEqual(['2027-02-01', '2027-02-04']);
    expect(named.ok && daysOfDoses(named.value, 3)).toBe(undefined);
  });
});

describe('what no rhythm can say is said in words', () => {
  const line = (perDose: readonly Doses[]): ServiceLine => ({ ...drug, perDose });
  test.each<[string, readonly Doses[], string | undefined]>([
    [
      'a step-up and then every week',
      [
        { doses: 1, units: 9, days: ['20270301'] },
        { doses: 1, units: 18, days: ['20270304'] },
        { doses: 4, units: 42, days: ['20270308', '20270315', '20270322', '20270329'] },
      ],
      'DOSES BY DAY AND UNITS 20270301 9, 20270304 18, 20270308-20270329 EVERY 7 DAYS 42',
    ],
    ['open days', [{ doses: 3, units: 5 }], 'DOSES BY DAY AND UNITS 3 ON OPEN DAYS 5'],
    ['two open days', [{ doses: 2, units: 5 }], 'DOSES BY DAY AND UNITS DAY OPEN 5, DAY OPEN 5'],
    ['one dose', [{ doses: 1, units: 5, days: ['20270301'] }], undefined],
  ])('%s', (_, perDose, expected) => {
    expect(dosesInWords(line(perDose))).toBe(expected);
  });

  test('in no more than 264 characters, with the number of doses that are left out', () => {
    const days = Array.from({ length: 28 }, (_, index) => `202703${String(index + 1).padStart(2, '0')}`);
    const text = dosesInWords(line(days.map((day, index) => ({ doses: 1, units: index, days: [day] })))) ?? '';
    expect(text.length).toBeLessThanOrEqual(264);
    expect(text).toMatch(/, AND 10 MORE$/);
    expect(text.split(', ').length - 1 + 10).toBe(28);
  });
});

describe('in a request', () => {
  const every3 = rhythm(1, 3, 'week', 18);
  const every2 = rhythm(1, 2, 'week', 12);
  const prn = { ...drug, hcpcs: 'J3262', prn: true };
  const segments = (services: readonly ServiceLine[]) => {
    const { rhythm: _event, ...rest } = request;
    const value = request278Of({ ...rest, ...withCommonRhythm(services) }, { date: '20270301', time: '0815' });
    return written(request278, value)
      .filter((segment) => /^(HSD|MSG|HL)/.test(segment))
      .slice(3);
  };

  test('a rhythm that every firm line has stands once, with the event', () => {
    expect(segments([{ ...drug, rhythm: every3 }, { ...infusion, rhythm: every3 }, prn])).toEqual([
      'HL*4*3*EV*1',
      'HSD*VS*1*WK*3*35*18',
      'HL*5*4*SS*0',
      'HL*6*4*SS*0',
      'HL*7*4*SS*0',
      'MSG*AS NEEDED',
    ]);
  });

  test('lines with rhythms of their own tell them, and a line without one tells its doses', () => {
    const irregular = { ...drug, hcpcs: 'J9380', perDose: [{ doses: 2, units: 5 }] };
    expect(segments([{ ...drug, rhythm: every3 }, { ...infusion, rhythm: every2 }, irregular])).toEqual([
      'HL*4*3*EV*1',
      'HL*5*4*SS*0',
      'HSD*VS*1*WK*3*35*18',
      'HL*6*4*SS*0',
      'HSD*VS*1*WK*2*35*12',
      'HL*7*4*SS*0',
      'MSG*DOSES BY DAY AND UNITS DAY OPEN 5, DAY OPEN 5',
    ]);
  });
});
