/** Runs of inputs and judgements, each of which can be run again by its number. */

import { chance } from './chance.ts';
import { badFile, goodFiles } from './inputs.ts';
import { judge } from './judge.ts';

export interface Failure {
  readonly run: number;
  readonly why: string;
  readonly input: Buffer;
}

/** After so many runs the good files are others. */
const FRESH = 20_000;

/** The failures among the runs `from` to `from + count`, at most ten of them. */
export function fuzz(seed: number, count: number, from = 0, progress: (run: number) => void = () => {}): Failure[] {
  const failures: Failure[] = [];
  let files = goodFiles(seed + Math.floor(from / FRESH), 12);
  for (let run = from; run < from + count && failures.length < 10; run++) {
    if (run > from && run % FRESH === 0) files = goodFiles(seed + run / FRESH, 12);
    const luck = chance(seed * 1_000_003 + run);
    const input = badFile(files, luck);
    try {
      judge(input, luck);
    } catch (wrong) {
      failures.push({ run, why: wrong instanceof Error ? (wrong.stack ?? wrong.message) : String(wrong), input });
    }
    progress(run);
  }
  return failures;
}
