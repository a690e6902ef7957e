/** Public sample messages beside the project (INFUSEBRIDGE_SHARED or ../shared); none of them is part of it. */

import { existsSync, readFileSync } from 'node:fs';
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

/**
 * Reads every sample of a folder that one of two public validators accepts (index.tsv says which): none may give
 * an error. Says loudly when the samples are not there.
 */
export function expectAcceptedSamplesToRead(guide: AnyGuide, folder: string): void {
  const index = new URL('index.tsv', corpus);
  if (!existsSync(index)) {
    console.warn(`NOT CHECKED: no public ${folder} samples beside the project, ${guide.name} read none`);
    return;
  }
  const accepted = readFileSync(index, 'utf8')
    .split('\n')
    .map((row) => row.split('\t'))
    .filter(([file = '', ...rest]) => file.startsWith(`${folder}/`) && /[AB]:OK/.test(rest.at(-2) ?? ''))
    .map(([file = '']) => file);
  expect(accepted.length).toBeGreaterThan(0);
  const errors = accepted.map((file) => [file, errorsIn(guide, readFileSync(new URL(encodeURI(file), corpus)))]);
  expect(errors).toEqual(accepted.map((file) => [file, []]));
}
