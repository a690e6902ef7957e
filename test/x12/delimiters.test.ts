import { describe, expect, test } from 'vitest';
import {
  hasIsaShape,
  ISA_LENGTH,
  isIsa,
  ourDelimiters,
  readDelimiters,
  startsInterchange,
} from '../../src/x12/delimiters.ts';

function isaOf({ element = '*', eleventh = '^', version = '00501', component = ':', terminator = '~' }): string {
  const blank = ' '.repeat(10);
  const cells = ['ISA', '00', blank, '00', blank, 'ZZ', 'SENDER'.padEnd(15), 'ZZ', 'RECEIVER'.padEnd(15)];
  return [...cells, '261120', '0915', eleventh, version, '000000001', '0', 'T', component].join(element) + terminator;
}

test('what we write is separated as nearly everybody does it', () => {
  expect(ourDelimiters).toEqual({ element: '*', repetition: '^', component: ':', terminator: '~' });
  expect(isaOf({}).length).toBe(ISA_LENGTH);
});

test.each([
  ['ISA', true],
  ['isa', true],
  ['iSA', true],
  ['iSa', true],
  ['Isa', false],
  ['JSA', false],
  ['jsa', false],
  ['IS', false],
  ['hsa', false],
])('%s are the letters of an ISA: %s', (text, wanted) => {
  expect([isIsa(Buffer.from(text), 0), isIsa(Buffer.from(`*${text}`), 1)]).toEqual([wanted, wanted]);
});

/** While more may come, and when nothing more comes. */
test.each<[string, boolean | undefined, boolean]>([
  ['', undefined, false],
  ['I', undefined, false],
  ['ISA', undefined, false],
  ['X', false, false],
  ['IX', false, false],
  ['ISX*', false, false],
  ['ISA*', true, true],
  ['isa|', true, true],
  ['ISA*A', true, true],
  ['ISA|00', true, true],
  ['ISAB', false, false],
  ['ISA7*', false, false],
])('%j starts an interchange: %s, at the end of a file %s', (text, open, atEnd) => {
  expect([startsInterchange(Buffer.from(text), false), startsInterchange(Buffer.from(text), true)]).toEqual([
    open,
    atEnd,
  ]);
});

describe('the shape of an ISA', () => {
  const good = Buffer.from(isaOf({}));
  const separators = [...good.entries()].filter(([, byte]) => byte === 0x2a).map(([at]) => at);

  test('is sixteen separators at their places behind the three letters', () => {
    expect(separators.length).toBe(16);
    expect(hasIsaShape(good, 0)).toBe(true);
    expect(hasIsaShape(Buffer.concat([Buffer.from('xISA'), good]), 4)).toBe(true);
    expect(hasIsaShape(Buffer.concat([Buffer.from('xISA'), good]), 1)).toBe(false);
  });

  test.each([0, 1, 2, ...separators])('is lost when byte %i is another', (at) => {
    const other = Buffer.from(good);
    other[at] = 0x58;
    expect(hasIsaShape(other, 0)).toBe(false);
  });

  test('is not there where the bytes end', () => {
    expect(hasIsaShape(good, 106)).toBe(false);
    expect(hasIsaShape(good.subarray(0, 100), 0)).toBe(false);
    expect(hasIsaShape(Buffer.alloc(0), 0)).toBe(false);
  });
});

describe('the separators that an ISA names', () => {
  const told = (parts: Parameters<typeof isaOf>[0]) =>
    readDelimiters(isaOf(parts)).issues.map(({ code, ref, severity }) => `${severity} ${code} ${ref}`);

  test('are read from their places', () => {
    expect(readDelimiters(isaOf({ element: '|', eleventh: '!', component: '>', terminator: '\n' }))).toEqual({
      delimiters: { element: '|', repetition: '!', component: '>', terminator: '\n' },
      issues: [],
    });
  });

  test('may be control characters', () => {
    expect(told({ element: '\x1d', eleventh: '\x1e', component: '\x1f', terminator: '\x1c' })).toEqual([]);
  });

  test.each<[string, Parameters<typeof isaOf>[0], readonly string[]]>([
    ['a letter between elements', { element: 'A' }, ['error TA105:026 ISA']],
    ['a digit between elements', { element: '7' }, ['error TA105:026 ISA']],
    ['a space between elements', { element: ' ' }, ['error TA105:026 ISA']],
    ['a letter between components', { component: 'z' }, ['error TA105:027 ISA16']],
    ['the element separator between components', { component: '*' }, ['error TA105:027 ISA16']],
    ['a character beyond ASCII between components', { component: '\u00a7' }, ['error TA105:027 ISA16']],
    ['the first character beyond ASCII', { component: '\u0080' }, ['error TA105:027 ISA16']],
    ['the last character of ASCII', { component: '\u007f' }, []],
    ['a digit as terminator', { terminator: '9' }, ['error TA105:004 ISA']],
    ['the element separator as terminator', { terminator: '*' }, ['error TA105:004 ISA']],
    ['the component separator as terminator', { terminator: ':' }, ['error TA105:004 ISA']],
    ['no terminator', { terminator: '' }, ['error TA105:004 ISA']],
    ['the element separator between repetitions', { eleventh: '*' }, ['error TA105:016 ISA11']],
  ])('%s', (_what, parts, issues) => {
    expect(told(parts)).toEqual(issues);
  });

  test.each([':', '~'])('repetitions cannot share %j', (eleventh) => {
    expect(told({ eleventh })).toEqual(['error TA105:016 ISA11']);
  });

  test('a letter in ISA11 means that nothing repeats, which is told', () => {
    const found = readDelimiters(isaOf({ eleventh: 'U' }));
    expect(found.delimiters.repetition).toBeUndefined();
    expect(found.issues).toEqual([
      {
        code: 'TA105:016',
        severity: 'warning',
        message: 'ISA11 cannot separate repetitions; the file is read as one without any.',
        ref: 'ISA11',
      },
    ]);
  });

  test.each([
    ['00401', '^', undefined],
    ['00401', 'U', undefined],
    ['00401', ':', undefined],
    ['00402', '^', '^'],
    ['00501', '^', '^'],
    ['00600', '^', '^'],
  ])('version %s with %j in ISA11 repeats by %j, without a remark', (version, eleventh, repetition) => {
    const found = readDelimiters(isaOf({ version, eleventh }));
    expect([found.delimiters.repetition, found.issues]).toEqual([repetition, []]);
  });

  test('one separator for two purposes names whom to ask', () => {
    expect(readDelimiters(isaOf({ terminator: ':' })).issues[0]?.message).toBe(
      'The segment terminator is a letter, a digit, a space or used twice. Ask the sender for another.',
    );
  });
});
