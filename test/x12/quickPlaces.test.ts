/** Which place a segment of our own text is found at, and what of it is read there: what looks alike, and what is odd. */

import { describe, expect, test } from 'vitest';
import { classesOf } from '../../src/x12/characters.ts';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { QuickReadBack } from '../../src/x12/quickReadBack.ts';
import { type AnyGuide, an, composite, D, guide, K, loop, R, S, segment } from '../../src/x12/schema.ts';

const guideOf = (body: AnyGuide['body']): AnyGuide =>
  guide({ name: 'odd', set: '864', version: '005010X993', functionalId: 'TX', versionInST: false, body });
const readerOf = (text: string) =>
  new QuickReadBack(new TextEncoder().encode(text), ourDelimiters, classesOf(ourDelimiters, 'extended'));
const textOf = (lines: readonly string[], lineEnd = '\n'): string =>
  ['ST*864*0001', ...lines, `SE*${lines.length + 2}*0001`].map((one) => `${one}~${lineEnd}`).join('');
const readsText = (of: AnyGuide, text: string, value: unknown): boolean =>
  readerOf(text).set(of, value, '0001', of.version);
const reads = (of: AnyGuide, lines: readonly string[], value: unknown): boolean => readsText(of, textOf(lines), value);

const ref = (kind: string) => segment('REF', { kind: K('REF01', kind), number: R('REF02', an(1, 9)) });
const words = segment('K3', { words: R('K301', an(1, 9)) });
const counter = R(segment('LX', { number: D('LX01', 'count') }));

describe('a place is found where the one before does not fit:', () => {
  const numbers = { one: { number: 'A' }, two: { number: 'B' } };
  const second = { two: { number: 'B' } };
  const part = (at: string, code: string) =>
    segment('SV', { what: composite('R', 'SV01', { number: R('SV01-1', an(1, 9)), code: K(at, code) }) });

  test.each<[string, AnyGuide['body'], string[], unknown]>([
    ['by its first element', { one: S(ref('G1')), two: S(ref('G2')) }, ['REF*G2*B'], second],
    ['by a long first element', { one: S(ref('LONGA')), two: S(ref('LONGB')) }, ['REF*LONGB*B'], second],
    ['by a first character more', { one: S(ref('ABCD')), two: S(ref('PABCD')) }, ['REF*PABCD*B'], second],
    ['because the one before is taken', { one: S(ref('G1')), two: S(ref('G1')) }, ['REF*G1*A', 'REF*G1*B'], numbers],
    [
      'because it stands behind another',
      { one: S(ref('G1'), 2), words: S(words), two: S(ref('G1'), 2) },
      ['REF*G1*A', 'K3*W', 'REF*G1*B'],
      { one: [{ number: 'A' }], words: { words: 'W' }, two: [{ number: 'B' }] },
    ],
    [
      'by a component of its first element',
      { one: S(part('SV01-2', 'X')), two: S(part('SV01-2', 'Y')) },
      ['SV*B:Y'],
      { two: { what: { number: 'B' } } },
    ],
    [
      'by having components',
      {
        one: S(segment('HI', { kind: K('HI01', 'BE'), number: R('HI02', an(1, 9)) })),
        two: S(
          segment('HI', { what: composite('R', 'HI01', { kind: K('HI01-1', 'BE'), number: R('HI01-2', an(1, 9)) }) }),
        ),
      },
      ['HI*BE:B'],
      { two: { what: { number: 'B' } } },
    ],
  ])('%s', (_what, body, lines, value) => {
    expect(reads(guideOf(body), lines, value)).toBe(true);
  });
});

describe('levels', () => {
  const level = (code: string) =>
    segment('HL', {
      number: D('HL01', 'hlNumber'),
      parent: D('HL02', 'hlParent'),
      code: K('HL03', code),
      children: D('HL04', 'hlHasChildren'),
    });
  const patient = loop('2000C', { level: R(level('23')), words: S(words) });
  const subscriber = loop('2000B', { level: R(level('22')), patients: S(patient, '>1') });
  const both = guideOf({
    top: R(loop('2000A', { level: R(level('20')), one: S(subscriber), patients: S(patient, '>1') })),
  });

  test('of one kind stand below the one they name', () => {
    const lines = ['HL*1**20*1', 'HL*2*1*22*1', 'HL*3*2*23*0', 'HL*4*1*23*0', 'K3*W'];
    const patients = [{ words: { words: 'W' } }];
    expect(reads(both, lines, { top: { one: { patients: [{}] }, patients } })).toBe(true);
    expect(reads(both, lines, { top: { one: { patients: [{}, ...patients] } } })).toBe(false);
    // The subscriber's loop is over when the one around it goes on.
    const late = ['HL*1**20*1', 'HL*2*1*22*1', 'HL*3*2*23*0', 'HL*4*1*23*0', 'HL*5*2*23*0'];
    expect(reads(both, late, { top: { one: { patients: [{}, {}] }, patients: [{}] } })).toBe(false);
    expect(reads(both, lines.with(3, 'HL*4*3*23*0'), { top: { one: { patients: [{}] }, patients } })).toBe(false);
  });

  test('that say no more than their number are read', () => {
    const bare = segment('HL', { number: D('HL01', 'hlNumber'), parent: D('HL02', 'hlParent') });
    const plain = guideOf({
      top: R(loop('2000A', { level: R(bare), below: S(loop('2000B', { level: R(bare) }), 2) })),
    });
    expect(reads(plain, ['HL*1', 'HL*2*1', 'HL*3*1'], { top: { below: [{}, {}] } })).toBe(true);
    expect(readsText(plain, 'ST*864*0001~HL*1', { top: {} })).toBe(false);
  });

  test('are counted anew in each set', () => {
    const text = textOf(['HL*1**20*0']);
    const reader = readerOf(text + text);
    const read = () => reader.set(both, { top: {} }, '0001', both.version);
    expect([read(), read(), reader.isAtEnd()]).toEqual([true, true, true]);
  });
});

test('what stands outside of every loop is counted as one', () => {
  const counted = guideOf({ counter, words: S(words) });
  expect(reads(counted, ['LX*1'], {})).toBe(true);
  expect(reads(counted, ['LX*2'], {})).toBe(false);
});

describe('nothing seems to arrive', () => {
  const refs = guideOf({ words: S(words), mark: S(segment('PAT', { kind: K('PAT01', 'X') })), some: S(ref('G1'), 3) });
  const ruled = guideOf({
    loops: S(loop('1000', { counter, one: S(ref('G1')), two: S(ref('G2')) }, [{ atMostOne: ['one', 'two'] }]), 3),
  });

  test('of a value that nobody knows', () => {
    expect([reads(refs, [], {}), reads(refs, [], { unknown: 'X' }), reads(refs, [], undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each<[string, string, unknown]>([
    ['the set begins with something else', 'XT*864*0001~SE*2*0001~', {}],
    ['the end of the set stands in the midst of a text', 'ST*864*0001~REF*G1*BSE*3*0001~', { some: [{ number: 'A' }] }],
    [
      'the end of the set stands in the midst of a segment',
      'ST*864*0001~REF*G1*A*SE*3*0001~',
      { some: [{ number: 'A' }] },
    ],
    ['a segment is missing that the count has', 'ST*864*0001~SE*3*0001~', { some: [{ number: 'A' }] }],
    [
      'one of two is missing that the count has',
      'ST*864*0001~REF*G1*A~SE*4*0001~',
      { some: [{ number: 'A' }, { number: 'A' }] },
    ],
  ])('where %s', (_what, text, value) => {
    expect(readsText(refs, text, value)).toBe(false);
  });

  test('of a loop that breaks a rule, whatever the count says', () => {
    const both = { one: { number: 'A' }, two: { number: 'B' } };
    const lines = ['LX*2', 'REF*G1*A'];
    const text = textOf(lines).replace('SE*4', 'SE*5');
    expect(readsText(ruled, text, { loops: [both, { one: { number: 'A' } }] })).toBe(false);
    expect(reads(ruled, ['LX*1', 'REF*G1*A'], { loops: [{ one: { number: 'A' } }] })).toBe(true);
  });

  test('of a loop that ends too soon', () => {
    const ends = guideOf({ loops: S(loop('1000', { counter, one: S(ref('G1')) }), 3), words: S(words) });
    const value = { loops: [{ one: { number: 'A' } }, {}], words: { words: 'W' } };
    expect(reads(ends, ['LX*1', 'REF*G1*A', 'LX*2', 'K3*W'], value)).toBe(true);
    expect(reads(ends, ['LX*1', 'LX*2', 'K3*W'], value)).toBe(false);
    expect(reads(ends, ['LX*1', 'LX*2', 'REF*G1*A', 'K3*W'], value)).toBe(false);
  });
});

test('a line is read to its last character, or not at all', () => {
  const one = readerOf('\nAB*C~D');
  expect([one.line(['BB', 'C']), one.line(['AB', 'D']), one.line(['AB', 'C']), one.line(['D'])]).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

describe('cells', () => {
  const parts = guideOf({
    sum: S(
      segment('XX', {
        kind: K('XX01-1', 'A'),
        second: S('XX01-2', an(1, 3)),
        third: S('XX01-3', an(1, 3)),
        last: S('XX02', an(1, 3)),
      }),
      2,
    ),
  });

  test('go on behind a constant, in each segment anew, whatever the order of the keys', () => {
    const ordered = { second: 'B', third: 'C' };
    const turned = { third: 'C', second: 'B', last: undefined };
    expect(reads(parts, ['XX*A:B:C', 'XX*A:B:C'], { sum: [ordered, turned] })).toBe(true);
    expect(reads(parts, ['XX*A:B:C', 'XX*A:B:D'], { sum: [ordered, turned] })).toBe(false);
  });

  test('are found without line ends', () => {
    expect(readsText(parts, textOf(['XX*A:B', 'XX*A:C'], ''), { sum: [{ second: 'B' }, { second: 'C' }] })).toBe(true);
  });

  test('of a person without a day of birth have no format to be held to', () => {
    const person = guideOf({ born: S(segment('DMG', { format: K('DMG01', 'D8'), sex: S('DMG03', an(1, 1)) })) });
    expect(reads(person, ['DMG*D8**F'], { born: { sex: 'F' } })).toBe(true);
  });

  test('are asked for once, also before a constant at the end', () => {
    const closed = guideOf({ mark: S(segment('MSG', { words: R('MSG01', an(1, 9)), kind: K('MSG02', 'X') })) });
    let asked = 0;
    const mark = {
      get words() {
        asked += 1;
        return 'W';
      },
    };
    expect([reads(closed, ['MSG*W*X'], { mark }), asked]).toEqual([true, 1]);
  });
});
