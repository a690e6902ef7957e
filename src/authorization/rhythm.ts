/** In what rhythm doses are given, as HSD can say it, or their days in words where it cannot. */

import { dashed, dateOfDay, dayOf, plusMonths } from '../fhir/dates.ts';
import type { Schedule } from '../fhir/timing.ts';
import { dosesOf, type PlannedDose, type Rhythm, type ServiceLine } from './request.ts';

const SECONDS = { s: 1, min: 60, h: 3_600, d: 86_400, wk: 604_800 } as const;
/** HSD06 has three digits. */
const LONGEST = 999;

/**
 * The rhythm of so many doses; undefined where the schedule has none, or one that is not so many visits in whole days,
 * weeks or months.
 */
export function rhythmOf({ every }: Schedule, doses: number): Rhythm | undefined {
  if (every === undefined || doses < 1) return undefined;
  const { frequency, period, unit } = every;
  const isByMonth = unit === 'mo' || unit === 'a';
  const length = period.times(isByMonth ? (unit === 'a' ? 12 : 1) : SECONDS[unit]);
  for (const [name, size] of isByMonth ? MONTHS : DAYS) {
    if (length.mod(size).isZero())
      return lasting({ visits: frequency, every: length.div(size).toNumber(), period: name }, doses);
  }
  // Every 8 hours is three times a day, every half month twice a month.
  for (const [name, size] of isByMonth ? MONTHS : DAYS.toReversed()) {
    const times = length.isZero() ? undefined : length.pow(-1).times(size);
    if (times?.isInteger()) return lasting({ visits: frequency * times.toNumber(), every: 1, period: name }, doses);
  }
  return undefined;
}
const DAYS: readonly (readonly [Rhythm['period'], number])[] = [
  ['week', SECONDS.wk],
  ['day', SECONDS.d],
];
const MONTHS: readonly (readonly [Rhythm['period'], number])[] = [['month', 1]];

function lasting(rhythm: Omit<Rhythm, 'lasts'>, doses: number): Rhythm | undefined {
  const lasts = Math.ceil(doses / rhythm.visits) * rhythm.every;
  return lasts > LONGEST ? undefined : { ...rhythm, lasts };
}

/** The rhythm of days (CCYYMMDD) that follow each other at the same distance. */
export function rhythmOfDays(days: readonly string[]): Rhythm | undefined {
  const each = [...new Set(days)].sort().map((day) => dayOf(dashed(day)));
  const [first, second] = each;
  if (first === undefined || second === undefined) return undefined;
  const gap = second - first;
  if (each.some((day, index) => day !== first + index * gap)) return undefined;
  const [every, period] = gap % 7 === 0 ? [gap / 7, 'week' as const] : [gap, 'day' as const];
  return lasting({ visits: 1, every, period }, each.length);
}

/** The day (CCYYMMDD) of the visit that follows `given` earlier ones; undefined where the rhythm leaves the day open. */
export function dayInRhythm(first: string, given: number, { visits, every, period }: Rhythm): string | undefined {
  if (given === 0) return first;
  if (visits !== 1) return undefined;
  const day = dashed(first);
  const later =
    period === 'month'
      ? plusMonths(day, given * every)
      : dateOfDay(dayOf(day) + given * every * (period === 'week' ? 7 : 1));
  return later.replaceAll('-', '');
}

/** The same rhythm for another number of doses. */
export const forDoses = ({ visits, every, period }: Rhythm, doses: number): Rhythm | undefined =>
  lasting({ visits, every, period }, doses);

/** One HSD speaks for the whole event where every firm line has its rhythm; otherwise each line tells its own. */
export function withCommonRhythm(services: readonly ServiceLine[]): {
  readonly rhythm?: Rhythm;
  readonly services: readonly ServiceLine[];
} {
  const [first, ...others] = services.filter(({ prn, certification }) => !prn && certification !== '3');
  const common = first?.rhythm;
  if (common === undefined || !others.every(({ rhythm }) => isSameRhythm(rhythm, common))) return { services };
  return { rhythm: common, services: services.map(({ rhythm: _common, ...line }) => line) };
}
const isSameRhythm = (a: Rhythm | undefined, b: Rhythm): boolean =>
  a?.visits === b.visits && a.every === b.every && a.period === b.period && a.lasts === b.lasts;

/** The longest text of an MSG. */
const LONGEST_MESSAGE = 264;
/**
 * The doses of a line in words: `DOSES BY DAY AND UNITS 20261102 60, 20261105 60, 20261109-20270125 EVERY 7 DAYS 240`.
 * Undefined for less than two doses.
 */
export function dosesInWords(line: ServiceLine): string | undefined {
  const doses = dosesOf(line);
  if (doses.length < 2) return undefined;
  const runs = runsOf(doses);
  for (let shown = runs.length; shown > 0; shown -= 1) {
    const rest = runs.slice(shown).reduce((sum, { length }) => sum + length, 0);
    const text = `DOSES BY DAY AND UNITS ${runs.slice(0, shown).map(inWords).join(', ')}${rest === 0 ? '' : `, AND ${rest} MORE`}`;
    if (text.length <= LONGEST_MESSAGE) return text;
  }
  return undefined;
}

type Run = readonly PlannedDose[];
/** Doses of the same units at the same distance stand together. */
function runsOf(doses: readonly PlannedDose[]): readonly Run[] {
  const runs: PlannedDose[][] = [];
  for (const dose of doses) {
    const run = runs.at(-1);
    if (run !== undefined && goesOn(run, dose)) run.push(dose);
    else runs.push([dose]);
  }
  // Two days are shorter told one by one.
  return runs.flatMap((run) => (run.length === 2 ? run.map((dose) => [dose]) : [run]));
}
function goesOn(run: Run, dose: PlannedDose): boolean {
  const [before, last] = [run.at(-2), run.at(-1)];
  if (last === undefined || last.units !== dose.units) return false;
  return before === undefined || daysBetween(before, last) === daysBetween(last, dose);
}
/** undefined where a day is open. */
const daysBetween = (a: PlannedDose, b: PlannedDose): number | undefined =>
  a.day === undefined || b.day === undefined ? undefined : dayOf(dashed(b.day)) - dayOf(dashed(a.day));

function inWords(run: Run): string {
  const [first, second] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return '';
  if (second === undefined) return `${first.day ?? 'DAY OPEN'} ${first.units}`;
  const gap = daysBetween(first, second);
  return gap === undefined
    ? `${run.length} ON OPEN DAYS ${first.units}`
    : `${first.day}-${last.day} EVERY ${gap} DAYS ${first.units}`;
}
