/**
 * The smallest request that a changed plan needs, by its difference from what was asked before and by what stands.
 * Pure; the table of every case is in `test/authorization/changeRequest.test.ts`.
 */

import { x12Text } from '../x12/text.ts';
import type { Authorization } from './authorization.ts';
import { cancelled, everyLine, further, plain, restOf, revised, sum } from './changedLines.ts';
import { NEW_TRACE } from './numbered.ts';
import { differenceOf, type PlanDifference } from './planDiff.ts';
import {
  type AuthorizationRequest,
  type CertificationType,
  dosesOf,
  perDoseOf,
  type RequestedUnits,
  type Rhythm,
  type ServiceLine,
} from './request.ts';
import { dayInRhythm, forDoses, withCommonRhythm } from './rhythm.ts';

export type ChangeDecision =
  | { readonly is: 'nothing'; readonly reason: string }
  /** A person decides, since a request would be against the rules or could do harm. */
  | { readonly is: 'human'; readonly reason: string }
  | {
      readonly is: 'request';
      /** Without a reference: it is numbered when it is certain to be sent (`numbered`). */
      readonly request: AuthorizationRequest;
      /** The whole plan as it stands when this is granted. */
      readonly plan: AuthorizationRequest;
      readonly reason: string;
    };
export interface ChangeContext {
  /** YYYY-MM-DD at the facility. */
  readonly today: string;
  /** Every order of the plan was entered in error. */
  readonly inError: boolean;
  /** Documents attached to the orders since the payer denied: what a reconsideration rests on. */
  readonly newEvidence: boolean;
}

const nothing = (reason: string): ChangeDecision => ({ is: 'nothing', reason });
const human = (reason: string): ChangeDecision => ({ is: 'human', reason });

/**
 * What to do about a plan that was asked for and is otherwise now. `now` is undefined where the plan cannot be asked for
 * as it is (held, ended).
 */
export function changeRequestOf(
  state: Authorization,
  now: AuthorizationRequest | undefined,
  context: ChangeContext,
): ChangeDecision {
  const decision = decided(state, now, context);
  if (decision.is !== 'request') return decision;
  const { documents: _all, ...request } = decision.request;
  const known = new Set(state.request?.documents?.map(({ source }) => source));
  const fresh = (now?.documents ?? []).filter(({ source }) => !known.has(source));
  return { ...decision, request: { ...request, ...(fresh.length === 0 ? {} : { documents: fresh }) } };
}

function decided(state: Authorization, now: AuthorizationRequest | undefined, context: ChangeContext): ChangeDecision {
  const { request: before } = state;
  if (before === undefined) return nothing('Nothing was asked for yet.');
  if (context.inError) return cancellation(state, before);
  if (now === undefined) return nothing('The plan cannot be compared as it is.');
  if (isAnotherPayer(before, now)) return human('Another payer or member: that is a new request, not a change.');
  if (state.contradiction !== undefined) return human('The payer gave two answers; they are settled first.');
  const open = openChange(state, now);
  if (open !== undefined) return open;
  const difference = differenceOf(before, now);
  if (state.status === 'denied') return afterDenial(state, before, now, difference, context);
  const number = state.services.find((service) => service.number !== undefined)?.number;
  const changes = [...difference.event, ...difference.lines.map(({ said }) => said)];
  if (WAITING.has(state.status) && changes.length > 0)
    return human('The payer has not decided on the first request yet; the change is asked for when it has.');
  if (number === undefined)
    return changes.length === 0
      ? nothing('The plan is as it was asked for.')
      : human('Nothing is certified to change.');
  if (isOver(state, now, context.today)) return renewal(state, now, number, context.today);
  return certifiedChange(before, now, difference, number, context.today);
}

const WAITING: ReadonlySet<string> = new Set(['requested', 'refused', 'rejected', 'pended', 'contactPayer']);

const isAnotherPayer = (before: AuthorizationRequest, now: AuthorizationRequest): boolean =>
  before.insurance.payer.profile !== now.insurance.payer.profile ||
  before.insurance.memberId !== now.insurance.memberId;

/** A change that is asked already, or was not granted, is not asked for again. */
function openChange({ change, rounds }: Authorization, now: AuthorizationRequest): ChangeDecision | undefined {
  const plan = rounds.at(-1)?.plan;
  if (change === undefined || plan === undefined) return undefined;
  if (change.status === 'approved' || change.status === 'cancelled') return undefined;
  const { lines, event } = differenceOf(plan, now);
  const isSame = lines.length + event.length === 0;
  if (WAITING.has(change.status) && change.status !== 'rejected' && change.status !== 'refused')
    return isSame
      ? nothing('This change is asked for already.')
      : human('The payer has a change of this plan; its answer comes first.');
  return isSame ? nothing('The payer has answered this very change.') : undefined;
}

/** An order entered in error was never meant: nothing may stay certified for it. A used one is for a person. */
function cancellation(state: Authorization, before: AuthorizationRequest): ChangeDecision {
  if (state.status === 'cancelled' || state.status === 'denied')
    return nothing('Nothing is certified that could be cancelled.');
  if (state.change?.certification === '3') return nothing('The cancellation is asked for already.');
  if (state.draws.length > 0)
    return human('The order was entered in error, but doses were billed on it. Settle those first.');
  const number = state.services.find((service) => service.number !== undefined)?.number;
  const { reviewNumber } = state.answer ?? {};
  if (number === undefined && reviewNumber === undefined)
    return human(
      'The order was entered in error. It is cancelled at the payer when the payer has given the request a number.',
    );
  return requested(before, before, '3', number, reviewNumber, [], 'the order was entered in error');
}

/** Never an update after a denial: new evidence asks to reconsider it, another plan is a new request. */
function afterDenial(
  state: Authorization,
  before: AuthorizationRequest,
  now: AuthorizationRequest,
  { lines, event }: PlanDifference,
  { newEvidence }: ChangeContext,
): ChangeDecision {
  if (lines.length + event.length > 0)
    return human('The payer denied this plan, so it cannot be changed. Appeal, or enter the new plan as a new order.');
  if (!newEvidence) return nothing('The plan is as it was denied.');
  const again = state.services.flatMap((service) => {
    const line = now.services.find((one) => one.hcpcs === service.hcpcs && one.trace === service.trace);
    const same = line ?? before.services.find(({ trace }) => trace === service.trace);
    return service.decision?.action === 'A3' && same !== undefined ? [{ ...same, changes: service.trace }] : [];
  });
  return requested(
    { ...now, services: before.services },
    now,
    'N',
    undefined,
    state.answer?.reviewNumber,
    again,
    'new documents are attached',
  );
}

/** Every certified day is over and doses are left. */
function isOver(state: Authorization, now: AuthorizationRequest, today: string): boolean {
  const certified = state.services.filter((service) => service.number !== undefined);
  return certified.length > 0 && certified.every(({ to }) => to < plain(today)) && restOf(state, now).length > 0;
}

function renewal(state: Authorization, now: AuthorizationRequest, number: string, today: string): ChangeDecision {
  const from = plain(today);
  const rest = restOf(state, now);
  const ends = rest.map(({ line, doses }) => lastDay(from, doses.length, line.rhythm ?? now.rhythm));
  const to = most([now.to, ...ends]);
  const lines = rest.map(({ line, doses }) => {
    const units = sum(doses);
    const proof = `${doses.length} doses are left of ${dosesOf(line).length}: ${units} of ${line.units} units (${line.hcpcs})`;
    return {
      ...line,
      units: units as RequestedUnits,
      from,
      to,
      perDose: perDoseOf(
        doses.some(({ day }) => day !== undefined && day < from)
          ? doses.map(({ units: one }) => ({ units: one }))
          : doses,
      ),
      proof: [proof, ...line.proof],
    };
  });
  // The plan stays whole: doses are counted from its first one, and the next change is compared with all of it.
  return requested(now, now, 'R', number, undefined, lines, 'the certified days are over');
}

/** The certified days are long enough for a dose more than is left: one may be put off. */
const lastDay = (from: string, doses: number, rhythm: Rhythm | undefined): string =>
  (rhythm && dayInRhythm(from, doses, rhythm)) ?? from;

function certifiedChange(
  before: AuthorizationRequest,
  now: AuthorizationRequest,
  { lines, event }: PlanDifference,
  number: string,
  today: string,
): ChangeDecision {
  const wanting = lines.filter(({ kind }) => kind === 'more' || kind === 'other' || kind === 'added');
  if (wanting.length + event.length === 0)
    return nothing(
      lines.length === 0
        ? 'The plan is as it was asked for.'
        : 'More is certified than the plan needs now; nothing is asked.',
    );
  const reason = [...event, ...wanting.map(({ said }) => said)].join('; ');
  const plan = withTracesOf(before, now);
  if (event.length === 0 && wanting.every(({ kind }) => kind === 'more'))
    return requested(
      plan,
      now,
      '4',
      number,
      undefined,
      wanting.flatMap((one) => further(one, today)),
      reason,
    );
  // A product that is taken for another: the one is cancelled with the line that takes its place.
  const dropped = wanting.some(({ kind }) => kind === 'added') ? lines.filter(({ kind }) => kind === 'removed') : [];
  const changed = event.length > 0 ? everyLine(before, now) : wanting.flatMap(revised);
  return requested(plan, now, 'S', number, undefined, [...changed, ...dropped.flatMap(cancelled)], reason);
}

/** Lines keep the trace they were first asked under, by which the authorized services are known. */
const withTracesOf = (before: AuthorizationRequest, now: AuthorizationRequest): AuthorizationRequest => ({
  ...now,
  reference: before.reference,
  services: now.services.map((line) => {
    const old = before.services.find(({ hcpcs, prn }) => hcpcs === line.hcpcs && prn === line.prn);
    return { ...line, trace: old?.trace ?? NEW_TRACE };
  }),
});
/** A request on top of one that was answered, with the plan as it stands when it is granted. */
export function requested(
  plan: AuthorizationRequest,
  now: AuthorizationRequest,
  certification: CertificationType,
  previousNumber: string | undefined,
  reviewNumber: string | undefined,
  services: readonly ServiceLine[],
  reason: string,
): Extract<ChangeDecision, { readonly is: 'request' }> {
  const { rhythm, message: _ofThePlan, ...rest } = now;
  const inRhythm = services.map((line) => (line.certification === '3' ? line : rhythmic(line, rhythm)));
  const request: AuthorizationRequest = {
    ...rest,
    certification,
    ...(previousNumber === undefined ? {} : { previousNumber }),
    ...(reviewNumber === undefined ? {} : { reviewNumber }),
    ...(services.length === 0
      ? {}
      : { from: least(services.map(({ from }) => from)), to: most(services.map(({ to }) => to)) }),
    ...withCommonRhythm(inRhythm),
    message: x12Text(`${TITLES[certification]}: ${reason}`, 264),
  };
  return { is: 'request', request, plan, reason };
}
/** A line of a change lasts as long as its own doses. */
function rhythmic(line: ServiceLine, ofThePlan: Rhythm | undefined): ServiceLine {
  const { rhythm: own = ofThePlan, ...rest } = line;
  const doses = dosesOf(line).length;
  const rhythm = own === undefined || line.prn || doses === 0 ? undefined : forDoses(own, doses);
  return rhythm === undefined ? rest : { ...rest, rhythm };
}
const TITLES: Readonly<Record<CertificationType, string>> = {
  I: 'Request',
  '4': 'Extension',
  S: 'Revision',
  R: 'Renewal',
  '3': 'Cancellation',
  N: 'Reconsideration',
  '1': 'Appeal',
  '2': 'Appeal',
};

/** Documents that were not attached when the payer was asked before. */
export const hasNewEvidence = (before?: AuthorizationRequest, now?: AuthorizationRequest): boolean =>
  (now?.documents ?? []).some(({ source }) => !(before?.documents ?? []).some((known) => known.source === source));

const least = (dates: readonly string[]): string => dates.toSorted()[0] ?? '';
const most = (dates: readonly string[]): string => dates.toSorted().at(-1) ?? '';
