/** Drugs that somebody else bought and billed: the work of giving them is ours, the drug is not. */

import type { CodedLine } from './answer.ts';
import type { BillingCase, CaseAdministration } from './case.ts';

/** Sent by a pharmacy that billed it, or brought by the patient. A drug from our own pharmacy is ours to bill. */
export const isSupplied = ({ acquisition }: CaseAdministration): boolean =>
  acquisition === 'white-bag' || acquisition === 'brown-bag';

/** Does such a drug have no line at all? Some payers want it to be seen, at one cent. */
export const isLeftOff = (given: CaseAdministration, visit: BillingCase): boolean =>
  isSupplied(given) && visit.payer_rules.supplied_drug_line !== 'penny';

/** What one cent stands for on the line of a drug that is not ours. */
export const PENNY = '0.01';

/** Says on the lines of the work why the drug has none. */
export function withSuppliedNote(lines: readonly CodedLine[], visit: BillingCase): readonly CodedLine[] {
  const leftOff = visit.administrations.filter((given) => isLeftOff(given, visit));
  return lines.map((line) => {
    const notes = leftOff
      .filter(({ id }) => line.administrations.includes(id))
      .map(
        ({ id, acquisition }) =>
          `${id}: the drug has no line, it was bought and billed by somebody else (${acquisition})`,
      );
    return { ...line, proof: [...line.proof, ...notes] };
  });
}
