/** Deciding on a plan a second time: what is news, and what may be asked of a payer that did not review the request. */

import type { Authorization, AuthorizationEvent, AuthorizationRequest } from './authorization.ts';
import { isClosedBy, resendOf } from './followUp.ts';

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
  const resend = resendOf(state);
  if (resend !== undefined) return resend.on <= today;
  return !isClosedBy(state) && substance(request) !== substance(now);
}

/** Whether what is asked now is what was rejected, which then must not go out a third time. */
export const isRepeat = (state: Authorization, now: AuthorizationRequest): boolean =>
  resendOf(state) !== undefined && state.request !== undefined && substance(state.request) === substance(now);

/** What a payer reads of a request; our numbers and the proofs are not among it. */
const substance = (request: AuthorizationRequest): string =>
  text({
    ...request,
    reference: '',
    services: request.services.map((line) => ({ ...line, trace: '', proof: [], sources: [] })),
  });
const text = (value: unknown): string => JSON.stringify(value);
