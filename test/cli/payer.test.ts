import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { payer } from '../../src/cli/payer/payer.ts';
import { scriptNames } from '../../src/synthetic/payer/scripts.ts';
import { answerTo, memoryIo, samples } from './readSamples.ts';

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'payer-'));
});
afterEach(() => rmSync(out, { recursive: true }));

/** Runs the command on a sample; gives what it told and the files it left. */
async function play(sample: string | undefined, script?: string) {
  const { io, told } = memoryIo();
  const bytes = sample === undefined ? undefined : new TextEncoder().encode(sample);
  const exit = await payer('in/ours.x12', { script, out }, { ...io, read: async () => bytes });
  return { exit, files: readdirSync(out).sort(), ...told() };
}

test('answers a claim with what its payer would send, named after the file', async () => {
  expect(await play(samples['837P'])).toEqual({
    exit: 0,
    files: ['ours-1-999.x12', 'ours-2-277ca.x12', 'ours-3-835.x12'],
    out: [
      'No script: requests are approved, claims are paid.',
      '  file                                        kind    comes',
      '  ours-1-999.x12                              999     at once',
      '  ours-2-277ca.x12                            277CA   at once',
      '  ours-3-835.x12                              835     later (step 1)',
      `3 files in ${out}`,
      '',
    ].join('\n'),
    err: '',
  });
});

test('denies a request when the script says so', async () => {
  const { exit, files } = await play(samples['278 request'], 'deny');
  expect([exit, files]).toEqual([0, ['ours-1-999.x12', 'ours-2-278.x12']]);
  const { out: page } = await answerTo(readFileSync(join(out, 'ours-2-278.x12')), false);
  expect(page).toContain('A3 denied');
});

test.each(scriptNames)('writes for %s only files that can be read', async (script) => {
  for (const kind of ['278 request', '837P', '837I']) {
    const { exit, files } = await play(samples[kind], script);
    expect([kind, exit]).toEqual([kind, 0]);
    for (const file of files) {
      const cent = script === 'off-by-a-cent' && file.endsWith('835.x12');
      expect([file, (await answerTo(readFileSync(join(out, file)), false)).exit]).toEqual([file, cent ? 1 : 0]);
    }
  }
});

test('sends a file twice when the first answers get lost, so that they arrive', async () => {
  const { files } = await play(samples['278 request'], 'lose-reply');
  expect(files).toEqual(['ours-0-ta1-repeat-1.x12', 'ours-1-999.x12', 'ours-2-278.x12']);
});

test('says that a script about requests leaves claims as they are', async () => {
  expect((await play(samples['837P'], 'deny')).out).toContain('It says nothing of claims, so they are paid as usual.');
});

test('lists every script with what it does when the name is none of them', async () => {
  const { exit, err, files } = await play(samples['837P'], 'approv');
  expect([exit, files]).toEqual([2, []]);
  for (const name of scriptNames) expect(err).toMatch(new RegExp(`^  ${name} +[A-Z].+`, 'm'));
  expect(err.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test.each([
  ['a file that is not there', undefined, 'FILE_UNREADABLE'],
  ['a file that is no X12', 'Dear payer', 'NOT_X12'],
])('refuses %s', async (_, text, code) => {
  const { exit, err, files } = await play(text);
  expect([exit, files]).toEqual([2, []]);
  expect(err).toContain(code);
});

test('refuses a cut file by TA1 and says so in its exit code', async () => {
  const { exit, files, err } = await play(samples['837P']?.replace(/IEA[\s\S]*$/, ''));
  expect([exit, files]).toEqual([1, ['ours-0-ta1-refused.x12']]);
  expect(err).toContain('infusebridge validate in/ours.x12');
});
