import { describe, expect, test } from 'vitest';
import {
  type Authorization,
  type AuthorizationEvent,
  type AuthorizationRequest,
  foldAuthorization,
  type ServiceLine,
} from '../../src/authorization/authorization.ts';
import { type ChangeContext, changeRequestOf } from '../../src/authorization/changeRequest.ts';
import { numbered } from '../../src/authorization/numbered.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { units, written } from '../claim/invented.ts';
import { drug, infusion, request, requestedUnits, subject } from './invented.ts';

const firm = (line: ServiceLine, doses: number, each: number, change: Partial<ServiceLine> = {}): ServiceLine => ({
  ...line,
  units: requestedUnits(doses * each),
  perDose: [{ doses, units: each }],
  ...change,
});
const plan: AuthorizationRequest = { ...request, services: [firm(drug, 6, 120), firm(infusion, 6, 1)] };
const [drugLine = drug, infusionLine = infusion] = plan.services;
const longer = { to: '20270804' };
const eight: AuthorizationRequest = {
  ...plan,
  ...longer,
  services: [firm(drug, 8, 120, longer), firm(infusion, 8, 1, longer)],
};
const doubled: AuthorizationRequest = { ...plan, services: [firm(drug, 6, 240), infusionLine] };
const swapped: AuthorizationRequest = {
  ...plan,
  services: [{ ...drugLine, hcpcs: 'Q5107', trace: 'x' }, infusionLine],
};

const says = (action: 'A1' | 'A3' | 'A4' | 'NA' | 'C', more: object = {}): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    reference: request.reference,
    sent: '202703021015',
    reviewNumber: 'REV1',
    event: { action, reasons: [], ...(action === 'A1' ? { number: 'AUTH1' } : {}) },
    services: [],
    rejections: [],
    furtherUpdates: false,
    ...more,
  },
});
const first: AuthorizationEvent = { type: 'Requested', request: plan, ...subject };
const drawn: AuthorizationEvent = {
  type: 'UnitsDrawn',
  claim: 'c1',
  hcpcs: 'J9022',
  units: units(120),
  date: '20270310',
};
const approved = foldAuthorization([first, says('A1')]);
const usual: ChangeContext = { today: '2027-04-01', inError: false, newEvidence: false };

/** `4 AUTH1: J9022 240 20270624-20270804, 96413 2 ...`, or what is done instead. */
function told(state: Authorization, now: AuthorizationRequest | undefined, context: Partial<ChangeContext> = {}) {
  const decision = changeRequestOf(state, now, { ...usual, ...context });
  if (decision.is !== 'request') return decision.is;
  const { certification, previousNumber, reviewNumber, services } = decision.request;
  const lines = services.map(
    (line) =>
      `${line.certification === undefined ? '' : `${line.certification} `}${line.hcpcs} ${line.units} ${line.from}-${line.to}`,
  );
  return `${certification} ${previousNumber ?? reviewNumber}: ${lines.join(', ')}`;
}

describe('the smallest request for a changed plan', () => {
  const asked = '20270310-20270623';
  test.each<[string, Authorization, AuthorizationRequest | undefined, Partial<ChangeContext>, string]>([
    ['the same plan', approved, plan, {}, 'nothing'],
    ['a plan that cannot be asked for now', approved, undefined, {}, 'nothing'],
    ['two more doses', approved, eight, {}, '4 AUTH1: J9022 240 20270624-20270804, 96413 2 20270624-20270804'],
    ['a higher dose', approved, doubled, {}, `S AUTH1: J9022 1440 ${asked}`],
    ['a lower dose', approved, { ...plan, services: [firm(drug, 6, 60), infusionLine] }, {}, 'nothing'],
    ['fewer doses', approved, { ...plan, services: [firm(drug, 4, 120), firm(infusion, 4, 1)] }, {}, 'nothing'],
    [
      'later days',
      approved,
      { ...plan, services: [{ ...drugLine, ...longer }, infusionLine] },
      {},
      'S AUTH1: J9022 720 20270310-20270804',
    ],
    [
      'days within the asked ones',
      approved,
      { ...plan, services: [{ ...drugLine, from: '20270401' }, infusionLine] },
      {},
      'nothing',
    ],
    ['another product', approved, swapped, {}, `S AUTH1: I Q5107 720 ${asked}, 3 J9022 720 ${asked}`],
    [
      'a drug beside it',
      approved,
      { ...plan, services: [...plan.services, { ...drugLine, hcpcs: 'J3262' }] },
      {},
      `S AUTH1: I J3262 720 ${asked}`,
    ],
    ['a drug less', approved, { ...plan, services: [infusionLine] }, {}, 'nothing'],
    ['another place', approved, { ...plan, placeOfService: '11' }, {}, `S AUTH1: J9022 720 ${asked}, 96413 6 ${asked}`],
    [
      'another diagnosis',
      approved,
      { ...plan, diagnoses: ['C3412', 'C771'] },
      {},
      `S AUTH1: J9022 720 ${asked}, 96413 6 ${asked}`,
    ],
    ['a diagnosis less', approved, { ...plan, diagnoses: ['C3411'] }, {}, 'nothing'],
    [
      'another prescriber',
      approved,
      { ...plan, ordering: { name: 'WARD 7', npi: '1999999950' } },
      {},
      `S AUTH1: J9022 720 ${asked}, 96413 6 ${asked}`,
    ],
    ['another payer', approved, { ...plan, insurance: { ...plan.insurance, memberId: 'OTHER' } }, {}, 'human'],
    [
      'days that are over with doses left',
      foldAuthorization([first, says('A1'), drawn]),
      plan,
      { today: '2027-06-24' },
      'R AUTH1: J9022 600 20270624-20271028, 96413 6 20270624-20271028',
    ],
    ['an order entered in error', approved, undefined, { inError: true }, '3 AUTH1: '],
    [
      'the same, with doses billed',
      foldAuthorization([first, says('A1'), drawn]),
      undefined,
      { inError: true },
      'human',
    ],
    ['the same, before the payer answered', foldAuthorization([first]), undefined, { inError: true }, 'human'],
    [
      'the same, pended under a number',
      foldAuthorization([first, says('A4')]),
      undefined,
      { inError: true },
      '3 REV1: ',
    ],
    ['the same, after a denial', foldAuthorization([first, says('A3')]), undefined, { inError: true }, 'nothing'],
    ['a change before the payer answered', foldAuthorization([first]), doubled, {}, 'human'],
    ['a change while pended', foldAuthorization([first, says('A4')]), doubled, {}, 'human'],
    ['a change after a denial', foldAuthorization([first, says('A3')]), doubled, {}, 'human'],
    [
      'new documents after a denial',
      foldAuthorization([first, says('A3')]),
      plan,
      { newEvidence: true },
      `N REV1: J9022 720 ${asked}, 96413 6 ${asked}`,
    ],
    ['the same plan after a denial', foldAuthorization([first, says('A3')]), plan, {}, 'nothing'],
    ['a change where no action was required', foldAuthorization([first, says('NA')]), doubled, {}, 'human'],
    ['a change after a cancellation', foldAuthorization([first, says('C')]), doubled, {}, 'human'],
    ['a plan nobody asked for', foldAuthorization([]), plan, {}, 'nothing'],
    [
      'a change of contradictory answers',
      foldAuthorization([first, says('A1'), says('A3', { sent: '202703030900' })]),
      doubled,
      {},
      'human',
    ],
  ])('%s', (_, state, now, context, expected) => {
    expect(told(state, now, context)).toBe(expected);
  });
});

/** The events of a change that is sent, and what it is. */
function sent(state: Authorization, now: AuthorizationRequest, context: Partial<ChangeContext> = {}) {
  const decision = changeRequestOf(state, now, { ...usual, ...context });
  if (decision.is !== 'request') throw new Error(decision.reason);
  const change = numbered(decision, 'IB20270301000018');
  const event: AuthorizationEvent = { type: 'Requested', ...change, ...subject };
  return { ...change, event };
}
const granted = (action: 'A1' | 'A3', number?: string): AuthorizationEvent =>
  says(action, {
    reference: 'IB20270301000018',
    event: { action, reasons: [], ...(number === undefined ? {} : { number }) },
  });
const servicesAfter = (...events: readonly AuthorizationEvent[]) =>
  foldAuthorization([first, says('A1'), ...events]).services.map(
    ({ hcpcs, approved: certified, number, from, to }) => `${hcpcs} ${certified} ${number} ${from}-${to}`,
  );

describe('what a granted change does', () => {
  const asked = '20270310-20270623';
  test('an extension adds its units and days under the same number', () => {
    const { event } = sent(approved, eight);
    expect(servicesAfter(event, granted('A1'))).toEqual([
      'J9022 960 AUTH1 20270310-20270804',
      '96413 8 AUTH1 20270310-20270804',
    ]);
    const state = foldAuthorization([first, says('A1'), event, granted('A1')]);
    expect([state.status, state.request?.services.map((line) => line.units)]).toEqual(['approved', [960, 8]]);
  });

  test('an extension under a number of its own stands beside what there is', () => {
    expect(servicesAfter(sent(approved, eight).event, granted('A1', 'AUTH2'))).toEqual([
      `J9022 720 AUTH1 ${asked}`,
      `96413 6 AUTH1 ${asked}`,
      'J9022 240 AUTH2 20270624-20270804',
      '96413 2 AUTH2 20270624-20270804',
    ]);
  });

  test('a revision sets the new total, another product takes the place of the one before', () => {
    expect(servicesAfter(sent(approved, doubled).event, granted('A1'))).toEqual([
      `J9022 1440 AUTH1 ${asked}`,
      `96413 6 AUTH1 ${asked}`,
    ]);
    expect(servicesAfter(sent(approved, swapped).event, granted('A1', 'AUTH2'))).toEqual([
      `J9022 0 undefined ${asked}`,
      `96413 6 AUTH1 ${asked}`,
      `Q5107 720 AUTH2 ${asked}`,
    ]);
  });

  test('a change that is denied leaves what was certified, and is not asked for again', () => {
    const { event } = sent(approved, doubled);
    const state = foldAuthorization([first, says('A1'), event, granted('A3')]);
    expect([state.status, state.change?.status, state.services]).toEqual(['approved', 'denied', approved.services]);
    expect(state.attention).toBe('The payer denied the revision. What was certified before it stands.');
    expect(told(state, doubled)).toBe('nothing');
    expect(told(state, eight)).toMatch(/^4 AUTH1/);
  });

  test('while a change is open no other is asked for, and the same one is not asked for twice', () => {
    const state = foldAuthorization([first, says('A1'), sent(approved, doubled).event]);
    expect([told(state, doubled), told(state, eight)]).toEqual(['nothing', 'human']);
  });

  test('a granted change is the plan that the next change is compared with', () => {
    const state = foldAuthorization([first, says('A1'), sent(approved, eight).event, granted('A1')]);
    expect([told(state, eight), told(state, plan)]).toEqual(['nothing', 'nothing']);
  });

  test('a renewal stands beside what is over, and is asked for once', () => {
    const over = foldAuthorization([first, says('A1'), drawn]);
    const { event } = sent(over, plan, { today: '2027-06-24' });
    const state = foldAuthorization([first, says('A1'), drawn, event, granted('A1', 'AUTH2')]);
    expect(state.services.map((line) => [line.hcpcs, line.approved, line.number, line.drawn])).toEqual([
      ['J9022', 720, 'AUTH1', 120],
      ['96413', 6, 'AUTH1', 0],
      ['J9022', 600, 'AUTH2', 0],
      ['96413', 6, 'AUTH2', 0],
    ]);
    expect([state.status, told(state, plan, { today: '2027-06-25' })]).toEqual(['approved', 'nothing']);
  });

  test('a reconsideration that is granted overturns the denial', () => {
    const denied = foldAuthorization([first, says('A3')]);
    const { event } = sent(denied, plan, { newEvidence: true });
    const state = foldAuthorization([first, says('A3'), event, granted('A1', 'AUTH9')]);
    expect([state.status, state.services.map(({ approved: certified, number }) => [certified, number])]).toEqual([
      'approved',
      [
        [720, 'AUTH9'],
        [6, 'AUTH9'],
      ],
    ]);
  });

  test.each(['A1', 'C'] as const)(
    'a cancellation that the payer answers with %s leaves nothing certified',
    (action) => {
      const decision = changeRequestOf(approved, undefined, { ...usual, inError: true });
      if (decision.is !== 'request') throw new Error(decision.reason);
      const event: AuthorizationEvent = { type: 'Requested', ...numbered(decision, 'IB20270301000018'), ...subject };
      const answer = says('C', { reference: 'IB20270301000018', event: { action, reasons: [] } });
      const state = foldAuthorization([first, says('A1'), event, answer]);
      expect([state.status, state.services.map(({ approved: certified, number }) => [certified, number])]).toEqual([
        'cancelled',
        [
          [0, undefined],
          [0, undefined],
        ],
      ]);
    },
  );
});

describe('the 278 of a change', () => {
  test('names the authorization, says what it is, and holds the changed lines only', () => {
    const { request: asked } = sent(approved, swapped);
    const segments = written(request278, request278Of(asked, { date: '20270401', time: '0900' }));
    expect(segments.slice(segments.indexOf('HL*4*3*EV*1'), -1)).toEqual([
      'HL*4*3*EV*1',
      'TRN*1*IB20270301000018*1990000001',
      'UM*HS*S*78*19:B*****Y',
      'REF*BB*AUTH1',
      'DTP*AAH*RD8*20270310-20270623',
      'HI*ABK:C3411*ABF:C771',
      'HSD*VS*1*WK*3*35*18',
      'MSG*REVISION Q5107 720 UNITS, WHICH WERE NOT ASKED FOR BEFORE',
      'NM1*DK*1*EXAMPLE*CASEY****XX*1999999976',
      'HL*5*4*SS*0',
      'TRN*1*IB20270301000018-1*1990000001',
      'UM*HS*I',
      'DTP*472*RD8*20270310-20270623',
      'SV1*HC:Q5107**UN*720',
      'HL*6*4*SS*0',
      'TRN*1*IB20270301000018-2*1990000001',
      'UM*HS*3',
      'DTP*472*RD8*20270310-20270623',
      'SV1*HC:J9022**UN*720',
    ]);
  });

  test('announces only documents that the payer does not have, each under a number of its own', () => {
    const document = (source: string) => ({ source, reportType: '77', transmission: 'EL', controlNumber: 'old' });
    const before = { ...plan, documents: [document('DocumentReference/a')] };
    const state = foldAuthorization([{ ...first, request: before } as AuthorizationEvent, says('A1')]);
    const now = { ...doubled, documents: [document('DocumentReference/a'), document('DocumentReference/b')] };
    const { request: asked } = sent(state, now);
    expect(asked.documents).toEqual([
      { source: 'DocumentReference/b', reportType: '77', transmission: 'EL', controlNumber: 'IB20270301000018-D1' },
    ]);
    expect(written(request278, request278Of(asked, { date: '20270401', time: '0900' }))).toContain(
      'PWK*77*EL***AC*IB20270301000018-D1',
    );
  });
});
