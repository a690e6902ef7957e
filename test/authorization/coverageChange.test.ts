import { describe, expect, test } from 'vitest';
import { coverageChange } from '../../src/authorization/coverageChange.ts';
import type { Insured } from '../../src/authorization/insured.ts';
import { error, warning } from '../../src/outcome.ts';
import { insurance } from '../claim/invented.ts';

const sent = { ...insurance, groupNumber: 'G1' };
const now = (change: Partial<Insured['insurance']>) => ({
  insured: { insurance: { ...sent, ...change } } as Insured,
  issues: [],
});
const later = warning('ORDER_NAMES_LATER_COVERAGE', 'invented');

describe('a coverage since something was sent under it', () => {
  test.each([
    ['as it was', now({}), undefined],
    ['another payer', now({ payer: { ...sent.payer, profile: 'other' } }), 'payer'],
    ['another member id', now({ memberId: 'W2' }), 'member'],
    ['another relationship', now({ relationship: '19' }), 'member'],
    ['another group', now({ groupNumber: 'G2' }), 'plan'],
    ['ended', { issues: [error('COVERAGE_NOT_ACTIVE', 'invented')] }, 'lost'],
    [
      'ended, as a warning beside a good one',
      { ...now({}), issues: [warning('COVERAGE_NOT_ACTIVE', 'invented')] },
      undefined,
    ],
    ['unreadable for another reason', { issues: [error('MISSING_NAME', 'invented')] }, undefined],
    ['of a merged record', { issues: [error('PATIENT_MERGED', 'invented')] }, 'merged'],
  ])('%s', (_what, state, kind) => {
    expect(coverageChange(sent, state)?.kind).toBe(kind);
  });

  test('a group that nobody told before is none that changed', () => {
    const { groupNumber: _told, ...without } = sent;
    expect(coverageChange(without, now({}))).toBeUndefined();
  });

  test('an order of benefits is news only where it was otherwise when it was sent', () => {
    const behind = { ...now({}), issues: [later] };
    expect(coverageChange(sent, behind, [])?.kind).toBe('order');
    expect(coverageChange(sent, behind, [later])).toBeUndefined();
    expect(coverageChange(sent, behind)).toBeUndefined();
  });
});
