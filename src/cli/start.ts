/** The command `start`: the service, until it is asked to stop. */

import { readFile } from 'node:fs/promises';
import { systemClock } from '../adapters/clock.ts';
import { openLog } from '../adapters/log.ts';
import { loadConfig } from '../config.ts';
import { type Issue, printIssue } from '../outcome.ts';
import type { Clock, Log } from '../ports.ts';
import { rolesOf } from './compose/roles.ts';
import { openService } from './compose/service.ts';
import { siteOf } from './compose/settings.ts';
import { type ExitCode, exit } from './exit.ts';
import type { Io } from './io.ts';
import { loadRules } from './rules.ts';

export interface StartOptions {
  /** `api,worker,poller`; all three when it is not given. */
  readonly role?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Resolves with the reason when the service is to stop. */
  readonly stopped: Promise<string>;
  readonly log?: Log;
  /** Business time; this machine's by default. */
  readonly clock?: Clock;
}

/**
 * Runs the service until `stopped`. Exit 0 after an orderly stop, 2 when the configuration has faults (all of them are
 * printed), 3 by a Fault: a database, a directory or a port that cannot be had.
 */
export async function start(options: StartOptions, io: Io): Promise<ExitCode> {
  const roles = rolesOf(options.role);
  if (roles === undefined) {
    io.err('--role takes api, worker and poller, separated by commas: infusebridge start --role api,worker\n');
    return exit.usage;
  }
  const loaded = loadConfig(options);
  if (!loaded.ok) return await refuse(loaded.issues, io);
  const site = siteOf(loaded.value);
  if (!site.ok) return await refuse(site.issues, io);

  const config = loaded.value;
  const log = options.log ?? openLog({ level: config.logLevel });
  for (const { code, path = '' } of loaded.issues) log.warn('config.warning', { code, at: path });
  const clock = options.clock ?? systemClock;
  const service = await openService({ config, site: site.value, roles, rules: await loadRules(), log, clock });
  const role = [...roles].join(',');
  log.info('service.started', { role, database: config.databaseUrl === undefined ? 'embedded' : 'server' });
  io.out(`infusebridge ${role} at ${service.url}\n`);
  const reason = await options.stopped;
  log.info('service.stopping', { reason });
  await service.close();
  log.info('service.stopped', { reason });
  return exit.done;
}

const EXAMPLE = new URL('../../deploy/infusebridge.example.yaml', import.meta.url);

async function refuse(issues: readonly Issue[], io: Io): Promise<ExitCode> {
  io.err(
    `infusebridge cannot start with this configuration:\n${issues.map((one) => `  ${printIssue(one)}\n`).join('')}`,
  );
  // Nothing at all was configured: show what a configuration looks like.
  if (issues.some(({ path, message }) => path === 'ehr' && message === 'is missing')) {
    const example = await readFile(EXAMPLE, 'utf8').catch(() => '');
    io.err(
      `\nSay which EHR and which partner to connect, in ./infusebridge.yaml or the file that INFUSEBRIDGE_CONFIG names.\n` +
        `Copy deploy/infusebridge.example.yaml, or this:\n\n${example}`,
    );
  }
  return exit.usage;
}

/**
 * Resolves with the name of the first SIGTERM or SIGINT. A second one ends the process at once: nothing is lost, since
 * everything is recorded before it is done.
 */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(exit.fault);
        asked = true;
        resolve(signal);
      });
    }
  });
}
