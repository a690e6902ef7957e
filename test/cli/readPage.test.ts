import { describe, expect, test } from 'vitest';
import { plain, row } from '../../src/cli/read/rows.ts';
import { piecesOf } from '../../src/cli/read/source.ts';
import { answerTo, samples } from './readSamples.ts';

describe('the page for a person', () => {
  test('shows an 835 as payment, claims, lines and what was taken off', async () => {
    expect(await answerTo(samples['835'] ?? '', false)).toEqual({
      exit: 0,
      err: '',
      out: `Interchange 000000905 from COASTLINE to HARBOR, a test
Group 7: HP 005010X221A1

835, number 0001: 49 segments
  paid 8862.34 by ACH on 2027-03-25, trace EFT20270325001
  balanced: yes
  claim              status           charged   adjusted       paid    patient
  IB-000123-1        1 first         12480.50               9000.00     200.00
    J9380            x9               9000.00               7200.00
      CO 45 above agreed price                   1600.00
      PR 2 coinsurance                            200.00
    J9380 JW         x3               3000.00               1800.00
      CO 45 above agreed price                   1000.00
      CO 253 sequestration                        200.00
    96415            x1                480.50                  0.00
      CO 97 part of another item                  480.50
      remarks N657
  IB-000124-1        4 denied         5000.00                  0.00       0.00
      CO 197 no authorization                    5000.00
  IB-000100-1        22 reversal     -1000.00               -800.00       0.00
      CO 45 above agreed price                   -200.00
  IB-000100-1        1 first          1000.00                750.00       0.00
      CO 45 above agreed price                    250.00
  outside of the claims (a positive amount lowers the payment)
    L6 interest                                   -12.34
    WO taken back                                 100.00

1 transaction set: 0 errors, 0 warnings.
`,
    });
  });

  test.each([
    ['278 request', '  J9022                         720 IB20270301000017-1\n'],
    ['278 response', '  J9022                 A6 changed                  480 CHPAUTH55010\n    reasons 0Z, 35\n'],
    [
      '278 rejection',
      '  answers reference IB20270301000017\n  not decided: AAA 72 at 2010C; correct it and send again\n',
    ],
    ['837P', '    J9380 JW                                            3       3000.00\n'],
    ['837I', '    J9022                 0636                        116       8000.00\n'],
    ['999', '    837 0002 rejected\n      IK5:5\n      IK5:I5\n      IK403:7 at SV1 segment 33 element 1\n'],
    ['277CA', '  IB-000124-1             A7 rejected: invalid  A7:218:85 A7:21 A7:218\n'],
  ])('shows what a %s says', async (name, lines) => {
    expect((await answerTo(samples[name] ?? '', false)).out).toContain(lines);
  });

  test.each(Object.entries(samples))('of a %s fits 80 columns and names no patient', async (_name, file) => {
    const { out, err } = await answerTo(file, false);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const personal = personalIn(file);
    expect(personal.filter((text) => `${out}${err}`.includes(text))).toEqual([]);
  });

  test('looks for people where there are some', () => {
    expect(Object.values(samples).map((file) => personalIn(file).length > 1)).toEqual(
      Object.keys(samples).map((name) => name !== '999'),
    );
  });

  test('tells issues on stderr, with what they are about', async () => {
    const spoilt = (samples['835'] ?? '').replace('BPR*I*8862.34', 'BPR*I*8862.35');
    const { out, err, exit } = await answerTo(spoilt, false);
    expect(exit).toBe(1);
    expect(err).toBe(
      `error REMITTANCE_UNBALANCED at 835/BPR BPR02 (segment 2): The payment is 8862.35, the claims less the provider adjustments are 8862.34. Ask the payer for a corrected remittance. [005010X221A1 balancing] (number 0001 of group 7, byte ${spoilt.indexOf('BPR*')})\n`,
    );
    expect(out).toContain('835, number 0001: 49 segments, 1 error\n');
    expect(out).toContain('  balanced: no, so nothing of it may be posted\n');
    expect(out).toContain('1 transaction set: 1 error, 0 warnings.\n');
  });

  test('lets no text of the file speak to the terminal', async () => {
    const hostile = (samples['835'] ?? '').replaceAll('IB-000124-1', 'IB\u001b[2J\u202e4-1');
    const { out, err } = await answerTo(hostile, false);
    expect(out).toContain('IB?[2J?4-1');
    expect(`${out}${err}`).not.toMatch(/[^\P{C}\n]/u);
    expect(plain('a\rb\tc\nd')).toBe('a?b?c\nd');
  });
});

/** Names and ids of NM1 segments about people, and birth and service dates. */
const personalIn = (file: string): string[] =>
  file.split('~\n').flatMap((segment) => {
    const [id = '', first = '', ...rest] = segment.split('*');
    if (id === 'NM1' && ['IL', 'QC', '74'].includes(first)) return [rest[1], rest[2], rest[7]].filter(isLong);
    if (id === 'DMG') return [rest[0]].filter(isLong);
    return id === 'DTP' || id === 'DTM' ? (first === '405' ? [] : [rest.at(-1)].filter(isLong)) : [];
  });
const isLong = (text: string | undefined): text is string => text !== undefined && text.length > 2;

describe('a row', () => {
  test('keeps its columns when a cell is too long for its own', () => {
    expect(row([10, -8, -8], ['A', '1', '2'])).toBe('  A             1       2\n');
    expect(row([10, -8, -8], ['ABCDEFGHIJKLMNOP', '1', '2'])).toBe('  ABCDEFGHIJKLMNOP\n                1       2\n');
    expect(row([10, -8, -8], ['A', '123456789', '2'])).toBe('  A       123456789\n                        2\n');
  });
});

test('a file is read in pieces', async () => {
  const pieces: string[] = [];
  for await (const piece of piecesOf(import.meta.filename)) pieces.push(new TextDecoder().decode(piece));
  expect(pieces.join('')).toContain('a file is read in pieces');
});
