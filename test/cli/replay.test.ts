import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { replay } from '../../src/cli/replay/replay.ts';

const STORY = fileURLToPath(new URL('../../fixtures/scenarios/01-pembrolizumab', import.meta.url));
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infusebridge-replay-'));
  await cp(STORY, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(options: { readonly update: boolean } = { update: false }, where = folder) {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    read: async () => undefined,
  };
  return { code: await replay([where], options, io), out, err };
}
const out = (name: string): string => join(folder, 'out', name);

describe('replay', () => {
  it('says that a story is the same, however often it is told', async () => {
    const files = (await readdir(join(folder, 'out'))).length;
    for (let time = 0; time < 2; time += 1)
      expect(await run()).toEqual({ code: 0, out: `${folder}: ${files} of ${files} files are the same\n`, err: '' });
  });

  it('shows the first line that differs, a file that is missing and one that is too many', async () => {
    const text = await readFile(out('278-0001.x12'), 'utf8');
    await writeFile(out('278-0001.x12'), text.replace('1200', '1201'));
    await rm(out('837-0002.x12'));
    await writeFile(out('extra.json'), '{}');
    const { code, out: told } = await run();
    expect(code).toBe(1);
    expect(told).toContain('278-0001.x12: differs from line');
    expect(told).toMatch(/^ {4}- .*1201/m);
    expect(told).toMatch(/^ {4}\+ .*1200/m);
    expect(told).toContain('837-0002.x12: produced, but not in out/');
    expect(told).toContain('extra.json: in out/, but not produced');
  });

  it('writes with --update exactly what it compares with', async () => {
    await rm(join(folder, 'out'), { recursive: true });
    expect((await run({ update: true })).code).toBe(0);
    for (const name of await readdir(join(STORY, 'out')))
      expect(await readFile(out(name), 'utf8')).toBe(await readFile(join(STORY, 'out', name), 'utf8'));
    expect((await run()).code).toBe(0);
  });

  it.each([
    ['no folder at all', 'SCENARIO_UNREADABLE', async () => rm(folder, { recursive: true })],
    ['a configuration without a clock', 'SCENARIO_INVALID', async () => writeFile(join(folder, 'config.json'), '{}')],
    ['a configuration that is no JSON', 'SCENARIO_INVALID', async () => writeFile(join(folder, 'config.json'), '{')],
    ['no steps', 'SCENARIO_EMPTY', async () => rm(join(folder, 'in'), { recursive: true })],
    ['a step of another kind', 'SCENARIO_STEP_UNKNOWN', async () => writeFile(join(folder, 'in', '99.txt'), '')],
    ['a bundle that is no JSON', 'SCENARIO_STEP_UNREADABLE', async () => writeFile(join(folder, 'in', '99.json'), '{')],
    [
      'a bundle that is a number',
      'SCENARIO_STEP_UNREADABLE',
      async () => writeFile(join(folder, 'in', '99.json'), '5'),
    ],
    [
      'a resource without an id',
      'SCENARIO_STEP_UNREADABLE',
      async () =>
        writeFile(
          join(folder, 'in', '99.json'),
          '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Coverage"}}]}',
        ),
    ],
  ])('answers 2 and names the fault for %s', async (_what, code, spoil) => {
    await spoil();
    const told = await run();
    expect(told.code).toBe(2);
    expect(told.err).toContain(code);
    expect(told.out).toBe('');
  });
});
