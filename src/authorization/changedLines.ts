/** The lines of a change: only those that differ, each with its own arithmetic. */

import { dashed, dateOfDay, dayOf } from '../fhir/dates.ts';
import type { Authorization } from './authorization.ts';
import type { LineDifference } from './planDiff.ts';
import {
  type AuthorizationRequest,
  dosesOf,
  type PlannedDose,
  perDoseOf,
  type RequestedUnits,
  type ServiceLine,
} from './request.ts';

/** Doses that were not given yet, line by line. */
export function restOf(
  state: Authorization,
  now: AuthorizationRequest,
): readonly { line: ServiceLine; doses: readonly PlannedDose[] }[] {
  return now.services.flatMap((line) => {
    const given = new Set(state.draws.filter(({ hcpcs }) => hcpcs === line.hcpcs).map(({ claim }) => claim)).size;
    const doses = dosesOf(line).slice(given);
    return doses.length === 0 ? [] : [{ line, doses }];
  });
}

/** Only the further doses: their units, and the days after those that are certified. */
export function further({ before, now }: LineDifference, today: string): readonly ServiceLine[] {
  if (before === undefined || now === undefined) return [];
  const doses = dosesOf(now).slice(dosesOf(before).length);
  const after = plain(dateOfDay(dayOf(dashed(before.to)) + 1));
  const first = now.to > before.to ? after : plain(today) > now.from ? plain(today) : now.from;
  const units = now.units - before.units;
  const proof = `${now.units} - ${before.units} = ${units} units more for ${doses.length} more doses (${now.hcpcs})`;
  const from = first > now.to ? now.to : first;
  return [
    {
      ...now,
      changes: before.trace,
      units: units as RequestedUnits,
      from,
      perDose: perDoseOf(doses),
      proof: [proof, ...now.proof],
    },
  ];
}

export function revised({ kind, before, now }: LineDifference): readonly ServiceLine[] {
  if (now === undefined) return [];
  if (kind === 'added' || before === undefined) return [{ ...now, certification: 'I' }];
  const proof = `${now.units} units in all instead of ${before.units} (${now.hcpcs})`;
  return [{ ...now, changes: before.trace, proof: [proof, ...now.proof] }];
}

export const cancelled = ({ before }: LineDifference): readonly ServiceLine[] =>
  before === undefined ? [] : [{ ...before, certification: '3', changes: before.trace }];

/** What holds for the event holds for every line of it. */
export const everyLine = (before: AuthorizationRequest, now: AuthorizationRequest): readonly ServiceLine[] =>
  now.services.map((line) => {
    const old = before.services.find(({ hcpcs, prn }) => hcpcs === line.hcpcs && prn === line.prn);
    return old === undefined ? { ...line, certification: 'I' as const } : { ...line, changes: old.trace };
  });

export const sum = (doses: readonly PlannedDose[]): number => doses.reduce((total, { units }) => total + units, 0);
export const plain = (date: string): string => date.replaceAll('-', '');
