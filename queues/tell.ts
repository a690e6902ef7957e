/** Writes what the chart is told, without losing what people wrote there; remembers what was said of each Task. */

import { createHash } from 'node:crypto';
import type { Task } from 'fhir/r4.js';
import { SETTLED } from '../src/authorization/worklist.ts';
import { WORK_SYSTEM } from '../src/authorization/workTasks.ts';
import { isEnded, ontoTask, type TaskTold, versionOf } from '../src/fhir/ontoTask.ts';
import type { Write } from '../src/outcome.ts';
import { type FhirResource, type LedgerTransaction, Refusal } from '../src/ports.ts';
import type { World } from '../src/world.ts';

/** A Task as it was written: whose it is, which version that made, and what it said. */
export interface TaskWritten {
  readonly identifier: Write<unknown>['identifier'];
  readonly saying: string;
  /** It has the status that people gave it, not ours. */
  readonly isTheirs: boolean;
  readonly id?: string;
  readonly versionId?: string;
}

/**
 * Puts the resources into the chart, the Tasks last, and gives those for `remember`. A Task goes over the version that is
 * there, with what people made of it. What the EHR takes in no form is said in the Task that shows the state. Throws a
 * Fault when the EHR does not answer, or takes no Task.
 */
export async function tell(writes: readonly Write<FhirResource>[], world: World): Promise<readonly TaskWritten[]> {
  const [last, ours] = await world.ledger.transact(async (tx) => [
    await saidLast(writes, tx),
    await oursOf(writes, tx),
  ]);
  const refusals: string[] = [];
  for (const write of writes) if (!isTask(write.resource)) refusals.push(...(await put(write, world)));
  const written: TaskWritten[] = [];
  for (const write of writes) {
    const { resource: task, identifier } = write;
    if (!isTask(task)) continue;
    const resource = identifier.system === WORK_SYSTEM ? task : withNotes(task, refusals);
    const saying = sayingOf(resource);
    const told = toldOf(last.get(keyOf(identifier)), saying);
    let isTheirs = false;
    const onto = (current: FhirResource): FhirResource => {
      const there = current as unknown as Task;
      const next = ontoTask(resource, there, isUnread(write, there) ? AS_IT_IS : told);
      isTheirs = next.status !== resource.status;
      return isTheirs && isSame(next, there) ? current : { ...next };
    };
    const { id, meta } = await world.ehr.putByIdentifier(resource, identifier, onto, ours.get(keyOf(identifier)));
    const version = meta?.versionId === undefined ? {} : { versionId: String(meta.versionId) };
    written.push({ identifier, saying, isTheirs, ...(id === undefined ? {} : { id }), ...version });
  }
  return written;
}

/** Ended by people since we last looked: what it says is read first. What we ended ourselves says so. */
const isUnread = ({ resource, identifier, over }: Write<FhirResource>, there: Task): boolean =>
  identifier.system === WORK_SYSTEM &&
  isEnded(there.status) &&
  !isEnded(String(resource['status'])) &&
  there.businessStatus?.text !== SETTLED &&
  versionOf(there) !== over;
const AS_IT_IS: TaskTold = { status: '', isNews: false };

/** But for what changes with every look. */
const isSame = (one: Task, other: Task): boolean => sorted(one) === sorted(other);
const sorted = ({ meta: _meta, lastModified: _day, text: _made, ...task }: Task): string =>
  JSON.stringify(Object.entries(task).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const withNotes = <T extends Task>(task: T, texts: readonly string[]): T =>
  texts.length === 0 ? task : { ...task, note: [...(task.note ?? []), ...texts.map((text) => ({ text }))] };

/**
 * Keeps what was said of each Task. The versions we made of people's work are no news; one that we left as people had it
 * may be, and is read.
 */
export async function remember(written: readonly TaskWritten[], tx: LedgerTransaction, world: World): Promise<void> {
  for (const { identifier, saying, isTheirs, id, versionId } of written) {
    const key = keyOf(identifier);
    const before = await tx.owner(SAID, key);
    if (before !== saying) {
      if (before !== undefined) await tx.releaseKey(SAID, key, before);
      await tx.claimKey(SAID, key, saying);
    }
    if (id !== undefined) await tx.link(OURS, key, id);
    if (identifier.system !== WORK_SYSTEM || id === undefined) continue;
    await tx.link(WORK_OF_TASK, `Task/${id}`, identifier.value);
    if (versionId === undefined) continue;
    const notice = await tx.recordNotification({ server: world.ehr.name, type: 'Task', id, versionId });
    if (notice.isNew && isTheirs) await tx.enqueue({ queue: 'intake', ref: notice.id });
  }
}
/** Index of the work a Task stands for: its own identifier cannot be read any more once it is deleted. */
export const WORK_OF_TASK = 'work of task';
const SAID = 'said';
/** Ids of what we wrote under an identifier; another Task with it is somebody's copy. */
const OURS = 'ours';

/** True for a Task that somebody copied from ours, identifier and all: what becomes of it says nothing about the work. */
export async function isCopy(tx: LedgerTransaction, work: string, id: string): Promise<boolean> {
  const ours = await tx.linked(OURS, keyOf({ system: WORK_SYSTEM, value: work }));
  return ours.length > 0 && !ours.includes(id);
}

const keyOf = ({ system, value }: Write<unknown>['identifier']): string => `${system}|${value}`;
const isTask = (resource: FhirResource): resource is FhirResource & Task => resource.resourceType === 'Task';

/** `requested 4f1c…`: the words themselves may be about a patient. */
const sayingOf = ({ status, description = '', businessStatus }: Task): string =>
  `${status} ${createHash('sha256')
    .update(JSON.stringify([description, businessStatus?.text ?? '']))
    .digest('hex')
    .slice(0, 16)}`;

function toldOf(before: string | undefined, now: string): TaskTold | undefined {
  const [status, words] = before?.split(' ') ?? [];
  return status === undefined ? undefined : { status, isNews: words !== now.split(' ')[1] };
}

async function oursOf(
  writes: readonly Write<FhirResource>[],
  tx: LedgerTransaction,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tasks = writes.filter(({ resource }) => isTask(resource)).map(({ identifier }) => keyOf(identifier));
  const ours = new Map<string, readonly string[]>();
  for (const key of tasks) ours.set(key, await tx.linked(OURS, key));
  return ours;
}

async function saidLast(writes: readonly Write<FhirResource>[], tx: LedgerTransaction): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for (const { resource, identifier } of writes) {
    const last = isTask(resource) ? await tx.owner(SAID, keyOf(identifier)) : undefined;
    if (last !== undefined) said.set(keyOf(identifier), last);
  }
  return said;
}

/** An EHR that takes no resources of one type is told by another; a sentence for people where it takes neither. */
async function put({ resource, identifier, otherwise }: Write<FhirResource>, world: World): Promise<readonly string[]> {
  const refused = await refusalOf(resource, identifier, world);
  if (refused === undefined) return [];
  const other = otherwise === undefined ? undefined : await refusalOf(otherwise, identifier, world);
  if (otherwise !== undefined && other === undefined) return [];
  const nor = otherwise === undefined ? '' : ` and no ${otherwise.resourceType} (${other}) in its place`;
  return [`The EHR takes no ${resource.resourceType} (${refused})${nor}: what it would say stands in Tasks only.`];
}

/** The status of the EHR's refusal; undefined where it took the resource. */
async function refusalOf(
  resource: FhirResource,
  identifier: Write<unknown>['identifier'],
  { ehr, log }: World,
): Promise<number | undefined> {
  try {
    await ehr.putByIdentifier(resource, identifier);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    log.warn('writeback.refused', { type: resource.resourceType, status: cause.status });
    return cause.status;
  }
}
