import { describe, expect, test } from 'vitest';
import { receiptFor, receiptOf } from '../../src/authorization/acknowledgement.ts';
import {
  type ApprovedUnits,
  type AuthorizationAnswer,
  type AuthorizationEvent,
  type AuthorizationRequest,
  type Decision,
  foldAuthorization,
  type ServiceDecision,
  unitsLeft,
} from '../../src/authorization/authorization.ts';
import { eventOfAnswer } from '../../src/authorization/furtherAnswer.ts';
import { units } from '../claim/invented.ts';
import { acknowledgement } from '../x12/guides/999-example.ts';
import { drug, infusion, request, subject } from './invented.ts';

const requested: AuthorizationEvent = { type: 'Requested', request, ...subject };
const refused: AuthorizationEvent = { type: 'Acknowledged', accepted: false, codes: ['IK5:5'] };
const approvedUnits = (count: number): ApprovedUnits => count as ApprovedUnits;
const decision = (action: Decision['action'], more: Partial<Decision> = {}): Decision => ({
  action,
  reasons: [],
  ...more,
});
const ofDrug = (action: Decision['action'], more: Partial<ServiceDecision> = {}): ServiceDecision => ({
  ...decision(action),
  trace: drug.trace,
  hcpcs: drug.hcpcs,
  ...more,
});
const ofInfusion = (action: Decision['action'], more: Partial<ServiceDecision> = {}): ServiceDecision =>
  ofDrug(action, { trace: infusion.trace, hcpcs: infusion.hcpcs, ...more });
const rejection = { level: '2000E', code: '33' };
const answered = (answer: Partial<AuthorizationAnswer>): AuthorizationEvent => ({
  type: 'Answered',
  answer: { services: [], rejections: [], furtherUpdates: false, ...answer },
});
const drawn = (claim: string, count: number): AuthorizationEvent => ({
  type: 'UnitsDrawn',
  claim,
  hcpcs: 'J9022',
  units: units(count),
  date: '20270310',
});
const approved = answered({ event: decision('A1', { number: 'AUTH1' }) });

describe('the state of an authorization', () => {
  test.each<[string, ...AuthorizationEvent[]]>([
    ['new'],
    ['held', { type: 'Held', ...subject, issues: [] }],
    ['notRequired', { type: 'NotRequired', ...subject, reasons: ['the payer wants none'] }],
    ['requested', requested],
    ['requested', requested, { type: 'Acknowledged', accepted: true, codes: [] }],
    ['refused', requested, refused],
    ['approved', requested, approved],
    ['approved', requested, approved, refused],
    ['approved', requested, refused, approved],
    ['approved', requested, answered({ event: decision('A4') }), approved],
    ['approved', requested, answered({ services: [ofDrug('A1'), ofInfusion('A1')] })],
    ['approved', requested, answered({ event: decision('A1', { from: '20270301', to: '20271231' }) })],
    ['partial', requested, answered({ services: [ofDrug('A1', { units: approvedUnits(719) }), ofInfusion('A1')] })],
    ['partial', requested, answered({ event: decision('A1', { to: '20270622' }) })],
    ['partial', requested, answered({ event: decision('A1', { from: '20270311' }) })],
    ['partial', requested, answered({ event: decision('A2'), services: [ofDrug('A1')] })],
    ['partial', requested, answered({ services: [ofDrug('A6', { units: approvedUnits(480) }), ofInfusion('A1')] })],
    ['partial', requested, answered({ services: [ofDrug('A1'), ofInfusion('NA')] })],
    ['partial', requested, answered({ event: decision('A1'), services: [ofDrug('A3')] })],
    ['denied', requested, answered({ event: decision('A3') })],
    ['pended', requested, answered({ event: decision('A4') })],
    ['pended', requested, answered({ services: [ofDrug('A1'), ofInfusion('A4')] })],
    ['pended', requested, answered({ services: [ofDrug('A1')] })],
    ['contactPayer', requested, answered({ event: decision('CT') })],
    ['noActionRequired', requested, answered({ event: decision('NA') })],
    ['cancelled', requested, answered({ event: decision('C') })],
    ['rejected', requested, answered({ rejections: [rejection] })],
  ])('is %s after these events', (status, ...events) => {
    expect(foldAuthorization(events).status).toBe(status);
  });

  test('knows whose it is as soon as it is requested', () => {
    const state = foldAuthorization([requested]);
    expect([state.patient, state.orders]).toEqual(['Patient/p1', ['MedicationRequest/mr1']]);
  });

  test('asks for every line and has none yet', () => {
    const [first, second] = foldAuthorization([requested]).services;
    expect(first).toEqual({
      trace: drug.trace,
      hcpcs: 'J9022',
      requested: 720,
      approved: 0,
      from: '20270310',
      to: '20270623',
      drawn: 0,
    });
    expect(second?.hcpcs).toBe('96413');
  });

  test('forgets the reasons of a refused file when it is asked again and when it is answered', () => {
    expect(foldAuthorization([requested, refused]).reasons).toEqual(['IK5:5']);
    expect(foldAuthorization([requested, refused, requested]).reasons).toEqual([]);
    expect(foldAuthorization([requested, refused, approved]).reasons).toEqual([]);
  });

  test('never overwrites its decision with a contradiction', () => {
    const before = foldAuthorization([requested, approved]);
    const denial: AuthorizationAnswer = {
      event: decision('A3'),
      sent: '202703020900',
      services: [],
      rejections: [],
      furtherUpdates: false,
    };
    const contradicted: AuthorizationEvent = { type: 'Contradicted', answer: denial, reason: 'denied after approved' };
    const after = foldAuthorization([requested, approved, contradicted]);
    expect([after.status, after.services, after.answer]).toEqual([before.status, before.services, before.answer]);
  });

  test('of a request without lines follows the decision on the event', () => {
    const admission: AuthorizationRequest = { ...request, services: [] };
    const asked: AuthorizationEvent = { ...subject, type: 'Requested', request: admission };
    expect(foldAuthorization([asked, answered({ event: decision('A3') })]).status).toBe('denied');
    expect(foldAuthorization([asked, approved]).status).toBe('approved');
  });
});

/** Units, number and dates certified for drug and infusion. */
const certifiedAfter = (answer: Partial<AuthorizationAnswer>) =>
  foldAuthorization([requested, answered(answer)]).services.map(({ approved: count, number, from, to }) => [
    count,
    number,
    from,
    to,
  ]);

describe('what a payer certifies', () => {
  const [from, to] = ['20270310', '20270623'];
  test.each<[string, Partial<AuthorizationAnswer>, readonly unknown[], readonly unknown[]]>([
    [
      'everything as asked, by the event',
      { event: decision('A1', { number: 'AUTH1' }) },
      [720, 'AUTH1', from, to],
      [6, 'AUTH1', from, to],
    ],
    [
      'fewer units of the drug, in other dates, with a number for each line',
      {
        event: decision('A2', { number: 'AUTH1' }),
        services: [
          ofInfusion('A1', { number: 'AUTH2' }),
          ofDrug('A6', { units: approvedUnits(480), from: '20270401', to: '20270601' }),
        ],
      },
      [480, 'AUTH1', '20270401', '20270601'],
      [6, 'AUTH2', from, to],
    ],
    [
      'nothing of a changed line without units',
      { services: [ofDrug('A6'), ofInfusion('A1')] },
      [0, undefined, from, to],
      [6, undefined, from, to],
    ],
    [
      'nothing of a line that is denied below an approved event',
      { event: decision('A1', { number: 'AUTH1' }), services: [ofDrug('A3')] },
      [0, undefined, from, to],
      [6, 'AUTH1', from, to],
    ],
    [
      'nothing of a line that is rejected below an approved event',
      {
        event: decision('A1', { number: 'AUTH1' }),
        rejections: [{ level: '2000F[1]', code: '33', trace: drug.trace }],
      },
      [0, undefined, from, to],
      [6, 'AUTH1', from, to],
    ],
    [
      'a line by its code where the trace is not echoed',
      { services: [{ ...decision('A1', { number: 'AUTH1' }), hcpcs: '96413' }] },
      [0, undefined, from, to],
      [6, 'AUTH1', from, to],
    ],
    [
      'nothing that is denied',
      { event: decision('A3', { number: 'REF1' }) },
      [0, undefined, from, to],
      [0, undefined, from, to],
    ],
    [
      'nothing where no action is required',
      { event: decision('NA') },
      [0, undefined, from, to],
      [0, undefined, from, to],
    ],
    [
      'nothing where it decides twice on one line',
      { services: [ofDrug('A1'), ofDrug('A3'), ofInfusion('A1')] },
      [0, undefined, from, to],
      [6, undefined, from, to],
    ],
  ])('is %s', (_, answer, ...expected) => {
    expect(certifiedAfter(answer)).toEqual(expected);
  });

  test('loses its number when a pended event is denied in the end', () => {
    const pended = answered({ services: [ofDrug('A1', { number: 'AUTH1' }), ofInfusion('A4')] });
    const [first] = foldAuthorization([requested, pended, answered({ event: decision('A3') })]).services;
    expect([first?.approved, first?.number]).toEqual([0, undefined]);
  });

  test('is in part, not rejected, when one line is approved and the other rejected', () => {
    const answer = { event: decision('A1'), rejections: [{ level: '2000F[1]', code: '33', trace: drug.trace }] };
    expect(foldAuthorization([requested, answered(answer)]).status).toBe('partial');
  });

  test('is given to neither of two lines of one code when the payer does not say which it means', () => {
    const twice: AuthorizationRequest = {
      ...request,
      services: [drug, { ...drug, trace: 'later', from: '20270701', to: '20270901' }],
    };
    const { trace: _lost, ...untraced } = ofDrug('A1', { units: approvedUnits(720) });
    const state = foldAuthorization([
      { ...subject, type: 'Requested', request: twice },
      answered({ services: [untraced] }),
    ]);
    expect(state.services.map((service) => service.approved)).toEqual([0, 0]);
    expect(state.status).toBe('pended');
  });
});

describe('a further answer', () => {
  const answer: AuthorizationAnswer = {
    event: decision('A3'),
    sent: '202703020900',
    services: [],
    rejections: [],
    furtherUpdates: false,
  };

  test.each<[string, ...AuthorizationEvent[]]>([
    ['requested', requested],
    ['refused', requested, refused],
    ['pended', requested, answered({ event: decision('A4') })],
    ['contactPayer', requested, answered({ event: decision('CT') })],
  ])('settles an authorization that is %s', (status, ...events) => {
    const state = foldAuthorization(events);
    expect(state.status).toBe(status);
    expect(eventOfAnswer(state, answer)).toEqual({ type: 'Answered', answer });
  });

  test.each<[string, ...AuthorizationEvent[]]>([
    ['approved', requested, approved],
    ['rejected', requested, answered({ rejections: [rejection] })],
    ['cancelled', requested, answered({ event: decision('C') })],
  ])('contradicts an authorization that is %s and goes to a person', (status, ...events) => {
    const state = foldAuthorization(events);
    expect(state.status).toBe(status);
    const event = eventOfAnswer(state, answer);
    expect(event?.type).toBe('Contradicted');
    const { rounds: _before, ...before } = state;
    const { rounds: _after, ...after } = foldAuthorization(event === undefined ? events : [...events, event]);
    expect(after).toEqual({
      ...before,
      attention: event?.type === 'Contradicted' ? event.reason : undefined,
      contradiction: answer,
    });
  });

  test('that repeats the last one is no news', () => {
    expect(eventOfAnswer(foldAuthorization([requested, { type: 'Answered', answer }]), answer)).toBeUndefined();
  });
});

describe('answers out of order', () => {
  const pended: AuthorizationAnswer = {
    sent: '202703010900',
    event: decision('A4'),
    services: [],
    rejections: [],
    furtherUpdates: true,
  };
  const final: AuthorizationAnswer = {
    sent: '202703020900',
    event: decision('A1'),
    services: [],
    rejections: [],
    furtherUpdates: false,
  };
  const recorded = (...answers: readonly AuthorizationAnswer[]): readonly AuthorizationEvent[] => {
    const events: AuthorizationEvent[] = [requested];
    for (const answer of answers) {
      const event = eventOfAnswer(foldAuthorization(events), answer);
      if (event !== undefined) events.push(event);
    }
    return events;
  };

  test('come to the same decision, whether the pended one comes before or after it', () => {
    const [inOrder, swapped] = [foldAuthorization(recorded(pended, final)), foldAuthorization(recorded(final, pended))];
    expect([inOrder.status, swapped.status]).toEqual(['approved', 'approved']);
    expect(swapped.attention).toBeUndefined();
  });

  test('that contradict are told once, however often they come', () => {
    const denial = { ...final, sent: '202703030900', event: decision('A3') };
    expect(recorded(final, denial, denial, final).map(({ type }) => type)).toEqual([
      'Requested',
      'Answered',
      'Contradicted',
    ]);
  });

  test('that were asked for by nobody are told at once when the payer said that they would come', () => {
    const waiting = { ...final, sent: '202703010900', event: undefined, rejections: [{ ...rejection, followUp: 'Y' }] };
    const { event: _none, ...held } = waiting;
    expect(foldAuthorization(recorded(held, final)).status).toBe('approved');
  });

  test('leave a request that was made again without what was said of the earlier one', () => {
    const again = foldAuthorization([...recorded(final, { ...final, event: decision('A3') }), requested]);
    expect(again).toEqual(foldAuthorization([requested]));
  });
});

describe('the units of an authorization', () => {
  const left = (...events: readonly AuthorizationEvent[]) =>
    foldAuthorization([requested, ...events]).services.map(unitsLeft);

  test.each<[string, readonly AuthorizationEvent[], readonly number[]]>([
    ['none before the answer', [], [0, 0]],
    ['all after it', [approved], [720, 6]],
    ['less by what a claim bills', [approved, drawn('c1', 120)], [600, 6]],
    ['less by all claims, whenever they were billed', [drawn('c1', 120), approved, drawn('c2', 120)], [480, 6]],
    ['never below nothing', [approved, drawn('c1', 900)], [0, 6]],
    [
      'more again when a claim gives them back',
      [approved, drawn('c1', 120), drawn('c2', 60), { type: 'UnitsReturned', claim: 'c1' }],
      [660, 6],
    ],
    ['not refilled by asking again', [approved, drawn('c1', 120), requested, approved], [600, 6]],
  ])('are %s', (_, events, expected) => {
    expect(left(...events)).toEqual(expected);
  });
});

describe('a 999', () => {
  const receipt = receiptOf(acknowledgement);

  test('tells each set apart and points at what is wrong without its value', () => {
    expect(receipt).toEqual({
      functionalId: 'HC',
      groupControl: 42,
      sets: [
        { control: '0001', accepted: true, codes: [] },
        {
          control: '0002',
          accepted: false,
          codes: [
            'IK5:5',
            'IK5:I5',
            'IK403:7 at SV1 segment 33 element 1',
            'IK403:1 at SV1 segment 33 element 3',
            'IK304:3 at REF segment 40',
          ],
        },
        { accepted: true, codes: ['AK9:5'] },
      ],
    });
  });

  test.each([
    ['1', true],
    ['0002', false],
    ['0003', true],
  ])('answers for set %s, by number and else by the group', (control, accepted) => {
    expect(receiptFor(receipt, control)?.accepted).toBe(accepted);
  });

  test.each(['R', 'M', 'W', 'X'] as const)('that refuses the group (%s) refuses every set in it', (status) => {
    const refusedGroup = receiptOf({ ...acknowledgement, result: { ...acknowledgement.result, status } });
    expect(refusedGroup.sets.map((set) => [set.accepted, set.codes.includes('AK9:5')])).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
  });

  test('accepts a set with errors noted', () => {
    const { transactionSets: _none, ...rest } = acknowledgement;
    const noted = { set: { set: '837', control: '0009' }, result: { status: 'E' as const } };
    expect(receiptFor(receiptOf({ ...rest, transactionSets: [noted] }), '9')?.accepted).toBe(true);
  });
});
