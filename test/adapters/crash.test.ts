import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorkers } from '../../queues/runtime.ts';
import { openLedger } from '../../src/adapters/ledger.ts';
import { openLog } from '../../src/adapters/log.ts';
import { openQueueServer } from '../../src/adapters/queueServer.ts';
import { makeClaim } from './crashWork.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const CLAIMS = 200;

/** Starts a worker process on the directory and kills it dead once it has made so many claims. Gives how many it said. */
async function workUntilKilled(afterClaims: number): Promise<number> {
  const script = new URL('./crashChild.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let made = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'made') made += 1;
    if (made >= afterClaims) child.kill('SIGKILL');
  }
  return made;
}

it('loses nothing and does nothing twice when the worker process is killed again and again', async () => {
  const before = await openLedger({ embedded: { directory } });
  await before.transact(async (tx) => {
    for (let claim = 0; claim < CLAIMS; claim += 1) await tx.enqueue({ queue: 'claim', ref: `claim/${claim}` });
  });
  await before.close();

  let said = 0;
  for (const afterClaims of [1, 7, 40]) said += await workUntilKilled(afterClaims);
  expect(said).toBeGreaterThanOrEqual(48);

  const ledger = await openLedger({ embedded: { directory } });
  const left = await ledger.openWork();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(CLAIMS - said);
  const log = openLog({ level: 'silent' });
  const queueServer = openQueueServer({ database: ledger.database }, log);
  const handlers = { claim: (item: Parameters<typeof makeClaim>[1]) => makeClaim(ledger, item) };
  const runtime = await startWorkers({ ledger, queueServer, log, handlers });
  await runtime.idle();
  await runtime.close();

  const { events, transmissions } = await ledger.transact(async (tx) => {
    const events: unknown[] = [];
    for (const stream of await tx.streams('claim/')) events.push(...(await tx.events(stream)));
    return { events, transmissions: await tx.transmissions() };
  });
  await ledger.close();
  const numbers = Array.from({ length: CLAIMS }, (_, index) => index + 1);
  expect(events).toHaveLength(CLAIMS);
  expect(transmissions.map((one) => one.interchangeControl).toSorted((a, b) => a - b)).toEqual(numbers);
  expect(new Set(transmissions.map((one) => one.stream)).size).toBe(CLAIMS);
}, 180_000);
