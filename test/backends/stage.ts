/** A scenario on the real runtime: workers over a store, an EHR in memory, a partner's folder. */

import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decideByPerson } from '../../queues/casework.ts';
import { handlersOf } from '../../queues/handlers.ts';
import { notify, WATCHED } from '../../queues/notify.ts';
import { takeIn } from '../../queues/poll.ts';
import { type Handler, startWorkers } from '../../queues/runtime.ts';
import { loadAuthorization, loadClaim } from '../../queues/streams.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { openFolderPartner } from '../../src/adapters/folderPartner.ts';
import { openLedger } from '../../src/adapters/ledger.ts';
import { type MemoryEhr, openMemoryEhr } from '../../src/adapters/memoryEhr.ts';
import { openQueueServer } from '../../src/adapters/queueServer.ts';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { readScenario, type Scenario, type Step } from '../../src/cli/replay/scenario.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { Fault, type FhirResource, type Ledger, type Log } from '../../src/ports.ts';
import type { World } from '../../src/world.ts';
import type { Store } from './stores.ts';

/** What a stage is opened with: plain data, so that a child process can open the same one again. */
export interface StagePlan {
  readonly store: Store;
  /** Folder of the scenario. */
  readonly scenario: string;
  /** Holds `partner/` (the exchange), `step` (how far the story is) and `chart.jsonl` (what was written back). */
  readonly folder: string;
  /** Who answers: the files recorded in the scenario, or a payer at work on the partner's folder. */
  readonly answers: 'recorded' | 'payer';
}
export interface Stage {
  readonly ledger: Ledger;
  /** Plays from where the story stopped to its end. Throws when it does not get on for so long. */
  play(patienceMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Quick enough for a test; a dead worker's items come back after `leaseMs`. */
const POLICY = { leaseMs: 1_500, backoffMs: { first: 20, most: 200 } };
const RELAY = { busyMs: 20, idleMs: 50, leaseMs: 400 };
const POLL_MS = 40;
/** What is held is looked at again in an hour: no story waits for that. */
export const SOON_MS = 60_000;

/** `onWork` hears of every item a worker takes up. Throws a Fault when a server is out of reach. */
export async function openStage(plan: StagePlan, log: Log, onWork: () => void = () => undefined): Promise<Stage> {
  const scenario = await scenarioOf(plan);
  const ledger = await openLedger(plan.store.ledger);
  const { redisUrl } = plan.store;
  const queueServer = openQueueServer(redisUrl === undefined ? { database: ledger.database } : { redisUrl }, log);
  const ehr = rememberedEhr(openMemoryEhr('ehr'), join(plan.folder, 'chart.jsonl'));
  const { seed, partner: name } = scenario.config;
  const partner = await openFolderPartner({
    name,
    directory: join(plan.folder, 'partner'),
    ignoresDuplicates: true,
    log,
  });
  const settings = { ...exampleSettings, instance: seed, route: { ...exampleSettings.route, partner: name } };
  const clock = settableClock(scenario.config.clock);
  const rules = await loadRules();
  const world: World = { ledger, ehr, partner, rules, settings, clock, log, readAgain: crossRead835 };
  const story = storyOf(plan, scenario, world, ehr);
  await story.resume();
  const heard =
    (handle: Handler): Handler =>
    (item) => {
      onWork();
      return handle(item);
    };
  const handlers = Object.entries(handlersOf(world)).map(([queue, handle]) => [queue, heard(handle)] as const);
  const runtime = await startWorkers({
    ledger,
    queueServer,
    log,
    handlers: Object.fromEntries(handlers),
    policy: POLICY,
    relay: RELAY,
    random: () => 0.5,
  });
  let closed = false;
  const polling = (async () => {
    while (!closed) {
      await takeIn(world).catch(onlyFaults);
      await sleep(POLL_MS);
    }
  })();
  return {
    ledger,
    play: story.play,
    async close() {
      closed = true;
      await polling;
      await runtime.close();
      await queueServer.close();
      await ledger.close();
    },
  };
}

async function scenarioOf(plan: StagePlan): Promise<Scenario> {
  const scenario = await readScenario(plan.scenario);
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.issues));
  return scenario.value;
}

/** Keeps what was written back in a file, which outlives the process. */
const rememberedEhr = (ehr: MemoryEhr, file: string): MemoryEhr => ({
  ...ehr,
  async putByIdentifier(resource, identifier) {
    await appendFile(file, `${JSON.stringify({ value: identifier.value, resource })}\n`);
    return await ehr.putByIdentifier(resource, identifier);
  },
});

function storyOf(plan: StagePlan, scenario: Scenario, world: World, ehr: MemoryEhr) {
  const steps = scenario.steps.filter(({ kind }) => kind === 'fhir' || plan.answers === 'recorded');
  const progress = join(plan.folder, 'step');
  const clock = world.clock as ReturnType<typeof settableClock>;
  const reached = async (): Promise<number> => Number(await readFile(progress, 'utf8').catch(() => '0'));
  const arrive = async (step: Step): Promise<void> => {
    if (step.kind === 'x12') {
      await writeFile(join(plan.folder, 'partner', 'inbound', step.name), step.text);
      await insist(() => takeIn(world));
      return;
    }
    if (step.kind === 'person') {
      // After a kill the same person says it again: what was decided already is refused, and nothing changes.
      const { authorization, ...decision } = JSON.parse(step.text) as Parameters<typeof decideByPerson>[1] & {
        readonly authorization: string;
      };
      await insist(async () => void (await decideByPerson(authorization, decision, world)));
      return;
    }
    const resources = resourcesIn(step);
    for (const resource of resources) ehr.put(resource);
    for (const { resourceType: type, id = '' } of resources.filter(isWatched)) {
      await insist(() => notify(world, { type, id, versionId: step.name }));
    }
  };
  return {
    /** What the chart holds and what time it is, after a restart. */
    async resume(): Promise<void> {
      const at = await reached();
      for (const step of steps.slice(0, at + 1)) {
        if (step.kind === 'fhir') for (const resource of resourcesIn(step)) ehr.put(resource);
        clock.set(step.at);
      }
    },
    async play(patienceMs = 60_000): Promise<void> {
      for (let at = await reached(); at < steps.length; at += 1) {
        const step = steps[at];
        if (step === undefined) return;
        await replace(progress, String(at));
        clock.set(step.at);
        await arrive(step);
        await until(
          () => isQuiet(world.ledger, plan.answers === 'payer'),
          patienceMs,
          async () => {
            const { work } = await world.ledger.counts();
            return `${step.name}: the story does not get on; work that is open: ${JSON.stringify(work)}`;
          },
        );
      }
    },
  };
}

/** All of the text or the old one, whenever we are killed. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

const isWatched = ({ resourceType }: FhirResource): boolean => (WATCHED as readonly string[]).includes(resourceType);

const resourcesIn = (step: Step): readonly FhirResource[] =>
  (JSON.parse(step.text) as { readonly entry: readonly { readonly resource: FhirResource }[] }).entry.map(
    ({ resource }) => resource,
  );

const onlyFaults = (problem: unknown): void => {
  if (!(problem instanceof Fault)) throw problem;
};

/** As an EHR does with a notification that was not taken: it rings again. */
async function insist(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (problem) {
      onlyFaults(problem);
      await sleep(50);
    }
  }
}

async function until(
  done: () => Promise<boolean>,
  patienceMs: number,
  complaint: () => Promise<string>,
): Promise<void> {
  const latest = Date.now() + patienceMs;
  for (;;) {
    const isDone = await done().catch((problem: unknown) => {
      onlyFaults(problem);
      return false;
    });
    if (isDone) return;
    if (Date.now() > latest) throw new Error(await complaint());
    await sleep(25);
  }
}

/** Nothing is left to do; with a payer at work, nothing waits for its answer either. */
async function isQuiet(ledger: Ledger, withPayer: boolean): Promise<boolean> {
  if ((await ledger.openWork(SOON_MS)) > 0) return false;
  if (!withPayer) return true;
  const waiting = await ledger.transact(async (tx) => {
    for (const stream of await tx.streams('authorization/')) {
      if (['requested', 'refused', 'pended'].includes((await loadAuthorization(tx, stream)).state.status)) return true;
    }
    for (const stream of await tx.streams('claim/')) {
      const { status } = (await loadClaim(tx, stream)).state;
      if (['submitted', 'refused', 'acknowledged', 'accepted'].includes(status)) return true;
    }
    return false;
  });
  return !waiting && (await ledger.openWork(SOON_MS)) === 0;
}
