/** Will what is certified last for the doses the orders still plan? Pure. */

import { dashed, dateOfDay, dayOf } from '../fhir/dates.ts';
import type { Rules } from '../rules/parse.ts';
import { type Authorization, type AuthorizedService, unitsLeft } from './authorization.ts';
import { dosesLeft } from './plannedVisits.ts';

/** The first planned dose of a code that is not covered. */
export interface Shortage {
  readonly hcpcs: string;
  /** `5 of 6` */
  readonly dose: string;
  /** YYYY-MM-DD of that dose; absent where the orders do not tell it. */
  readonly on?: string;
  /** What is missing, with the arithmetic. */
  readonly why: string;
}

/**
 * For every certified line the first dose that its units or its days do not reach; empty while all planned doses are
 * covered, and before the payer has certified anything.
 */
export function shortagesOf(state: Authorization): readonly Shortage[] {
  return state.services.flatMap((service) => {
    const certified = service.decision?.action === 'A1' || service.decision?.action === 'A6';
    return certified ? shortageOf(service, state) : [];
  });
}

function shortageOf(service: AuthorizedService, state: Authorization): readonly Shortage[] {
  const doses = dosesLeft(state, service.trace);
  let left = unitsLeft(service);
  for (const { ordinal, of, units, date } of doses) {
    const told = {
      hcpcs: service.hcpcs,
      dose: `${ordinal} of ${of}`,
      ...(date === undefined ? {} : { on: dashed(date) }),
    };
    if (date !== undefined && date > service.to)
      return [{ ...told, why: `the certified days end on ${dashed(service.to)}` }];
    if (units > left) {
      const rest = doses.filter((dose) => dose.ordinal >= ordinal).reduce((sum, dose) => sum + dose.units, 0);
      return [{ ...told, why: `${rest} units planned from then on, ${left} left: ${rest - left} short` }];
    }
    left -= units;
  }
  return [];
}

/** When to ask for a dose of that day (both YYYY-MM-DD). */
export const askBy = (day: string, { clocks }: Rules): string =>
  dateOfDay(dayOf(day) - clocks.before_it_ends.calendar_days);
