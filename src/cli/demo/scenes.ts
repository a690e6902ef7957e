/** A step of a story together with its resources, and how far into the stories an EHR is. */

import type { SyntheticEhr } from '../../synthetic/ehr.ts';
import type { Place } from './place.ts';
import { resourcesOf, type StoryStep } from './stories.ts';

export interface Scene extends StoryStep {
  readonly resources: Awaited<ReturnType<typeof resourcesOf>>;
}

export const scenesOf = (steps: readonly StoryStep[]): Promise<readonly Scene[]> =>
  Promise.all(steps.map(async (step) => ({ ...step, resources: await resourcesOf(step) })));

/** The moments at which something happens, each once, in order. */
export const daysOf = (scenes: readonly Scene[]): readonly string[] => [...new Set(scenes.map(({ at }) => at))];

const isKnown = (ehr: SyntheticEhr, { resourceType, id }: Scene['resources'][number]): boolean =>
  ehr.history(resourceType, id).length > 0;

/** Whether the resources of a scene are in the EHR; they come all at once. */
export const isBegun = ({ resources }: Scene, ehr: SyntheticEhr): boolean =>
  resources.length > 0 && resources.every((resource) => isKnown(ehr, resource));

/** Where an earlier run got to; the first day for a fresh EHR. */
export function dayReached(scenes: readonly Scene[], ehr: SyntheticEhr): string {
  const begun = scenes.filter((scene) => isBegun(scene, ehr));
  return daysOf(begun).at(-1) ?? scenes[0]?.at ?? '';
}

/** A resumed run finds the resources of its first life in the EHR's journal. All of a scene or nothing survives a kill. */
export function putOnce({ ehr }: Pick<Place, 'ehr'>, { resources }: Scene): void {
  ehr.putAll(resources.filter((resource) => !isKnown(ehr, resource)));
}
