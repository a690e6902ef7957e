import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openLedger } from '../../src/adapters/ledger.ts';
import type { Check } from '../../src/cli/doctor/check.ts';
import { doctor } from '../../src/cli/doctor/doctor.ts';
import { freshDatabase } from '../conformance/freshDatabase.ts';
import { listeningIo, openSite, type Site } from './site.ts';

interface Report {
  readonly code: number;
  readonly checks: readonly Check[];
  /** The state of a check by its name. */
  state(name: string): string | undefined;
  one(name: string): Check | undefined;
}

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

async function examined(environment: Record<string, string> = {}): Promise<Report> {
  const io = listeningIo();
  const sources = { environment: { INFUSEBRIDGE_CONFIG: site.configFile, ...environment } };
  const code = await doctor({ json: true, ...sources, workingDirectory: site.directory }, io);
  const { ok, checks } = JSON.parse(io.printed.out) as { readonly ok: boolean; readonly checks: readonly Check[] };
  expect(ok).toBe(code === 0);
  const one = (name: string) => checks.find((check) => check.name === name);
  return { code, checks, one, state: (name) => one(name)?.state };
}

describe('doctor', () => {
  it('finds nothing wrong with a site that works', async () => {
    await mkdir(join(site.directory, 'partner', 'archive'));
    const { code, checks } = await examined();
    expect(checks.map(({ name, state, saw }) => `${state} ${name}: ${saw.replace(/[0-9.]+ GiB/, 'some GiB')}`)).toEqual(
      [
        `ok Node.js: ${process.versions.node}`,
        'ok configuration: valid',
        'ok data directory: not there yet; `start` makes it',
        'ok disk: some GiB free',
        'ok database: embedded; `start` makes it in the data directory',
        'ok queue: in the database',
        'ok EHR metadata: 23 types',
        'ok EHR token: given for a signed assertion',
        'ok EHR MedicationRequest: search by _lastUpdated and subject',
        'ok EHR MedicationAdministration: search by _lastUpdated and subject',
        'ok EHR Coverage: search by _lastUpdated and beneficiary',
        'ok notifications: the EHR is asked every 0 s; no notifications (web.publicUrl is not set), though it offers Subscription',
        'ok partner clearinghouse: outbound/, inbound/ and archive/ are readable and writable',
        'ok mappings: 4 payers',
      ],
    );
    expect(code).toBe(0);
  });

  it('says the same to a person, with what to do next to what is wrong', async () => {
    const [partner] = site.settings['partners'] as readonly object[];
    await site.configure({ partners: [{ ...partner, directory: 'nowhere' }] });
    const io = listeningIo();
    const environment = { INFUSEBRIDGE_CONFIG: site.configFile };
    expect(await doctor({ json: false, environment, workingDirectory: site.directory }, io)).toBe(3);
    expect(io.printed.out).toContain('FAULT    partner clearinghouse        its directory is not there (ENOENT)\n');
    expect(io.printed.out).toContain('         -> Mount or make it.');
    expect(io.printed.out).toMatch(/\n1 thing needs attention\.\n$/);
  });

  it('tells every fault of the configuration and exits 2', async () => {
    const { code, checks } = await examined({ EHR_BASE_URL: 'http://ehr.internal', DATABASE_URL: 'mysql://u:pw@db' });
    expect(code).toBe(2);
    expect(checks.map(({ name, state }) => `${state} ${name}`)).toEqual([
      'ok Node.js',
      'fault configuration',
      'fault configuration',
    ]);
    expect(JSON.stringify(checks)).not.toMatch(/pw|internal/);
  });

  it.each([
    ['another algorithm', { algorithm: 'RS384' }, 'This key is not one for RS384.'],
    ['no key at all', { privateKey: 'PRIVATE KEY' }, 'This is no private key in PKCS #8 PEM'],
  ])('refuses a private key for %s', async (_, change, message) => {
    const ehr = site.settings['ehr'] as { readonly auth: object };
    await site.configure({ ehr: { ...ehr, auth: { ...ehr.auth, ...change } } });
    const { code, one } = await examined();
    expect(code).toBe(2);
    expect(one('configuration')?.saw).toContain(message);
  });

  it('tells an EHR that is away from one that does not know us', async () => {
    const ehr = site.settings['ehr'] as { readonly auth: object };
    await site.configure({ ehr: { ...ehr, auth: { ...ehr.auth, clientId: 'stranger' } } });
    const stranger = await examined();
    expect(stranger.code).toBe(3);
    expect([stranger.state('EHR metadata'), stranger.one('EHR token')]).toEqual([
      'ok',
      expect.objectContaining({ state: 'fault', saw: 'EHR_TOKEN_REFUSED: the token request was answered with 400' }),
    ]);
    const away = await examined({ EHR_BASE_URL: 'http://127.0.0.1:9/fhir' });
    expect(away.code).toBe(3);
    expect(away.one('EHR metadata')).toEqual({
      name: 'EHR metadata',
      state: 'fault',
      saw: 'EHR_UNREACHABLE: the connection failed',
      advice: 'Check ehr.baseUrl, name resolution, firewall, proxy and certificate.',
    });
  });

  it('finds out when an EHR takes _lastUpdated and does not look at it', async () => {
    const server = await forgetfulEhr();
    const { port } = server.address() as AddressInfo;
    const ehr = { name: 'ehr', baseUrl: `http://127.0.0.1:${port}/fhir`, auth: { kind: 'none' } };
    await site.configure({ ehr });
    const { code, one, state } = await examined();
    server.close();
    expect(code).toBe(3);
    expect(one('EHR Coverage')?.saw).toBe('does not look at _lastUpdated');
    expect(state('EHR token')).toBe('ok');
  });

  it('finds a data directory and a partner that are files', async () => {
    const [partner] = site.settings['partners'] as readonly object[];
    await site.configure({ partners: [{ ...partner, directory: 'other' }] });
    await writeFile(join(site.directory, 'data'), '');
    await mkdir(join(site.directory, 'other', 'outbound'), { recursive: true });
    await writeFile(join(site.directory, 'other', 'inbound'), '');
    const { code, one } = await examined();
    expect(code).toBe(3);
    expect(one('data directory')).toMatchObject({ state: 'fault', saw: 'cannot be used (ENOTDIR)' });
    expect(one('partner clearinghouse')).toMatchObject({ state: 'fault', saw: 'inbound/ ENOTDIR, archive/ ENOENT' });
  });

  it('finds a directory that may not be written, where the tests are not root', async () => {
    if (process.getuid?.() === 0) {
      console.warn('The tests run as root, who may write everywhere: a directory without permission was not tested.');
      return;
    }
    const data = join(site.directory, 'data');
    await mkdir(data);
    await chmod(data, 0o500);
    const { one } = await examined();
    expect(one('data directory')).toMatchObject({ state: 'fault', saw: 'cannot be used (EACCES)' });
  });

  it('looks at the embedded database, and leaves one that is in use alone', async () => {
    const directory = join(site.directory, 'data', 'ledger');
    const ledger = await openLedger({ embedded: { directory } });
    const busy = await examined();
    expect(busy.code).toBe(0);
    expect(busy.one('database')).toMatchObject({
      state: 'warning',
      advice: 'If that is the service, ask it: GET /readyz.',
    });
    await ledger.close();
    const idle = await examined();
    expect([idle.state('database'), idle.one('migrations')?.saw]).toEqual(['ok', 'up to date']);
  });

  it('tells a database server that is away, and repeats no password', async () => {
    const { code, one, checks } = await examined({ DATABASE_URL: 'postgres://me:hidden@127.0.0.1:9/none' });
    expect(code).toBe(3);
    expect(one('database')).toMatchObject({ state: 'fault', saw: 'database: no connection (ECONNREFUSED)' });
    expect(JSON.stringify(checks)).not.toContain('hidden');
  });

  it.each([
    ['noeviction', 0, 'ok'],
    ['allkeys-lru', 3, 'fault'],
  ])('holds a Redis that keeps its keys by %s with exit %d', async (policy, expected, state) => {
    await mkdir(join(site.directory, 'partner', 'archive'));
    const redis = await answeringRedis(policy);
    const { port } = redis.address() as AddressInfo;
    const report = await examined({ REDIS_URL: `redis://127.0.0.1:${port}` });
    redis.close();
    expect([report.code, report.one('queue')]).toEqual([
      expected,
      expect.objectContaining({ state, saw: `Redis 7.0.15, maxmemory-policy ${policy}` }),
    ]);
  });

  it('tells a Redis that is away', async () => {
    const { code, one } = await examined({ REDIS_URL: 'redis://:hidden@127.0.0.1:9' });
    expect(code).toBe(3);
    expect(one('queue')).toMatchObject({ state: 'fault', saw: 'Redis: ECONNREFUSED' });
    expect(JSON.stringify(one('queue'))).not.toContain('hidden');
  });

  it('is valid for the example in deploy/, once its key is there', async () => {
    const text = await readFile(new URL('../../deploy/infusebridge.example.yaml', import.meta.url), 'utf8');
    const { ehr } = site.settings as { readonly ehr: { readonly auth: { readonly privateKey: string } } };
    await writeFile(join(site.directory, 'ehr-key.pem'), ehr.auth.privateKey);
    await site.configure(parse(text) as Record<string, unknown>);
    const { checks } = await examined({ EHR_BASE_URL: 'http://127.0.0.1:9/fhir' });
    expect(checks.filter(({ name }) => name === 'configuration')).toEqual([
      { name: 'configuration', state: 'ok', saw: 'valid' },
    ]);
  });
});

describe('doctor on servers', () => {
  it('sees version, migrations and clock of a PostgreSQL server, before and after they have run', async () => {
    const { DATABASE_URL } = process.env;
    if (DATABASE_URL === undefined) {
      console.warn('DATABASE_URL is not set: the doctor was not shown a PostgreSQL server.');
      return;
    }
    const database = await freshDatabase(DATABASE_URL);
    const before = await examined({ DATABASE_URL: database.connectionString });
    expect([before.code, before.state('migrations'), before.state('clock')]).toEqual([0, 'warning', 'ok']);
    const ledger = await openLedger({ connectionString: database.connectionString });
    await ledger.close();
    const after = await examined({ DATABASE_URL: database.connectionString });
    await database.drop();
    expect([after.code, after.state('migrations')]).toEqual([0, 'ok']);
    expect(after.one('database')?.saw).toMatch(/^PostgreSQL \d+\.\d+$/);
  });

  it('sees version and policy of a Redis server', async () => {
    const { REDIS_URL } = process.env;
    if (REDIS_URL === undefined) {
      console.warn('REDIS_URL is not set: the doctor was not shown a Redis server.');
      return;
    }
    const { one } = await examined({ REDIS_URL });
    expect(one('queue')?.saw).toMatch(/^Redis \d+\.\d+\.\d+, maxmemory-policy noeviction$/);
  });
});

/** Answers every search with a resource, whatever was asked. */
async function forgetfulEhr(): Promise<Server> {
  const statement = { resourceType: 'CapabilityStatement', rest: [{ resource: [] }] };
  const server = createServer((request, response) => {
    const type = /fhir\/([A-Z]\w+)/.exec(request.url ?? '')?.[1];
    const found = { resourceType: 'Bundle', entry: [{ resource: { resourceType: type, id: 'a' } }] };
    response.setHeader('content-type', 'application/fhir+json');
    response.end(JSON.stringify(type === undefined ? statement : found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Speaks just enough of Redis's protocol to be asked about itself. */
async function answeringRedis(policy: string) {
  const about = `# Server\r\nredis_version:7.0.15\r\n# Memory\r\nmaxmemory_policy:${policy}\r\n`;
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const commands =
        bytes
          .toString()
          .toLowerCase()
          .match(/\*\d+\r\n/g) ?? [];
      const isInfo = bytes.toString().toLowerCase().includes('info\r\n');
      for (const _ of commands) socket.write(isInfo ? `$${about.length}\r\n${about}\r\n` : '+OK\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
