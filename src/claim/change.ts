/** A visit that changed after it was billed: told to a person, never billed a second time. */

import { type CoverageChange, coverageChange } from '../authorization/coverageChange.ts';
import type { ClaimEvent, ClaimState } from './claim.ts';
import type { ClaimDecision } from './decide.ts';
import type { Visit } from './visit.ts';

/**
 * The event for doses that came, went or changed since the claim was sent, or for a chart that says again what was
 * billed; undefined when neither is news.
 */
export function changeOfVisit(state: ClaimState, decision: ClaimDecision, visit: Visit): ClaimEvent | undefined {
  const { sources } = visit;
  const billed = new Set(state.administrations);
  const added = sources.filter((source) => !billed.has(source));
  const gone = state.administrations.filter((source) => !sources.includes(source));
  const note =
    gone.length > 0
      ? `Doses this claim bills are no longer charted in its visit: ${gone.join(', ')}. Void or replace the claim.`
      : decision.result === 'no_claim'
        ? `Nothing of this claim is billable after all: ${decision.errors[0]?.message ?? ''} Void the claim (frequency 8) with the payer control number.`
        : added.length > 0
          ? `Doses were charted after the claim was sent: ${added.join(', ')}. Replace the claim (frequency 7).`
          : (coverageNote(state, visit) ?? substanceNote(state, decision));
  if (note === state.attention) return undefined;
  return { type: 'ChartChanged', ...(note === undefined ? {} : { note }) };
}

function coverageNote({ claim }: ClaimState, visit: Visit): string | undefined {
  const change = claim === undefined ? undefined : coverageChange(claim.insurance, visit);
  // A group is not what a claim is paid by, and a record that was merged is the same person.
  if (change?.kind === 'plan' || change?.kind === 'merged') return undefined;
  return change === undefined ? undefined : `After the claim was sent ${change.text}. ${NEXT[change.kind] ?? ''}`;
}
const NEXT: Readonly<Partial<Record<CoverageChange['kind'], string>>> = {
  payer: 'Void the claim (frequency 8) and bill the right payer.',
  member: 'Replace the claim (frequency 7).',
  lost: 'Ask the payer whether it was in force on the day of the dose; void the claim (frequency 8) where it was not.',
};

/** Compared by what the chart decides: codes, units, modifiers, diagnoses. Prices and addresses are not its matter. */
function substanceNote({ claim }: ClaimState, decision: ClaimDecision): string | undefined {
  // Held before it was coded: what is missing now was there when the claim was made, and stands on it.
  if (claim === undefined || decision.lines.length === 0) return undefined;
  if (linesOf(claim.lines) !== linesOf(decision.lines))
    return 'The chart of a billed dose changed and now codes differently. Replace the claim (frequency 7).';
  const now = decision.claim;
  if (now === undefined) return undefined;
  if (claim.diagnoses.join() !== now.diagnoses.join())
    return 'The diagnoses changed after the claim was sent. Replace the claim (frequency 7).';
  return undefined;
}

const linesOf = (
  lines: readonly { readonly hcpcs: string; readonly units: number; readonly modifiers: readonly string[] }[],
): string =>
  lines
    .map(({ hcpcs, units, modifiers }) => `${hcpcs} ${units} ${[...modifiers].sort().join(' ')}`)
    .sort()
    .join('; ');
