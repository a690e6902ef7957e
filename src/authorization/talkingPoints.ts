/** What to say to the payer's physician: the denial in plain words, and what our own records hold against it. */

import type { Authorization } from './authorization.ts';
import type { Casework } from './casework.ts';
import { reviewReason } from './reviewReasons.ts';

/** The payer's reasons, then each met item of the checklist with its resource, then the units with their arithmetic. */
export function talkingPoints(state: Authorization, { determination }: Casework): readonly string[] {
  const decisions = [state.answer?.event, ...state.services.map(({ decision }) => decision)];
  const reasons = new Set(decisions.flatMap((decision) => (decision?.action === 'A3' ? decision.reasons : [])));
  const messages = new Set(decisions.flatMap((decision) => decision?.message ?? []));
  const met = (determination?.checklist ?? []).flatMap(({ what, evidence, resolution }) => {
    if (evidence !== undefined)
      return [`In the chart: ${what} (${evidence.source}, version ${evidence.version}${on(evidence.on)}).`];
    return resolution === undefined ? [] : [`On file: ${what}, by ${resolution.by}: ${resolution.reason}`];
  });
  const asked = (state.request?.services ?? []).flatMap(({ hcpcs, proof }) =>
    proof.slice(0, 1).map((line) => `Asked for ${hcpcs}: ${line}`),
  );
  return [
    ...[...reasons].map(reviewReason),
    ...[...messages].map((text) => `The payer writes: ${text}`),
    ...met,
    ...asked,
  ];
}

const on = (day: string | undefined): string => (day === undefined ? '' : `, of ${day}`);
