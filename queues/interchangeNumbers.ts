/** A number of a sender's interchanges stands for one file, and for another only a year later. */

import { controlNumberReused } from '../src/exchange/addressed.ts';
import type { Opened } from '../src/exchange/incoming.ts';
import type { Issue } from '../src/outcome.ts';
import { Conflict, type LedgerTransaction } from '../src/ports.ts';

const INTERCHANGE = 'interchange received';

/** CONTROL_NUMBER_REUSED for every number that was used for other bytes within the year before `today` (YYYY-MM-DD). */
export async function reusedNumbers(
  interchanges: readonly Opened[],
  tx: LedgerTransaction,
  today: string,
): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  for (const { key, sha256, offset } of interchanges) {
    const use = useOf(await tx.owner(INTERCHANGE, key));
    if (use !== undefined && use.sha256 !== sha256 && !isOver(use, today)) issues.push(controlNumberReused(offset));
  }
  return issues;
}

/** Marks the numbers as used on `today`; to be called where `reusedNumbers` had nothing to say. */
export async function useNumbers(interchanges: readonly Opened[], tx: LedgerTransaction, today: string): Promise<void> {
  for (const { key, sha256 } of interchanges) {
    const before = await tx.owner(INTERCHANGE, key);
    const use = useOf(before);
    if (use?.sha256 === sha256 && !isOver(use, today)) continue;
    if (before !== undefined) await tx.releaseKey(INTERCHANGE, key, before);
    if (!(await tx.claimKey(INTERCHANGE, key, `${sha256} ${today}`)))
      throw new Conflict('the interchange number was used by a file that arrived at the same time');
  }
}

interface Use {
  readonly sha256: string;
  /** undefined where the day was not recorded: such a number stays used. */
  readonly day: string | undefined;
}
const useOf = (owner: string | undefined): Use | undefined => {
  const [sha256, day] = owner?.split(' ') ?? [];
  return sha256 === undefined ? undefined : { sha256, day };
};

/** Partners start their numbers anew, by the year at the earliest. */
function isOver({ day }: Use, today: string): boolean {
  if (day === undefined) return false;
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}` <= today;
}
