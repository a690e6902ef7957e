/** What the chart is told of the people's work: a Task for each piece, and the notice to the attending physician. */

import type { Communication, DocumentReference, Task } from 'fhir/r4.js';
import { textDocument } from '../fhir/textDocument.ts';
import type { Write } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { Authorization } from './authorization.ts';
import { type Casework, type CaseworkEvent, type KnownWork, openWork } from './casework.ts';
import type { Correspondents } from './correspondents.ts';
import { coveredNotes, SETTLED } from './worklist.ts';

/**
 * The Tasks of the work that was opened, closed or returned by these events, and a Communication where the attending is told.
 *
 * @param casework the state after the events
 * @param today YYYY-MM-DD in the facility's zone
 * @param between who the notice goes to and comes from
 */
export function workWrites(
  stream: string,
  state: Authorization,
  casework: Casework,
  events: readonly CaseworkEvent[],
  rules: Rules,
  today: string,
  between: Correspondents = { recipient: [] },
): readonly Write<Task | Communication | DocumentReference>[] {
  const touched = new Set(
    events.flatMap((event) =>
      event.type === 'WorkOpened'
        ? [event.work.id]
        : event.type === 'WorkClosed' || event.type === 'WorkReturned'
          ? [event.id]
          : [],
    ),
  );
  const works = casework.work.filter(({ id }) => touched.has(id));
  return [
    ...works.map((work) => taskOf(stream, state, work, rules, today)),
    ...(events.some(opensNotice) ? [noticeOf(stream, state, today, between)] : []),
  ];
}

/** True where the attending is told now. */
export const opensNotice = (event: CaseworkEvent): boolean =>
  event.type === 'WorkOpened' && event.work.kind === 'attending_notice';

function taskOf(stream: string, state: Authorization, work: KnownWork, rules: Rules, today: string): Write<Task> {
  const identifier = { system: WORK_SYSTEM, value: `${stream}/${work.id}` };
  const { kind, role, reason, due, notes, end, returned } = work;
  const entry = rules.work.work[kind];
  const [focus] = state.orders;
  const said = end === undefined ? [] : [endNote(end)];
  const resource: Task = {
    resourceType: 'Task',
    identifier: [identifier],
    status: end === undefined ? 'requested' : isDropped(work) ? 'cancelled' : 'completed',
    intent: 'order',
    code: { text: entry?.what ?? kind },
    description: end === undefined && returned !== undefined ? `${reason} ${returned.lacks}` : reason,
    ...(end === undefined ? {} : { businessStatus: { text: end.outcome } }),
    ...(state.patient === undefined ? {} : { for: { reference: state.patient } }),
    ...(focus === undefined ? {} : { focus: { reference: focus } }),
    lastModified: today,
    performerType: [{ text: rules.work.roles[role] ?? role }],
    restriction: { period: { end: due } },
    ...([...notes, ...said].length === 0 ? {} : { note: [...notes, ...said].map((text) => ({ text })) }),
  };
  return { resource, identifier, ...(returned?.version === undefined ? {} : { over: returned.version }) };
}

/** Of Tasks that stand for a piece of work: `authorization/7/documentation-stage`. */
export const WORK_SYSTEM = 'urn:infusebridge:work';

/** What the chart lacked and has now is done; other work whose cause went away is not wanted any more. */
const isDropped = ({ kind, end }: KnownWork): boolean =>
  end?.outcome === SETTLED && kind !== 'documentation' && kind !== 'newly_wanted';

function endNote({ outcome, by, note, answers = {} }: NonNullable<KnownWork['end']>): string {
  const told = Object.entries(answers).map(([field, answer]) => `${field}: ${answer}`);
  const who = by === undefined ? 'Its cause went away' : `${outcome}, by ${by}`;
  return [`${who}.`, ...told, ...(note === undefined ? [] : [note])].join(' ');
}

/** To the attending and the prescriber: what is certified, under which number, how long and how much. */
function noticeOf(
  stream: string,
  state: Authorization,
  today: string,
  { recipient, sender }: Correspondents,
): Write<Communication | DocumentReference> {
  const identifier = { system: 'urn:infusebridge:notice', value: stream };
  const [focus] = state.orders;
  const lines = coveredNotes(state);
  const text = lines.length === 0 ? 'The payer wants no authorization.' : lines.join('. ');
  const subject = state.patient === undefined ? undefined : { reference: state.patient };
  const resource: Communication = {
    resourceType: 'Communication',
    identifier: [identifier],
    status: 'completed',
    category: [{ text: 'Financial clearance' }],
    ...(subject === undefined ? {} : { subject }),
    ...(focus === undefined ? {} : { about: [{ reference: focus }] }),
    sent: today,
    ...(recipient.length === 0 ? {} : { recipient: [...recipient] }),
    ...(sender === undefined ? {} : { sender }),
    payload: [{ contentString: `Cleared for treatment. ${text}` }],
  };
  const title = 'Cleared for treatment';
  const facts = { identifier: [identifier], kind: 'Financial clearance', subject, date: today, title };
  return { resource, identifier, otherwise: textDocument({ ...facts, lines: [`${title}.`, text] }) };
}

/** Work whose Task people closed, or took away, without ending it, in words for the authorization's own Task. */
export const returnedNotes = (casework: Casework, rules: Rules): readonly string[] =>
  openWork(casework).flatMap(({ kind, returned }) =>
    returned === undefined ? [] : [`Still open: ${rules.work.work[kind]?.what ?? kind}. ${returned.lacks}`],
  );
