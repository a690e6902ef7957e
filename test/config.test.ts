import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';
import { isNpi } from '../src/npi.ts';
import type { Outcome } from '../src/outcome.ts';

const GOOD = `
ehr:
  name: main-ehr
  baseUrl: https://ehr.example/fhir
  auth: { kind: private-key-jwt, clientId: us, privateKeyFile: keys/ehr.pem, keyId: k1 }
partners:
  - name: clearinghouse
    directory: partners/clearinghouse
    sender: { qualifier: ZZ, id: OURID, name: Example Infusion }
    receiver: { qualifier: ZZ, id: THEIRID, name: Example Clearinghouse }
practice:
  name: Example Infusion Center
  npi: "1234567893"
  taxId: "123456789"
  taxonomy: 261QI0500X
  address: { line: 1 Main Street, city: Springfield, state: IL, postalCode: "627010000" }
  contact: { name: Billing Office, phone: "2175550100" }
timeZone: America/Chicago
sites:
  - { value: location-1, placeOfService: "11" }
`;
const KEY = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n';

const load = (yaml: string | undefined, environment: Record<string, string> = {}): Outcome<Config> => {
  const files: Record<string, string | undefined> = {
    '/site/infusebridge.yaml': yaml,
    '/site/keys/ehr.pem': KEY,
    '/run/secrets/db': 'postgres://u:p@db/infusebridge\n',
  };
  return loadConfig({ environment, workingDirectory: '/site', readText: (path) => files[path] });
};
const faults = (outcome: Outcome<Config>): string[] =>
  outcome.issues.map((issue) => `${issue.severity} ${issue.path}: ${issue.message}`);

describe('the configuration', () => {
  it('is read from the file, with paths made absolute, defaults filled in and everything frozen', () => {
    const outcome = load(GOOD);
    expect(outcome.issues).toEqual([]);
    if (!outcome.ok) throw new Error('expected a configuration');
    expect(outcome.value).toMatchObject({
      dataDir: '/site/data',
      queueBackend: 'postgres',
      usage: 'T',
      ehr: { auth: { kind: 'private-key-jwt', algorithm: 'ES384', privateKey: KEY.trim() } },
      partners: [{ directory: '/site/partners/clearinghouse', ignoresDuplicates: false }],
      web: { host: '127.0.0.1', port: 8080 },
    });
    expect(Object.isFrozen(outcome.value.practice.address)).toBe(true);
  });

  it('lets the environment win, also by way of files', () => {
    const outcome = load(GOOD, {
      DATABASE_URL_FILE: '/run/secrets/db',
      REDIS_URL: 'redis://queue:6379',
      PORT: '9090',
      EHR_BASE_URL: 'http://localhost:8081/fhir',
      INFUSEBRIDGE_DATA_DIR: 'elsewhere',
    });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        databaseUrl: 'postgres://u:p@db/infusebridge',
        queueBackend: 'redis',
        web: { port: 9090 },
        ehr: { baseUrl: 'http://localhost:8081/fhir', auth: { kind: 'private-key-jwt' } },
        dataDir: '/site/elsewhere',
      },
    });
  });

  it('tells all faults at once and repeats no value', () => {
    const broken = GOOD.replace('https://ehr.example', 'http://ehr.example')
      .replace('1234567893', '1234567890')
      .replace('"123456789"', '12')
      .replace('627010000', '62701')
      .replace('America/Chicago', 'Mars/Base')
      .replace('keys/ehr.pem', 'keys/none.pem')
      .concat('colour: blue\nqueueBackend: redis\n');
    const outcome = load(broken, { DATABASE_URL: 'mysql://secret', REDIS_URL_FILE: '/none' });
    expect(outcome.ok).toBe(false);
    expect(faults(outcome)).toEqual([
      'error ehr.auth.privateKeyFile: The file cannot be read. Check the path and the permissions.',
      'error REDIS_URL_FILE: The file that REDIS_URL_FILE names cannot be read. Check the path and the permissions.',
      'error databaseUrl: must be a postgres:// URL',
      'error ehr.baseUrl: must begin with https:// (http:// only for this machine)',
      'error ehr.auth.privateKey: is missing',
      'error practice.npi: must be an NPI: ten digits in quotes with a valid check digit',
      'error practice.taxId: Invalid input: expected string, received number',
      'error practice.address.postalCode: must be nine digits (ZIP+4, which a billing provider must give), digits only, in quotes',
      'error timeZone: must be an IANA time zone such as America/Chicago',
      'error colour: There is no such setting. Correct its name or remove it.',
      'error queueBackend: The redis backend needs redisUrl (REDIS_URL).',
    ]);
    expect(faults(outcome).join()).not.toMatch(/secret|Mars|blue/);
  });

  it.each(['"9HARBOR"', '"9harborinf"', '"9HARBOR-IN"', '9000000009', '"9HARBORINFX"'])(
    'refuses the originator id %s: TRN03 of every request would be wrong',
    (originator) => {
      const [fault, ...more] = faults(load(GOOD.replace('  taxonomy:', `  originator: ${originator}\n  taxonomy:`)));
      expect([fault, more]).toEqual([
        expect.stringMatching(/^error practice\.originator: (must be an originator id|Invalid input)/),
        [],
      ]);
    },
  );

  it('takes an originator id of ten characters', () => {
    const outcome = load(GOOD.replace('  taxonomy:', '  originator: "9HARBORINF"\n  taxonomy:'));
    expect(outcome.ok && outcome.value.practice.originator).toBe('9HARBORINF');
  });

  it('names what is missing when there is no file at all', () => {
    expect(faults(load(undefined))).toEqual([
      'error ehr: is missing',
      'error partners: is missing',
      'error practice: is missing',
      'error timeZone: is missing',
    ]);
  });

  it('sends real claims only when the machine says so too', () => {
    expect(faults(load(`${GOOD}usage: P\n`))).toEqual([
      'error usage: Real claims are sent only where INFUSEBRIDGE_PRODUCTION=yes is set as well. Use T to test.',
      'warning databaseUrl: The embedded database does not survive a power cut. Use a PostgreSQL server (DATABASE_URL).',
    ]);
    const production = load(GOOD, {
      INFUSEBRIDGE_USAGE: 'P',
      INFUSEBRIDGE_PRODUCTION: 'yes',
      DATABASE_URL: 'postgres://db/x',
    });
    expect(production).toMatchObject({ ok: true, issues: [], value: { usage: 'P' } });
  });

  it.each([
    ['a variable given twice', GOOD, { REDIS_URL: 'redis://a', REDIS_URL_FILE: '/run/secrets/db' }, 'CONFIG_TWICE'],
    ['redis without an address', `${GOOD}queueBackend: redis\n`, {}, 'CONFIG_INVALID'],
    ['text that is not YAML', 'a: [', {}, 'CONFIG_NOT_YAML'],
    ['a list instead of settings', '- a', {}, 'CONFIG_NOT_YAML'],
    ['a named file that is not there', GOOD, { INFUSEBRIDGE_CONFIG: 'other.yaml' }, 'CONFIG_UNREADABLE'],
    ['a port that is none', GOOD, { PORT: 'http' }, 'CONFIG_INVALID'],
  ])('refuses %s', (_, yaml, environment, code) => {
    const outcome = load(yaml, environment as Record<string, string>);
    expect(outcome.ok).toBe(false);
    expect(outcome.issues.map((issue) => issue.code)).toEqual([code]);
  });

  it('refuses two partners that share a folder, for they would read each other’s answers', () => {
    const twice = GOOD.replace(
      /partners:\n([\s\S]*)practice:/,
      (_, one: string) => `partners:\n${one}${one.replace('name: clearinghouse', 'name: other')}practice:`,
    );
    expect(faults(load(twice))).toEqual(['error partners: must differ in name and directory']);
  });

  it.each([
    ['1234567893', true],
    ['1245319599', true],
    ['1234567890', false],
    ['123456789', false],
    ['12345678930', false],
  ])('checks the digit of an NPI: %s is %s', (npi, expected) => {
    expect(isNpi(npi)).toBe(expected);
  });
});
