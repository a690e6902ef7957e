/** A coverage that changed after something was sent under it: what was sent stays, and what no longer fits is told. */

import type { Issue } from '../outcome.ts';
import type { Insured } from './insured.ts';
import type { Insurance } from './parties.ts';

export interface CoverageChange {
  readonly kind: 'payer' | 'member' | 'lost';
  /** What changed, in words without a value of the patient's. */
  readonly text: string;
}

/** What changed about who pays since something was sent under an insurance; undefined where it still fits. */
export function coverageChange(
  sent: Insurance,
  now: { readonly insured?: Insured; readonly issues: readonly Issue[] },
): CoverageChange | undefined {
  if (now.insured === undefined) {
    const lost = now.issues.filter(({ code, severity }) => severity === 'error' && COVERAGE_LOST.has(code));
    const codes = lost.map(({ code }) => code).join(', ');
    return lost.length === 0 ? undefined : { kind: 'lost', text: `the coverage can no longer be used (${codes})` };
  }
  const { payer, memberId, relationship } = now.insured.insurance;
  if (sent.payer.profile !== payer.profile) return { kind: 'payer', text: `the coverage is now with ${payer.name}` };
  if (sent.memberId !== memberId) return { kind: 'member', text: 'the coverage now has another member id' };
  if (sent.relationship !== relationship)
    return { kind: 'member', text: 'the patient is now insured in another relationship' };
  return undefined;
}

/** Issues of `insuredOf` that mean that nobody is known to pay now. */
const COVERAGE_LOST: ReadonlySet<string> = new Set([
  'MISSING_COVERAGE',
  'COVERAGE_NOT_ACTIVE',
  'COVERAGE_ORDER_UNKNOWN',
  'COVERAGE_PAYOR_IS_PATIENT',
  'MISSING_PAYOR',
  'MISSING_MEMBER_ID',
  'PAYER_UNKNOWN',
]);
