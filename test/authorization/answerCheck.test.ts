import { describe, expect, test } from 'vitest';
import type { ApprovedUnits, AuthorizationAnswer, Decision } from '../../src/authorization/answer.ts';
import { issuesOfAnswer } from '../../src/authorization/answerCheck.ts';
import type { Round } from '../../src/authorization/rounds.ts';
import { drug, infusion, request } from './invented.ts';

const round: Round = {
  request,
  plan: request,
  asked: { at: '2027-03-01T14:00:00.000Z', on: '2027-03-01' },
  answers: [],
};
const certified: Decision = { action: 'A1', number: 'AUTH1', reasons: [], from: '20270310', to: '20270623' };
const fine: AuthorizationAnswer = {
  reference: request.reference,
  sent: '202703021015',
  memberId: request.insurance.memberId,
  event: certified,
  services: [
    { ...certified, trace: drug.trace, hcpcs: drug.hcpcs, units: 720 as ApprovedUnits },
    { ...certified, trace: infusion.trace, hcpcs: infusion.hcpcs, units: 6 as ApprovedUnits },
  ],
  rejections: [],
  furtherUpdates: false,
};
const { number: _without, ...numberless } = certified;
const [line] = fine.services;
const services = (change: object) => (line === undefined ? [] : [{ ...line, ...change }]);
const codesOf = (change: Partial<AuthorizationAnswer>, to: Round = round) =>
  issuesOfAnswer({ ...fine, ...change }, to).map(({ code, severity }) => `${severity} ${code}`);

describe('an answer', () => {
  test('that can be so is taken', () => {
    expect(codesOf({})).toEqual([]);
  });

  test.each<[string, Partial<AuthorizationAnswer>, string]>([
    ['of another patient', { memberId: 'SOMEONE' }, 'ANSWER_OTHER_PATIENT'],
    ['made before the request', { sent: '202702271200' }, 'ANSWER_STALE'],
    ['that decides and cannot decide', { rejections: [{ level: '2000E', code: '33' }] }, 'HCR_AND_AAA'],
    ['that decides on a patient it does not find', { rejections: [{ level: '2010C', code: '75' }] }, 'HCR_AND_AAA'],
    [
      'that decides on a line it rejects',
      { rejections: [{ level: '2000F[1]', code: '33', trace: drug.trace }] },
      'HCR_AND_AAA',
    ],
    ['that approves without a number', { event: numberless, services: [] }, 'APPROVAL_WITHOUT_NUMBER'],
    [
      'that approves a line without a number anywhere',
      { event: numberless, services: services({ number: undefined }) },
      'APPROVAL_WITHOUT_NUMBER',
    ],
    ['that approves no units', { services: services({ units: 0 }) }, 'APPROVAL_OF_NOTHING'],
    [
      'whose days are reversed',
      { services: services({ from: '20270623', to: '20270310' }) },
      'APPROVAL_DATES_REVERSED',
    ],
    ['whose event ends before it begins', { event: { ...certified, to: '20270301' } }, 'APPROVAL_DATES_REVERSED'],
  ])('%s is refused with the reason', (_, change, code) => {
    expect(codesOf(change)).toEqual([`error ${code}`]);
  });

  test.each<[string, Partial<AuthorizationAnswer>]>([
    ['without a member id', { memberId: undefined }],
    ['whose member id is written otherwise', { memberId: request.insurance.memberId.toLowerCase() }],
    ['from a payer in another time zone', { sent: '202702282330' }],
    ['that rejects one line and approves another', { rejections: [{ level: '2000F[2]', code: '33', trace: 'other' }] }],
    ['whose lines take the number of the event', { services: services({ number: undefined }) }],
    ['that denies without a number', { event: { action: 'A3', reasons: ['82'] }, services: [] }],
  ])('%s is taken', (_, change) => {
    expect(codesOf(change)).toEqual([]);
  });

  test('that confirms a cancellation needs no number', () => {
    const cancelled: Round = { ...round, request: { ...request, certification: '3', services: [] } };
    expect(codesOf({ event: { action: 'A1', reasons: [] }, services: [] }, cancelled)).toEqual([]);
  });
});
