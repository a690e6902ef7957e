/** What time does to an authorization: deadlines that come and pass, and doses that what is certified will not reach. */

import { dateOfDay, dayOf, type Instant } from '../fhir/dates.ts';
import type { Rules } from '../rules/parse.ts';
import type { Authorization } from './authorization.ts';
import { type Deadline, deadlinesOf, hasPassed } from './clocks.ts';
import { askBy, type Shortage, shortagesOf } from './forecast.ts';

export interface Watch {
  /** Deadlines still to come, the earliest first, and those that went by. */
  readonly ahead: readonly Deadline[];
  readonly passed: readonly Deadline[];
  /** Doses to ask the payer about now. */
  readonly short: readonly Shortage[];
  /** When this changes though nobody does anything. The key is the same however often it is asked for. */
  readonly next?: { readonly key: string; readonly delayMs: number };
}

/**
 * As of a moment of business time, by the clocks of the payer that was asked.
 *
 * @param time HH:MM of that moment on the facility's wall: what changes with a day is looked at early on that day
 */
export function watchOf(state: Authorization, rules: Rules, now: Instant, time = '00:00'): Watch {
  const deadlines = deadlinesOf(state, rules.payers.get(state.request?.insurance.payer.profile ?? ''), rules);
  // At once where the day of the dose is not known.
  const shortages = shortagesOf(state).map((shortage) => ({ shortage, on: shortage.on && askBy(shortage.on, rules) }));
  const ahead = deadlines.filter((one) => !hasPassed(one, now));
  const days = [
    // What is sent again goes out on its day, not when the day is over.
    ...ahead.flatMap(({ kind, on = '' }) => (kind === 'resend' && on > now.on ? [on] : [])),
    ...ahead.flatMap(({ on }) => (on === undefined ? [] : [dateOfDay(dayOf(on) + 1)])),
    ...shortages.flatMap(({ on }) => (on !== undefined && on > now.on ? [on] : [])),
  ];
  const moments = [
    ...ahead.flatMap(({ at }) => (at === undefined ? [] : [{ key: `at ${at}`, delayMs: millisecondsTo(at, now) }])),
    ...days.map((day) => ({
      key: `on ${day}`,
      delayMs: (dayOf(day) - dayOf(now.on)) * DAY_MS + EARLY_MS - sinceMidnight(time),
    })),
  ];
  const [next] = moments.toSorted((a, b) => a.delayMs - b.delayMs);
  return {
    ahead,
    passed: deadlines.filter((one) => hasPassed(one, now)),
    short: shortages.filter(({ on }) => on === undefined || on <= now.on).map(({ shortage }) => shortage),
    ...(next === undefined ? {} : { next }),
  };
}

const DAY_MS = 86_400_000;
/**
 * Some nights are an hour longer or shorter: three hours into the day it has come in any case. Who looks before it has
 * come finds the same still to do, at once and again and again.
 */
const EARLY_MS = 3 * 3_600_000;
const sinceMidnight = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;
/** A little after, so that it has passed by the clock of whoever looks, which may be two seconds behind. */
const millisecondsTo = (at: string, now: Instant): number => Date.parse(at) - Date.parse(now.at) + 5_000;
