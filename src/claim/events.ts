/** What a decision on a visit records. */

import type { AuthorizationEvent, BilledUnits } from '../authorization/authorization.ts';
import type { Issue } from '../outcome.ts';
import type { Claim, ClaimEvent, ClaimState } from './claim.ts';
import type { ClaimDecision } from './decide.ts';
import type { Visit } from './visit.ts';

/** The event of a visit that bills nothing now; undefined when the same was recorded already. */
export function eventOfClaim(state: ClaimState, decision: ClaimDecision, visit: Visit): ClaimEvent | undefined {
  const type = decision.result === 'no_claim' ? 'NotBillable' : 'Held';
  const issues = [...decision.errors];
  // Nothing was ever decided here and nothing is left to decide on.
  if (state.status === 'new' && visit.sources.length === 0) return undefined;
  const patient = visit.patient ?? state.patient;
  const who = patient === undefined ? {} : { patient };
  const known = state.status === (type === 'Held' ? 'held' : 'notBillable');
  const same = known && JSON.stringify(state.issues) === JSON.stringify(issues);
  return same ? undefined : { type, ...who, administrations: visit.sources, issues };
}

/** The event of a claim that goes out; `snapshot` is the key of the chart it was made from. */
export const eventOfSubmission = (claim: Claim, snapshot: string, warnings: readonly Issue[]): ClaimEvent => ({
  type: 'Submitted',
  claim,
  snapshot,
  ...(warnings.length === 0 ? {} : { warnings }),
});

/** What a claim uses up of each authorization: administered and discarded units by code and certified number. */
export function drawsOf(
  claim: Claim,
  stream: string,
): readonly { readonly authorization: string; readonly draws: readonly AuthorizationEvent[] }[] {
  const streams = [...new Set(claim.lines.flatMap((line) => line.authorization ?? []))];
  return streams.map((authorization) => {
    const lines = claim.lines.filter((line) => line.authorization === authorization);
    const together = Map.groupBy(lines, ({ hcpcs, authorizationNumber = '' }) => `${hcpcs} ${authorizationNumber}`);
    const draws = [...together.values()].flatMap((alike): readonly AuthorizationEvent[] => {
      const [first] = alike;
      if (first === undefined) return [];
      const { hcpcs, authorizationNumber: number } = first;
      const units = alike.reduce((sum, line) => sum + line.units, 0) as BilledUnits;
      const of = number === undefined ? {} : { number };
      return [{ type: 'UnitsDrawn', claim: stream, hcpcs, units, date: claim.serviceDate, ...of }];
    });
    return { authorization, draws };
  });
}
