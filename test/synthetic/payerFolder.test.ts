import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { openSyntheticPayer, type SyntheticPayerOptions } from '../../src/synthetic/payer/folder.ts';
import { readJournal } from '../../src/synthetic/payer/journal.ts';
import { startSyntheticPayer } from '../../src/synthetic/payer/start.ts';
import { acceptedTwice } from '../../src/synthetic/payer/state.ts';
import { claim837p, request278 } from './payerSamples.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'payer-'));
  folders.push(folder);
  await mkdir(join(folder, 'outbound'));
  return folder;
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** As a partner's adapter does: under another name first. */
async function drop(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, 'outbound', `${name}.part`), bytes);
  await rename(join(folder, 'outbound', `${name}.part`), join(folder, 'outbound', name));
}
const namesIn = async (folder: string, name: string): Promise<string[]> =>
  (await readdir(join(folder, name))).toSorted();
/** Every answer by name. */
async function answersIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await namesIn(folder, 'inbound');
  const texts = await Promise.all(names.map((name) => readFile(join(folder, 'inbound', name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}
async function settle(options: SyntheticPayerOptions): Promise<void> {
  const payer = await openSyntheticPayer(options);
  for (let step = await payer.step(); step.taken + step.sent > 0; step = await payer.step());
}

describe('the payer of a folder', () => {
  test('takes files, keeps them, and answers under names that follow from theirs', async () => {
    const folder = await newFolder();
    await drop(folder, '278-1.x12', request278());
    await drop(folder, '837-1.x12', claim837p());
    await settle({ folder });
    expect(await namesIn(folder, 'outbound')).toEqual([]);
    expect(await namesIn(folder, 'taken')).toEqual(['278-1.x12', '837-1.x12']);
    expect(await namesIn(folder, 'inbound')).toEqual([
      '278-1-1-999.x12',
      '278-1-2-278.x12',
      '837-1-1-999.x12',
      '837-1-2-277ca.x12',
      '837-1-3-835.x12',
    ]);
  });

  test('leaves a file alone while it is being written', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'outbound', '278-1.x12.part'), request278());
    await settle({ folder });
    expect(await namesIn(folder, 'outbound')).toEqual(['278-1.x12.part']);
    expect(await namesIn(folder, 'inbound')).toEqual([]);
  });

  test('sends the remittance only after its delay, also when it was closed meanwhile', async () => {
    const folder = await newFolder();
    await drop(folder, '837-1.x12', claim837p());
    let time = 1_000;
    const options: SyntheticPayerOptions = { folder, paymentDelayMs: 500, now: () => time };
    const before = await openSyntheticPayer(options);
    expect(await before.step()).toEqual({ taken: 1, sent: 2, waiting: 1 });
    time = 1_499;
    expect(await before.step()).toEqual({ taken: 0, sent: 0, waiting: 1 });
    time = 1_500;
    const after = await openSyntheticPayer(options);
    expect(await after.step()).toEqual({ taken: 0, sent: 1, waiting: 0 });
    expect(await namesIn(folder, 'inbound')).toContain('837-1-3-835.x12');
  });

  test('answers the same file under the same name again as a repeat, and delivers what was lost', async () => {
    const folder = await newFolder();
    await drop(folder, '837-1.x12', claim837p());
    await settle({ folder, script: 'lose-reply' });
    expect(await namesIn(folder, 'inbound')).toEqual([]);
    await drop(folder, '837-1.x12', claim837p());
    await settle({ folder, script: 'lose-reply' });
    expect(await namesIn(folder, 'inbound')).toEqual([
      '837-1-1-999.x12',
      '837-1-2-0-ta1-repeat-1.x12',
      '837-1-2-277ca.x12',
      '837-1-3-835.x12',
    ]);
    expect(await namesIn(folder, 'taken')).toEqual(['837-1-2.x12', '837-1.x12']);
    expect((await readJournal(folder)).payer.accepted).toEqual({ 'CLM-1': 1 });
  });

  test('runs by itself until it is closed', async () => {
    const folder = await newFolder();
    const payer = await startSyntheticPayer({ folder, pollMs: 1 });
    await drop(folder, '837-1.x12', claim837p());
    while ((await namesIn(folder, 'inbound')).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await payer.close();
    expect(payer.state().accepted).toEqual({ 'CLM-1': 1 });
    await drop(folder, '278-1.x12', request278());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await namesIn(folder, 'outbound')).toEqual(['278-1.x12']);
  });

  test('a failure stops it and is told by close', async () => {
    const folder = await newFolder();
    const payer = await startSyntheticPayer({ folder, pollMs: 1 });
    await rm(join(folder, 'outbound'), { recursive: true });
    await expect(payer.done).rejects.toThrow('ENOENT');
    await expect(payer.close()).rejects.toThrow('ENOENT');
  });
});

describe('the payer of a folder, killed', () => {
  const files = [
    ['278-1.x12', request278()],
    ['837-1.x12', claim837p(906)],
    ['837-2.x12', claim837p(907, { id: 'CLM-2' })],
  ] as const;

  async function undisturbed(): Promise<Readonly<Record<string, string>>> {
    const folder = await newFolder();
    for (const [name, bytes] of files) await drop(folder, name, bytes);
    await settle({ folder });
    return answersIn(folder);
  }

  test('between the taking and its memory: what was taken is answered, once', async () => {
    const folder = await newFolder();
    for (const [name, bytes] of files) await drop(folder, name, bytes);
    const payer = await openSyntheticPayer({
      folder,
      script: () => {
        throw new Error('killed here');
      },
    });
    await expect(payer.step()).rejects.toThrow('killed here');
    expect(await namesIn(folder, 'outbound')).toEqual([]);
    expect((await readJournal(folder)).payer.accepted).toEqual({});
    await settle({ folder });
    expect(await answersIn(folder)).toEqual(await undisturbed());
    expect((await readJournal(folder)).payer.accepted).toEqual({ 'CLM-1': 1, 'CLM-2': 1 });
  });

  test('between its memory and the first answer: the answers follow', async () => {
    const folder = await newFolder();
    for (const [name, bytes] of files) await drop(folder, name, bytes);
    const payer = await openSyntheticPayer({ folder });
    await rm(join(folder, 'inbound'), { recursive: true });
    await expect(payer.step()).rejects.toThrow('ENOENT');
    expect(await namesIn(folder, 'outbound')).toEqual([]);
    await settle({ folder });
    expect(await answersIn(folder)).toEqual(await undisturbed());
  });

  test('between the answers and the note that they are out: they come again with the same bytes', async () => {
    const folder = await newFolder();
    for (const [name, bytes] of files) await drop(folder, name, bytes);
    const payer = await openSyntheticPayer({ folder });
    await rm(join(folder, 'inbound'), { recursive: true });
    await expect(payer.step()).rejects.toThrow('ENOENT');
    const memory = join(folder, 'payer-state.json');
    await cp(memory, `${memory}.kept`);
    await settle({ folder });
    const first = await answersIn(folder);
    await cp(`${memory}.kept`, memory);
    await settle({ folder });
    expect(await answersIn(folder)).toEqual(first);
  });

  test('another file under a name that was taken is answered under a name of its own', async () => {
    const folder = await newFolder();
    await drop(folder, '837-1.x12', claim837p(906));
    await settle({ folder });
    await drop(folder, '837-1.x12', claim837p(907, { id: 'CLM-2' }));
    await settle({ folder });
    expect((await namesIn(folder, 'inbound')).filter((name) => name.includes('835'))).toEqual([
      '837-1-2-3-835.x12',
      '837-1-3-835.x12',
    ]);
    expect((await readJournal(folder)).payer.accepted).toEqual({ 'CLM-1': 1, 'CLM-2': 1 });
  });

  test('as a process, by SIGKILL, again and again: nothing is lost, nothing is accepted twice', async () => {
    const folder = await newFolder();
    const calm = await newFolder();
    const claims = Array.from({ length: 60 }, (_, index) => index);
    const child = fileURLToPath(new URL('payerChild.ts', import.meta.url));
    for (const round of [0, 1, 2, 3]) {
      const process_ = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(process_.stdout, 'data');
      for (const index of claims.filter((claim) => claim % 4 === round)) {
        const bytes = claim837p(1000 + index, { id: `CLM-${index}` });
        for (const target of [folder, calm]) await drop(target, `837-${1000 + index}.x12`, bytes);
      }
      // Different moments of its work in each round.
      await new Promise((resolve) => setTimeout(resolve, 3 + round * 11));
      process_.kill('SIGKILL');
      await once(process_, 'exit');
    }
    await settle({ folder, asOf: '20261203' });
    await settle({ folder: calm, asOf: '20261203' });
    expect(await answersIn(folder)).toEqual(await answersIn(calm));
    const { payer, pending } = await readJournal(folder);
    expect(Object.keys(payer.accepted).length).toBe(60);
    expect(acceptedTwice(payer)).toEqual([]);
    expect(pending).toEqual([]);
  });
});
