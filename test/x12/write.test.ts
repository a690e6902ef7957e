import { describe, expect, test } from 'vitest';
import { an, D, guide, K, loop, R, S, segment } from '../../src/x12/schema.ts';
import { isSetControl, write, writeUntyped } from '../../src/x12/write.ts';
import { example, type Small, small } from './small.ts';

/** The example with one change inside its claim. */
type Claim = NonNullable<Small['providers'][number]['subscribers'][number]['claims']>[number];
function withClaim(change: (claim: Claim) => unknown): unknown {
  const copy = structuredClone(example) as unknown as { providers: { subscribers: { claims: unknown[] }[] }[] };
  const subscriber = copy.providers[0]?.subscribers[0];
  if (subscriber !== undefined) subscriber.claims = [change(subscriber.claims[0] as Claim)];
  return copy;
}
const issuesOf = (value: unknown) =>
  writeUntyped(small, value, { control: '0001' }).issues.map(({ code, path, ref }) => `${code} ${path} ${ref ?? '-'}`);
const claim = '837/2000A/2000B[1]/2300[1]';
const header = (id: string, total = '1') => withClaim((old) => ({ ...old, header: { id, total } }));
const service = (change: object) =>
  withClaim((old) => ({ ...old, lines: [{ service: { procedure: { code: 'J9999' }, charge: '1', ...change } }] }));

const refusals: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['the element separator', header('A*B'), [`IK403:6 ${claim}/CLM CLM01`]],
  ['the component separator', header('A:B'), [`IK403:6 ${claim}/CLM CLM01`]],
  ['the repetition separator', header('A^B'), [`IK403:6 ${claim}/CLM CLM01`]],
  ['the terminator', header('A~SE*1*0001'), [`IK403:6 ${claim}/CLM CLM01`]],
  ['a line end', header('A\nB'), [`IK403:6 ${claim}/CLM CLM01`]],
  ['a letter that not every receiver reads', header('CAFÉ'), [`IK403:6 ${claim}/CLM CLM01`]],
  ['a space at the end', header('A '), [`IK403:6 ${claim}/CLM CLM01`]],
  ['too long a text', header('A'.repeat(39)), [`IK403:5 ${claim}/CLM CLM01`]],
  ['an empty required text', header(''), [`IK403:1 ${claim}/CLM CLM01`]],
  ['an amount with an exponent', header('A', '1e3'), [`IK403:6 ${claim}/CLM CLM02`]],
  ['an amount with a thousands comma', header('A', '1,000'), [`IK403:6 ${claim}/CLM CLM02`]],
  ['a count that is not whole', service({ units: 1.5 }), [`IK403:6 ${claim}/2400[1]/SV1 SV104`]],
  ['a count that is not finite', service({ units: Number.NaN }), [`IK403:6 ${claim}/2400[1]/SV1 SV104`]],
  ['a code of the wrong length', service({ procedure: { code: 'J99' } }), [`IK403:4 ${claim}/2400[1]/SV1 SV101-2`]],
  ['a missing component', service({ procedure: {} }), [`IK403:1 ${claim}/2400[1]/SV1 SV101-2`]],
  ['too many repetitions', service({ remarks: ['A', 'B', 'C', 'D'] }), [`IK403:12 ${claim}/2400[1]/SV1 SV105`]],
  ['no lines', withClaim((old) => ({ ...old, lines: [] })), [`IK304:I7 ${claim}/2400/LX -`]],
  [
    'too many of a segment',
    withClaim((old) => ({ ...old, records: ['1', '2', '3'].map((number) => ({ number })) })),
    [`IK304:5 ${claim}/REF -`],
  ],
  [
    'two segments that exclude each other',
    withClaim((old) => ({ ...old, authorization: { number: 'A1' } })),
    [`IK304:I9 ${claim}/CLM -`],
  ],
  [
    'a qualifier without its id',
    { ...example, providers: example.providers.map((p) => ({ ...p, name: { ...p.name, id: undefined } })) },
    ['IK403:2 837/2000A/NM1 NM109'],
  ],
  ['a missing segment', { ...example, heading: undefined }, ['IK304:3 837/BHT -']],
  ['a date that is none', { ...example, heading: { ...example.heading, date: '20260230' } }, ['IK403:8 837/BHT BHT04']],
  ['several faults at once', header('A*B', '1e3'), [`IK403:6 ${claim}/CLM CLM01`, `IK403:6 ${claim}/CLM CLM02`]],
];
test.each(refusals)('%s is refused, with its place', (_what, value, expected) => {
  expect(issuesOf(value)).toEqual(expected);
});

test('the message names our own key, and not the value', () => {
  const [issue] = writeUntyped(small, header('SECRET*NAME'), { control: '0001' }).issues;
  expect(issue?.message).toBe(
    "`providers[0].subscribers[0].claims[0].header.id`: Holds the separator '*'. Replace it before sending.",
  );
  expect(issue?.rule).toBe('005010X999');
});

test('other separators make other characters legal', () => {
  const delimiters = { element: '|', repetition: '!', component: '>', terminator: '\n' };
  const written = writeUntyped(small, header('A*B:C^D~'), { control: '0001', delimiters });
  expect(written.ok && written.value.find((line) => line.startsWith('CLM'))).toBe('CLM|A*B:C^D~|1');
});

test('absent, empty and missing situational parts are the same on the wire', () => {
  const bare = withClaim((old) => ({ ...old, records: undefined, referral: undefined }));
  const empty = withClaim((old) => ({ ...old, records: [], referral: undefined }));
  expect(writeUntyped(small, empty, { control: '0001' })).toEqual(writeUntyped(small, bare, { control: '0001' }));
});

test('a control number that is none is refused', () => {
  expect(write(small, example, { control: '1' })).toStrictEqual({
    ok: false,
    issues: [
      {
        code: 'IK502:7',
        severity: 'error',
        message: '`control`: The control number must be 4 to 9 capitals or digits.',
        path: '837/ST',
        ref: 'ST02',
        segment: 1,
        rule: '005010X999',
      },
    ],
  });
});

test('a segment that is missing has a place, and no element', () => {
  expect(writeUntyped(small, { ...example, heading: undefined }, { control: '0001' })).toStrictEqual({
    ok: false,
    issues: [
      {
        code: 'IK304:3',
        severity: 'error',
        message: '`heading`: Required, but the value has none.',
        path: '837/BHT',
        segment: 2,
        rule: '005010X999',
      },
    ],
  });
});

test('a rule between elements is told of the segment', () => {
  const nameless = example.providers.map((one) => ({ ...one, name: { ...one.name, id: undefined } }));
  const [issue] = writeUntyped(small, { ...example, providers: nameless }, { control: '0001' }).issues;
  expect(issue?.message).toBe('`providers[0].name`: Elements 08, 09 come together or not at all.');
});

test.each([
  ['0001', true],
  ['A1B2C3D4E', true],
  ['001', false],
  ['0123456789', false],
  ['a0001', false],
  ['0001a', false],
])('the control number %s of a set is one: %s', (control, wanted) => {
  expect(isSetControl(control)).toBe(wanted);
});

test('what a partner does not take is refused, and the version it asks for is written', () => {
  const lower = header('abc');
  expect(writeUntyped(small, lower, { control: '0001' }).ok).toBe(true);
  const refused = writeUntyped(small, lower, { control: '0001', characters: 'basic' });
  expect([refused.ok, refused.issues.map(({ code, ref }) => `${code} ${ref}`)]).toEqual([false, ['IK403:6 CLM01']]);
  const other = write(small, example, { control: '0001', version: '005010X999A1' });
  expect(other.ok && other.value[0]).toBe('ST*837*0001*005010X999A1');
});

describe('what is computed', () => {
  const level = (code: string) =>
    segment('HL', {
      number: D('HL01', 'hlNumber'),
      parent: D('HL02', 'hlParent'),
      code: K('HL03', code),
      children: D('HL04', 'hlHasChildren'),
    });
  const counter = R(segment('LX', { number: D('LX01', 'count') }));
  const words = S(segment('K3', { words: R('K301', an(1, 9)) }));
  const leaf = (id: string, code: string) => loop(id, { level: R(level(code)), words });
  const computed = guide({
    name: 'computed',
    set: '864',
    version: '005010X994',
    functionalId: 'TX',
    versionInST: false,
    body: {
      level: R(level('00')),
      counter,
      mark: S(segment('PAT', { kind: K('PAT01', 'X') })),
      once: S(loop('1000', { counter, words })),
      top: S(
        loop('2000A', { level: R(level('20')), one: S(leaf('2000B', '22'), 2), other: S(leaf('2000C', '23'), '>1') }),
      ),
    },
  });
  const linesOf = (value: object) => {
    const written = writeUntyped(computed, value, { control: '0001' });
    return written.ok ? written.value.slice(1, -1) : written.issues.map(({ code, path }) => `${code} ${path}`);
  };

  test('stands where it is required, and nowhere else', () => {
    expect(linesOf({})).toEqual(['HL*1**00*0', 'LX*1']);
    expect(linesOf({ mark: {} })).toEqual(['HL*1**00*0', 'LX*1']);
    expect(linesOf({ once: { words: { words: 'A' } } })).toEqual(['HL*1**00*0', 'LX*1', 'LX*1', 'K3*A']);
    expect(writeUntyped(computed, {}, { control: '0001' })).toMatchObject({
      value: ['ST*864*0001', 'HL*1**00*0', 'LX*1', 'SE*4*0001'],
    });
  });

  test('says of a level what it is below, and whether any is below it', () => {
    const before = ['HL*1**00*0', 'LX*1'];
    expect(linesOf({ top: {} })).toEqual([...before, 'HL*2*1*20*0']);
    expect(linesOf({ top: { one: [{}] } }).slice(2)).toEqual(['HL*2*1*20*1', 'HL*3*2*22*0']);
    expect(linesOf({ top: { one: [], other: [{}, {}] } }).slice(2)).toEqual([
      'HL*2*1*20*1',
      'HL*3*2*23*0',
      'HL*4*2*23*0',
    ]);
  });

  test('too many of a loop are refused as such', () => {
    expect(linesOf({ top: { one: [{}, {}, {}] } })).toEqual(['IK304:4 864/2000A/2000B/HL']);
    expect(() => linesOf({ top: { one: {} } })).toThrow('top.one must be an array');
  });
});

test('a value of another shape is a bug of the caller, and thrown', () => {
  expect(() => writeUntyped(small, { heading: 'x' }, { control: '0001' })).toThrow('heading must be an object');
  expect(() => writeUntyped(small, header(7 as unknown as string), { control: '0001' })).toThrow('must be a string');
});
