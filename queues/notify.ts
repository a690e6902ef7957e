/** Takes in what changed in the EHR: a row per version before anybody is thanked, then work for the intake queue. */

import { WORK_SYSTEM } from '../src/authorization/workTasks.ts';
import type { FhirResource, LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { offered, patientOf } from './chart.ts';
import { worksOf } from './taskBack.ts';

/** The resources whose changes start something; an EHR must offer them. */
export const STARTING = ['MedicationRequest', 'MedicationAdministration', 'Coverage'] as const;
/**
 * The resources that may complete what is held, as far as the EHR offers them. There are many of them, so those of
 * patients we have nothing of are passed over.
 */
export const COMPLETING = [
  'Patient',
  'Encounter',
  'Condition',
  'MedicationDispense',
  'Observation',
  'DiagnosticReport',
  'DocumentReference',
  'Composition',
  'Consent',
  'QuestionnaireResponse',
  'MedicationStatement',
  'RequestGroup',
  'CarePlan',
] as const;
/** What we wrote ourselves, and people close where they work. */
export const ANSWERED = ['Task'] as const;
/** Visits that are booked: the gate's answer stands beside them. */
export const SCHEDULED = ['Appointment'] as const;
export const WATCHED = [...STARTING, ...COMPLETING, ...SCHEDULED, ...ANSWERED] as const;

/** Which resources of a watched type we want to hear of: all, without status, or a cancellation would never be told. */
export const criteriaOf = (type: (typeof WATCHED)[number]): string =>
  type === 'Task' ? `Task?identifier=${WORK_SYSTEM}|` : `${type}?`;

export interface Notice {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
}

/** Records a notice; a repeat changes nothing. */
export async function notify({ ledger, ehr }: World, notice: Notice): Promise<void> {
  await ledger.transact(async (tx) => {
    const recorded = await tx.recordNotification({ server: ehr.name, ...notice });
    if (recorded.isNew) await tx.enqueue({ queue: 'intake', ref: recorded.id });
  });
}

/**
 * Asks the EHR for everything that changed since a moment: what a lost notification would have told. The number of
 * versions seen; those known already change nothing. Throws a Fault when the EHR does not answer.
 */
export async function census(world: World, since: Date): Promise<number> {
  let seen = 0;
  const changed = { _lastUpdated: `ge${since.toISOString()}` };
  for (const type of STARTING) seen += await noticed(await world.ehr.search(type, changed), type, world);
  for (const type of [...COMPLETING, ...SCHEDULED]) {
    const found = await offered(world.ehr, type, changed);
    seen += await noticed(await ofOurs(found, world), type, world);
  }
  for (const type of ANSWERED) {
    const found = await offered(world.ehr, type, { ...changed, identifier: `${WORK_SYSTEM}|` });
    seen += await noticed(
      found.filter((task) => worksOf(task).length > 0),
      type,
      world,
    );
  }
  return seen;
}

async function noticed(resources: readonly FhirResource[], type: string, world: World): Promise<number> {
  let seen = 0;
  for (const resource of resources) {
    const notice = noticeOf(resource);
    if (notice === undefined || resource.resourceType !== type) continue;
    await notify(world, notice);
    seen += 1;
  }
  return seen;
}

/** Those of patients for whom there is an authorization or a claim. */
const ofOurs = (resources: readonly FhirResource[], { ledger }: World): Promise<readonly FhirResource[]> =>
  ledger.transact(async (tx) => {
    const known = new Map<string, boolean>();
    for (const patient of new Set(resources.flatMap((resource) => patientOf(resource) ?? [])))
      known.set(patient, await isKnown(tx, patient));
    return resources.filter((resource) => known.get(patientOf(resource) ?? '') === true);
  });

const isKnown = async (tx: LedgerTransaction, patient: string): Promise<boolean> =>
  (await tx.linked('patient authorization', patient)).length > 0 ||
  (await tx.linked('patient claim', patient)).length > 0;

/** Undefined for a resource without id. Without a version the time of the change tells versions apart. */
export function noticeOf(resource: FhirResource): Notice | undefined {
  const { resourceType: type, id, meta } = resource;
  return id === undefined ? undefined : { type, id, versionId: meta?.versionId ?? meta?.lastUpdated ?? 'unknown' };
}
