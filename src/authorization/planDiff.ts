/** What differs between a plan as it was asked for and as the orders have it now. */

import { type AuthorizationRequest, dosesOf, type ServiceLine } from './request.ts';

/** more: the same doses and further ones. other: another dose, other units, or days outside the asked ones. */
export interface LineDifference {
  readonly kind: 'more' | 'other' | 'added' | 'removed' | 'less';
  readonly before?: ServiceLine;
  readonly now?: ServiceLine;
  /** `J9271: 2400 units instead of 1200`. */
  readonly said: string;
}
export interface PlanDifference {
  readonly lines: readonly LineDifference[];
  /** Of the event as a whole: place, diagnoses, prescriber. In words. */
  readonly event: readonly string[];
}

/** Lines are the same when code and "as needed" are: an order has one drug. */
export function differenceOf(before: AuthorizationRequest, now: AuthorizationRequest): PlanDifference {
  const lines = now.services.flatMap((line): readonly LineDifference[] => {
    const old = before.services.find((other) => isSameLine(other, line));
    return old === undefined ? [added(line)] : changed(old, line);
  });
  const gone = before.services.filter((line) => !now.services.some((other) => isSameLine(other, line)));
  return {
    lines: [...lines, ...gone.map((line) => removed(line))],
    event: [
      ...(before.placeOfService === now.placeOfService
        ? []
        : [`place of service ${now.placeOfService} instead of ${before.placeOfService}`]),
      ...diagnosesOf(before.diagnoses, now.diagnoses),
      ...(before.ordering?.npi === now.ordering?.npi ? [] : ['another prescriber']),
    ],
  };
}

const isSameLine = (a: ServiceLine, b: ServiceLine): boolean => a.hcpcs === b.hcpcs && a.prn === b.prn;

const added = (now: ServiceLine): LineDifference => ({
  kind: 'added',
  now,
  said: `${now.hcpcs}: ${now.units} units, which were not asked for before`,
});
const removed = (before: ServiceLine): LineDifference => ({
  kind: 'removed',
  before,
  said: `${before.hcpcs}: no longer ordered`,
});

/** Fewer units, or days within the asked ones, need no new certification. */
function changed(before: ServiceLine, now: ServiceLine): readonly LineDifference[] {
  const units = `${now.hcpcs}: ${now.units} units instead of ${before.units}`;
  const [old, fresh] = [dosesOf(before), dosesOf(now)];
  const goesOn =
    old.length > 0 && fresh.length > old.length && old.every(({ units: one }, index) => one === fresh[index]?.units);
  if (goesOn && now.from >= before.from) return [{ kind: 'more', before, now, said: units }];
  if (now.units > before.units) return [{ kind: 'other', before, now, said: units }];
  if (now.from < before.from || now.to > before.to)
    return [{ kind: 'other', before, now, said: `${now.hcpcs}: other days than were asked for` }];
  return now.units < before.units ? [{ kind: 'less', before, now, said: units }] : [];
}

/** A diagnosis that is left out changes nothing that was certified. */
function diagnosesOf(before: readonly string[], now: readonly string[]): readonly string[] {
  const fresh = now.filter((code) => !before.includes(code));
  if (fresh.length > 0) return [`diagnosis ${fresh.join(', ')}`];
  return before[0] === now[0] ? [] : [`principal diagnosis ${now[0] ?? 'none'}`];
}
