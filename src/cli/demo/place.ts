/** Everything the demo runs on, in one process: ledger, queues, a synthetic EHR over HTTP, a synthetic payer over folders. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
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
import { listen } from '../compose/listen.ts';
import { noticesOf, subscribe } from '../compose/notices.ts';
import { startPolling } from '../compose/rounds.ts';
import { openWorkers } from '../compose/workers.ts';
import { exampleSettings } from '../exampleSettings.ts';
import { payerScript } from './stories.ts';

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

/**
 * Starts all of it in `directory`; what an earlier run left there goes on where it stopped, at the business time that
 * `startOf` makes out from the EHR before any work begins.
 */
export async function openPlace(
  directory: string,
  rules: Rules,
  log: Log,
  startOf: (ehr: SyntheticEhr) => Date,
): Promise<Place> {
  const ledger = await openLedger({ embedded: { directory: join(directory, 'ledger') } });
  const { client, keyId, privateKey } = await newSyntheticClient('infusebridge');
  const ehr = await startSyntheticEhr({ port: 0, folder: join(directory, 'ehr'), clients: [client] });
  const payer = await startSyntheticPayer({
    folder: join(directory, 'partner'),
    script: payerScript,
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
    // The synthetic payer refuses a control number it has seen and answers the first copy only.
    ignoresDuplicates: true,
    log,
  });
  const clock = settableClock(startOf(ehr));
  const settings = { ...exampleSettings, orderSettleMs: SETTLE_MS, visitSettleMs: SETTLE_MS };
  const world: World = { ledger, ehr: connection, partner, rules, settings, clock, log, readAgain: crossRead835 };
  const runtime = await openWorkers(world, openQueueServer({ database: ledger.database }, log));
  const secret = randomUUID();
  const web = await listen(notificationApp(noticesOf(world, secret)), '127.0.0.1', 0);
  await subscribe(connection, web.url, secret);
  const polling = startPolling(world, { partnerMs: PARTNER_POLL_MS, censusMs: CENSUS_MS });
  return {
    world,
    ehr,
    clock,
    idle: () => runtime.idle(),
    async close() {
      await polling.stop();
      await web.close();
      await runtime.close();
      await payer.close();
      await ehr.close();
      await ledger.close();
    },
  };
}
