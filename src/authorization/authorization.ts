/**
 * An authorization: what was asked (ServiceLine), what the payer said (Decision), what was used (draws).
 * Its state is the fold of its recorded events; an answer that contradicts the state never overwrites it.
 */

import type { Instant } from '../fhir/dates.ts';
import type { Issue } from '../outcome.ts';
import {
  type ApprovedUnits,
  type AuthorizationAnswer,
  type Decision,
  decisionOf,
  type ReviewAction,
} from './answer.ts';
import type { GateOverride } from './override.ts';
import type { AuthorizationRequest, RequestedUnits } from './request.ts';

export type {
  ApprovedUnits,
  AuthorizationAnswer,
  Decision,
  Rejection,
  ReviewAction,
  ServiceDecision,
} from './answer.ts';

export type { AuthorizationRequest, RequestedUnits, ServiceLine } from './request.ts';

declare const billed: unique symbol;
/** HCPCS billing units on a claim: administered plus discarded. */
export type BilledUnits = number & { readonly [billed]: true };

/** Whom and what an authorization is about, as FHIR references: `Patient/p1`, `MedicationRequest/mr1`. */
export interface Subject {
  /** Absent where the chart does not tell: then the plan is held. */
  readonly patient?: string;
  readonly orders: readonly string[];
}

export type AuthorizationEvent =
  | ({
      readonly type: 'Requested';
      readonly request: AuthorizationRequest;
      /** What was seen and did not hold the request. */
      readonly warnings?: readonly Issue[];
      /** When the payer was asked: its clock runs from here. */
      readonly asked?: Instant;
    } & Subject)
  | ({ readonly type: 'NotRequired'; readonly reasons: readonly string[] } & Subject)
  | ({ readonly type: 'Held'; readonly issues: readonly Issue[] } & Subject)
  /** Before anything was asked: no order of the plan is one of ours any more. */
  | ({ readonly type: 'Withdrawn'; readonly reasons: readonly string[] } & Subject)
  | { readonly type: 'Acknowledged'; readonly accepted: boolean; readonly codes: readonly string[] }
  | { readonly type: 'Answered'; readonly answer: AuthorizationAnswer }
  | { readonly type: 'Contradicted'; readonly answer: AuthorizationAnswer; readonly reason: string }
  /** Without a note the orders are again what was asked for. */
  | { readonly type: 'OrdersChanged'; readonly note?: string }
  | {
      readonly type: 'UnitsDrawn';
      readonly claim: string;
      readonly hcpcs: string;
      readonly units: BilledUnits;
      readonly date: string;
    }
  | { readonly type: 'UnitsReturned'; readonly claim: string }
  | ({ readonly type: 'GateOverridden' } & GateOverride);

export type AuthorizationStatus =
  | 'new'
  | 'held'
  | 'notRequired'
  | 'withdrawn'
  | 'requested'
  | 'refused'
  | 'rejected'
  | 'pended'
  | 'approved'
  | 'partial'
  | 'denied'
  | 'contactPayer'
  | 'noActionRequired'
  | 'cancelled';

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
export interface Authorization {
  readonly status: AuthorizationStatus;
  readonly patient?: string;
  readonly request?: AuthorizationRequest;
  readonly orders: readonly string[];
  readonly services: readonly AuthorizedService[];
  readonly answer?: AuthorizationAnswer;
  readonly issues: readonly Issue[];
  readonly reasons: readonly string[];
  /** Something a person must look at, whatever the status. */
  readonly attention?: string;
  /** An answer that does not fit the one that stands. */
  readonly contradiction?: AuthorizationAnswer;
  readonly draws: readonly { readonly claim: string; readonly hcpcs: string; readonly units: BilledUnits }[];
  readonly overrides: readonly GateOverride[];
  readonly asked?: Instant;
}

const newAuthorization: Authorization = {
  status: 'new',
  orders: [],
  services: [],
  issues: [],
  reasons: [],
  draws: [],
  overrides: [],
};

/** The state after these events. */
export const foldAuthorization = (events: readonly AuthorizationEvent[]): Authorization =>
  events.reduce(applyAuthorization, newAuthorization);

export function applyAuthorization(state: Authorization, event: AuthorizationEvent): Authorization {
  switch (event.type) {
    case 'Requested':
      return {
        ...withoutAnswer(state),
        status: 'requested',
        ...whose(event),
        request: event.request,
        ...(event.asked === undefined ? {} : { asked: event.asked }),
        orders: event.orders,
        issues: event.warnings ?? [],
        reasons: [],
        services: withDrawn(asked(event.request), state.draws),
      };
    case 'NotRequired':
      return {
        ...state,
        status: 'notRequired',
        ...whose(event),
        orders: event.orders,
        reasons: event.reasons,
        issues: [],
      };
    case 'Withdrawn':
      return {
        ...state,
        status: 'withdrawn',
        ...whose(event),
        orders: event.orders,
        reasons: event.reasons,
        issues: [],
      };
    case 'Held':
      return { ...state, status: 'held', ...whose(event), orders: event.orders, issues: event.issues };
    case 'Acknowledged':
      return event.accepted || state.status !== 'requested'
        ? state
        : { ...state, status: 'refused', reasons: event.codes };
    case 'Answered':
      return answered(state, event.answer);
    case 'Contradicted':
      return { ...state, attention: event.reason, contradiction: event.answer };
    case 'OrdersChanged': {
      const { attention: _handled, ...rest } = state;
      return { ...rest, ...(event.note === undefined ? {} : { attention: event.note }) };
    }
    case 'UnitsDrawn':
      return withDraws(state, [...state.draws, { claim: event.claim, hcpcs: event.hcpcs, units: event.units }]);
    case 'UnitsReturned':
      return withDraws(
        state,
        state.draws.filter((draw) => draw.claim !== event.claim),
      );
    case 'GateOverridden': {
      const { type: _type, ...override } = event;
      return { ...state, overrides: [...state.overrides, override] };
    }
  }
}

const whose = ({ patient }: Subject) => (patient === undefined ? {} : { patient });

/** What was said of an earlier request is no news of the one that is sent now. */
function withoutAnswer(state: Authorization): Authorization {
  const { answer: _earlier, contradiction: _settled, attention: _handled, ...rest } = state;
  return rest;
}

const asked = (request: AuthorizationRequest): readonly AuthorizedService[] =>
  request.services.map((line) => ({
    trace: line.trace,
    hcpcs: line.hcpcs,
    requested: line.units,
    approved: 0 as ApprovedUnits,
    from: line.from,
    to: line.to,
    drawn: 0 as BilledUnits,
  }));

function answered(state: Authorization, answer: AuthorizationAnswer): Authorization {
  if (answer.rejections.length > 0 && answer.event === undefined && answer.services.length === 0)
    return { ...state, status: 'rejected', answer, reasons: [] };
  const services = state.services.map((service) => decided(service, state.services, answer));
  return { ...state, status: statusOf(services, answer, state.request), answer, services, reasons: [] };
}

function decided(
  service: AuthorizedService,
  all: readonly AuthorizedService[],
  answer: AuthorizationAnswer,
): AuthorizedService {
  const decision = decisionOf(service, all, answer);
  if (decision === undefined) return service;
  const certified = decision.action === 'A1' || decision.action === 'A6';
  const units = decision.units ?? (decision.action === 'A1' ? service.requested : 0);
  const number = decision.number ?? answer.event?.number;
  const { number: _before, ...undecided } = service;
  return {
    ...undecided,
    decision,
    approved: (certified ? units : 0) as ApprovedUnits,
    ...(certified && number !== undefined ? { number } : {}),
    from: decision.from ?? answer.event?.from ?? service.from,
    to: decision.to ?? answer.event?.to ?? service.to,
  };
}

function statusOf(
  services: readonly AuthorizedService[],
  answer: AuthorizationAnswer,
  request: AuthorizationRequest | undefined,
): AuthorizationStatus {
  const decisions = services.length === 0 ? [answer.event] : services.map((s) => s.decision);
  const actions = new Set(decisions.map((decision) => decision?.action));
  const only = (...wanted: readonly ReviewAction[]) => [...actions].every((a) => a !== undefined && wanted.includes(a));
  if (answer.rejections.length > 0 && actions.has(undefined)) return actions.size === 1 ? 'rejected' : 'partial';
  if (actions.has('A4') || actions.has(undefined)) return 'pended';
  if (actions.has('CT')) return 'contactPayer';
  if (only('A1')) return services.every((service) => isAsAsked(service, request)) ? 'approved' : 'partial';
  if (only('A3')) return 'denied';
  if (only('C')) return 'cancelled';
  if (only('NA')) return 'noActionRequired';
  return 'partial';
}

/** Payers also certify "in total" and write fewer units or days beside it: a person compares, whatever it is called. */
function isAsAsked(
  { trace, requested, approved, from, to }: AuthorizedService,
  request?: AuthorizationRequest,
): boolean {
  const line = request?.services.find((asked) => asked.trace === trace);
  return approved >= requested && (line === undefined || (from <= line.from && line.to <= to));
}

const withDraws = (state: Authorization, draws: Authorization['draws']): Authorization => ({
  ...state,
  draws,
  services: withDrawn(state.services, draws),
});

/** Draws are by code: lines of the same code are all counted against, never one line too few. */
const withDrawn = (
  services: readonly AuthorizedService[],
  draws: Authorization['draws'],
): readonly AuthorizedService[] =>
  services.map((service) => {
    const drawn = draws.filter(({ hcpcs }) => hcpcs === service.hcpcs).reduce((sum, { units }) => sum + units, 0);
    return { ...service, drawn: drawn as BilledUnits };
  });

/** Certified and unused units of the service; never below zero. */
export const unitsLeft = (service: AuthorizedService): number => Math.max(0, service.approved - service.drawn);
