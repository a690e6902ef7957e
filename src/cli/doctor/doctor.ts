/** The command `doctor`: looks at everything the service needs and says what to do about each failure. */

import { type Config, loadConfig } from '../../config.ts';
import { type Issue, type Outcome, printIssue } from '../../outcome.ts';
import { siteOf } from '../compose/settings.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../rules.ts';
import { type Check, fault, ok, warn } from './check.ts';
import { ehrChecks } from './ehr.ts';
import { dataCheck, nodeCheck, partnerCheck } from './machine.ts';
import { databaseChecks, queueChecks } from './stores.ts';

export interface DoctorOptions {
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

/**
 * Prints every check; nothing is changed anywhere. Exit 0 when all is good (warnings included), 2 when the
 * configuration is invalid (then little else can be looked at), 3 when something is at fault.
 */
export async function doctor(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const loaded = configured(options);
  const checks = [nodeCheck(), ...configChecks(loaded.issues), ...(loaded.ok ? await siteChecks(loaded.value) : [])];
  const healthy = checks.every(({ state }) => state !== 'fault');
  io.out(options.json ? `${JSON.stringify({ ok: healthy, checks }, undefined, 2)}\n` : page(checks));
  if (!loaded.ok) return exit.usage;
  return healthy ? exit.done : exit.fault;
}

/** The configuration as `start` would take it. */
function configured(options: DoctorOptions): Outcome<Config> {
  const loaded = loadConfig(options);
  const site = loaded.ok ? siteOf(loaded.value) : undefined;
  return site === undefined || site.ok ? loaded : site;
}

function configChecks(issues: readonly Issue[]): readonly Check[] {
  const advice = 'See docs/configuration.md; `deploy/infusebridge.example.yaml` is an example.';
  if (issues.length === 0) return [ok('configuration', 'valid')];
  return issues.map((one) => (one.severity === 'error' ? fault : warn)('configuration', printIssue(one), advice));
}

async function siteChecks(config: Config): Promise<readonly Check[]> {
  const [data, database, queue, ehr, partners, mappings] = await Promise.all([
    dataCheck(config.dataDir),
    databaseChecks(config),
    queueChecks(config),
    ehrChecks(config),
    Promise.all(config.partners.map(partnerCheck)),
    mappingsCheck(),
  ]);
  return [...data, ...database, ...queue, ...ehr, ...partners, mappings];
}

async function mappingsCheck(): Promise<Check> {
  const { payers } = await loadRules();
  return ok('mappings', `${payers.size} payers`);
}

const SIGNS = { ok: 'ok     ', warning: 'warning', fault: 'FAULT  ' } as const;

function page(checks: readonly Check[]): string {
  const lines = checks.map(({ name, state, saw, advice }) => {
    const line = `${SIGNS[state]}  ${name.padEnd(28)} ${saw}\n`;
    return advice === undefined ? line : `${line}         -> ${advice}\n`;
  });
  const bad = checks.filter(({ state }) => state === 'fault').length;
  const end = bad === 0 ? 'All good.' : `${bad} ${bad === 1 ? 'thing needs' : 'things need'} attention.`;
  return `${lines.join('')}\n${end}\n`;
}
