import { error, type Issue } from '../outcome.ts';

/** Variables and the settings they replace; each may also be given as `NAME_FILE`, the path of a file that holds it. */
export const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  INFUSEBRIDGE_DATA_DIR: ['dataDir'],
  INFUSEBRIDGE_INSTANCE: ['instance'],
  DATABASE_URL: ['databaseUrl'],
  REDIS_URL: ['redisUrl'],
  QUEUE_BACKEND: ['queueBackend'],
  EHR_NAME: ['ehr', 'name'],
  EHR_BASE_URL: ['ehr', 'baseUrl'],
  EHR_AUTH: ['ehr', 'auth', 'kind'],
  EHR_TOKEN_URL: ['ehr', 'auth', 'tokenUrl'],
  EHR_CLIENT_ID: ['ehr', 'auth', 'clientId'],
  EHR_CLIENT_SECRET: ['ehr', 'auth', 'clientSecret'],
  EHR_PRIVATE_KEY: ['ehr', 'auth', 'privateKey'],
  EHR_KEY_ID: ['ehr', 'auth', 'keyId'],
  INFUSEBRIDGE_USAGE: ['usage'],
  INFUSEBRIDGE_TIME_ZONE: ['timeZone'],
  INFUSEBRIDGE_HOST: ['web', 'host'],
  PORT: ['web', 'port'],
  INFUSEBRIDGE_PUBLIC_URL: ['web', 'publicUrl'],
  INFUSEBRIDGE_WEBHOOK_SECRET: ['web', 'webhookSecret'],
  INFUSEBRIDGE_ADMIN_TOKEN: ['web', 'adminToken'],
  INFUSEBRIDGE_GATE_TOKEN: ['web', 'gateToken'],
  INFUSEBRIDGE_LOG_LEVEL: ['logLevel'],
};

/** Settings that a file may hold in their stead: `clientSecretFile: /run/secrets/ehr` for `clientSecret`. */
const SECRETS = ['databaseUrl', 'redisUrl', 'clientSecret', 'privateKey', 'webhookSecret', 'adminToken', 'gateToken'];

export type Environment = Readonly<Record<string, string | undefined>>;
/** Text of a file, or undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;
type Tree = Record<string, unknown>;

/** Writes what the environment says over the settings of the file; gives what is wrong with the variables. */
export function applyEnvironment(settings: Tree, environment: Environment, readText: ReadText): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [name, path] of Object.entries(VARIABLES)) {
    const value = variable(name, environment, readText, issues);
    if (value !== undefined) put(settings, path, name === 'PORT' && /^[0-9]+$/.test(value) ? Number(value) : value);
  }
  return issues;
}

function variable(name: string, environment: Environment, readText: ReadText, issues: Issue[]): string | undefined {
  const [plain, file] = [environment[name] || undefined, environment[`${name}_FILE`] || undefined];
  if (file === undefined) return plain;
  if (plain !== undefined) {
    issues.push(error('CONFIG_TWICE', `Both ${name} and ${name}_FILE are set. Keep one.`, { path: name }));
    return undefined;
  }
  const text = readText(file);
  if (text === undefined) {
    const message = `The file that ${name}_FILE names cannot be read. Check the path and the permissions.`;
    issues.push(error('CONFIG_UNREADABLE', message, { path: `${name}_FILE` }));
  }
  return text?.trim();
}

function put(settings: Tree, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    settings[name] = value;
    return;
  }
  if (!isTree(settings[name])) settings[name] = {};
  put(settings[name] as Tree, rest, value);
}

/** Reads the files that stand in for secrets, anywhere in the settings. */
export function readSecrets(settings: unknown, readText: ReadText, path = ''): readonly Issue[] {
  if (Array.isArray(settings)) return settings.flatMap((one, index) => readSecrets(one, readText, `${path}[${index}]`));
  if (!isTree(settings)) return [];
  return Object.entries(settings).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const secret = SECRETS.find((one) => name === `${one}File`);
    if (secret === undefined) return readSecrets(value, readText, at);
    delete settings[name];
    const text = typeof value === 'string' ? readText(value) : undefined;
    if (text !== undefined) settings[secret] = text.trim();
    if (text !== undefined) return [];
    return [error('CONFIG_UNREADABLE', 'The file cannot be read. Check the path and the permissions.', { path: at })];
  });
}

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
