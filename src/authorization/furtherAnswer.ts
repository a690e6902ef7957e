/** What an answer means to an authorization that may have been answered before. */

import type { Authorization, AuthorizationAnswer, AuthorizationEvent, AuthorizationStatus } from './authorization.ts';

/**
 * What an answer means for the state: the first one decides, an open one may be settled, a repeat or a "pended" that
 * comes after the decision is no news (undefined), and anything else contradicts what is known and goes to a person.
 */
export function eventOfAnswer(state: Authorization, answer: AuthorizationAnswer): AuthorizationEvent | undefined {
  if (isSame(state.answer, answer) || isSame(state.contradiction, answer)) return undefined;
  if (isOpen(state)) return { type: 'Answered', answer };
  if (state.answer !== undefined && isPendedOnly(answer)) return undefined;
  const reason = `The payer sent another answer after ${state.status}. Compare both and call the payer; nothing was changed.`;
  return { type: 'Contradicted', answer, reason };
}

const OPEN: ReadonlySet<AuthorizationStatus> = new Set(['requested', 'refused', 'pended', 'contactPayer']);
/** AAA04 S, Y: not decided yet, and the answer will come without our asking again. */
const isOpen = ({ status, answer }: Authorization): boolean =>
  OPEN.has(status) ||
  (status === 'rejected' && (answer?.rejections ?? []).every(({ followUp }) => followUp === 'S' || followUp === 'Y'));

const isPendedOnly = ({ event, services, rejections }: AuthorizationAnswer): boolean =>
  rejections.length === 0 &&
  [...(event === undefined ? [] : [event]), ...services].every(({ action }) => action === 'A4');

const isSame = (known: AuthorizationAnswer | undefined, answer: AuthorizationAnswer): boolean =>
  known !== undefined && JSON.stringify(known) === JSON.stringify(answer);
