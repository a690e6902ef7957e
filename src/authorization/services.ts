/** What is authorized, line by line: requested against certified, after every round of asking. */

import {
  type ApprovedUnits,
  type AuthorizationAnswer,
  type Decision,
  decisionOf,
  isCertified,
  type ReviewAction,
} from './answer.ts';
import type { AuthorizationRequest, RequestedUnits } from './request.ts';

declare const billed: unique symbol;
/** HCPCS billing units on a claim: administered plus discarded. */
export type BilledUnits = number & { readonly [billed]: true };

export interface Draw {
  readonly claim: string;
  readonly hcpcs: string;
  readonly units: BilledUnits;
  /** CCYYMMDD */
  readonly date: string;
  /** The payer's number that the claim carries for it. */
  readonly number?: string;
}
export interface AuthorizedService {
  readonly trace: string;
  readonly hcpcs: string;
  readonly requested: RequestedUnits;
  readonly decision?: Decision;
  readonly approved: ApprovedUnits;
  readonly number?: string;
  readonly from: string;
  readonly to: string;
  readonly drawn: BilledUnits;
}
/** What the decisions on all lines come to. */
export type DecisionStatus =
  | 'rejected'
  | 'pended'
  | 'approved'
  | 'partial'
  | 'denied'
  | 'contactPayer'
  | 'noActionRequired'
  | 'cancelled';

/** The lines of a request, and what an answer says of each; nothing is certified before it does. */
export function servicesOf(request: AuthorizationRequest, answer?: AuthorizationAnswer): readonly AuthorizedService[] {
  const asked = request.services.map(
    (line): AuthorizedService => ({
      trace: line.trace,
      hcpcs: line.hcpcs,
      requested: line.units,
      approved: 0 as ApprovedUnits,
      from: line.from,
      to: line.to,
      drawn: 0 as BilledUnits,
    }),
  );
  return answer === undefined ? asked : asked.map((service) => decided(service, asked, answer));
}

function decided(
  service: AuthorizedService,
  all: readonly AuthorizedService[],
  answer: AuthorizationAnswer,
): AuthorizedService {
  const decision = decisionOf(service, all, answer);
  if (decision === undefined) return service;
  // Another code under our trace is not what was asked for: nothing of our code is certified.
  const isOurs = decision.hcpcs === undefined || decision.hcpcs === service.hcpcs;
  const certified = isCertified(decision) && isOurs;
  const units = decision.units ?? (decision.action === 'A1' ? service.requested : 0);
  const number = decision.number ?? answer.event?.number;
  return {
    ...service,
    decision,
    approved: (certified ? units : 0) as ApprovedUnits,
    ...(certified && number !== undefined ? { number } : {}),
    from: decision.from ?? answer.event?.from ?? service.from,
    to: decision.to ?? answer.event?.to ?? service.to,
  };
}

/** @param requests where the lines were asked for, to compare dates with */
export function statusOf(
  services: readonly AuthorizedService[],
  answer: AuthorizationAnswer,
  requests: readonly AuthorizationRequest[],
): DecisionStatus {
  if (answer.rejections.length > 0 && answer.event === undefined && answer.services.length === 0) return 'rejected';
  const decisions = services.length === 0 ? [answer.event] : services.map((s) => s.decision);
  const actions = new Set(decisions.map((decision) => decision?.action));
  const only = (...wanted: readonly ReviewAction[]) => [...actions].every((a) => a !== undefined && wanted.includes(a));
  if (answer.rejections.length > 0 && actions.has(undefined)) return actions.size === 1 ? 'rejected' : 'partial';
  if (actions.has('A4') || actions.has(undefined)) return 'pended';
  if (actions.has('CT')) return 'contactPayer';
  if (only('A1')) return services.every((service) => isAsAsked(service, requests)) ? 'approved' : 'partial';
  if (only('A3')) return 'denied';
  if (only('C')) return 'cancelled';
  if (only('NA')) return 'noActionRequired';
  return 'partial';
}

/**
 * Payers also certify "in total" and write fewer units, days, another code or place beside it: a person compares,
 * whatever it is called.
 */
function isAsAsked(service: AuthorizedService, requests: readonly AuthorizationRequest[]): boolean {
  const { trace, requested, approved, from, to, decision } = service;
  const request = requests.find(({ services }) => services.some((line) => line.trace === trace));
  const line = request?.services.find((asked) => asked.trace === trace);
  const place = decision?.placeOfService;
  return (
    approved >= requested &&
    (line === undefined || (from <= line.from && line.to <= to)) &&
    (place === undefined || request === undefined || place === request.placeOfService)
  );
}

/**
 * A draw counts against the line of its code that has the number it was billed under. Where none has it (any more), it
 * counts against every line of its code that covers its day, and against all of them where none does: never one too few.
 */
export const withDrawn = (
  services: readonly AuthorizedService[],
  draws: readonly Draw[],
): readonly AuthorizedService[] =>
  services.map((service) => {
    const same = services.filter(({ hcpcs }) => hcpcs === service.hcpcs);
    const own = draws.filter((draw) => draw.hcpcs === service.hcpcs && usedUpBy(draw, same).includes(service));
    return { ...service, drawn: own.reduce((sum, { units }) => sum + units, 0) as BilledUnits };
  });

function usedUpBy(draw: Draw, same: readonly AuthorizedService[]): readonly AuthorizedService[] {
  const numbered = same.filter(({ number }) => draw.number !== undefined && number === draw.number);
  const among = numbered.length > 0 ? numbered : same;
  const onDay = among.filter((service) => coversDay(service, draw.date));
  return onDay.length > 0 ? onDay : among;
}

/** Is the day (CCYYMMDD) among the certified ones? */
export const coversDay = ({ from, to }: AuthorizedService, day: string): boolean => from <= day && day <= to;

/** Certified and unused units of the service; never below zero. */
export const unitsLeft = (service: AuthorizedService): number => Math.max(0, service.approved - service.drawn);
