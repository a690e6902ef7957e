import { describe, expect, test } from 'vitest';
import { guides } from '../../src/x12/guides/index.ts';
import { quickSpecOf } from '../../src/x12/quickRead.ts';
import { readUntyped } from '../../src/x12/read.ts';
import { readSegment } from '../../src/x12/readSegment.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import type { Fields, SegmentSpec } from '../../src/x12/schema.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { small } from './small.ts';

/** The plain reading of a segment, with everything it has to say. */
function plain(spec: SegmentSpec<Fields>, text: string) {
  const [segment] = segmentsOf([text]);
  if (segment === undefined) throw new Error('one text is one segment');
  const problems: string[] = [];
  const value = readSegment(spec, segment, {
    derived: () => {},
    report: ({ code }, ref) => problems.push(`${code} ${ref}`),
  });
  return { value, problems, quick: quickSpecOf(spec).read(segment) };
}

const isRepeating = (spec: SegmentSpec<Fields>): boolean =>
  Object.values(spec.fields).some((field) => field.is === 'composites');

describe.each([small, ...guides].map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  const lines = arbitraryOfAny(guide).map((value) => {
    const written = writeUntyped(guide, value, { control: '0001' });
    return written.ok ? written.value : [];
  });

  test('a segment in order is read the quick way, and with the same value as the plain way', () => {
    fc.assert(
      fc.property(lines, (written) => {
        for (const { spec, segment } of readUntyped(guide, segmentsOf(written)).steps) {
          const { value, problems, quick } = plain(spec, written[segment] ?? '');
          expect(problems).toEqual([]);
          // Repeated elements are rare, and left to the plain way.
          expect(quick).toEqual(written[segment]?.includes('^') === true || isRepeating(spec) ? undefined : value);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('whatever is done to a segment, the quick way gives the value of the plain way or leaves it to that one', () => {
    const blow = fc.tuple(
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('*', ':', '^', '', 'A', '0', '.', '-', ' ', 'é', '\u0001'),
    );
    fc.assert(
      fc.property(lines, fc.array(blow, { minLength: 1, maxLength: 3 }), fc.nat(), (written, blows, pick) => {
        const { steps } = readUntyped(guide, segmentsOf(written));
        const step = steps[pick % Math.max(1, steps.length)];
        if (step === undefined) return;
        const hurt = blows.reduce((text, [where, gone, put]) => {
          const at = where % (text.length + 1);
          return text.slice(0, at) + put + text.slice(at + gone);
        }, written[step.segment] ?? '');
        const { value, problems, quick } = plain(step.spec, hurt);
        if (quick !== undefined) expect({ value: quick, problems: [] }).toEqual({ value, problems });
      }),
      { numRuns: 300 },
    );
  });
});
