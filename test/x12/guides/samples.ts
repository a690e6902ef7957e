/** Public sample messages beside the project (INFUSEBRIDGE_SHARED or ../shared); none of them is part of it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Issue } from '../../../src/outcome.ts';
import { readUntyped } from '../../../src/x12/read.ts';
import { type Segment, scanBytes } from '../../../src/x12/scan.ts';
import type { AnyGuide } from '../../../src/x12/schema.ts';

const corpus = new URL(
  'x12/corpus/',
  process.env['INFUSEBRIDGE_SHARED'] === undefined
    ? new URL('../../../../shared/', import.meta.url)
    : `file://${process.env['INFUSEBRIDGE_SHARED']}/`,
);

/** `ST02: issue` for every error, per transaction set of one file. */
export function errorsIn(guide: AnyGuide, bytes: Uint8Array): string[] {
  const scanned = scanBytes(bytes);
  const segments = scanned.flatMap((one) => (one.is === 'segment' ? [one.segment] : []));
  return transactionSets(segments).flatMap((set) =>
    readUntyped(guide, set)
      .issues.filter((issue) => issue.severity === 'error')
      .map(inShort),
  );
}

const inShort = (issue: Issue): string => `${issue.code} ${issue.path ?? ''} ${issue.ref ?? ''}`.trim();

function transactionSets(segments: readonly Segment[]): Segment[][] {
  const sets: Segment[][] = [];
  let inside = false;
  for (const segment of segments) {
    if (segment.id === 'ST') sets.push([]);
    inside ||= segment.id === 'ST';
    if (inside) sets.at(-1)?.push(segment);
    if (segment.id === 'SE') inside = false;
  }
  return sets;
}

/** Samples that do not read without errors: the part of a file name that tells it, the errors, and the reason. */
export type Exceptions = Readonly<Record<string, { readonly errors: readonly string[]; readonly why: string }>>;

/**
 * Reads every sample of a folder. One that is not an exception must give no error; an exception must give
 * exactly the errors named for it.
 */
export function expectSamplesToRead(guide: AnyGuide, folder: string, exceptions: Exceptions): void {
  const place = new URL(`${folder}/`, corpus);
  if (!existsSync(place)) {
    console.warn(`NOT CHECKED: no public ${folder} samples beside the project`);
    return;
  }
  const found: Record<string, readonly string[]> = {};
  for (const name of readdirSync(place).sort()) {
    const errors = errorsIn(guide, readFileSync(new URL(encodeURIComponent(name), place)));
    if (errors.length > 0) found[name] = errors;
  }
  expect(found).toEqual(Object.fromEntries(Object.entries(exceptions).map(([name, { errors }]) => [name, errors])));
}
