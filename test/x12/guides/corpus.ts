/**
 * Public sample messages that stand beside the project (INFUSEBRIDGE_SHARED or ../shared), never in it.
 * Where they are missing a test says so loudly and passes on what it has.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findGuide } from '../../../src/x12/guides/index.ts';
import { type Reading, readUntyped } from '../../../src/x12/read.ts';
import { type Segment, scanBytes } from '../../../src/x12/scan.ts';

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname;

export interface Sample {
  readonly file: string;
  /** One reading per transaction set; undefined where no registered guide answers. */
  readonly readings: readonly (Reading<unknown> | undefined)[];
}

/** Every sample of one kind, read by the guide its envelope names. */
export function samples(kind: string): readonly Sample[] {
  const folder = `${shared}/x12/corpus/${kind}`;
  if (!existsSync(folder)) {
    console.warn(`NOT READ: the public ${kind} samples are not beside the project; nothing of them was tested`);
    return [];
  }
  return readdirSync(folder).map((file) => ({
    file,
    readings: transactionSets(readFileSync(`${folder}/${file}`)).map(([version, segments]) => {
      const guide = findGuide(version, segments[0]?.elements[0] ?? '', segments[1]?.elements[1]);
      return guide === undefined ? undefined : readUntyped(guide, segments);
    }),
  }));
}

/** The samples, by file name, that hold an error or have no guide; undefined where there are no samples at all. */
export function refused(kind: string): readonly string[] | undefined {
  const all = samples(kind);
  if (all.length === 0) return undefined;
  const isRefused = ({ readings }: Sample) => readings.length === 0 || !readings.every((reading) => reading?.ok);
  return all
    .filter(isRefused)
    .map(({ file }) => file)
    .sort();
}

function transactionSets(bytes: Uint8Array): readonly (readonly [version: string, segments: readonly Segment[]])[] {
  const found: [string, Segment[]][] = [];
  let version = '';
  let open: Segment[] | undefined;
  for (const scanned of scanBytes(bytes)) {
    if (scanned.is !== 'segment') continue;
    const { segment } = scanned;
    if (segment.id === 'GS') version = segment.elements[7] ?? '';
    if (segment.id === 'ST') {
      open = [];
      found.push([version, open]);
    }
    open?.push(segment);
    if (segment.id === 'SE') open = undefined;
  }
  return found;
}
