/** Everything the demo runs on, in one process: ledger, queues, a synthetic EHR over HTTP, a synthetic payer over folders. */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { handlersOf } from '../../../queues/handlers.ts';
import { census, notify, WATCHED } from '../../../queues/notify.ts';
import { takeIn } from '../../../queues/poll.ts';
import { startWorkers } from '../../../queues/runtime.ts';
import { type SettableClock, settableClock, systemClock } from '../../adapters/clock.ts';
import { openFhirServer } from '../../adapters/fhirServer.ts';
import { openFolderPartner } from '../../adapters/folderPartner.ts';
import { openLedger } from '../../adapters/ledger.ts';
import { openQueueServer } from '../../adapters/queueServer.ts';
import { crossRead835 } from '../../adapters/secondReader.ts';
import type { Log } from '../../ports.ts';
import type { Rules } from '../../rules/parse.ts';
import { newSyntheticClient } from '../../synthetic/ehr/client.ts';
import { type SyntheticEhr, startSyntheticEhr } from '../../synthetic/ehr.ts';
import { startSyntheticPayer } from '../../synthetic/payer/start.ts';
import { notificationApp } from '../../web/notifications.ts';
import type { World } from '../../world.ts';
import { exampleSettings } from '../exampleSettings.ts';

export interface Place {
  readonly world: World;
  readonly ehr: SyntheticEhr;
  readonly clock: SettableClock;
  /** Waits until nothing is left to do. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** How often the partner's folder is looked into, and the EHR asked for what a lost notification would have told. */
const PARTNER_POLL_MS = 150;
const CENSUS_MS = 3_000;
/** Orders of a plan and doses of a visit arrive one by one; so long they are waited for. */
const SETTLE_MS = 250;

/** Starts all of it in `directory`; what an earlier run left there goes on where it stopped. */
export async function openPlace(directory: string, rules: Rules, log: Log, start: Date): Promise<Place> {
  const ledger = await openLedger({ embedded: { directory: join(directory, 'ledger') } });
  const { client, keyId, privateKey } = await newSyntheticClient('infusebridge');
  const ehr = await startSyntheticEhr({ port: 0, folder: join(directory, 'ehr'), clients: [client] });
  const payer = await startSyntheticPayer({
    folder: join(directory, 'partner'),
    pollMs: PARTNER_POLL_MS,
    paymentDelayMs: 300,
  });
  const connection = openFhirServer({
    name: 'ehr',
    baseUrl: ehr.url,
    authorization: {
      kind: 'private-key-jwt',
      clientId: client.clientId,
      privateKey,
      keyId,
      algorithm: 'ES384',
      scope: 'system/*.*',
    },
    clock: systemClock,
    log,
  });
  const partner = await openFolderPartner({
    name: exampleSettings.route.partner,
    directory: join(directory, 'partner'),
    log,
  });
  const clock = settableClock(start);
  const settings = { ...exampleSettings, orderSettleMs: SETTLE_MS, visitSettleMs: SETTLE_MS };
  const world: World = { ledger, ehr: connection, partner, rules, settings, clock, log, readAgain: crossRead835 };
  const runtime = await startWorkers({
    ledger,
    queueServer: openQueueServer({ database: ledger.database }, log),
    handlers: handlersOf(world),
    log,
  });
  const web = await openEndpoint(world, log);
  for (const type of WATCHED) {
    await connection.subscribe({ criteria: `${type}?`, endpoint: web.endpoint, headers: [web.header] });
  }
  const loops = [every(PARTNER_POLL_MS, () => takeIn(world), log), every(CENSUS_MS, () => lookAround(world), log)];
  return {
    world,
    ehr,
    clock,
    idle: () => runtime.idle(),
    async close() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await web.close();
      await runtime.close();
      await payer.close();
      await ehr.close();
      await ledger.close();
    },
  };
}

/** The synthetic EHR stamps changes with the real time. */
const lookAround = (world: World): Promise<number> => census(world, new Date(Date.now() - 24 * 3600_000));

async function openEndpoint(world: World, log: Log) {
  const secret = randomUUID();
  const app = notificationApp({
    secret,
    watched: WATCHED,
    log,
    take: (notice) => notify(world, notice),
    look: () => lookAround(world).then(() => undefined),
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/notifications`,
    header: `Authorization: Bearer ${secret}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Runs `work` again and again; a failure is logged and the next round tries again. */
function every(ms: number, work: () => Promise<unknown>, log: Log): { stop(): Promise<void> } {
  let stopped = false;
  let wake: () => void = () => undefined;
  const done = (async () => {
    while (!stopped) {
      await work().catch((problem: unknown) =>
        log.warn('demo.loop', { reason: problem instanceof Error ? problem.name : 'unknown' }),
      );
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, ms);
      });
    }
  })();
  return {
    stop() {
      stopped = true;
      wake();
      return done;
    },
  };
}
