/** Until when an authorization must be decided, by law, contract and plan: so that nothing waits unseen. Pure. */

import { dashed, dateOfDay, dayOf, type Instant } from '../fhir/dates.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import type { Span } from '../rules/schema.ts';
import type { Authorization } from './authorization.ts';
import { isKeptByPayer, resendOf } from './followUp.ts';

/** Something that must have happened by then. With `at` to the minute, else by the end of the day. */
export interface Deadline {
  readonly kind: 'payer' | 'clinic' | 'visit' | 'resend';
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
  const resend = resendOf(state);
  const { request, asked } = state;
  const waits = WAITING.has(state.status) || isKeptByPayer(state) || resend !== undefined;
  if (request === undefined || asked === undefined || !waits) return [];
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
  // Nobody decides while the payer wants its wait, but the chair is lost all the same.
  const own: readonly Deadline[] =
    resend === undefined
      ? [...decision, clinic]
      : [{ kind: 'resend', on: resend.on, why: `${sentAgain(resend.days)}, AAA04 of its answer` }];
  // The first dose of what is only changed may be long over.
  const isFirst = resend === undefined || state.status === 'rejected';
  return [...own, ...(isFirst ? [visit] : [])].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const sentAgain = (days: number): string =>
  `the same request goes out again by itself${days === 0 ? '' : `, ${days} days after the payer did not review it`}`;

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
