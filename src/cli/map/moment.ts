/** The day a mapping is made for. */

import { inZone, momentOf } from '../../fhir/dates.ts';

export interface BusinessMoment {
  /** YYYY-MM-DD in the facility's zone. */
  readonly today: string;
  /** HHMM */
  readonly time: string;
}

/** `2026-11-21`, or with a time; undefined for anything else. A day without a time is taken at noon. */
export function momentAsOf(text: string, timeZone: string): BusinessMoment | undefined {
  const moment = momentOf(text);
  if (moment === undefined) return undefined;
  const { date, time = '12:00' } = inZone(moment, timeZone);
  return { today: date, time: time.replace(':', '') };
}
