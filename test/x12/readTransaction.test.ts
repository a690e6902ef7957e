import { describe, expect, test } from 'vitest';
import type { TransactionSet } from '../../src/x12/envelope.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { readTransaction } from '../../src/x12/readTransaction.ts';

const isa = `ISA*00*${' '.repeat(10)}*00*${' '.repeat(10)}*ZZ*CLINIC         *ZZ*PAYER          *261120*0915*^*00501*000000905*0*T*:`;
function setIn(groupVersion: string, ...lines: readonly string[]): TransactionSet {
  const all = [isa, `GS*HC*A1*B1*20261120*0915*7*X*${groupVersion}`, ...lines, 'GE*1*7', 'IEA*1*000000905'];
  const [found] = interchangesIn(Buffer.from(all.map((line) => `${line}~`).join(''))).flatMap((event) =>
    event.is === 'transaction' ? [event.transaction] : [],
  );
  if (found === undefined) throw new Error('the file holds one set');
  return found;
}

describe('the guide of a set', () => {
  test.each<[string, string, readonly string[], string | undefined]>([
    ['ST03', '005010X222A1', ['ST*837*0001*005010X222A1'], '837P'],
    ['GS08 where there is no ST03', '005010X221A1', ['ST*835*0001'], '835'],
    ['ST03 before GS08', '005010X222A1', ['ST*837*0001*005010X223A2'], '837I'],
    ['GS08 where ST03 names none we have', '005010X222A1', ['ST*837*0001*005010X999'], '837P'],
    [
      'BHT02 where one version has two directions',
      '005010X217',
      ['ST*278*0001*005010X217', 'BHT*0007*13'],
      '278 request',
    ],
    ['BHT02, the other way', '005010X217', ['ST*278*0001*005010X217', 'BHT*0007*11'], '278 response'],
    ['no direction, no guide', '005010X217', ['ST*278*0001*005010X217', 'HL*1**20*1'], undefined],
    ['a BHT elsewhere says nothing', '005010X217', ['ST*278*0001*005010X217', 'REF*A', 'BHT*0007*13'], undefined],
    ['the set must fit the version', '005010X222A1', ['ST*835*0001*005010X222A1'], undefined],
  ])('%s', (_what, version, lines, name) => {
    expect(readTransaction(setIn(version, ...lines, `SE*${lines.length + 1}*0001`)).guide?.name).toBe(name);
  });
});

describe('a set that no guide reads', () => {
  const refusal = (version: string, st: string) =>
    readTransaction(setIn(version, `${st}*${version}`, 'SE*2*0001')).issues.filter(({ code }) => code === 'IK502:1');
  const issue = { code: 'IK502:1', severity: 'error', ref: 'ST01', segment: 1, offset: isa.length + 1 };

  test('is refused by its name, its version, and its place in the file', () => {
    const gs = 'GS*HC*A1*B1*20261120*0915*7*X*005010X279A1~'.length;
    expect(refusal('005010X279A1', 'ST*270*0001')).toEqual([
      {
        ...issue,
        message: 'No guide here reads a 270 of this version.',
        path: '270',
        offset: issue.offset + gs,
        rule: '005010X279A1',
      },
    ]);
  });

  test.each([
    ['270', 'a 270'],
    ['820', 'an 820'],
    ['278', 'a 278'],
  ])('whose number is %s is %s', (number, what) => {
    const [issue] = refusal('005010X279A1', `ST*${number}*0001`);
    expect(issue?.message).toBe(`No guide here reads ${what} of this version.`);
  });

  test.each(['2700', 'A270', '27'])('whose number is %s is a set without a name', (number) => {
    expect(refusal('005010X279A1', `ST*${number}*0001`)[0]?.message).toBe('No guide here reads a set of this version.');
  });

  test.each([
    ['005010X279', true],
    ['005010X2', false],
    ['0005010X279', false],
    ['05010X279', false],
    ['005010X279A1BC', false],
    ['SMITH', false],
  ])('names the version %s as the rule: %s', (version, named) => {
    expect(refusal(version, 'ST*270*0001').map(({ rule }) => rule)).toEqual([named ? version : undefined]);
  });

  test('keeps what is wrong with its frame', () => {
    const { issues, reading } = readTransaction(setIn('005010X279A1', 'ST*270*0001', 'SE*9*0001'));
    expect([issues.map(({ code }) => code), reading]).toEqual([['IK502:4', 'IK502:1'], undefined]);
  });
});

test('a set without any segment has no place in the file', () => {
  const { issues } = readTransaction({ ...setIn('005010X279A1', 'ST*270*0001', 'SE*2*0001'), segments: [] });
  expect(issues.map((one) => 'offset' in one)).toEqual([false]);
});

test('issues of the frame come before those of the guide', () => {
  const { issues } = readTransaction(setIn('005010X221A1', 'ST*835*0001', 'SE*3*0001'));
  expect(issues[0]?.code).toBe('IK502:4');
  expect(issues.slice(1).map(({ code }) => code)).toContain('IK304:3');
});
