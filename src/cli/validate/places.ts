/** The segments that the issues of a transaction set are shown with, from memory or from the file read again. */

import type { Issue } from '../../outcome.ts';
import { unitIn } from '../../x12/acknowledge.ts';
import type { SetHeader } from '../../x12/envelope.ts';
import { readPassing } from '../../x12/read.ts';
import { passingLoops } from '../passingLoops.ts';
import { type Again, setAgain } from '../read/again.ts';
import type { Seen, Verdict } from './setValidation.ts';

export interface Places {
  /** The segment of an issue; undefined where it has none. */
  at(issue: Issue): Seen | undefined;
  /** The number of the claim or trace that a segment belongs to, by its number in the set. */
  unitAt(position: number): string;
}

/** @param again undefined where the file cannot be read again: every set is then held */
export async function placesOf(header: SetHeader, verdict: Verdict, again: Again | undefined): Promise<Places> {
  const wanted = new Wanted(header.set, verdict.issues);
  if (verdict.issues.length === 0) return wanted;
  if (verdict.held !== undefined) for (const [index, seen] of verdict.held.entries()) wanted.take(seen, index + 1);
  else if (again !== undefined) await readOnce(header, verdict, again, wanted);
  return wanted;
}

async function readOnce(header: SetHeader, verdict: Verdict, again: Again, wanted: Wanted): Promise<void> {
  const { guide } = verdict;
  let seen: Seen | undefined;
  let number = 0;
  const passing = {
    loops: guide === undefined ? new Set<string>() : passingLoops(guide),
    placed: (spec: Seen['spec']) => {
      if (seen !== undefined) seen.spec = spec;
    },
  };
  const walk = guide === undefined ? undefined : readPassing(guide, passing);
  for await (const segments of setAgain(again, header.group.interchange.offset, verdict))
    for (const segment of segments) {
      seen = { segment, spec: undefined };
      walk?.push(segment);
      wanted.take(seen, ++number);
    }
}

/** Keeps what the issues point at. */
class Wanted implements Places {
  readonly #set: string;
  readonly #byNumber = new Map<number, Seen | undefined>();
  readonly #byOffset = new Map<number, Seen | undefined>();
  readonly #units = new Map<number, string>();
  #unit = '';
  #count = 0;

  constructor(set: string, issues: readonly Issue[]) {
    this.#set = set;
    for (const { segment, offset } of issues) {
      this.#units.set(segment ?? 1, '');
      if (segment !== undefined) this.#byNumber.set(segment, undefined);
      else if (offset !== undefined) this.#byOffset.set(offset, undefined);
    }
  }

  take(seen: Seen, number: number): void {
    this.#count = number;
    this.#unit = unitIn(this.#set, seen.segment) ?? this.#unit;
    if (this.#byNumber.has(number)) this.#byNumber.set(number, seen);
    if (this.#byOffset.has(seen.segment.offset)) this.#byOffset.set(seen.segment.offset, seen);
    if (this.#units.has(number)) this.#units.set(number, this.#unit);
  }

  at({ segment, offset }: Issue): Seen | undefined {
    return segment === undefined ? this.#byOffset.get(offset ?? -1) : this.#byNumber.get(segment);
  }

  /** Behind the end the last one counts. */
  unitAt(position: number): string {
    return position > this.#count ? this.#unit : (this.#units.get(position) ?? '');
  }
}
