import type { Task } from 'fhir/r4.js';
import { describe, expect, test } from 'vitest';
import { applyCasework, type Casework, foldCasework, type Work } from '../../src/authorization/casework.ts';
import { newsOfTask } from '../../src/authorization/closedInEhr.ts';
import { loadRules } from '../../src/cli/rules.ts';
import type { WorkKind } from '../../src/rules/clinicSchema.ts';

const rules = await loadRules();
const TODAY = '2026-11-02';
const AT = '2026-11-02T15:00:00Z';
const work = (kind: WorkKind): Work => ({
  id: `${kind}-1`,
  kind,
  role: 'attending',
  reason: 'Why.',
  due: TODAY,
  notes: ['Ours.'],
});
const open = (kind: WorkKind): Casework => foldCasework([{ type: 'WorkOpened', work: work(kind) }]);
const closed = (status: Task['status'], change: Partial<Task> = {}): Task => ({
  resourceType: 'Task',
  status,
  intent: 'order',
  meta: { lastUpdated: AT },
  ...change,
});
const output = (code: string, valueCode: string) => ({
  type: { coding: [{ system: 'urn:infusebridge:output', code }] },
  valueCode,
});
const news = (casework: Casework, kind: WorkKind, task: Task | undefined, author?: string) =>
  newsOfTask(casework, `${kind}-1`, { reference: 'Task/t1', task, ...(author && { author }) }, rules, TODAY);
const owner = { reference: 'Practitioner/7' };

describe('a Task that was closed in the EHR', () => {
  test.each<[WorkKind, Task['status'], string]>([
    ['attending_notice', 'completed', 'done'],
    ['scheduling', 'completed', 'done'],
    ['scheduling', 'cancelled', 'cancelled'],
    ['copay_assistance', 'failed', 'failed'],
    ['pharmacy_benefit', 'rejected', 'rejected'],
    ['rems', 'completed', 'done'],
  ])('ends %s (%s) as %s, by whom and when the EHR says', (kind, status, outcome) => {
    expect(news(open(kind), kind, closed(status, { owner }))).toEqual({
      type: 'WorkClosed',
      id: `${kind}-1`,
      outcome,
      by: 'Practitioner/7',
      at: AT,
      task: 'Task/t1',
    });
  });

  test('names its owner, else who changed it, else nobody; never a name on display', () => {
    const by = (task: Partial<Task>, author?: string) =>
      news(open('scheduling'), 'scheduling', closed('completed', task), author);
    expect(by({ owner }, 'Practitioner/8')).toMatchObject({ by: 'Practitioner/7' });
    expect(by({ owner: { identifier: { value: 'U12' } } })).toMatchObject({ by: 'U12' });
    expect(by({ owner: { display: 'Jo Sample' } }, 'Practitioner/8')).toMatchObject({ by: 'Practitioner/8' });
    expect(by({ owner: { display: 'Jo Sample' } })).toMatchObject({ by: 'somebody' });
  });

  test('keeps what people noted on it, not what we had', () => {
    const note = [{ text: 'Ours.' }, { text: 'Booked for Monday.' }];
    expect(news(open('scheduling'), 'scheduling', closed('completed', { note }))).toMatchObject({
      note: 'Booked for Monday.',
    });
  });

  test.each<[WorkKind, Task['status'], string]>([
    ['documentation', 'completed', 'the chart still lacks it'],
    ['financial_screening', 'completed', 'without all that it takes'],
    ['peer_to_peer', 'completed', 'without all that it takes'],
    ['peer_to_peer', 'cancelled', 'without all that it takes'],
    ['rems', 'cancelled', 'Nobody has verified the enrolment'],
    ['scheduling', 'entered-in-error', 'marked as an error'],
  ])('is no decision on %s (%s): it says what is missing', (kind, status, lacks) => {
    const event = news(open(kind), kind, closed(status, { owner }));
    expect(event).toMatchObject({ type: 'WorkReturned', how: status, by: 'Practitioner/7', at: AT });
    expect(event).toHaveProperty('lacks', expect.stringContaining(lacks));
  });

  test('is a decision where the outcome stands among its outputs and a person is named', () => {
    const upheld = closed('completed', { owner, output: [output('outcome', 'upheld')] });
    const call = open('peer_to_peer');
    expect(news(call, 'peer_to_peer', upheld)).toMatchObject({ type: 'WorkClosed', outcome: 'upheld' });
    const { owner: _nobody, ...unsigned } = upheld;
    expect(news(call, 'peer_to_peer', unsigned)).toMatchObject({ type: 'WorkReturned' });
    expect(news(call, 'peer_to_peer', { ...upheld, output: [output('outcome', 'maybe')] })).toMatchObject({
      type: 'WorkReturned',
    });
    const screening = open('financial_screening');
    const cleared = (...answers: readonly string[]) =>
      news(
        screening,
        'financial_screening',
        closed('completed', {
          owner,
          output: [output('outcome', 'cleared'), ...answers.map((field) => output(`answer-${field}`, 'yes'))],
        }),
      );
    expect(cleared('payer', 'patient')).toMatchObject({ type: 'WorkReturned' });
    expect(cleared('payer', 'patient', 'authorization')).toEqual({
      type: 'WorkClosed',
      id: 'financial_screening-1',
      outcome: 'cleared',
      by: 'Practitioner/7',
      answers: { payer: 'yes', patient: 'yes', authorization: 'yes' },
      at: AT,
      task: 'Task/t1',
    });
  });

  test('changes nothing when it is read again, is not ours to close, or was closed by us', () => {
    const first = news(open('rems'), 'rems', closed('cancelled'));
    if (first === undefined) throw new Error('it is news');
    const told = applyCasework(open('rems'), first);
    expect(news(told, 'rems', closed('cancelled'))).toBeUndefined();
    // Nor when it is closed again in the same way: whoever does knows what is missing.
    expect(news(told, 'rems', closed('cancelled', { meta: { lastUpdated: '2026-11-03T15:00:00Z' } }))).toBeUndefined();
    expect(news(told, 'rems', closed('failed'))).toMatchObject({ type: 'WorkReturned', how: 'failed', version: AT });
    const done = news(told, 'rems', closed('completed'));
    if (done === undefined) throw new Error('it is news');
    expect(news(applyCasework(told, done), 'rems', closed('cancelled'))).toBeUndefined();
    expect(news(open('rems'), 'scheduling', closed('completed'))).toBeUndefined();
    expect(news(open('rems'), 'rems', closed('cancelled', { businessStatus: { text: 'settled' } }))).toBeUndefined();
    expect(news(open('rems'), 'rems', closed('in-progress'))).toBeUndefined();
  });

  test('that is deleted is told, and the work stays', () => {
    expect(news(open('scheduling'), 'scheduling', undefined)).toMatchObject({ type: 'WorkReturned', how: 'deleted' });
  });

  test('and opened there again is open again, unless it was closed here', () => {
    const end = news(open('scheduling'), 'scheduling', closed('completed'));
    if (end === undefined) throw new Error('it is news');
    const done = applyCasework(open('scheduling'), end);
    const later = { meta: { lastUpdated: '2026-11-02T16:00:00Z' } };
    expect(news(done, 'scheduling', closed('requested', later))).toEqual({
      type: 'WorkOpened',
      work: work('scheduling'),
    });
    // An older version that comes late.
    expect(news(done, 'scheduling', closed('requested', { meta: { lastUpdated: AT } }))).toBeUndefined();
    const here = applyCasework(open('scheduling'), {
      type: 'WorkClosed',
      id: 'scheduling-1',
      outcome: 'done',
      by: 'jmiller',
    });
    expect(news(here, 'scheduling', closed('requested', later))).toBeUndefined();
  });
});
