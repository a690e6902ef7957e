/** The record store and the queue. */

import { clockDriftMs } from '../../../queues/drift.ts';
import { hasEmbedded, type LedgerProbe, probeLedger } from '../../adapters/ledgerProbe.ts';
import { probeRedis } from '../../adapters/queueServerProbe.ts';
import type { Config } from '../../config.ts';
import { Fault } from '../../ports.ts';
import { embeddedDirectory } from '../compose/service.ts';
import { type Check, fault, ok, warn } from './check.ts';

/** PostgreSQL before 14 lacks what the queue uses. */
const OLDEST_SERVER = 140_000;
const MOST_DRIFT_MS = 2_000;

/** Database, migrations and clock; nothing is changed. */
export async function databaseChecks(config: Config): Promise<readonly Check[]> {
  const directory = embeddedDirectory(config);
  const { databaseUrl } = config;
  if (databaseUrl === undefined && !hasEmbedded(directory)) {
    return [ok('database', 'embedded; `start` makes it in the data directory')];
  }
  try {
    const probe = await probeLedger(databaseUrl === undefined ? { directory } : { connectionString: databaseUrl });
    try {
      return [
        versionCheck(probe, databaseUrl === undefined),
        migrationCheck(probe),
        ...(databaseUrl === undefined ? [] : [await clockCheck(probe)]),
      ];
    } finally {
      await probe.close();
    }
  } catch (problem) {
    return [unreachable(problem)];
  }
}

function unreachable(problem: unknown): Check {
  const message = problem instanceof Error ? problem.message : 'unknown';
  if (problem instanceof Fault && message.includes('is in use by')) {
    return warn('database', message, 'If that is the service, ask it: GET /readyz.');
  }
  const advice = 'Check DATABASE_URL (databaseUrl), that the server runs and lets this machine and this role in.';
  // Our own Faults and Refusals hold codes; a driver's message may quote the address with its password.
  const saw = problem instanceof Fault || /SQLSTATE/.test(message) ? message : 'the database cannot be opened';
  return fault('database', saw, advice);
}

const versionCheck = ({ serverVersion }: LedgerProbe, embedded: boolean): Check => {
  const version = `PostgreSQL ${Math.floor(serverVersion / 10_000)}.${serverVersion % 10_000}`;
  if (embedded) return ok('database', `embedded ${version}`);
  if (serverVersion >= OLDEST_SERVER) return ok('database', version);
  return fault('database', version, 'PostgreSQL 14 or later is needed.');
};

const migrationCheck = ({ pending, mayCreate }: LedgerProbe): Check => {
  if (pending.length === 0) return ok('migrations', 'up to date');
  const saw = `pending: ${pending.join(', ')}`;
  if (mayCreate) return warn('migrations', saw, '`start` runs them.');
  return fault('migrations', saw, 'The role may not make schemas: `grant create on database ... to ...`.');
};

async function clockCheck(probe: LedgerProbe): Promise<Check> {
  const drift = Math.round(await clockDriftMs(probe));
  const saw = `${drift} ms from the database's clock`;
  return drift <= MOST_DRIFT_MS
    ? ok('clock', saw)
    : fault('clock', saw, 'Synchronise both machines (NTP). With the PostgreSQL queue a worker refuses to start so.');
}

/** Redis, where the queue is there. */
export async function queueChecks({ queueBackend, redisUrl }: Config): Promise<readonly Check[]> {
  if (queueBackend !== 'redis' || redisUrl === undefined) return [ok('queue', 'in the database')];
  try {
    const { version, evictionPolicy } = await probeRedis(redisUrl);
    const saw = `Redis ${version}, maxmemory-policy ${evictionPolicy || 'unknown'}`;
    if (evictionPolicy === 'noeviction') return [ok('queue', saw)];
    const advice =
      'Set `maxmemory-policy noeviction`: under any other, jobs vanish and work waits to be handed out again.';
    return [fault('queue', saw, advice)];
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    return [fault('queue', problem.message, 'Check REDIS_URL (redisUrl), that the server runs, and the password.')];
  }
}
