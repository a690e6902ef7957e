/** The service in one process, composed from the configuration. */

import { join } from 'node:path';
import { caseOf, decideByPerson } from '../../../queues/casework.ts';
import type { Runtime } from '../../../queues/runtime.ts';
import { systemClock } from '../../adapters/clock.ts';
import { openFhirServer } from '../../adapters/fhirServer.ts';
import { openFolderPartner } from '../../adapters/folderPartner.ts';
import { openLedger, type PostgresLedger } from '../../adapters/ledger.ts';
import { openQueueServer, type QueueServer } from '../../adapters/queueServer.ts';
import { crossRead835 } from '../../adapters/secondReader.ts';
import type { CaseDecision } from '../../authorization/people.ts';
import type { Config } from '../../config.ts';
import type { Clock, Log } from '../../ports.ts';
import type { Rules } from '../../rules/parse.ts';
import { publicKeys } from '../../web/keys.ts';
import { type ServiceOptions, serviceApp } from '../../web/service.ts';
import type { World } from '../../world.ts';
import { dependenciesOf } from './dependencies.ts';
import { askGateOf, overrideGateOf } from './gate.ts';
import { listen } from './listen.ts';
import { noticesOf, subscribe } from './notices.ts';
import { overrideEditOf } from './override.ts';
import { resolveTransmission, retryParked } from './resolve.ts';
import type { Role } from './roles.ts';
import { every, reasonOf, startPolling } from './rounds.ts';
import { authorizationOf, type Site } from './settings.ts';
import { releaseVersion } from './version.ts';
import { judgeDayOf } from './visit.ts';
import { openWorkers } from './workers.ts';
import { countsOf, worklistOf } from './worklist.ts';

export interface ServiceParts {
  readonly config: Config;
  readonly site: Site;
  readonly roles: ReadonlySet<Role>;
  readonly rules: Rules;
  readonly log: Log;
  /** Business time. */
  readonly clock: Clock;
}
export interface Service {
  readonly world: World;
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes nothing new, finishes what is in hand, closes everything in the reverse order of opening. */
  close(): Promise<void>;
}

/** Opens every part that the roles need. Throws a Fault when one cannot be had; what was opened is closed again. */
export async function openService(parts: ServiceParts): Promise<Service> {
  const opened = new AsyncDisposableStack();
  try {
    return await open(parts, opened);
  } catch (problem) {
    await opened.disposeAsync();
    throw problem;
  }
}

async function open(parts: ServiceParts, opened: AsyncDisposableStack): Promise<Service> {
  const { config, site, roles, log } = parts;
  const ledger = await openLedgerOf(config);
  opened.defer(() => ledger.close());
  const ehr = openFhirServer({
    name: config.ehr.name,
    baseUrl: config.ehr.baseUrl,
    authorization: authorizationOf(config.ehr.auth),
    clock: systemClock,
    log,
  });
  const partner = await openFolderPartner({ ...site.partner, log });
  const world: World = {
    ledger,
    ehr,
    partner,
    rules: parts.rules,
    settings: site.settings,
    clock: parts.clock,
    log,
    readAgain: crossRead835,
  };
  const queueServer = roles.has('worker') ? queueServerOf(config, ledger, log) : undefined;
  if (queueServer !== undefined) {
    opened.defer(() => queueServer.close());
    const runtime: Runtime = await openWorkers(world, queueServer);
    opened.defer(() => runtime.close());
  }
  const dependencies = dependenciesOf({ ledger, ehr, queueServer, partnerDirectory: site.partner.directory });
  const version = releaseVersion();
  const health = { version, roles: [...roles], dependencies, counts: () => countsOf(ledger), reasonOf };
  const api = roles.has('api') ? { api: apiOf(config, world) } : {};
  const web = await listen(serviceApp({ health, log, ...api }), config.web.host, config.web.port);
  opened.defer(() => web.close());
  const { publicUrl, webhookSecret } = config.web;
  if (roles.has('api') && publicUrl !== undefined && webhookSecret !== undefined) {
    let subscribed = false;
    const subscribing = every(
      config.pollEveryMs,
      'ehr.subscription',
      async () => {
        if (!subscribed) await subscribe(ehr, publicUrl, webhookSecret);
        subscribed = true;
      },
      log,
    );
    opened.defer(() => subscribing.stop());
  }
  if (roles.has('poller')) {
    const polling = startPolling(world, { partnerMs: config.pollEveryMs, censusMs: config.pollEveryMs });
    opened.defer(() => polling.stop());
  }
  return { world, url: web.url, close: () => opened.disposeAsync() };
}

/** Where the embedded database of a data directory lives. */
export const embeddedDirectory = (config: Pick<Config, 'dataDir'>): string => join(config.dataDir, 'ledger');

const openLedgerOf = (config: Config): Promise<PostgresLedger> =>
  openLedger(
    config.databaseUrl === undefined
      ? { embedded: { directory: embeddedDirectory(config) } }
      : { connectionString: config.databaseUrl },
  );

const queueServerOf = (config: Config, ledger: PostgresLedger, log: Log): QueueServer =>
  config.queueBackend === 'redis' && config.redisUrl !== undefined
    ? openQueueServer({ redisUrl: config.redisUrl }, log)
    : openQueueServer({ database: ledger.database }, log);

function apiOf(config: Config, world: World): NonNullable<ServiceOptions['api']> {
  const { webhookSecret, adminToken, gateToken } = config.web;
  const { ledger, log } = world;
  return {
    keys: publicKeys(config.ehr.auth),
    ...(webhookSecret === undefined ? {} : { notifications: noticesOf(world, webhookSecret) }),
    ...(adminToken === undefined
      ? {}
      : {
          cases: {
            token: adminToken,
            show: (stream: string) => caseOf(stream, world),
            decide: (stream: string, decision: CaseDecision) => decideByPerson(stream, decision, world),
            log,
          },
          work: {
            token: adminToken,
            worklist: () => worklistOf(ledger),
            retry: (id: string) => retryParked(ledger, id),
            resolve: (id: string, arrived: boolean) => resolveTransmission(ledger, id, arrived),
            override: overrideEditOf(world),
            log,
          },
        }),
    ...(adminToken === undefined && gateToken === undefined
      ? {}
      : {
          gate: {
            ...(gateToken === undefined ? {} : { token: gateToken }),
            ...(adminToken === undefined ? {} : { adminToken }),
            ask: askGateOf(world),
            override: overrideGateOf(world),
            log,
          },
          visit: {
            tokens: [gateToken, adminToken].filter((token) => token !== undefined),
            judge: judgeDayOf(world),
            log,
          },
        }),
  };
}
