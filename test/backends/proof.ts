/** What a story left behind, and what it should have: nothing lost, nothing twice, the very bytes of the scenario. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { loadClaim } from '../../queues/streams.ts';
import { openLedger } from '../../src/adapters/ledger.ts';
import { decisionsOf } from '../../src/cli/replay/decisions.ts';
import { readScenario } from '../../src/cli/replay/scenario.ts';
import type { FhirResource, Ledger } from '../../src/ports.ts';
import { readJournal } from '../../src/synthetic/payer/journal.ts';
import { acceptedTwice } from '../../src/synthetic/payer/state.ts';
import { SOON_MS, type StagePlan } from './stage.ts';

/** Whoever answered: every file of the scenario went out once, with its bytes, and nothing is left to do. */
export async function expectDelivered(plan: StagePlan, ledger: Ledger): Promise<void> {
  const expected = await expectedFiles(plan, /\.x12$/);
  const files = await ledger.transact((tx) => tx.transmissions());
  expect(Object.fromEntries(files.map(({ fileName, bytes }) => [fileName, textOf(bytes)]))).toEqual(expected);
  expect(files.map(({ state }) => state)).toEqual(files.map(() => 'sent'));
  expect(files.map(({ interchangeControl }) => interchangeControl)).toEqual(files.map((_, index) => index + 1));
  expect(await ledger.parkedWork()).toEqual([]);
  expect(await ledger.openWork(SOON_MS)).toBe(0);
}

/** With recorded answers: the files at the partner and every recorded event are those of the scenario. */
export async function expectReplayed(plan: StagePlan, ledger: Ledger): Promise<void> {
  await expectDelivered(plan, ledger);
  expect(await filesIn(join(plan.folder, 'partner', 'outbound'))).toEqual(await expectedFiles(plan, /\.x12$/));
  const { 'decisions.json': golden = '' } = await expectedFiles(plan, /^decisions\.json$/);
  const recorded = JSON.stringify(await decisionsOf(ledger), (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  expect(peoplesInOrder(await countedFromOne(recorded, ledger))).toEqual(peoplesInOrder(golden));
  const tasks = await countedFromOne(JSON.stringify(await tasksOf(plan)), ledger);
  expect(JSON.parse(tasks)).toEqual(await lastTasks(plan));
}

/**
 * Two queues write on the people's side, each when its turn comes: what was found out, and the work that follows. Which of
 * them is first is nobody's promise, so those events are put in an order of their own.
 */
function peoplesInOrder(decisions: string): unknown {
  const { streams, ...rest } = JSON.parse(decisions) as { readonly streams: Readonly<Record<string, unknown[]>> };
  const sorted = Object.entries(streams).map(([stream, events]) => [
    stream,
    stream.startsWith('casework/') ? events.map((event) => JSON.stringify(event)).toSorted() : events,
  ]);
  return { ...rest, streams: Object.fromEntries(sorted) as object };
}

/** With a payer at work: every dose is paid once, every payment posted once, and the payer took nothing twice. */
export async function expectPaid(plan: StagePlan, ledger: Ledger): Promise<void> {
  await expectDelivered(plan, ledger);
  const journal = await readJournal(join(plan.folder, 'partner'));
  expect(acceptedTwice(journal.payer)).toEqual([]);
  const given = await dosesOf(plan);
  const claims = await ledger.transact(async (tx) => {
    const streams = await tx.streams('claim/');
    return await Promise.all(streams.map(async (stream) => (await loadClaim(tx, stream)).state));
  });
  expect(claims.flatMap(({ administrations }) => administrations).toSorted()).toEqual(given);
  expect(claims.map(({ status, postings }) => [status, postings.length])).toEqual(claims.map(() => ['paid', 1]));
  expect(Object.keys(journal.payer.accepted).toSorted()).toEqual(claims.map(({ claim }) => claim?.number).toSorted());
  const tasks = Object.entries(await tasksOf(plan)).filter(([about]) => about.startsWith('claim/'));
  expect(tasks.map(([, status]) => status)).toEqual(claims.map(() => 'completed'));
}

/** Opens the store once more, as an operator would look at it afterwards. */
export async function look(plan: StagePlan, proof: (plan: StagePlan, ledger: Ledger) => Promise<void>): Promise<void> {
  const ledger = await openLedger(plan.store.ledger);
  await proof(plan, ledger).finally(() => ledger.close());
}

/** What was written back: the newest status of each Task, by what it is about. */
async function tasksOf(plan: StagePlan): Promise<Readonly<Record<string, unknown>>> {
  const lines = (await readFile(join(plan.folder, 'chart.jsonl'), 'utf8')).trim().split('\n');
  const writes = lines.map((line) => JSON.parse(line) as { readonly value: string; readonly resource: FhirResource });
  const tasks = writes.filter(({ resource }) => resource.resourceType === 'Task');
  return Object.fromEntries(tasks.map(({ value, resource }) => [value, resource['status']]));
}

async function lastTasks(plan: StagePlan): Promise<Readonly<Record<string, unknown>>> {
  const files = Object.entries(await expectedFiles(plan, /\.Task\./)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const tasks = files.map(([, text]) => JSON.parse(text) as FhirResource);
  return Object.fromEntries(
    tasks.map((task) => [(task['identifier'] as readonly { readonly value: string }[])[0]?.value, task['status']]),
  );
}

/** A number the database gave to work that was rolled back is not given again: files are counted as they came. */
async function countedFromOne(text: string, ledger: Ledger): Promise<string> {
  const ids = (await ledger.transact((tx) => tx.inbounds())).map(({ id }) => id);
  return text.replaceAll(/"inbound\/(\d+)"/g, (_whole, id: string) => `"inbound/${ids.indexOf(id) + 1}"`);
}

async function expectedFiles(plan: StagePlan, which: RegExp): Promise<Readonly<Record<string, string>>> {
  const scenario = await readScenario(plan.scenario);
  const files = scenario.ok ? [...scenario.value.expected] : [];
  return Object.fromEntries(files.filter(([name]) => which.test(name)));
}

async function dosesOf(plan: StagePlan): Promise<readonly string[]> {
  const scenario = await readScenario(plan.scenario);
  const texts = scenario.ok ? scenario.value.steps.filter(({ kind }) => kind === 'fhir').map(({ text }) => text) : [];
  const doses = texts.flatMap((text) =>
    (JSON.parse(text) as { readonly entry: readonly { readonly resource: FhirResource }[] }).entry
      .map(({ resource }) => resource)
      .filter(({ resourceType }) => resourceType === 'MedicationAdministration')
      .map(({ id }) => `MedicationAdministration/${id}`),
  );
  return [...new Set(doses)].toSorted();
}

async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
