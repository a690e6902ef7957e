/** Deciding on a plan a second time: what is news, and what may be asked of a payer that did not review the request. */

import type { Authorization, AuthorizationEvent, AuthorizationRequest } from './authorization.ts';
import { isClosedBy, type Resend, resendOf } from './followUp.ts';
import { resultOf } from './result.ts';

/** Asked and not turned away: nothing more is asked, and a change to the plan is told to a person. */
export const isAsked = ({ status }: Authorization): boolean =>
  !['new', 'held', 'notRequired', 'withdrawn', 'refused', 'rejected'].includes(status);

/**
 * Whether a decision says something that is not on record. A request that was turned away is made again only when it
 * says something else, or when the payer wants the same again (AAA04 P, X, W) and the wait it names is over; never
 * before, and never where the payer forbids it (N) or will answer without it (S, Y).
 *
 * @param today YYYY-MM-DD in the facility's zone
 */
export function isNews(state: Authorization, event: AuthorizationEvent, today: string): boolean {
  switch (event.type) {
    case 'Held':
      return state.status !== 'held' || text(state.issues) !== text(event.issues);
    case 'NotRequired':
      return state.status !== 'notRequired' || text(state.reasons) !== text(event.reasons);
    case 'Withdrawn':
      return state.status !== 'new' && state.status !== 'withdrawn';
    case 'Requested':
      return isNewRequest(state, event.request, today);
    default:
      return true;
  }
}

function isNewRequest(state: Authorization, now: AuthorizationRequest, today: string): boolean {
  const { request } = state;
  if (request === undefined) return true;
  const resend = resendOfPayer(state);
  if (resend !== undefined) return resend.on <= today;
  return !isClosedBy(state) && substance(request) !== substance(now);
}

/** Whether what is asked now is what was rejected, which then must not go out a third time. */
export const isRepeat = (state: Authorization, now: AuthorizationRequest): boolean =>
  resendOfPayer(state) !== undefined && state.request !== undefined && substance(state.request) === substance(now);

/** What the payer wants again, also while our own side holds the plan or took it back: its wait goes on. */
function resendOfPayer(state: Authorization): Resend | undefined {
  const [first, ...changes] = state.rounds;
  return first === undefined ? undefined : resendOf({ ...state, status: resultOf(first, changes).status });
}

/**
 * Whether a plan that was turned away, and held or taken back after it, is as it was asked for: then what the payer said
 * stands again, with everything that follows from it.
 */
export const isAsTurnedAway = ({ own, rounds }: Authorization, event: AuthorizationEvent): boolean =>
  own !== undefined && rounds.length > 0 && event.type === 'Requested';

/** What a payer reads of a request; our numbers and the proofs are not among it. */
const substance = (request: AuthorizationRequest): string =>
  text({
    ...request,
    reference: '',
    services: request.services.map((line) => ({ ...line, trace: '', proof: [], sources: [] })),
  });
const text = (value: unknown): string => JSON.stringify(value);
