import { expect, test } from 'vitest';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { read, readUntyped } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { an, D, guide, K, loop, R, S, segment } from '../../src/x12/schema.ts';
import { write } from '../../src/x12/write.ts';
import { samples } from '../cli/readSamples.ts';
import { example, small } from './small.ts';

const lines = (): string[] => {
  const written = write(small, example, { control: '0001' });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return [...written.value];
};
const at = (start: string) => lines().findIndex((line) => line.startsWith(start));
const replaced = (start: string, ...by: readonly string[]) => lines().toSpliced(at(start), 1, ...by);
const after = (start: string, ...more: readonly string[]) => lines().toSpliced(at(start) + 1, 0, ...more);
const issuesOf = (message: readonly string[]) =>
  read(small, segmentsOf(message)).issues.map(
    ({ severity, code, path, ref, segment }) => `${severity} ${code} ${path} ${ref ?? '-'} ${segment}`,
  );

const claim = '837/2000A/2000B[1]/2300[1]';
const faults: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a required element is missing', replaced('CLM', 'CLM**1'), [`error IK403:1 ${claim}/CLM CLM01 7`]],
  [
    'a required component is missing',
    replaced('LX*2', 'LX*2').with(-4, 'SV1*HC*20.5'),
    [`error IK403:1 ${claim}/2400[2]/SV1 SV101-2 18`],
  ],
  ['a code is not in its list', replaced('BHT', 'BHT*0019*07*B1*20261120'), ['error IK403:7 837/BHT BHT02 2']],
  ['a constant is another', replaced('BHT', 'BHT*0020*00*B1*20261120'), ['error IK403:7 837/BHT BHT01 2']],
  [
    'an element is too long',
    replaced('BHT', `BHT*0019*00*${'B'.repeat(31)}*20261120`),
    ['error IK403:5 837/BHT BHT03 2'],
  ],
  ['an element is too short', replaced('NM1*85', 'NM1*85*2*X*****XX*1'), ['error IK403:4 837/2000A/NM1 NM109 4']],
  ['a date is none', replaced('BHT', 'BHT*0019*00*B1*20260230'), ['error IK403:8 837/BHT BHT04 2']],
  ['an amount is no number', replaced('CLM', 'CLM*C1*1E3'), [`error IK403:6 ${claim}/CLM CLM02 7`]],
  [
    'a count is no number',
    replaced('SV1', 'SV1*HC:J9999:JZ*100**x*A^B'),
    [`error IK403:6 ${claim}/2400[1]/SV1 SV104 15`],
  ],
  [
    'an element repeats too often',
    replaced('SV1', 'SV1*HC:J9999*100***A^B^C^D'),
    [`error IK403:12 ${claim}/2400[1]/SV1 SV105 15`],
  ],
  ['an element repeats that may not', replaced('CLM', 'CLM*C1^C2*1'), [`error IK403:12 ${claim}/CLM CLM01 7`]],
  ['a simple element has components', replaced('CLM', 'CLM*C1:C2*1'), [`error IK403:13 ${claim}/CLM CLM01 7`]],
  ['an element is not used by the guide', replaced('CLM', 'CLM*C1*1*X'), [`warning IK403:I10 ${claim}/CLM CLM03 7`]],
  [
    'a component is not used by the guide',
    replaced('SV1', 'SV1*HC:J9999:JZ:X*100'),
    [`warning IK403:I10 ${claim}/2400[1]/SV1 SV101-4 15`],
  ],
  ['a syntax note is broken', replaced('NM1*85', 'NM1*85*2*X*****XX'), ['error IK403:2 837/2000A/NM1 NM109 4']],
  ['a required segment is missing', replaced('SV1'), [`error IK304:3 ${claim}/2400[1]/SV1 - 15`]],
  [
    'a required loop is missing',
    lines().filter((line) => !/^(LX|SV1|CAS)/.test(line)),
    [`error IK304:I7 ${claim}/2400/LX - 14`],
  ],
  ['a segment is there too often', after('REF*9F', 'REF*9F*R78'), [`error IK304:5 ${claim}/REF - 9`]],
  ['a loop is there too often', after('REF*G2', 'NM1*82*1*OTHER'), [`error IK304:4 ${claim}/2310B/NM1 - 14`]],
  ['an id is unknown', after('CLM', 'ZZZ*1'), [`error IK304:1 ${claim}/ZZZ - 8`]],
  ['a qualifier is unknown', after('CLM', 'REF*ZZ*1'), [`warning IK304:I4 ${claim}/REF - 8`]],
  ['the qualifier of a loop is unknown', after('HI', 'NM1*ZZ*1*X'), [`error IK304:I4 ${claim}/NM1 - 12`]],
  [
    'a segment comes late within its loop',
    after('HI', 'REF*EA*E9').toSpliced(at('REF*EA*E2'), 1),
    [`warning IK304:7 ${claim}/REF - 11`],
  ],
  ['a segment comes when its loop is over', after('LX*2', 'HI*ABK:C1'), [`error IK304:7 ${claim}/2400[2]/HI - 18`]],
  ['a segment is not expected here', lines().toSpliced(1, 0, 'SV1*HC:J9999*1'), ['error IK304:2 837/SV1 - 2']],
  ['two of a kind exclude each other', after('CLM', 'REF*G1*A1'), [`error IK304:I9 ${claim} - 20`]],
  [
    'a level names a parent that is not there',
    replaced('HL*3', 'HL*3*9*23*0'),
    ['error IK403:7 837/2000A/2000B[1]/2000C[1]/HL HL02 19'],
  ],
  [
    'a level names a parent that cannot have it',
    replaced('HL*3', 'HL*3*1*23*0'),
    ['warning IK403:7 837/2000A/2000B[1]/2000C[1]/HL HL02 19'],
  ],
  [
    'a level names a parent that it does not stand in',
    lines().toSpliced(-1, 0, 'HL*4*1*22*1', 'NM1*IL*1*OTHER', 'HL*5*2*23*0', 'NM1*QC*1*CHILD'),
    ['error IK403:7 837/2000A/2000B[2]/2000C[1]/HL HL02 23'],
  ],
  [
    'a level is numbered out of order',
    replaced('HL*3', 'HL*4*2*23*0'),
    ['warning IK403:7 837/2000A/2000B[1]/2000C[1]/HL HL01 19'],
  ],
  ['a level denies its children', replaced('HL*2', 'HL*2*1*22*0'), ['warning IK403:7 837/2000A/2000B[1]/HL HL04 5']],
  ['a loop is counted wrongly', replaced('LX*2', 'LX*3'), [`warning IK403:7 ${claim}/2400[2]/LX LX01 17`]],
  ['a control character stands in the data', replaced('CLM', 'CLM*C\u00001*1'), [`error IK403:6 ${claim}/CLM CLM01 7`]],
  ['a level is of an unknown kind', after('NM1*IL', 'HL*9*2*77*0'), ['error IK304:I4 837/2000A/2000B[1]/HL - 7']],
  [
    'a segment that may stand once comes again with another constant',
    after('BHT', 'BHT*0020*00*B2*20261120'),
    ['error IK304:5 837/BHT - 3', 'error IK403:7 837/BHT BHT01 3'],
  ],
];
test.each(faults)('%s: the issue has its 999 code, path, designator and segment number', (_what, message, expected) => {
  expect(issuesOf(message)).toEqual(expected);
});

test('a message with errors has no typed value, one with warnings only has', () => {
  expect(read(small, segmentsOf(replaced('CLM', 'CLM**1'))).ok).toBe(false);
  expect(read(small, segmentsOf(replaced('LX*2', 'LX*3')))).toMatchObject({ ok: true, value: example });
});

test('segments without a place are kept as they came, and reading goes on behind them', () => {
  const reading = read(small, segmentsOf(after('CLM', 'REF*ZZ*1', 'ZZZ*1')));
  expect(reading.unread.map(({ id, elements }) => [id, ...elements])).toEqual([
    ['REF', 'ZZ', '1'],
    ['ZZZ', '1'],
  ]);
  expect(reading.value).toEqual(example);
});

test('followers of a loop that is not known are not taken for parts of the loop before it', () => {
  const reading = read(small, segmentsOf(after('REF*G2', 'NM1*ZZ*1*X', 'REF*G2*WRONG')));
  expect(reading.value).toEqual(example);
  expect(reading.unread.map(({ elements }) => elements.at(-1))).toEqual(['X', 'WRONG']);
});

test('a loop too many does not overwrite the one that is there', () => {
  const reading = read(small, segmentsOf(after('REF*G2', 'NM1*82*1*OTHER', 'REF*G2*OTHER')));
  expect(reading.value).toEqual(example);
  expect(reading.unread.map(({ elements }) => elements.at(-1))).toEqual(['OTHER', 'OTHER']);
});

test('neighbours of one id arrive in any order', () => {
  const swapped = lines();
  const [first, last] = [at('REF*9F'), at('REF*EA*E2')];
  const shuffled = swapped.with(first, swapped[last] ?? '').with(last, swapped[first] ?? '');
  const reading = read(small, segmentsOf(shuffled));
  expect(reading.issues).toEqual([]);
  expect(reading.ok && reading.value.providers[0]?.subscribers[0]?.claims?.[0]?.records).toEqual([
    { number: 'E2' },
    { number: 'E1' },
  ]);
});

test('no message shows a value of a person', () => {
  const spoiled = lines().map((line) =>
    line.replaceAll('SAMPLE', 'SECRETNAME\u0001').replaceAll('M0001', 'X'.repeat(90)),
  );
  const told = JSON.stringify(read(small, segmentsOf(spoiled)).issues);
  expect(told).toContain('IK403:6');
  expect(told).toContain('IK403:5');
  expect(told).not.toMatch(/SECRET|XXXX|ANNA/);
});

test('a flood of issues is cut off and counted', () => {
  const flood = Array.from({ length: 3000 }, () => 'ZZZ*1');
  const reading = read(small, segmentsOf(flood));
  expect(reading.issues.length).toBe(1001);
  expect(reading.issues.at(-1)?.code).toBe('TOO_MANY_ISSUES');
  expect(reading.unread.length).toBe(3000);
});

test('a level goes to the parent it names, not only to the innermost that could have it', () => {
  const levelOf = (what: string) =>
    segment('HL', {
      number: D('HL01', 'hlNumber'),
      parent: D('HL02', 'hlParent'),
      level: K('HL03', what),
      children: D('HL04', 'hlHasChildren'),
    });
  const event = loop('2000E', { level: R(levelOf('EV')), text: R(segment('MSG', { text: R('MSG01', an(1, 9)) })) });
  const dependent = loop('2000D', { level: R(levelOf('23')), events: S(event, '>1') });
  const subscriber = loop('2000C', { level: R(levelOf('22')), events: S(event, '>1'), dependents: S(dependent, '>1') });
  const facts = { name: 'levels', set: '278', version: '005010X998', functionalId: 'HI', versionInST: true };
  const levels = guide({ ...facts, body: { subscriber: R(subscriber) } });
  const reading = read(
    levels,
    segmentsOf(['HL*1**22*1', 'HL*2*1*23*1', 'HL*3*2*EV*0', 'MSG*CHILD', 'HL*4*1*EV*0', 'MSG*PARENT']),
  );
  expect(reading).toMatchObject({ ok: true, issues: [] });
  expect(reading.value).toEqual({
    subscriber: { events: [{ text: { text: 'PARENT' } }], dependents: [{ events: [{ text: { text: 'CHILD' } }] }] },
  });
});

test.each([
  ['HL*2*1*22*0', 'HL*2*1*22*1', 'Expected 0: the message has no levels below this one.'],
  ['HL*1**20*1', 'HL*1**20*0', 'Expected 1: the message has levels below this one.'],
])('HL04 that is wrong is told with what the message has: %s becomes %s', (from, to, message) => {
  const text = samples['837P'] ?? '';
  expect(text).toContain(from);
  const [set] = interchangesIn(new TextEncoder().encode(text.replace(from, to))).flatMap((event) =>
    event.is === 'transaction' ? [event.transaction] : [],
  );
  const told = readUntyped(claim837p, set?.segments ?? []).issues.map(
    (issue) => `${issue.severity} ${issue.ref} ${issue.message}`,
  );
  expect(told).toEqual([`warning HL04 ${message}`]);
});
