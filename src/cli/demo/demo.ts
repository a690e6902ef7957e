/** The command `demo`: six stories from the order to the payment, or to where they stop, on this machine, through the real queues. */

import { readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockDirectory } from '../../adapters/directoryLock.ts';
import { openLog } from '../../adapters/log.ts';
import { Fault } from '../../ports.ts';
import type { SyntheticEhr } from '../../synthetic/ehr.ts';
import { exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { type Feed, openFeed } from './feed.ts';
import { exportFiles } from './files.ts';
import { heldBackTable } from './heldBack.ts';
import { aborted, openInterruption } from './interruption.ts';
import { openPlace, type Place } from './place.ts';
import { dayReached, daysOf, isBegun, putOnce, type Scene, scenesOf } from './scenes.ts';
import { isDecided, settledDoses, stateOf } from './state.ts';
import { scenarioFolder, steps, stories } from './stories.ts';
import { linesTable, summaryTable } from './summary.ts';

export interface DemoOptions {
  /** Go on where an earlier run stopped, instead of starting afresh. */
  readonly keep: boolean;
  /** Holds the state of the run. */
  readonly directory: string;
}

/** A day of a story may take this long before the demo says that something is stuck. */
const PATIENCE_MS = 60_000;

/**
 * Exit 0 with the stories told to their end; 130 when interrupted, to be resumed with `keep`. A Fault (a directory in
 * use, a disk that is full) ends it with its message.
 */
export async function demo(options: DemoOptions, io: Io): Promise<number> {
  // Held from before the old state is removed until the new one is closed: two runs never share a directory.
  const lock = await lockDirectory(options.directory);
  try {
    if (!options.keep) await clear(options.directory);
    return await run(options.directory, io);
  } finally {
    await lock.release();
  }
}

async function clear(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('lock'));
  for (const name of names) await rm(join(directory, name), { recursive: true, force: true });
}

async function run(directory: string, io: Io): Promise<number> {
  const interruption = openInterruption(() => io.err('\nStopping ... (once more to stop at once)\n'));
  io.err('Starting: an embedded PostgreSQL, the queues, a synthetic EHR and a synthetic payer ...\n');
  const scenes = await scenesOf(steps);
  const reached = (ehr: SyntheticEhr): Date => new Date(dayReached(scenes, ehr));
  const place = await openPlace(directory, await loadRules(), openLog({ level: 'error' }), reached);
  try {
    await play(scenes, place, io, interruption.signal);
    if (!interruption.signal.aborted) await tellResult(place, directory, io);
  } finally {
    await place.close();
    interruption.forget();
  }
  if (!interruption.signal.aborted) return exit.done;
  io.err('Stopped. `demo --keep` goes on from here.\n');
  return exit.interrupted;
}

async function play(scenes: readonly Scene[], place: Place, io: Io, stop: AbortSignal): Promise<void> {
  const feed = openFeed(place.world.ledger, io);
  const reached = dayReached(scenes, place.ehr);
  await tellWhereWeAre(scenes, place, feed, io);
  for (const day of daysOf(scenes).filter((candidate) => candidate >= reached)) {
    if (stop.aborted) return;
    place.clock.set(day);
    io.err(`\n${day.slice(0, 10)}\n`);
    const today = scenes.filter(({ at }) => at === day);
    for (const scene of today) {
      io.err(`  In the EHR: ${scene.says}\n`);
      putOnce(place, scene);
    }
    await until(
      () => settled(place, today),
      () => feed.tell(),
      stop,
    );
    await Promise.race([place.idle(), aborted(stop)]);
    await feed.tell();
  }
}

/** After `--keep`: what happened before is not told again. */
async function tellWhereWeAre(scenes: readonly Scene[], place: Place, feed: Feed, io: Io): Promise<void> {
  if (!scenes.some((scene) => isBegun(scene, place.ehr))) return;
  await feed.skip();
  const isOver = dayReached(scenes, place.ehr) === daysOf(scenes).at(-1) && (await settled(place, scenes));
  io.err(
    isOver
      ? 'This run was finished before; here is its result again. Without --keep a new one starts.\n'
      : `Going on with the run that stopped on ${dayReached(scenes, place.ehr).slice(0, 10)}.\n`,
  );
}

/** Every order of the day is decided and every dose of the day is paid or waits for a person. */
async function settled({ world }: Place, today: readonly Scene[]): Promise<boolean> {
  for (const step of today) {
    const story = stories.find(({ id }) => id === step.story);
    const state = await stateOf(world.ledger, story?.patient ?? '');
    const done = settledDoses(state);
    for (const { resourceType, id } of step.resources) {
      if (resourceType === 'MedicationRequest' && !isDecided(state)) return false;
      if (resourceType === 'MedicationAdministration' && !done.has(`MedicationAdministration/${id}`)) return false;
    }
  }
  return true;
}

async function until(done: () => Promise<boolean>, meanwhile: () => Promise<void>, stop: AbortSignal): Promise<void> {
  const patience = Date.now() + PATIENCE_MS;
  while (!stop.aborted && !(await done())) {
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
  io.out(`\n${linesTable(rows)}\n\n${summaryTable(rows, tasks)}\n\n${heldBackTable(rows)}\n
${count} files: what was sent, received and written to the chart are in ${folder}

Next:
  bin/infusebridge read ${folder}/sent/278-0001.x12
  bin/infusebridge replay ${scenario}
  bin/infusebridge map ${scenario}/in/01-order.json
`);
}
