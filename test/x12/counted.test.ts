/** Numbers that are remembered in little memory are remembered as a list of all of them would. */

import { expect, test } from 'vitest';
import { NumberedLevels } from '../../src/x12/numberedLevels.ts';
import { UsedNumbers } from '../../src/x12/usedNumbers.ts';
import { fc } from '../properties.ts';

const odd = fc.constantFrom('', '0', '1', '3', '0003', '03', 'A', '-1', '1.0', '1e1', '10', '9999', '10000');

test('control numbers: one by one, with gaps, in any form', () => {
  const from = fc.constantFrom(
    ['0001', 4] as const,
    ['9997', 4] as const,
    ['1', 1] as const,
    ['000000099', 9] as const,
  );
  fc.assert(
    fc.property(from, fc.nat(40), fc.array(odd), ([first, width], count, others) => {
      const texts = Array.from({ length: count }, (_, n) => String(Number(first) + n).padStart(width, '0'));
      const all = new Set<string>();
      const used = new UsedNumbers();
      for (const text of [...texts.slice(0, count >> 1), ...others, ...texts.slice(count >> 1), ...texts]) {
        expect(used.has(text)).toBe(all.has(text));
        used.add(text);
        all.add(text);
        expect(used.has(text)).toBe(true);
      }
    }),
  );
});

test('levels: the last one of a number counts', () => {
  const kinds = [{}, {}, {}];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.option(odd)), { maxLength: 150 }), (levels) => {
      const all = new Map<string, object | undefined>();
      const numbered = new NumberedLevels();
      for (const [index, [kind, text]] of levels.entries()) {
        const named = text ?? String(index + 1);
        numbered.add(named, index + 1, kinds[kind] ?? {});
        all.set(named, kinds[kind]);
      }
      for (const text of ['', '0', '00', 'A', '01', '151', ...all.keys()])
        expect(numbered.get(text)).toBe(all.get(text));
    }),
  );
});
