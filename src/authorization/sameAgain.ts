/** A request that the payer did not review and wants again as it is. */

import type { ChangeDecision } from './changeRequest.ts';
import type { Resend } from './followUp.ts';
import { NEW_TRACE } from './numbered.ts';
import type { ServiceLine } from './request.ts';

/** A change that the payer did not review, as it is, ready for a reference of its own. */
export function sameAgain({ request, plan }: Resend): Extract<ChangeDecision, { readonly is: 'request' }> {
  const isOfIt = ({ trace }: ServiceLine): boolean => request.services.some((line) => line.trace === trace);
  const services = plan.services.map((line) => (isOfIt(line) ? { ...line, trace: NEW_TRACE } : line));
  const reason = 'the payer did not review it and wants the same again';
  return { is: 'request', request, plan: { ...plan, services }, reason };
}
