/**
 * Two readers that share no line with ours, made comparable: a file as a list of segments, id first. What each is known
 * to get wrong is named here, one entry for each, as the change it makes to what stands in the file.
 */

import { finished } from 'node:stream/promises';
import { X12FatInterchange, type X12Interchange, X12Parser, type X12Segment } from 'node-x12';
import { X12parser } from 'x12-parser';
import type { Delimiters } from '../../src/x12/delimiters.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { type Scanned, Scanner, scanBytes } from '../../src/x12/scan.ts';

/** Id and elements, element text as sent: neither components nor repetitions are split. */
export type Cells = readonly string[];
export interface OwnSegment {
  readonly cells: Cells;
  readonly delimiters: Delimiters;
}

export const ours = (bytes: Uint8Array): readonly OwnSegment[] =>
  scanBytes(bytes).flatMap((item) =>
    item.is === 'segment' ? [{ cells: item.segment.cells, delimiters: item.segment.delimiters }] : [],
  );

/** The interchanges of a file, each from its ISA to the end of its IEA; those without an IEA are left out. */
export function interchangesCut(bytes: Uint8Array): readonly Uint8Array[] {
  const starts = interchangesIn(bytes).flatMap((event) =>
    event.is === 'interchange' ? [event.interchange.offset] : [],
  );
  return starts.map((start, n) => bytes.subarray(start, starts[n + 1] ?? bytes.length));
}

/** One thing a peer does to every segment. */
export interface Defect {
  readonly what: string;
  /** The segment as the peer gives it, from what stands in the file. */
  readonly changes: (segment: OwnSegment) => Cells;
}
const perElement =
  (change: (text: string, element: number) => string) =>
  ({ cells }: OwnSegment): Cells =>
    cells.map((text, n) => (n === 0 ? text : change(text, n)));

export const x12ParserDefects: readonly Defect[] = [
  {
    what: 'leaves out blanks around each element and component',
    changes: ({ cells, delimiters: { component } }) =>
      cells.map((text, n) =>
        n === 0 || cells[0] === 'ISA'
          ? text.trim()
          : text
              .split(component)
              .map((part) => part.trim())
              .join(component),
      ),
  },
  { what: 'leaves out line ends within an element', changes: perElement((text) => text.replace(/\r?\n/g, '')) },
];

/** What holds a number, in a header or a trailer: its place. */
const numbers: Readonly<Record<string, readonly number[]>> = {
  ISA: [13],
  SE: [1],
  GE: [1],
  IEA: [1, 2],
};
export const nodeX12Defects: readonly Defect[] = [
  {
    what: 'takes blanks before a segment for nothing, so that an indented file seems to be in order',
    changes: ({ cells }) => cells.with(0, cells[0]?.trim() ?? ''),
  },
  {
    what: 'gives counts and the control number of an interchange as numbers, without their leading zeros',
    changes: (segment) => {
      const places = numbers[segment.cells[0] ?? ''] ?? [];
      return perElement((text, n) => (places.includes(n) && /^\d+$/.test(text) ? String(Number(text)) : text))(segment);
    },
  },
];

/** What a peer should give when it has nothing but its known defects. */
export const withDefects = (segments: readonly OwnSegment[], defects: readonly Defect[]): readonly Cells[] =>
  segments.map(({ cells, delimiters }) => {
    let changed = cells;
    for (const { changes } of defects) changed = changes({ cells: changed, delimiters });
    return changed;
  });

/**
 * x12-parser as the product uses it: one whole interchange in one piece, its encoding named. It makes an empty segment
 * of the line ends that follow the last terminator, which is left out.
 */
export async function byX12Parser(
  interchange: Uint8Array,
  encoding: BufferEncoding | 'its own' = 'utf8',
  pieces: readonly Uint8Array[] = [interchange],
): Promise<readonly Cells[]> {
  const parser = encoding === 'its own' ? new X12parser() : new X12parser(encoding);
  const segments: Cells[] = [];
  const component = String.fromCharCode(interchange[104] ?? 0);
  parser.on('data', (segment: Readonly<Record<string, string>>) => {
    if (segment['name'] !== '') segments.push(cellsOf(segment, component));
  });
  for (const piece of pieces) parser.write(Buffer.from(piece));
  parser.end();
  await finished(parser);
  return segments;
}

/** `{ name: 'SVC', '1': 'HC', '1-1': 'J1745' }`: the first component has no number, the second has the 1. */
function cellsOf(segment: Readonly<Record<string, string>>, component: string): Cells {
  const cells: string[][] = [[segment['name'] ?? '']];
  for (const [key, text] of Object.entries(segment)) {
    const place = /^(\d+)(?:-(\d+))?$/.exec(key);
    if (place === null) continue;
    const element = Number(place[1]);
    cells[element] ??= [];
    cells[element][Number(place[2] ?? 0)] = text;
  }
  return cells.map((parts) => parts.join(component));
}

/** node-x12 over the whole text at once: as a stream it loses and mixes segments where a chunk ends. */
export function byNodeX12(interchange: Uint8Array): readonly Cells[] {
  const found = new X12Parser(true).parse(Buffer.from(interchange).toString('utf8'));
  const interchanges = found instanceof X12FatInterchange ? found.interchanges : [found];
  return interchanges.flatMap(segmentsIn).map(({ tag, elements }) => [tag, ...elements.map(({ value }) => value)]);
}
const segmentsIn = ({ header, functionalGroups, trailer }: X12Interchange): readonly X12Segment[] => [
  header,
  ...functionalGroups.flatMap((group) => [
    group.header,
    ...group.transactions.flatMap((set) => [set.header, ...set.segments, set.trailer]),
    group.trailer,
  ]),
  trailer,
];

/** node-x12 as a stream of pieces of one size, each segment as text. */
export async function nodeX12Stream(bytes: Uint8Array, size: number): Promise<readonly string[]> {
  const parser = new X12Parser();
  const found: string[] = [];
  parser.on('data', ({ tag, elements }: X12Segment) => {
    found.push([tag, ...elements.map(({ value }) => value)].join('*'));
  });
  for (let at = 0; at < bytes.length; at += size) parser.write(Buffer.from(bytes.subarray(at, at + size)).toString());
  parser.end();
  await finished(parser);
  return found;
}

/** Our segments of a file that comes in pieces of one size, each as text. */
export function inPieces(bytes: Uint8Array, size: number): readonly string[] {
  const scanner = new Scanner();
  const found: Scanned[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...scanner.push(bytes.subarray(at, at + size)));
  found.push(...scanner.end());
  return found.flatMap((item) => (item.is === 'segment' ? [item.segment.text] : []));
}
