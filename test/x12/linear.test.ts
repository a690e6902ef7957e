/** Work that can be counted: how often a byte is looked at must not depend on the pieces in which a file arrives. */

import { expect, test } from 'vitest';
import { RemittanceStream } from '../../src/remittance/remittanceStream.ts';
import { takingIn } from '../../src/x12/envelope.ts';
import { EnvelopeReader } from '../../src/x12/envelopeReader.ts';
import { SegmentScanner } from '../../src/x12/scan.ts';
import type { Window } from '../../src/x12/skim.ts';

/** Counts the bytes that lie before a skim each time it is asked. */
class Counting extends EnvelopeReader {
  bytes = 0;

  override skim(view: Window): 'more' | 'other' {
    const from = view.start;
    const result = super.skim(view);
    // What was taken, and what was looked at in vain.
    this.bytes += result === 'more' ? view.end - from : view.start - from;
    return result;
  }
}

/** A set of so many claims, each with so many lines, in pieces of one length. */
function looked(claims: number, lines: number, length: number): { readonly bytes: number; readonly looked: number } {
  const claim = (n: number) => [
    `CLP*A${n}*1*${lines}*${lines}**12*B`,
    'NM1*QC*1*SAMPLE',
    ...Array.from({ length: lines }, () => 'SVC*HC:J9271*1*1'),
  ];
  const file = Buffer.from(
    [
      'ISA*00*          *00*          *ZZ*COASTLINE      *ZZ*HARBOR         *261120*0915*^*00501*000000835*0*T*:',
      'GS*HP*COASTLINE*HARBOR*20261120*0915*1*X*005010X221A1',
      'ST*835*0001',
      'LX*1',
      ...Array.from({ length: claims }, (_, n) => claim(n)).flat(),
      'SE*1*0001',
      '',
    ].join('~'),
  );
  let seen = 0;
  const stream = new RemittanceStream(({ money }) => {
    if (money?.balances === true) seen += 1;
  });
  const reader = new Counting(
    () => {},
    () => stream,
  );
  const scanner = new SegmentScanner(reader);
  for (let at = 0; at < file.length; at += length) scanner.push(file.subarray(at, at + length));
  scanner.end();
  reader.end();
  stream.end();
  expect(seen).toBe(claims);
  return { bytes: file.length, looked: reader.bytes };
}

test.each([
  [1, 20, 50],
  [7, 20, 50],
  [1, 20, 300],
  [4096, 20, 50],
])(
  'in pieces of %d: every byte is looked at some three times at most, however many claims and lines',
  (length, claims, lines) => {
    const once = looked(claims, lines, length);
    const twice = looked(2 * claims, lines, length);
    expect(once.looked / once.bytes).toBeLessThan(3.2);
    expect(twice.looked / once.looked).toBeLessThan(2.2);
  },
);

test('a claim before the cut end of a file lacks what it lacks at the segment that was last whole', () => {
  const file = Buffer.from(
    [
      'ISA*00*          *00*          *ZZ*COASTLINE      *ZZ*HARBOR         *261120*0915*^*00501*000000835*0*T*:',
      'GS*HP*COASTLINE*HARBOR*20261120*0915*1*X*005010X221A1',
      'ST*835*0001',
      'LX*1',
      'CLP*A*1*1*1**12*B',
      'CLP*B*1*1',
    ].join('~'),
  );
  const found: (number | undefined)[] = [];
  const stream = new RemittanceStream(({ reading }) => found.push(...reading.issues.map(({ segment }) => segment)));
  takingIn(file, () => stream);
  stream.end();
  expect(found).toEqual([3]);
});
