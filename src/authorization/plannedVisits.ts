/** Which visit comes next, as the orders tell it. */

import type { Authorization, AuthorizationRequest, ServiceLine } from './authorization.ts';
import type { PlannedVisit } from './gate.ts';
import { dosesOf } from './request.ts';
import { dayInRhythm } from './rhythm.ts';

/**
 * The next visit of each firm line: the first dose on the first day, later ones in the rhythm of the plan. A line
 * whose doses are all billed, or whose next day no order tells, is left out.
 */
export function nextVisits({ request, draws }: Authorization): readonly PlannedVisit[] {
  return (request?.services ?? []).flatMap((line) => {
    const given = new Set(draws.filter(({ hcpcs }) => hcpcs === line.hcpcs).map(({ claim }) => claim)).size;
    const date = request === undefined ? undefined : dayOfDose(line, given, request);
    const units = dosesOf(line)[given]?.units;
    if (request === undefined || date === undefined || units === undefined) return [];
    return [{ hcpcs: line.hcpcs, date, units, placeOfService: request.placeOfService }];
  });
}

/** Units the next dose of a firm line of the code takes, as the orders tell it; undefined where they do not. */
export function unitsOfNextDose({ request, draws }: Authorization, hcpcs: string): number | undefined {
  const given = new Set(draws.filter((draw) => draw.hcpcs === hcpcs).map(({ claim }) => claim)).size;
  return request?.services
    .filter((line) => line.hcpcs === hcpcs && !line.prn)
    .map((line) => dosesOf(line)[given]?.units)
    .find((units) => units !== undefined);
}

/** One planned dose of a line that is not billed yet. */
export interface DoseAhead {
  /** Counted from 1, of all doses of the line. */
  readonly ordinal: number;
  readonly of: number;
  readonly units: number;
  /** CCYYMMDD, where the orders tell it. */
  readonly date?: string;
}

/** The doses of a firm line that are still to come, by its trace; empty where the plan does not count them. */
export function dosesLeft({ request, draws }: Authorization, trace: string): readonly DoseAhead[] {
  const line = request?.services.find((service) => service.trace === trace);
  if (request === undefined || line === undefined || line.prn) return [];
  const given = new Set(draws.filter(({ hcpcs }) => hcpcs === line.hcpcs).map(({ claim }) => claim)).size;
  const each = dosesOf(line);
  return each.flatMap(({ units }, index) => {
    const date = dayOfDose(line, index, request);
    const dose = { ordinal: index + 1, of: each.length, units, ...(date === undefined ? {} : { date }) };
    return index < given ? [] : [dose];
  });
}

function dayOfDose(line: ServiceLine, given: number, request: AuthorizationRequest): string | undefined {
  const rhythm = line.rhythm ?? request.rhythm;
  const inRhythm = rhythm === undefined ? undefined : dayInRhythm(line.from, given, rhythm);
  return dosesOf(line)[given]?.day ?? inRhythm ?? (given === 0 ? line.from : undefined);
}
