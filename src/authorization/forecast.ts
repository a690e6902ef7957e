/** Will what is certified last for the doses the orders still plan? Pure. */

import { dashed, dateOfDay, dayOf } from '../fhir/dates.ts';
import type { Rules } from '../rules/parse.ts';
import { type Authorization, type AuthorizedService, coversDay, unitsLeft } from './authorization.ts';
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
  const left = new Map(certifiedAs(state, service.hcpcs).map((one) => [one, unitsLeft(one)]));
  for (const { ordinal, of, units, date } of doses) {
    const told = {
      hcpcs: service.hcpcs,
      dose: `${ordinal} of ${of}`,
      ...(date === undefined ? {} : { on: dashed(date) }),
    };
    const covering = [...left.keys()].filter((one) =>
      one === service ? (date ?? '') <= one.to : date !== undefined && coversDay(one, date),
    );
    if (covering.length === 0)
      return [{ ...told, why: `the certified days end on ${dashed(lastDay([...left.keys()]))}` }];
    const from = covering.find((one) => (left.get(one) ?? 0) >= units);
    if (from === undefined) {
      const others = [...left.keys()].filter((one) => !covering.includes(one));
      const rest = doses
        .filter((dose) => dose.ordinal >= ordinal && !others.some((one) => coversDay(one, dose.date ?? '')))
        .reduce((sum, dose) => sum + dose.units, 0);
      const there = covering.reduce((sum, one) => sum + (left.get(one) ?? 0), 0);
      return [{ ...told, why: `${rest} units planned from then on, ${there} left: ${rest - there} short` }];
    }
    left.set(from, (left.get(from) ?? 0) - units);
  }
  return [];
}

/** What is certified of a code: an extension may stand under a number of its own beside what it extends. */
const certifiedAs = ({ services }: Authorization, hcpcs: string): readonly AuthorizedService[] =>
  services.filter((one) => one.hcpcs === hcpcs && (one.decision?.action === 'A1' || one.decision?.action === 'A6'));
const lastDay = (services: readonly AuthorizedService[]): string =>
  services
    .map(({ to }) => to)
    .toSorted()
    .at(-1) ?? '';

/** True where a dose of that day (CCYYMMDD) lies in the certified days of the code, under whichever number. */
export const isCoveredDay = (state: Authorization, hcpcs: string, date: string): boolean =>
  certifiedAs(state, hcpcs).some((one) => coversDay(one, date));

/** When to ask for a dose of that day (both YYYY-MM-DD). */
export const askBy = (day: string, { clocks }: Rules): string =>
  dateOfDay(dayOf(day) - clocks.before_it_ends.calendar_days);
