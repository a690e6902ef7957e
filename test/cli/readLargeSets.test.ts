/** A set of claims, statuses or answers that is too large to be held is read again; what is said must not depend on that. */

import { describe, expect, test } from 'vitest';
import { claimsFile } from '../../bench/claims837.ts';
import { JsonReport } from '../../src/cli/read/jsonReport.ts';
import { readPieces } from '../../src/cli/read/read.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { readPassing } from '../../src/x12/read.ts';
import { an, D, guide, K, loop, R, S, segment } from '../../src/x12/schema.ts';
import { segmentsOf } from '../../src/x12/segment.ts';
import { renderInterchange, transactionOf } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { ownClaim, secondaryClaim } from '../x12/guides/837p-example.ts';
import { heldNow } from './heldMemory.ts';
import { answerTo, fileOf, samples } from './readSamples.ts';

async function sameBothWays(file: string, pieceBytes = 65_536): Promise<void> {
  for (const json of [true, false]) {
    const held = await answerTo(file, json, pieceBytes);
    for (const most of [0, 7]) expect(await answerTo(file, json, pieceBytes, most)).toEqual(held);
  }
}
const sample = (name: string): string => samples[name] ?? '';
const names = ['837P', '837I', '277CA', '999', '278 request', '278 response'];

describe('a set that is read again says what it says when it is held', () => {
  test.each(names)('%s', (name) => sameBothWays(sample(name)));

  const [own] = ownClaim.billingProviders;
  const [theirs] = secondaryClaim.billingProviders;
  test.each([
    ['a subscriber with claims and with dependents', both()],
    ['a set that no guide reads', sample('837P').replaceAll('X222A1', 'X333A9')],
    ['a set that was cut', sample('837I').replace(/SV2[\s\S]*/, '')],
    ['statuses of the batch alone', sample('277CA').replace(/HL\*4[\s\S]*(?=SE\*)/, '')],
    ['statuses without a receiver', sample('277CA').replace(/HL\*2\*[\s\S]*(?=SE\*)/, '')],
    ['claims without lines', sample('837P').replace(/LX\*[\s\S]*(?=SE\*)/, '')],
    ['no answers', sample('999').replace(/AK2[\s\S]*(?=AK9)/, '')],
    ['no result', sample('999').replace(/AK9[^~]*~\s*/, '')],
    ['several sets, several interchanges', sample('999').repeat(2) + sample('837P') + sample('835') + sample('277CA')],
  ])('%s', (_what, file) => sameBothWays(file));

  test('and anything else', async () => {
    const put = fc.constantFrom(
      '*',
      'X',
      '1',
      '',
      '~',
      'é',
      '\n',
      'HL*9*8*22*0~',
      'HL*9*2*PT*0~',
      'CLM*A*1~',
      'AK2*X~',
    );
    const blow = fc.tuple(fc.nat(), fc.oneof(fc.nat(3), fc.nat(300)), put);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(blow, { minLength: 1, maxLength: 3 }), async (which, blows) => {
        let file = sample(names[which % names.length] ?? '');
        for (const [where, gone, text] of blows) {
          const at = where % (file.length + 1);
          file = file.slice(0, at) + text + file.slice(at + gone);
        }
        await sameBothWays(file, 300);
      }),
      { numRuns: 60 },
    );
  });

  function both(): string {
    const [subscriber] = own?.subscribers ?? [];
    const dependents = theirs?.subscribers[0]?.dependents;
    if (own === undefined || subscriber === undefined || dependents === undefined) throw new Error('no examples');
    const billingProviders = [{ ...own, subscribers: [{ ...subscriber, dependents }] }];
    // A subscriber who is the patient and has dependents too is none of ours.
    return fileOf([transactionOf(claim837p, { ...ownClaim, billingProviders }, '0001')], {}, renderInterchange);
  }
});

test('a value to which something is added after a part of it went by is known as such', () => {
  const name = segment('NM1', { name: R('NM101', an(1, 9)) });
  const inner = loop('2000', { level: R(segment('HL', { number: D('HL01', 'hlNumber'), level: K('HL03', '20') })) });
  const odd = guide({
    name: 'odd',
    set: '999',
    version: '1',
    functionalId: 'ZZ',
    versionInST: true,
    body: { names: S(name, 3), inner: S(inner, '>1') },
  });
  const isMixed = (...lines: readonly string[]): boolean => {
    const walk = readPassing(odd, { loops: new Set(['2000']) });
    for (const one of segmentsOf(['ST*999*0001', ...lines, 'SE*1*0001'])) walk.push(one);
    walk.end();
    return walk.isMixed;
  };
  expect(isMixed('NM1*A', 'NM1*B', 'HL*1**20', 'HL*2**20')).toBe(false);
  // The unknown level ends the one before, and then a name comes late to where others were.
  expect(isMixed('NM1*A', 'HL*1**20', 'HL*2**99', 'NM1*B')).toBe(true);
  expect(isMixed('HL*1**20', 'HL*2**99', 'NM1*B')).toBe(false);
});

const claimsOf = (count: number): Uint8Array => new TextEncoder().encode(claimsFile(count));

test('nothing is held of a set but the claim under way, whatever their number', async () => {
  const most = async (count: number): Promise<number> => {
    const file = claimsOf(count);
    async function* again(from: number, to: number) {
      const part = file.subarray(from, to);
      for (let at = 0; at < part.length; at += 32_768) yield part.subarray(at, at + 32_768);
    }
    const before = heldNow();
    let [held, calls] = [0, 0];
    const report = new JsonReport(() => {
      calls += 1;
      if (calls % 4 === 1) held = Math.max(held, heldNow() - before);
    });
    expect(await readPieces(again(0, file.length), report, undefined, again, 100)).toBe(0);
    return held;
  };
  await most(100);
  // The values of 300 claims would be some 10 MB.
  expect((await most(400)) - (await most(100))).toBeLessThan(1_000_000);
});
