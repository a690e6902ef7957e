/** What an authorization comes to: its first request, and every change that was asked on top of it. */

import { type AuthorizationAnswer, isCertified, type ReviewAction } from './answer.ts';
import { withGranted } from './granted.ts';
import type { AuthorizationRequest, CertificationType } from './request.ts';
import { type Round, standingOf } from './rounds.ts';
import { type AuthorizedService, type DecisionStatus, servicesOf, statusOf } from './services.ts';

/** What was asked on top of an authorization that stands, and what became of that. */
export interface Change {
  readonly certification: CertificationType;
  readonly reference: string;
  readonly status: 'requested' | 'refused' | DecisionStatus;
  readonly services: readonly AuthorizedService[];
  readonly answer?: AuthorizationAnswer;
}

/** What all rounds come to. */
export interface Result {
  readonly status: Change['status'];
  readonly services: readonly AuthorizedService[];
  /** The plan with every change that was granted. */
  readonly request: AuthorizationRequest;
  readonly answer?: AuthorizationAnswer;
  readonly contradiction?: AuthorizationAnswer;
  readonly change?: Change;
}

/** The first request and what the payer said, then every change on top of it, in the order they were asked. */
export const resultOf = (first: Round, changes: readonly Round[]): Result =>
  changes.reduce((before, round, n) => withChange(before, round, isRepeated(changes[n + 1])), firstResult(first));

/** The same was asked again and granted: that the payer grants it the first time as well adds nothing to it. */
function isRepeated(next: Round | undefined): boolean {
  if (next?.repeated !== true) return false;
  const { answer } = standingOf(next);
  return servicesOf(next.request, answer).some(({ decision }) => decision !== undefined && isCertified(decision));
}

function firstResult(round: Round): Result {
  const { answer, contradiction } = standingOf(round);
  const services = servicesOf(round.request, answer);
  return {
    status: statusOfRound(round, services, answer, [round.request]),
    request: round.plan,
    services,
    ...(answer === undefined ? {} : { answer }),
    ...(contradiction === undefined ? {} : { contradiction }),
  };
}

const statusOfRound = (
  { refused }: Round,
  services: readonly AuthorizedService[],
  answer: AuthorizationAnswer | undefined,
  requests: readonly AuthorizationRequest[],
): Change['status'] =>
  answer === undefined ? (refused === undefined ? 'requested' : 'refused') : statusOf(services, answer, requests);

/** Accepted means cancelled where a cancellation was asked for. */
const CONFIRMED: ReadonlySet<ReviewAction | undefined> = new Set(['C', 'A1']);

function withChange(before: Result, round: Round, isGrantedAgain: boolean): Result {
  const { answer, contradiction } = standingOf(round);
  const { request, plan } = round;
  const decided = servicesOf(request, answer);
  const confirmed = CONFIRMED.has(answer?.event?.action);
  const asked = statusOfRound(round, decided, answer, [request]);
  const status = request.certification === '3' && confirmed ? 'cancelled' : asked;
  const change: Change = {
    certification: request.certification,
    reference: request.reference,
    status,
    services: decided,
    ...(answer === undefined ? {} : { answer }),
  };
  const clash = contradiction ?? before.contradiction;
  const services = isGrantedAgain ? before.services : withGranted(before.services, request, decided, confirmed);
  const isGranted = services !== before.services;
  const told = {
    ...before,
    change,
    ...(clash === undefined ? {} : { contradiction: clash }),
  };
  if (answer === undefined || !isGranted) return told;
  const live = services.filter(({ decision }) => decision?.action !== 'C');
  return {
    ...told,
    request: plan,
    services,
    answer,
    status: live.length === 0 ? 'cancelled' : statusOf(live, withoutRejections(answer), [request, plan]),
  };
}

/** What was certified before is not undone by a rejected line of a later request. */
const withoutRejections = (answer: AuthorizationAnswer): AuthorizationAnswer => ({ ...answer, rejections: [] });

/** A change that the payer did not grant waits for a person; what was certified before it stands. */
export function attentionToChange({ certification, status }: Change): string | undefined {
  const words = WORDS_OF_STATUS[status];
  if (words === undefined) return undefined;
  return `The payer ${words} the ${WORDS_OF_CHANGE[certification]}. What was certified before it stands.`;
}
const WORDS_OF_STATUS: Readonly<Partial<Record<Change['status'], string>>> = {
  refused: 'could not read the file with',
  rejected: 'did not review',
  partial: 'granted only a part of',
  denied: 'denied',
  contactPayer: 'wants a call about',
};
export const WORDS_OF_CHANGE: Readonly<Record<CertificationType, string>> = {
  I: 'request',
  '4': 'extension',
  S: 'revision',
  R: 'renewal',
  '3': 'cancellation',
  N: 'reconsideration',
  '1': 'urgent appeal',
  '2': 'appeal',
};
