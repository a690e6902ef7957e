/** Plays a scenario through the real queues and ledger, in one process, with frozen clock, ids and numbers. */

import { decideByPerson } from '../../../queues/casework.ts';
import { handlersOf } from '../../../queues/handlers.ts';
import { workOff } from '../../../queues/inline.ts';
import { WATCHED } from '../../../queues/notify.ts';
import { takeIn } from '../../../queues/poll.ts';
import { settableClock } from '../../adapters/clock.ts';
import { openLedger } from '../../adapters/ledger.ts';
import { type MemoryEhr, openMemoryEhr } from '../../adapters/memoryEhr.ts';
import { openMemoryPartner } from '../../adapters/memoryPartner.ts';
import { crossRead835 } from '../../adapters/secondReader.ts';
import type { CaseDecision } from '../../authorization/people.ts';
import type { FhirResource, Ledger, Log } from '../../ports.ts';
import type { Rules } from '../../rules/parse.ts';
import type { World } from '../../world.ts';
import { exampleSettings } from '../exampleSettings.ts';
import { decisionsOf } from './decisions.ts';
import type { Scenario, Step } from './scenario.ts';

/** The file that tells what was recorded. */
export const DECISIONS = 'decisions.json';

/** Every file the scenario produces, by its name in out/. Throws when the outbox could not be worked off. */
export async function runScenario(scenario: Scenario, rules: Rules): Promise<ReadonlyMap<string, string>> {
  const ledger = await openLedger({ embedded: {} });
  try {
    return await play(scenario, rules, ledger);
  } finally {
    await ledger.close();
  }
}

async function play(scenario: Scenario, rules: Rules, ledger: Ledger): Promise<ReadonlyMap<string, string>> {
  const { config, steps } = scenario;
  const clock = settableClock(config.clock);
  const ehr = openMemoryEhr('ehr');
  const partner = openMemoryPartner(config.partner);
  const route = { ...exampleSettings.route, partner: config.partner };
  const settings = { ...exampleSettings, instance: config.seed, route };
  const world: World = { ledger, ehr, partner, rules, settings, clock, log: silent, readAgain: crossRead835 };
  const handlers = handlersOf(world);
  const produced = new Map<string, string>();
  for (const step of steps) {
    clock.set(step.at);
    if (step.kind === 'fhir') await arrive(step, ehr, ledger);
    else if (step.kind === 'person') await decideAsPerson(step, world);
    else partner.put({ name: step.name, bytes: new TextEncoder().encode(step.text) });
    await takeIn(world);
    await workOff(ledger, handlers, silent);
    await assertNothingParked(ledger, step);
    for (const file of partner.takeSent()) produced.set(file.name, new TextDecoder().decode(file.bytes));
    for (const resource of ehr.takeWrites()) produced.set(nameOfWrite(step, resource), json(resource));
  }
  produced.set(DECISIONS, json(await decisionsOf(ledger)));
  return new Map([...produced].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What somebody decided through the API; a replay accepts no decision that the API would refuse. */
async function decideAsPerson(step: Step, world: World): Promise<void> {
  const { authorization, ...decision } = JSON.parse(step.text) as CaseDecision & {
    readonly authorization: string;
  };
  const done = await decideByPerson(authorization, decision, world);
  if (!done.ok) throw new Error(`${step.name}: ${done.issues.map(({ code, path }) => `${code} ${path}`).join(', ')}`);
}

/** A replay has no network to fail: parked work is a bug, and its reason names it. */
async function assertNothingParked(ledger: Ledger, step: Step): Promise<void> {
  const [first] = await ledger.parkedWork();
  if (first !== undefined) throw new Error(`${step.name}: ${first.queue} ${first.ref} failed: ${first.reason}`);
}

/** Puts the bundle into the chart and rings for every resource that a subscription would ring for. */
async function arrive(step: Step, ehr: MemoryEhr, ledger: Ledger): Promise<void> {
  const bundle = JSON.parse(step.text) as { readonly entry?: readonly { readonly resource: FhirResource }[] };
  const resources = (bundle.entry ?? []).map(({ resource }) => resource);
  for (const resource of resources) ehr.put(resource);
  for (const { resourceType: type, id = '' } of resources.filter((resource) => RUNG.has(resource.resourceType))) {
    await ledger.transact(async (tx) => {
      const notice = await tx.recordNotification({ server: ehr.name, type, id, versionId: step.name });
      if (notice.isNew) await tx.enqueue({ queue: 'intake', ref: notice.id });
    });
  }
}
const RUNG: ReadonlySet<string> = new Set(WATCHED);

/** `03-dose-1.Task.claim-1.json`: which step wrote what about what. */
function nameOfWrite(step: Step, resource: FhirResource): string {
  const [identifier] = resource['identifier'] as readonly { readonly value: string }[];
  const about = identifier?.value.replaceAll('/', '-') ?? 'unknown';
  return `${step.name.replace(/\.\w+$/, '')}.${resource.resourceType}.${about}.json`;
}

const json = (value: unknown): string => `${JSON.stringify(value, bigints, 2)}\n`;
const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
