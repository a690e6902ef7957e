import { describe, expect, test } from 'vitest';
import {
  type ApprovedUnits,
  type AuthorizationEvent,
  type Decision,
  foldAuthorization,
} from '../../src/authorization/authorization.ts';
import { gate, type PlannedVisit } from '../../src/authorization/gate.ts';
import { nextVisits } from '../../src/authorization/plannedVisits.ts';
import { units } from '../claim/invented.ts';
import { drug, infusion, request, subject } from './invented.ts';

const requested: AuthorizationEvent = { type: 'Requested', request, ...subject };
const said = (action: Decision['action'], more: Partial<Decision> = {}): AuthorizationEvent => ({
  type: 'Answered',
  answer: { event: { action, reasons: [], ...more }, services: [], rejections: [], furtherUpdates: false },
});
const certified = said('A1', { number: 'AUTH1' });
const fewer: AuthorizationEvent = {
  type: 'Answered',
  answer: {
    services: [
      { action: 'A6', number: 'AUTH1', reasons: ['87'], trace: drug.trace, units: 300 as ApprovedUnits },
      { action: 'A1', number: 'AUTH1', reasons: [], trace: infusion.trace },
    ],
    rejections: [],
    furtherUpdates: false,
  },
};
const drawn = (claim: string, count: number): AuthorizationEvent => ({
  type: 'UnitsDrawn',
  claim,
  hcpcs: 'J9022',
  units: units(count),
  date: '20270310',
});
const visit: PlannedVisit = { hcpcs: 'J9022', date: '20270310', units: 120, placeOfService: '19' };
const rejected: AuthorizationEvent = {
  type: 'Answered',
  answer: { services: [], rejections: [{ level: '2010C', code: '75' }], furtherUpdates: false },
};

describe('the schedule gate', () => {
  test.each<[string, string, Partial<PlannedVisit>, ...AuthorizationEvent[]]>([
    ['go', '720 certified - 0 used = 720 left, 120 needed.', {}, requested, certified],
    [
      'go',
      '720 certified - 600 used = 120 left, 120 needed.',
      {},
      requested,
      certified,
      drawn('claim/1', 360),
      drawn('claim/2', 240),
    ],
    ['go', '720 certified - 0 used = 720 left, 120 needed.', { date: '20270623' }, requested, certified],
    ['stop', 'The day is outside the certified days.', { date: '20270624' }, requested, certified],
    ['stop', 'The day is outside the certified days.', { date: '20270309' }, requested, certified],
    [
      'stop',
      '300 certified - 240 used = 60 left, 120 needed: 60 short. Ask the payer for more.',
      {},
      requested,
      fewer,
      drawn('claim/1', 240),
    ],
    ['ask', 'Certified was place of service 19, planned is 11.', { placeOfService: '11' }, requested, certified],
    ['ask', 'The payer certified it without a number to bill with.', {}, requested, said('A1')],
    ['stop', 'The payer denied it (A3).', {}, requested, said('A3', { reasons: ['82'] })],
    ['stop', 'The payer has pended it and decides later (A4).', {}, requested, said('A4')],
    ['stop', 'The request was cancelled (C).', {}, requested, said('C')],
    ['ask', 'The payer wants a call (CT).', {}, requested, said('CT')],
    ['ask', 'The payer says that no action is needed (NA); that is no approval.', {}, requested, said('NA')],
    ['ask', 'The payer certified a part without saying which.', {}, requested, said('A2', { number: 'AUTH1' })],
    ['stop', 'The payer has not decided.', {}, requested],
    ['stop', 'The payer did not take the request; ask again first.', {}, requested, rejected],
    [
      'ask',
      'No authorization names J9302. Find out whether the payer wants one.',
      { hcpcs: 'J9302' },
      requested,
      certified,
    ],
    ['ask', 'A new order came.', {}, requested, certified, { type: 'OrdersChanged', note: 'A new order came.' }],
  ])('says %s: %s', (answer, reason, different, ...events) => {
    expect(gate([foldAuthorization(events)], { ...visit, ...different })).toEqual({ answer, reasons: [reason] });
  });

  test('asks where there is no authorization at all', () => {
    expect(gate([], visit).answer).toBe('ask');
  });

  test('goes when one of two authorizations covers the visit, and gives that reason only', () => {
    const denied = foldAuthorization([requested, said('A3')]);
    expect(gate([denied, foldAuthorization([requested, certified])], visit)).toEqual({
      answer: 'go',
      reasons: ['720 certified - 0 used = 720 left, 120 needed.'],
    });
  });
});

describe('the next visit', () => {
  const stepUp = {
    ...drug,
    perDose: [
      { doses: 1, units: 60 },
      { doses: 2, units: 240 },
    ],
  };
  const plan = { ...request, services: [stepUp, { ...infusion, prn: true }] };
  const asked: AuthorizationEvent = { type: 'Requested', request: plan, ...subject };
  const days = (...events: AuthorizationEvent[]) =>
    nextVisits(foldAuthorization([asked, ...events])).map(({ hcpcs, date, units: needed }) => [hcpcs, date, needed]);

  test('is the first dose on the first day; a line given as needed has none', () => {
    expect(days()).toEqual([['J9022', '20270310', 60]]);
  });

  test('follows in the rhythm of the plan, with the units of that dose, until all are billed', () => {
    expect(days(drawn('claim/1', 60))).toEqual([['J9022', '20270331', 240]]);
    expect(days(drawn('claim/1', 60), drawn('claim/2', 240))).toEqual([['J9022', '20270421', 240]]);
    expect(days(drawn('claim/1', 60), drawn('claim/2', 240), drawn('claim/3', 240))).toEqual([]);
  });

  test('comes again when a claim gives its units back', () => {
    expect(days(drawn('claim/1', 60), { type: 'UnitsReturned', claim: 'claim/1' })).toEqual([
      ['J9022', '20270310', 60],
    ]);
  });

  test('is not told where no order says its day', () => {
    const { rhythm: _rhythm, ...without } = plan;
    const events: AuthorizationEvent[] = [
      { ...asked, type: 'Requested', request: without, ...subject },
      drawn('c', 60),
    ];
    expect(nextVisits(foldAuthorization(events))).toEqual([]);
  });
});
