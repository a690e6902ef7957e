/** A Task of ours that a person closed in the EHR: when that ends the work, and when it cannot. Pure. */

import type { Task } from 'fhir/r4.js';
import { isEnded, versionOf } from '../fhir/ontoTask.ts';
import type { WorkKind } from '../rules/clinicSchema.ts';
import type { Rules } from '../rules/parse.ts';
import type { Casework, CaseworkEvent, KnownWork } from './casework.ts';
import { eventOfPerson, OUTCOMES } from './people.ts';
import { SETTLED } from './worklist.ts';

/** The Task as it is in the EHR now. */
export interface TaskThere {
  /** `Task/12` */
  readonly reference: string;
  /** Undefined: it was deleted. */
  readonly task: Task | undefined;
  /** Who changed it last, where a Provenance tells: `Practitioner/7`. */
  readonly author?: string;
}

/** For work that nobody in the chart signs for. */
const SOMEBODY = 'somebody';
const OUTPUTS = 'urn:infusebridge:output';
const LONGEST_NOTE = 1000;

/**
 * What the Task means for the work of this id: closed, returned with what is missing, open again after it was closed in
 * the EHR by mistake. Undefined where it is no news: read again, or closed again in the same way.
 *
 * @param today YYYY-MM-DD in the facility's zone
 */
export function newsOfTask(
  casework: Casework,
  id: string,
  there: TaskThere,
  rules: Rules,
  today: string,
): CaseworkEvent | undefined {
  const work = casework.work.find((one) => one.id === id);
  if (work === undefined) return undefined;
  const { task, reference } = there;
  if (task !== undefined && !isEnded(task.status)) return openedAgain(work, reference, task);
  // What we closed ourselves says so; it may be read before it is recorded.
  if (work.end !== undefined || task?.businessStatus?.text === SETTLED) return undefined;
  const event = closing(casework, work, there, rules, today);
  const { returned } = work;
  const isKnown =
    event.type === 'WorkReturned' &&
    returned?.how === event.how &&
    returned.by === event.by &&
    returned.lacks === event.lacks;
  return isKnown ? undefined : event;
}

function closing(
  casework: Casework,
  work: KnownWork,
  { task, reference, author }: TaskThere,
  rules: Rules,
  today: string,
): Extract<CaseworkEvent, { readonly type: 'WorkClosed' | 'WorkReturned' }> {
  const { id, kind } = work;
  const how = task?.status ?? 'deleted';
  const named = nameOf(task?.owner) ?? author;
  const at = task?.executionPeriod?.end ?? task?.meta?.lastUpdated ?? task?.lastModified;
  const said = { by: named ?? SOMEBODY, ...(at === undefined ? {} : { at }) };
  const version = task === undefined ? {} : { version: versionOf(task) };
  const returned = (lacks: string) => ({ type: 'WorkReturned' as const, id, how, ...said, ...version, lacks });
  if (task === undefined) return returned('Its Task was deleted in the EHR; the work is still to do.');
  if (how === 'entered-in-error')
    return returned('Its Task was marked as an error in the EHR; the work is still to do.');
  const note = noteOf(task, work);
  const noted = note === undefined ? {} : { note };
  const outputs = outputsOf(task);
  const needs = NEEDS[kind];
  const outcome = outputs.get('outcome');
  if (OUTCOMES[kind] !== undefined && how === 'completed' && outcome !== undefined && named !== undefined) {
    const answers = [...outputs].flatMap(([code, value]) =>
      code.startsWith('answer-') ? [[code.slice('answer-'.length), value] as const] : [],
    );
    const told = answers.length === 0 ? {} : { answers: Object.fromEntries(answers) };
    const decided = eventOfPerson(
      casework,
      { do: 'close', work: id, by: named, outcome, ...noted, ...told },
      rules,
      today,
    );
    if (decided.ok && decided.value.type === 'WorkClosed') return { ...decided.value, ...said, task: reference };
  }
  if (needs !== undefined && (how !== 'completed' || needs.always)) return returned(needs.lacks);
  return {
    type: 'WorkClosed',
    id,
    outcome: how === 'completed' ? 'done' : how,
    ...said,
    ...noted,
    task: reference,
  };
}

/** Work that takes more than a closed Task: what it takes; `always`, or only where the Task was not completed. */
const NEEDS: Readonly<Partial<Record<WorkKind, { readonly always: boolean; readonly lacks: string }>>> = {
  documentation: {
    always: true,
    lacks:
      'Its Task was closed in the EHR, but the chart still lacks it. Chart it, or record by name why it is not needed.',
  },
  financial_screening: {
    always: true,
    lacks:
      'Its Task was closed in the EHR without all that it takes: an owner, the outcome, an answer to each question. Record cleared with the answers, or not_cleared.',
  },
  peer_to_peer: {
    always: true,
    lacks:
      'Its Task was closed in the EHR without all that it takes: an owner and the outcome. Record by name what came of the call: overturned, upheld or not_held.',
  },
  rems: {
    always: false,
    lacks: 'Its Task was ended in the EHR without being done. Nobody has verified the enrolment yet.',
  },
};

/** Closed by mistake: whoever closed it in the EHR opened it there again. */
function openedAgain({ end, returned: _told, ...work }: KnownWork, reference: string, task: Task) {
  const changed = task.meta?.lastUpdated;
  if (end?.task !== reference || changed === undefined || end.at === undefined) return undefined;
  return Date.parse(changed) > Date.parse(end.at) ? ({ type: 'WorkOpened', work } as const) : undefined;
}

/** A reference, else an identifier; never a name on display. */
const nameOf = (who: Task['owner']): string | undefined => who?.reference ?? who?.identifier?.value;

/** What people wrote into the notes: everything that did not stand there when the work was opened. */
function noteOf({ note = [] }: Task, { notes }: KnownWork): string | undefined {
  const added = note.map(({ text }) => text).filter((text) => !notes.includes(text));
  return added.length === 0 ? undefined : added.join(' ').slice(0, LONGEST_NOTE);
}

const outputsOf = ({ output = [] }: Task): ReadonlyMap<string, string> =>
  new Map(
    output.flatMap(({ type, valueCode, valueString }) => {
      const code = type.coding?.find(({ system }) => system === OUTPUTS)?.code;
      const value = valueCode ?? valueString;
      return code === undefined || value === undefined ? [] : [[code, value] as const];
    }),
  );
