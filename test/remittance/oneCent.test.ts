/** One cent more or less, in the text of the file, at every place where an 835 holds money that is posted. */

import { describe, expect, test } from 'vitest';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import { remittanceOf } from '../../src/remittance/receive835.ts';
import { disagreements } from '../../src/remittance/secondReading.ts';
import { fc } from '../properties.ts';
import { remittance as example } from '../x12/guides/835-example.ts';
import { balanced, changed, findings, linesOf } from './balanced.ts';

describe('of any 835 that balances', () => {
  test('nothing is said', () => {
    fc.assert(
      fc.property(balanced, (value) => {
        expect(findings(linesOf(value))).toEqual({ whole: [], streamed: [] });
      }),
      { numRuns: 100 },
    );
  });

  test.each([1n, -1n])('%s cent at any place in the file is caught, at every place, by either reading', (cent) => {
    fc.assert(
      fc.property(balanced, (value) => {
        const lines = linesOf(value);
        for (const { where, lines: other } of changed(lines, cent)) {
          const { whole, streamed } = findings(other);
          expect({ where, caught: whole.length > 0, same: streamed.join() === whole.join() }).toEqual({
            where,
            caught: true,
            same: true,
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the second reader sees the same cents, and every cent that only one of them would see', async () => {
    await fc.assert(
      fc.asyncProperty(balanced, async (value) => {
        const lines = linesOf(value);
        const outcome = remittanceOf(value);
        const second = await crossRead835(Buffer.from(lines.join('\n')));
        if (!outcome.ok || !second.ok) throw new Error('both read it');
        expect(disagreements(outcome.value, second.value[0])).toEqual([]);
        const [place] = [...changed(lines, 1n)].slice(-1);
        const other = await crossRead835(Buffer.from((place?.lines ?? lines).join('\n')));
        if (!other.ok) throw new Error('it is still an 835');
        expect(disagreements(outcome.value, other.value[0]).map(({ code }) => code)).toContain('READERS_DISAGREE');
      }),
      { numRuns: 40 },
    );
  });
});

test("the patient's share is not held against the adjustments: payers fill it in more than one way", () => {
  const lines = linesOf(example);
  const at = lines.findIndex((line) => line.startsWith('CLP*IB-000123-1*1*'));
  const cells = (lines[at] ?? '').split('*');
  expect(cells[5]).toBe('200');
  expect(findings(lines.with(at, cells.with(5, '200.01').join('*')))).toEqual({ whole: [], streamed: [] });
});
