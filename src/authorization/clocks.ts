/** Until when an authorization must be decided, by law, contract and plan: so that nothing waits unseen. Pure. */

import { dashed, dateOfDay, dayOf, type Instant } from '../fhir/dates.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import type { Span } from '../rules/schema.ts';
import type { Authorization } from './authorization.ts';

/** Something that must have happened by then. With `at` to the minute, else by the end of the day. */
export interface Deadline {
  readonly kind: 'payer' | 'clinic' | 'visit';
  readonly on?: string;
  readonly at?: string;
  /** `72 hours after the request (42 CFR ...)`: what it is and whose rule. */
  readonly why: string;
}

/** Sent and not decided: somebody waits. */
const WAITING: ReadonlySet<Authorization['status']> = new Set(['requested', 'pended']);

/**
 * The deadlines of an authorization that waits for its payer, the earliest first; none once it is decided, or where it
 * is not known when the payer was asked. A payer without a clock by law or contract has none of its own.
 */
export function deadlinesOf(state: Authorization, payer: Payer | undefined, rules: Rules): readonly Deadline[] {
  const { request, asked } = state;
  if (request === undefined || asked === undefined || !WAITING.has(state.status)) return [];
  const { clocks } = rules;
  const holidays = new Set(clocks.holidays.days);
  const rows = payer?.decision_clock ?? clocks.decision[payer?.line_of_business ?? ''] ?? [];
  const row = rows.findLast(({ from }) => from <= asked.on);
  const span = request.urgent ? (row?.expedited ?? row?.standard) : row?.standard;
  const decision =
    row === undefined || span === undefined
      ? []
      : [
          {
            kind: 'payer' as const,
            ...after(asked, span, holidays),
            why: `${wordsOf(span)} after the request, ${row.source}`,
          },
        ];
  const { expected, before_first_dose: lead } = clocks;
  const clinic = {
    kind: 'clinic' as const,
    on: addDays(asked.on, expected.calendar_days),
    why: `${expected.calendar_days} days after the request, ${expected.source}`,
  };
  const first = dashed(request.from);
  const visit = {
    kind: 'visit' as const,
    on: businessDaysBefore(first, lead.business_days, holidays),
    why: `${lead.business_days} business days before the first planned dose, ${lead.source}`,
  };
  return [...decision, clinic, visit].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Whether it has passed: to the minute where the clock runs in hours, else when the day is over. */
export const hasPassed = ({ at, on }: Deadline, now: Instant): boolean =>
  at === undefined ? now.on > (on ?? '') : now.at > at;

const keyOf = ({ at, on }: Deadline): string => at ?? `${on}T23:59`;

function after(
  asked: Instant,
  span: Span,
  holidays: ReadonlySet<string>,
): { readonly at?: string; readonly on?: string } {
  if ('hours' in span) return { at: new Date(Date.parse(asked.at) + span.hours * 3_600_000).toISOString() };
  if ('calendar_days' in span) return { on: addDays(asked.on, span.calendar_days) };
  return { on: businessDaysAfter(asked.on, span.business_days, holidays) };
}

const wordsOf = (span: Span): string =>
  'hours' in span
    ? `${span.hours} hours`
    : 'calendar_days' in span
      ? `${span.calendar_days} calendar days`
      : `${span.business_days} business days`;

const addDays = (date: string, days: number): string => dateOfDay(dayOf(date) + days);

/** 1970-01-01 was a Thursday. */
const isBusinessDay = (day: number, holidays: ReadonlySet<string>): boolean => {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday !== 0 && weekday !== 6 && !holidays.has(dateOfDay(day));
};

/** The day on which so many business days after `date` are over. */
export function businessDaysAfter(date: string, count: number, holidays: ReadonlySet<string>): string {
  return step(date, count, 1, holidays);
}
/** The last day that leaves so many business days before `date`. */
export function businessDaysBefore(date: string, count: number, holidays: ReadonlySet<string>): string {
  return step(date, count, -1, holidays);
}
function step(date: string, count: number, direction: 1 | -1, holidays: ReadonlySet<string>): string {
  let day = dayOf(date);
  for (let left = count; left > 0; ) {
    day += direction;
    if (isBusinessDay(day, holidays)) left -= 1;
  }
  return dateOfDay(day);
}
