/** Deciding on a plan a second time: what is news, and what may be asked of a payer that did not review the request. */

import type { Authorization, AuthorizationEvent, AuthorizationRequest } from './authorization.ts';

/** Asked and not turned away: nothing more is asked, and a change to the plan is told to a person. */
export const isAsked = ({ status }: Authorization): boolean =>
  !['new', 'held', 'notRequired', 'withdrawn', 'refused', 'rejected'].includes(status);

/**
 * Whether a decision says something that is not on record. A request that was turned away is made again only when it
 * says something else, and never where the payer forbids it (AAA04 N) or will answer without it (S, Y).
 */
export function isNews(state: Authorization, event: AuthorizationEvent): boolean {
  switch (event.type) {
    case 'Held':
      return state.status !== 'held' || text(state.issues) !== text(event.issues);
    case 'NotRequired':
      return state.status !== 'notRequired' || text(state.reasons) !== text(event.reasons);
    case 'Withdrawn':
      return state.status !== 'new' && state.status !== 'withdrawn';
    case 'Requested':
      return state.request === undefined || (!isClosed(state) && substance(state.request) !== substance(event.request));
    default:
      return true;
  }
}

const isClosed = ({ answer }: Authorization): boolean =>
  (answer?.rejections ?? []).some(({ followUp }) => followUp !== undefined && ['N', 'S', 'Y'].includes(followUp));

/** What a payer reads of a request; our numbers and the proofs are not among it. */
const substance = (request: AuthorizationRequest): string =>
  text({
    ...request,
    reference: '',
    services: request.services.map((line) => ({ ...line, trace: '', proof: [], sources: [] })),
  });
const text = (value: unknown): string => JSON.stringify(value);
