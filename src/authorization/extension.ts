/** The extension that is asked for in time: the payer certified fewer days than the plan has. Pure. */

import { dashed, dateOfDay, dayOf } from '../fhir/dates.ts';
import type { Rules } from '../rules/parse.ts';
import type { Authorization } from './authorization.ts';
import { sum } from './changedLines.ts';
import { type ChangeDecision, requested } from './changeRequest.ts';
import { askBy, isCoveredDay } from './forecast.ts';
import { dosesLeft } from './plannedVisits.ts';
import { perDoseOf, type RequestedUnits, type ServiceLine } from './request.ts';

/**
 * The request (UM02 4) for the planned doses after the last certified day, once the first of them is near; undefined
 * while it is not, where all of them are covered, and while a change of the plan is open or was not granted.
 *
 * Units that are too few are for a person: the payer cut them, or more was used than was planned.
 *
 * @param today YYYY-MM-DD in the facility's zone
 */
export function extensionInTime(
  state: Authorization,
  rules: Rules,
  today: string,
): Extract<ChangeDecision, { readonly is: 'request' }> | undefined {
  const { request, change, contradiction, services } = state;
  if (request === undefined || contradiction !== undefined) return undefined;
  if (change !== undefined && change.status !== 'approved') return undefined;
  const number = services.find((service) => service.number !== undefined)?.number;
  const lines = services.flatMap((service) => {
    const line = request.services.find(({ trace }) => trace === service.trace);
    if (service.number === undefined || line === undefined) return [];
    const later = dosesLeft(state, service.trace).filter(
      ({ date }) => date !== undefined && date > service.to && !isCoveredDay(state, service.hcpcs, date),
    );
    return later.length === 0 ? [] : [{ line, service, later }];
  });
  const first = lines.flatMap(({ later }) => later.map(({ date = '' }) => date)).sort()[0];
  if (number === undefined || first === undefined) return undefined;
  if (dashed(first) < today || askBy(dashed(first), rules) > today) return undefined;
  const asked = lines.map(({ line, service, later }): ServiceLine => {
    const doses = later.map(({ units, date }) => ({ units, ...(date === undefined ? {} : { day: date }) }));
    const units = sum(doses);
    const from = dateOfDay(dayOf(dashed(service.to)) + 1);
    const proof = `${doses.length} planned doses after ${dashed(service.to)}, the last certified day: ${units} units (${line.hcpcs})`;
    return {
      ...line,
      changes: service.trace,
      units: units as RequestedUnits,
      from: from.replaceAll('-', ''),
      perDose: perDoseOf(doses),
      proof: [proof, ...line.proof],
    };
  });
  const reason = 'planned doses lie after the last certified day';
  return requested(request, request, '4', number, undefined, asked, reason);
}
