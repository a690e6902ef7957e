/** What people are told about files that could not be trusted or may be lost, and about work nobody goes on with. */

import type { Task } from 'fhir/r4.js';
import { type Issue, printIssue, type Write } from '../outcome.ts';

/**
 * A task for the interface team; it holds codes and places in the file, nothing of a patient.
 *
 * @param file what the partner called the file
 */
export function quarantineWrites(
  ref: string,
  file: string,
  issues: readonly Issue[],
  today: string,
): readonly Write<Task>[] {
  return interfaceTask('quarantine', ref, today, {
    about: 'File from a trading partner',
    open: true,
    said: 'Quarantined',
    next: 'Part of this file was not recorded. Look at the issues, ask the partner, and replay the corrected file.',
    notes: [`File: ${file}`, ...issues.map(printIssue)],
  });
}

/** A file whose sending was interrupted, or about which that is now known. */
export function transmissionWrites(
  ref: string,
  { kind, fileName, state, stream }: TransmissionInQuestion,
  today: string,
): readonly Write<Task>[] {
  return interfaceTask('transmission', ref, today, {
    about: 'File to a trading partner',
    open: state === 'unknown',
    said: state === 'unknown' ? 'Sending interrupted: it may be there or not' : 'Sending settled',
    next:
      state === 'unknown'
        ? 'Ask the partner whether the file is there. If it is, say "arrived"; if it certainly is not, have it sent ' +
          'again (docs/operations.md). It is not sent again by itself: a second copy could be a second claim.'
        : 'Nothing to do.',
    notes: [`${fileName} (${kind}) of ${stream}`],
  });
}
interface TransmissionInQuestion {
  readonly kind: string;
  readonly fileName: string;
  readonly state: string;
  readonly stream: string;
}

/** Work that was given up on; undefined: it goes on again. */
export function parkedWrites(
  ref: string,
  parked: { readonly queue: string; readonly reason: string } | undefined,
  today: string,
): readonly Write<Task>[] {
  return interfaceTask('work', ref, today, {
    about: 'Work that does not get on',
    open: parked !== undefined,
    said: parked === undefined ? 'Put back to work' : 'Parked',
    next:
      parked === undefined
        ? 'Nothing to do.'
        : 'It was tried until there was no point. Remove the cause the note names, then put it back to work ' +
          '(docs/operations.md).',
    notes: parked === undefined ? [] : [`queue ${parked.queue}: ${parked.reason}`],
  });
}

interface Told {
  readonly about: string;
  readonly open: boolean;
  readonly said: string;
  readonly next: string;
  readonly notes: readonly string[];
}

function interfaceTask(kind: string, ref: string, today: string, told: Told): readonly Write<Task>[] {
  const identifier = { system: `urn:infusebridge:${kind}`, value: ref };
  const resource: Task = {
    resourceType: 'Task',
    identifier: [identifier],
    status: told.open ? 'requested' : 'completed',
    intent: 'order',
    code: { text: told.about },
    description: told.next,
    businessStatus: { text: told.said },
    lastModified: today,
    performerType: [{ text: 'Interface team' }],
    ...(told.notes.length === 0 ? {} : { note: told.notes.map((text) => ({ text })) }),
  };
  return [{ resource, identifier }];
}
