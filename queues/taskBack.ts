/** Our own Tasks, closed by people in the EHR: read back into the people's side of the authorization. */

import type { Task } from 'fhir/r4.js';
import { caseworkOf } from '../src/authorization/casework.ts';
import { newsOfTask, type TaskThere } from '../src/authorization/closedInEhr.ts';
import { WORK_SYSTEM } from '../src/authorization/workTasks.ts';
import type { FhirResource, LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { appendCasework, loadCasework, workEnded } from './casework.ts';
import { offered } from './chart.ts';
import type { WorkItem } from './runtime.ts';
import { isCopy, WORK_OF_TASK } from './tell.ts';
import { facilityNow } from './today.ts';

/**
 * Reads the Task as it is now, whichever version rang, so that late and repeated notices do no harm. What is no Task of
 * ours, or somebody's copy of one, is passed over; one that is gone is known by its id.
 */
export async function taskBack(item: WorkItem, id: string, world: World): Promise<void> {
  const reference = `Task/${id}`;
  const resource = await world.ehr.read('Task', id);
  const named = resource === undefined ? [] : worksOf(resource);
  const author = named.length === 0 ? undefined : await authorOf(reference, world);
  await world.ledger.transact(async (tx) => {
    const works = resource === undefined ? await tx.linked(WORK_OF_TASK, reference) : named;
    const task = resource as unknown as Task | undefined;
    for (const work of works)
      if (!(await isCopy(tx, work, id))) await takeBack(work, { reference, task, ...author }, tx, world);
    await item.finish(tx);
  });
}

async function takeBack(name: string, there: TaskThere, tx: LedgerTransaction, world: World): Promise<void> {
  const [, stream, id] = NAME.exec(name) ?? [];
  if (stream === undefined || id === undefined || (await tx.linked('key', stream)).length === 0) return;
  const { state, version } = await loadCasework(tx, stream);
  const event = newsOfTask(state, id, there, world.rules, facilityNow(world).date);
  if (event === undefined) return;
  await appendCasework(tx, stream, version, [event], `ehr/${there.reference}`);
  if (event.type !== 'WorkReturned') return workEnded(tx, stream);
  await tx.enqueue({ queue: 'writeback', ref: caseworkOf(stream) });
  await tx.enqueue({ queue: 'writeback', ref: stream });
  // Whoever closed the Task of something that was missing may have charted it just before.
  if (id.startsWith('documentation-')) await tx.enqueue({ queue: 'authorization', ref: stream });
}

/** `authorization/7/documentation-stage`: the stream and the work in it. */
const NAME = /^(authorization\/\d+)\/(.+)$/;

/** The names of work that a Task stands for. */
export const worksOf = ({ identifier }: FhirResource): readonly string[] =>
  (Array.isArray(identifier) ? (identifier as readonly { readonly system?: unknown; readonly value?: unknown }[]) : [])
    .filter(({ system, value }) => system === WORK_SYSTEM && NAME.test(String(value)))
    .map(({ value }) => String(value));

/** Who changed it last, where the EHR keeps a Provenance of it. */
async function authorOf(reference: string, { ehr }: World): Promise<{ readonly author: string } | undefined> {
  const found = (await offered(ehr, 'Provenance', {
    target: reference,
  })) as readonly unknown[] as readonly Provenance[];
  const newest = found
    .filter(({ target = [] }) =>
      target.some((one) => one.reference?.replace(/\/_history\/.*$/, '').endsWith(reference)),
    )
    .toSorted((a, b) => ((a.recorded ?? '') < (b.recorded ?? '') ? -1 : 1))
    .at(-1);
  const author = newest?.agent?.find(({ who }) => who?.reference !== undefined)?.who?.reference;
  return author === undefined ? undefined : { author };
}
interface Provenance {
  readonly recorded?: string;
  readonly target?: readonly { readonly reference?: string }[];
  readonly agent?: readonly { readonly who?: { readonly reference?: string } }[];
}
