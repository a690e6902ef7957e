import { describe, expect, test } from 'vitest';
import { answer } from '../../src/synthetic/payer/answer.ts';
import type { ScriptName } from '../../src/synthetic/payer/scripts.ts';
import { emptyPayerState } from '../../src/synthetic/payer/state.ts';
import type { AnsweredEvent278, AuthorizationResponse278 } from '../../src/x12/guides/278-response.ts';
import { reviewsIn } from './payerReading.ts';
import { dependentRequest278, interchange, request278, requestBody } from './payerSamples.ts';

const reviews = (script: ScriptName, bytes = request278()): readonly AuthorizationResponse278[] =>
  reviewsIn(answer(bytes, script, emptyPayerState).files);

function eventOf(response: AuthorizationResponse278 | undefined): AnsweredEvent278 | undefined {
  const subscriber = response?.utilizationManagement.requester?.subscriber;
  return (subscriber?.patientEvents ?? subscriber?.dependent?.patientEvents ?? [])[0];
}
const unitsOf = (event: AnsweredEvent278 | undefined) =>
  event?.services?.map(({ professional }) => professional?.quantity);

describe('the synthetic payer reviews a 278', () => {
  test.each<readonly [ScriptName, readonly (readonly [string, readonly string[]])[]]>([
    ['approve', [['A1', ['A1', 'A1']]]],
    ['deny', [['A3', ['A3', 'A3']]]],
    ['partial', [['A2', ['A1', 'A3']]]],
    ['modify-fewer', [['A6', ['A6', 'A1']]]],
    ['contact', [['CT', ['CT', 'CT']]]],
    ['no-action', [['NA', ['NA', 'NA']]]],
    ['cancel', [['C', ['C', 'C']]]],
    [
      'pend-then-approve',
      [
        ['A4', ['A4', 'A4']],
        ['A1', ['A1', 'A1']],
      ],
    ],
    ['pay', [['A1', ['A1', 'A1']]]],
  ])('by script %s', (script, decisions) => {
    const seen = reviews(script).map((response) => {
      const event = eventOf(response);
      return [event?.decision?.action, event?.services?.map(({ decision }) => decision?.action)];
    });
    expect(seen).toEqual(decisions);
  });

  test('an approval gives our trace numbers back, its own number, and the period that was asked for', () => {
    const [response] = reviews('approve');
    const event = eventOf(response);
    expect(response?.header.type).toBe('18');
    expect(event?.traces).toEqual([
      { kind: '1', number: '0A0000905001', originator: '1999999999' },
      { kind: '2', number: 'PA-1', originator: '9EXAMPLE01' },
    ]);
    expect(event?.decision).toEqual({ action: 'A1', number: '0A0000905001' });
    expect(event?.issueDate).toEqual({ date: '20261121' });
    expect(event?.effectiveDate).toEqual({ format: 'D8', value: '20261201' });
    expect(event?.expirationDate).toEqual({ date: '20270405' });
    expect(event?.services?.map(({ traces }) => traces?.[0]?.number)).toEqual(['PA-1-1', 'PA-1-2']);
    expect(unitsOf(event)).toEqual(['721', '1']);
  });

  test('a refusal carries no authorization number, only a case number, a reason and words', () => {
    const event = eventOf(reviews('deny')[0]);
    expect(event?.decision).toEqual({ action: 'A3', reasons: ['82'] });
    expect(event?.services?.map(({ decision }) => decision?.number)).toEqual([undefined, undefined]);
    expect(event?.administrativeReference).toEqual({ number: 'REF-0A0000905001' });
    expect(event?.effectiveDate).toBeUndefined();
    expect(event?.message?.text).toMatch(/\w/);
  });

  test('a pended answer announces another one, and the second comes a step later', () => {
    const { files } = answer(request278(), 'pend-then-approve', emptyPayerState);
    expect(reviewsIn(files).map(({ header }) => header.type)).toEqual(['19', '18']);
    expect(files.filter(({ kind }) => kind === '278').map(({ step }) => step)).toEqual([0, 1]);
  });

  test('fewer units are half of those asked for, whole, and one unit stays one', () => {
    expect(unitsOf(eventOf(reviews('modify-fewer')[0]))).toEqual(['360', '1']);
  });

  test('a request of one line that is certified in part is certified for half of its units', () => {
    const event = eventOf(reviews('partial', request278(905, { services: 1 }))[0]);
    expect(event?.decision?.action).toBe('A2');
    expect(event?.services?.map(({ decision }) => decision?.action)).toEqual(['A6']);
    expect(unitsOf(event)).toEqual(['360']);
  });

  test('an AAA rejection stands at the subscriber and ends the message', () => {
    const subscriber = reviews('reject-aaa')[0]?.utilizationManagement.requester?.subscriber;
    expect(subscriber?.person.rejections).toEqual([{ wellFormed: 'N', reason: '75', followUp: 'C' }]);
    expect(subscriber?.patientEvents).toBeUndefined();
  });

  test('a cancellation that would be approved is confirmed as cancelled', () => {
    const event = eventOf(reviews('approve', request278(905, { certificationType: '3' }))[0]);
    expect(event?.decision).toEqual({ action: 'C' });
  });

  test('the answer about a dependent stands below the dependent and lasts 180 days', () => {
    const [response] = reviews('approve', dependentRequest278());
    const subscriber = response?.utilizationManagement.requester?.subscriber;
    expect(subscriber?.dependent?.person.identity.firstName).toBe('TIM');
    expect(eventOf(response)?.effectiveDate?.value).toBe('20261121');
    expect(eventOf(response)?.expirationDate?.date).toBe('20270520');
  });

  test('every request of a file gets a number of its own', () => {
    const bytes = interchange('HI', '005010X217', '278', [requestBody(), requestBody({ reference: 'PA-2' })], 8);
    const numbers = reviews('approve', bytes).map((response) => eventOf(response)?.decision?.number);
    expect(numbers).toEqual(['0A0000008001', '0A0000008002']);
  });
});
