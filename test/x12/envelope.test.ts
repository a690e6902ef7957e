import { expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import { type InterchangeEvent, interchangesIn, readInterchanges } from '../../src/x12/envelope.ts';
import { scan } from '../../src/x12/scan.ts';
import { an, guide, K, R, S, segment } from '../../src/x12/schema.ts';
import { type InterchangeToWrite, transactionOf, writeInterchange } from '../../src/x12/writeInterchange.ts';
import { example, small } from './small.ts';

const message: InterchangeToWrite = {
  sender: { qualifier: 'ZZ', id: 'CLINIC' },
  receiver: { qualifier: 'ZZ', id: 'PAYER' },
  usage: 'T',
  date: '20261120',
  time: '0915',
  interchangeControl: 905,
  groups: [
    {
      functionalId: 'HC',
      version: '005010X999',
      senderCode: 'CLINIC',
      receiverCode: 'PAYER',
      control: 7,
      transactions: [transactionOf(small, example, '0001'), transactionOf(small, example, '0002')],
    },
  ],
};
const text = (): string => {
  const written = writeInterchange(message);
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
};
const eventsOf = (file: string) => interchangesIn(new TextEncoder().encode(file));
const issuesOf = (events: readonly InterchangeEvent[]): Issue[] =>
  events.flatMap((event) =>
    event.is === 'issue'
      ? [event.issue]
      : event.is === 'transaction'
        ? event.transaction.issues
        : 'issues' in event
          ? event.issues
          : [],
  );
const codesOf = (file: string) => issuesOf(eventsOf(file)).map(({ code, ref }) => `${code} ${ref}`);

test('an interchange is written with a fixed ISA, derived counts and one segment per line', () => {
  const lines = text().split('\n');
  expect(lines[0]).toBe(
    'ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *261120*0915*^*00501*000000905*0*T*:~',
  );
  expect(lines[1]).toBe('GS*HC*CLINIC*PAYER*20261120*0915*7*X*005010X999~');
  expect(lines.slice(-4)).toEqual(['SE*21*0002~', 'GE*2*7~', 'IEA*1*000000905~', '']);
});

test('what was written is read as its parts, in order and complete', () => {
  const events = eventsOf(text());
  expect(events.map(({ is }) => is)).toEqual([
    'interchange',
    'group',
    'transaction',
    'transaction',
    'groupEnd',
    'interchangeEnd',
  ]);
  expect(issuesOf(events)).toEqual([]);
  expect(events[0]).toMatchObject({
    interchange: {
      sender: { qualifier: 'ZZ', id: 'CLINIC' },
      receiver: { qualifier: 'ZZ', id: 'PAYER' },
      control: '000000905',
      usage: 'T',
      date: '261120',
      time: '0915',
      wantsAcknowledgement: false,
    },
  });
  expect(events[2]).toMatchObject({ transaction: { set: '837', control: '0001', version: '005010X999' } });
  expect(events[4]).toMatchObject({ sets: 2, group: { functionalId: 'HC', control: '7' } });
  expect(events[5]).toMatchObject({ groups: 1, complete: true });
});

test('a stream of single bytes gives the same events as the whole file', async () => {
  const bytes = new TextEncoder().encode(text());
  const streamed: InterchangeEvent[] = [];
  for await (const event of readInterchanges(scan(Array.from(bytes, (_, n) => bytes.subarray(n, n + 1)))))
    streamed.push(event);
  expect(streamed).toEqual(eventsOf(text()));
});

const faults: readonly (readonly [string, (file: string) => string, readonly string[]])[] = [
  ['a wrong SE01', (file) => file.replace('SE*21*0001', 'SE*20*0001'), ['IK502:4 SE01']],
  ['a wrong SE02', (file) => file.replace('SE*21*0001', 'SE*21*0009'), ['IK502:3 SE02']],
  ['a wrong GE01', (file) => file.replace('GE*2', 'GE*1'), ['AK905:5 GE01']],
  ['a wrong GE02', (file) => file.replace('GE*2*7', 'GE*2*8'), ['AK905:4 GE02']],
  ['a wrong IEA01', (file) => file.replace('IEA*1', 'IEA*2'), ['TA105:021 IEA01']],
  ['a wrong IEA02', (file) => file.replace('IEA*1*000000905', 'IEA*1*000000906'), ['TA105:001 IEA02']],
  ['a missing IEA', (file) => file.replace(/IEA.*\n/, ''), ['TRUNCATED_INTERCHANGE IEA']],
  ['a missing GE', (file) => file.replace(/GE\*.*\n/, ''), ['AK905:3 GE']],
  ['a missing SE', (file) => file.replace('SE*21*0001~\n', ''), ['IK502:2 SE']],
  ['a missing GS', (file) => file.replace(/GS\*.*\n/, ''), Array(5).fill('TA105:022')],
  ['a repeated ST02', (file) => file.replaceAll('*0002', '*0001'), ['IK502:23 ST02']],
  ['a version we do not read', (file) => file.replace('*00501*', '*00401*'), ['TA105:017 ISA12']],
  ['a usage indicator we do not know', (file) => file.replace('*T*:', '*X*:'), ['TA105:020 ISA15']],
  ['a date that is none', (file) => file.replace('*261120*', '*261320*'), ['TA105:014 ISA09']],
  ['a segment between sets', (file) => file.replace('GE*', 'REF*X~\nGE*'), ['TA105:022 REF']],
];
test.each(faults)('%s is an issue of the part it is about', (what, spoil, expected) => {
  const codes = codesOf(spoil(text()));
  if (what === 'a missing GS')
    expect(new Set(codes.map((code) => code.split(' ')[0]))).toEqual(new Set(['TA105:022', 'TA105:021']));
  else expect(codes).toEqual(expected);
});

test('a file cut at any byte says that it was cut, and is never complete', () => {
  const bytes = new TextEncoder().encode(text());
  for (let length = 107; length < bytes.length - 2; length += 1) {
    const events = interchangesIn(bytes.subarray(0, length));
    expect(issuesOf(events).map(({ code }) => code)).toContain('TRUNCATED_INTERCHANGE');
    expect(events.at(-1)).toMatchObject({ is: 'interchangeEnd', complete: false });
  }
});

const [group] = message.groups;
const refusals: readonly (readonly [string, Partial<InterchangeToWrite>, readonly string[]])[] = [
  ['a sender id of 16 characters', { sender: { qualifier: 'ZZ', id: 'X'.repeat(16) } }, ['TA105:006']],
  ['a receiver id with a separator', { receiver: { qualifier: 'ZZ', id: 'A*B' } }, ['TA105:008']],
  ['a control number of ten digits', { interchangeControl: 1_000_000_000 }, ['TA105:018']],
  ['a date that is none', { date: '20260230' }, ['TA105:014']],
  [
    'a group of another kind',
    { groups: group === undefined ? [] : [{ ...group, functionalId: 'HP' }] },
    ['AK905:1', 'AK905:1'],
  ],
  [
    'a group of another version',
    { groups: group === undefined ? [] : [{ ...group, version: '005010X1' }] },
    ['AK905:2', 'AK905:2'],
  ],
  ['a group without content', { groups: group === undefined ? [] : [{ ...group, transactions: [] }] }, ['AK905:5']],
];
test.each(refusals)('%s is refused', (_what, change, expected) => {
  const written = writeInterchange({ ...message, ...change });
  expect([written.ok, written.issues.map(({ code }) => code)]).toEqual([false, expected]);
});

test('a TA1 stands before the groups and comes back as an acknowledgement', () => {
  const acknowledgement = {
    interchangeControl: '000000001',
    date: '261120',
    time: '0900',
    status: 'A',
    note: '000',
  } as const;
  const written = writeInterchange({ ...message, groups: [], acknowledgements: [acknowledgement] });
  expect(written.ok && written.value.split('\n').slice(1)).toEqual([
    'TA1*000000001*261120*0900*A*000~',
    'IEA*0*000000905~',
    '',
  ]);
  const events = written.ok ? eventsOf(written.value) : [];
  expect(events.map(({ is }) => is)).toEqual(['interchange', 'acknowledgement', 'interchangeEnd']);
});

test('a value that would arrive as another is refused before it leaves', () => {
  const twin = S(segment('REF', { kind: K('REF01', 'G1'), number: R('REF02', an(1, 9)) }));
  const facts = { name: 'ambiguous', set: '837', version: '005010X997', functionalId: 'HC', versionInST: true };
  const ambiguous = guide({ ...facts, body: { one: twin, two: twin } });
  const transactions = [transactionOf(ambiguous, { two: { number: 'A' } }, '0001')];
  const [base] = message.groups;
  const groups = base === undefined ? [] : [{ ...base, version: '005010X997', transactions }];
  const written = writeInterchange({ ...message, groups });
  expect([written.ok, written.issues.map(({ code }) => code)]).toEqual([false, ['READ_BACK']]);
});
