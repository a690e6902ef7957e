/** Every part of a 999 and a TA1 by itself: from which fact it comes, and how far it may go. */

import { describe, expect, test } from 'vitest';
import { error, type Issue, warning } from '../../src/outcome.ts';
import { acknowledge, acknowledgeAnswers, acknowledgeInterchange, codeIn999 } from '../../src/x12/acknowledge.ts';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import type { FunctionalGroup, Interchange, TransactionSet } from '../../src/x12/frames.ts';
import { segmentsOf } from '../../src/x12/scan.ts';

const interchange: Interchange = {
  sender: { qualifier: 'ZZ', id: 'CLINIC' },
  receiver: { qualifier: 'ZZ', id: 'PAYER' },
  control: '000000905',
  usage: 'T',
  version: '00501',
  date: '261120',
  time: '0915',
  wantsAcknowledgement: false,
  delimiters: ourDelimiters,
  offset: 0,
};
const group: FunctionalGroup = {
  interchange,
  functionalId: 'HC',
  senderCode: 'A',
  receiverCode: 'B',
  date: '20261120',
  time: '0915',
  control: '7',
  version: '005010X222A1',
  offset: 106,
};
const setOf = (lines: readonly string[], facts: Partial<TransactionSet> = {}): TransactionSet => ({
  group,
  set: '837',
  control: '0001',
  version: '005010X222A1',
  segments: segmentsOf(lines),
  issues: [],
  ...facts,
});
const st = 'ST*837*0001*005010X222A1';
const answered = (issues: readonly Issue[], lines: readonly string[] = [st], facts: Partial<TransactionSet> = {}) => {
  const [answer] = acknowledge(group, [{ transaction: setOf(lines, facts), issues }]).transactionSets ?? [];
  if (answer === undefined) throw new Error('a set is answered');
  return answer;
};
const wrong = (code: string, at: Partial<Issue> = {}): Issue => error(code, 'Wrong.', at);

describe('a group', () => {
  const accepted = { transaction: setOf([st]), issues: [] };
  const noted = { transaction: setOf([st]), issues: [warning('IK304:I4', 'Noted.')] };
  const rejected = { transaction: setOf([st]), issues: [wrong('IK304:3')] };
  const result = (...all: Parameters<typeof acknowledge>) => acknowledge(...all).result;

  test('without sets is accepted, and tells of none', () => {
    expect(acknowledge(group, [])).toStrictEqual({
      group: { functionalId: 'HC', control: '7', version: '005010X222A1' },
      result: { status: 'A', included: 0, received: 0, accepted: 0 },
    });
  });

  test.each([
    ['is accepted with its only set', [accepted], [], 'A', 1],
    ['is accepted with a remark when a set has one', [accepted, noted], [], 'E', 2],
    ['is accepted with a remark when it has one itself', [accepted], [warning('AK905:6', 'Noted.')], 'E', 1],
    ['is accepted in part', [accepted, rejected], [], 'P', 1],
    ['is rejected with its only set', [rejected], [], 'R', 0],
    ['is rejected with all of its sets', [rejected, rejected], [], 'R', 0],
    ['is rejected for itself, with sets that are in order', [accepted, accepted], [wrong('AK905:5')], 'R', 0],
    ['is rejected for itself, without sets', [], [wrong('AK905:3')], 'R', 0],
  ])('%s', (_what, sets, issues, status, count) => {
    expect(result(group, sets, issues)).toMatchObject({ status, accepted: count, received: sets.length });
    expect(acknowledge(group, sets, issues).transactionSets?.length).toBe(sets.length === 0 ? undefined : sets.length);
  });

  test('counts no further than six digits', () => {
    const one = answered([]);
    const sets = new Array(1_000_000).fill(one);
    const { included, received, accepted: taken } = acknowledgeAnswers(group, sets, [], 1_000_001).result;
    expect([included, received, taken]).toEqual([999_999, 999_999, 999_999]);
  });

  test('is told for at most five reasons, each once, of those a 999 knows', () => {
    const codes = ['AK905:1', 'AK905:1', 'IK502:1', 'AK905:99', 'AK905', 'AK905:2', 'AK905:3', 'AK905:4', 'AK905:5'];
    const reasons = (all: readonly string[]) =>
      result(
        group,
        [],
        all.map((code) => wrong(code)),
      ).reasons;
    expect(reasons([...codes, 'AK905:6'])).toEqual(['1', '2', '3', '4', '5'].map((code) => ({ code })));
    expect(acknowledge(group, [], [wrong('AK905:99')]).result).not.toHaveProperty('reasons');
  });

  test.each([
    ['H', '1234567890', '', 'H?', '123456789', '?'],
    ['HCX', '', '005010X222A1B', 'HC', '?', '005010X222A1'],
    ['*~', '7', 'A B', '??', '7', 'A?B'],
  ])('named %j %j %j is named back as it fits', (functionalId, control, version, ...fitting) => {
    const { group: named } = acknowledge({ ...group, functionalId, control, version }, []);
    expect([named.functionalId, named.control, named.version]).toEqual(fitting);
  });
});

describe('an interchange', () => {
  const ta1 = (facts: Partial<Interchange>, ...issues: readonly Issue[]) =>
    acknowledgeInterchange({ ...interchange, ...facts }, issues);

  test.each([
    [{ control: '12' }, { interchangeControl: '12???????' }],
    [{ control: '1234567890' }, { interchangeControl: '123456789' }],
    [{ date: '20261120' }, { date: '000101' }],
    [{ date: '261320' }, { date: '000101' }],
    [{ date: '26112' }, { date: '000101' }],
    [{ time: '091530' }, { time: '0000' }],
    [{ time: '2460' }, { time: '0000' }],
    [{ time: '2359' }, { time: '2359' }],
  ])('%j comes back as %j', (facts, fitting) => {
    const plain = { interchangeControl: '000000905', date: '261120', time: '0915', status: 'A', note: '000' };
    expect(ta1(facts)).toEqual({ ...plain, ...fitting });
  });

  test.each([
    [[warning('TA105:016', 'Noted.'), wrong('TA105:021'), wrong('TA105:001')], 'R', '021'],
    [[warning('TA105:016', 'Noted.'), warning('TA105:001', 'Noted.')], 'E', '016'],
    [[warning('BYTE_ORDER_MARK', 'Noted.')], 'E', '024'],
    [[wrong('TRUNCATED_INTERCHANGE')], 'R', '023'],
    [[wrong('TA105:099')], 'R', '024'],
  ])('%# has one status and one note', (issues, status, note) => {
    expect(ta1({}, ...issues)).toMatchObject({ status, note });
  });
});

describe('the code of an issue in a 999', () => {
  const at = { segment: 3, ref: 'CLM02' };
  test.each([
    [wrong('IK304:3'), 'IK304:3'],
    [wrong('IK403:7', { ref: 'X' }), 'IK403:7'],
    [wrong('IK502:4'), 'IK502:4'],
    [wrong('AK905:5'), 'AK905:5'],
    [wrong('NOT_IK304:3'), undefined],
    [wrong('TA105:005', { segment: 1, ref: 'ISA05' }), undefined],
    [wrong('CLAIM_UNBALANCED', at), 'IK403:I12'],
    [wrong('CLAIM_UNBALANCED', { ref: 'CLM02' }), undefined],
    [wrong('CLAIM_UNBALANCED', { segment: 3 }), undefined],
    [wrong('CLAIM_UNBALANCED', { segment: 3, ref: 'CLM' }), undefined],
    [wrong('NPI_INVALID', { segment: 3, ref: 'N301' }), 'IK403:I12'],
    [wrong('NPI_INVALID', { segment: 3, ref: 'HI01-12' }), 'IK403:I12'],
    [wrong('NPI_INVALID', { segment: 3, ref: 'HI01-' }), undefined],
    [wrong('NPI_INVALID', { segment: 3, ref: 'ABCD01' }), undefined],
    [wrong('NPI_INVALID', { segment: 3, ref: 'NM109 ' }), undefined],
  ])('%# comes from its code or its place', (issue, code) => {
    expect(codeIn999(issue)).toBe(code);
  });
});

describe('a set', () => {
  test('in order is accepted, and nothing more is said', () => {
    expect(answered([])).toStrictEqual({
      set: { set: '837', control: '0001', version: '005010X222A1' },
      result: { status: 'A' },
    });
  });

  test.each([
    [{ set: '83', control: '1' }, [st], { set: '83?', control: '1???', version: '005010X222A1' }],
    [{ set: '8377', control: '1234567890' }, ['ST*1*2'], { set: '837', control: '123456789' }],
    [{}, [], { set: '837', control: '0001' }],
    [{}, [`ST*1*2*${'V'.repeat(36)}`], { set: '837', control: '0001', version: 'V'.repeat(35) }],
    [{}, ['ST*1*2*V'], { set: '837', control: '0001', version: 'V' }],
  ])('%# is named back as it fits', (facts, lines, named) => {
    expect(answered([], lines, facts).set).toEqual(named);
  });

  test.each([
    [[wrong('IK304:3')], 'R', ['5']],
    [[warning('IK304:I4', 'Noted.')], 'E', ['I5']],
    [[warning('IK304:I4', 'Noted.'), wrong('IK403:7')], 'R', ['5', 'I5']],
    [[wrong('CLAIM_UNBALANCED', { segment: 2, ref: 'CLM02' })], 'R', ['I5']],
    [[wrong('CLAIM_UNBALANCED')], 'R', ['5']],
    [[wrong('IK502:4')], 'R', ['4']],
    [[wrong('IK502:4'), wrong('AK905:5'), wrong('TA105:001')], 'R', ['4']],
    [[wrong('AK905:5')], 'R', []],
    [[wrong('MY_TA105:001')], 'R', ['5']],
    [[wrong('IK403:I12X')], 'R', ['5']],
    [[wrong('IK502:3'), wrong('IK502:5'), wrong('IK304:3')], 'R', ['3', '5']],
    [['1', '2', '3', '4', '6'].map((code) => wrong(`IK502:${code}`)).concat(wrong('IK304:3')), 'R', '12346'.split('')],
    [['1', '2', '3', '4'].map((code) => wrong(`IK502:${code}`)).concat(wrong('IK304:3')), 'R', '12345'.split('')],
  ])('%# has the reasons of its issues, five at most', (issues, status, codes) => {
    const { result } = answered(issues);
    expect([result.status, result.reasons]).toEqual([
      status,
      codes.length === 0 ? undefined : codes.map((code) => ({ code })),
    ]);
    expect(Object.keys(result)).toEqual(codes.length === 0 ? ['status'] : ['status', 'reasons']);
  });
});

describe('a wrong segment', () => {
  const errors = (...issues: readonly Issue[]) => answered(issues, []).errors;

  test.each([
    [
      { segment: 9, path: '837/2000/N4' },
      { segmentId: 'N4', segmentPosition: 9, loop: '2000' },
    ],
    [
      { segment: 9, path: '837/2010AA/N4' },
      { segmentId: 'N4', segmentPosition: 9 },
    ],
    [
      { segment: 9, path: '837/2000A/N4' },
      { segmentId: 'N4', segmentPosition: 9 },
    ],
    [
      { segment: 9, path: '837/2000A/2300[12]/CLM' },
      { segmentId: 'CLM', segmentPosition: 9, loop: '2300' },
    ],
    [
      { segment: 9, path: '837/A[1]B/CLM' },
      { segmentId: 'CLM', segmentPosition: 9 },
    ],
    [
      { segment: 9, path: '837/H/N' },
      { segmentId: 'N?', segmentPosition: 9, loop: 'H' },
    ],
    [
      { segment: 9, path: '837//CLMX' },
      { segmentId: 'CLM', segmentPosition: 9 },
    ],
    [
      { segment: 2, path: '837/BHT' },
      { segmentId: 'BHT', segmentPosition: 2 },
    ],
    [
      { segment: 1_000_000, path: '837/SE' },
      { segmentId: 'SE', segmentPosition: 999_999 },
    ],
    [{}, { segmentId: '??', segmentPosition: 1 }],
  ])('%j is told as %j', (place, told) => {
    expect(errors(wrong('IK304:3', place))).toStrictEqual([{ error: { ...told, code: '3' } }]);
  });

  test('is not told where the 999 has no code for what is wrong', () => {
    expect(answered([wrong('IK304:77'), wrong('IK304'), wrong('IK403:99', { ref: 'N401' })])).not.toHaveProperty(
      'errors',
    );
    expect(answered([wrong('IK403:7'), wrong('IK403:7', { ref: 'N4' })])).not.toHaveProperty('errors');
    expect(answered([wrong('AK905:3', { ref: 'N401' })])).not.toHaveProperty('errors');
  });

  test('is told once with all of its wrong elements, by position and by number where they have one', () => {
    const sv1 = { segment: 12, path: '837/2300/2400[1]/SV1' };
    const told = errors(
      wrong('IK403:7', { ...sv1, ref: 'SV101-2' }),
      wrong('IK403:6', { ...sv1, ref: 'SV102' }),
      wrong('IK403:1', { segment: 13, path: '837/2300/2400[1]/ZZ9', ref: 'ZZ901' }),
      wrong('IK403:1', { segment: 12, path: '837/2300/2400[1]/DTP', ref: 'DTP01' }),
      wrong('LINE_ODD', { ...sv1, ref: 'SV104' }),
    );
    const at = (segmentId: string, segmentPosition: number) => ({
      segmentId,
      segmentPosition,
      loop: '2400',
      code: '8',
    });
    expect(told).toStrictEqual([
      {
        error: at('SV1', 12),
        elements: [
          { error: { position: { element: 1, component: 2 }, dataElement: 234, code: '7' } },
          { error: { position: { element: 2 }, dataElement: 782, code: '6' } },
          { error: { position: { element: 4 }, dataElement: 380, code: 'I12' } },
        ],
      },
      { error: at('ZZ9', 13), elements: [{ error: { position: { element: 1 }, code: '1' } }] },
      { error: at('DTP', 12), elements: [{ error: { position: { element: 1 }, dataElement: 374, code: '1' } }] },
    ]);
  });

  test.each([
    [
      { id: 'CLM', segment: 20 },
      { segmentId: 'CLM', segmentPosition: 20 },
    ],
    [
      { id: 'CLM', segment: 1_000_000 },
      { segmentId: 'CLM', segmentPosition: 999_999 },
    ],
    [
      { id: 'CLM', segment: 20, loop: '2300', ref: 'CLM05' },
      { segmentId: 'CLM', segmentPosition: 20, loop: '2300', element: { element: 5 } },
    ],
    [
      { id: 'CLM', segment: 20, loop: '2010B', ref: 'CLM05-3' },
      { segmentId: 'CLM', segmentPosition: 20, element: { element: 5, component: 3 } },
    ],
    [
      { id: 'CLM', segment: 20, loop: '230', ref: 'CLM' },
      { segmentId: 'CLM', segmentPosition: 20, loop: '230' },
    ],
  ])('that a rule asks for because of %j says so', (trigger, told) => {
    const [segment] = errors(wrong('IK304:3', { segment: 3, path: '837/DTP', trigger })) ?? [];
    expect(segment?.triggers).toStrictEqual([told]);
    const [ofElement] = errors(wrong('IK403:1', { segment: 3, path: '837/DTP', ref: 'DTP01', trigger })) ?? [];
    expect(ofElement?.elements?.[0]?.triggers).toStrictEqual([told]);
    expect(ofElement).not.toHaveProperty('triggers');
  });

  const units = (lines: readonly string[], segment: number, set = '837') =>
    answered([wrong('IK304:3', { segment, path: '837/DTP' })], lines, { set }).errors?.[0]?.businessUnit?.units;

  test('belongs to the last claim at or before it, or to the last trace', () => {
    const claims = ['ST', 'HL', 'CLM*A1*100', 'DTP', 'CLM*B2*100', 'DTP'];
    expect([1, 2, 3, 4, 5, 6, 7].map((at) => units(claims, at)?.[0]?.value)).toEqual([
      undefined,
      undefined,
      'A1',
      'A1',
      'B2',
      'B2',
      'B2',
    ]);
    expect(units(claims, 3)).toEqual([{ name: 'CLM01', value: 'A1' }]);
    expect(units(claims, 6, '278')).toBeUndefined();
    expect(units(['ST', 'TRN*1*T-1*X', 'UM'], 3, '278')).toEqual([{ name: 'TRN02', value: 'T-1' }]);
    expect(units(['ST', 'TRN*1*T-1*X', 'UM'], 3)).toBeUndefined();
    expect(units(['CLM*A1*1'], 1)).toEqual([{ name: 'CLM01', value: 'A1' }]);
    expect([units(['ST', 'CLM'], 2), units(['ST', 'TRN*1'], 2, '278')]).toEqual([undefined, undefined]);
  });

  test.each([
    ['A', true],
    ['a.b-9', true],
    ['A'.repeat(35), true],
    ['A'.repeat(36), false],
    ['-A', false],
    ['A B', false],
    ['A?', false],
    ['', false],
  ])('names a claim called %j: %j', (name, isTold) => {
    expect(units(['ST', `CLM*${name}*1`], 2) !== undefined).toBe(isTold);
  });
});
