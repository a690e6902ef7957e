/** A file of 20 MB in a process that could never hold it. */

import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonPieces } from '../../src/cli/read/jsonPieces.ts';
import { root } from '../house/project.ts';
import { fc } from '../properties.ts';
import { samples } from './readSamples.ts';

/** The heap of the reading process: its own code needs some 20 MB, the segments of this file would need 300. */
const HEAP_MB = 48;
const FILE_MB = 20;
const folder = mkdtempSync(join(tmpdir(), 'read-'));
const file = join(folder, 'large.x12');
let sets = 0;

beforeAll(async () => {
  const [head = '', rest = ''] = (samples['835'] ?? '').split(/(?=ST\*)/);
  const set = rest.slice(0, rest.indexOf('GE*'));
  const stream = createWriteStream(file);
  stream.write(head);
  for (let bytes = 0; bytes < FILE_MB * 1_000_000; bytes += set.length) {
    sets += 1;
    const control = String(sets).padStart(9, '0');
    stream.write(set.replace('*0001', `*${control}`).replace('SE*49*0001', `SE*49*${control}`));
  }
  stream.end(`GE*${sets}*7~\nIEA*1*000000905~\n`);
  await finished(stream);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('JSON in pieces is the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value));
    }),
  );
  expect([...jsonPieces({ a: undefined, b: [], c: {} })].join('')).toBe('{"b":[],"c":{}}');
});

test.each([
  ['the document', true, /"set":"835"/g],
  ['the page', false, /835, number/g],
])('%s of 20 MB is written in a process with a small heap', async (_what, json, mark) => {
  const child = reading(json);
  const seen = { sets: 0, rest: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (seen.rest + text).split('\n');
    seen.rest = lines.pop() ?? '';
    seen.sets += lines.filter((line) => line.search(mark) >= 0).length;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    seen.err += text;
  });
  const exit = await new Promise((resolve) => child.on('close', resolve));
  expect([exit, seen.err, seen.sets]).toEqual([0, '', sets]);
});

test('a reader who has seen enough ends the command quietly', async () => {
  const child = reading(true);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const exit = await new Promise((resolve) => child.on('close', resolve));
  expect([exit, err]).toEqual([0, '']);
});

/** The command on the large file, in a process with a small heap. */
function reading(json: boolean) {
  const program = `
    const { read } = await import('${pathToFileURL(join(root, 'src/cli/read/read.ts')).href}');
    const { processIo } = await import('${pathToFileURL(join(root, 'src/cli/io.ts')).href}');
    process.exitCode = await read([${JSON.stringify(file)}], { json: ${json} }, processIo);`;
  const options = [`--max-old-space-size=${HEAP_MB}`, '--input-type=module', '--eval', program];
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] });
}
