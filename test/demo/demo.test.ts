import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { live, startDemo } from './life.ts';
import { outcomeOf } from './outcome.ts';

const LONG = 180_000;
let cwd = '';

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'infusebridge-demo-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** The tables and everything after them. */
const result = (out: string): string => out.slice(out.indexOf('┌'));

describe('the demo', () => {
  let first = '';
  it('tells its stories to the end and leaves nothing open, lost or done twice', { timeout: LONG }, async () => {
    const { exitCode, out } = await live(cwd, undefined);
    expect(exitCode).toBe(0);
    first = result(out);
    expect(first.split('\n').every((line) => line.length <= 82 || line.startsWith('  bin/'))).toBe(true);
    const { problems, told } = await outcomeOf(join(cwd, 'demo-data'));
    expect(problems).toEqual([]);
    expect(told.length).toBeGreaterThan(1);
  });

  it('says with --keep that it was finished before and shows the same result again', { timeout: LONG }, async () => {
    const { exitCode, out, err } = await live(cwd, undefined, '--keep');
    expect(exitCode).toBe(0);
    expect(err).toContain('This run was finished before');
    expect(err).not.toContain('278 written');
    expect(result(out)).toBe(first);
  });

  it('starts afresh, keeps a second one out with exit 3, and closes on Ctrl-C', { timeout: LONG }, async () => {
    const running = startDemo(cwd);
    const begun = new Promise<void>((resolve) =>
      running.child.stderr?.on('data', (chunk) => String(chunk).includes('In the EHR') && resolve()),
    );
    await Promise.race([begun, running.ended]);
    for (const options of [[], ['--keep']]) {
      const second = await live(cwd, undefined, ...options);
      expect(second.exitCode).toBe(3);
      expect(second.err).toMatch(/^infusebridge: The data directory demo-data is in use by process \d+/m);
      expect(second.err).not.toMatch(/^ +at /m);
    }
    running.child.kill('SIGINT');
    const { exitCode, err, out } = await running.ended;
    expect(exitCode).toBe(130);
    expect(err).toContain('`demo --keep` goes on from here');
    expect(out).toBe('');
  });

  it('goes on after Ctrl-C without telling again what was told', { timeout: LONG }, async () => {
    const { exitCode, err } = await live(cwd, undefined, '--keep');
    expect(exitCode).toBe(0);
    expect(err).toContain('Going on with the run that stopped on');
    expect((await outcomeOf(join(cwd, 'demo-data'))).problems).toEqual([]);
  });

  it('ends at once when it is interrupted twice', { timeout: LONG }, async () => {
    const { child, ended } = startDemo(cwd, '--keep');
    child.stderr?.once('data', () => child.kill('SIGINT'));
    child.stderr?.on('data', (chunk) => String(chunk).includes('once more') && child.kill('SIGINT'));
    await Promise.race([ended, sleep(20_000, undefined, { ref: false })]);
    expect(child.signalCode).toBe('SIGINT');
  });
});
