import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { type FolderPartnerOptions, openFolderPartner } from '../../src/adapters/folderPartner.ts';
import { Fault } from '../../src/ports.ts';
import { INTERCHANGE, tradingPartnerConformance } from '../conformance/tradingPartner.ts';

const directories: string[] = [];
const freshDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'folder-partner-'));
  directories.push(directory);
  return directory;
};
afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

const contents = async (folder: string): Promise<Record<string, string>> => {
  const files: Record<string, string> = {};
  for (const name of await readdir(folder)) files[name] = await readFile(join(folder, name), 'utf8');
  return files;
};

tradingPartnerConformance('a folder', async () => {
  const directory = await freshDirectory();
  return {
    partner: await openFolderPartner({ name: 'payer', directory }),
    received: () => contents(join(directory, 'outbound')),
    leave: (name, content) => writeFile(join(directory, 'inbound', name), content),
  };
});

describe('a folder partner', () => {
  const open = async (options: Partial<FolderPartnerOptions> = {}) => {
    const directory = await freshDirectory();
    const partner = await openFolderPartner({ name: 'payer', directory, ...options });
    return { directory, partner, inbound: join(directory, 'inbound'), archive: join(directory, 'archive') };
  };
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('refuses to replace a file of the same name with other bytes', async () => {
    const { directory, partner } = await open();
    expect(await partner.send({ name: 'a.x12', bytes: bytes('first') })).toBe('sent');
    expect(await partner.send({ name: 'a.x12', bytes: bytes('second') })).toBe('refused');
    expect(await contents(join(directory, 'outbound'))).toEqual({ 'a.x12': 'first' });
  });

  it('starts over when a killed process left half a file behind', async () => {
    const { directory, partner } = await open();
    await writeFile(join(directory, 'outbound', 'a.x12.part'), 'hal');
    expect(await partner.send({ name: 'a.x12', bytes: bytes('whole') })).toBe('sent');
    expect(await contents(join(directory, 'outbound'))).toEqual({ 'a.x12': 'whole' });
  });

  it.each(['../a.x12', 'a/b.x12', '..', '', '.hidden', 'a\u0000b', 'C:\\x'])(
    'never writes to the path %j',
    async (name) => {
      const { partner } = await open();
      await expect(partner.send({ name, bytes: bytes('x') })).rejects.toThrow('not a plain file name');
    },
  );

  it('says Fault, without the path, when the folder is gone', async () => {
    const { directory, partner } = await open();
    await rm(directory, { recursive: true });
    const send = partner.send({ name: 'a.x12', bytes: bytes('x') });
    await expect(send).rejects.toThrow(new Fault('partner folder: cannot write (ENOENT)'));
    await expect(partner.receive()).rejects.toThrow(new Fault('partner folder: cannot list (ENOENT)'));
  });

  it('waits for the end of a file that is still being written', async () => {
    const { partner, inbound } = await open({ settleMs: 60_000 });
    await writeFile(join(inbound, 'a.835'), INTERCHANGE.slice(0, -20));
    expect(await partner.receive()).toEqual([]);
    await appendFile(join(inbound, 'a.835'), INTERCHANGE.slice(-20));
    expect((await partner.receive()).map((file) => file.name)).toEqual(['a.835']);
  });

  it('hands over what never becomes an interchange once it has settled, rather than never', async () => {
    const { partner, inbound } = await open({ settleMs: 40 });
    await writeFile(join(inbound, 'cut.835'), INTERCHANGE.slice(0, 60));
    await writeFile(join(inbound, 'empty.835'), '');
    expect(await partner.receive()).toEqual([]);
    await sleep(60);
    expect((await partner.receive()).map((file) => file.name)).toEqual(['cut.835', 'empty.835']);
  });

  it('leaves a file alone that grew after it was handed over, and hands it over again', async () => {
    const { partner, inbound, archive } = await open();
    await writeFile(join(inbound, 'a.835'), INTERCHANGE);
    await partner.receive();
    const second = INTERCHANGE.replaceAll('000000001', '000000002');
    await appendFile(join(inbound, 'a.835'), second);
    await partner.archive('a.835');
    expect(await contents(archive)).toEqual({});
    const [file] = await partner.receive();
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(INTERCHANGE + second);
    await partner.archive('a.835');
    expect(await contents(archive)).toEqual({ 'a.835': INTERCHANGE + second });
  });

  it('takes no unfinished, hidden or linked file and no folder', async () => {
    const { directory, partner, inbound } = await open();
    for (const name of ['a.part', '.a.835', 'a.835.filepart', 'a.TMP', 'a.835~']) {
      await writeFile(join(inbound, name), INTERCHANGE);
    }
    await mkdir(join(inbound, 'folder.835'));
    await writeFile(join(directory, 'secret'), INTERCHANGE);
    await symlink(join(directory, 'secret'), join(inbound, 'link.835'));
    expect(await partner.receive()).toEqual([]);
  });

  it('takes names that are not UTF-8, and archives them under a harmless name', async () => {
    const { partner, inbound, archive } = await open();
    await writeFile(Buffer.concat([Buffer.from(`${inbound}/`), Buffer.from([0x66, 0xe9, 0x2e, 0x38])]), INTERCHANGE);
    const [file] = await partner.receive();
    expect(file?.name).toBe('f\u00e9.8');
    await partner.archive('f\u00e9.8');
    expect(await contents(archive)).toEqual({ 'f_.8': INTERCHANGE });
    expect(await readdir(inbound)).toEqual([]);
  });

  it('does not archive a file outside its folder, whatever the name says', async () => {
    const { directory, partner } = await open();
    await writeFile(join(directory, 'outside'), 'x');
    await partner.archive('../outside');
    expect(await readFile(join(directory, 'outside'), 'utf8')).toBe('x');
  });
});
