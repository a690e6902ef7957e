import { describe, expect, test } from 'vitest';
import { codeNames } from '../../src/cli/explain/codeNames.ts';
import { explain, explainPieces } from '../../src/cli/explain/explain.ts';
import { proofsIn } from '../../src/cli/explain/proofs.ts';
import { processIo } from '../../src/cli/io.ts';
import { memoryIo, samples } from './readSamples.ts';

async function page(
  text: string | Uint8Array,
  options: {
    reveal?: boolean;
    colour?: boolean;
    json?: boolean;
    pieceBytes?: number;
    proofs?: unknown;
    recorded?: unknown;
  } = {},
) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { reveal = false, colour = false, json = false, pieceBytes = 65_536 } = options;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const { io, told } = memoryIo();
  const exit = await explainPieces(
    pieces(),
    {
      ...{ reveal, colour, json, means: await codeNames() },
      proofs: proofsIn(options.proofs),
      recorded: async () => proofsIn(options.recorded),
    },
    io,
  );
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
  expect(await explain('/nowhere.x12', { reveal: false, colour: false, json: false }, io)).toBe(2);
  expect(told().out).toContain('FILE_UNREADABLE: There is no such file.');
});

/** What `map` says of the first line of the example claim, and of another claim with the same line. */
const decided = {
  administrations: [
    {
      claim: '837P',
      number: 'IB-000123-1',
      lines: [
        {
          hcpcs: 'J9380',
          units: 9,
          proof: ['Dose on 2027-03-10, MedicationAdministration/robin-1: 9 mg / 1 mg = 9 units, since 2024-01-01'],
        },
      ],
    },
    { claim: '837P', number: 'IB-000999-1', lines: [{ hcpcs: 'J9380', units: 9, proof: ['another dose'] }] },
  ],
};
const LINE = 'proof: Dose on xxxx-xx-xx, MedicationAdministration/xxx: 9 mg / 1 mg = 9 units, since 2024-01-01';
/** A page as one line, however it was wrapped. */
const unwrapped = (out: string): string => out.replace(/\s+/g, ' ');

describe('the proof of a line', () => {
  test('stands below it, without a day of care or an id', async () => {
    const { out } = await page(sample('837P'), { proofs: decided });
    expect(unwrapped(out)).toContain(LINE);
    expect(out).not.toMatch(/2027-03-10, Med|robin-1|another dose/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const open = await page(sample('837P'), { proofs: decided, reveal: true });
    expect(unwrapped(open.out)).toContain('proof: Dose on 2027-03-10, MedicationAdministration/robin-1');
  });

  test('is the one on record where there is one, and hides the same', async () => {
    const nearby = JSON.parse(JSON.stringify(decided).replace('Dose on', 'Perhaps a dose on'));
    const { out } = await page(sample('837P'), { proofs: nearby, recorded: decided });
    expect(unwrapped(out)).toContain(LINE);
    expect(out).not.toMatch(/2027-03-10, Med|robin-1|Perhaps/);
    const open = await page(sample('837P'), { recorded: decided, reveal: true });
    expect(unwrapped(open.out)).toContain('proof: Dose on 2027-03-10, MedicationAdministration/robin-1');
  });

  test('is not shown where two lines could be meant', async () => {
    const text = sample('837P').replaceAll('IB-000123-1', 'IB-000777-1');
    expect((await page(text, { proofs: decided })).out).not.toContain('proof:');
  });

  test('is found beside the message, in the decisions of its scenario', async () => {
    const folder = new URL('../../fixtures/scenarios/01-pembrolizumab/out', import.meta.url).pathname;
    const { io, told } = memoryIo();
    const reading = { ...io, read: processIo.read };
    const options = { reveal: false, colour: false, json: false };
    expect(await explain(`${folder}/278-0001.x12`, options, reading)).toBe(0);
    expect(unwrapped(told().out)).toContain('proof: 200 mg x 6 doses / 1 mg = 1200 units (J9271,');
  });

  test('comes from the file that is named, or the command says that it cannot', async () => {
    const folder = new URL('../../fixtures/scenarios/01-pembrolizumab', import.meta.url).pathname;
    const { io, told } = memoryIo();
    const options = { reveal: false, colour: false, json: false, proof: `${folder}/story.md` };
    expect(await explain(`${folder}/out/278-0001.x12`, options, { ...io, read: processIo.read })).toBe(2);
    expect(told().err).toContain('PROOF_UNREADABLE');
  });
});

describe('the document', () => {
  interface Part {
    readonly is: string;
    readonly segments?: readonly {
      readonly id: string;
      readonly text: string;
      readonly elements: readonly { readonly ref: string; readonly text: string; readonly means?: string }[];
      readonly proof?: readonly string[];
      readonly issues?: readonly { readonly code: string }[];
    }[];
  }
  const documentOf = async (text: string, reveal = false) => {
    const { exit, out } = await page(text, { json: true, proofs: decided, reveal });
    return { exit, ...(JSON.parse(out) as { version: number; revealed: boolean; parts: readonly Part[] }) };
  };

  test.each(Object.keys(samples))('of the %s has every segment of the page, in order', async (name) => {
    const { exit, version, revealed, parts } = await documentOf(sample(name));
    expect([exit, version, revealed]).toEqual([0, 1, false]);
    expect(parts.map(({ is }) => is)).toEqual(['interchange', 'group', 'transaction']);
    const { out } = await page(sample(name));
    const lines = out.split('\n').flatMap((line) => /^ {1,3}\d+ ([A-Z0-9]{2,3})(?: {2}|$)/.exec(line)?.[1] ?? []);
    expect(parts[2]?.segments?.map(({ id }) => id)).toEqual(lines);
  });

  test('has names, values, meanings and proofs, and hides what the page hides', async () => {
    const { parts } = await documentOf(sample('837P'));
    const line = parts[2]?.segments?.find(({ id }) => id === 'SV1');
    expect(line?.elements.find(({ ref }) => ref === 'SV101-2')).toMatchObject({
      name: 'procedure code',
      text: 'J9380',
      means: 'teclistamab-cqyv',
      hidden: false,
    });
    expect(line?.proof?.[0]).toContain('MedicationAdministration/xxx');
    expect(JSON.stringify(parts)).not.toMatch(/ROBIN|CHP000111222|19700115/);
    expect(JSON.stringify((await documentOf(sample('837P'), true)).parts)).toMatch(/ROBIN/);
  });

  test('tells an issue at its segment, and is whole for a file that is none', async () => {
    const { exit, parts } = await documentOf(sample('835').replace('BPR*I', 'BPR*Q'));
    expect(exit).toBe(1);
    expect(parts[2]?.segments?.[1]?.issues).toMatchObject([{ code: 'IK403:7', ref: 'BPR01' }]);
    const none = await documentOf('');
    expect([none.exit, none.parts.map(({ is }) => is)]).toEqual([2, ['issues']]);
  });
});
