/** The 999 of the synthetic payer: what is wrong is told by the product's own rules, and a script may refuse more. */

import { error, type Issue } from '../../outcome.ts';
import { acknowledge } from '../../x12/acknowledge.ts';
import type { Acknowledgement999 } from '../../x12/guides/999.ts';
import type { InboundGroup, InboundSet } from './inbound.ts';

/** The answer to one group. `refuseAll` refuses every set for an error that it does not have. */
export const acknowledgementOf = (
  { header, sets, issues, declared }: InboundGroup,
  refuseAll: boolean,
): Acknowledgement999 =>
  acknowledge(
    header,
    sets.map((set) => ({ transaction: set.transaction, issues: refuseAll ? [inventedError(set)] : set.issues })),
    issues,
    declared,
  );

/** The sets of a group that the payer works on. */
export const acceptedSets = (group: InboundGroup): readonly InboundSet[] =>
  isBroken(group.issues) ? [] : group.sets.filter(({ issues }) => !isBroken(issues));

const isBroken = (issues: readonly Issue[]): boolean => issues.some(({ severity }) => severity === 'error');

/** An error the set does not have, at its most telling segment. */
function inventedError({ transaction: { set, segments } }: InboundSet): Issue {
  const index = Math.max(
    0,
    segments.findIndex(({ id }) => id === 'CLM' || id === 'UM'),
  );
  const id = segments[index]?.id ?? 'ST';
  return error('IK403:7', 'Refused by script.', { path: `${set}/${id}`, ref: `${id}02`, segment: index + 1 });
}
