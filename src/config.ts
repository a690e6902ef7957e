import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { applyEnvironment, type Environment, isTree, type ReadText, readSecrets } from './config/environment.ts';
import { CONFIG } from './config/schema.ts';
import { bad, error, good, type Issue, type Outcome, warning } from './outcome.ts';

type Parsed = z.output<typeof CONFIG>;
/** Everything a running service needs to know about its site, checked and frozen. */
export type Config = Readonly<Omit<Parsed, 'queueBackend'>> & { readonly queueBackend: 'postgres' | 'redis' };

export interface ConfigSources {
  readonly environment: Environment;
  /** Where relative paths of the environment begin; those in the file begin beside the file. */
  readonly workingDirectory: string;
  readonly readText?: ReadText;
}

/** Used when INFUSEBRIDGE_CONFIG names no other; it may be missing then. */
const FILE = 'infusebridge.yaml';

/**
 * Reads the configuration file (YAML) and the environment, which wins. Gives a frozen Config, or every fault at once.
 * Issues: CONFIG_UNREADABLE, CONFIG_NOT_YAML, CONFIG_INVALID, CONFIG_TWICE, CONFIG_PRODUCTION; no message repeats a value.
 */
export function loadConfig(sources: ConfigSources): Outcome<Config> {
  const { environment, workingDirectory } = sources;
  const read = sources.readText ?? readTextOrNothing;
  const named = environment['INFUSEBRIDGE_CONFIG'] || undefined;
  const path = resolve(workingDirectory, named ?? FILE);
  const text = read(path);
  if (text === undefined && named !== undefined) {
    return bad(error('CONFIG_UNREADABLE', 'The file cannot be read. Check the path.', { path: 'INFUSEBRIDGE_CONFIG' }));
  }
  const settings = settingsIn(text ?? '');
  if (settings === undefined) {
    return bad(error('CONFIG_NOT_YAML', 'The configuration is not YAML with `name: value` lines.', { path }));
  }
  const fromFile = readSecrets(settings, (file) => read(resolve(dirname(path), file)));
  makeAbsolute(settings, dirname(path));
  const fromEnvironment = applyEnvironment(settings, environment, (file) => read(resolve(workingDirectory, file)));
  settings['dataDir'] = resolve(workingDirectory, String(settings['dataDir'] ?? 'data'));

  const parsed = CONFIG.safeParse(settings);
  const issues = [...fromFile, ...fromEnvironment, ...(parsed.success ? [] : parsed.error.issues.flatMap(issueOf))];
  const together = faultsTogether(settings, environment);
  if (!parsed.success || [...issues, ...together].some((issue) => issue.severity === 'error')) {
    return bad(...issues, ...together);
  }
  const queueBackend = parsed.data.queueBackend ?? (parsed.data.redisUrl === undefined ? 'postgres' : 'redis');
  return good(deepFreeze({ ...parsed.data, queueBackend }), together);
}

function readTextOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function settingsIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text) ?? {};
    return isTree(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function makeAbsolute(settings: Record<string, unknown>, directory: string): void {
  if (typeof settings['dataDir'] === 'string') settings['dataDir'] = resolve(directory, settings['dataDir']);
  const partners = Array.isArray(settings['partners']) ? settings['partners'] : [];
  for (const partner of partners.filter(isTree)) {
    if (typeof partner['directory'] === 'string') partner['directory'] = resolve(directory, partner['directory']);
  }
}

/** What is wrong only in combination. */
function faultsTogether(config: Readonly<Record<string, unknown>>, environment: Environment): readonly Issue[] {
  const issues: Issue[] = [];
  if (config['queueBackend'] === 'redis' && config['redisUrl'] === undefined) {
    issues.push(error('CONFIG_INVALID', 'The redis backend needs redisUrl (REDIS_URL).', { path: 'queueBackend' }));
  }
  if (config['usage'] === 'P' && environment['INFUSEBRIDGE_PRODUCTION'] !== 'yes') {
    const message = 'Real claims are sent only where INFUSEBRIDGE_PRODUCTION=yes is set as well. Use T to test.';
    issues.push(error('CONFIG_PRODUCTION', message, { path: 'usage' }));
  }
  if (config['usage'] === 'P' && config['databaseUrl'] === undefined) {
    const message = 'The embedded database does not survive a power cut. Use a PostgreSQL server (DATABASE_URL).';
    issues.push(warning('CONFIG_EMBEDDED', message, { path: 'databaseUrl' }));
  }
  const web = isTree(config['web']) ? config['web'] : {};
  if (web['publicUrl'] !== undefined && web['webhookSecret'] === undefined) {
    const message = 'is missing: whoever calls web.publicUrl must be known. Make one with `openssl rand -hex 32`.';
    issues.push(error('CONFIG_INVALID', message, { path: 'web.webhookSecret' }));
  }
  return issues;
}

function issueOf(found: z.core.$ZodIssue): readonly Issue[] {
  const path = found.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`),
    '',
  );
  if (found.code === 'unrecognized_keys') {
    return found.keys.map((key) =>
      error('CONFIG_INVALID', 'There is no such setting. Correct its name or remove it.', {
        path: path === '' ? key : `${path}.${key}`,
      }),
    );
  }
  const isMissing = found.code === 'invalid_type' && found.message.endsWith('received undefined');
  return [error('CONFIG_INVALID', isMissing ? 'is missing' : found.message, { path })];
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
