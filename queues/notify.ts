/** Takes in what changed in the EHR: a row per version before anybody is thanked, then work for the intake queue. */

import type { FhirResource } from '../src/ports.ts';
import type { World } from '../src/world.ts';

/** The resources whose changes start something. */
export const WATCHED = ['MedicationRequest', 'MedicationAdministration', 'Coverage'] as const;

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
  for (const type of WATCHED) {
    for (const resource of await world.ehr.search(type, { _lastUpdated: `ge${since.toISOString()}` })) {
      const notice = noticeOf(resource);
      if (notice === undefined || resource.resourceType !== type) continue;
      await notify(world, notice);
      seen += 1;
    }
  }
  return seen;
}

/** Undefined for a resource without id. Without a version the time of the change tells versions apart. */
export function noticeOf(resource: FhirResource): Notice | undefined {
  const { resourceType: type, id, meta } = resource;
  return id === undefined ? undefined : { type, id, versionId: meta?.versionId ?? meta?.lastUpdated ?? 'unknown' };
}
