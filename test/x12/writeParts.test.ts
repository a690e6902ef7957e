import { describe, expect, test } from 'vitest';
import { arrives, readBack, readPlainly } from '../../src/x12/readBack.ts';
import { an, guide, K, R, S, segment, whole } from '../../src/x12/schema.ts';
import { type InterchangeToWrite, renderInterchange, writeInterchange } from '../../src/x12/writeInterchange.ts';

const note = guide({
  name: 'note',
  set: '864',
  version: '005010X998',
  functionalId: 'TX',
  versionInST: true,
  body: {
    words: R(segment('MSG', { words: R('MSG01', an(1, 9)) })),
    mark: S(segment('REF', { kind: K('REF01', 'G1'), number: R('REF02', an(1, 9)) })),
  },
});
const set = (control: string, words: string) => ({ guide: note, value: { words: { words } }, control });
const first = {
  functionalId: 'TX',
  version: '005010X998',
  senderCode: 'CLINIC',
  receiverCode: 'PAYER',
  control: 8,
  transactions: [set('0001', 'ONE'), set('0002', 'TWO')],
};
const second = { ...first, control: 9, transactions: [set('0001', 'THREE')] };
const message: InterchangeToWrite = {
  sender: { qualifier: 'ZZ', id: 'CLINIC' },
  receiver: { qualifier: '30', id: '770001' },
  usage: 'T',
  date: '20261120',
  time: '0915',
  interchangeControl: 7,
  groups: [first, second],
};
const text = `ISA*00*          *00*          *ZZ*CLINIC         *30*770001         *261120*0915*^*00501*000000007*0*T*:~
GS*TX*CLINIC*PAYER*20261120*0915*8*X*005010X998~
ST*864*0001*005010X998~
MSG*ONE~
SE*3*0001~
ST*864*0002*005010X998~
MSG*TWO~
SE*3*0002~
GE*2*8~
GS*TX*CLINIC*PAYER*20261120*0915*9*X*005010X998~
ST*864*0001*005010X998~
MSG*THREE~
SE*3*0001~
GE*1*9~
IEA*2*000000007~
`;
const bytesOf = (written: string): Uint8Array => new TextEncoder().encode(written);
const answerOf = (changed: InterchangeToWrite) => {
  const written = writeInterchange(changed);
  return written.ok ? written.value : written.issues.map(({ code, ref }) => `${code} ${ref}`);
};

/** A value that tells whether it was looked at by its keys, as the quick way does, or key by key of the guide. */
function watched(text: string) {
  let plainly = false;
  const value = { words: { words: text } };
  const mark = {
    enumerable: false,
    get: () => {
      plainly = true;
      return undefined;
    },
  };
  return { value: Object.defineProperty(value, 'mark', mark), isPlain: () => plainly };
}

test('an interchange is written as it has to stand', () => {
  expect(answerOf(message)).toBe(text);
  expect(renderInterchange(message)).toEqual({ ok: true, value: text, issues: [] });
  expect(arrives(bytesOf(text), message)).toBe(true);
});

test('without line ends, with other separators, in production, asking for a TA1', () => {
  const delimiters = { element: '|', repetition: '!', component: '>', terminator: '#' };
  const other = { ...message, delimiters, lineEnd: '', usage: 'P', wantsAcknowledgement: true } as const;
  const wanted = text
    .replaceAll('\n', '')
    .replace('*^*', '*!*')
    .replace(':~', '>~')
    .replace('*0*T*', '*1*P*')
    .replaceAll('*', '|')
    .replaceAll('~', '#');
  expect(answerOf(other)).toBe(wanted);
});

test('without a separator of repetitions the ISA says U', () => {
  const delimiters = { element: '*', repetition: undefined, component: ':', terminator: '~' };
  const written = renderInterchange({ ...message, delimiters });
  expect(written.ok && written.value.slice(82, 84)).toBe('U*');
  // A reader remarks upon it, so that both looks are taken, and nothing is told.
  expect(arrives(bytesOf(written.ok ? written.value : ''), { ...message, delimiters })).toBe(false);
  expect(writeInterchange({ ...message, delimiters })).toEqual({ ...written, issues: [] });
});

test('one text has nothing of the one before', () => {
  const long = { ...first, transactions: [set('0001', 'LONGWORDS')] };
  answerOf({ ...message, groups: [long] });
  expect(answerOf(message)).toBe(text);
});

describe('acknowledgements stand before the first group', () => {
  const ta1 = { interchangeControl: '000000001', date: '261120', time: '0900', status: 'A', note: '000' } as const;
  const withTa1 = text.replace('\nGS', '\nTA1*000000001*261120*0900*A*000~\nGS');

  test('and are written as they are, the quick way or the plain way', () => {
    expect(answerOf({ ...message, acknowledgements: [ta1] })).toBe(withTa1);
    const { value, isPlain } = watched('ONE');
    const transactions = [{ guide: note, value, control: '0001' }, set('0002', 'TWO')];
    const quick = { ...message, acknowledgements: [ta1], groups: [{ ...first, transactions }, second] };
    expect([renderInterchange(quick), isPlain()]).toEqual([{ ok: true, value: withTa1, issues: [] }, false]);
  });

  test('and are refused when they are wrong', () => {
    const late = { ...ta1, time: '2460' };
    const refused = renderInterchange({ ...message, acknowledgements: [ta1, late] });
    expect([refused.ok, refused.issues.map(({ code, ref }) => `${code} ${ref}`)]).toEqual([false, ['IK403:9 TA103']]);
  });
});

test('a message in order is written the quick way', () => {
  const { value, isPlain } = watched('ONE');
  const groups = [{ ...first, transactions: [{ guide: note, value, control: '0001' }, set('0002', 'TWO')] }, second];
  expect([renderInterchange({ ...message, groups }), isPlain()]).toEqual([
    { ok: true, value: text, issues: [] },
    false,
  ]);
});

test('a message that the quick way leaves is written the plain way', () => {
  const words = segment('MSG', { words: R('MSG01', an(1, 9)), count: S('MSG02', whole(1, 4)) });
  const counted = guide({ ...note, body: { words: R(words) } });
  const countedSet = (control: string, text: string) => ({
    guide: counted,
    value: { words: { words: text, count: -12 } },
    control,
  });
  const ta1 = { interchangeControl: '000000001', date: '261120', time: '0900', status: 'A', note: '000' } as const;
  const third = { ...second, transactions: [countedSet('0001', 'THREE')] };
  const value = text.replace('MSG*THREE', 'MSG*THREE*-12').replace('\nGS', '\nTA1*000000001*261120*0900*A*000~\nGS');
  const left = { ...message, groups: [first, third], acknowledgements: [ta1] };
  expect(renderInterchange(left)).toEqual({ ok: true, value, issues: [] });
  expect(writeInterchange(left)).toEqual({ ok: true, value, issues: [] });
  const small = { ...second, transactions: [countedSet('0001', 'three')] };
  expect(answerOf({ ...message, groups: [first, small], characters: 'basic' })).toEqual(['IK403:6 MSG01']);
});

test('what is wrong is told before anything is read back', () => {
  const refused = renderInterchange({ ...message, date: '' });
  expect([refused.ok, refused.issues.map(({ code, ref }) => `${code} ${ref}`)]).toEqual([false, ['TA105:014 ISA09']]);
});

describe('a rule of the guide that is broken', () => {
  const rule = {
    when: { has: 'mark' },
    must: { value: 'words/MSG01', in: ['MARKED'] },
    at: 'words/MSG01',
    say: 'No mark.',
  };
  const ruled = guide({
    ...note,
    situations: [
      { ...rule, name: 'mild', code: 'SITUATION', mild: true },
      { ...rule, name: 'grave', code: 'SITUATION', must: { not: { value: 'words/MSG01', in: ['GRAVE'] } } },
    ],
  });
  const marked = (control: string, words: string, mark: object = { mark: { number: 'A' } }) => ({
    guide: ruled,
    value: { words: { words }, ...mark },
    control,
  });
  const toldOf = (...transactions: InterchangeToWrite['groups'][number]['transactions']) => {
    const written = writeInterchange({ ...message, groups: [{ ...first, transactions }, second] });
    const told = written.issues.map(({ severity, rule: of, segment: at, offset }) => [severity, of, at, offset]);
    return [written.ok, ...told];
  };
  const named = (name: string) => `005010X998, ${name}`;

  test('is told with the text when it is mild', () => {
    expect(toldOf(marked('0001', 'OTHER'))).toEqual([true, ['warning', named('mild'), 2, undefined]]);
    expect(toldOf(marked('0001', 'OTHER', {}), marked('0002', 'OTHER'))).toEqual([
      true,
      ['warning', named('mild'), 2, undefined],
    ]);
  });
  test('keeps the text from leaving when it is not, and the mild ones are not told then', () => {
    expect(toldOf(set('0001', 'ONE'), marked('0002', 'GRAVE'))).toEqual([
      false,
      ['error', named('grave'), 2, undefined],
    ]);
  });
  test('is not told where it is not broken', () => {
    expect(toldOf(marked('0001', 'MARKED'), marked('0002', 'OTHER', {}))).toEqual([true]);
  });
});

describe('the envelope takes', () => {
  test.each<[string, Partial<InterchangeToWrite>]>([
    [
      'ids of one and of fifteen characters',
      { sender: { qualifier: 'ZZ', id: 'A' }, receiver: { qualifier: 'ZZ', id: 'A'.repeat(15) } },
    ],
    ['a blank within an id', { sender: { qualifier: 'ZZ', id: 'A B' } }],
    ['the smallest number', { interchangeControl: 1 }],
    ['the largest number', { interchangeControl: 999_999_999 }],
    [
      'codes of two and of fifteen characters',
      { groups: [{ ...first, senderCode: 'AB', receiverCode: 'A'.repeat(15) }] },
    ],
    [
      'the smallest and the largest group',
      {
        groups: [
          { ...first, control: 1 },
          { ...second, control: 999_999_999 },
        ],
      },
    ],
  ])('%s', (_what, change) => {
    expect(typeof answerOf({ ...message, ...change })).toBe('string');
  });
});

describe('the envelope refuses', () => {
  test.each<[string, Partial<InterchangeToWrite>, string[]]>([
    ['a short qualifier', { sender: { qualifier: 'Z', id: 'A' } }, ['TA105:005 ISA05']],
    ['a long qualifier', { sender: { qualifier: 'ZZZ', id: 'A' } }, ['TA105:005 ISA05']],
    ['no sender', { sender: { qualifier: 'ZZ', id: '' } }, ['TA105:006 ISA06']],
    ['a long sender', { sender: { qualifier: 'ZZ', id: 'A'.repeat(16) } }, ['TA105:006 ISA06']],
    ['a sender that begins with a blank', { sender: { qualifier: 'ZZ', id: ' A' } }, ['TA105:006 ISA06']],
    ['a sender that ends with a blank', { sender: { qualifier: 'ZZ', id: 'A ' } }, ['TA105:006 ISA06']],
    ['a sender beyond ASCII', { sender: { qualifier: 'ZZ', id: '\u0141' } }, ['TA105:006 ISA06']],
    ['a sender with a terminator', { sender: { qualifier: 'ZZ', id: 'A~' } }, ['TA105:006 ISA06']],
    ['a sender with a line end', { sender: { qualifier: 'ZZ', id: 'A\nB' } }, ['TA105:006 ISA06']],
    ["a receiver's short qualifier", { receiver: { qualifier: 'Z', id: 'A' } }, ['TA105:007 ISA07']],
    ["a receiver's long qualifier", { receiver: { qualifier: 'ZZZ', id: 'A' } }, ['TA105:007 ISA07']],
    ['no receiver', { receiver: { qualifier: 'ZZ', id: '' } }, ['TA105:008 ISA08']],
    ['a long receiver', { receiver: { qualifier: 'ZZ', id: 'A'.repeat(16) } }, ['TA105:008 ISA08']],
    ['a short date', { date: '261120' }, ['TA105:014 ISA09']],
    ['a day that is none', { date: '20261131' }, ['TA105:014 ISA09']],
    ['a time that is none', { time: '2460' }, ['TA105:015 ISA10']],
    ['a long time', { time: '091500' }, ['TA105:015 ISA10']],
    ['number nought', { interchangeControl: 0 }, ['TA105:018 ISA13']],
    ['a part of a number', { interchangeControl: 1.5 }, ['TA105:018 ISA13']],
    ['a number too large', { interchangeControl: 1_000_000_000 }, ['TA105:018 ISA13']],
    ['two groups of one number', { groups: [first, { ...second, control: 8 }] }, ['AK905:19 GS06']],
    ['a short code of a sender', { groups: [{ ...first, senderCode: 'A' }] }, ['IK403:6 GS02']],
    ['a long code of a sender', { groups: [{ ...first, senderCode: 'A'.repeat(16) }] }, ['IK403:6 GS02']],
    ['a short code of a receiver', { groups: [{ ...first, receiverCode: 'A' }] }, ['IK403:6 GS03']],
    ['a long code of a receiver', { groups: [{ ...first, receiverCode: 'A'.repeat(16) }] }, ['IK403:6 GS03']],
    ['a group of number nought', { groups: [{ ...first, control: 0 }] }, ['AK905:6 GS06']],
    ['a group of a number too large', { groups: [{ ...first, control: 1_000_000_000 }] }, ['AK905:6 GS06']],
    ['a group of nothing', { groups: [{ ...first, transactions: [] }] }, ['AK905:5 GE01']],
    [
      'two sets of one number',
      { groups: [{ ...first, transactions: [set('0001', 'A'), set('0001', 'B')] }] },
      ['IK502:23 ST02'],
    ],
    ['a group of another kind', { groups: [{ ...second, functionalId: 'HP' }] }, ['AK905:1 GS01']],
    ['a group of another version', { groups: [{ ...second, version: '005010X1' }] }, ['AK905:2 GS08']],
    ['a set of a number that is none', { groups: [{ ...first, transactions: [set('1', 'A')] }] }, ['IK502:7 ST02']],
    [
      'several things at once',
      { date: '', groups: [{ ...first, control: 0, transactions: [set('0001', '')] }] },
      ['TA105:014 ISA09', 'AK905:6 GS06', 'IK403:1 MSG01', 'IK403:1 MSG01'],
    ],
  ])('%s', (_what, change, expected) => {
    expect(answerOf({ ...message, ...change })).toEqual(expected);
  });
});

describe('a text does not arrive without a look when it has', () => {
  test.each([
    ['small letters at its begin', 'ISA*', 'isa*'],
    ['elements of another width', '*00*          *00*          *', '*00*           *00*         *'],
    ['another sender', 'CLINIC         ', 'CLINID         '],
    ['another receiver', '770001         ', '770002         '],
    ['another day', '*261120*0915', '*261121*0915'],
    ['another time', '*0915*^', '*0916*^'],
    ['another number', '*000000007*0', '*000000008*0'],
    ['another version', '*00501*', '*00401*'],
    ['a request that is none', '*0*T*', '*X*T*'],
    ['another element separator', '*T*:~', '*T|:~'],
    ['another component separator', '*T*:~', '*T*>~'],
    ['another repetition separator', '*^*00501', '*!*00501'],
    ['another terminator', ':~\nGS', ':#\nGS'],
    ['another kind of group', 'GS*TX', 'GS*TY'],
    ['another code of the sender', 'TX*CLINIC', 'TX*CLINID'],
    ['another code of the receiver', 'CLINIC*PAYER', 'CLINIC*PAYES'],
    ['another number of a group', '*8*X*', '*9*X*'],
    ['another agency', '*8*X*', '*8*T*'],
    ['another version of a group', '*X*005010X998', '*X*005010X997'],
    ['other words', 'MSG*ONE', 'MSG*ONF'],
    ['another count of sets', 'GE*2*8', 'GE*1*8'],
    ['another number at the end of a group', 'GE*2*8', 'GE*2*9'],
    ['another count of groups', 'IEA*2', 'IEA*1'],
    ['another number at its end', 'IEA*2*000000007', 'IEA*2*000000008'],
    ['a short number at its end', 'IEA*2*000000007', 'IEA*2*7'],
    ['a segment of nobody', 'GE*2*8~\n', 'ZZ*2*8~\nGE*2*8~\n'],
    ['nothing at its end', 'IEA*2*000000007~\n', ''],
    ['words behind its end', '000000007~\n', '000000007~\nWORDS'],
  ])('%s', (_what, from, to) => {
    expect(text).toContain(from);
    expect(arrives(bytesOf(text.replace(from, to)), message)).toBe(false);
  });

  test('a group of a kind that cannot be', () => {
    const strange = { ...message, groups: [{ ...first, functionalId: 'tx' }, second] };
    expect(arrives(bytesOf(text.replace('GS*TX', 'GS*tx')), strange)).toBe(false);
  });

  test('no TA1 where there should be one', () => {
    const ta1 = { interchangeControl: '000000001', date: '261120', time: '0900', status: 'A', note: '000' } as const;
    expect(arrives(bytesOf(text), { ...message, acknowledgements: [ta1] })).toBe(false);
  });

  test('a TA1, of which only the plain reader knows', () => {
    const ta1 = { interchangeControl: '000000001', date: '261120', time: '0900', status: 'A', note: '000' } as const;
    const written = renderInterchange({ ...message, acknowledgements: [ta1] });
    expect(written.ok && arrives(bytesOf(written.value), { ...message, acknowledgements: [ta1] })).toBe(false);
    expect(typeof answerOf({ ...message, acknowledgements: [ta1] })).toBe('string');
  });
});

describe('the plain look says', () => {
  const told = (changed: string, of = message) => readPlainly(bytesOf(changed), of).map(({ code }) => code);
  test.each<[string, string, string, string[]]>([
    ['nothing of a text that is right', '', '', []],
    ['that a value is another', 'MSG*ONE', 'MSG*TWO', ['READ_BACK']],
    ['that a value has more', 'MSG*ONE~\nSE*3', 'MSG*ONE~\nREF*G1*A~\nSE*4', ['READ_BACK']],
    ['that a segment is unknown', 'MSG*ONE~\nSE*3', 'MSG*ONE~\nZZZ*A~\nSE*4', ['IK304:1', 'READ_BACK']],
    ['that counts are wrong', 'SE*3*0001', 'SE*4*0001', ['IK502:4']],
    [
      'that a set got lost',
      'GS*TX*CLINIC*PAYER*20261120*0915*9*X*005010X998~\nST*864*0001*005010X998~\nMSG*THREE~\nSE*3*0001~\nGE*1*9~\nIEA*2',
      'IEA*1',
      ['READ_BACK'],
    ],
    ['that the envelope is wrong', 'GE*2*8', 'GE*3*8', ['AK905:5']],
    ['that the interchange is wrong', 'IEA*2', 'IEA*3', ['TA105:021']],
    ['that something stands before it', 'ISA*00', 'WORDS ISA*00', ['NOT_X12']],
    ['nothing of an empty element more, a remark only', 'MSG*ONE~', 'MSG*ONE*~', []],
    ['nothing of an element that the guide does not use, a remark only', 'MSG*ONE~', 'MSG*ONE*X~', []],
    ['that it is cut', 'IEA*2*000000007~\n', '', ['TRUNCATED_INTERCHANGE']],
  ])('%s', (_what, from, to, expected) => {
    expect(told(text.replace(from, to))).toEqual(expected);
  });
});

test('reading back takes both looks, and says nothing of what is right', () => {
  expect(readBack(bytesOf(text), message)).toEqual([]);
  expect(readBack(bytesOf(text.replace('MSG*ONE', 'MSG*TWO')), message).map(({ code }) => code)).toEqual(['READ_BACK']);
  const ta1 = { interchangeControl: '000000001', date: '261120', time: '0900', status: 'A', note: '000' } as const;
  expect(readBack(bytesOf(text), { ...message, acknowledgements: [ta1] })).toEqual([]);
});
