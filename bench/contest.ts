/**
 * Sides measured in turns: each has a process of its own, so that neither its memory nor its compiled code touches
 * another's, and only one of them works at a time. The first round warms up and is not counted.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { median } from './report.ts';

/** What a side found, to be compared: counts and sums in cents. */
export type Tally = Readonly<Record<string, number>>;
/** Makes one pass over the input. What a pass can prepare once and use again is not part of it. */
export type Side = (input: string) => Promise<Tally>;
/** What one pass took. */
export interface Pass {
  /** User and system time of the whole process, collector threads included. */
  readonly cpuMs: number;
  /** The most memory the process ever held, in MB of a million bytes. */
  readonly peakMb: number;
  readonly tally: Tally;
}
/** The passes of one side, in the order of the rounds. */
export interface Measured {
  readonly side: string;
  readonly passes: readonly Pass[];
}

export interface Contest {
  readonly sides: readonly string[];
  /** A file or a number, as the sides take it: one for all of them, or one for each. */
  readonly input?: string;
  readonly inputs?: readonly string[];
  readonly rounds: number;
  /** Rounds before that are not counted: 1 where speed is measured, 0 where memory is. */
  readonly warmUps: number;
}

/** Runs every side once a round. Throws when a side fails: a benchmark with a missing side says nothing. */
export async function contest({
  sides,
  input = '',
  inputs = [],
  rounds,
  warmUps,
}: Contest): Promise<readonly Measured[]> {
  const runners = sides.map((side, n) => ({
    side,
    input: inputs[n] ?? input,
    child: start(side),
    passes: [] as Pass[],
  }));
  try {
    for (let round = 0; round < rounds + warmUps; round++)
      for (const { child, passes, input: own } of runners) {
        const pass = await ask(child, own);
        if (round >= warmUps) passes.push(pass);
      }
    return runners.map(({ side, passes }) => ({ side, passes }));
  } finally {
    for (const { child } of runners) child.kill();
  }
}

/** How many times less CPU `ours` needed than `theirs`: the median of the rounds. */
export const speedUp = (ours: Measured, theirs: Measured): number =>
  median(ours.passes.map(({ cpuMs }, round) => (theirs.passes[round]?.cpuMs ?? NaN) / cpuMs));
export const cpuOf = ({ passes }: Measured): number => median(passes.map(({ cpuMs }) => cpuMs));
export const peakOf = ({ passes }: Measured): number => Math.max(...passes.map(({ peakMb }) => peakMb));

/** Where what a side found differs from the truth; undefined where it does not. Keys a side does not tell are not held against it. */
export function differences({ side, passes }: Measured, truth: Tally): string | undefined {
  const found = passes.at(-1)?.tally ?? {};
  const wrong = Object.entries(found).filter(([key, value]) => !Object.is(truth[key], value));
  const told = wrong.map(([key, value]) => `${value} ${key} instead of ${truth[key]}`);
  return told.length === 0 ? undefined : `${side} finds ${told.join(', ')}`;
}

const start = (side: string): ChildProcess =>
  fork(join(import.meta.dirname, 'side.ts'), [side], { execArgv: ['--disable-warning=ExperimentalWarning'] });

const ask = (child: ChildProcess, input: string): Promise<Pass> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a side ended with code ${code} before it was done`));
    child.once('exit', ended);
    child.once('message', (pass) => {
      child.off('exit', ended);
      resolve(pass as Pass);
    });
    child.send(input);
  });
