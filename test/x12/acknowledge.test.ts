import { expect, test } from 'vitest';
import { acknowledge, acknowledgeInterchange } from '../../src/x12/acknowledge.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { acknowledgement999 } from '../../src/x12/guides/999.ts';
import { interchangeAcknowledgement } from '../../src/x12/guides/ta1.ts';
import { readTransaction } from '../../src/x12/readTransaction.ts';
import { writeOne } from '../../src/x12/single.ts';
import { write } from '../../src/x12/write.ts';
import { transactionOf, writeInterchange } from '../../src/x12/writeInterchange.ts';

/** An acknowledgement of ours, as any message may be acknowledged, in an interchange of our own. */
const file = (): string => {
  const value = {
    group: { functionalId: 'HC', control: '7', version: '005010X222A1' },
    result: { status: 'A', included: 1, received: 1, accepted: 1 },
  } as const;
  const party = { qualifier: 'ZZ', id: 'CLINIC' };
  const transactions = ['0001', '0002'].map((control) => transactionOf(acknowledgement999, value, control));
  const group = {
    functionalId: 'FA',
    version: '005010X231A1',
    senderCode: 'AA',
    receiverCode: 'BB',
    control: 1,
    transactions,
  };
  const written = writeInterchange({
    ...{ sender: party, receiver: party, usage: 'T', date: '20261120', time: '0915', interchangeControl: 1 },
    groups: [group],
  });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
};
const answer = (text: string) => {
  const events = interchangesIn(new TextEncoder().encode(text));
  const sets = events.flatMap((event) =>
    event.is === 'transaction'
      ? [{ transaction: event.transaction, issues: readTransaction(event.transaction).issues }]
      : [],
  );
  const end = events.find((event) => event.is === 'groupEnd');
  if (end === undefined) throw new Error('no group');
  return acknowledge(end.group, sets, end.issues, end.declared);
};
const written = (text: string) => {
  const out = write(acknowledgement999, answer(text), { control: '0001' });
  return out.ok ? out.value.slice(1, -1) : out.issues;
};

test('a group without faults is accepted', () => {
  expect(written(file())).toEqual([
    'AK1*FA*1*005010X231A1',
    'AK2*999*0001*005010X231A1',
    'IK5*A',
    'AK2*999*0002*005010X231A1',
    'IK5*A',
    'AK9*A*2*2*2',
  ]);
});

test('wrong elements are told by position under one IK3 per segment, the group is partly accepted', () => {
  expect(written(file().replace('AK9*A*1*1*1', 'AK9*Q*1*1*x'))).toEqual([
    'AK1*FA*1*005010X231A1',
    'AK2*999*0001*005010X231A1',
    'IK3*AK9*3**8',
    'IK4*1**7',
    'IK4*4**6',
    'IK5*R*5',
    'AK2*999*0002*005010X231A1',
    'IK5*A',
    'AK9*P*2*2*1',
  ]);
});

test('wrong segments are told with their loop, warnings are accepted with errors noted', () => {
  const text = file().replace('AK9*A', 'AK2*837*0001~\nIK5*A~\nIK3*CLM*9~\nAK9*A').replace('SE*4*0001', 'SE*7*0001');
  expect(written(text)).toEqual([
    'AK1*FA*1*005010X231A1',
    'AK2*999*0001*005010X231A1',
    'IK3*IK3*5*2000*7',
    'IK5*R*5',
    'AK2*999*0002*005010X231A1',
    'IK5*A',
    'AK9*P*2*2*1',
  ]);
  expect(written(file().replace('AK1*HC*7*005010X222A1', 'AK1*HC*7*005010X222A1*X'))).toEqual([
    'AK1*FA*1*005010X231A1',
    'AK2*999*0001*005010X231A1',
    'IK3*AK1*2**8',
    'IK4*4**I10',
    'IK5*E*I5',
    'AK2*999*0002*005010X231A1',
    'IK5*A',
    'AK9*E*2*2*2',
  ]);
});

test.each([
  ['a wrong count', (text: string) => text.replace('SE*4*0001', 'SE*9*0001'), 'IK5*R*4'],
  ['another control number', (text: string) => text.replace('SE*4*0001', 'SE*4*0009'), 'IK5*R*3'],
  ['a missing trailer', (text: string) => text.replace('SE*4*0001~\n', ''), 'IK5*R*2'],
  ['no guide', (text: string) => text.replaceAll('005010X231A1', '005010X999'), 'IK5*R*1'],
])('%s of a set is told in its IK5', (_what, spoil, expected) => {
  expect(written(spoil(file()))).toContain(expected);
});

test('a group whose trailer is wrong is rejected as a whole', () => {
  expect(written(file().replace('GE*2', 'GE*3')).at(-1)).toBe('AK9*R*3*2*0*5');
});

test('an acknowledgement of garbage is itself in order', () => {
  const spoiled = file().replace('ST*999*0001', 'ST*9é*~').replace('GS*FA*', 'GS*?*').replace('AK1*HC', 'a*b');
  const out = write(acknowledgement999, answer(spoiled), { control: '0001' });
  expect(out.issues).toEqual([]);
});

test('a TA1 names the first error, then the first warning, then none', () => {
  const ta1 = (text: string) => {
    const end = interchangesIn(new TextEncoder().encode(text)).find((event) => event.is === 'interchangeEnd');
    if (end === undefined) throw new Error('no interchange');
    const out = writeOne(interchangeAcknowledgement, acknowledgeInterchange(end.interchange, end.issues));
    return out.ok ? out.value : out.issues;
  };
  expect(ta1(file())).toBe('TA1*000000001*261120*0915*A*000');
  expect(ta1(file().replace(/IEA.*/, ''))).toBe('TA1*000000001*261120*0915*R*023');
  expect(ta1(file().replace('IEA*1*000000001', 'IEA*1*000000002'))).toBe('TA1*000000001*261120*0915*R*001');
  expect(ta1(file().replace('*^*', '*U*'))).toBe('TA1*000000001*261120*0915*E*016');
});
