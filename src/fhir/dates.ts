/** FHIR dates and times by calendar arithmetic on their text: no clock, no time zone of the machine. */

/** A FHIR date or dateTime taken apart. `minute` counts from midnight of `date`; absent when only a date is told. */
export interface Moment {
  /** `2026-11-10`, as written, that is in the offset the EHR wrote it in. */
  readonly date: string;
  /** `08:30`; absent for a date without a time. */
  readonly time?: string;
  /** Minutes since 1970-01-01T00:00Z; absent without a time or without an offset. */
  readonly epochMinutes?: number;
}

/** A moment of business time: the instant, and the day it is at the facility. */
export interface Instant {
  /** ISO 8601 in UTC: `2026-11-02T23:00:00.000Z` */
  readonly at: string;
  /** YYYY-MM-DD in the facility's zone. */
  readonly on: string;
}

const PARTS = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Reads a FHIR date or dateTime that names a real day (`2026-02-30` and `2026-11` do not); seconds are cut off. */
export function momentOf(text: string): Moment | undefined {
  const parts = PARTS.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute, offset] = parts;
  const date = `${year}-${month}-${day}`;
  if (dateOfDay(dayOf(date)) !== date) return undefined;
  if (hour === undefined || minute === undefined) return { date };
  if (Number(hour) > 23 || Number(minute) > 59) return undefined;
  const time = `${hour}:${minute}`;
  if (offset === undefined) return { date, time };
  const local = dayOf(date) * 1440 + Number(hour) * 60 + Number(minute);
  return { date, time, epochMinutes: local - offsetMinutes(offset) };
}

/** The same moment read off the clock on the wall in `timeZone` (IANA name); without an offset it stays as written. */
export function inZone(moment: Moment, timeZone: string | undefined): Moment {
  if (moment.epochMinutes === undefined || timeZone === undefined) return moment;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(moment.epochMinutes * 60_000);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return {
    ...moment,
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** Whole minutes from one moment to a later one; undefined where either lacks a time, or only one has an offset. */
export function minutesBetween(from: Moment, to: Moment): number | undefined {
  if (from.epochMinutes !== undefined && to.epochMinutes !== undefined) return to.epochMinutes - from.epochMinutes;
  if (from.epochMinutes !== undefined || to.epochMinutes !== undefined) return undefined;
  if (from.time === undefined || to.time === undefined) return undefined;
  return (dayOf(to.date) - dayOf(from.date)) * 1440 + minuteOfDay(to.time) - minuteOfDay(from.time);
}

/** Order of two moments for "the latest one": by instant where both have one, else by what is written. */
export function compareMoments(a: Moment, b: Moment): number {
  if (a.epochMinutes !== undefined && b.epochMinutes !== undefined) return a.epochMinutes - b.epochMinutes;
  const left = `${a.date}T${a.time ?? ''}`;
  const right = `${b.date}T${b.time ?? ''}`;
  return left < right ? -1 : Number(left > right);
}

/** A moment some minutes later, on the same wall clock. */
export function plusMinutes(moment: Moment, minutes: number): Moment {
  if (moment.time === undefined) return moment;
  const total = dayOf(moment.date) * 1440 + minuteOfDay(moment.time) + minutes;
  const date = dateOfDay(Math.floor(total / 1440));
  const rest = total - Math.floor(total / 1440) * 1440;
  const time = `${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
  return moment.epochMinutes === undefined
    ? { date, time }
    : { date, time, epochMinutes: moment.epochMinutes + minutes };
}

/** Is `date` (a full date) inside a FHIR period whose ends may be missing, or told by year or month only? */
export function within(
  date: string,
  period: { readonly start?: string | undefined; readonly end?: string | undefined } | undefined,
): boolean {
  if (period === undefined) return true;
  const start = period.start?.slice(0, 10);
  const end = period.end?.slice(0, 10);
  if (start !== undefined && date.slice(0, start.length) < start) return false;
  return end === undefined || date.slice(0, end.length) <= end;
}

/** `20261102`, as X12 writes it, -> `2026-11-02`; anything else stays as it is. */
export const dashed = (date: string): string => date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

/** Days since 1970-01-01 of a full date. */
export const dayOf = (date: string): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000;

/** The date of a day number: days since 1970-01-01 (proleptic Gregorian, years from March). */
export function dateOfDay(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`;
}

/** The date some whole months later; the 31st becomes the last day of a shorter month. */
export function plusMonths(date: string, months: number): string {
  const total = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const first = `${String(Math.floor(total / 12)).padStart(4, '0')}-${two((total % 12) + 1)}`;
  for (let day = Number(date.slice(8, 10)); day > 28; day--) {
    const candidate = `${first}-${two(day)}`;
    if (dateOfDay(dayOf(candidate)) === candidate) return candidate;
  }
  return `${first}-${two(Math.min(28, Number(date.slice(8, 10))))}`;
}

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const two = (value: number): string => String(value).padStart(2, '0');

function offsetMinutes(offset: string): number {
  if (offset === 'Z') return 0;
  const size = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return offset.startsWith('-') ? -size : size;
}
