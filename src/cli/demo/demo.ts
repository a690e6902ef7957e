/** The command `demo`: two stories from the order to the payment, on this machine, through the real queues. */

import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLog } from '../../adapters/log.ts';
import { Fault } from '../../ports.ts';
import { exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { openFeed } from './feed.ts';
import { exportFiles } from './files.ts';
import { openPlace, type Place } from './place.ts';
import { isDecided, settledDoses, stateOf } from './state.ts';
import { resourcesOf, type StoryStep, scenarioFolder, steps, stories } from './stories.ts';
import { linesTable, summaryTable } from './summary.ts';

export interface DemoOptions {
  /** Go on where an earlier run stopped, instead of starting afresh. */
  readonly keep: boolean;
  /** Holds the state of the run. */
  readonly directory: string;
}

/** A day of a story may take this long before the demo says that something is stuck. */
const PATIENCE_MS = 60_000;

/** Exit 0 with both stories paid; a Fault (a directory in use, a disk that is full) ends it with its message. */
export async function demo(options: DemoOptions, io: Io): Promise<number> {
  if (!options.keep) await rm(options.directory, { recursive: true, force: true });
  io.err('Starting: an embedded PostgreSQL, the queues, a synthetic EHR and a synthetic payer ...\n');
  const rules = await loadRules();
  const log = openLog({ level: 'error' });
  const place = await openPlace(options.directory, rules, log, new Date(steps[0]?.at ?? 0));
  try {
    await play(place, io);
    await tellResult(place, options.directory, io);
    return exit.done;
  } finally {
    await place.close();
  }
}

async function play(place: Place, io: Io): Promise<void> {
  const feed = openFeed(place.world.ledger, io);
  const days = [...new Set(steps.map(({ at }) => at))];
  for (const day of days) {
    place.clock.set(day);
    io.err(`\n${day.slice(0, 10)}\n`);
    const today = steps.filter(({ at }) => at === day);
    for (const step of today) {
      io.err(`  In the EHR: ${step.says}\n`);
      for (const resource of await resourcesOf(step)) putOnce(place, resource);
    }
    await until(
      () => settled(place, today),
      async () => feed.tell(),
    );
    await place.idle();
    await feed.tell();
  }
}

/** A resumed run finds the resources of its first life in the EHR's journal. */
function putOnce({ ehr }: Place, resource: Parameters<Place['ehr']['put']>[0]): void {
  const known = ehr.all(resource.resourceType).some(({ id }) => id === resource.id);
  if (!known) ehr.put(resource);
}

/** Every order of the day is decided and every dose of the day is paid or otherwise settled. */
async function settled({ world }: Place, today: readonly StoryStep[]): Promise<boolean> {
  for (const step of today) {
    const story = stories.find(({ id }) => id === step.story);
    const state = await stateOf(world.ledger, story?.patient ?? '');
    const done = settledDoses(state);
    for (const { resourceType, id } of await resourcesOf(step)) {
      if (resourceType === 'MedicationRequest' && !isDecided(state)) return false;
      if (resourceType === 'MedicationAdministration' && !done.has(`MedicationAdministration/${id}`)) return false;
    }
  }
  return true;
}

async function until(done: () => Promise<boolean>, meanwhile: () => Promise<void>): Promise<void> {
  const patience = Date.now() + PATIENCE_MS;
  while (!(await done())) {
    if (Date.now() > patience) throw new Fault('the demo does not get on; the log above says why');
    await meanwhile();
    await sleep(100);
  }
}

async function tellResult(place: Place, directory: string, io: Io): Promise<void> {
  const rows = await Promise.all(
    stories.map(async (story) => [story, await stateOf(place.world.ledger, story.patient)] as const),
  );
  const folder = join(directory, 'files');
  const count = await exportFiles(folder, place.world.ledger, place.ehr);
  const tasks = place.ehr.all('Task').map(({ json }) => json as Parameters<typeof summaryTable>[1][number]);
  const scenario = relative(process.cwd(), scenarioFolder('01-pembrolizumab')) || '.';
  io.out(`\n${linesTable(rows)}\n\n${summaryTable(rows, tasks)}\n
${count} files: what was sent, received and written to the chart are in ${folder}

Next:
  bin/infusebridge read ${folder}/sent/278-0001.x12
  bin/infusebridge replay ${scenario}
  bin/infusebridge map ${scenario}/in/01-order.json
`);
}
