import { describe, expect, test } from 'vitest';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { arrives, readBack, readPlainly } from '../../src/x12/readBack.ts';
import type { AnyGuide } from '../../src/x12/schema.ts';
import { type InterchangeToWrite, renderInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { hurt, odd, shuffled } from './broken.ts';
import { small } from './small.ts';

const messageOf = (guide: AnyGuide, values: readonly unknown[]): InterchangeToWrite => ({
  sender: { qualifier: 'ZZ', id: 'CLINIC' },
  receiver: { qualifier: '30', id: '77001' },
  usage: 'T',
  date: '20261120',
  time: '0915',
  interchangeControl: 7,
  groups: [
    {
      functionalId: guide.functionalId,
      version: guide.version,
      senderCode: 'CLINIC',
      receiverCode: '77001',
      control: 8,
      transactions: values.map((value, n) => ({ guide, value, control: String(n + 1).padStart(4, '0') })),
    },
  ],
});
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
function textOf(message: InterchangeToWrite): string {
  const written = renderInterchange(message);
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
}
const withValues = (message: InterchangeToWrite, change: (value: unknown) => unknown): InterchangeToWrite => ({
  ...message,
  groups: message.groups.map((group) => ({
    ...group,
    transactions: group.transactions.map((set) => ({ ...set, value: change(set.value) })),
  })),
});
/** Elements that repeat, and segments whose qualifier is empty, are left to the plain way. */
const isRare = (guide: AnyGuide, text: string): boolean => {
  const facts = JSON.stringify(guide.body);
  return facts.includes('"repetition"') || facts.includes('"composites"') || /\n\w+\*\*/.test(text);
};

describe.each([small, ...guides].map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  const messages = fc
    .array(arbitraryOfAny(guide), { minLength: 1, maxLength: 2 })
    .map((values) => messageOf(guide, values));

  test('what we write is seen to arrive without being read the plain way', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const text = textOf(message);
        expect(readPlainly(bytesOf(text), message)).toEqual([]);
        expect(arrives(bytesOf(text), message) || isRare(guide, text)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('an ISA of 106 bytes whose elements have other widths does not seem to arrive', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const text = textOf(message);
        const moved = text.replace('ISA*00*          *', 'ISA*0*           *');
        expect(moved).not.toBe(text);
        expect(arrives(bytesOf(moved), message)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  test('the keys of a value may stand in any order', () => {
    fc.assert(
      fc.property(messages, fc.infiniteStream(fc.nat(1000)), (message, chance) => {
        const text = bytesOf(textOf(message));
        const other = withValues(message, (value) => shuffled(value, chance));
        expect(arrives(text, other)).toBe(arrives(text, message));
      }),
      { numRuns: 20 },
    );
  });

  test('whatever stands in the text, what seems to arrive does', () => {
    const spots = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'*:~^ A9\n\u0000\u00e9', 'remove', 'double')), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(messages, spots, (message, changes) => {
        const text = textOf(message);
        const changed = changes.reduce((now, [spot, by]) => {
          const at = spot % now.length;
          const there = now.charAt(at);
          return now.slice(0, at) + (by === 'remove' ? '' : by === 'double' ? there + there : by) + now.slice(at + 1);
        }, text);
        if (arrives(bytesOf(changed), message)) expect(readPlainly(bytesOf(changed), message)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('whatever the value is, a text of another value does not seem to arrive', () => {
    const blow = fc.tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), odd);
    fc.assert(
      fc.property(messages, blow, (message, [path, by]) => {
        const bytes = bytesOf(textOf(message));
        const other = withValues(message, (value) => hurt(value, path, by));
        if (arrives(bytes, other)) expect(readPlainly(bytes, other)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('a text whose segments change places does not seem to arrive unless it does', () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.nat(), (message, one, two) => {
        const lines = textOf(message).split('\n').slice(0, -1);
        const moved = lines.splice(one % lines.length, 1);
        lines.splice(two % (lines.length + 1), 0, ...moved);
        const bytes = bytesOf(lines.map((line) => `${line}\n`).join(''));
        if (arrives(bytes, message)) expect(readPlainly(bytes, message)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

test('a value with a key that no guide knows is told, whatever its text', () => {
  const [value] = fc.sample(arbitraryOfAny(remittance835), { numRuns: 1, seed: 3 });
  const message = messageOf(remittance835, [value]);
  const bytes = bytesOf(textOf(message));
  const more = withValues(message, (one) => ({ ...(one as object), nobodyKnows: 'X' }));
  expect(arrives(bytes, message)).toBe(true);
  expect(arrives(bytes, more)).toBe(false);
  expect(readBack(bytes, more).map(({ code }) => code)).toEqual(['READ_BACK']);
});

test.each([
  ['another sender', { sender: { qualifier: 'ZZ', id: 'OTHER' } }],
  ['another receiver', { receiver: { qualifier: '30', id: 'OTHER' } }],
  ['another day', { date: '20261121' }],
  ['another time', { time: '0916' }],
  ['another control number', { interchangeControl: 9 }],
  ['other separators', { delimiters: { element: '|', component: ':', repetition: '^', terminator: '~' } }],
] as const)('a text of %s does not arrive without a look', (_what, other) => {
  const [value] = fc.sample(arbitraryOfAny(remittance835), { numRuns: 1, seed: 3 });
  const message = messageOf(remittance835, [value]);
  expect(arrives(bytesOf(textOf(message)), { ...message, ...other })).toBe(false);
});
