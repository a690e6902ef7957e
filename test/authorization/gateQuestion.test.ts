import { describe, expect, test } from 'vitest';
import { type AuthorizationEvent, type Decision, foldAuthorization } from '../../src/authorization/authorization.ts';
import { askGate, type GateQuestion, type OnRecord } from '../../src/authorization/gateQuestion.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { error } from '../../src/outcome.ts';
import { units } from '../claim/invented.ts';
import { drug, infusion, request, subject } from './invented.ts';

const rules = await loadRules();
const perDose = [{ doses: 6, units: 120 }];
const asked: AuthorizationEvent = {
  type: 'Requested',
  request: {
    ...request,
    services: [
      { ...drug, perDose },
      { ...infusion, perDose: [{ doses: 6, units: 1 }] },
    ],
  },
  ...subject,
};
const said = (action: Decision['action'], more: Partial<Decision> = {}): AuthorizationEvent => ({
  type: 'Answered',
  answer: { event: { action, reasons: [], ...more }, services: [], rejections: [], furtherUpdates: false },
});
const approved = said('A1', { number: 'AUTH1' });
const onRecord = (...events: AuthorizationEvent[]): OnRecord => ({
  stream: 'authorization/1',
  state: foldAuthorization(events),
});
const question: GateQuestion = { order: 'MedicationRequest/mr1', date: '20270310', placeOfService: '19' };
const brief = (records: readonly OnRecord[], asked: Partial<GateQuestion> = {}) => {
  const { answer, reasons } = askGate(records, { ...question, ...asked }, rules);
  return [answer, ...reasons];
};

describe('a scheduler who asks about an order', () => {
  test('gets a go with every code of the order, its arithmetic and what it rests on', () => {
    expect(askGate([onRecord(asked, approved)], question, rules)).toEqual({
      answer: 'go',
      reasons: [
        'J9022: 720 certified - 0 used = 720 left, 120 needed.',
        '96413: 6 certified - 0 used = 6 left, 1 needed.',
      ],
      codes: [
        {
          hcpcs: 'J9022',
          units: 120,
          answer: 'go',
          reasons: ['720 certified - 0 used = 720 left, 120 needed.'],
          evidence: [
            {
              authorization: 'authorization/1',
              number: 'AUTH1',
              requested: 720,
              certified: 720,
              used: 0,
              from: '20270310',
              to: '20270623',
              placeOfService: '19',
            },
          ],
        },
        expect.objectContaining({ hcpcs: '96413', units: 1, answer: 'go' }),
      ],
      work: [],
    });
  });

  test('is stopped by the one line that has run out, and told about that line only', () => {
    const used: AuthorizationEvent = {
      type: 'UnitsDrawn',
      claim: 'claim/1',
      hcpcs: '96413',
      units: units(6),
      date: '20270310',
    };
    expect(brief([onRecord(asked, approved, used)], { units: 120 })).toEqual([
      'stop',
      '96413: 6 certified - 6 used = 0 left, 1 needed: 1 short. Ask the payer for more.',
    ]);
    expect(brief([onRecord(asked, approved)], { units: 721 })).toEqual([
      'stop',
      'J9022: 720 certified - 0 used = 720 left, 721 needed: 1 short. Ask the payer for more.',
    ]);
  });

  test('is asked for the dose where the plan does not tell it', () => {
    const plain = { ...asked, request } as AuthorizationEvent;
    expect(brief([onRecord(plain, approved)])[1]).toBe(
      'J9022: How much the visit will use is not known from the plan. Ask with the dose or the units.',
    );
  });

  test('is asked to find out when no record names the order', () => {
    expect(brief([onRecord(asked, approved)], { order: 'MedicationRequest/other' })[0]).toBe('ask');
    expect(brief([])[0]).toBe('ask');
  });

  test('is told that none is needed, or what the request still lacks', () => {
    const free: AuthorizationEvent = { type: 'NotRequired', reasons: ['No authorization wanted.'], ...subject };
    expect(brief([onRecord(free)])).toEqual(['go', 'No authorization wanted.']);
    const held: AuthorizationEvent = { type: 'Held', issues: [error('X', 'Coverage is missing.')], ...subject };
    expect(brief([onRecord(held)])).toEqual([
      'stop',
      'The authorization is not asked for yet: it is held.',
      'Coverage is missing.',
    ]);
  });

  test('does not wait for what is given only if needed', () => {
    const prn = { ...drug, hcpcs: 'J3262', trace: 't3', prn: true };
    const both: AuthorizationEvent = {
      ...asked,
      request: { ...request, services: [{ ...drug, perDose }, prn] },
    } as AuthorizationEvent;
    expect(askGate([onRecord(both, approved)], question, rules).codes.map(({ hcpcs }) => hcpcs)).toEqual(['J9022']);
    const only = { ...both, request: { ...request, services: [prn] } } as AuthorizationEvent;
    expect(brief([onRecord(only, approved)], { units: 400 })).toEqual([
      'go',
      'J3262: 720 certified - 0 used = 720 left, 400 needed.',
    ]);
  });
});

describe('work that people still have to do', () => {
  const work = (kind: 'rems' | 'financial_screening') => [
    { kind, role: 'rems', due: '2027-03-02', reason: `Look at ${kind}.` },
  ];
  const certified = onRecord(asked, approved);

  test('is told beside a go', () => {
    const report = askGate([{ ...certified, work: work('financial_screening') }], question, rules);
    expect([report.answer, report.work]).toEqual(['go', work('financial_screening')]);
  });

  test('makes a go a question where nobody has verified the REMS enrolment, and no stop any softer', () => {
    expect(brief([{ ...certified, work: work('rems') }])).toEqual(['ask', 'Look at rems.']);
    expect(brief([{ ...onRecord(asked, said('A3')), work: work('rems') }])[0]).toBe('stop');
    const free: AuthorizationEvent = { type: 'NotRequired', reasons: ['No authorization wanted.'], ...subject };
    expect(brief([{ ...onRecord(free), work: work('rems') }])).toEqual(['ask', 'Look at rems.']);
  });
});

describe('a scheduler who asks about a drug', () => {
  const { order: _order, ...byDrug } = { ...question, hcpcs: 'J9022' };
  test('hears of that code in all authorizations of the patient', () => {
    const records = [onRecord(asked, said('A3')), onRecord(asked, approved)];
    const report = askGate(records, byDrug, rules);
    expect([report.answer, report.codes[0]?.evidence.length]).toEqual(['go', 2]);
    expect(askGate([], byDrug, rules).answer).toBe('ask');
  });
});

describe("a person's decision against the gate", () => {
  const override = (against: 'stop' | 'ask', date = '20270310'): AuthorizationEvent => ({
    type: 'GateOverridden',
    person: 'jmiller',
    reason: 'The payer promised it by phone.',
    date,
    about: 'MedicationRequest/mr1',
    against,
  });

  test('lets that visit go, and says who decided, why, and what the gate had said', () => {
    expect(brief([onRecord(asked, override('stop'))])).toEqual([
      'go',
      "jmiller let this visit go, against the gate's stop: The payer promised it by phone.",
      'J9022: The payer has not decided.',
      '96413: The payer has not decided.',
    ]);
  });

  test('holds for no other day, no other order, and not once the payer has said no to what was open', () => {
    expect(brief([onRecord(asked, override('stop', '20270311'))])[0]).toBe('stop');
    expect(brief([onRecord(asked, { ...override('stop'), about: 'J9022' } as AuthorizationEvent)])[0]).toBe('stop');
    expect(brief([onRecord(asked, said('CT'), override('ask'))])[0]).toBe('go');
    expect(brief([onRecord(asked, override('ask'), said('A3'))])[0]).toBe('stop');
  });
});

describe('a bispecific drug', () => {
  const services = [{ ...drug, hcpcs: 'J9380', perDose: [{ doses: 6, units: 120 }] }];
  const bite: AuthorizationEvent = { type: 'Requested', request: { ...request, services }, ...subject };
  const given = (...days: readonly string[]) =>
    onRecord(
      bite,
      approved,
      ...days.map(
        (date, index): AuthorizationEvent => ({
          type: 'UnitsDrawn',
          claim: `claim/${index + 1}`,
          hcpcs: 'J9380',
          units: units(1),
          date,
        }),
      ),
    );
  const on = (date: string, ...days: readonly string[]) => {
    const { answer, reasons } = askGate(
      [given(...days)],
      { hcpcs: 'J9380', date, placeOfService: '19', units: 1 },
      rules,
    );
    return [answer, ...reasons];
  };

  test('whose next dose comes in time is a go', () => {
    expect(on('20270322', '20270311', '20270314', '20270317')[0]).toBe('go');
  });

  test.each<[string, string, readonly string[], string]>([
    [
      'after the first dose, by more than 7 days',
      '20270319',
      ['20270311'],
      'J9380: The last dose on record is 8 days before; after more than 7 days the label starts again at step-up dose 1 (label of Tecvayli). Ask the physician which dose it is.',
    ],
    [
      'after the step-up, by more than 28 days',
      '20270415',
      ['20270311', '20270314', '20270317'],
      'J9380: The last dose on record is 29 days before; after more than 28 days the label starts again at step-up dose 2 (label of Tecvayli). Ask the physician which dose it is.',
    ],
  ])('whose dose was missed %s, is a question', (_, date, days, reason) => {
    expect(on(date, ...days)).toEqual(['ask', reason]);
  });

  test('with a gap of just so many days, or without a dose before, is a go', () => {
    expect(on('20270318', '20270311')[0]).toBe('go');
    expect(on('20270312')[0]).toBe('go');
  });

  test('that the payer denied stays a stop', () => {
    const denied = onRecord(bite, said('A3'));
    expect(askGate([denied], { hcpcs: 'J9380', date: '20270319', placeOfService: '19', units: 1 }, rules).answer).toBe(
      'stop',
    );
  });
});
