/**
 * An authorization: what was asked (ServiceLine), what the payer said (Decision), what was used (draws).
 * Its state is the fold of its recorded events; an answer that contradicts the state never overwrites it.
 */

import type { Issue } from '../outcome.ts';
import {
  type ApprovedUnits,
  type AuthorizationAnswer,
  type Decision,
  decisionOf,
  type ReviewAction,
} from './answer.ts';
import type { Insurance, PayerParty, Person, Practice, Provider } from './parties.ts';

export type {
  ApprovedUnits,
  AuthorizationAnswer,
  Decision,
  Rejection,
  ReviewAction,
  ServiceDecision,
} from './answer.ts';

declare const requested: unique symbol;
declare const billed: unique symbol;
/** HCPCS billing units asked of the payer for the whole period. */
export type RequestedUnits = number & { readonly [requested]: true };
/** HCPCS billing units on a claim: administered plus discarded. */
export type BilledUnits = number & { readonly [billed]: true };

/** One thing that is asked: a drug or its administration, in billing units for the period. */
export interface ServiceLine {
  /** Our trace of the line; the payer echoes it. */
  readonly trace: string;
  readonly hcpcs: string;
  readonly units: RequestedUnits;
  /** CCYYMMDD */
  readonly from: string;
  readonly to: string;
  /** Asked in advance, given only if needed. */
  readonly prn: boolean;
  /** Firm doses in their order: so many of so many units each. What a visit will need follows from it. */
  readonly perDose?: readonly { readonly doses: number; readonly units: number }[];
  /** The orders it came from: `MedicationRequest/mr1`. */
  readonly sources: readonly string[];
  /** Why the units are what they are, with the arithmetic. */
  readonly proof: readonly string[];
}

export interface AuthorizationRequest {
  /** Our reference: BHT03 and the event's TRN02. */
  readonly reference: string;
  readonly payer: PayerParty;
  readonly requester: Practice;
  readonly patient: Person;
  readonly insurance: Insurance;
  readonly category: 'AR' | 'HS' | 'SC';
  /** I initial, R renewal, 4 extension, S revised, 3 cancel. */
  readonly certification: 'I' | 'R' | '4' | 'S' | '3';
  /** X12 service type, chosen by the payer's profile. */
  readonly serviceType: string;
  readonly placeOfService: string;
  readonly urgent: boolean;
  readonly from: string;
  readonly to: string;
  /** ICD-10-CM without dots, the principal one first. */
  readonly diagnoses: readonly string[];
  readonly ordering?: Provider;
  /** Visits every so many weeks, where the order says so. */
  readonly delivery?: { readonly visits: number; readonly everyWeeks: number; readonly weeks: number };
  readonly services: readonly ServiceLine[];
  readonly message?: string;
}

/** Whom and what an authorization is about, as FHIR references: `Patient/p1`, `MedicationRequest/mr1`. */
export interface Subject {
  readonly patient: string;
  readonly orders: readonly string[];
}

export type AuthorizationEvent =
  | ({
      readonly type: 'Requested';
      readonly request: AuthorizationRequest;
      /** What was seen and did not hold the request. */
      readonly warnings?: readonly Issue[];
    } & Subject)
  | ({ readonly type: 'NotRequired'; readonly reasons: readonly string[] } & Subject)
  | ({ readonly type: 'Held'; readonly issues: readonly Issue[] } & Subject)
  | { readonly type: 'Acknowledged'; readonly accepted: boolean; readonly codes: readonly string[] }
  | { readonly type: 'Answered'; readonly answer: AuthorizationAnswer }
  | { readonly type: 'Contradicted'; readonly answer: AuthorizationAnswer; readonly reason: string }
  | { readonly type: 'OrdersChanged'; readonly note: string }
  | {
      readonly type: 'UnitsDrawn';
      readonly claim: string;
      readonly hcpcs: string;
      readonly units: BilledUnits;
      readonly date: string;
    }
  | { readonly type: 'UnitsReturned'; readonly claim: string };

export type AuthorizationStatus =
  | 'new'
  | 'held'
  | 'notRequired'
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
  readonly draws: readonly { readonly claim: string; readonly hcpcs: string; readonly units: BilledUnits }[];
}

export const newAuthorization: Authorization = {
  status: 'new',
  orders: [],
  services: [],
  issues: [],
  reasons: [],
  draws: [],
};

/** The state after these events. */
export const foldAuthorization = (events: readonly AuthorizationEvent[]): Authorization =>
  events.reduce(applyAuthorization, newAuthorization);

export function applyAuthorization(state: Authorization, event: AuthorizationEvent): Authorization {
  switch (event.type) {
    case 'Requested':
      return {
        ...state,
        status: 'requested',
        patient: event.patient,
        request: event.request,
        orders: event.orders,
        issues: event.warnings ?? [],
        reasons: [],
        services: withDrawn(asked(event.request), state.draws),
      };
    case 'NotRequired':
      return {
        ...state,
        status: 'notRequired',
        patient: event.patient,
        orders: event.orders,
        reasons: event.reasons,
        issues: [],
      };
    case 'Held':
      return { ...state, status: 'held', patient: event.patient, orders: event.orders, issues: event.issues };
    case 'Acknowledged':
      return event.accepted || state.status !== 'requested'
        ? state
        : { ...state, status: 'refused', reasons: event.codes };
    case 'Answered':
      return answered(state, event.answer);
    case 'Contradicted':
      return { ...state, attention: event.reason };
    case 'OrdersChanged':
      return { ...state, attention: event.note };
    case 'UnitsDrawn':
      return withDraws(state, [...state.draws, { claim: event.claim, hcpcs: event.hcpcs, units: event.units }]);
    case 'UnitsReturned':
      return withDraws(
        state,
        state.draws.filter((draw) => draw.claim !== event.claim),
      );
  }
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
  return { ...state, status: statusOf(services, answer), answer, services, reasons: [] };
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

function statusOf(services: readonly AuthorizedService[], answer: AuthorizationAnswer): AuthorizationStatus {
  const decisions = services.length === 0 ? [answer.event] : services.map((s) => s.decision);
  const actions = new Set(decisions.map((decision) => decision?.action));
  const only = (...wanted: readonly ReviewAction[]) => [...actions].every((a) => a !== undefined && wanted.includes(a));
  if (answer.rejections.length > 0 && actions.has(undefined)) return actions.size === 1 ? 'rejected' : 'partial';
  if (actions.has('A4') || actions.has(undefined)) return 'pended';
  if (actions.has('CT')) return 'contactPayer';
  if (only('A1')) return 'approved';
  if (only('A3')) return 'denied';
  if (only('C')) return 'cancelled';
  if (only('NA')) return 'noActionRequired';
  return 'partial';
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

/**
 * What an answer means for the state: the first one decides, a pended or contacted one may be settled, a repeat is
 * no news (undefined), and anything else contradicts what is known and goes to a person.
 */
export function eventOfAnswer(state: Authorization, answer: AuthorizationAnswer): AuthorizationEvent | undefined {
  if (state.answer !== undefined && JSON.stringify(state.answer) === JSON.stringify(answer)) return undefined;
  if (OPEN.has(state.status)) return { type: 'Answered', answer };
  const reason = `The payer sent another answer after ${state.status}. Compare both and call the payer; nothing was changed.`;
  return { type: 'Contradicted', answer, reason };
}
const OPEN: ReadonlySet<AuthorizationStatus> = new Set(['requested', 'refused', 'pended', 'contactPayer']);
