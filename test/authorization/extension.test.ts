import { describe, expect, test } from 'vitest';
import type { ApprovedUnits } from '../../src/authorization/answer.ts';
import { type AuthorizationEvent, foldAuthorization } from '../../src/authorization/authorization.ts';
import { extensionInTime } from '../../src/authorization/extension.ts';
import { shortagesOf } from '../../src/authorization/forecast.ts';
import { furtherUnitsOf } from '../../src/authorization/furtherUnits.ts';
import { numbered } from '../../src/authorization/numbered.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { written } from '../claim/invented.ts';
import { drug, infusion, sixDoses, subject } from './invented.ts';

const rules = await loadRules();
const plan = sixDoses;
const asked: AuthorizationEvent = { type: 'Requested', request: plan, ...subject };
const certified = (to: string, units = 720): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    services: [
      { action: 'A6', number: 'AUTH1', reasons: [], trace: drug.trace, units: units as ApprovedUnits, to },
      { action: 'A6', number: 'AUTH1', reasons: [], trace: infusion.trace, units: 6 as ApprovedUnits, to },
    ],
    rejections: [],
    furtherUpdates: false,
  },
});
const until = (to: string) => foldAuthorization([asked, certified(to)]);
const REFERENCE = 'IB20270520000018';
const extension = (today: string, state = until('20270601')) => extensionInTime(state, rules, today);

describe('days that end before the plan does', () => {
  test('are asked for two weeks before the first dose after them, with the doses after them', () => {
    expect(extension('2027-05-18')).toBeUndefined();
    const found = extension('2027-05-19');
    if (found === undefined) throw new Error('nothing is asked');
    const file = request278Of(numbered(found, REFERENCE).request, { date: '20270519', time: '0900' });
    expect(written(request278, file).filter((segment) => /^(UM|REF|DTP|HSD|SV1|MSG)/.test(segment))).toEqual([
      'UM*HS*4*78*19:B*****Y',
      'REF*BB*AUTH1',
      'DTP*AAH*RD8*20270602-20270623',
      'HSD*VS*1*WK*3*35*6',
      'MSG*EXTENSION PLANNED DOSES LIE AFTER THE LAST CERTIFIED DAY',
      'DTP*472*RD8*20270602-20270623',
      'SV1*HC:J9022**UN*240',
      'DTP*472*RD8*20270602-20270623',
      'SV1*HC:96413**UN*2',
    ]);
    expect(found.request.services[0]?.proof[0]).toBe(
      '2 planned doses after 2027-06-01, the last certified day: 240 units (J9022)',
    );
  });

  test('are asked for once, and when they are granted the plan is covered', () => {
    const found = extension('2027-05-19');
    if (found === undefined) throw new Error('nothing is asked');
    const sent: AuthorizationEvent = { type: 'Requested', ...numbered(found, REFERENCE), ...subject };
    const waiting = foldAuthorization([asked, certified('20270601'), sent]);
    expect(extension('2027-05-20', waiting)).toBeUndefined();
    const answer = (action: 'A1' | 'A3', number = 'AUTH1'): AuthorizationEvent => ({
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
    const granted = foldAuthorization([asked, certified('20270601'), sent, answer('A1')]);
    expect(granted.services.map(({ to }) => to)).toEqual(['20270623', '20270623']);
    expect(extension('2027-06-10', granted)).toBeUndefined();
    // Under a number of their own they stand beside what was certified first, and are not asked for again.
    const beside = foldAuthorization([asked, certified('20270601', 480), sent, answer('A1', 'AUTH2')]);
    expect(beside.services.map(({ number, to }) => [number, to])).toEqual([
      ['AUTH1', '20270601'],
      ['AUTH1', '20270601'],
      ['AUTH2', '20270623'],
      ['AUTH2', '20270623'],
    ]);
    expect(extension('2027-05-25', beside)).toBeUndefined();
    expect(shortagesOf(beside)).toEqual([]);
    const short = foldAuthorization([asked, certified('20270601', 400), sent, answer('A1', 'AUTH2')]);
    expect(shortagesOf(short)).toEqual([
      { hcpcs: 'J9022', dose: '4 of 6', on: '2027-05-12', why: '120 units planned from then on, 40 left: 80 short' },
    ]);
    const more = furtherUnitsOf(short, { reason: 'Weight gain' });
    expect(more.ok && more.value.request.services.map(({ units, from, to }) => [units, from, to])).toEqual([
      [80, '20270512', '20270601'],
    ]);
    // A payer that said no is not asked again by itself.
    const denied = foldAuthorization([asked, certified('20270601'), sent, answer('A3')]);
    expect(extension('2027-05-25', denied)).toBeUndefined();
  });

  test.each<[string, ReturnType<typeof until>, string]>([
    ['while the days reach to the last dose', until('20270623'), '2027-06-20'],
    [
      'when the first dose after them has gone by: whether treatment goes on is not known',
      until('20270601'),
      '2027-06-03',
    ],
    ['when only units are too few', foldAuthorization([asked, certified('20270623', 240)]), '2027-05-20'],
    ['before the payer has answered', foldAuthorization([asked]), '2027-05-20'],
  ])('are not asked for %s', (_, state, today) => {
    expect(extension(today, state)).toBeUndefined();
  });
});
