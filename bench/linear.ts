/** Work is linear: what twice as much input costs, for every reader, writer and validator. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimsFile } from './claims837.ts';
import { contest, type Measured } from './contest.ts';
import { writeRemittance } from './remittanceFile.ts';
import { median, type Row } from './report.ts';

const READERS = ['ours: tokenize', 'ours: read 835', 'ours: materialize 835', 'ours: validate 835'];
const COMMAND = 'ours: validate command';
const CLAIMS_A_MEGABYTE = 650;
const WRITERS = ['ours: write 837P', 'ours: write 837P checked'];

export interface LinearSizes {
  readonly megabytes: number;
  readonly claims: number;
  readonly rounds: number;
}

/** A row each: the CPU of 2n in `ours`, of n in `theirs`; the ratio should stay below 2.2. */
export async function linear(folder: string, sizes: LinearSizes, say: (text: string) => void): Promise<Row[]> {
  say('the same with twice as much');
  const [once, twice] = [join(folder, 'once.x12'), join(folder, 'twice.x12')];
  writeRemittance(once, sizes.megabytes);
  writeRemittance(twice, 2 * sizes.megabytes);
  const claims = [String(sizes.claims), String(2 * sizes.claims)] as const;
  const rows: Row[] = [];
  for (const side of READERS) rows.push(await compare(side, once, twice, sizes.rounds));
  rows.push(await compare(COMMAND, once, twice, sizes.rounds, ' 835'));
  const [few, many] = [join(folder, 'few.x12'), join(folder, 'many.x12')];
  writeFileSync(few, claimsFile(CLAIMS_A_MEGABYTE * sizes.megabytes));
  writeFileSync(many, claimsFile(2 * CLAIMS_A_MEGABYTE * sizes.megabytes));
  rows.push(await compare(COMMAND, few, many, sizes.rounds, ' 837P'));
  for (const side of WRITERS) rows.push(await compare(side, claims[0], claims[1], sizes.rounds));
  return rows;
}

/** Both in turns, each in a process of its own. */
async function compare(side: string, once: string, twice: string, rounds: number, kind = ''): Promise<Row> {
  const [single, double] = await contest({ sides: [side, side], inputs: [once, twice], rounds, warmUps: 2 });
  if (single === undefined || double === undefined) throw new Error(`${side} was not measured`);
  const cpu = ({ passes }: Measured) => median(passes.map(({ cpuMs }) => cpuMs));
  const ratios = double.passes.map(({ cpuMs }, round) => cpuMs / (single.passes[round]?.cpuMs ?? NaN));
  const what = `${side.replace('ours: ', '')}${kind}`;
  return {
    what: 'linear',
    ours: cpu(double),
    peer: `${what}, half as much`,
    theirs: cpu(single),
    unit: 'ms',
    ratio: median(ratios),
  };
}
