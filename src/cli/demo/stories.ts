/** The stories the demo tells: the bundles of the golden scenarios, in the order of their days. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FhirResource } from '../../ports.ts';

export interface StoryStep {
  readonly story: string;
  /** What happens, for the progress display. */
  readonly says: string;
  /** Business time. */
  readonly at: string;
  readonly bundle: string;
}
export interface Story {
  readonly id: string;
  readonly title: string;
  /** `Patient/pembro-patient`: how the summary finds what belongs to the story. */
  readonly patient: string;
}

export const stories: readonly Story[] = [
  { id: '01-pembrolizumab', title: 'Pembrolizumab every 3 weeks', patient: 'Patient/pembro-patient' },
  { id: '02-teclistamab', title: 'Teclistamab step-up, PRN tocilizumab', patient: 'Patient/btce-patient' },
];

export const steps: readonly StoryStep[] = [
  {
    story: '01-pembrolizumab',
    says: 'an order for pembrolizumab 200 mg, six doses',
    at: '2026-10-26T15:00:00-04:00',
    bundle: '01-order.json',
  },
  {
    story: '02-teclistamab',
    says: 'a teclistamab plan: two step-up doses, twelve weekly ones, tocilizumab as needed',
    at: '2026-10-26T15:00:00-04:00',
    bundle: '01-order.json',
  },
  {
    story: '01-pembrolizumab',
    says: 'the first pembrolizumab dose is given',
    at: '2026-11-02T12:30:00-05:00',
    bundle: '04-dose-1.json',
  },
  {
    story: '02-teclistamab',
    says: 'step-up dose 1: 4.2 mg out of a 30 mg vial',
    at: '2026-11-02T12:30:00-05:00',
    bundle: '04-step-1.json',
  },
  {
    story: '02-teclistamab',
    says: 'step-up dose 2: 21 mg, and tocilizumab for cytokine release',
    at: '2026-11-05T18:30:00-05:00',
    bundle: '07-step-2.json',
  },
  {
    story: '01-pembrolizumab',
    says: 'the second pembrolizumab dose is given',
    at: '2026-11-23T12:30:00-05:00',
    bundle: '08-dose-2.json',
  },
];

const SCENARIOS = new URL('../../../fixtures/scenarios/', import.meta.url);
export const scenarioFolder = (story: string): string => fileURLToPath(new URL(story, SCENARIOS));

/** The resources of a step. */
export async function resourcesOf(step: StoryStep): Promise<readonly (FhirResource & { readonly id: string })[]> {
  const text = await readFile(new URL(`${step.story}/in/${step.bundle}`, SCENARIOS), 'utf8');
  const bundle = JSON.parse(text) as {
    readonly entry: readonly { readonly resource: FhirResource & { readonly id: string } }[];
  };
  return bundle.entry.map(({ resource }) => resource);
}
