import { expect, test } from 'vitest';
import { codeNames } from '../../src/cli/explain/codeNames.ts';
import { explain, explainPieces } from '../../src/cli/explain/explain.ts';
import { memoryIo, samples } from './readSamples.ts';

async function page(
  text: string | Uint8Array,
  options: { reveal?: boolean; colour?: boolean; pieceBytes?: number } = {},
) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { reveal = false, colour = false, pieceBytes = 65_536 } = options;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const { io, told } = memoryIo();
  const exit = await explainPieces(pieces(), { reveal, colour, means: await codeNames() }, io);
  return { exit, ...told() };
}
const sample = (name: string): string => samples[name] ?? '';

test.each(Object.keys(samples))('fits the %s into 80 columns and says that it is in order', async (name) => {
  const { exit, out } = await page(sample(name), { reveal: true });
  expect(exit).toBe(0);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('shows a line with its place, its elements and what they mean', async () => {
  const { out } = await page(sample('837P'));
  expect(out).toContain('\n2000A/2000B[1]/2300[1]/2400[1]  lines\n');
  expect(out).toContain('       SV101-2  procedure code            J9380  teclistamab-cqyv\n');
  expect(out).toContain('       SV101-3  procedure modifier 1      JW  discarded part\n');
});

test('masks by default, says so, and reveals on demand', async () => {
  const masked = await page(sample('837P'));
  expect(masked.out).toMatch(/^x stands for what may identify a patient; --reveal shows it\.\n/);
  const open = await page(sample('837P'), { reveal: true });
  const [, name = ''] = /NM1\*IL\*1\*([A-Z]+)\*/.exec(sample('837P')) ?? [];
  expect(name).not.toBe('');
  expect([masked.out.includes(name), open.out.includes(name)]).toEqual([false, true]);
});

test('tells an issue where it is, and in the exit code', async () => {
  const { exit, out } = await page(sample('835').replace('BPR*I', 'BPR*Q'));
  expect(exit).toBe(1);
  expect(out).toContain("  ! error IK403:7 BPR01: Holds 'Q'; the guide allows C, D, H, I, P, U, X.\n");
});

test('keeps a segment that no guide knows in sight', async () => {
  const { out } = await page(sample('835').replace('TRN*', 'ZZZ*SAMPLE~\nTRN*'));
  expect(out).toMatch(/ 3 ZZZ {2}not in the guide\n {5}ZZZ\*xxxxxx\n/);
});

test('names a set that no guide reads, and hides all of it', async () => {
  const { out } = await page(sample('835').replaceAll('005010X221A1', '005010X999').replace('ST*835', 'ST*834'));
  expect(out).toContain('Transaction set 0001: 834, which no guide here reads, ');
  expect(out).not.toContain('EFT-7');
});

test('uses the colours of a terminal only when asked', async () => {
  const escapeCode = String.fromCharCode(27);
  const plain = await page(sample('835'));
  const coloured = await page(sample('835'), { colour: true });
  expect(plain.out).not.toContain(escapeCode);
  expect(coloured.out.replaceAll(new RegExp(`${escapeCode}\\[\\d+m`, 'g'), '')).toBe(plain.out);
});

test('does not pass escape codes of the file on to the terminal', async () => {
  const escapeCode = String.fromCharCode(27);
  const { out } = await page(sample('835').replace('TRN*1*EFT-7', `TRN*1*EFT${escapeCode}[31m`), { reveal: true });
  expect(out).not.toContain(escapeCode);
});

test('explains a TA1', async () => {
  const { exit, out } = await page(sample('835').replace(/GS[\s\S]*IEA\*1/, 'TA1*000000017*270324*0915*R*025~\nIEA*0'));
  expect(exit).toBe(0);
  expect(out).toContain('R  rejected\n');
  expect(out).toContain('025  control number used before\n');
});

test('gives the same page whatever the pieces of the file are', async () => {
  const whole = await page(sample('278 response'));
  expect(await page(sample('278 response'), { pieceBytes: 1 })).toEqual(whole);
});

test.each([
  ['', 'NOT_X12'],
  ['hello', 'NOT_X12'],
])('says that %j is no X12', async (text, code) => {
  const { exit, out } = await page(text);
  expect([exit, out.includes(code)]).toEqual([2, true]);
});

test('says that a file is not there', async () => {
  const { io, told } = memoryIo();
  expect(await explain('/nowhere.x12', { reveal: false, colour: false }, io)).toBe(2);
  expect(told().out).toContain('FILE_UNREADABLE: There is no such file.');
});
