/** Reading and writing X12 against the peers. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contest, contest, cpuOf, differences, type Measured, peakOf, speedUp, type Tally } from './contest.ts';
import { linear } from './linear.ts';
import { writeRemittance } from './remittanceFile.ts';
import type { Report, Row } from './report.ts';

export interface Sizes {
  /** Million bytes of the file that speed is measured on. */
  readonly megabytes: number;
  /** Of the larger file of the memory row. */
  readonly largeMegabytes: number;
  readonly claims: number;
  readonly rounds: number;
}
export const usualSizes: Sizes = { megabytes: 10, largeMegabytes: 100, claims: 10_000, rounds: 5 };

export async function benchX12(sizes: Sizes, say: (text: string) => void): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const rows = [
      ...(await reading(folder, sizes, say)),
      ...(await memory(folder, sizes, say)),
      ...(await writing(sizes, say)),
      ...(await linear(folder, sizes, say)),
    ];
    return { name: 'x12', rows };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const GROUPED = 'x12-parser grouped';
/** Each row: what we do, with whom it is compared, and the name of the peer in the report. */
const READING: readonly (readonly [string, string, string])[] = [
  ['tokenize', 'x12-parser segments', 'x12-parser 1.3.0'],
  ['read 835', GROUPED, 'x12-parser 1.3.0 grouped'],
  ['read 835', 'node-x12 stream', 'node-x12 1.7.1 stream'],
  ['read 835', 'byte loop', 'JavaScript byte loop'],
  ['materialize 835', GROUPED, 'x12-parser 1.3.0 grouped'],
  ['validate 835', GROUPED, 'x12-parser 1.3.0 grouped'],
];

async function reading(folder: string, { megabytes, rounds }: Sizes, say: (text: string) => void): Promise<Row[]> {
  const input = join(folder, 'small.x12');
  const truth = writeRemittance(input, megabytes);
  say(`835 of ${megabytes} MB: ${truth.segments} segments, ${truth.claims} claims`);
  const sides = [...new Set(READING.flatMap(([what, side]) => [`ours: ${what}`, side]))];
  const sideOf = lookUp(await contest({ sides, input, rounds, warmUps: 2 }));
  const rate = (side: Measured) => truth.bytes / 1e6 / (cpuOf(side) / 1000);
  return READING.map(([what, peer, name]) =>
    row(what, name, 'MB/s', sideOf(`ours: ${what}`), sideOf(peer), rate, truth),
  );
}

/** Peak memory on a file ten times as large: ours against itself, and against a peer that streams too. */
async function memory(folder: string, sizes: Sizes, say: (text: string) => void): Promise<Row[]> {
  const peaks = new Map<string, number>();
  for (const megabytes of [sizes.megabytes, sizes.largeMegabytes]) {
    const input = join(folder, 'memory.x12');
    writeRemittance(input, megabytes);
    say(`peak memory on ${megabytes} MB`);
    const once: Contest = { sides: ['ours: read 835', GROUPED], input, rounds: 1, warmUps: 0 };
    for (const side of await contest(once)) peaks.set(`${side.side} ${megabytes}`, peakOf(side));
  }
  const peak = (side: string, megabytes: number) => peaks.get(`${side} ${megabytes}`) ?? NaN;
  const ours = peak('ours: read 835', sizes.largeMegabytes);
  const rowAgainst = (peer: string, theirs: number): Row => ({
    what: 'memory 835',
    ours,
    peer,
    theirs,
    unit: 'MB',
    ratio: ours / theirs,
  });
  return [
    rowAgainst(`ours on ${sizes.megabytes} MB`, peak('ours: read 835', sizes.megabytes)),
    rowAgainst(`x12-parser 1.3.0 grouped on ${sizes.largeMegabytes} MB`, peak(GROUPED, sizes.largeMegabytes)),
  ];
}

/** Each row and its peer. One claim a file is what the product sends; many are what a batch would be. */
const WRITING: readonly (readonly [string, string])[] = ['', ', 100 a file'].flatMap((batch) => [
  [`write 837P${batch}`, `X12Interchange${batch}`] as const,
  [`write 837P checked${batch}`, `X12Generator${batch}`] as const,
]);

async function writing({ claims, rounds }: Sizes, say: (text: string) => void): Promise<Row[]> {
  say(`837P, ${claims} claims: one a file, and 100 a file`);
  const sides = WRITING.flatMap(([what, side]) => [`ours: ${what}`, side]);
  const sideOf = lookUp(await contest({ sides, input: String(claims), rounds, warmUps: 2 }));
  const rate = (side: Measured) => claims / (cpuOf(side) / 1000);
  return WRITING.map(([what, peer]) =>
    row(what, `node-x12 1.7.1 ${peer}`, 'claims/s', sideOf(`ours: ${what}`), sideOf(peer), rate),
  );
}

function row(
  what: string,
  peer: string,
  unit: string,
  ours: Measured,
  theirs: Measured,
  rate: (side: Measured) => number,
  truth?: Tally,
): Row {
  const notes = truth === undefined ? [] : [differences(ours, truth), differences(theirs, truth)];
  const told = notes.filter((note) => note !== undefined).join('; ');
  return {
    what,
    ours: rate(ours),
    peer,
    theirs: rate(theirs),
    unit,
    ratio: speedUp(ours, theirs),
    ...(told === '' ? {} : { note: told }),
  };
}

const lookUp =
  (measured: readonly Measured[]) =>
  (side: string): Measured => {
    const found = measured.find((one) => one.side === side);
    if (found === undefined) throw new Error(`${side} was not measured`);
    return found;
  };
