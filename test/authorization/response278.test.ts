import { describe, expect, test } from 'vitest';
import { answersOf } from '../../src/authorization/response278.ts';
import type {
  AnsweredEvent278,
  AnsweredService278,
  AuthorizationResponse278,
} from '../../src/x12/guides/278-response.ts';
import { response278 } from '../../src/x12/guides/278-response.ts';
import { readBack } from '../claim/invented.ts';
import * as example from '../x12/guides/278-example.ts';

const reference = 'IB20270301000017';
const period = { from: '20270310', to: '20270623' };

describe('a 278 response', () => {
  test('that certifies in part says so for the event and for each line', () => {
    expect(answersOf(example.partial)).toEqual([
      {
        reference,
        payerTrace: 'CHP-R-5501',
        sent: '202703021015',
        memberId: 'CHP000111222',
        event: {
          action: 'A2',
          number: 'CHPAUTH55010',
          reasons: [],
          ...period,
          message: 'UNITS CHANGED TO THE LABELED DOSE',
        },
        services: [
          {
            trace: `${reference}-1`,
            hcpcs: 'J9022',
            action: 'A6',
            number: 'CHPAUTH55010',
            reasons: ['0Z', '35'],
            units: 480,
          },
          { trace: `${reference}-2`, hcpcs: '96413', action: 'A1', number: 'CHPAUTH55010', reasons: [], units: 6 },
        ],
        rejections: [],
        furtherUpdates: false,
      },
    ]);
  });

  test('that pends announces further updates', () => {
    const [answer] = answersOf(example.pended);
    expect(answer?.furtherUpdates).toBe(true);
    expect(answer?.event).toEqual({ action: 'A4', reasons: ['0U'], wanted: ['18776-5', 'M1'] });
    expect(answer?.reviewNumber).toBe('CHPREF90210');
    expect(answer?.services).toEqual([
      { trace: `${reference}-1`, hcpcs: 'J9022', action: 'A4', reasons: [], units: 720, wanted: ['34117-2'] },
    ]);
  });

  test('that denies gives the reason in codes and in words', () => {
    const [answer] = answersOf(example.denied);
    expect(answer?.event).toEqual({
      action: 'A3',
      number: 'CHPREF90211',
      reasons: ['0V'],
      message: 'CRITERIA NOT MET. A PEER TO PEER REVIEW MAY BE ASKED FOR WITHIN 14 DAYS.',
    });
  });

  test.each([
    ['the member', example.rejected, { memberId: 'CHP000111222' }, { level: '2010C', code: '72', followUp: 'C' }],
    ['the whole', example.unavailable, {}, { level: '2000A', code: '42', followUp: 'P' }],
  ])('that rejects %s names our request by BHT03 and holds one rejection', (_, response, member, rejection) => {
    expect(answersOf(response)).toEqual([
      { reference, sent: '202703020901', ...member, services: [], rejections: [rejection], furtherUpdates: false },
    ]);
  });

  test('that splits a request is one answer: each part speaks of its own lines', () => {
    const [answer, ...more] = answersOf(example.split);
    expect(more).toEqual([]);
    expect([answer?.reference, answer?.event?.action]).toEqual([reference, 'A1']);
    expect(answer?.services.map(({ trace, action }) => [trace, action])).toEqual([[`${reference}-2`, 'NA']]);
  });

  test('says the same after its way over the wire', () => {
    for (const response of [example.partial, example.pended, example.denied, example.rejected, example.split]) {
      const reading = readBack(response278, response);
      if (!reading.ok) throw new Error('the example reads');
      expect(answersOf(reading.value)).toEqual(answersOf(response));
    }
  });
});

const lineAnswer = (service: Partial<AnsweredService278>) => {
  const response = withService({
    traces: [{ kind: '2', number: `${reference}-1`, originator: '9HARBORINF' }],
    professional: { procedure: { qualifier: 'HC', code: 'J9022' }, unit: 'UN', quantity: '480' },
    decision: { action: 'A6' },
    ...service,
  });
  return answersOf(response)[0];
};

describe('a line of a 278 response', () => {
  test.each<[string, Partial<AnsweredService278>, object]>([
    ['certifies whole units of a fraction', quantityOf('480.9'), { units: 480 }],
    [
      'takes a day as the first one',
      { effectiveDate: { format: 'D8', value: '20270401' } },
      { units: 480, from: '20270401' },
    ],
    [
      'takes the expiration before the end of the period',
      { effectiveDate: { format: 'RD8', value: '20270401-20270701' }, expirationDate: { date: '20270601' } },
      { units: 480, from: '20270401', to: '20270601' },
    ],
    ['does not take minutes for billing units', quantityOf('90', 'MJ'), {}],
    [
      'does not take the date asked for as the date certified',
      { serviceDate: { format: 'D8', value: '20270401' } },
      { units: 480 },
    ],
  ])('%s', (_, service, expected) => {
    expect(lineAnswer(service)?.services).toEqual([
      { trace: `${reference}-1`, hcpcs: 'J9022', action: 'A6', reasons: [], ...expected },
    ]);
  });

  test('is identified by its code when our trace is not echoed', () => {
    const answer = lineAnswer({ traces: [{ kind: '1', number: 'THEIRS', originator: '1999999999' }] });
    expect(answer?.services.map(({ trace, hcpcs }) => [trace, hcpcs])).toEqual([[undefined, 'J9022']]);
  });

  test('that is rejected is no decision, and the rejection names the line', () => {
    const { decision: _none, ...undecided } = lineOf();
    const answer = answersOf(
      withService({ ...undecided, rejections: [{ wellFormed: 'Y', reason: '33', followUp: 'C' }] }),
    )[0];
    expect(answer?.services).toEqual([]);
    expect(answer?.rejections).toEqual([
      { level: '2000F[1]', code: '33', followUp: 'C', trace: `${reference}-1`, hcpcs: 'J9022' },
    ]);
  });
});

function quantityOf(quantity: string, unit: 'UN' | 'MJ' = 'UN'): Partial<AnsweredService278> {
  return { professional: { procedure: { qualifier: 'HC', code: 'J9022' }, unit, quantity } };
}
function lineOf(): AnsweredService278 {
  return {
    traces: [{ kind: '2', number: `${reference}-1`, originator: '9HARBORINF' }],
    decision: { action: 'A6' },
    ...quantityOf('480'),
  };
}
function withService(service: AnsweredService278): AuthorizationResponse278 {
  const requester = example.denied.utilizationManagement.requester;
  const event = requester?.subscriber?.patientEvents?.[0];
  if (requester?.subscriber === undefined || event === undefined) throw new Error('the example has an event');
  const subscriber = { ...requester.subscriber, patientEvents: [{ ...event, services: [service] }] };
  return {
    ...example.denied,
    utilizationManagement: { ...example.denied.utilizationManagement, requester: { ...requester, subscriber } },
  };
}

describe('a trace', () => {
  const OURS = '9HARBORINF';
  const ours = { kind: '2' as const, number: reference, originator: OURS };
  const theirs = { kind: '2' as const, number: reference, originator: '1CLEARING0' };
  const withTraces = (...traces: NonNullable<AnsweredEvent278['traces']>) => {
    const { utilizationManagement: payer } = example.denied;
    const event = payer.requester?.subscriber?.patientEvents?.[0];
    if (payer.requester?.subscriber === undefined || event === undefined) throw new Error('the example has an event');
    const subscriber = { ...payer.requester.subscriber, patientEvents: [{ ...event, traces }] };
    const response = {
      ...example.denied,
      utilizationManagement: { ...payer, requester: { ...payer.requester, subscriber } },
    };
    return answersOf(response, new Set([OURS, '1000000009']))[0];
  };

  test.each<[string, NonNullable<AnsweredEvent278['traces']>, string | undefined]>([
    ['of ours is ours', [ours], reference],
    ['under the originator of somebody else is not, whatever its number', [theirs], undefined],
    ['of ours is found behind that of a clearinghouse', [{ ...theirs, number: 'X1' }, ours], reference],
    ['under an originator we asked with before is ours', [{ ...ours, originator: '1000000009' }], reference],
    ['that the payer gives itself is none of ours', [{ ...ours, kind: '1' }], undefined],
    ['of ours twice is one', [ours, ours], reference],
    ['of ours under two numbers names nothing', [ours, { ...ours, number: 'IB2' }], undefined],
  ])('%s', (_what, traces, expected) => {
    expect(withTraces(...traces)?.reference).toBe(expected);
  });

  test('of a line is ours by its originator, too; else the line is known by its code', () => {
    const line = { ...lineOf(), traces: [{ ...theirs, number: `${reference}-1` }] };
    const [answer] = answersOf(withService(line), new Set([OURS]));
    expect(answer?.services.map(({ trace, hcpcs }) => [trace, hcpcs])).toEqual([[undefined, 'J9022']]);
  });
});
