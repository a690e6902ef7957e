import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { printSegments } from '../../src/x12/print.ts';
import { QuickWriter } from '../../src/x12/quickWrite.ts';
import type { AnyGuide } from '../../src/x12/schema.ts';
import { TextBuffer } from '../../src/x12/textBuffer.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { hurt, odd, shuffled } from './broken.ts';
import { small } from './small.ts';

const control = '0001';
const characters = 'extended';
const delimiters = ourDelimiters;

/** undefined in doubt. */
function quickly(guide: AnyGuide, value: unknown): string | undefined {
  const out = new TextBuffer(16);
  const isWritten = new QuickWriter(out, { delimiters, characters, lineEnd: '\n' }).set(
    guide,
    value,
    control,
    guide.version,
  );
  expect(isWritten || out.length === 0).toBe(true);
  return isWritten ? new TextDecoder().decode(out.written()) : undefined;
}
/** A value that has not the shape of its guide is a bug of ours: whoever meets it first throws. */
function orBug<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}
const plainly = (guide: AnyGuide, value: unknown) => writeUntyped(guide, value, { control });

describe.each([small, ...guides].map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  const values = arbitraryOfAny(guide);

  test('a value in order is written the quick way, and as the plain way writes it', () => {
    fc.assert(
      fc.property(values, (value) => {
        const plain = plainly(guide, value);
        expect(plain.issues).toEqual([]);
        expect(quickly(guide, value)).toBe(plain.ok ? printSegments(plain.value) : 'written');
      }),
      { numRuns: 60 },
    );
  });

  test('the keys of a value may stand in any order', () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.nat(1000)), (value, chance) => {
        expect(quickly(guide, shuffled(value, chance))).toBe(quickly(guide, value));
      }),
      { numRuns: 20 },
    );
  });

  test('whatever a value holds, the quick way writes what the plain way does or leaves it to that one', () => {
    const blow = fc.tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), odd);
    fc.assert(
      fc.property(values, fc.array(blow, { minLength: 1, maxLength: 2 }), (value, blows) => {
        const broken = blows.reduce<unknown>((whole, [path, by]) => hurt(whole, path, by), value);
        const quick = orBug(() => quickly(guide, broken));
        if (quick === undefined) return;
        const plain = plainly(guide, broken);
        expect({ text: quick, issues: [] }).toEqual({
          text: plain.ok ? printSegments(plain.value) : '',
          issues: plain.issues,
        });
      }),
      { numRuns: 400 },
    );
  });
});

test('a set whose control number is none is left to the plain way', () => {
  const out = new TextBuffer(16);
  const writer = new QuickWriter(out, { delimiters, characters, lineEnd: '\n' });
  const [value] = fc.sample(arbitraryOfAny(small), { numRuns: 1, seed: 1 });
  expect(writer.set(small, value, 'a1', small.version)).toBe(false);
  expect(writer.set(small, value, control, small.version)).toBe(true);
});
