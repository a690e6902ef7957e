import { describe, expect, test } from 'vitest';
import { envelope, inventClaims } from '../../bench/claims837.ts';
import type { Issue } from '../../src/outcome.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { narrow } from '../../src/x12/narrow.ts';
import { readUntyped } from '../../src/x12/read.ts';
import type { AnyGuide } from '../../src/x12/schema.ts';
import { Situations } from '../../src/x12/situations.ts';
import { breaksRule } from '../../src/x12/valueSituations.ts';
import { type InterchangeToWrite, renderInterchange, writeInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';

const messageOf = (guide: AnyGuide, value: unknown): InterchangeToWrite => ({
  ...envelope(1),
  groups: [
    {
      functionalId: guide.functionalId,
      version: guide.version,
      senderCode: 'HARBOR',
      receiverCode: 'COASTLINE',
      control: 1,
      transactions: [{ guide, value, control: '0001' }],
    },
  ],
});

/** The names of the rules that the text of a value breaks. */
function brokenInText(guide: AnyGuide, value: unknown): readonly string[] {
  const text = renderInterchange(messageOf(guide, value));
  if (!text.ok) throw new Error(JSON.stringify(text.issues));
  const broken: string[] = [];
  for (const event of interchangesIn(new TextEncoder().encode(text.value))) {
    if (event.is !== 'transaction') continue;
    const { segments } = event.transaction;
    const situations = new Situations(guide, ({ rule = '' }) => broken.push(rule));
    for (const { spec, loop, segment: at } of readUntyped(guide, segments).steps) {
      const segment = segments[at];
      if (segment !== undefined) situations.take(spec, loop, segment, at + 1);
    }
    situations.end();
  }
  return broken;
}

describe.each(guides.map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  test('a value breaks a rule just when its text does', () => {
    fc.assert(
      fc.property(arbitraryOfAny(guide), (value) => {
        const broken = brokenInText(guide, value);
        expect({ broken, isBroken: breaksRule(guide, value) }).toEqual({ broken, isBroken: broken.length > 0 });
      }),
      { numRuns: 40 },
    );
  });
});

const sound = JSON.stringify(inventClaims(1)[0]);
/** A claim in order with one thing changed. */
const claimWith = (from: string, to: string): unknown => {
  expect(sound).toContain(from);
  return JSON.parse(sound.replace(from, to));
};
const told = ({ code, severity, rule = '', path, ref = '-', segment, offset }: Issue): string =>
  [severity, code, rule, path, ref, segment, offset ?? 'no file'].join(' ');

test.each([
  [
    '"frequency":"1"',
    '"frequency":"7"',
    'IK304:I6 005010X222A1, replacement-number 837/2000A/2000B[1]/2300[1]/REF - 20',
  ],
  [
    '"postalCode":"430859998"',
    '"postalCode":"43085"',
    'SITUATION 005010X222A1, billing-postal-code 837/2000A/2010AA/N4 N403 10',
  ],
  [
    '"placeOfService":"11"',
    '"placeOfService":"29"',
    'CODE_UNKNOWN 005010X222A1, place-of-service 837/2000A/2000B[1]/2300[1]/CLM CLM05-1 20',
  ],
  [
    '"first":1,"second":2',
    '"first":1,"second":3',
    'SITUATION 005010X222A1, pointed-diagnosis 837/2000A/2000B[1]/2300[1]/2400[1]/SV1 SV107 27',
  ],
  [
    '"value":"20261110"',
    '"value":"20261121"',
    'DATE_ORDER 005010X222A1, line-date-of-file 837/2000A/2000B[1]/2300[1]/2400[1]/DTP DTP03 28',
  ],
])('a claim with %s become %s does not leave', (from, to, expected) => {
  const written = writeInterchange(messageOf(claim837p, claimWith(from, to)));
  expect(written.ok).toBe(false);
  expect(written.issues.map(told)).toEqual([`error ${expected} no file`]);
});

test('a claim that breaks a mild rule leaves, and the warning is told with it', () => {
  const written = writeInterchange(messageOf(claim837p, claimWith('"1999999968"', '"1999999984"')));
  expect(written.ok).toBe(true);
  expect(written.issues.map(told)).toEqual([
    'warning IK304:I9 005010X222A1, rendering-differs 837/2000A/2000B[1]/2300[1]/2310B/NM1 - 24 no file',
  ]);
});

test('a claim in order leaves without a word', () => {
  expect(writeInterchange(messageOf(claim837p, JSON.parse(sound)))).toMatchObject({ ok: true, issues: [] });
});

test('the rules of a guide hold for a payer that narrows it', () => {
  const narrowed = narrow(claim837p, [{ at: '2300/CLM', elements: { 'CLM05-3': { codes: ['1', '7'] } }, source: 'x' }]);
  if (!narrowed.ok) throw new Error('the overlay only takes away');
  const codesOf = (value: unknown) =>
    writeInterchange(messageOf(narrowed.value, value)).issues.map(({ code, ref }) => `${code} ${ref ?? '-'}`);
  expect(codesOf(claimWith('"frequency":"1"', '"frequency":"7"'))).toEqual(['IK304:I6 -']);
  expect(codesOf(claimWith('"frequency":"1"', '"frequency":"8"'))).toEqual(['IK403:7 CLM05-3']);
});

test('one set among many that breaks a rule is told, and keeps the others from leaving', () => {
  const [group] = messageOf(claim837p, undefined).groups;
  if (group === undefined) throw new Error('there is a group');
  const values = [JSON.parse(sound), claimWith('"frequency":"1"', '"frequency":"7"'), JSON.parse(sound)];
  const transactions = values.map((value, n) => ({ guide: claim837p, value, control: `000${n + 1}` }));
  const groups = [group, { ...group, control: 2, transactions: transactions.slice(0, 1) }].map((one, n) =>
    n === 0 ? { ...one, transactions } : one,
  );
  const written = writeInterchange({ ...envelope(1), groups });
  expect([written.ok, written.issues.map(({ code }) => code)]).toEqual([false, ['IK304:I6']]);
});
