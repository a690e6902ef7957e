/** What becomes of single characters, and where words stand: the cheap half of `text` and `fitCharacters`. */

import { describe, expect, test } from 'vitest';
import { fitCharacters } from '../../src/x12/fitCharacters.ts';
import {
  an,
  composite,
  composites,
  D,
  guide,
  id,
  K,
  loop,
  R,
  repetition,
  S,
  segment,
  series,
} from '../../src/x12/schema.ts';
import { x12Text } from '../../src/x12/text.ts';

test.each([
  ['\u2018\u2019\u02bc', "'''"],
  ['\u201c\u201d', '""'],
  ['A\u2010B\u2011C\u2012D\u2013E\u2014F', 'A-B-C-D-E-F'],
  ['\u00df\u1e9e', 'SSSS'],
  ['\u00c6\u00e6\u00d8\u00f8\u0152\u0153', 'AEAEOOOEOE'],
  ['\u0141\u0142\u0110\u0111\u00de\u00fe', 'LLDDTHTH'],
  ['\u00c9a Zo\u00eb', 'EA ZOE'],
  ['A  *  B*C', 'A B C'],
  [' A ', 'A'],
  ['A!"&\'()+,-./;?=%@[]_{}\\|<>#$B', 'A!"&\'()+,-./;?=%@[]_{}\\|<>#$B'],
])('%s is written %s', (text, wanted) => {
  expect(x12Text(text)).toBe(wanted);
});

test('a text is cut to sixty characters unless another number is asked for, and ends with no blank', () => {
  const long = 'A'.repeat(70);
  expect([x12Text(long).length, x12Text(long, 65).length, x12Text('A B', 2)]).toEqual([60, 65, 'A']);
  expect(x12Text(` ${long}`).length).toBe(60);
});

describe('for a partner that takes the basic set', () => {
  const words = guide({
    name: 'words',
    set: '864',
    version: '005010X992',
    functionalId: 'TX',
    versionInST: true,
    body: {
      name: R(
        segment('NM1', {
          role: K('NM101', 'IL'),
          last: R('NM103', an(1, 60)),
          first: S('NM104', an(1, 35)),
          middle: S('NM105', an(1, 25)),
          prefix: S('NM106', an(1, 10)),
          suffix: S('NM107', an(1, 10)),
          id: S('NM109', an(2, 80)),
        }),
      ),
      organization: S(segment('N1', { name: R('N102', an(1, 60)) })),
      street: S(segment('N3', { line1: R('N301', an(1, 55)), line2: S('N302', an(1, 55)) })),
      city: S(segment('N4', { city: R('N401', an(2, 30)), state: S('N402', id(2, 2)) })),
      contact: S(segment('PER', { name: S('PER02', an(1, 60)), mail: S('PER04', an(1, 256)) })),
      message: S(segment('MSG', { text: R('MSG01', an(1, 264)) })),
      notes: S(segment('NTE', { kind: R('NTE01', id(3, 3)), text: R('NTE02', an(1, 80)) }), 3),
      free: S(segment('K3', { text: R('K301', an(1, 80)) })),
      lines: S(
        loop('2400', {
          counter: R(segment('LX', { number: D('LX01', 'count') })),
          service: S(
            segment('SV1', {
              procedure: composite('R', 'SV101', { code: R('SV101-2', id(1, 9)), words: S('SV101-7', an(1, 80)) }),
            }),
          ),
          facility: S(segment('SV2', { procedure: composite('R', 'SV202', { words: S('SV202-7', an(1, 80)) }) })),
          kinds: S(segment('PWK', { kinds: repetition('R', 'PWK01', id(1, 2), 3) })),
          all: S(segment('HI', { codes: composites('R', 'HI01', 2, { code: R('HI01-2', id(1, 9)) }) })),
          runs: S(segment('CAS', { reasons: series('R', 'CAS02', 3, 2, { reason: R('CAS02', id(1, 5)) }) })),
        }),
        '>1',
      ),
    },
  });
  const value = (text: string, code: string) => ({
    name: { last: text, first: text, middle: text, prefix: text, suffix: text, id: code },
    organization: { name: text },
    street: { line1: text, line2: text },
    city: { city: text, state: code },
    contact: { name: text, mail: code },
    message: { text },
    notes: [
      { kind: code, text },
      { kind: code, text },
    ],
    free: { text },
    lines: [
      {
        service: { procedure: { code, words: text } },
        facility: { procedure: { words: text } },
        kinds: { kinds: [code] },
        all: { codes: [{ code }] },
        runs: { reasons: [{ reason: code }] },
      },
    ],
  });

  test('words are fitted wherever they stand, and nothing else is touched', () => {
    expect(fitCharacters(words, value(' a_b  #c ', 'x_y'), 'basic')).toEqual(value('A B C', 'x_y'));
  });

  test('what is no text, and what is not there, stays as it is', () => {
    const lines = [{ counter: { number: 'a_b' } }];
    const odd = { name: { last: 7, first: undefined, role: 'a_b' }, street: 'none', lines, unknown: 'a_b' };
    const fitted = fitCharacters(words, odd, 'basic');
    expect(fitted).toStrictEqual(odd);
    expect([fitCharacters(words, 'a_b', 'basic'), fitCharacters(words, undefined, 'basic')]).toEqual([
      'a_b',
      undefined,
    ]);
    expect(Object.keys(fitted as object)).toEqual(['name', 'street', 'lines', 'unknown']);
  });

  test('the extended set changes nothing', () => {
    const held = value('a_b', 'x_y');
    expect(fitCharacters(words, held, 'extended')).toBe(held);
  });
});
