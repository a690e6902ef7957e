/** Why a line is what it is: proofs that stand in any JSON of ours, found again for the lines of a message. */

import type { Segment } from '../../x12/segment.ts';

/** A line with its proof, as `map`, `code`, a replay and the ledger hold it, and the numbers it can be known by. */
interface ProvenLine {
  readonly hcpcs: string;
  readonly units: string;
  readonly proof: readonly string[];
  /** Its own numbers and those of the claim or request around it. */
  readonly numbers: ReadonlySet<string>;
}
export type Proofs = readonly ProvenLine[];

/** Every line with a proof, wherever in the JSON it stands. */
export function proofsIn(json: unknown): Proofs {
  const found: ProvenLine[] = [];
  collect(json, [], found);
  return found;
}

/** Fields that hold a number of a claim, a request or a line. */
const NUMBERS = ['number', 'reference', 'trace', 'controlNumber', 'lineControlNumber', 'claimNumber'];

function collect(json: unknown, around: readonly string[], into: ProvenLine[]): void {
  if (Array.isArray(json)) for (const item of json) collect(item, around, into);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return;
  const held = new Map(Object.entries(json));
  const own = NUMBERS.map((key) => held.get(key)).filter((text): text is string => typeof text === 'string');
  const numbers = [...around, ...own];
  const [hcpcs, units, proof] = [held.get('hcpcs'), held.get('units'), held.get('proof')];
  if (typeof hcpcs === 'string' && Array.isArray(proof) && proof.length > 0)
    into.push({ hcpcs, units: String(units), proof: proof.map(String), numbers: new Set(numbers) });
  for (const [key, item] of held) if (key !== 'proof') collect(item, numbers, into);
}

/** Segments that open a line, and those that name its procedure. */
const OPENERS = ['LX', 'HL', 'SE', 'CLM'];

/**
 * The proof of each line of a set, by the number of its SV1 or SV2 (ST is 1). A line is found by code and units, of
 * several by its numbers; where the proofs of those that are left differ, none is shown.
 */
export function proofsOf(
  segments: readonly Segment[],
  proofs: Proofs,
  reveal: boolean,
): ReadonlyMap<number, readonly string[]> {
  const shown = new Map<number, readonly string[]>();
  if (proofs.length === 0) return shown;
  let around: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment.id === 'BHT') around = [segment.elements[2] ?? ''];
    if (segment.id === 'CLM') around = [around[0] ?? '', segment.elements[0] ?? ''];
    if (segment.id !== 'SV1' && segment.id !== 'SV2') continue;
    const proof = proofOf(segment, [...around, ...lineNumbers(segments, index)], proofs);
    if (proof !== undefined) shown.set(index + 1, reveal ? proof : proof.map(withoutPatient));
  }
  return shown;
}

/** Days of care and ids of resources could lead to a patient. The day since when a rule holds could not. */
const withoutPatient = (text: string): string =>
  text
    .replace(/(?<!since )\b\d{4}-\d{2}-\d{2}/g, 'xxxx-xx-xx')
    .replace(/\b([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]+/g, '$1/xxx');

function proofOf(segment: Segment, numbers: readonly string[], proofs: Proofs): readonly string[] | undefined {
  const [procedure, quantity] = segment.id === 'SV1' ? [0, 3] : [1, 4];
  const hcpcs = (segment.elements[procedure] ?? '').split(segment.delimiters.component)[1];
  const units = segment.elements[quantity];
  const alike = proofs.filter((line) => line.hcpcs === hcpcs && line.units === units);
  // The number that says most comes last: the line's own.
  const known = numbers.toReversed().find((number) => alike.some((line) => line.numbers.has(number)));
  const left = known === undefined ? alike : alike.filter((line) => line.numbers.has(known));
  const different = new Set(left.map(({ proof }) => proof.join('\n')));
  return different.size === 1 ? left[0]?.proof : undefined;
}

/** REF*6R and TRN of the line that an SV1 or SV2 stands in. */
function lineNumbers(segments: readonly Segment[], at: number): readonly string[] {
  const isOpener = ({ id }: Segment) => OPENERS.includes(id);
  const from = segments.findLastIndex((segment, index) => index < at && isOpener(segment));
  const next = segments.findIndex((segment, index) => index > at && isOpener(segment));
  return segments
    .slice(from, next === -1 ? undefined : next)
    .flatMap(({ id, elements }) => ((id === 'REF' && elements[0] === '6R') || id === 'TRN' ? [elements[1] ?? ''] : []));
}
