/** What a person may decide around an authorization, checked before it is recorded. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { WorkKind } from '../rules/clinicSchema.ts';
import type { Rules } from '../rules/parse.ts';
import type { Appealing } from './appeal.ts';
import { type Casework, type CaseworkEvent, type ContactKind, openWork, type WorkEnd } from './casework.ts';
import type { Extending } from './furtherUnits.ts';

/** Two answers of the payer that do not fit: which one is right, as a person found out. */
export interface Settling {
  readonly do: 'settle';
  readonly stands: 'earlier' | 'later';
  readonly reason: string;
  readonly by: string;
}
/** Everything a person may decide about an authorization. */
export type CaseDecision = PersonDecision | Settling | Appealing | Extending;
export type PersonDecision =
  | { readonly do: 'resolve'; readonly item: string; readonly reason: string; readonly by: string }
  | ({ readonly do: 'close'; readonly work: string; readonly by: string } & Omit<WorkEnd, 'by'>)
  | { readonly do: 'log'; readonly what: ContactKind; readonly text: string; readonly by: string };

/** How work of a kind may end; what is not listed is done. */
export const OUTCOMES: Readonly<Partial<Record<WorkKind, readonly string[]>>> = {
  financial_screening: ['cleared', 'not_cleared'],
  peer_to_peer: ['overturned', 'upheld', 'not_held'],
};

/**
 * The event that a decision comes to. Issues: ITEM_NOT_OPEN, WORK_NOT_OPEN, OUTCOME_UNKNOWN, ANSWER_MISSING (a question
 * of the screening), ANSWER_NOT_ASKED (a field that is switched off or unknown).
 *
 * @param today YYYY-MM-DD in the facility's zone
 */
export function eventOfPerson(
  casework: Casework,
  decision: PersonDecision,
  rules: Rules,
  today: string,
): Outcome<CaseworkEvent> {
  switch (decision.do) {
    case 'log':
      return good({ type: 'Logged', what: decision.what, text: decision.text, by: decision.by });
    case 'resolve': {
      const { item, by, reason } = decision;
      const known = casework.determination?.checklist.find(({ id }) => id === item);
      if (known?.state !== 'open')
        return bad(error('ITEM_NOT_OPEN', 'The checklist has no open item of this name.', { path: 'item' }));
      return good({ type: 'Resolved', item, by, reason, on: today });
    }
    case 'close':
      return closing(casework, decision, rules);
  }
}

function closing(
  casework: Casework,
  { work, by, outcome, note, answers }: Extract<PersonDecision, { readonly do: 'close' }>,
  rules: Rules,
): Outcome<CaseworkEvent> {
  const known = openWork(casework).find(({ id }) => id === work);
  if (known === undefined)
    return bad(
      error('WORK_NOT_OPEN', 'No open work has this name. It was closed before, or never was.', { path: 'work' }),
    );
  const outcomes = OUTCOMES[known.kind] ?? ['done'];
  const problems: Issue[] = outcomes.includes(outcome)
    ? []
    : [error('OUTCOME_UNKNOWN', `This work ends with one of: ${outcomes.join(', ')}.`, { path: 'outcome' })];
  const asked = (rules.work.work[known.kind]?.checklist ?? []).filter(({ on }) => on).map(({ field }) => field);
  const told = Object.keys(answers ?? {});
  if (outcome === 'cleared')
    problems.push(
      ...asked
        .filter((field) => !told.includes(field))
        .map((field) => error('ANSWER_MISSING', 'The screening asks this, too.', { path: `answers.${field}` })),
    );
  problems.push(
    ...told
      .filter((field) => !asked.includes(field))
      .map((field) =>
        error('ANSWER_NOT_ASKED', 'The screening does not ask this. See mappings/codes/work.yaml.', {
          path: `answers.${field}`,
        }),
      ),
  );
  if (problems.length > 0) return bad(...problems);
  return good({
    type: 'WorkClosed',
    id: work,
    outcome,
    by,
    ...(note === undefined ? {} : { note }),
    ...(answers === undefined ? {} : { answers }),
  });
}
