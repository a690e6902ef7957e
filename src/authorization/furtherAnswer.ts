/** What an answer means to an authorization that may have been answered before. */

import {
  type Authorization,
  type AuthorizationAnswer,
  type AuthorizationEvent,
  applyAuthorization,
  isOnRecord,
} from './authorization.ts';

/**
 * The event to record for an answer; undefined for one that is on record already. `Contradicted` where it does not fit
 * what the payer said before, by the payer's own order: then nothing changes and a person finds out. Which of the two
 * event names was recorded makes no difference to the state, which follows from the set of answers alone.
 */
export function eventOfAnswer(state: Authorization, answer: AuthorizationAnswer): AuthorizationEvent | undefined {
  if (isOnRecord(state, answer)) return undefined;
  const answered: AuthorizationEvent = { type: 'Answered', answer };
  const after = applyAuthorization(state, answered);
  const isNews = JSON.stringify(after.contradiction) !== JSON.stringify(state.contradiction);
  if (after.contradiction === undefined || !isNews) return answered;
  return { type: 'Contradicted', answer, reason: after.attention ?? '' };
}
