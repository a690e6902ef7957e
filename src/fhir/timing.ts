/** How often: a FHIR Timing to a schedule that can be counted, or the named reason why it cannot. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import { Decimal, parseDecimal } from '../quantity.ts';
import { dateOfDay, dayOf, momentOf, plusMonths } from './dates.ts';
import type { Timing } from './elements.ts';

export type PeriodUnit = 's' | 'min' | 'h' | 'd' | 'wk' | 'mo' | 'a';

export interface Schedule {
  /** Number of doses the order itself names. */
  readonly count?: number;
  /** `frequency` doses in every `period` of `unit`: 1 dose every 3 wk. */
  readonly every?: { readonly frequency: number; readonly period: Decimal; readonly unit: PeriodUnit };
  /** First and last day, where told. */
  readonly start?: string;
  readonly end?: string;
  /** Days named one by one. */
  readonly days?: readonly string[];
  /** How long one dose runs, where told. */
  readonly durationMinutes?: Decimal;
}

/**
 * Reads a Timing (FHIR R4 datatypes). Undefined timing with text only: TIMING_TEXT_ONLY.
 * Issues at `path`: MISSING_TIMING, TIMING_TEXT_ONLY, TIMING_UNREADABLE, TIMING_RANGE (warning: the greater is used).
 */
export function scheduleOf(timing: Timing | undefined, path: string, text?: string): Outcome<Schedule> {
  const told = timing?.code?.text ?? text;
  if (timing === undefined) return bad(noTiming(text, path));
  const days = (timing.event ?? []).map((event) => momentOf(event)?.date);
  if (days.some((day) => day === undefined)) return bad(unreadable(`${path}.event`));
  const repeat = timing.repeat;
  const issues: Issue[] = [];
  const every = frequencyOf(timing, path, issues);
  const count = positiveWhole(repeat?.countMax ?? repeat?.count);
  if (repeat?.countMax !== undefined) issues.push(rangeUsed(`${path}.repeat.countMax`));
  const { start, end } = boundsOf(timing, path, issues);
  const durationMinutes = minutesOf(repeat?.duration, repeat?.durationUnit);
  const failed = issues.filter((issue) => issue.severity === 'error');
  if (failed.length > 0) return bad(...issues);
  if (days.length === 0 && every === undefined && count === undefined) return bad(noTiming(told, path));
  return good(
    {
      ...(count === undefined ? {} : { count }),
      ...(every === undefined ? {} : { every }),
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(days.length === 0 ? {} : { days: days.filter((day) => day !== undefined) }),
      ...(durationMinutes === undefined ? {} : { durationMinutes }),
    },
    issues,
  );
}

/**
 * How many doses fall into the days `from`..`to` (both included): the named count, the named days, or the
 * frequency stepped through the calendar from the first day. Issue: TIMING_UNBOUNDED when nothing limits it.
 */
export function occurrences(
  schedule: Schedule,
  window: { readonly from?: string; readonly to?: string } = {},
): Outcome<number> {
  if (schedule.days !== undefined) {
    return good(schedule.days.filter((day) => day >= (window.from ?? day) && day <= (window.to ?? day)).length);
  }
  const start = laterOf(schedule.start, window.from);
  const end = earlierOf(schedule.end, window.to);
  const { every, count } = schedule;
  if (every === undefined) return count === undefined ? unbounded() : good(count);
  if (start === undefined || end === undefined) return count === undefined ? unbounded() : good(count);
  if (end < start) return good(0);
  const fitting = stepsIn(start, end, every.period, every.unit).times(every.frequency).toNumber();
  return good(count === undefined ? fitting : Math.min(count, fitting));
}

/**
 * The days (YYYY-MM-DD) of so many doses, where the schedule tells them: named one by one, or stepped from the first day
 * (`from` where it names none). Undefined where it leaves days open, as "twice a week" does.
 */
export function daysOfDoses(schedule: Schedule, doses: number, from?: string): readonly string[] | undefined {
  if (schedule.days !== undefined) return schedule.days.length === doses ? schedule.days.toSorted() : undefined;
  const first = schedule.start ?? from;
  if (first === undefined) return undefined;
  if (doses === 1) return [first];
  const step = stepOf(schedule.every);
  return step === undefined ? undefined : Array.from({ length: doses }, (_, index) => step(first, index));
}

/** From the first day and the number of the dose, counted from 0, to its day. */
function stepOf(every: Schedule['every']): ((first: string, index: number) => string) | undefined {
  if (every === undefined || every.frequency !== 1) return undefined;
  const { period, unit } = every;
  if (unit === 'mo' || unit === 'a') {
    const months = period.times(unit === 'a' ? 12 : 1);
    return months.isInteger() ? (first, index) => plusMonths(first, months.toNumber() * index) : undefined;
  }
  const days = period.times({ s: 0, min: 0, h: 0, d: 1, wk: 7 }[unit]);
  return days.isInteger() && days.gt(0)
    ? (first, index) => dateOfDay(dayOf(first) + days.toNumber() * index)
    : undefined;
}

const unbounded = (): Outcome<never> =>
  bad(error('TIMING_UNBOUNDED', 'The order names no number of doses and no end. Order a count or an end date.', {}));

/** Whole periods that begin inside the days start..end. */
function stepsIn(start: string, end: string, period: Decimal, unit: PeriodUnit): Decimal {
  if (unit === 'mo' || unit === 'a') {
    const months = period
      .times(unit === 'a' ? 12 : 1)
      .ceil()
      .toNumber();
    let steps = 0;
    while (plusMonths(start, months * steps) <= end) steps++;
    return new Decimal(steps);
  }
  const days = new Decimal(dayOf(end) - dayOf(start) + 1);
  if (unit === 'wk') return days.div(period.times(7)).ceil();
  const perDay = { s: 86_400, min: 1_440, h: 24, d: 1 }[unit];
  return days.times(perDay).div(period).ceil();
}

/** Frequencies that EHRs send as a code without a repeat (HL7 GTSAbbrev). */
const BY_CODE: Readonly<Record<string, readonly [frequency: number, period: number, unit: PeriodUnit]>> = {
  QD: [1, 1, 'd'],
  QOD: [1, 2, 'd'],
  BID: [2, 1, 'd'],
  TID: [3, 1, 'd'],
  QID: [4, 1, 'd'],
  AM: [1, 1, 'd'],
  PM: [1, 1, 'd'],
  BED: [1, 1, 'd'],
  Q1H: [1, 1, 'h'],
  Q2H: [1, 2, 'h'],
  Q3H: [1, 3, 'h'],
  Q4H: [1, 4, 'h'],
  Q6H: [1, 6, 'h'],
  Q8H: [1, 8, 'h'],
  WK: [1, 1, 'wk'],
  MO: [1, 1, 'mo'],
};
const UNITS: ReadonlySet<string> = new Set(['s', 'min', 'h', 'd', 'wk', 'mo', 'a']);
const isPeriodUnit = (unit: string | undefined): unit is PeriodUnit => unit !== undefined && UNITS.has(unit);

function frequencyOf(timing: Timing, path: string, issues: Issue[]): Schedule['every'] {
  const repeat = timing.repeat;
  if (repeat?.period === undefined) {
    const code = (timing.code?.coding ?? []).map((c) => BY_CODE[c.code ?? '']).find((known) => known !== undefined);
    if (code === undefined) return undefined;
    return { frequency: code[0], period: new Decimal(code[1]), unit: code[2] };
  }
  const period = parseDecimal(repeat.period);
  const frequency = positiveWhole(repeat.frequencyMax ?? repeat.frequency ?? '1');
  if (period === undefined || period.lte(0) || frequency === undefined || !isPeriodUnit(repeat.periodUnit)) {
    issues.push(unreadable(`${path}.repeat`));
    return undefined;
  }
  if (repeat.frequencyMax !== undefined) issues.push(rangeUsed(`${path}.repeat.frequencyMax`));
  if (repeat.periodMax !== undefined) issues.push(rangeUsed(`${path}.repeat.periodMax`));
  const weekdays = new Set(repeat.dayOfWeek ?? []).size;
  if (weekdays === 0) return { frequency, period, unit: repeat.periodUnit };
  // "Daily, on Mondays" is once a week; "weekly, on Mondays and Fridays" is twice.
  if (repeat.periodUnit === 'd' && period.eq(1)) return { frequency: frequency * weekdays, period, unit: 'wk' };
  return { frequency: Math.max(frequency, weekdays), period, unit: repeat.periodUnit };
}

function boundsOf(
  timing: Timing,
  path: string,
  issues: Issue[],
): { readonly start?: string | undefined; readonly end?: string | undefined } {
  const repeat = timing.repeat;
  if (repeat?.boundsRange !== undefined)
    issues.push(
      error('TIMING_UNREADABLE', 'The length of treatment is a range. Order one end.', {
        path: `${path}.repeat.boundsRange`,
      }),
    );
  const told = repeat?.boundsPeriod;
  const start = told?.start === undefined ? undefined : momentOf(told.start)?.date;
  const end = told?.end === undefined ? undefined : momentOf(told.end)?.date;
  if ((told?.start !== undefined && start === undefined) || (told?.end !== undefined && end === undefined)) {
    issues.push(unreadable(`${path}.repeat.boundsPeriod`));
  }
  return { start, end };
}

/** The last day of a treatment told as a length (`boundsDuration`), from its first day; undefined when not told so. */
export function endByDuration(timing: Timing | undefined, start: string): string | undefined {
  const bounds = timing?.repeat?.boundsDuration;
  const length = positiveWhole(bounds?.value);
  const unit = bounds?.code ?? bounds?.unit;
  if (length === undefined) return undefined;
  if (unit === 'mo' || unit === 'a') return dateOfDay(dayOf(plusMonths(start, length * (unit === 'a' ? 12 : 1))) - 1);
  const days = unit === 'wk' ? length * 7 : unit === 'd' ? length : undefined;
  return days === undefined ? undefined : dateOfDay(dayOf(start) + days - 1);
}

function minutesOf(duration: string | undefined, unit: string | undefined): Decimal | undefined {
  const value = duration === undefined ? undefined : parseDecimal(duration);
  const factor = unit === 'min' ? 1 : unit === 'h' ? 60 : unit === 'd' ? 1440 : undefined;
  return value === undefined || factor === undefined ? undefined : value.times(factor);
}

function positiveWhole(text: string | undefined): number | undefined {
  const value = text === undefined ? undefined : parseDecimal(text);
  return value?.isInteger() && value.gt(0) && value.lte(100_000) ? value.toNumber() : undefined;
}

const laterOf = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : a > b ? a : b;
const earlierOf = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;

function noTiming(text: string | undefined, path: string): Issue {
  return (text ?? '') === ''
    ? error('MISSING_TIMING', 'No schedule is told. Order how often and how many times.', { path })
    : error('TIMING_TEXT_ONLY', 'The schedule is told in free text only. Order frequency and count as data.', { path });
}
const unreadable = (path: string): Issue =>
  error('TIMING_UNREADABLE', 'The schedule cannot be read. Order frequency, period and unit.', { path });
const rangeUsed = (path: string): Issue =>
  warning('TIMING_RANGE', 'The schedule is a range; the value that asks for more is used, or the shorter period.', {
    path,
  });
