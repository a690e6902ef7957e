import { describe, expect, test } from 'vitest';
import {
  type ApprovedUnits,
  type AuthorizationEvent,
  foldAuthorization,
} from '../../src/authorization/authorization.ts';
import { authorizationWrites } from '../../src/authorization/writeback.ts';
import { drug, infusion, request, subject } from './invented.ts';

const first: AuthorizationEvent = { type: 'Requested', request, ...subject };
const answered = (more: object): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    reference: request.reference,
    sent: '202703021015',
    services: [],
    rejections: [],
    furtherUpdates: false,
    ...more,
  },
});
const decisionOf = (event: AuthorizationEvent, today = '2027-03-03') => {
  const [write] = authorizationWrites('authorization/1', foldAuthorization([first, event]), today);
  if (write?.resource.resourceType !== 'ClaimResponse') throw new Error('no decision is written');
  return { ...write, resource: write.resource };
};

describe('the decision in the chart', () => {
  test('is the same on whatever day it is written', () => {
    const certified = answered({ event: { action: 'A1', number: 'AUTH1', reasons: [] } });
    expect(decisionOf(certified, '2027-03-03')).toEqual(decisionOf(certified, '2027-05-09'));
    expect(decisionOf(certified).resource).toMatchObject({
      created: '2027-03-02',
      outcome: 'complete',
      preAuthRef: 'AUTH1',
      preAuthPeriod: { start: '2027-03-10', end: '2027-06-23' },
    });
  });

  test('says what was asked in the item and what is certified instead beside it', () => {
    const units = 480 as ApprovedUnits;
    const { resource } = decisionOf(
      answered({
        event: { action: 'A6', number: 'AUTH1', reasons: ['87'] },
        services: [
          { action: 'A6', number: 'AUTH1', reasons: ['87'], trace: drug.trace, hcpcs: drug.hcpcs, units },
          { action: 'A1', number: 'AUTH1', reasons: [], trace: infusion.trace, hcpcs: infusion.hcpcs },
        ],
      }),
    );
    expect(resource.addItem?.map(({ itemSequence, quantity }) => [itemSequence, quantity?.value])).toEqual([
      [[1], 480],
    ]);
    expect(resource.item?.map(({ itemSequence }) => itemSequence)).toEqual([1, 2]);
  });

  test('carries the reason of a denial, also where the payer gave none', () => {
    const denied = decisionOf(answered({ event: { action: 'A3', reasons: ['82'] } })).resource;
    expect(denied.processNote?.[0]?.text).toMatch(/^Reason 82: /);
    const silent = decisionOf(answered({ event: { action: 'A3', reasons: [] } })).resource;
    expect(silent.processNote?.[0]?.text).toMatch(/without a reason/);
    expect(silent.preAuthRef).toBeUndefined();
  });

  test('tells a rejection by level, reason and follow-up in the codes of X12', () => {
    const { resource } = decisionOf(answered({ rejections: [{ level: '2010C', code: '75', followUp: 'C' }] }));
    expect(resource.outcome).toBe('error');
    expect(JSON.stringify(resource.error)).toMatch(/2010C.*005010\/889.*005010\/901/);
  });

  test('stands ready as a document in plain text for an EHR that takes no ClaimResponse', () => {
    const { otherwise, identifier } = decisionOf(answered({ event: { action: 'A1', number: 'AUTH1', reasons: [] } }));
    if (otherwise?.resourceType !== 'DocumentReference') throw new Error('no document');
    expect(otherwise.identifier).toEqual([identifier]);
    expect(
      atob(otherwise.content[0]?.attachment.data ?? '')
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'Prior authorization: Approved',
      'J9022: 720 units asked, 720 certified (A1), 2027-03-10 to 2027-06-23, number AUTH1',
    ]);
  });
});
