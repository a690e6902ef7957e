/** The stories the demo tells: the bundles of the golden scenarios, in the order of their days. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FhirResource } from '../../ports.ts';
import type { InboundFacts } from '../../synthetic/payer/facts.ts';
import type { ScriptName } from '../../synthetic/payer/scripts.ts';

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
  { id: '03-atezolizumab', title: 'Atezolizumab, wrong template', patient: 'Patient/atezo-patient' },
  { id: '04-denied', title: 'Vedolizumab denied', patient: 'Patient/vedo-patient' },
  { id: '05-fewer-units', title: 'Brentuximab, fewer units', patient: 'Patient/bren-patient' },
  { id: '06-denied-payment', title: 'Nivolumab, payment denied', patient: 'Patient/nivo-patient' },
];

/** What the payer does in the stories that do not go smoothly, by the codes asked for or billed; the first row that fits. */
const PAYER: readonly (readonly [readonly string[], ScriptName])[] = [
  [['J9022'], 'pend-then-approve'],
  [['J3380'], 'deny'],
  [['J9042'], 'modify-fewer'],
  [['J9299', 'J9228'], 'deny-197-line'],
  [['J9299'], 'off-by-a-cent'],
];

/** The script of the synthetic payer for one file: the same for the same file, in every life of the demo. */
export const payerScript = ({ procedures }: InboundFacts): ScriptName =>
  PAYER.find(([codes]) => codes.every((code) => procedures.includes(code)))?.[1] ?? 'approve';

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
    story: '03-atezolizumab',
    says: 'an order for atezolizumab whose template says J9302, another drug',
    at: '2026-10-26T15:00:00-04:00',
    bundle: '01-order.json',
  },
  {
    story: '04-denied',
    says: 'an order for vedolizumab, which the payer will deny',
    at: '2026-10-26T15:00:00-04:00',
    bundle: '01-order.json',
  },
  {
    story: '05-fewer-units',
    says: 'an order for brentuximab vedotin, five doses; the payer will certify half',
    at: '2026-10-26T15:00:00-04:00',
    bundle: '01-order.json',
  },
  {
    story: '06-denied-payment',
    says: 'orders for nivolumab and ipilimumab in one plan',
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
    story: '03-atezolizumab',
    says: 'the first atezolizumab dose is given, charted with J9302 again',
    at: '2026-11-02T12:30:00-05:00',
    bundle: '05-dose-1.json',
  },
  {
    story: '05-fewer-units',
    says: 'the first brentuximab dose: 126 mg out of three vials',
    at: '2026-11-02T12:30:00-05:00',
    bundle: '04-dose-1.json',
  },
  {
    story: '06-denied-payment',
    says: 'nivolumab and ipilimumab are given',
    at: '2026-11-02T12:30:00-05:00',
    bundle: '04-dose-1.json',
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
  {
    story: '05-fewer-units',
    says: 'the second brentuximab dose is given',
    at: '2026-11-23T12:30:00-05:00',
    bundle: '08-dose-2.json',
  },
  {
    story: '06-denied-payment',
    says: 'nivolumab alone is given',
    at: '2026-11-23T12:30:00-05:00',
    bundle: '08-dose-2.json',
  },
  {
    story: '05-fewer-units',
    says: 'the third brentuximab dose is given, for which too few units are left',
    at: '2026-12-14T12:30:00-05:00',
    bundle: '12-dose-3.json',
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
