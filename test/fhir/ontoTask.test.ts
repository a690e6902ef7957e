import type { Task } from 'fhir/r4.js';
import { describe, expect, test } from 'vitest';
import { ontoTask, type TaskTold } from '../../src/fhir/ontoTask.ts';

const identifier = [{ system: 'urn:infusebridge:work', value: 'authorization/1/rems-x' }];
const ours = (change: Partial<Task> = {}): Task => ({
  resourceType: 'Task',
  identifier,
  status: 'requested',
  intent: 'order',
  description: 'Check the enrolment.',
  note: [{ text: 'Order: MedicationRequest/mr1' }],
  ...change,
});
const untouched: TaskTold = { status: 'requested', isNews: false };
const news: TaskTold = { status: 'requested', isNews: true };
const settled = { status: 'cancelled', businessStatus: { text: 'settled' } } as const;

describe('a Task of ours that is written again', () => {
  test('keeps what people wrote on it, and loses what we wrote before and do not say any more', () => {
    const current: Task = {
      ...ours({ priority: 'urgent', businessStatus: { text: 'Late' }, restriction: { period: { end: '2026-11-01' } } }),
      id: 't1',
      identifier: [...identifier, { system: 'urn:ehr', value: '77' }],
      owner: { reference: 'Practitioner/7' },
      executionPeriod: { start: '2026-11-02' },
      note: [
        { text: 'what we said before' },
        { text: 'Called them.', authorReference: { reference: 'Practitioner/7' } },
        { text: 'They call back.', time: '2026-11-02T10:00:00Z' },
      ],
      output: [
        { type: { coding: [{ system: 'urn:infusebridge:output', code: 'schedule-gate' }] }, valueCode: 'stop' },
        { type: { coding: [{ system: 'urn:infusebridge:output', code: 'outcome' }] }, valueCode: 'upheld' },
      ],
    };
    expect(ontoTask(ours(), current, news)).toEqual({
      ...ours(),
      id: 't1',
      identifier: [...identifier, { system: 'urn:ehr', value: '77' }],
      owner: { reference: 'Practitioner/7' },
      executionPeriod: { start: '2026-11-02' },
      note: [
        { text: 'Order: MedicationRequest/mr1' },
        { text: 'Called them.', authorReference: { reference: 'Practitioner/7' } },
        { text: 'They call back.', time: '2026-11-02T10:00:00Z' },
      ],
      output: [{ type: { coding: [{ system: 'urn:infusebridge:output', code: 'outcome' }] }, valueCode: 'upheld' }],
    });
  });

  test('says nothing any more that we do not say, and no empty list', () => {
    const before: Task = {
      ...ours({ priority: 'urgent', businessStatus: { text: 'Late' } }),
      code: { text: 'Prior authorization' },
      for: { reference: 'Patient/p1' },
      focus: { reference: 'MedicationRequest/mr1' },
      lastModified: '2026-11-01',
      performerType: [{ text: 'Billing' }],
      restriction: { repetitions: 1 },
      text: { status: 'generated', div: '<div/>' },
      output: [{ type: { coding: [{ system: 'urn:infusebridge:output', code: 'schedule-gate' }] }, valueCode: 'go' }],
    };
    const bare: Task = { resourceType: 'Task', status: 'requested', intent: 'order' };
    expect(ontoTask(bare, before, news)).toEqual({ ...bare, identifier });
    expect(ontoTask({ ...bare, identifier }, { ...before, ...bare, status: 'accepted' }, untouched)).toEqual({
      ...bare,
      identifier,
      status: 'accepted',
    });
  });

  test('keeps identifiers of others, be it of our system or of our value', () => {
    const others = [
      { system: 'urn:infusebridge:work', value: 'authorization/2/rems-x' },
      { system: 'urn:other', value: 'authorization/1/rems-x' },
    ];
    expect(ontoTask(ours(), { ...ours(), identifier: [...identifier, ...others] }, news).identifier).toEqual([
      ...identifier,
      ...others,
    ]);
  });

  test('drops an output of ours under whichever of its codes, and keeps those of others', () => {
    const coding = [
      { system: 'urn:other', code: 'x' },
      { system: 'urn:infusebridge:output', code: 'schedule-gate' },
    ];
    expect(ontoTask(ours(), { ...ours(), output: [{ type: { coding } }] }, news).output).toBeUndefined();
    const theirs = [{ type: { coding: [{ system: 'urn:other', code: 'schedule-gate' }] } }];
    expect(ontoTask(ours(), { ...ours(), output: theirs }, news).output).toEqual(theirs);
  });

  test('that people did not touch takes our status, whatever else is news', () => {
    const told = { status: 'completed', isNews: false };
    expect(ontoTask(ours(), ours({ status: 'completed' }), told).status).toBe('requested');
  });

  test.each<[string, Partial<Task>, Partial<Task>, TaskTold | undefined, Task['status']]>([
    ['is as we say where nobody touched it', settled, {}, news, 'cancelled'],
    ['stays in the hands of who took it', {}, { status: 'in-progress' }, untouched, 'in-progress'],
    ['stays closed while we say the same', {}, { status: 'completed' }, untouched, 'completed'],
    ['stays an error while we say the same', {}, { status: 'entered-in-error' }, untouched, 'entered-in-error'],
    ['opens again when there is something to say', {}, { status: 'completed' }, news, 'requested'],
    ['stays as it was closed when it is over for us, too', settled, { status: 'completed' }, news, 'completed'],
    ['is closed by us over the hands it is in', settled, { status: 'in-progress' }, news, 'cancelled'],
    ['stays closed where what we said last is not known', {}, { status: 'failed' }, undefined, 'failed'],
    ['is as we say where only that differs from its words', settled, { status: 'accepted' }, undefined, 'cancelled'],
  ])('%s', (_, change, there, told, expected) => {
    expect(ontoTask(ours(change), { ...ours(), ...there }, told).status).toBe(expected);
  });
});
