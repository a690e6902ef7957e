/** A coverage that changed after something was sent under it: what was sent stays, and what no longer fits is told. */

import type { Issue } from '../outcome.ts';
import type { Insured } from './insured.ts';
import type { Insurance } from './parties.ts';

export interface CoverageChange {
  /** plan: the payer and the member are the same, under another group. */
  readonly kind: 'payer' | 'member' | 'plan' | 'order' | 'lost' | 'merged';
  /** What changed, in words without a value of the patient's. */
  readonly text: string;
}

/**
 * What changed about who pays since something was sent under an insurance; undefined where it still fits.
 *
 * @param then what was told when it was sent, where the order of several coverages counts
 */
export function coverageChange(
  sent: Insurance,
  now: { readonly insured?: Insured; readonly issues: readonly Issue[] },
  then?: readonly Issue[],
): CoverageChange | undefined {
  if (now.insured === undefined) {
    if (now.issues.some(({ code }) => code === 'PATIENT_MERGED'))
      return { kind: 'merged', text: 'the patient was merged into another record, and the orders still name this one' };
    const lost = now.issues.filter(({ code, severity }) => severity === 'error' && COVERAGE_LOST.has(code));
    const codes = lost.map(({ code }) => code).join(', ');
    return lost.length === 0 ? undefined : { kind: 'lost', text: `the coverage can no longer be used (${codes})` };
  }
  const { payer, memberId, relationship, groupNumber } = now.insured.insurance;
  if (sent.payer.profile !== payer.profile) return { kind: 'payer', text: `the coverage is now with ${payer.name}` };
  if (sent.memberId !== memberId) return { kind: 'member', text: 'the coverage now has another member id' };
  if (sent.relationship !== relationship)
    return { kind: 'member', text: 'the patient is now insured in another relationship' };
  // A group that is told for the first time completes the registration.
  if (sent.groupNumber !== undefined && groupNumber !== undefined && sent.groupNumber !== groupNumber)
    return { kind: 'plan', text: 'the coverage now has another group' };
  if (then !== undefined && isLater(now.issues) && !isLater(then))
    return { kind: 'order', text: 'another coverage of the patient now pays before the one that was asked' };
  return undefined;
}

const isLater = (issues: readonly Issue[]): boolean => issues.some(({ code }) => code === 'ORDER_NAMES_LATER_COVERAGE');

/** Issues of `insuredOf` that mean that nobody is known to pay now. */
const COVERAGE_LOST: ReadonlySet<string> = new Set([
  'MISSING_COVERAGE',
  'COVERAGE_NOT_ACTIVE',
  'COVERAGE_ORDER_UNKNOWN',
  'COVERAGE_PAYOR_IS_PATIENT',
  'MISSING_PAYOR',
  'MISSING_MEMBER_ID',
  'MISSING_SUBSCRIBER',
  'COVERAGE_RELATIONSHIP_UNKNOWN',
  'PAYER_UNKNOWN',
]);
