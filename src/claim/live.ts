/** Whether a claim stands with the payer. One that was refused or rejected was never filed: it holds no dose and no unit. */

import type { Claim, ClaimState, ClaimStatus } from './claim.ts';

const NOT_FILED: ReadonlySet<ClaimStatus> = new Set(['new', 'held', 'notBillable', 'refused', 'rejected']);

/** Sent and not turned away: its doses are billed and its units are used up. */
export const isLive = ({ status }: Pick<ClaimState, 'status'>): boolean => !NOT_FILED.has(status);

/** What an event did to the hold a claim has on its doses and certified units; undefined: nothing. */
export function changeOfHold(before: ClaimState, after: ClaimState): 'taken' | 'givenBack' | undefined {
  if (isLive(before) === isLive(after)) return undefined;
  return isLive(after) ? 'taken' : 'givenBack';
}

/**
 * Whether a claim would say what was turned away already: then it is not sent again, for it would be turned away
 * again. Its numbers are ours and count for nothing.
 */
export function isSameBill(before: Claim | undefined, now: Claim): boolean {
  return before !== undefined && JSON.stringify(substance(before), text) === JSON.stringify(substance(now), text);
}

const substance = (claim: Claim): unknown => ({
  ...claim,
  number: '',
  lines: claim.lines.map((line) => ({ ...line, controlNumber: '', proof: [] })),
});
const text = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
