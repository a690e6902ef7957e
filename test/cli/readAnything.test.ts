/** Whatever the bytes are and however they arrive: an answer, never a crash. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fc } from '../properties.ts';
import { type Answer, answerTo, documentOf, samples, setsOf } from './readSamples.ts';

const files = Object.values(samples);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What holds for every answer, whatever was read. */
async function checked(file: string | Uint8Array): Promise<Answer> {
  const [page, document] = [await answerTo(file, false), await answerTo(file, true)];
  const { interchanges, issues } = documentOf(document);
  const errors = issues.filter((issue) => issue['severity'] === 'error').length;
  expect(page.exit).toBe(document.exit);
  expect(document.exit).toBe(interchanges.length === 0 ? 2 : errors > 0 ? 1 : 0);
  expect(page.err === '').toBe(issues.length === 0);
  return document;
}

describe('the answer', () => {
  test.each(Object.entries(samples))('to a %s is the same however its bytes are cut', async (_name, file) => {
    const whole = [await answerTo(file, true), await answerTo(file, false)];
    for (const size of [1, 2, 3, 7, 64, 105, 106, 107, 1000])
      expect([await answerTo(file, true, size), await answerTo(file, false, size)]).toEqual(whole);
  });

  test('to two files in one is that of both', async () => {
    const answer = await checked(files.join(''));
    expect(answer.exit).toBe(0);
    expect(setsOf(answer).map((set) => set['set'])).toEqual(['835', '999', '278', '278', '278', '837', '837', '277']);
  });

  test('to a message with segments lost, doubled or moved is never a crash', async () => {
    const change = fc.record({
      file: fc.constantFrom(...files),
      how: fc.constantFrom('lose', 'double', 'move', 'empty'),
      at: fc.nat(60),
      to: fc.nat(60),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 1 }),
        fc.constantFrom(...files),
        async ([one], _) => {
          if (one === undefined) return;
          const segments = one.file.split('~\n');
          const at = 1 + (one.at % (segments.length - 2));
          const [segment = ''] = segments.slice(at, at + 1);
          if (one.how === 'lose' || one.how === 'move') segments.splice(at, 1);
          if (one.how === 'double' || one.how === 'move') segments.splice(1 + (one.to % segments.length), 0, segment);
          if (one.how === 'empty') segments[at] = segment.replace(/\*[^*]*$/, '*');
          await checked(segments.join('~\n'));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('to a message with bytes changed is never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
        async (file, changes) => {
          const bytes = bytesOf(file);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          await checked(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('to bytes of any kind is that they are no X12', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await checked(bytes)).exit).toBe(2);
      }),
      { numRuns: 100 },
    );
  });
});

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', 'shared');
const corpus = join(shared, 'x12', 'corpus');

/** Files of each folder, how many of them at least are clean, and how many are no X12. */
const KINDS: readonly (readonly [kind: string, files: number, clean: number, unreadable: number])[] = [
  ['270-271', 8, 0, 0],
  ['276-277', 16, 0, 0],
  ['277ca', 3, 3, 0],
  ['278-inquiry-x215', 3, 0, 0],
  ['278-request', 10, 3, 0],
  ['278-response', 3, 3, 0],
  ['4010', 7, 0, 0],
  ['835', 37, 30, 0],
  ['837d', 1, 0, 0],
  ['837i', 6, 2, 0],
  ['837i-other', 3, 0, 0],
  ['837p', 35, 16, 0],
  ['837p-other', 6, 0, 0],
  ['997', 5, 0, 0],
  ['999', 3, 3, 0],
  ['malformed', 23, 0, 11],
  ['mixed', 2, 0, 0],
];

test.each(KINDS)('public samples of %s all get an answer', async (kind, files, clean, unreadable) => {
  const folder = join(corpus, kind);
  if (!existsSync(folder)) {
    console.warn(`NOT READ: the public ${kind} samples are not beside the project; nothing of them was tested`);
    return;
  }
  const tally = [0, 0, 0];
  for (const file of readdirSync(folder)) {
    const { exit } = await checked(readFileSync(join(folder, file)));
    tally[exit] = (tally[exit] ?? 0) + 1;
  }
  const [isClean = 0, isInvalid = 0, isUnreadable = 0] = tally;
  console.log(`${kind}: ${isClean} clean, ${isInvalid} invalid, ${isUnreadable} unreadable`);
  expect([isClean + isInvalid + isUnreadable, isUnreadable]).toEqual([files, unreadable]);
  // A folder without a guide here has no clean file; guides may come to read more of the others.
  if (clean === 0) expect(isClean).toBe(0);
  expect(isClean).toBeGreaterThanOrEqual(clean);
});
