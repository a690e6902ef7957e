import { describe, expect, test } from 'vitest';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { type Narrowing, narrow } from '../../src/x12/narrow.ts';
import { read, readUntyped } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { write, writeUntyped } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { remittance } from './guides/835-example.ts';
import { ownClaim } from './guides/837p-example.ts';

const source = 'companion guide, section 1';
const rule = (at: string, more: Omit<Narrowing, 'at' | 'source'>): Narrowing => ({ at, source, ...more });

/** Codes and places of what a claim of ours breaks under an overlay. */
function broken(overlay: readonly Narrowing[], change: (text: string) => string = (text) => text) {
  const written = write(claim837p, ownClaim, { control: '0001' });
  const narrowed = narrow(claim837p, overlay);
  if (!written.ok || !narrowed.ok) throw new Error(JSON.stringify([...written.issues, ...narrowed.issues]));
  const issues = read(narrowed.value, segmentsOf(written.value.map(change))).issues;
  return issues.map(({ code, path, ref }) => [code, path?.split('/').slice(-2).join('/'), ref]);
}

describe('an overlay takes away', () => {
  test.each<[string, Narrowing, readonly unknown[][]]>([
    ['nothing that a claim in order needs', rule('2300/CLM', { elements: { CLM01: { length: 20 } } }), []],
    ['length', rule('2300/CLM', { elements: { CLM01: { length: 8 } } }), [['IK403:5', '2300[1]/CLM', 'CLM01']]],
    [
      'digits of an amount',
      rule('2300/CLM', { elements: { CLM02: { length: 5 } } }),
      [['IK403:5', '2300[1]/CLM', 'CLM02']],
    ],
    ['codes', rule('2010BA/NM1', { elements: { NM108: { codes: ['II'] } } }), [['IK403:7', '2010BA/NM1', 'NM108']]],
    [
      'codes where the guide has no list',
      rule('2300/CLM', { elements: { 'CLM05-1': { codes: ['22', '24'] } } }),
      [['IK403:7', '2300[1]/CLM', 'CLM05-1']],
    ],
    [
      'what an element may leave out',
      rule('2300/CLM', { elements: { CLM20: { usage: 'R' } } }),
      [['IK403:1', '2300[1]/CLM', 'CLM20']],
    ],
    ['what a claim may leave out', rule('2300/REF*EA', { usage: 'R' }), [['IK304:3', '2300[1]/REF', undefined]]],
    ['a loop that may be left out', rule('2310C', { usage: 'R' }), [['IK304:I7', '2310C/NM1', undefined]]],
    ['how often', rule('2400', { times: 1 }), [['IK304:4', '2400/LX', undefined]]],
    [
      'only of the segment with that qualifier',
      rule('2400/REF*6R', { elements: { REF02: { length: 3 } } }),
      [
        ['IK403:5', '2400[1]/REF', 'REF02'],
        ['IK403:5', '2400[2]/REF', 'REF02'],
        ['IK403:5', '2400[3]/REF', 'REF02'],
      ],
    ],
  ])('%s', (_, narrowing, expected) => {
    const found = broken([narrowing]);
    expect(found.slice(0, expected.length)).toEqual(expected);
    if (expected.length === 0) expect(found).toEqual([]);
  });

  test('of runs in a segment and of the 835 too', () => {
    const narrowed = narrow(remittance835, [rule('2110/CAS', { elements: { CAS02: { codes: ['1', '2'] } } })]);
    if (!narrowed.ok) throw new Error(JSON.stringify(narrowed.issues));
    const written = write(narrowed.value, remittance, { control: '0001' });
    expect(written.ok).toBe(false);
    expect(new Set(written.issues.map(({ code, ref }) => `${code} ${ref?.slice(0, 3)}`))).toEqual(
      new Set(['IK403:7 CAS']),
    );
  });

  test('from what is written as from what is read, and leaves the guide as it was', () => {
    const narrowed = narrow(claim837p, [rule('2300/CLM', { elements: { CLM01: { length: 8 } } })]);
    if (!narrowed.ok) throw new Error('it narrows');
    expect(write(narrowed.value, ownClaim, { control: '0001' }).issues.map(({ code, ref }) => [code, ref])).toEqual([
      ['IK403:5', 'CLM01'],
    ]);
    expect(write(claim837p, ownClaim, { control: '0001' }).ok).toBe(true);
  });
});

describe('an overlay is refused that', () => {
  test.each<[string, Narrowing, string, string]>([
    [
      'makes an element optional',
      rule('2300/CLM', { elements: { CLM01: { usage: 'S' } } }),
      'OVERLAY_WIDENS',
      '2300/CLM CLM01 is required',
    ],
    ['makes a segment optional', rule('2400/SV1', { usage: 'S' }), 'OVERLAY_WIDENS', '2400/SV1 is required'],
    ['makes a loop optional', rule('2010AA', { usage: 'S' }), 'OVERLAY_WIDENS', '2010AA is required'],
    [
      'allows more characters',
      rule('2300/CLM', { elements: { CLM01: { length: 39 } } }),
      'OVERLAY_WIDENS',
      'the guide allows 38',
    ],
    [
      'allows a code',
      rule('2300/CLM', { elements: { CLM07: { codes: ['A', 'Q'] } } }),
      'OVERLAY_WIDENS',
      'does not have Q',
    ],
    ['allows more of them', rule('2300/REF*G1', { times: 2 }), 'OVERLAY_WIDENS', 'the guide allows it 1 times'],
    [
      'allows a repetition',
      rule('2300/CLM', { elements: { CLM01: { times: 2 } } }),
      'OVERLAY_WIDENS',
      'the guide allows it 1 times',
    ],
    [
      'changes what is fixed',
      rule('2010AA/NM1', { elements: { NM101: { codes: ['87'] } } }),
      'OVERLAY_WIDENS',
      'is fixed by the guide',
    ],
    [
      'lets nothing pass by codes',
      rule('2300/CLM', { elements: { CLM07: { codes: [] } } }),
      'OVERLAY_WIDENS',
      'lets nothing pass',
    ],
    [
      'lets nothing pass by length',
      rule('2010BA/NM1', { elements: { NM109: { length: 1 } } }),
      'OVERLAY_WIDENS',
      'lets nothing pass',
    ],
    ['lets nothing pass by number', rule('2400', { times: 0 }), 'OVERLAY_WIDENS', 'lets nothing pass'],
    [
      'names codes of another length',
      rule('2000B/SBR', { elements: { SBR03: { codes: [''] } } }),
      'OVERLAY_WIDENS',
      'is not 1 to 50',
    ],
    ['names no place', rule('2300/XYZ', {}), 'OVERLAY_PLACE', 'has no 2300/XYZ'],
    ['names no qualifier', rule('2300/REF*QQ', {}), 'OVERLAY_PLACE', 'has no 2300/REF*QQ'],
    ['names no element', rule('2300/CLM', { elements: { CLM13: { usage: 'R' } } }), 'OVERLAY_PLACE', 'has no CLM13'],
    [
      'gives codes to a composite',
      rule('2300/CLM', { elements: { CLM05: { codes: ['1'] } } }),
      'OVERLAY_PLACE',
      'has components',
    ],
    ['speaks of elements of a loop', rule('2400', { elements: { LX01: {} } }), 'OVERLAY_PLACE', 'is a loop'],
  ])('%s', (_, narrowing, code, message) => {
    const narrowed = narrow(claim837p, [narrowing]);
    expect(narrowed.ok).toBe(false);
    expect(narrowed.issues.map((issue) => issue.code)).toEqual([code]);
    expect(narrowed.issues[0]?.message).toContain(message);
  });
});

test('what the narrower guide takes, the guide takes, and with the same value', () => {
  const overlay = [
    rule('2300/CLM', { elements: { CLM01: { length: 12 }, CLM07: { codes: ['A'] } } }),
    rule('2300/REF*G1', { usage: 'R' }),
    rule('2400', { times: 3 }),
  ];
  const narrowed = narrow(claim837p, overlay);
  if (!narrowed.ok) throw new Error(JSON.stringify(narrowed.issues));
  let taken = 0;
  fc.assert(
    fc.property(arbitraryOfAny(narrowed.value), (value) => {
      const written = writeUntyped(narrowed.value, value, { control: '0001' });
      if (!written.ok) return;
      taken += 1;
      const segments = segmentsOf(written.value);
      const [own, plain] = [readUntyped(narrowed.value, segments), readUntyped(claim837p, segments)];
      expect(plain.issues).toEqual(own.issues);
      expect(plain.value).toEqual(own.value);
    }),
    { numRuns: 40 },
  );
  expect(taken).toBeGreaterThan(20);
});
