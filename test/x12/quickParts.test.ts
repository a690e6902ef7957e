import { describe, expect, test } from 'vitest';
import { classesOf } from '../../src/x12/characters.ts';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { QuickReadBack } from '../../src/x12/quickReadBack.ts';
import { QuickWriter } from '../../src/x12/quickWrite.ts';
import {
  an,
  code,
  composite,
  D,
  date,
  decimal,
  guide,
  id,
  K,
  loop,
  R,
  repetition,
  S,
  segment,
  series,
  whole,
} from '../../src/x12/schema.ts';
import { TextBuffer } from '../../src/x12/textBuffer.ts';

/** A guide with one of every form that is written and read back the quick way. */
const level = (what: string) =>
  segment('HL', {
    number: D('HL01', 'hlNumber'),
    parent: D('HL02', 'hlParent'),
    level: K('HL03', what),
    children: D('HL04', 'hlHasChildren'),
  });
const when = (qualifier: string) =>
  segment('DTP', {
    qualifier: K('DTP01', qualifier),
    format: R('DTP02', code('D8', 'RD8')),
    value: R('DTP03', an(8, 17)),
  });
const name = segment(
  'NM1',
  {
    role: R('NM101', code('IL', 'QC')),
    last: S('NM103', an(2, 5)),
    country: S('NM107', code('AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH', 'II')),
    idType: S('NM108', code('MI')),
    id: S('NM109', an(1, 5)),
  },
  ['P0809'],
);
const line = loop('2400', {
  counter: R(segment('LX', { number: D('LX01', 'count') })),
  service: R(
    segment('SV1', {
      procedure: composite('R', 'SV101', {
        qualifier: K('SV101-1', 'HC'),
        code: R('SV101-2', id(5, 5)),
        modifier: S('SV101-4', id(2, 2)),
      }),
      charge: R('SV102', decimal(1, 4)),
      units: S('SV104', whole(2, 3)),
      day: S('SV105', date()),
    }),
  ),
  adjustments: S(
    segment('CAS', {
      group: R('CAS01', code('CO', 'PR')),
      reasons: series('R', 'CAS02', 3, 2, {
        reason: R('CAS02', id(1, 3)),
        amount: R('CAS03', decimal()),
        quantity: S('CAS04', decimal()),
      }),
    }),
    2,
  ),
});
const person = loop(
  '2000B',
  {
    level: R(level('22')),
    mark: R(segment('PAT', { kind: K('PAT01', 'X') })),
    name: R(name),
    given: S(when('472')),
    taken: S(when('473')),
    lines: R(line, 2),
  },
  [{ atMostOne: ['given', 'taken'] }],
);
const parts = guide({
  name: 'parts',
  set: '837',
  version: '005010X999',
  functionalId: 'HC',
  versionInST: true,
  body: {
    header: R(segment('BHT', { structure: K('BHT01', '0019'), reference: R('BHT03', an(1, 9)) })),
    top: R(
      loop('2000A', {
        level: R(level('20')),
        note: S(segment('NTE', { words: R('NTE02', an(1, 9)) })),
        people: S(person, '>1'),
      }),
    ),
    amounts: S(segment('AMT', { kind: K('AMT01', 'T'), amount: R('AMT02', decimal()) })),
  },
});

const whole1 = {
  header: { reference: 'R1' },
  top: {
    people: [
      {
        name: { role: 'IL', last: 'DOE', country: 'II', idType: 'MI', id: 'M1' },
        given: { format: 'D8', value: '20261120' },
        lines: [
          {
            service: { procedure: { code: 'J9271', modifier: 'JZ' }, charge: '12.5', units: 7, day: '20261120' },
            adjustments: [
              {
                group: 'CO',
                reasons: [
                  { reason: '45', amount: '1', quantity: '2' },
                  { reason: '253', amount: '-.5' },
                ],
              },
              { group: 'PR', reasons: [{ reason: '2', amount: '3' }] },
            ],
          },
          { service: { procedure: { code: '96413' }, charge: '20' } },
        ],
      },
      { name: { role: 'QC' }, lines: [{ service: { procedure: { code: 'J9271' }, charge: '1' } }] },
    ],
  },
  amounts: { amount: '33.5' },
};
const text1 = `ST*837*0001*005010X999~
BHT*0019**R1~
HL*1**20*1~
HL*2*1*22*0~
PAT*X~
NM1*IL**DOE****II*MI*M1~
DTP*472*D8*20261120~
LX*1~
SV1*HC:J9271::JZ*12.5**07*20261120~
CAS*CO*45*1*2*253*-.5~
CAS*PR*2*3~
LX*2~
SV1*HC:96413*20~
HL*3*1*22*0~
PAT*X~
NM1*QC~
LX*1~
SV1*HC:J9271*1~
AMT*T*33.5~
SE*20*0001~
`;

type Json = { [key: string]: Json } | Json[] | string | number | undefined;
/** The value with another item at a place: `top.people.0.name`. */
function set(path: string, item: Json, from: Json = whole1): Json {
  const [key = '', ...rest] = path.split('.');
  const held = Array.isArray(from) ? [...from] : { ...(from as Record<string, Json>) };
  const inner = (held as Record<string, Json>)[key];
  (held as Record<string, Json>)[key] = rest.length === 0 ? item : set(rest.join('.'), item, inner);
  return held;
}
const PERSON = 'top.people.0';
const LINE = `${PERSON}.lines.0`;

/** undefined in doubt. */
function written(value: unknown, control = '0001', characters: 'basic' | 'extended' = 'extended'): string | undefined {
  const out = new TextBuffer(1);
  out.add('before');
  const writer = new QuickWriter(out, { delimiters: ourDelimiters, characters, lineEnd: '\n' });
  const isWritten = writer.set(parts, value, control, parts.version);
  const text = new TextDecoder().decode(out.written());
  expect(text.startsWith('before')).toBe(true);
  // In doubt nothing is left of what was begun.
  if (!isWritten) expect(text).toBe('before');
  return isWritten ? text.slice('before'.length) : undefined;
}
function reading(text: string, value: unknown) {
  const bytes = new TextEncoder().encode(text);
  const reader = new QuickReadBack(bytes, ourDelimiters, classesOf(ourDelimiters, 'extended'));
  return { isRead: reader.set(parts, value, '0001', parts.version), isAtEnd: reader.isAtEnd() };
}
function arrives(text: string, value: unknown, more = ''): boolean {
  const { isRead, isAtEnd } = reading(text + more, value);
  return isRead && isAtEnd;
}
/** Whether the set is found in a text, whatever follows. */
const reads = (text: string, value: unknown): boolean => reading(text, value).isRead;
/** The text with a part of it changed, and counted anew. */
function changed(from: string, to: string): string {
  const more = to.split('~').length - from.split('~').length;
  const text = text1.replace(from, to);
  return more === 0 ? text : text.replace('SE*20', `SE*${20 + more}`);
}

test('a value in order is written, and seen to arrive', () => {
  expect(written(whole1)).toBe(text1);
  expect(arrives(text1, whole1)).toBe(true);
});

describe('what is left out of a value is left out of the text:', () => {
  test.each<[string, Json, string, string]>([
    ['amounts', undefined, 'AMT*T*33.5~\n', ''],
    [`${PERSON}.given`, undefined, 'DTP*472*D8*20261120~\n', ''],
    [`${PERSON}.name.last`, undefined, 'NM1*IL**DOE****II', 'NM1*IL******II'],
    [`${PERSON}.name.last`, '', 'NM1*IL**DOE****II', 'NM1*IL******II'],
    [`${LINE}.service.procedure.modifier`, undefined, 'J9271::JZ', 'J9271'],
    [`${LINE}.service.units`, undefined, '*12.5**07*', '*12.5***'],
    [`${LINE}.service.day`, undefined, '*07*20261120', '*07'],
    [`${LINE}.adjustments`, [], 'CAS*CO*45*1*2*253*-.5~\nCAS*PR*2*3~\n', ''],
    [`${LINE}.adjustments.0.reasons.0.quantity`, undefined, '*45*1*2*253', '*45*1**253'],
  ])('%s', (path, item, from, to) => {
    const value = set(path, item);
    expect(text1).toContain(from);
    const count = text1.split(from)[0]?.length ?? 0;
    const fewer = (from.match(/~/g) ?? []).length - (to.match(/~/g) ?? []).length;
    const text = (text1.slice(0, count) + to + text1.slice(count + from.length)).replace('SE*20', `SE*${20 - fewer}`);
    expect(written(value)).toBe(text);
    expect(arrives(text, value)).toBe(true);
  });
});

describe('what may stand there does:', () => {
  test.each<[string, Json, string, string]>([
    [`${PERSON}.name.last`, 'DO', 'DOE', 'DO'],
    [`${PERSON}.name.last`, 'DO EX', 'DOE', 'DO EX'],
    [`${PERSON}.name.country`, 'AA', '*II*', '*AA*'],
    [
      `${PERSON}.given`,
      { format: 'RD8', value: '20261119-20261120' },
      'D8*20261120~\nLX',
      'RD8*20261119-20261120~\nLX',
    ],
    [`${LINE}.service.units`, 0, '*07*', '*00*'],
    [`${LINE}.service.units`, 999, '*07*', '*999*'],
    [`${LINE}.service.charge`, '1234', '*12.5*', '*1234*'],
    ['top.note', { words: 'A' }, 'HL*1**20*1~\n', 'HL*1**20*1~\nNTE**A~\n'],
    [`${PERSON}.taken`, undefined, 'LX', 'LX'],
  ])('%s %o', (path, item, from, to) => {
    const more = to.split('~').length - from.split('~').length;
    const value = set(path, item);
    const wanted = text1.replace(from, to).replace('SE*20', `SE*${20 + more}`);
    expect(written(value)).toBe(wanted);
    expect(arrives(wanted, value)).toBe(true);
  });
});

test('a value without a level below says so at its HL', () => {
  const value = { ...whole1, top: {}, amounts: undefined };
  const text = 'ST*837*0001*005010X999~\nBHT*0019**R1~\nHL*1**20*0~\nSE*4*0001~\n';
  expect(written(value)).toBe(text);
  expect(arrives(text, value)).toBe(true);
});

describe('in doubt nothing is written, and nothing seems to arrive:', () => {
  const doubts: [string, Json][] = [
    ['header', undefined],
    ['header.reference', undefined],
    ['header.reference', ''],
    ['header.reference', 'TOOLONG890'],
    ['header.reference', 7],
    ['header', 'R1'],
    ['top.people', 'X'],
    ['top.people.0', 'X'],
    [`${PERSON}.name`, undefined],
    [`${PERSON}.name`, {}],
    [`${PERSON}.name.role`, 'XX'],
    [`${PERSON}.name.last`, 'D'],
    [`${PERSON}.name.last`, 'DOEDOE'],
    [`${PERSON}.name.last`, 'DO*'],
    [`${PERSON}.name.last`, 'DO:'],
    [`${PERSON}.name.last`, 'DO~'],
    [`${PERSON}.name.last`, 'DO^'],
    [`${PERSON}.name.last`, 'DO '],
    [`${PERSON}.name.last`, 'D\u00d6'],
    [`${PERSON}.name.last`, 'D\n'],
    [`${PERSON}.name.last`, 'D\u0141'],
    [`${PERSON}.name.last`, 'D\u0080'],
    [`${PERSON}.name.last`, 'D\u0081'],
    [`${PERSON}.name.country`, 'JJ'],
    [`${PERSON}.name.id`, undefined],
    [`${PERSON}.name.idType`, undefined],
    [`${PERSON}.given.value`, '20261131'],
    [`${PERSON}.given.value`, '20261119-20261120'],
    [`${PERSON}.taken`, { format: 'D8', value: '20261120' }],
    [`${PERSON}.lines`, undefined],
    [`${PERSON}.lines`, []],
    [`${PERSON}.lines`, {}],
    [`${LINE}.service.procedure`, undefined],
    [`${LINE}.service.procedure`, {}],
    [`${LINE}.service.procedure`, 'J9271'],
    [`${LINE}.service.procedure.code`, 'J927'],
    [`${LINE}.service.charge`, '12345'],
    [`${LINE}.service.charge`, '1.2.3'],
    [`${LINE}.service.charge`, '-'],
    [`${LINE}.service.units`, -1],
    [`${LINE}.service.units`, -10],
    [`${LINE}.service.units`, true as never],
    [`${LINE}.service.units`, 1.5],
    [`${LINE}.service.units`, 1000],
    [`${LINE}.service.units`, '07'],
    [`${LINE}.service.day`, '20260230'],
    [`${LINE}.adjustments.0.reasons`, []],
    [`${LINE}.adjustments.0.reasons`, {}],
    [`${LINE}.adjustments.0.reasons.0`, 'X'],
    [`${LINE}.adjustments.0.reasons.0.amount`, undefined],
    [`${LINE}.adjustments.0.reasons.2`, { reason: '9', amount: '9' }],
    [`${LINE}.adjustments.2`, { group: 'CO', reasons: [{ reason: '9', amount: '9' }] }],
    [`${PERSON}.lines.2`, { service: { procedure: { code: 'J9271' }, charge: '1' } }],
  ];
  test.each(doubts)('%s is %o', (path, item) => {
    const value = set(path, item);
    expect(written(value)).toBe(undefined);
    expect(reads(text1, value)).toBe(false);
  });
  test.each(['a1', '001', '0000000001', ''])('the control number is %o', (control) => {
    expect(written(whole1, control)).toBe(undefined);
  });
  test('the value is none', () => {
    expect([written(undefined), written('X'), written([])]).toEqual([undefined, undefined, undefined]);
    expect(reads(text1, undefined)).toBe(false);
  });
  test('the partner takes capitals only', () => {
    const value = set(`${PERSON}.name.last`, 'Doe');
    expect([written(value, '0001', 'basic'), written(value) !== undefined]).toEqual([undefined, true]);
  });
});

describe('a text that holds what its value does, and breaks the guide with it, does not seem to arrive:', () => {
  test.each<[string, Json, string, string]>([
    [`${PERSON}.name.id`, undefined, '*MI*M1~', '*MI~'],
    [`${PERSON}.name.role`, 'XX', 'NM1*IL', 'NM1*XX'],
    [`${PERSON}.name.last`, 'D', 'DOE', 'D'],
    [`${PERSON}.name.last`, 'DOEDOE', 'DOE', 'DOEDOE'],
    [`${PERSON}.name.last`, 'D\n', 'DOE', 'D\n'],
    [`${PERSON}.name.country`, 'JJ', '*II*', '*JJ*'],
    [`${PERSON}.given.value`, '20261131', '20261120~\nLX', '20261131~\nLX'],
    [`${PERSON}.taken`, { format: 'D8', value: '20261120' }, 'LX*1', 'DTP*473*D8*20261120~\nLX*1'],
    [`${LINE}.service.charge`, '12345', '*12.5*', '*12345*'],
    [`${LINE}.service.units`, 1.5, '*07*', '*1.5*'],
    [`${LINE}.service.units`, true as never, '*07*', '*true*'],
    [`${LINE}.service.units`, '07', '*07*', '*07*'],
    [`${LINE}.adjustments.0.reasons`, [], 'CAS*CO*45*1*2*253*-.5', 'CAS*CO'],
    [
      `${LINE}.adjustments.0.reasons.2`,
      { reason: '9', amount: '9' },
      'CAS*CO*45*1*2*253*-.5',
      'CAS*CO*45*1*2*253*-.5**9*9',
    ],
    [
      `${LINE}.adjustments.2`,
      { group: 'CO', reasons: [{ reason: '9', amount: '9' }] },
      'CAS*PR*2*3',
      'CAS*PR*2*3~\nCAS*CO*9*9',
    ],
    [`${PERSON}.lines.0.adjustments.0.reasons.1.amount`, undefined, '*253*-.5', '*253'],
    ['header.reference', 'TOOLONG890', 'BHT*0019**R1', 'BHT*0019**TOOLONG890'],
    ['header.reference', undefined, 'BHT*0019**R1', 'BHT*0019'],
    [`${PERSON}.name.last`, 7, '**DOE*', '***'],
    [`${LINE}.service.units`, 7n as never, '*07*', '*07*'],
    [`${LINE}.service.units`, true as never, '*07*', '**'],
    [`${LINE}.adjustments.0.reasons`, { reason: '45' }, 'CAS*CO*45*1*2*253*-.5', 'CAS*CO'],
  ])('%s is %o', (path, item, from, to) => {
    expect(text1).toContain(from);
    expect(reads(changed(from, to), set(path, item))).toBe(false);
  });
});

describe('a text of something else does not seem to arrive:', () => {
  const others: [string, string, string][] = [
    ['another set', 'ST*837', 'ST*835'],
    ['another control number', '*0001*005010', '*0002*005010'],
    ['another version', '005010X999', '005010X998'],
    ['another count', 'SE*20', 'SE*21'],
    ['another control number at its end', 'SE*20*0001', 'SE*20*0002'],
    ['another level number', 'HL*2*1', 'HL*3*1'],
    ['another parent', 'HL*3*1', 'HL*3*2'],
    ['another kind of level', '*1*22*0', '*1*23*0'],
    ['children that are not there', 'HL*2*1*22*0', 'HL*2*1*22*1'],
    ['no children that are there', 'HL*1**20*1', 'HL*1**20*0'],
    ['another counter', 'LX*2', 'LX*1'],
    ['another constant', 'PAT*X', 'PAT*Y'],
    ['no constant', 'PAT*X~\n', ''],
    ['another constant within an element', 'HC:J9271::JZ', 'HD:J9271::JZ'],
    ['another name', 'DOE', 'DOF'],
    ['a longer name', 'DOE', 'DOES'],
    ['a shorter name', 'DOE', 'DO'],
    ['a name in another element', '**DOE*', '*DOE**'],
    ['a component more', 'DOE', 'DOE:X'],
    ['an empty component more', 'DOE', 'DOE:'],
    ['an empty element more', 'MI*M1~', 'MI*M1*~'],
    ['an element more', 'MI*M1~', 'MI*M1*X~'],
    ['a modifier one component on', 'J9271::JZ', 'J9271:::JZ'],
    ['a modifier one component before', 'J9271::JZ', 'J9271:JZ'],
    ['a charge one element on', '*12.5**07', '**12.5*07'],
    ['a segment twice', 'DTP*472*D8*20261120~\n', 'DTP*472*D8*20261120~\nDTP*472*D8*20261120~\n'],
    ['a segment less', 'DTP*472*D8*20261120~\n', ''],
    ['a segment more', 'LX*1~', 'DTP*473*D8*20261120~\nLX*1~'],
    ['a segment that nobody knows', 'LX*1~', 'ZZZ*1~\nLX*1~'],
    ['a segment of a long id', 'LX*1~', 'LXLX*1~'],
    ['a segment of an id alone', 'PAT*X~', 'PAT~'],
    ['segments that change places', 'DTP*472*D8*20261120~\nLX*1~', 'LX*1~\nDTP*472*D8*20261120~'],
    ['repeats that change places', '253*-.5~\nCAS*PR*2*3~', '253*-.5~\nCAS*PR*2*4~'],
    ['a run less', '*253*-.5', ''],
    ['the last segment of a line less', 'CAS*PR*2*3~\n', ''],
    ['a procedure without its code', 'HC:96413*20', 'HC*20'],
    ['nothing of the last', 'AMT*T*33.5~\n', ''],
    ['a blank before a segment', 'AMT*T', ' AMT*T'],
    ['no end', 'SE*20*0001~\n', ''],
    ['a cut end', 'SE*20*0001~\n', 'SE*20*00'],
  ];
  test.each(others)('%s', (_what, from, to) => {
    expect(text1).toContain(from);
    expect([reads(text1.replace(from, to), whole1), reads(changed(from, to), whole1)]).toEqual([false, false]);
  });
  test('something after its end', () => {
    expect([arrives(text1, whole1, '\r\n'), arrives(text1, whole1, ' '), arrives(text1, whole1, 'X')]).toEqual([
      true,
      false,
      false,
    ]);
  });
  test('a value with more than the text', () => {
    const more: [string, Json][] = [
      ['note', { words: 'A' }],
      ['top.note', { words: 'A' }],
      [`${PERSON}.name.middle`, 'X'],
      [`${PERSON}.lines.1.service.units`, 7],
      ['top.people.1.name.last', 'DOE'],
      ['top.people.2', whole1.top.people[1] as Json],
    ];
    expect(more.map(([path, item]) => reads(text1, set(path, item)))).toEqual(more.map(() => false));
  });
});

test('the keys of a value may stand in any order', () => {
  const turned = (item: unknown): unknown =>
    Array.isArray(item)
      ? item.map(turned)
      : typeof item === 'object' && item !== null
        ? Object.fromEntries(
            Object.entries(item)
              .map(([key, inner]) => [key, turned(inner)] as const)
              .reverse(),
          )
        : item;
  expect(written(turned(whole1))).toBe(text1);
  expect(arrives(text1, turned(whole1))).toBe(true);
});

/** Forms that stand in few guides: each is a segment of its own. */
const rare = guide({
  name: 'rare',
  set: '864',
  version: '005010X996',
  functionalId: 'TX',
  versionInST: false,
  body: {
    words: S(segment('K3', { words: S('K301', an(1, 9)) })),
    pair: S(segment('REF', { kind: K('REF01', 'G1'), number: S('REF02', an(1, 9)) }, ['P0102'])),
    day: S(segment('DTP', { kind: K('DTP01', '472'), format: K('DTP02', 'D8'), value: R('DTP03', an(1, 35)) })),
    sums: S(
      segment(
        'CTP',
        {
          one: composite('S', 'CTP01', { first: S('CTP01-1', an(1, 3)), second: S('CTP01-3', an(1, 3)) }),
          two: composite('S', 'CTP03', { first: S('CTP03-1', an(1, 3)), second: S('CTP03-2', an(1, 3)) }),
          last: S('CTP05', an(1, 3)),
        },
        ['R0305'],
      ),
    ),
    lists: S(segment('PWK', { number: D('PWK01', 'count'), kinds: repetition('R', 'PWK02', id(1, 2), 3) }), 2),
  },
});
const rarely = (value: unknown, lineEnd: '\n' | '' = '\n'): string | undefined => {
  const out = new TextBuffer(1);
  const writer = new QuickWriter(out, { delimiters: ourDelimiters, characters: 'extended', lineEnd });
  return writer.set(rare, value, '0001', rare.version) ? new TextDecoder().decode(out.written()) : undefined;
};
const around = (lines: readonly string[]): string =>
  ['ST*864*0001', ...lines, `SE*${lines.length + 2}*0001`].map((one) => `${one}~\n`).join('');
const seen = (lines: readonly string[], value: unknown): boolean => {
  const bytes = new TextEncoder().encode(around(lines));
  const reader = new QuickReadBack(bytes, ourDelimiters, classesOf(ourDelimiters, 'extended'));
  return reader.set(rare, value, '0001', rare.version) && reader.isAtEnd();
};

describe('of forms that few guides have', () => {
  test.each<[Json, string]>([
    [{ words: { words: 'A' } }, 'K3*A'],
    [{ pair: { number: 'A' } }, 'REF*G1*A'],
    [{ pair: { kind: 'XX', number: 'A' } }, 'REF*G1*A'],
    [{ day: { value: '20261120' } }, 'DTP*472*D8*20261120'],
    [{ sums: { last: 'A' } }, 'CTP*****A'],
    [{ sums: { one: { second: 'A' }, two: { first: 'B', second: 'C' } } }, 'CTP*::A**B:C'],
    [{ sums: { one: { first: 'A' }, two: { second: 'C' }, last: 'D' } }, 'CTP*A**:C**D'],
    [{ sums: { two: { second: 'C', first: 'B' } } }, 'CTP***B:C'],
    [{ sums: { two: { second: 'C', first: '' } } }, 'CTP***:C'],
    [{ sums: { last: 'D', two: { first: 'B' }, one: { second: 'A', first: 'Z' } } }, 'CTP*Z::A**B**D'],
  ])('%o is written, and seen to arrive', (value, line) => {
    expect(rarely(value)).toBe(around([line]));
    expect(rarely(value, '')).toBe(around([line]).replaceAll('\n', ''));
    // A key that nobody knows is not written, and would be missed.
    expect(seen([line], value)).toBe(!line.startsWith('REF') || !('kind' in (value as { pair: object }).pair));
  });
  test.each<[Json, string]>([
    [{ words: {} }, 'K3'],
    [{ words: { words: '' } }, 'K3*'],
    [{ pair: {} }, 'REF*G1'],
    [{ pair: { number: '' } }, 'REF*G1*'],
    [{ day: { value: '20261131' } }, 'DTP*472*D8*20261131'],
    [{ day: { value: '2026' } }, 'DTP*472*D8*2026'],
    [{ sums: { one: { first: 'A' } } }, 'CTP*A'],
    [{ sums: { one: {}, last: 'A' } }, 'CTP*****A'],
    [{ sums: { one: { first: 'A' }, last: 7 } }, 'CTP*A****7'],
  ])('%o is in doubt', (value, line) => {
    const isEmptyPart = JSON.stringify(value).includes('"one":{}');
    expect(rarely(value)).toBe(isEmptyPart ? around([line]) : undefined);
    expect(seen([line], value)).toBe(false);
  });
  test('what repeats within an element is written the plain way, or not at all', () => {
    const value = { lists: [{ kinds: ['A', 'B'] }, { kinds: ['C'] }] };
    expect(rarely(value)).toBe(around(['PWK*1*A^B', 'PWK*1*C']));
    expect(rarely({ lists: [{ kinds: ['A', 'TOO LONG'] }] })).toBe(undefined);
    expect(seen(['PWK*1*A^B', 'PWK*1*C'], value)).toBe(false);
  });
});

test('a value in order is asked for each of its texts once', () => {
  let asked = 0;
  const counting = (item: Json): unknown => {
    if (Array.isArray(item)) return item.map(counting);
    if (typeof item !== 'object') return item;
    const held = {};
    for (const [key, inner] of Object.entries(item)) {
      const given = counting(inner);
      Object.defineProperty(held, key, {
        enumerable: true,
        get: () => {
          if (typeof given !== 'object') asked += 1;
          return given;
        },
      });
    }
    return held;
  };
  const { given: _when, ...withoutDay } = whole1.top.people[0] as Record<string, Json>;
  const nameless = set(`${PERSON}.name.last`, '', set(PERSON, withoutDay));
  const value = counting(nameless);
  const texts = JSON.stringify(nameless).match(/:("|-?\d)/g)?.length;
  const text = written(value);
  expect([text?.length, asked]).toEqual([text1.length - 'DTP*472*D8*20261120~\nDOE'.length, texts]);
  asked = 0;
  expect([arrives(text ?? '', value), asked]).toEqual([true, texts]);
});

test('what a value says of a constant is not written, and would be missed', () => {
  const value = set(`${LINE}.service.procedure.qualifier`, 'XX');
  expect([written(value), arrives(text1, value)]).toEqual([text1, false]);
});

test('one writer writes set after set, whatever became of the one before', () => {
  const out = new TextBuffer(16);
  const writer = new QuickWriter(out, { delimiters: ourDelimiters, characters: 'extended', lineEnd: '\n' });
  const write = (value: unknown) => writer.set(parts, value, '0001', parts.version);
  const broken = set(`${PERSON}.lines.1.service.charge`, 'X');
  expect([write(whole1), write(broken), write(whole1)]).toEqual([true, false, true]);
  expect(new TextDecoder().decode(out.written())).toBe(text1 + text1);
});

test('a key that nobody knows is not written', () => {
  expect(written(set('unknown', 'X'))).toBe(text1);
  expect(written(set(`${PERSON}.unknown`, { words: 'X' }))).toBe(text1);
});

test('a buffer doubles when it is full, and not before', () => {
  const out = new TextBuffer(4);
  out.add('ABCD');
  expect(out.bytes.length).toBe(4);
  out.add('E');
  expect(out.bytes.length).toBe(8);
  out.add('0123456789ABCDE');
  expect([out.bytes.length, new TextDecoder().decode(out.written())]).toEqual([20, 'ABCDE0123456789ABCDE']);
});
