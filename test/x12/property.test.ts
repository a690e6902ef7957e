import { describe, expect, test } from 'vitest';
import { guides } from '../../src/x12/guides/index.ts';
import { readUntyped } from '../../src/x12/read.ts';
import { type Scanned, Scanner, scanBytes, segmentsOf } from '../../src/x12/scan.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { small } from './small.ts';

describe.each([small, ...guides].map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  const runs = { numRuns: guide === small ? 500 : 60 };
  const values = arbitraryOfAny(guide);

  test('every value that can be written reads back as itself, without a remark', () => {
    fc.assert(
      fc.property(values, (value) => {
        const written = writeUntyped(guide, value, { control: '0001' });
        expect(written.issues).toEqual([]);
        if (!written.ok) return;
        const reading = readUntyped(guide, segmentsOf(written.value));
        expect(reading.issues).toEqual([]);
        expect(reading.unread).toEqual([]);
        expect(reading.value).toEqual(value);
        expect(reading.steps.length).toBe(written.value.length - 2);
      }),
      runs,
    );
  });

  test('cut in two at any byte, a message is the same segments', () => {
    const seed = 20_261_122;
    for (const value of fc.sample(values, { numRuns: 3, seed })) {
      const written = writeUntyped(guide, value, { control: '0001' });
      if (!written.ok) throw new Error(JSON.stringify(written.issues));
      const bytes = Buffer.from(fileOf(written.value));
      const whole = told(scanBytes(bytes));
      expect(whole.split('\n').length).toBe(written.value.length + 2);
      for (let cut = 0; cut <= bytes.length; cut++) {
        const scanner = new Scanner();
        const pieces = [
          ...scanner.push(bytes.subarray(0, cut)),
          ...scanner.push(bytes.subarray(cut)),
          ...scanner.end(),
        ];
        if (told(pieces) !== whole) expect([cut, told(pieces)]).toEqual([cut, whole]);
      }
    }
  });

  test('damage never throws, and every segment is placed or kept', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 5 })), { maxLength: 6 }),
        (value, blows) => {
          const written = writeUntyped(guide, value, { control: '0001' });
          if (!written.ok) return;
          const lines = blows.reduce((all, [a, b, kind]) => damage(all, a, b, kind), [...written.value]);
          const segments = segmentsOf(lines);
          const reading = readUntyped(guide, segments);
          const idAt = (n: number) => segments.at(n)?.id;
          const frame = (idAt(0) === 'ST' ? 1 : 0) + (idAt(-1) === 'SE' ? 1 : 0);
          const spare = reading.steps.filter(({ segment }) =>
            reading.unread.some((kept) => kept.index === segment),
          ).length;
          expect(reading.steps.length + reading.unread.length - spare).toBe(lines.length - frame);
        },
      ),
      runs,
    );
  });
});

const isa = 'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261120*0915*^*00501*000000001*0*T*:';
const fileOf = (lines: readonly string[]): string => [isa, ...lines, 'IEA*0*000000001', ''].join('~\n');
const told = (scanned: readonly Scanned[]): string =>
  scanned
    .map((item) =>
      item.is === 'issue' ? item.issue.code : `${item.segment.offset} ${item.segment.line} ${item.segment.text}`,
    )
    .join('\n');

/** One blow to a message: lose, repeat, swap, mangle or invent a segment. */
function damage(lines: readonly string[], a: number, b: number, kind: number): string[] {
  const at = lines.length === 0 ? 0 : a % lines.length;
  const other = lines.length === 0 ? 0 : b % lines.length;
  const line = lines[at] ?? '';
  switch (kind) {
    case 0:
      return lines.toSpliced(at, 1);
    case 1:
      return lines.toSpliced(other, 0, line);
    case 2:
      return lines.with(at, lines[other] ?? '').with(other, line);
    case 3:
      return lines.with(at, line.slice(0, b % (line.length + 1)));
    case 4:
      return lines.with(at, `${line.slice(0, b % (line.length + 1))}*:^${line.slice(b % (line.length + 1))}`);
    default:
      return lines.toSpliced(at, 0, ['NM1*ZZ*1*X', 'HL*9*8*77*1', 'ZZZ', '', 'REF*??', 'st*x'][b % 6] ?? '');
  }
}
