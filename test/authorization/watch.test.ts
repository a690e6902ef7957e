import { beforeAll, describe, expect, test } from 'vitest';
import {
  type ApprovedUnits,
  type AuthorizationEvent,
  foldAuthorization,
} from '../../src/authorization/authorization.ts';
import { businessDaysAfter, businessDaysBefore } from '../../src/authorization/clocks.ts';
import type { AuthorizationRequest } from '../../src/authorization/request.ts';
import { watchOf } from '../../src/authorization/watch.ts';
import { loadRules } from '../../src/cli/rules.ts';
import type { Rules } from '../../src/rules/parse.ts';
import { units } from '../claim/invented.ts';
import { drug, infusion, request, subject } from './invented.ts';

let rules: Rules;
beforeAll(async () => {
  rules = await loadRules();
});

/** Asked on Monday 2027-03-01 at 9:00 in Ohio; the first dose is planned for Wednesday 2027-03-10. */
const asked = { at: '2027-03-01T14:00:00.000Z', on: '2027-03-01' };
const to = (profile: string, urgent = false): AuthorizationEvent => ({
  type: 'Requested',
  request: { ...request, urgent, insurance: { ...request.insurance, payer: { ...request.payer, profile } } },
  asked,
  ...subject,
});
/** Three hours into the day, whichever night it is. */
const EARLY_MS = 3 * 3_600_000;
const at = (iso: string) => ({ at: iso, on: iso.slice(0, 10) });
const watch = (now: string, ...events: AuthorizationEvent[]) => watchOf(foldAuthorization(events), rules, at(now));
const pended: AuthorizationEvent = {
  type: 'Answered',
  answer: { event: { action: 'A4', reasons: [] }, services: [], rejections: [], furtherUpdates: true },
};
const decided: AuthorizationEvent = {
  type: 'Answered',
  answer: { event: { action: 'A3', reasons: [] }, services: [], rejections: [], furtherUpdates: false },
};

describe('the clocks of a request', () => {
  test.each([
    ['Medicare Advantage, standard', 'example-advantage', false, '2027-03-04T14:00:00.000Z'],
    ['Medicare Advantage, expedited', 'example-advantage', true, '2027-03-02T14:00:00.000Z'],
    ['commercial, expedited', 'example-commercial', true, '2027-03-04T14:00:00.000Z'],
  ])('%s: the payer decides to the minute', (_what, profile, urgent, due) => {
    const payer = watch(asked.at, to(profile, urgent)).ahead.find(({ kind }) => kind === 'payer');
    expect(payer?.at).toBe(due);
    expect(payer?.why).toMatch(/^\d+ hours after the request, (42 CFR|29 CFR)/);
  });

  test('a commercial payer has no standard clock by law; the clinic expects an answer all the same', () => {
    const { ahead } = watch(asked.at, to('example-commercial'));
    expect(ahead).toEqual([
      { kind: 'clinic', on: '2027-03-08', why: expect.stringContaining('7 days after the request') },
      {
        kind: 'visit',
        on: '2027-03-08',
        why: expect.stringContaining('2 business days before the first planned dose'),
      },
    ]);
  });

  test('no clock of a rule that leaves drugs out is among the data', () => {
    expect(JSON.stringify(rules.clocks.decision)).not.toMatch(/0057|0062/);
  });

  test('run while the payer pends it, and stop with its decision', () => {
    expect(watch(asked.at, to('example-advantage'), pended).ahead).toHaveLength(3);
    const { ahead, passed, next } = watch('2028-01-01T00:00:00.000Z', to('example-advantage'), decided);
    expect([ahead, passed, next]).toEqual([[], [], undefined]);
  });

  test('that end with a day are looked at early on the next, from whatever hour and over nights of 23 or 25 hours', () => {
    const state = foldAuthorization([to('example-commercial')]);
    for (const [time, wait] of [
      ['00:00', 27],
      ['12:30', 14.5],
      ['23:59', 3 + 1 / 60],
    ] as const)
      expect(watchOf(state, rules, at('2027-03-08T05:00:00.000Z'), time).next).toEqual({
        key: 'on 2027-03-09',
        delayMs: wait * 3_600_000,
      });
  });

  test('pass one after the other, each looked at when it does', () => {
    const before = watch('2027-03-04T14:00:00.000Z', to('example-advantage'));
    expect(before.passed).toEqual([]);
    expect(before.next).toEqual({ key: 'at 2027-03-04T14:00:00.000Z', delayMs: 5_000 });
    const after = watch('2027-03-04T14:00:00.001Z', to('example-advantage'));
    expect(after.passed.map(({ kind }) => kind)).toEqual(['payer']);
    expect(after.next).toEqual({ key: 'on 2027-03-09', delayMs: 5 * 86_400_000 + EARLY_MS });
    expect(watch('2027-03-08T23:59:00.000Z', to('example-advantage')).passed).toHaveLength(1);
    const late = watch('2027-03-09T00:00:00.000Z', to('example-advantage'));
    expect([late.passed.length, late.ahead.length, late.next]).toEqual([3, 0, undefined]);
  });

  test('of a contract go before those of the line of business, from their date', () => {
    const payer = rules.payers.get('example-advantage');
    if (payer === undefined) throw new Error('the example payer is missing');
    const contract = (from: string): Rules => ({
      ...rules,
      payers: new Map([
        [payer.id, { ...payer, decision_clock: [{ from, standard: { business_days: 5 }, source: 'contract 12' }] }],
      ]),
    });
    const dueUnder = (from: string) =>
      watchOf(foldAuthorization([to('example-advantage')]), contract(from), at(asked.at)).ahead.find(
        ({ kind }) => kind === 'payer',
      );
    expect(dueUnder('2027-01-01')).toEqual({
      kind: 'payer',
      on: '2027-03-08',
      why: '5 business days after the request, contract 12',
    });
    expect(dueUnder('2027-04-01')).toBeUndefined();
  });
});

describe('business days', () => {
  const holidays = new Set(['2026-11-26', '2027-07-05']);
  test.each([
    ['2026-11-25', 1, '2026-11-27'],
    ['2026-11-27', 1, '2026-11-30'],
    ['2026-11-28', 2, '2026-12-01'],
    ['2027-07-02', 1, '2027-07-06'],
    ['2026-12-31', 3, '2027-01-05'],
  ])('after %s, %i: %s', (from, count, until) => {
    expect(businessDaysAfter(from, count, holidays)).toBe(until);
  });
  test('before a Monday leave out the weekend', () => {
    expect(businessDaysBefore('2026-11-30', 2, holidays)).toBe('2026-11-25');
  });
});

describe('what is certified and will not last', () => {
  const lines = (rhythm = true): AuthorizationRequest => {
    const { rhythm: told, ...rest } = request;
    const services = [
      { ...drug, perDose: [{ doses: 6, units: 120 }] },
      { ...infusion, prn: true },
    ];
    return { ...rest, ...(rhythm ? { rhythm: told } : {}), services } as AuthorizationRequest;
  };
  const asking = (rhythm?: boolean): AuthorizationEvent => ({ type: 'Requested', request: lines(rhythm), ...subject });
  const certified = (count: number, until = '20270623'): AuthorizationEvent => ({
    type: 'Answered',
    answer: {
      services: [
        { action: 'A6', number: 'AUTH1', reasons: [], trace: drug.trace, units: count as ApprovedUnits, to: until },
        { action: 'A1', number: 'AUTH1', reasons: [], trace: infusion.trace },
      ],
      rejections: [],
      furtherUpdates: false,
    },
  });
  const drawn = (claim: string, count: number): AuthorizationEvent => ({
    type: 'UnitsDrawn',
    claim,
    hcpcs: 'J9022',
    units: units(count),
    date: '20270310',
  });

  test('is told two weeks before the dose that is not covered, and looked at then', () => {
    const { short, next } = watch('2027-03-10T12:00:00.000Z', asking(), certified(600));
    expect([short, next]).toEqual([[], { key: 'on 2027-06-09', delayMs: 91 * 86_400_000 + EARLY_MS }]);
    expect(watch('2027-06-09T12:00:00.000Z', asking(), certified(600)).short).toEqual([
      { hcpcs: 'J9022', dose: '6 of 6', on: '2027-06-23', why: '120 units planned from then on, 0 left: 120 short' },
    ]);
  });

  test('counts what was given, discarded included', () => {
    const [shortage] = watch('2027-12-01T00:00:00.000Z', asking(), certified(600), drawn('claim/1', 240)).short;
    expect(shortage).toEqual({
      hcpcs: 'J9022',
      dose: '5 of 6',
      on: '2027-06-02',
      why: '240 units planned from then on, 0 left: 240 short',
    });
  });

  test('says which days are not covered', () => {
    const [shortage] = watch('2027-06-10T00:00:00.000Z', asking(), certified(720, '20270610')).short;
    expect(shortage?.why).toBe('the certified days end on 2027-06-10');
  });

  test('is told at once where nobody knows the day', () => {
    expect(watch('2027-03-10T12:00:00.000Z', asking(false), certified(600)).short).toHaveLength(1);
  });

  test('is nothing while all planned doses are covered, or none is certified', () => {
    expect(watch('2027-12-01T00:00:00.000Z', asking(), certified(720))).toMatchObject({ short: [] });
    expect(watch('2027-03-10T12:00:00.000Z', asking(), decided)).toMatchObject({ short: [] });
  });
});
