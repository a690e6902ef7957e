/** What people are told about a file that could not be trusted, in whole or in part. */

import type { Task } from 'fhir/r4.js';
import { type Issue, printIssue, type Write } from '../outcome.ts';

/** A task for the interface team; it holds codes and places in the file, nothing of a patient. */
export function quarantineWrites(ref: string, issues: readonly Issue[], today: string): readonly Write<Task>[] {
  const identifier = { system: 'urn:infusebridge:quarantine', value: ref };
  const resource: Task = {
    resourceType: 'Task',
    identifier: [identifier],
    status: 'requested',
    intent: 'order',
    code: { text: 'File from a trading partner' },
    description:
      'Part of this file was not recorded. Look at the issues, ask the partner, and replay the corrected file.',
    businessStatus: { text: 'Quarantined' },
    lastModified: today,
    performerType: [{ text: 'Interface team' }],
    note: issues.map((issue) => ({ text: printIssue(issue) })),
  };
  return [{ resource, identifier }];
}
