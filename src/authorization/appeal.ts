/** An appeal: what the payer refused is asked again of a reviewer above the first one, by a person's word. */

import { bad, error, good, type Outcome } from '../outcome.ts';
import type { Payer } from '../rules/parse.ts';
import type { Authorization } from './authorization.ts';
import { type ChangeDecision, requested } from './changeRequest.ts';
import type { ServiceLine } from './request.ts';

export interface Appealing {
  readonly do: 'appeal';
  /** Waiting for the usual time could do harm: the prescriber's word is kept with the request. */
  readonly urgent: boolean;
  /** Told to the payer. */
  readonly reason: string;
  readonly by: string;
}

/**
 * The request of an appeal: UM02 1 at once or 2 in turn, with the lines that were denied or cut, and the number of the
 * review. It has no reference yet (`numbered`). Issues: NOTHING_TO_APPEAL, ANSWER_CONTRADICTS, CHANGE_UNDERWAY,
 * APPEAL_ELSEWHERE (the payer takes appeals by another way than a 278).
 */
export function appealOf(
  state: Authorization,
  { urgent, reason, by }: Appealing,
  payer: Pick<Payer, 'name' | 'authorization' | 'file'>,
): Outcome<Extract<ChangeDecision, { readonly is: 'request' }>> {
  const { request, answer, change } = state;
  const lines = request === undefined ? [] : refusedLines(state, request.services);
  if (request === undefined || lines.length === 0)
    return bad(error('NOTHING_TO_APPEAL', 'The payer has refused no line of this authorization.', { path: 'do' }));
  if (state.contradiction !== undefined)
    return bad(
      error('ANSWER_CONTRADICTS', 'The payer gave two answers. Settle which one stands first.', { path: 'do' }),
    );
  if (change !== undefined && WAITING.has(change.status))
    return bad(
      error('CHANGE_UNDERWAY', 'The payer has not answered the last request yet. Wait for it.', { path: 'do' }),
    );
  if (payer.authorization.appeals !== 'x12') {
    const message = `${payer.name} takes no appeals as a 278. Send it the payer's own way, and log it here.`;
    return bad(error('APPEAL_ELSEWHERE', message, { path: 'do', rule: payer.file }));
  }
  const number = state.services.find((service) => service.number !== undefined)?.number;
  const { documents: _announced, ...plan } = request;
  const asked = requested(
    plan,
    { ...plan, urgent, ...(urgent ? { attestations: [`${by} says that the appeal cannot wait`] } : {}) },
    urgent ? '1' : '2',
    number,
    answer?.reviewNumber,
    lines,
    reason,
  );
  return good({ ...asked, plan: request });
}

const WAITING: ReadonlySet<string> = new Set(['requested', 'pended', 'contactPayer']);

/** Lines that the payer denied, or certified with fewer units than were asked for. */
const refusedLines = ({ services }: Authorization, lines: readonly ServiceLine[]): readonly ServiceLine[] =>
  services.flatMap((service) => {
    const action = service.decision?.action;
    const isRefused = action === 'A3' || ((action === 'A1' || action === 'A6') && service.approved < service.requested);
    const line =
      lines.find(({ trace }) => trace === service.trace) ?? lines.find(({ hcpcs }) => hcpcs === service.hcpcs);
    return isRefused && line !== undefined ? [{ ...line, changes: service.trace }] : [];
  });
