import { describe, expect, test } from 'vitest';
import { type AuthorizationResponse278, response278 } from '../../../src/x12/guides/278-response.ts';
import { read } from '../../../src/x12/read.ts';
import { segmentsOf } from '../../../src/x12/scan.ts';
import { write } from '../../../src/x12/write.ts';
import { denied, partial, pended, rejected, split, unavailable } from './278-example.ts';
import { refused } from './corpus.ts';

const lines = (value: AuthorizationResponse278): readonly string[] => {
  const outcome = write(response278, value, { control: '0001' });
  expect(outcome.issues).toEqual([]);
  return outcome.ok ? outcome.value : [];
};
const readLines = (text: readonly string[]) => read(response278, segmentsOf(text));

describe('the 278 response', () => {
  test('writes a decision for the event and one for each line', () => {
    expect(lines(partial).slice(9)).toEqual([
      'HL*4*3*EV*1',
      'TRN*2*IB20270301000017*9HARBORINF',
      'TRN*1*CHP-R-5501*1999999999',
      'UM*HS*I*78',
      'HCR*A2*CHPAUTH55010',
      'REF*BB*CHPAUTH54001',
      'DTP*AAH*RD8*20270310-20270623',
      'DTP*102*D8*20270302',
      'DTP*036*D8*20270623',
      'DTP*007*RD8*20270310-20270623',
      'MSG*UNITS CHANGED TO THE LABELED DOSE',
      'HL*5*4*SS*0',
      'TRN*2*IB20270301000017-1*9HARBORINF',
      'HCR*A6*CHPAUTH55010*0Z^35',
      'DTP*472*RD8*20270310-20270623',
      'SV1*HC:J9022**UN*480',
      'HL*6*4*SS*0',
      'TRN*2*IB20270301000017-2*9HARBORINF',
      'HCR*A1*CHPAUTH55010',
      'SV1*HC:96413**UN*6',
      'SE*30*0001',
    ]);
  });

  test.each([
    ['certified in part', partial],
    ['pended with documents asked for', pended],
    ['refused', denied],
    ['rejected at the member', rejected],
    ['rejected at the payer', unavailable],
    ['split into two events', split],
  ])('reads back an answer that is %s', (_, value) => {
    const reading = readLines(lines(value));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(value);
  });

  test.each([
    ['an action nobody knows', 'HCR*A9*CHPAUTH55010', 'HCR*A2*CHPAUTH55010'],
    ['no action', 'HCR**CHPAUTH55010', 'HCR*A2*CHPAUTH55010'],
    ['a partial certification of a single line', 'HCR*A2*CHPAUTH55010', 'HCR*A1*CHPAUTH55010'],
  ])('never passes %s as a decision', (_, wrong, right) => {
    const text = lines(partial).map((line) => (line === right ? wrong : line));
    expect(text).toContain(wrong);
    const reading = readLines(text);
    expect(reading.ok).toBe(false);
    expect(reading.issues.map(({ code, ref }) => [code.slice(0, 5), ref])).toEqual([['IK403', 'HCR01']]);
  });

  test('reads a rejection whose reason it has never seen', () => {
    const reading = readLines(lines(rejected).map((line) => line.replace('AAA*N**72*C', 'AAA*N**Q7*C')));
    expect(reading.issues).toEqual([]);
    expect(
      reading.ok && reading.value.utilizationManagement.requester?.subscriber?.person.rejections?.[0]?.reason,
    ).toBe('Q7');
  });

  test('takes dates, references and rejections of an event in any order among their own kind', () => {
    const text = [...lines(partial)];
    const dates = text.splice(15, 4);
    expect(dates.every((line) => line.startsWith('DTP'))).toBe(true);
    text.splice(15, 0, ...dates.toReversed());
    const reading = readLines(text);
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(partial);
  });

  test('keeps what it does not know and says so', () => {
    const text = lines(denied).toSpliced(14, 0, 'CR5***A**1');
    const reading = readLines(text);
    expect(reading.ok).toBe(false);
    expect(reading.unread.map(({ id }) => id)).toEqual(['CR5']);
  });

  test('reads every public response', () => {
    expect(refused('278-response') ?? []).toEqual([]);
  });
});
