/** Calendar arithmetic on CCYYMMDD text; no clock. */

export interface Period {
  readonly start: string;
  readonly end: string;
}
/** Days a certification lasts when the request names no period of its own. */
const DAYS_CERTIFIED = 180;

/**
 * What is certified: the period that was asked for (CCYYMMDD-CCYYMMDD), else 180 days from the day asked for
 * or, without one, from the day of the decision.
 */
export function certifiedPeriod(asked: string | undefined, decided: string): Period {
  const [start = decided, end] = asked?.split('-') ?? [];
  return { start, end: end ?? addDays(start, DAYS_CERTIFIED) };
}

/** The day so many days later; text that is no day comes back unchanged. */
function addDays(day: string, days: number): string {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(day);
  if (parts === null) return day;
  const [, year, month, date] = parts;
  const later = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date) + days));
  return later.toISOString().slice(0, 10).replaceAll('-', '');
}
