import { describe, expect, test } from 'vitest';
import { type Appealing, appealOf } from '../../src/authorization/appeal.ts';
import { type AuthorizationEvent, foldAuthorization } from '../../src/authorization/authorization.ts';
import { numbered } from '../../src/authorization/numbered.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { loadRules } from '../../src/cli/rules.ts';
import type { Payer } from '../../src/rules/parse.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { written } from '../claim/invented.ts';
import { request, subject } from './invented.ts';

const rules = await loadRules();
const commercial = rules.payers.get('example-commercial');
if (commercial === undefined) throw new Error('no such payer');
const byLetter: Payer = { ...commercial, authorization: { ...commercial.authorization, appeals: 'other' } };

const decision: Appealing = { do: 'appeal', urgent: false, reason: 'See the letter of 1 March', by: 'dr.example' };
const asked: AuthorizationEvent = { type: 'Requested', request, ...subject };
const answered = (actions: readonly ('A1' | 'A3' | 'A4')[], more: object = {}): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    reference: request.reference,
    sent: '202703021015',
    reviewNumber: 'REV1',
    services: request.services.map(({ trace }, index) => ({
      trace,
      action: actions[index] ?? 'A3',
      reasons: [],
      ...(actions[index] === 'A1' ? { number: 'AUTH1' } : {}),
    })),
    rejections: [],
    furtherUpdates: false,
    ...more,
  },
});
const codes = (outcome: ReturnType<typeof appealOf>) => outcome.issues.map(({ code }) => code);
const denied = foldAuthorization([asked, answered(['A3', 'A3'])]);

const segments = (outcome: ReturnType<typeof appealOf>): readonly string[] => {
  if (!outcome.ok) throw new Error(codes(outcome).join());
  const file = request278Of(numbered(outcome.value, 'IB20270305000018').request, { date: '20270305', time: '0900' });
  return written(request278, file).filter((segment) => /^(TRN|UM|REF|SV1|MSG|PWK)/.test(segment));
};

describe('an appeal', () => {
  test('asks for every denied line again under the number of the review', () => {
    expect(segments(appealOf(denied, decision, commercial))).toEqual([
      'TRN*1*IB20270305000018*1990000001',
      'UM*HS*2*78*19:B*****Y',
      'REF*NT*REV1',
      'MSG*APPEAL SEE THE LETTER OF 1 MARCH',
      'TRN*1*IB20270305000018-1*1990000001',
      'SV1*HC:J9022**UN*720',
      'TRN*1*IB20270305000018-2*1990000001',
      'SV1*HC:96413**UN*6',
    ]);
  });

  test('that cannot wait is urgent, and keeps who said so', () => {
    const urgent = appealOf(denied, { ...decision, urgent: true }, commercial);
    expect(segments(urgent)[1]).toBe('UM*HS*1*78*19:B**U***Y');
    expect(urgent.ok && urgent.value.request.attestations).toEqual(['dr.example says that the appeal cannot wait']);
    // The plan itself is as urgent as it was.
    expect(urgent.ok && urgent.value.plan.urgent).toBe(false);
  });

  test('of a part asks only for that part, under the number of what is certified', () => {
    const partly = foldAuthorization([asked, answered(['A1', 'A3'])]);
    expect(segments(appealOf(partly, decision, commercial)).filter((segment) => /^(REF|SV1)/.test(segment))).toEqual([
      'REF*BB*AUTH1',
      'REF*NT*REV1',
      'SV1*HC:96413**UN*6',
    ]);
  });

  test('that is granted overturns the denial; one that is denied leaves it', () => {
    const appeal = appealOf(denied, decision, commercial);
    if (!appeal.ok) throw new Error('no appeal');
    const sent = numbered(appeal.value, 'IB20270305000018');
    const answerTo = (action: 'A1' | 'A3'): AuthorizationEvent => ({
      type: 'Answered',
      answer: {
        reference: 'IB20270305000018',
        sent: '202703081015',
        event: { action, reasons: [], ...(action === 'A1' ? { number: 'AUTH9' } : {}) },
        services: [],
        rejections: [],
        furtherUpdates: false,
      },
    });
    const events: AuthorizationEvent[] = [asked, answered(['A3', 'A3']), { type: 'Requested', ...sent, ...subject }];
    const granted = foldAuthorization([...events, answerTo('A1')]);
    expect([granted.status, ...granted.services.map(({ approved, number }) => `${approved} ${number}`)]).toEqual([
      'approved',
      '720 AUTH9',
      '6 AUTH9',
    ]);
    const upheld = foldAuthorization([...events, answerTo('A3')]);
    expect([upheld.status, upheld.change?.status]).toEqual(['denied', 'denied']);
    expect(codes(appealOf(foldAuthorization(events), decision, commercial))).toEqual(['CHANGE_UNDERWAY']);
    // A second appeal, of the appeal, is a person's to ask for.
    expect(appealOf(upheld, decision, commercial).ok).toBe(true);
  });

  test.each<[string, Parameters<typeof appealOf>[0], Payer, string]>([
    ['of what was certified', foldAuthorization([asked, answered(['A1', 'A1'])]), commercial, 'NOTHING_TO_APPEAL'],
    ['of what is pended', foldAuthorization([asked, answered(['A4', 'A4'])]), commercial, 'NOTHING_TO_APPEAL'],
    ['of what was never asked', foldAuthorization([]), commercial, 'NOTHING_TO_APPEAL'],
    ['to a payer that takes none as a 278', denied, byLetter, 'APPEAL_ELSEWHERE'],
  ])('%s is refused with the reason', (_, state, payer, code) => {
    expect(codes(appealOf(state, decision, payer))).toEqual([code]);
  });
});
