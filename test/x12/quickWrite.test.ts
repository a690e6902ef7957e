import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { bandsOf } from '../../src/x12/layout.ts';
import { quickWriteOf, wireOf } from '../../src/x12/quickWrite.ts';
import type { Derivation, Fields, SegmentSpec } from '../../src/x12/schema.ts';
import { type Value, writeSegment } from '../../src/x12/writeSegment.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { small } from './small.ts';

const derived: ReadonlyMap<Derivation, string> = new Map([
  ['hlNumber', '3'],
  ['hlParent', '1'],
  ['hlHasChildren', '0'],
  ['count', '7'],
]);

/** The plain writing of a segment, with everything it has to say, beside the quick one. */
function both(spec: SegmentSpec<Fields>, value: Value) {
  const problems: string[] = [];
  const plain = () =>
    writeSegment(spec, value, {
      delimiters: ourDelimiters,
      derive: (rule) => derived.get(rule) ?? '',
      report: ({ code }, ref) => problems.push(`${code} ${ref}`),
    });
  return { plain, problems, quick: quickWriteOf(spec).write(value, wireOf(ourDelimiters, derived)) };
}

/** Every segment of a value with its spec. */
function segmentsIn(fields: Fields, value: Value): [SegmentSpec<Fields>, Value][] {
  return bandsOf(fields)
    .flat()
    .flatMap(({ key, use: { of } }) => {
      const item = value[key];
      const items = (item === undefined ? [] : Array.isArray(item) ? item : [item]) as readonly Value[];
      return items.flatMap((one): [SegmentSpec<Fields>, Value][] =>
        of.is === 'segment' ? [[of, one]] : segmentsIn(of.fields, one),
      );
    });
}

/** One leaf of a value exchanged for something else. */
function hurt(item: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof item !== 'object' || item === null) return by;
  const keys = Object.keys(item);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(item) ? [...item] : { ...item };
  Reflect.set(copy, key, hurt(Reflect.get(item, key), rest, by));
  return copy;
}

describe.each([small, ...guides].map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  const values = arbitraryOfAny(guide);

  test('a segment in order is written the quick way, and as the plain way writes it', () => {
    fc.assert(
      fc.property(values, (value) => {
        for (const [spec, one] of segmentsIn(guide.body, value as Value)) {
          const { plain, problems, quick } = both(spec, one);
          const text = plain();
          expect(problems).toEqual([]);
          // Repeated elements are rare, and left to the plain way.
          const repeats = Object.values(spec.fields).some(
            (field) => field.is === 'repetition' || field.is === 'composites',
          );
          expect(quick).toBe(repeats ? undefined : text);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('whatever a value holds, the quick way writes what the plain way does or leaves it to that one', () => {
    const odd = fc.constantFrom(
      '',
      ' ',
      'A ',
      'A*B',
      ':',
      '~',
      '^',
      'É',
      '\u0001',
      'X'.repeat(300),
      '20261340',
      '-',
      '1.',
      7,
      -1,
      1.5,
      undefined,
      [],
      {},
    );
    const blow = fc.tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), odd);
    fc.assert(
      fc.property(values, fc.array(blow, { minLength: 1, maxLength: 2 }), fc.nat(), (value, blows, pick) => {
        const all = segmentsIn(guide.body, value as Value);
        const [spec, one] = all[pick % Math.max(1, all.length)] ?? [];
        if (spec === undefined || one === undefined) return;
        const changed = blows.reduce<unknown>((whole, [path, by]) => hurt(whole, path, by), one);
        if (typeof changed !== 'object' || changed === null || Array.isArray(changed)) return;
        const broken = changed as Value;
        const { plain, problems, quick } = both(spec, broken);
        if (quick !== undefined) expect({ text: quick, problems: [] }).toEqual({ text: plain(), problems });
      }),
      { numRuns: 300 },
    );
  });
});
