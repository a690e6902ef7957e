import { describe, expect, test } from 'vitest';
import type { ApprovedUnits } from '../../src/authorization/answer.ts';
import { type AuthorizationEvent, type BilledUnits, foldAuthorization } from '../../src/authorization/authorization.ts';
import { furtherUnitsOf } from '../../src/authorization/furtherUnits.ts';
import { numbered } from '../../src/authorization/numbered.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { written } from '../claim/invented.ts';
import { drug, infusion, sixDoses, subject } from './invented.ts';

const plan = sixDoses;
const asked: AuthorizationEvent = { type: 'Requested', request: plan, ...subject };
const certified = (units: number, infusions: number, action: 'A1' | 'A3' | 'A6' = 'A6'): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    services: [
      { action, number: 'AUTH1', reasons: [], trace: drug.trace, units: units as ApprovedUnits },
      { action: 'A6', number: 'AUTH1', reasons: [], trace: infusion.trace, units: infusions as ApprovedUnits },
    ],
    rejections: [],
    furtherUpdates: false,
  },
});
/** The payer says otherwise of the first request, after its decision. */
const later = (action: 'A3'): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    sent: '202705011015',
    event: { action, reasons: [] },
    services: [],
    rejections: [],
    furtherUpdates: false,
  },
});
const given = (claim: string, units: number, date: string): readonly AuthorizationEvent[] =>
  [
    { hcpcs: 'J9022', units },
    { hcpcs: '96413', units: 1 },
  ].map(({ hcpcs, units: drawn }) => ({ type: 'UnitsDrawn', claim, hcpcs, units: drawn as BilledUnits, date }));
const REFERENCE = 'IB20270520000018';
const why = { reason: 'Weight gain, same regimen' };
const linesOf = (...events: readonly AuthorizationEvent[]) => {
  const found = furtherUnitsOf(foldAuthorization([asked, ...events]), why);
  return found.ok
    ? found.value.request.services.map(({ hcpcs, units, from, to, changes }) => [hcpcs, units, from, to, changes])
    : found.issues.map(({ code }) => code);
};
const sent = (action?: 'A1' | 'A3' | 'A4' | 'CT', number = 'AUTH1', ...before: readonly AuthorizationEvent[]) => {
  const found = furtherUnitsOf(foldAuthorization([asked, ...before]), why);
  if (!found.ok) throw new Error('nothing is asked');
  const events: AuthorizationEvent[] = [{ type: 'Requested', ...numbered(found.value, REFERENCE), ...subject }];
  if (action !== undefined)
    events.push({
      type: 'Answered',
      answer: {
        reference: REFERENCE,
        sent: '202705211015',
        event: { action, reasons: [], ...(action === 'A1' ? { number } : {}) },
        services: [],
        rejections: [],
        furtherUpdates: false,
      },
    });
  return [...before, ...events];
};

const rejected = (followUp: string): readonly AuthorizationEvent[] => [
  ...sent(undefined, '', certified(360, 6)),
  {
    type: 'Answered',
    answer: {
      reference: REFERENCE,
      sent: '202705211015',
      services: [],
      rejections: [{ level: '2000E', code: '42', followUp }],
      furtherUpdates: false,
    },
  },
];

describe('more units by a person’s word', () => {
  test('are what the doses left lack, in the days that are certified; the first of them covered in part', () => {
    const found = furtherUnitsOf(foldAuthorization([asked, certified(300, 3)]), why);
    if (!found.ok) throw new Error('nothing is asked');
    const file = request278Of(numbered(found.value, REFERENCE).request, { date: '20270519', time: '0900' });
    expect(written(request278, file).filter((segment) => /^(UM|REF|DTP|HSD|SV1|MSG)/.test(segment))).toEqual([
      'UM*HS*4*78*19:B*****Y',
      'REF*BB*AUTH1',
      'DTP*AAH*RD8*20270421-20270623',
      'MSG*EXTENSION WEIGHT GAIN, SAME REGIMEN',
      'DTP*472*RD8*20270421-20270623',
      'SV1*HC:J9022**UN*420',
      'HSD*VS*1*WK*3*35*12',
      'DTP*472*RD8*20270512-20270623',
      'SV1*HC:96413**UN*3',
      'HSD*VS*1*WK*3*35*9',
    ]);
    expect(found.value.request.services[0]?.proof[0]).toBe(
      '720 units planned until 2027-06-23 - 300 left = 420 more (J9022)',
    );
  });

  test.each<[string, readonly AuthorizationEvent[], unknown]>([
    [
      'after doses that used more than was planned',
      [certified(720, 6), ...given('c1', 200, '20270310'), ...given('c2', 200, '20270331')],
      [['J9022', 160, '20270602', '20270623', drug.trace]],
    ],
    ['not where all doses are covered', [certified(720, 6)], ['NOTHING_SHORT']],
    ['not before the payer has decided', [], ['NOTHING_SHORT']],
    ['never for a line that was denied', [certified(0, 6, 'A3')], ['NOTHING_SHORT']],
    ['not while the last request is open', sent(undefined, '', certified(360, 6)), ['CHANGE_UNDERWAY']],
    ['not while two answers contradict each other', [certified(360, 6), later('A3')], ['ANSWER_CONTRADICTS']],
    ['not while the payer wants a call about it', sent('CT', '', certified(360, 6)), ['CHANGE_UNDERWAY']],
    [
      'for a line that the payer certified in total, with fewer units beside it',
      [certified(600, 6, 'A1')],
      [['J9022', 120, '20270623', '20270623', drug.trace]],
    ],
    ['not while the payer wants the last request again after a wait', rejected('W'), ['CHANGE_UNDERWAY']],
    [
      'again after the payer wanted the last request corrected',
      rejected('C'),
      [['J9022', 360, '20270512', '20270623', drug.trace]],
    ],
    ['not while it is pended', sent('A4', '', certified(360, 6)), ['CHANGE_UNDERWAY']],
    ['never again after the payer denied it', sent('A3', '', certified(360, 6)), ['EXTENSION_DENIED']],
    ['not once they are granted', sent('A1', 'AUTH1', certified(360, 6)), ['NOTHING_SHORT']],
    [
      'not once they are granted under a number of their own',
      sent('A1', 'AUTH2', certified(360, 6)),
      ['NOTHING_SHORT'],
    ],
  ])('%s', (_, events, expected) => {
    expect(linesOf(...events)).toEqual(expected);
  });

  test('that are granted make the authorization whole: asked once, certified in two parts', () => {
    const state = foldAuthorization([asked, ...sent('A1', 'AUTH1', certified(360, 6))]);
    expect(state.services.map(({ requested, approved, number }) => [requested, approved, number])).toEqual([
      [720, 720, 'AUTH1'],
      [6, 6, 'AUTH1'],
    ]);
    expect(state.services[0]?.decision?.action).toBe('A1');
  });
});
