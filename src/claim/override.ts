/** A person's signed word against an edit that holds a claim. The event that records it is the audit trail. */

import { bad, error, good, type Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { ClaimEvent, ClaimState } from './claim.ts';
import type { EditOverride } from './editOverride.ts';

const FILE = 'mappings/codes/edits.yaml';
/** The rule of an issue to which no exception exists, whoever signs. */
export const NO_EXCEPTION = `${FILE}: no exception`;

/**
 * The event of an override, for a claim that is held by that edit.
 * Issues: NOTHING_TO_OVERRIDE (not held, or not by this), OVERRIDE_NOT_POSSIBLE.
 */
export function overrideOf(state: ClaimState, override: EditOverride, rules: Rules): Outcome<ClaimEvent> {
  const held = state.status === 'held' ? state.issues.filter(({ code }) => code === override.edit) : [];
  if (held.length === 0) {
    const message = `The claim is not held by ${override.edit}. Look at the worklist for what holds it.`;
    return bad(error('NOTHING_TO_OVERRIDE', message));
  }
  const isEdit = Object.hasOwn(rules.edits.overridable, override.edit);
  if (!isEdit || held.every(({ rule }) => rule === NO_EXCEPTION)) {
    const message = `${override.edit} knows no exception. Put right what it says.`;
    return bad(error('OVERRIDE_NOT_POSSIBLE', message, { rule: FILE }));
  }
  return good({ type: 'EditOverridden', override });
}
