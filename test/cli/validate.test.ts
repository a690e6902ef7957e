import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { ValidateDocument } from '../../src/cli/validate/document.ts';
import { ValidatePage } from '../../src/cli/validate/page.ts';
import { validate, validatePieces } from '../../src/cli/validate/validate.ts';
import { isNpi } from '../../src/npi.ts';
import { fc } from '../properties.ts';
import { answerTo, memoryIo, samples } from './readSamples.ts';

interface Told {
  readonly code: string;
  readonly code999: string | null;
  readonly layer: number;
  readonly ref?: string;
  readonly path?: string;
  readonly segment?: number;
  readonly offset?: number;
  readonly line: number | null;
  readonly excerpt?: string;
}
interface Document {
  readonly valid: boolean;
  readonly errors: number;
  readonly transactions: readonly { readonly name: string; readonly status: string; readonly balanced?: boolean }[];
  readonly issues: readonly Told[];
  readonly layers: readonly { readonly layer: number; readonly extent: string; readonly what: string }[];
}

const rules = await loadRules();

/** Validates a text; the answers come back as text. */
async function check(text: string, options: { payer?: string; pieceBytes?: number } = {}) {
  const bytes = new TextEncoder().encode(text);
  const { payer, pieceBytes = 65_536 } = options;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const told = { page: '', json: '' };
  const known = payer === undefined ? undefined : rules.payers.get(payer);
  const page = new ValidatePage((part) => {
    told.page += part;
  });
  const { code, answers } = await validatePieces(pieces(), { payer: known, answer: true }, page);
  await page.end([], undefined);
  const json = new ValidateDocument((part) => {
    told.json += part;
  });
  await validatePieces(pieces(), { payer: known, answer: false }, json);
  await json.end([], undefined);
  return { code, answers, page: told.page, document: JSON.parse(told.json) as Document };
}
const sample = (name: string): string => samples[name] ?? '';
const codes = ({ document }: { readonly document: Document }) =>
  document.issues.map(({ code, ref, code999, layer }) => [code, ref, code999, layer]);

test.each(Object.keys(samples))('finds nothing wrong with the %s that our own writer made', async (name) => {
  const { code, document, page } = await check(sample(name));
  expect([code, document.valid, document.issues]).toEqual([0, true, []]);
  expect(page).toContain('1 transaction set: 0 errors, 0 warnings.\n');
});

describe('what is wrong', () => {
  test.each([
    [
      'a claim that is not the sum of its lines',
      '837P',
      /SV1\*HC:J9380\*9000/,
      'SV1*HC:J9380*9000.01',
      ['CLAIM_LINES_UNBALANCED', 'CLM02', 'IK403:I12', 3],
    ],
    [
      'an NPI with a mistyped digit',
      '837P',
      'XX*1999999984',
      'XX*1999999985',
      ['NPI_INVALID', 'NM109', 'IK403:I12', 5],
    ],
    ['an NPI that is too short', '837P', 'XX*1999999984', 'XX*199999998', ['NPI_INVALID', 'NM109', 'IK403:I12', 5]],
    ['an NDC with hyphens', '837P', /N4\*(\d{5})(\d{4})(\d\d)/, 'N4*$1-$2-$3', ['NDC_FORM', 'LIN03', 'IK403:I12', 5]],
    ['a code that the guide does not have', '835', 'BPR*I', 'BPR*Q', ['IK403:7', 'BPR01', 'IK403:7', 2]],
    ['a missing segment', '835', /TRN\*[^~]*~\n/, '', ['IK304:3', undefined, 'IK304:3', 2]],
    ['a level below another than its own', '837P', 'HL*2*1*22', 'HL*2*2*22', ['IK403:7', 'HL02', 'IK403:7', 2]],
    ['a wrong segment count', '835', /SE\*(\d+)/, 'SE*99', ['IK502:4', 'SE01', 'IK502:4', 1]],
    ['a group with another control number', '835', 'GE*1*7', 'GE*1*8', ['AK905:4', 'GE02', 'AK905:4', 1]],
    [
      'an interchange with another control number',
      '835',
      'IEA*1*000000905',
      'IEA*1*000000906',
      ['TA105:001', 'IEA02', null, 1],
    ],
  ])('%s', async (_, name, from, to, expected) => {
    const wrong = sample(name).replace(from, to);
    expect(wrong).not.toBe(sample(name));
    const counted = codes(await check(wrong)).filter(([code]) => expected[0] === 'IK502:4' || code !== 'IK502:4');
    expect(counted).toEqual([expected]);
  });

  test('is told with the place in the file, to the byte and line', async () => {
    const text = sample('835').replace('BPR*I', 'BPR*Q');
    const [issue] = (await check(text)).document.issues;
    const offset = text.indexOf('BPR*Q');
    expect(issue).toMatchObject({
      path: '835/BPR',
      segment: 2,
      offset,
      line: text.slice(0, offset).split('\n').length,
    });
    expect(issue?.excerpt).toMatch(/^BPR\*Q\*/);
  });

  test('is shown to a person with a caret below the element', async () => {
    const { page } = await check(sample('835').replace('BPR*I', 'BPR*Q'));
    expect(page).toContain('error IK403:7 at 835/BPR BPR01\n  set 0001, segment 2, line 4, byte 175\n    BPR*Q*');
    expect(page).toMatch(/\n {4}BPR\*Q\*[^\n]*\n {8}\^\n {2}Holds 'Q'; /);
  });

  test('is shown with what came instead, when a segment is missing', async () => {
    const { page } = await check(sample('835').replace(/TRN\*[^~]*~\n/, ''));
    expect(page).toMatch(
      /error IK304:3 at 835\/TRN\n.*\n {2}before this: [A-Z0-9]+\*[^\n]*\n {2}Required, and missing/,
    );
  });

  test('is shown without anything that may identify a patient', async () => {
    const { page, document } = await check(
      sample('837P').replace('NM1*IL*1*SAMPLE*ROBIN****MI*', 'NM1*IL*1*SAMPLE*ROBIN****QQ*'),
    );
    expect(page).toContain('    NM1*IL*1*xxxxxx*xxxxx****QQ*xxxxxxxxxxxx\n                             ^^\n');
    expect(page + JSON.stringify(document)).not.toContain('SAMPLE');
  });

  test('keeps its caret in sight when the segment is longer than the terminal', async () => {
    const { page } = await check(sample('835').replace('*T*:~', '*X*:~'));
    const lines = page.split('\n');
    const caret = lines.findIndex((line) => /^ +\^$/.test(line));
    expect(lines[caret - 1]?.charAt((lines[caret] ?? '').indexOf('^'))).toBe('X');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('a cent too much anywhere in an 835 is a sum that does not agree', async () => {
    for (const [from, to] of [
      ['BPR*I*8862.34', 'BPR*I*8862.35'],
      ['*1*12480.5*9000*', '*1*12480.5*9000.01*'],
      ['J9380*9000*7200*', 'J9380*9000*7200.01*'],
      ['CO*45*1600', 'CO*45*1600.01'],
    ] as const) {
      const { document } = await check(sample('835').replace(from, to));
      expect(document.transactions[0]?.balanced).toBe(false);
      expect(document.issues.every(({ layer }) => layer === 3)).toBe(true);
      expect(document.issues).not.toEqual([]);
    }
  });

  test.each([
    ['', 2, ['NOT_X12']],
    ['hello', 2, ['NOT_X12']],
    [sample('835').replace(/GE[\s\S]*/, ''), 1, ['AK905:3', 'TRUNCATED_INTERCHANGE']],
    [`${sample('835')}\n\ngarbage`, 1, ['TRAILING_DATA']],
  ])('a file that is none or not whole: case %#', async (text, exit, expected) => {
    const { code, document } = await check(text);
    expect([code, document.issues.map((issue) => issue.code)]).toEqual([exit, expected]);
  });

  test('is told with its line even between interchanges', async () => {
    const text = `${sample('835')}\n\ngarbage`;
    expect((await check(text)).document.issues[0]?.line).toBe(text.split('\n').length);
  });
});

describe('an NPI', () => {
  test.each([
    ['1234567893', true],
    ['1234567890', false],
    ['3234567893', false],
    ['123456789', false],
    ['12345678930', false],
  ])('%s: %s', (text, good) => expect(isNpi(text)).toBe(good));

  test('has one check digit, and any other digit in its place is noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 299_999_999 }), (number) => {
        expect(Array.from({ length: 10 }, (_, digit) => isNpi(`${number}${digit}`)).filter(Boolean)).toHaveLength(1);
      }),
    );
  });
});

describe('a payer', () => {
  test.each([
    [
      'PI*77001',
      undefined,
      [
        ['PAYER_RULE', 'SBR09', 'IK403:I12', 7],
        ['PAYER_RULE', 'NM109', 'IK403:I12', 7],
      ],
    ],
    ['PI*EXCOM', 'CI', []],
  ])('wants its own number and line of business: %s', async (number, filing, expected) => {
    const own = sample('837P').replace('PI*77001', number);
    const text =
      filing === undefined
        ? own.replace(/(SBR\*P\*18\*[^~]*\*)\w\w~/, '$1MB~')
        : own.replace(/(SBR\*P\*18\*[^~]*\*)\w\w~/, `$1${filing}~`);
    expect(codes(await check(text, { payer: 'example-commercial' }))).toEqual(expected);
  });

  test('takes less than the guide allows, and says by whose rule', async () => {
    const own = sample('837P')
      .replace('PI*77001', 'PI*EXCOM')
      .replace(/(SBR\*P\*18\*[^~]*\*)\w\w~/, '$1CI~')
      .replace('CLM*IB-000123-1*', 'CLM*IB-000123-1-0000000001*');
    expect(codes(await check(own))).toEqual([]);
    const { document } = await check(own, { payer: 'example-commercial' });
    expect(document.issues).toMatchObject([
      {
        code: 'IK403:5',
        code999: 'IK403:5',
        layer: 7,
        ref: 'CLM01',
        rule: 'mappings/payers/example-commercial.yaml: example companion guide, section 4.1: claim numbers are cut after 20 characters; reviewed 2026-11-21',
      },
    ]);
  });
});

describe('the layers', () => {
  const extents = ({ document }: { readonly document: Document }) =>
    document.layers.map(({ layer, extent }) => [layer, extent]);

  test('say what was checked and what was not', async () => {
    expect(extents(await check(sample('835')))).toEqual([
      [1, 'whole'],
      [2, 'whole'],
      [3, 'part'],
      [4, 'part'],
      [5, 'part'],
      [6, 'none'],
      [7, 'none'],
    ]);
  });

  test('claim no sums where there are none, and no payer whose file is silent', async () => {
    expect(extents(await check(sample('999'), { payer: 'example-commercial' }))).toContainEqual([3, 'none']);
    expect(extents(await check(sample('999'), { payer: 'example-commercial' }))).toContainEqual([7, 'none']);
    expect(extents(await check(sample('837P'), { payer: 'example-commercial' }))).toContainEqual([7, 'part']);
  });
});

describe('the answers', () => {
  const answered = async (text: string) =>
    (await check(text)).answers.map(({ name, text: body }) => [name, body?.match(/^(AK9|IK5|TA1|IK3|IK4)[^~]*/gm)]);

  test('accept what is in order', async () => {
    expect(await answered(sample('837P'))).toEqual([['999-000000905.x12', ['IK5*A', 'AK9*A*1*1*1']]]);
  });

  test('name the segment and the element at fault, a sum like a check digit', async () => {
    expect(await answered(sample('837P').replace('XX*1999999984', 'XX*1999999985'))).toEqual([
      ['999-000000905.x12', ['IK3*NM1*8**8', 'IK4*9*67*I12', 'IK5*R*I5', 'AK9*R*1*1*0']],
    ]);
  });

  test('refuse a wrong envelope by TA1 and say nothing about what is in it', async () => {
    expect(await answered(sample('837P').replace('IEA*1*000000905', 'IEA*1*000000906'))).toEqual([
      ['ta1-000000905.x12', ['TA1*000000905*270324*0915*R*001']],
    ]);
  });

  test('send a TA1 beside the 999 when the sender asks for one', async () => {
    expect(await answered(sample('837P').replace('*0*T*:~', '*1*T*:~'))).toEqual([
      ['999-000000905.x12', ['TA1*000000905*270324*0915*A*000', 'IK5*A', 'AK9*A*1*1*1']],
    ]);
  });

  test('leave a 999 without an answer', async () => expect(await answered(sample('999'))).toEqual([]));

  test('answer each of two interchanges with one control number', async () => {
    expect((await answered(sample('837P') + sample('837P'))).map(([name]) => name)).toEqual([
      '999-000000905.x12',
      '999-000000905-2.x12',
    ]);
  });

  test('answer an ISA with an impossible time', async () => {
    expect(await answered(sample('837P').replace('*270324*0915*^', '*270332*2515*^'))).toEqual([
      ['ta1-000000905.x12', ['TA1*000000905*000101*0000*R*014']],
    ]);
  });

  test('can be read by the product itself, whatever was wrong', async () => {
    const files = Object.values(samples);
    const mutation = fc.record({
      file: fc.nat(files.length - 1),
      at: fc.nat(2500),
      text: fc.string({ maxLength: 4 }),
      cut: fc.nat(4),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ file, at, text, cut }) => {
        const whole = files[file] ?? '';
        const start = Math.min(at, whole.length);
        const { answers } = await check(whole.slice(0, start) + text + whole.slice(start + cut));
        for (const answer of answers)
          if (answer.text !== undefined) expect((await answerTo(answer.text, false)).exit).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

test('says the same whatever the pieces of the file are', async () => {
  const wrong = sample('837P').replace('XX*1999999984', 'XX*1999999985');
  expect(await check(wrong, { pieceBytes: 1 })).toEqual(await check(wrong));
});

describe('the command', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'validate-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const story = join(
    import.meta.dirname,
    '..',
    '..',
    'fixtures',
    'scenarios',
    '01-pembrolizumab',
    'out',
    '837-0002.x12',
  );

  test('accepts what the product writes, and answers it', async () => {
    const { io, told } = memoryIo();
    const ack = join(folder, 'ack');
    expect(await validate(story, { payer: 'example-commercial', ack, json: false }, io)).toBe(0);
    expect(readdirSync(ack)).toEqual(['999-000000002.x12']);
    expect(told().out).toContain(`Answered in ${ack}: 999-000000002.x12\n`);
    const sender = exampleSettings.route.sender.id;
    expect(readFileSync(join(ack, '999-000000002.x12'), 'utf8')).toMatch(new RegExp(`\\*ZZ\\*${sender} *\\*261102`));
  });

  test('refuses a payer that is none', async () => {
    const { io, told } = memoryIo();
    expect(await validate(story, { payer: 'nobody', json: false }, io)).toBe(2);
    expect(told().err).toMatch(/PAYER_UNKNOWN.*example-commercial/);
  });

  test('says that a file is not there, and writes no answer', async () => {
    const { io, told } = memoryIo();
    expect(await validate('/nowhere.x12', { ack: join(folder, 'ack'), json: true }, io)).toBe(2);
    expect((JSON.parse(told().out) as Document).issues.map(({ code }) => code)).toEqual(['FILE_UNREADABLE']);
    expect(existsSync(join(folder, 'ack'))).toBe(false);
  });
});
