/** The peers on an 835: what an author would write with each library to get claims, cents and balances. */

import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { X12Parser, type X12Segment } from 'node-x12';
import { Schema, X12grouper, X12parser } from 'x12-parser';
import type { Tally } from './contest.ts';
import { Sums } from './sums.ts';

type Parsed = Readonly<Record<string, string>>;
/** The fastest size of a chunk for a stream here; the default of 64 KiB costs half as much again. */
const CHUNK = 262_144;

export async function x12ParserSegments(path: string): Promise<Tally> {
  let segments = 0;
  const parser = createReadStream(path, { highWaterMark: CHUNK }).pipe(new X12parser('latin1'));
  parser.on('data', () => {
    segments += 1;
  });
  await finished(parser);
  return { segments };
}

/** The recommended way: grouped on CLP, so that memory stays constant; sums in cents and balances of each claim. */
export async function x12ParserGrouped(path: string): Promise<Tally> {
  const sums = new Sums();
  const schema = new Schema('005010X221A1', { start: 'CLP', name: 'claim', terminators: ['LX', 'PLB', 'SE'] });
  const grouper = createReadStream(path, { highWaterMark: CHUNK })
    .pipe(new X12parser('latin1'))
    .pipe(new X12grouper(schema));
  grouper.on('data', (item: { isGroup?: boolean; data?: readonly Parsed[] }) => {
    if (item.isGroup !== true) return;
    for (const segment of item.data ?? []) {
      const at = (element: number) => segment[String(element)] ?? '';
      sums.take(segment['name'] ?? '', at);
    }
  });
  await finished(grouper);
  return sums.end();
}

export async function nodeX12Stream(path: string): Promise<Tally> {
  const sums = new Sums();
  let segments = 0;
  const parser = createReadStream(path, { highWaterMark: CHUNK }).pipe(new X12Parser());
  parser.on('data', (segment: X12Segment) => {
    segments += 1;
    sums.take(segment.tag, (element) => segment.valueOf(element) ?? '');
  });
  await finished(parser);
  return { segments, ...sums.end() };
}

/** The least that any reader in JavaScript does: look at every byte. */
export async function byteLoop(path: string): Promise<Tally> {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(CHUNK);
  let segments = 0;
  for (;;) {
    const length = readSync(file, buffer);
    if (length === 0) break;
    for (let at = 0; at < length; at++) if (buffer[at] === 0x7e) segments += 1;
  }
  closeSync(file);
  return { segments };
}
