/** A Task of ours written over what people made of it in the EHR: what is theirs stays. Pure. */

import type { Task } from 'fhir/r4.js';

/** What we said when the Task was last written. */
export interface TaskTold {
  readonly status: string;
  /** True where its words (what to do, where it stands) are not those we said last. */
  readonly isNews: boolean;
}
/** Elements that are ours to write, and to leave out again. Everything else is whoever wrote it. */
const OURS: ReadonlySet<string> = new Set([
  'resourceType',
  'identifier',
  'status',
  'intent',
  'priority',
  'code',
  'description',
  'businessStatus',
  'for',
  'focus',
  'lastModified',
  'performerType',
  'restriction',
  'note',
  'output',
  // Made by the EHR from the rest.
  'text',
]);
const ENDED: ReadonlySet<string> = new Set(['completed', 'cancelled', 'rejected', 'failed', 'entered-in-error']);

/** What tells one version of a Task from the next; empty where the EHR does not tell. */
export const versionOf = ({ meta }: Task): string => meta?.versionId ?? meta?.lastUpdated ?? '';

/** True for a Task that nobody works on any more. */
export const isEnded = (status: string | undefined): boolean => ENDED.has(status ?? '');

/**
 * Theirs are: other identifiers, owner and whatever else we never write, notes with an author or a time, outputs without
 * a code of ours. A status that a person set stays until there is news, and one that ended the Task stays when the news
 * is that it is over.
 *
 * @param told undefined: it is not known what was written last; the words of the Task itself then tell whether it is news
 */
export function ontoTask(ours: Task, current: Task, told: TaskTold | undefined): Task {
  const theirs = Object.fromEntries(Object.entries(current).filter(([element]) => !OURS.has(element)));
  const others = (current.identifier ?? []).filter(
    (one) => !(ours.identifier ?? []).some(({ system, value }) => one.system === system && one.value === value),
  );
  const note = [...(ours.note ?? []), ...(current.note ?? []).filter(isSigned)];
  const output = [...(ours.output ?? []), ...(current.output ?? []).filter((one) => !isOurs(one.type))];
  return {
    ...theirs,
    ...ours,
    identifier: [...(ours.identifier ?? []), ...others],
    status: statusOf(ours, current, told),
    ...(note.length === 0 ? {} : { note }),
    ...(output.length === 0 ? {} : { output }),
  };
}

function statusOf(ours: Task, current: Task, told: TaskTold | undefined): Task['status'] {
  if (told === undefined) return hasSameWords(ours, current) ? current.status : ours.status;
  if (told.status === current.status) return ours.status;
  return !told.isNews || (isEnded(ours.status) && isEnded(current.status)) ? current.status : ours.status;
}

const hasSameWords = (ours: Task, current: Task): boolean =>
  ours.description === current.description && ours.businessStatus?.text === current.businessStatus?.text;

type Annotation = NonNullable<Task['note']>[number];
const isSigned = ({ authorReference, authorString, time }: Annotation): boolean =>
  authorReference !== undefined || authorString !== undefined || time !== undefined;

/** The gate's answer; other outputs are people's, such as how a piece of work ended. */
const isOurs = ({ coding = [] }: NonNullable<Task['output']>[number]['type']): boolean =>
  coding.some(({ system, code }) => system === 'urn:infusebridge:output' && code === 'schedule-gate');
