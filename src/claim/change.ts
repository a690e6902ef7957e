/** A visit that changed after it was billed: told to a person, never billed a second time. */

import type { ClaimEvent, ClaimState } from './claim.ts';
import type { ClaimDecision } from './decide.ts';

/** The event for doses that came, went or changed since the claim was sent; undefined when nothing did or it was told. */
export function changeOfVisit(
  state: ClaimState,
  decision: ClaimDecision,
  sources: readonly string[],
): ClaimEvent | undefined {
  const billed = new Set(state.administrations);
  const added = sources.filter((source) => !billed.has(source));
  const gone = state.administrations.filter((source) => !sources.includes(source));
  const withdrawn = decision.errors.some((issue) => WITHDRAWN.has(issue.code));
  const note = withdrawn
    ? 'What this claim bills was entered in error or not given after all. Void the claim (frequency 8) with the payer control number.'
    : gone.length > 0
      ? `Doses this claim bills are no longer charted in its visit: ${gone.join(', ')}. Void or replace the claim.`
      : added.length > 0
        ? `Doses were charted after the claim was sent: ${added.join(', ')}. Replace the claim (frequency 7).`
        : linesDiffer(state, decision)
          ? 'The chart of a billed dose changed and now codes differently. Replace the claim (frequency 7).'
          : undefined;
  return note === undefined || note === state.attention ? undefined : { type: 'ChartChanged', note };
}

/** Codes of a decision that nothing was given. */
const WITHDRAWN: ReadonlySet<string> = new Set(['ENTERED_IN_ERROR', 'NOT_ADMINISTERED', 'JW_WITHOUT_ADMIN']);

/** Compared by what was billed: codes, units and modifiers. A visit that codes to nothing now differs too. */
function linesDiffer(state: ClaimState, decision: ClaimDecision): boolean {
  if (decision.lines.length === 0) return false;
  const key = (line: {
    readonly hcpcs: string;
    readonly units: number;
    readonly modifiers: readonly string[];
  }): string => `${line.hcpcs} ${line.units} ${[...line.modifiers].sort().join(' ')}`;
  const before = (state.claim?.lines ?? []).map(key).sort().join('; ');
  return before !== [...decision.lines].map(key).sort().join('; ');
}
