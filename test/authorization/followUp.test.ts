import { describe, expect, test } from 'vitest';
import { isAsTurnedAway, isNews, isRepeat } from '../../src/authorization/again.ts';
import type { ApprovedUnits, AuthorizationAnswer, Rejection } from '../../src/authorization/answer.ts';
import { type AuthorizationEvent, foldAuthorization } from '../../src/authorization/authorization.ts';
import { followUpOf, isClosedBy, isKeptByPayer, resendOf } from '../../src/authorization/followUp.ts';
import { numbered } from '../../src/authorization/numbered.ts';
import { nameOfAnswer } from '../../src/authorization/rounds.ts';
import { sameAgain } from '../../src/authorization/sameAgain.ts';
import { watchOf } from '../../src/authorization/watch.ts';
import { authorizationWrites } from '../../src/authorization/writeback.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { request, requestedUnits, subject } from './invented.ts';

const rules = await loadRules();
const asked = { at: '2027-03-01T14:00:00.000Z', on: '2027-03-01' };
const sending = (more: Partial<Extract<AuthorizationEvent, { type: 'Requested' }>> = {}): AuthorizationEvent => ({
  type: 'Requested',
  request,
  asked,
  ...subject,
  ...more,
});
const rejecting = (...rejections: readonly Pick<Rejection, 'code' | 'followUp'>[]): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    reference: request.reference,
    sent: '202703021200',
    services: [],
    rejections: rejections.map((one) => ({ level: '2000E', ...one })),
    furtherUpdates: false,
  },
});
const rejected = (...rejections: readonly Pick<Rejection, 'code' | 'followUp'>[]) =>
  foldAuthorization([sending(), rejecting(...rejections)]);
const at = (on: string) => ({ at: `${on}T14:00:00.000Z`, on });

describe('what the payer wants after a rejection', () => {
  test.each([
    ['C', '15', 'corrected', undefined],
    ['R', '35', 'allowed', undefined],
    ['R', '42', 'unchanged', '2027-03-02'],
    ['R', '80', 'unchanged', '2027-03-02'],
    ['P', '15', 'unchanged', '2027-03-02'],
    ['X', '42', 'later', '2027-03-12'],
    ['W', '42', 'later', '2027-04-01'],
    ['N', '57', 'never', undefined],
    ['S', '79', 'payerAnswers', undefined],
    ['Y', '79', 'payerAnswers', undefined],
    ['Z', '15', 'unknown', undefined],
  ])('AAA04 %s with AAA03 %s: %s, the same on %s', (followUp, code, again, on) => {
    expect(followUpOf({ code, followUp }).again).toBe(again);
    expect(resendOf(rejected({ code, followUp }))?.on).toBe(on);
  });

  test.each([
    [['N'], true],
    [['S'], true],
    [['C', 'Y'], true],
    [['C'], false],
    [['R', 'P'], false],
    [[], false],
  ])('%j closes the request to us: %s', (followUps, closed) => {
    const rejections = followUps.map((followUp) => ({ level: '2000E', code: '15', followUp }));
    const answer = { services: [], rejections, furtherUpdates: false };
    expect(isClosedBy({ answer })).toBe(closed);
  });

  test('the payer keeps what every rejection says it keeps', () => {
    expect(isKeptByPayer(rejected({ code: '79', followUp: 'S' }, { code: '79', followUp: 'Y' }))).toBe(true);
    expect(isKeptByPayer(rejected({ code: '79', followUp: 'S' }, { code: '72', followUp: 'C' }))).toBe(false);
  });

  test('of several the longest wait counts, and one that wants a correction stops it', () => {
    expect(resendOf(rejected({ code: '42', followUp: 'P' }, { code: '80', followUp: 'X' }))?.on).toBe('2027-03-12');
    expect(resendOf(rejected({ code: '42', followUp: 'P' }, { code: '72', followUp: 'C' }))).toBeUndefined();
    expect(resendOf(rejected({ code: '42', followUp: 'W' }, { code: '57', followUp: 'N' }))).toBeUndefined();
  });

  test('nothing is sent again after silence, a refusal of the file, a decision, or a message without a day', () => {
    expect(resendOf(foldAuthorization([sending()]))).toBeUndefined();
    expect(
      resendOf(foldAuthorization([sending(), { type: 'Acknowledged', accepted: false, codes: [] }])),
    ).toBeUndefined();
    const partly = rejecting({ code: '42', followUp: 'P' });
    if (partly.type !== 'Answered') throw new Error('an answer');
    const decided = { ...partly.answer, services: [{ hcpcs: 'J9022', action: 'A1' as const, reasons: [] }] };
    expect(resendOf(foldAuthorization([sending(), { type: 'Answered', answer: decided }]))).toBeUndefined();
    const { sent: _when, ...undated } = partly.answer;
    expect(resendOf(foldAuthorization([sending(), { type: 'Answered', answer: undated }]))).toBeUndefined();
  });

  test('nothing is sent again while two answers contradict each other, nor against the one that a person chose', () => {
    const never = rejecting({ code: '57', followUp: 'N' });
    const wait = rejecting({ code: '42', followUp: 'W' });
    if (never.type !== 'Answered' || wait.type !== 'Answered') throw new Error('answers');
    const later = { ...wait, answer: { ...wait.answer, sent: '202703031200' } };
    const events = [sending(), never, later];
    expect(resendOf(foldAuthorization(events))).toBeUndefined();
    const settling = (answer: AuthorizationAnswer): AuthorizationEvent => ({
      type: 'Settled',
      answer: nameOfAnswer(answer),
      person: 'lee',
      reason: 'By phone.',
    });
    expect(resendOf(foldAuthorization([...events, settling(never.answer)]))).toBeUndefined();
    expect(resendOf(foldAuthorization([...events, settling(later.answer)]))?.on).toBe('2027-04-02');
  });

  test('units that are granted to a change and to its repetition count once, whatever is settled', () => {
    const extension = (reference: string) => ({
      ...request,
      reference,
      certification: '4' as const,
      services: request.services.slice(0, 1).map((line) => ({
        ...line,
        trace: `${reference}-1`,
        changes: line.trace,
        units: requestedUnits(120),
      })),
    });
    const granting = (reference: string, units: number, sent: string): AuthorizationAnswer => ({
      reference,
      sent,
      services: [
        {
          trace: `${reference}-1`,
          hcpcs: 'J9022',
          action: 'A1',
          reasons: [],
          number: 'AUTH1',
          units: units as ApprovedUnits,
        },
      ],
      rejections: [],
      furtherUpdates: false,
    });
    const wait = rejecting({ code: '42', followUp: 'X' });
    if (wait.type !== 'Answered') throw new Error('an answer');
    const late = granting('E1', 120, '202703201200');
    const events: readonly AuthorizationEvent[] = [
      sending(),
      { type: 'Answered', answer: granting(request.reference, 720, '202703021200') },
      sending({ request: extension('E1'), plan: request }),
      { ...wait, answer: { ...wait.answer, reference: 'E1' } },
      sending({ request: extension('E2'), plan: request, repeated: true }),
    ];
    const lateAndSettled: readonly AuthorizationEvent[] = [
      { type: 'Contradicted', answer: late, reason: 'late' },
      { type: 'Settled', answer: nameOfAnswer(late), person: 'lee', reason: 'By phone.' },
    ];
    const granted: AuthorizationEvent = { type: 'Answered', answer: granting('E2', 120, '202703141200') };
    const denied: AuthorizationEvent = {
      type: 'Answered',
      answer: { ...granting('E2', 0, '202703141200'), services: [{ hcpcs: 'J9022', action: 'A3', reasons: [] }] },
    };
    const unitsAfter = (...more: readonly AuthorizationEvent[]) =>
      foldAuthorization([...events, ...more]).services.find(({ hcpcs }) => hcpcs === 'J9022')?.approved;
    expect(unitsAfter()).toBe(720);
    expect(unitsAfter(granted)).toBe(840);
    expect(unitsAfter(granted, ...lateAndSettled)).toBe(840);
    expect(unitsAfter(...lateAndSettled, granted)).toBe(840);
    expect(unitsAfter(...lateAndSettled)).toBe(840);
    expect(unitsAfter(denied, ...lateAndSettled)).toBe(840);
  });

  test('a message of a day that cannot be makes nobody wait for years: a person calls', () => {
    const wait = rejecting({ code: '42', followUp: 'W' });
    if (wait.type !== 'Answered') throw new Error('an answer');
    const of = (sent: string) => foldAuthorization([sending(), { ...wait, answer: { ...wait.answer, sent } }]);
    expect(resendOf(of('202705301200'))?.on).toBe('2027-06-29');
    expect(resendOf(of('202705311200'))).toBeUndefined();
    const [, task] = authorizationWrites('authorization/1', of('209912311200'), '2027-04-02');
    expect(task?.resource).toMatchObject({
      status: 'requested',
      description: expect.stringContaining('of no possible day, so nothing is sent by itself. Call the payer.'),
    });
  });

  test('a hold while the payer wants its wait neither shortens the wait nor ends it', () => {
    const issue = { severity: 'error', code: 'COVERAGE_NOT_ACTIVE', message: 'Check the registration.' } as const;
    const held: AuthorizationEvent = { type: 'Held', ...subject, issues: [issue] };
    const events = [sending(), rejecting({ code: '42', followUp: 'X' }), held];
    const state = foldAuthorization(events);
    const changed = sending({ request: { ...request, diagnoses: ['C3412'] } });
    expect([state.status, isNews(state, changed, '2027-03-11'), isNews(state, changed, '2027-03-12')]).toEqual([
      'held',
      false,
      true,
    ]);
    expect([isRepeat(state, request), isAsTurnedAway(state, sending()), isAsTurnedAway(state, held)]).toEqual([
      true,
      true,
      false,
    ]);
    const back = foldAuthorization([...events, { type: 'OrdersChanged' }]);
    expect([back.status, resendOf(back)?.on, isAsTurnedAway(back, sending())]).toEqual([
      'rejected',
      '2027-03-12',
      false,
    ]);
    expect(foldAuthorization([held, { type: 'OrdersChanged' }]).status).toBe('held');
  });

  test('it is sent on its day and not before, whatever the chart says meanwhile, and never a third time', () => {
    const waiting = rejected({ code: '42', followUp: 'X' });
    const changed = sending({ request: { ...request, diagnoses: ['C3412'] } });
    expect(isNews(waiting, sending(), '2027-03-11')).toBe(false);
    expect(isNews(waiting, changed, '2027-03-11')).toBe(false);
    expect(isNews(waiting, sending(), '2027-03-12')).toBe(true);
    expect(isRepeat(waiting, request)).toBe(true);
    expect(isRepeat(waiting, { ...request, diagnoses: ['C3412'] })).toBe(false);
    const again = { ...request, reference: 'IB20270312000018' };
    const twice = foldAuthorization([
      sending(),
      rejecting({ code: '42', followUp: 'X' }),
      sending({ request: again, repeated: true }),
      rejecting({ code: '42', followUp: 'X' }),
    ]);
    expect([twice.status, resendOf(twice)]).toEqual(['rejected', undefined]);
    expect(isNews(twice, sending(), '2027-06-01')).toBe(false);
    const [, task] = authorizationWrites('authorization/1', twice, '2027-04-02');
    expect(task?.resource).toMatchObject({
      status: 'requested',
      description: expect.stringContaining('not reviewed again. Call the payer'),
    });
  });
});

describe('a wait that the payer wants', () => {
  const waiting = rejected({ code: '42', followUp: 'X' });
  const taskOn = (on: string) => {
    const watch = watchOf(waiting, rules, at(on));
    return authorizationWrites('authorization/1', waiting, on, watch)[1]?.resource;
  };

  test('stands on the worklist with its day, beside the day the chair is lost', () => {
    expect(watchOf(waiting, rules, at('2027-03-03')).ahead).toEqual([
      { kind: 'visit', on: '2027-03-08', why: expect.stringContaining('before the first planned dose') },
      { kind: 'resend', on: '2027-03-12', why: expect.stringContaining('10 days after') },
    ]);
    expect(taskOn('2027-03-03')).toMatchObject({
      status: 'in-progress',
      description: expect.stringContaining('It is sent by itself on 2027-03-12'),
    });
    expect(taskOn('2027-03-09')).toMatchObject({ status: 'requested', priority: 'urgent' });
  });

  test('wakes us on its day', () => {
    expect(watchOf(waiting, rules, at('2027-03-11')).next).toEqual({ key: 'on 2027-03-12', delayMs: 27 * 3_600_000 });
  });

  test('is late for a person when the day went by and it was not sent', () => {
    expect(taskOn('2027-03-13')).toMatchObject({ description: expect.stringContaining('was not sent') });
  });

  test('an answer that the payer promised has the clocks of any answer', () => {
    const kept = rejected({ code: '79', followUp: 'Y' });
    expect(watchOf(kept, rules, at('2027-03-03')).ahead.map(({ kind }) => kind)).toContain('clinic');
    expect(watchOf(rejected({ code: '72', followUp: 'C' }), rules, at('2027-03-03')).ahead).toEqual([]);
  });
});

test('a change that is to be sent again waits for its day alone: the first dose may be long over', () => {
  const approved: AuthorizationEvent = {
    type: 'Answered',
    answer: {
      reference: request.reference,
      services: [],
      event: { action: 'A1', number: 'A1', reasons: [] },
      rejections: [],
      furtherUpdates: false,
    },
  };
  const extension = { ...request, reference: 'IB20270401000019', certification: '4' as const };
  const refused = rejecting({ code: '42', followUp: 'X' });
  if (refused.type !== 'Answered') throw new Error('an answer');
  const state = foldAuthorization([
    sending(),
    approved,
    sending({ request: extension, plan: request }),
    { ...refused, answer: { ...refused.answer, reference: extension.reference, sent: '202704051000' } },
  ]);
  expect([state.status, state.change?.status]).toEqual(['approved', 'rejected']);
  expect(watchOf(state, rules, at('2027-04-06')).ahead).toEqual([
    { kind: 'resend', on: '2027-04-15', why: expect.stringContaining('10 days after') },
  ]);
});

test('a change that is sent again has traces of its own, in the plan as well where its lines were new', () => {
  const [first] = request.services;
  if (first === undefined) throw new Error('the request has lines');
  const line = { ...first, trace: 'OLD-1', hcpcs: 'J3262', units: requestedUnits(400) };
  const round = {
    request: { ...request, certification: 'S' as const, services: [line] },
    plan: { ...request, services: [first, line] },
  };
  const { request: again, plan } = numbered(sameAgain({ on: '2027-03-02', days: 0, ...round }), 'NEW');
  expect(again.services.map(({ trace }) => trace)).toEqual(['NEW-1']);
  expect(plan.services.map(({ trace }) => trace)).toEqual([first.trace, 'NEW-1']);
});
