/** A transaction set that is too large to be held is validated as it goes by; what is said must not depend on that. */

import { describe, expect, test } from 'vitest';
import { claimsFile } from '../../bench/claims837.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { type SetsAgain, ValidateDocument } from '../../src/cli/validate/document.ts';
import { FirstIssues, ISSUES_LISTED } from '../../src/cli/validate/firstIssues.ts';
import { ValidatePage } from '../../src/cli/validate/page.ts';
import type { SetResult } from '../../src/cli/validate/report.ts';
import { SetValidation } from '../../src/cli/validate/setValidation.ts';
import { validatePieces } from '../../src/cli/validate/validate.ts';
import { error, warning } from '../../src/outcome.ts';
import type { SetHeader } from '../../src/x12/envelope.ts';
import { takingIn } from '../../src/x12/envelope.ts';
import { fc } from '../properties.ts';
import { heldBy } from './heldMemory.ts';
import { samples } from './readSamples.ts';

const payer = (await loadRules()).payers.get('example-commercial');

/** Page, document and answers; `most` segments of a set are held. */
async function told(file: string, most: number | undefined, pieceBytes = 65_536): Promise<readonly string[]> {
  const bytes = new TextEncoder().encode(file);
  async function* again(from: number, to: number) {
    const part = bytes.subarray(from, to);
    for (let at = 0; at < part.length; at += pieceBytes) yield part.subarray(at, at + pieceBytes);
  }
  const parts = ['', ''];
  const options = { payer, answer: true, ...(most === undefined ? {} : { again, most }) };
  const pieces = () => again(0, bytes.length);
  const page = new ValidatePage((text) => {
    parts[0] += text;
  });
  const setsAgain: SetsAgain = async (set) => {
    await validatePieces(pieces(), options, { set, found: () => {}, layers: () => {}, end: async () => {} });
  };
  const document = new ValidateDocument(
    (text) => {
      parts[1] += text;
    },
    most === undefined ? undefined : setsAgain,
    most,
  );
  const { code, answers } = await validatePieces(pieces(), options, page);
  await page.end([], undefined);
  await validatePieces(pieces(), options, document);
  await document.end([], undefined);
  expect(JSON.parse(parts[1] ?? '')).toMatchObject({ truncated: false });
  return [...parts, JSON.stringify({ code, answers })];
}

async function sameAllWays(file: string, pieceBytes?: number): Promise<void> {
  const held = await told(file, undefined, pieceBytes);
  for (const most of [0, 1, 3, 20]) expect(await told(file, most, pieceBytes)).toEqual(held);
}

describe('a set that is read again where its issues are shown is told as it is when it is held', () => {
  test.each(Object.entries(samples))('%s', async (_name, file) => {
    await sameAllWays(file);
    await sameAllWays(file.replaceAll('*1999999984', '*1999999985'));
    await sameAllWays(file.replace(/\*\w+(?=~\s*SE\*)/, '*é').replace(/SE\*\d+\*0001~[\s\S]*/, ''));
  });

  test.each([
    ['a claim that is a cent off', 'CO*45*1600', 'CO*45*1600.01'],
    ['an amount that is none', 'PR*2*200', 'PR*2*200.001'],
    ['a payment that is none', 'BPR*I*8862.34', 'BPR*I*X'],
    ['a set without its end', /SE\*[\s\S]*/, ''],
    [
      'several sets, several lines, several interchanges',
      /[\s\S]*/,
      (samples['835'] ?? '').replaceAll('~', '~\r\n').repeat(2),
    ],
  ])('%s', async (_what, from, to) => {
    await sameAllWays((samples['835'] ?? '').replace(from, to));
  });

  test('and anything else', async () => {
    const files = Object.values(samples);
    const put = fc.constantFrom('*', 'X', '1', '', '.', '~', 'é', '\n', 'HL*9*8*22*0~', 'REF*EA*1~', 'CLM*A*1~', 'é~~');
    const blow = fc.tuple(fc.nat(), fc.oneof(fc.nat(3), fc.nat(300)), put);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(blow, { minLength: 1, maxLength: 3 }), async (which, blows) => {
        let file = files[which % files.length] ?? '';
        for (const [where, gone, text] of blows) {
          const at = where % (file.length + 1);
          file = file.slice(0, at) + text + file.slice(at + gone);
        }
        await sameAllWays(file, 300);
      }),
      { numRuns: 30 },
    );
  });
});

const claimsOf = (count: number): Uint8Array => new TextEncoder().encode(claimsFile(count));

test('nothing is held of a set but its first issues, whatever the number of its claims', () => {
  const [few, many] = [claimsOf(100), claimsOf(400)];
  const held = (file: Uint8Array): number =>
    heldBy(() => {
      const sinks: SetValidation[] = [];
      const events = takingIn(file, (header: SetHeader) => {
        const sink = new SetValidation(header, undefined, 100);
        sinks.push(sink);
        return sink;
      });
      return { events, sinks };
    });
  held(few);
  held(many);
  // The segments of 300 claims would be some 7 MB.
  expect(held(many) - held(few)).toBeLessThan(300_000);
});

test('of more issues than anybody reads the first are listed, and all are counted', async () => {
  const wrong = (segment: number) => error('NPI_INVALID', 'No NPI.', { segment });
  const found = new FirstIssues();
  for (let n = 3 * ISSUES_LISTED; n > 0; n--) found.take([wrong(n), warning('SITUATION', 'Odd.', { segment: n })]);
  expect(found.first().map(({ segment }) => segment)).toEqual(
    Array.from({ length: ISSUES_LISTED }, (_, n) => 1 + Math.floor(n / 2)),
  );
  const more = 2.5 * ISSUES_LISTED;
  expect(found.unlisted).toEqual({ error: more, warning: more });

  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const where = { interchange: '1', group: '1', transaction: '0001' };
  const set: SetResult = { where, set: '837', guide: '', name: null, segments: 9, status: 'R' };
  for (const report of [new ValidatePage(write), new ValidateDocument(write)]) {
    report.set(set, [], found.unlisted);
    await report.end([], undefined);
  }
  expect(text).toContain(
    '50000 more issues of this set are not listed.\n\n1 transaction set: 25000 errors, 25000 warnings.',
  );
  expect(text).toContain('"errors": 25000,\n  "warnings": 25000,\n  "truncated": true,');
});
