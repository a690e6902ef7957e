/**
 * An authorization: what was asked (ServiceLine), what the payer said (Decision), what was used (draws).
 * Its state is the fold of its recorded events; an answer that contradicts the state never overwrites it.
 */

import type { Instant } from '../fhir/dates.ts';
import type { Issue } from '../outcome.ts';
import type { AuthorizationAnswer } from './answer.ts';
import type { GateOverride } from './override.ts';
import type { AuthorizationRequest } from './request.ts';
import { attentionToChange, type Change, type Result, resultOf } from './result.ts';
import { isKnown, nameOfAnswer, type Round, withAnswer } from './rounds.ts';
import { type AuthorizedService, type BilledUnits, type DecisionStatus, type Draw, withDrawn } from './services.ts';

export type {
  ApprovedUnits,
  AuthorizationAnswer,
  Decision,
  Rejection,
  ReviewAction,
  ServiceDecision,
} from './answer.ts';

export type { AuthorizationRequest, RequestedUnits, ServiceLine } from './request.ts';
export type { AuthorizedService, BilledUnits } from './services.ts';
export { coversDay, unitsLeft } from './services.ts';

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
      /** Of a request that changes an earlier one: the whole plan as it stands when this is granted. */
      readonly plan?: AuthorizationRequest;
      /** What was seen and did not hold the request. */
      readonly warnings?: readonly Issue[];
      /** When the payer was asked: its clock runs from here. */
      readonly asked?: Instant;
      /** The payer did not review the same request before, and wanted it again. */
      readonly repeated?: true;
    } & Subject)
  | ({ readonly type: 'NotRequired'; readonly reasons: readonly string[] } & Subject)
  | ({ readonly type: 'Held'; readonly issues: readonly Issue[] } & Subject)
  /** Before anything was asked: no order of the plan is one of ours any more. */
  | ({ readonly type: 'Withdrawn'; readonly reasons: readonly string[] } & Subject)
  | { readonly type: 'Acknowledged'; readonly accepted: boolean; readonly codes: readonly string[] }
  | { readonly type: 'Answered'; readonly answer: AuthorizationAnswer }
  | { readonly type: 'Contradicted'; readonly answer: AuthorizationAnswer; readonly reason: string }
  /** The payer said something of this request that cannot be so; nothing was taken from it. */
  | { readonly type: 'AnswerRefused'; readonly reference: string; readonly issues: readonly Issue[] }
  /** A person found out which of the payer's answers is right. */
  | {
      readonly type: 'Settled';
      /** `nameOfAnswer` of the one that stands. */
      readonly answer: string;
      readonly person: string;
      readonly reason: string;
    }
  /** Without a note the orders are again what was asked for, and what the payer said of them stands. */
  | { readonly type: 'OrdersChanged'; readonly note?: string }
  | {
      readonly type: 'UnitsDrawn';
      readonly claim: string;
      readonly hcpcs: string;
      readonly units: BilledUnits;
      readonly date: string;
      readonly number?: string;
    }
  | { readonly type: 'UnitsReturned'; readonly claim: string }
  | ({ readonly type: 'GateOverridden' } & GateOverride);

/** refused: the file, by a 999 or TA1. rejected: the request, by AAA. The rest is the payer's decision. */
export type AuthorizationStatus =
  | 'new'
  | 'held'
  | 'notRequired'
  | 'withdrawn'
  | 'requested'
  | 'refused'
  | DecisionStatus;

export interface Authorization {
  readonly status: AuthorizationStatus;
  readonly patient?: string;
  /** The plan that is asked for or authorized, with every change that the payer granted. */
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
  /** The last request on top of the first one: an extension, a revision, a cancellation. */
  readonly change?: Change;
  readonly draws: readonly Draw[];
  /** Everything that was asked, in order, each with all its answers: the rest of the state follows from it. */
  readonly rounds: readonly Round[];
  /** What our own side last said of the plan, until it is asked for. */
  readonly own?: 'held' | 'notRequired' | 'withdrawn';
  /** A change of the orders that a person looks at. */
  readonly note?: string;
  /** Answers that could not be used. */
  readonly refusals: readonly Issue[];
  readonly overrides: readonly GateOverride[];
  /** When the payer was last asked something. */
  readonly asked?: Instant;
}

const newAuthorization: Authorization = {
  status: 'new',
  orders: [],
  services: [],
  issues: [],
  reasons: [],
  draws: [],
  rounds: [],
  refusals: [],
  overrides: [],
};

/** The state after these events. */
export const foldAuthorization = (events: readonly AuthorizationEvent[]): Authorization =>
  events.reduce(applyAuthorization, newAuthorization);

export function applyAuthorization(state: Authorization, event: AuthorizationEvent): Authorization {
  switch (event.type) {
    case 'Requested':
      return requested(state, event);
    case 'NotRequired':
      return derived({
        ...state,
        own: 'notRequired',
        ...whose(event),
        orders: event.orders,
        reasons: event.reasons,
        issues: [],
      });
    case 'Withdrawn':
      return derived({
        ...state,
        own: 'withdrawn',
        ...whose(event),
        orders: event.orders,
        reasons: event.reasons,
        issues: [],
      });
    case 'Held':
      return derived({ ...state, own: 'held', ...whose(event), orders: event.orders, issues: event.issues });
    case 'Acknowledged':
      return event.accepted ? state : changed(state, -1, (round) => ({ ...round, refused: event.codes }));
    case 'Answered':
    case 'Contradicted':
      return changed(state, indexOf(state, event.answer.reference), (round) => withAnswer(round, event.answer));
    case 'AnswerRefused':
      return derived({ ...state, refusals: unique([...state.refusals, ...event.issues]) });
    case 'Settled':
      return derived({ ...state, rounds: state.rounds.map((round) => settled(round, event.answer)) });
    case 'OrdersChanged': {
      const { note: _handled, own, ...rest } = state;
      if (event.note !== undefined) return derived({ ...state, note: event.note });
      return derived({ ...rest, ...(own !== undefined && state.rounds.length === 0 ? { own } : {}) });
    }
    case 'UnitsDrawn': {
      const { type: _type, ...draw } = event;
      return derived({ ...state, draws: [...state.draws, draw] });
    }
    case 'UnitsReturned':
      return derived({ ...state, draws: state.draws.filter((draw) => draw.claim !== event.claim) });
    case 'GateOverridden': {
      const { type: _type, ...override } = event;
      return { ...state, overrides: [...state.overrides, override] };
    }
  }
}

const whose = ({ patient }: Subject) => (patient === undefined ? {} : { patient });

/** A first request, or the first again after it was turned away, or a change on top of what stands. */
function requested(state: Authorization, event: Extract<AuthorizationEvent, { type: 'Requested' }>): Authorization {
  const { request, plan = request, asked, repeated, warnings = [] } = event;
  const when = asked === undefined ? {} : { asked };
  const round: Round = { request, plan, ...when, ...(repeated && { repeated }), answers: [] };
  const { note: _handled, own: _done, ...rest } = state;
  return derived({
    ...rest,
    ...whose(event),
    ...when,
    orders: event.orders,
    issues: warnings,
    reasons: [],
    refusals: [],
    // What was said of a first request that was turned away is no news of the one that is sent now.
    rounds: event.plan === undefined ? [round] : [...state.rounds, round],
  });
}

/** -1 is the last round: an answer without a reference of ours speaks of it. */
const indexOf = ({ rounds }: Authorization, reference: string | undefined): number =>
  rounds.findIndex(({ request }) => request.reference === reference);

function changed(state: Authorization, index: number, change: (round: Round) => Round): Authorization {
  const at = index < 0 ? state.rounds.length - 1 : index;
  return derived({
    ...state,
    refusals: [],
    rounds: state.rounds.map((round, n) => (n === at ? change(round) : round)),
  });
}

/** The person's choice holds for the answers known then; another one after it is news again. */
function settled(round: Round, stands: string): Round {
  const known = round.answers.map(nameOfAnswer);
  return known.includes(stands) ? { ...round, settled: { stands, known } } : round;
}

/** Everything that follows from the rounds, the draws and the note. */
function derived(state: Authorization): Authorization {
  const { answer: _a, contradiction: _c, attention: _t, change: _ch, request: _r, ...rest } = state;
  const [first, ...changes] = state.rounds;
  if (first === undefined) return { ...rest, status: state.own ?? 'new', ...told(state.note) };
  const now = resultOf(first, changes);
  const turnedAway = now.status === 'refused' || now.status === 'rejected';
  return {
    ...rest,
    ...now,
    status: turnedAway && state.own !== undefined ? state.own : now.status,
    services: withDrawn(now.services, state.draws),
    reasons: reasonsOf(state, first),
    ...told(attentionOf(state, now)),
  };
}

const told = (attention: string | undefined) => (attention === undefined ? {} : { attention });

/** Codes of the refusal, as long as it is the last that was said; else what our own decision gave as its reasons. */
function reasonsOf({ own, reasons }: Authorization, { refused = [], answers }: Round): readonly string[] {
  if (own !== undefined) return reasons;
  return answers.length === 0 ? refused : [];
}

function attentionOf({ note, refusals }: Authorization, { status, contradiction, change }: Result): string | undefined {
  if (contradiction !== undefined)
    return `The payer sent another answer after ${change?.answer === undefined ? status : change.status}. Compare both and call the payer; until then the earlier one stands.`;
  const [refusal] = refusals;
  if (refusal !== undefined && UNDECIDED.has(change?.status ?? status))
    return `An answer of the payer could not be used. ${refusal.message}`;
  return note ?? (change === undefined ? undefined : attentionToChange(change));
}

const UNDECIDED: ReadonlySet<AuthorizationStatus> = new Set(['requested', 'refused', 'rejected', 'pended']);

/** Once each, in an order that does not hang on which file came first. */
const unique = (issues: readonly Issue[]): readonly Issue[] =>
  [...new Map(issues.map((issue) => [JSON.stringify(issue), issue]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, issue]) => issue);

/** Whether the answer is on record already, in the round it speaks of. */
export function isOnRecord(state: Authorization, answer: AuthorizationAnswer): boolean {
  const round = state.rounds.at(indexOf(state, answer.reference));
  return round !== undefined && isKnown(round, answer);
}
