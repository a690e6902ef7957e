import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import type { EhrAuthorization } from '../../src/adapters/accessToken.ts';
import { type FhirServerOptions, openFhirServer } from '../../src/adapters/fhirServer.ts';
import { Fault, type FhirResource, Refusal } from '../../src/ports.ts';
import { type SyntheticEhr, type SyntheticEhrOptions, startSyntheticEhr } from '../../src/synthetic/ehr.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  nock.cleanAll();
  nock.restore();
});

async function start(options: Partial<SyntheticEhrOptions> = {}): Promise<SyntheticEhr> {
  const ehr = await startSyntheticEhr({ port: 0, ...options });
  cleanUps.push(() => ehr.close());
  return ehr;
}
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
}
const waits: number[] = [];
const open = (baseUrl: string, more: Partial<FhirServerOptions> = {}) => {
  waits.length = 0;
  return openFhirServer({
    name: 'ehr',
    baseUrl,
    authorization: { kind: 'none' },
    clock: { now: () => new Date() },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    ...more,
  });
};
const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'no fault';
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return cause.message.split(':')[0] ?? '';
  }
};

describe('against the synthetic EHR', () => {
  test('a resource is read with every digit; what is not there is undefined', async () => {
    const ehr = await start();
    await fetch(`${ehr.url}/Observation/w`, {
      method: 'PUT',
      body: '{"resourceType":"Observation","id":"w","valueQuantity":{"value":70.50}}',
    });
    const server = open(ehr.url);
    expect(await server.read('Observation', 'w')).toMatchObject({
      id: 'w',
      meta: { versionId: '1' },
      valueQuantity: { value: '70.50' },
    });
    expect(await server.read('Observation', 'none')).toBeUndefined();
    ehr.remove('Observation', 'w');
    expect(await server.read('Observation', 'w')).toBeUndefined();
  });
  test('a search comes whole over all pages, with what it includes, without the server\u2019s remarks', async () => {
    const ehr = await start();
    ehr.put({ resourceType: 'Patient', id: 'p' });
    for (let n = 0; n < 7; n++)
      ehr.put({
        resourceType: 'MedicationAdministration',
        id: `ma${n}`,
        subject: { reference: 'Patient/p' },
        effectiveDateTime: `2026-11-1${n}`,
      });
    const found = await open(ehr.url).search('MedicationAdministration', {
      patient: 'p',
      'effective-time': ['ge2026-11-11', 'le2026-11-15'],
      _include: 'MedicationAdministration:patient',
      _count: '2',
      'shoe-size': '9',
    });
    expect(found.map((resource) => resource.id)).toEqual(['ma1', 'ma2', 'ma3', 'ma4', 'ma5', 'p']);
  });
  test('a write onto what is there goes over the version that was looked at, and keeps its digits', async () => {
    const ehr = await start();
    const server = open(ehr.url);
    const identifier = { system: 'urn:infusebridge:work', value: 'authorization/1/x' };
    const task = (status: string) => ({ resourceType: 'Task', status, identifier: [identifier] });
    const seen: unknown[] = [];
    const write = (onto: (current: FhirResource) => FhirResource) =>
      server.putByIdentifier(task('requested'), identifier, (current) => {
        seen.push(current['status']);
        return onto(current);
      });
    const first = await write((current) => current);
    expect(seen).toEqual([]);
    const put = (status: string) =>
      fetch(`${ehr.url}/Task/${first.id}`, {
        method: 'PUT',
        body: `{"resourceType":"Task","id":"${first.id}","status":"${status}","identifier":[${JSON.stringify(identifier)}],"output":[{"type":{"text":"dose"},"valueDecimal":4.20}]}`,
      });
    await put('accepted');
    let looks = 0;
    // Somebody closes it while we think.
    const last = await write((current) => {
      looks += 1;
      if (looks === 1)
        ehr.put({ resourceType: 'Task', id: first.id ?? '', status: 'completed', identifier: [identifier] });
      return { ...current, description: `over ${String(current['status'])}` };
    });
    expect(seen).toEqual(['accepted', 'completed']);
    expect(last.meta?.versionId).toBe('4');
    expect(ehr.all('Task').map(({ json }) => json)).toMatchObject([
      { status: 'completed', description: 'over completed' },
    ]);
    await put('accepted');
    const before = ehr.all('Task')[0]?.versionId;
    await write((current) => current);
    expect(ehr.all('Task')[0]?.versionId).toBe(before);
    await write((current) => ({ ...current, description: 'more' }));
    expect(ehr.all('Task')[0]?.text).toContain('"valueDecimal":4.20');
  });
  test.each([409, 412])(
    'somebody who is always faster is a conflict (%i), to be tried again, no refusal',
    async (status) => {
      const identifier = { system: 'urn:x', value: '1' };
      nock('https://ehr.example')
        .persist()
        .get('/fhir/Task')
        .query(true)
        .reply(200, {
          resourceType: 'Bundle',
          entry: [{ resource: { resourceType: 'Task', id: 't', identifier: [identifier] } }],
        });
      const puts = nock('https://ehr.example').put('/fhir/Task/t').times(5).reply(status, {});
      nock.activate();
      const server = open('https://ehr.example/fhir');
      const write = server.putByIdentifier({ resourceType: 'Task' }, identifier, (current) => ({ ...current }));
      await expect(write).rejects.toSatisfy(
        (cause) => cause instanceof Fault && !(cause instanceof Refusal) && cause.message.startsWith('EHR_CONFLICT'),
      );
      expect(puts.isDone()).toBe(true);
    },
  );
  test('an EHR that has two of our identifier, or no search for it, does no harm', async () => {
    const ehr = await start();
    const identifier = { system: 'urn:x', value: '1' };
    for (const id of ['a', 'b']) ehr.put({ resourceType: 'Task', id, identifier: [identifier] });
    const write = () => open(ehr.url).putByIdentifier({ resourceType: 'Task' }, identifier, (current) => current);
    expect(await codeOf(write())).toBe('EHR_CONFLICT');
    const known = open(ehr.url);
    const onto = (current: FhirResource) => ({ ...current, status: 'completed' });
    const task = { resourceType: 'Task' };
    expect((await known.putByIdentifier(task, identifier, onto, ['b', 'gone'])).id).toBe('b');
    expect(ehr.all('Task').map(({ json }) => (json as FhirResource)['status'])).toEqual([undefined, 'completed']);
    expect(await codeOf(known.putByIdentifier(task, identifier, onto, ['a', 'b']))).toBe('EHR_CONFLICT');
    expect(await codeOf(known.putByIdentifier(task, identifier, onto, ['gone']))).toBe('EHR_CONFLICT');
    nock('https://ehr.example').get('/fhir/Task').query(true).reply(403, {});
    nock('https://ehr.example').put('/fhir/Task').query(true).reply(201, { resourceType: 'Task', id: 'n' });
    nock.activate();
    const blind = open('https://ehr.example/fhir').putByIdentifier({ resourceType: 'Task' }, identifier, (one) => one);
    expect((await blind).id).toBe('n');
  });
  test('a write on our identifier creates once and updates ever after', async () => {
    const ehr = await start();
    const server = open(ehr.url);
    const identifier = { system: 'urn:infusebridge:task', value: 'held/ma 1' };
    const write = (status: string) =>
      server.putByIdentifier({ resourceType: 'Task', status, identifier: [identifier] }, identifier);
    const first = await write('requested');
    const second = await write('completed');
    expect([first.id, second.id, second.meta?.versionId, second['status']]).toEqual([
      first.id,
      first.id,
      '2',
      'completed',
    ]);
    expect(ehr.all('Task')).toHaveLength(1);
  });
  test('the capabilities of each type are told', async () => {
    const ehr = await start();
    const capabilities = await open(ehr.url).capabilities();
    expect(capabilities.get('MedicationAdministration')?.searchParameters.has('effective-time')).toBe(true);
    expect(capabilities.get('MedicationRequest')?.interactions.has('search-type')).toBe(true);
  });
  test.each([['../token'], ['..'], ['a/b'], ['a?b'], [''], ['x'.repeat(65)]])(
    '%j is never part of an address',
    async (id) => {
      await expect(open('http://127.0.0.1:1/fhir').read('Patient', id)).rejects.toThrow(
        'a FHIR type and id are needed',
      );
    },
  );
});

describe('SMART Backend Services', () => {
  const secured = async (algorithm: 'ES384' | 'RS384', form: 'pem' | 'jwk') => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm }];
    const ehr = await start({ clients: [{ clientId: 'infusebridge', jwks: { keys } }] });
    const authorization: EhrAuthorization = {
      kind: 'private-key-jwt',
      clientId: 'infusebridge',
      privateKey: form === 'pem' ? await exportPKCS8(privateKey) : JSON.stringify(await exportJWK(privateKey)),
      keyId: 'k1',
      algorithm,
      scope: 'system/*.cruds',
      tokenUrl: ehr.tokenUrl,
    };
    return { ehr, authorization };
  };
  test.each([
    ['ES384', 'pem'],
    ['RS384', 'jwk'],
  ] as const)('a token is had with %s from a %s, and kept', async (algorithm, form) => {
    const { ehr, authorization } = await secured(algorithm, form);
    ehr.put({ resourceType: 'Patient', id: 'p' });
    const server = open(ehr.url, { authorization });
    const all = await Promise.all([1, 2, 3].map(() => server.read('Patient', 'p')));
    expect(all.map((resource) => resource?.id)).toEqual(['p', 'p', 'p']);
  });
  test('a token that stopped working is renewed once, for reads and writes', async () => {
    const { ehr, authorization } = await secured('ES384', 'pem');
    ehr.put({ resourceType: 'Patient', id: 'p' });
    const server = open(ehr.url, { authorization });
    await server.read('Patient', 'p');
    ehr.revokeTokens();
    expect((await server.read('Patient', 'p'))?.id).toBe('p');
    ehr.revokeTokens();
    const identifier = { system: 'urn:x', value: '1' };
    expect(
      (await server.putByIdentifier({ resourceType: 'Task', identifier: [identifier] }, identifier)).meta?.versionId,
    ).toBe('1');
  });
  test('a client nobody knows gets a Fault, not a loop', async () => {
    const { ehr, authorization } = await secured('ES384', 'pem');
    const stranger = { ...authorization, clientId: 'stranger' } as EhrAuthorization;
    expect(await codeOf(open(ehr.url, { authorization: stranger }).read('Patient', 'p'))).toBe('EHR_TOKEN_REFUSED');
  });
  test('the token endpoint is found in the SMART configuration, and used only over https', async () => {
    nock('https://ehr.example')
      .get('/fhir/.well-known/smart-configuration')
      .reply(200, { token_endpoint: 'https://auth.ehr.example/token' });
    let asked = 0;
    nock('https://auth.ehr.example')
      .persist()
      .post('/token', (body: Readonly<Record<string, string>>) => body['grant_type'] === 'client_credentials')
      .matchHeader('authorization', `Basic ${Buffer.from('me:s%26cret').toString('base64')}`)
      .reply(200, () => {
        asked++;
        return { access_token: 't1', expires_in: 300 };
      });
    nock('https://ehr.example')
      .get('/fhir/Patient/p')
      .matchHeader('authorization', 'Bearer t1')
      .thrice()
      .reply(200, { resourceType: 'Patient', id: 'p' });
    activate();
    const authorization: EhrAuthorization = {
      kind: 'client-secret',
      clientId: 'me',
      clientSecret: 's&cret',
      scope: 'system/*.rs',
    };
    const server = open('https://ehr.example/fhir', { authorization });
    await Promise.all([server.read('Patient', 'p'), server.read('Patient', 'p')]);
    await server.read('Patient', 'p');
    expect(asked).toBe(1);
    nock('https://other.example')
      .get('/fhir/.well-known/smart-configuration')
      .reply(200, { token_endpoint: 'http://auth.example/token' });
    expect(await codeOf(open('https://other.example/fhir', { authorization }).read('Patient', 'p'))).toBe(
      'EHR_TOKEN_ENDPOINT_UNSAFE',
    );
  });
});

function activate(): void {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  cleanUps.push(() => nock.enableNetConnect());
}

describe('what can go wrong', () => {
  const base = 'https://ehr.example/fhir';
  const patient = { resourceType: 'Patient', id: 'p' };
  const bundle = (id: string, next?: string) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
    entry: [{ resource: { resourceType: 'Patient', id } }],
  });

  test.each([
    [429, 'EHR_BUSY'],
    [500, 'EHR_BUSY'],
    [503, 'EHR_BUSY'],
    [400, 'EHR_REFUSED'],
    [403, 'EHR_REFUSED'],
    [302, 'EHR_REDIRECTS'],
  ])('%s is %s, for reads and writes', async (status, code) => {
    nock('https://ehr.example')
      .persist()
      .get('/fhir/Patient/p')
      .reply(status, 'JOHN SMITH', { location: 'https://evil.example/' });
    nock('https://ehr.example')
      .persist()
      .put('/fhir/Task')
      .query(true)
      .reply(status, { secret: 'JOHN SMITH' }, { location: 'https://evil.example/' });
    activate();
    const server = open(base);
    expect(await codeOf(server.read('Patient', 'p'))).toBe(code);
    const write = server.putByIdentifier({ resourceType: 'Task' }, { system: 'urn:x', value: '1' });
    expect(await codeOf(write)).toBe(status === 302 ? 'EHR_UNREACHABLE' : code);
    await expect(server.read('Patient', 'p')).rejects.not.toThrow('SMITH');
  });
  test('a refusal carries its status', async () => {
    nock('https://ehr.example').put('/fhir/Task').query(true).reply(422, {});
    activate();
    const refused = open(base).putByIdentifier({ resourceType: 'Task' }, { system: 'urn:x', value: '1' });
    await expect(refused).rejects.toSatisfy((cause) => cause instanceof Refusal && cause.status === 422);
  });
  test('a busy server is asked again when it says, and not waited for longer than a job may', async () => {
    nock('https://ehr.example').get('/fhir/Patient/p').reply(429, '', { 'retry-after': '2' });
    nock('https://ehr.example')
      .get('/fhir/Patient/p')
      .reply(503, '', { 'retry-after': 'Sat, 21 Nov 2026 10:00:05 GMT', date: 'Sat, 21 Nov 2026 10:00:00 GMT' });
    nock('https://ehr.example').get('/fhir/Patient/p').reply(200, patient);
    nock('https://ehr.example').get('/fhir/Patient/q').reply(429, '', { 'retry-after': '3600' });
    activate();
    const server = open(base);
    expect((await server.read('Patient', 'p'))?.id).toBe('p');
    expect(waits).toEqual([2000, 5000]);
    expect(await codeOf(server.read('Patient', 'q'))).toBe('EHR_BUSY');
    expect(waits).toEqual([2000, 5000]);
  });
  test.each([
    ['an HTML page', '<html>maintenance</html>', 'EHR_UNREADABLE_ANSWER'],
    ['nothing', '', 'EHR_UNREADABLE_ANSWER'],
    ['a list', '[]', 'EHR_UNREADABLE_ANSWER'],
    ['another patient', JSON.stringify({ resourceType: 'Patient', id: 'q' }), 'EHR_WRONG_ANSWER'],
  ])('%s for a resource is a Fault', async (_what, body, code) => {
    nock('https://ehr.example').get('/fhir/Patient/p').reply(200, body);
    activate();
    expect(await codeOf(open(base).read('Patient', 'p'))).toBe(code);
  });
  test.each([
    ['https://evil.example/fhir?page=2'],
    ['https://ehr.example.evil.example/fhir?page=2'],
    ['http://ehr.example/fhir?page=2'],
    ['https://ehr.example/other-tenant?page=2'],
    ['https://me:pw@ehr.example/fhir?page=2'],
    ['https://ehr.example/fhir/../other?page=2'],
  ])('a next link to %s is not followed', async (next) => {
    nock('https://ehr.example').get('/fhir/Patient').reply(200, bundle('p', next));
    const evil = nock(new URL(next).origin)
      .get(/.*page=2/)
      .reply(200, bundle('stolen'));
    activate();
    expect(await codeOf(open(base).search('Patient', {}))).toBe('EHR_FOREIGN_LINK');
    expect(evil.isDone()).toBe(false);
  });
  test('next links that lead back, or never end, or fail, fail the search', async () => {
    nock('https://ehr.example')
      .persist()
      .get('/fhir/Patient')
      .reply(200, bundle('p', `${base}/Patient`));
    let page = 0;
    nock('https://ehr.example')
      .persist()
      .get('/fhir/Coverage')
      .query(true)
      .reply(200, () => bundle(`c${page}`, `${base}/Coverage?n=${++page}`));
    nock('https://ehr.example')
      .get('/fhir/Task')
      .reply(200, bundle('t', `${base}?page=2`));
    nock('https://ehr.example').get('/fhir?page=2').reply(404, {});
    activate();
    expect(await codeOf(open(base).search('Patient', {}))).toBe('EHR_PAGES_LOOP');
    expect(await codeOf(open(base, { maxPages: 5 }).search('Coverage', {}))).toBe('EHR_TOO_MANY_PAGES');
    expect(await codeOf(open(base).search('Task', {}))).toBe('EHR_REFUSED');
  });
  test('a resource repeated across pages comes once, the newest copy', async () => {
    const page = (gender: string, lastUpdated: string, next?: string) => ({
      ...bundle('p', next),
      entry: [{ resource: { resourceType: 'Patient', id: 'p', gender, meta: { lastUpdated } } }],
    });
    nock('https://ehr.example')
      .get('/fhir/Patient')
      .reply(200, page('female', '2026-11-02', '?page=2'));
    nock('https://ehr.example').get('/fhir/?page=2').reply(200, page('male', '2026-11-01'));
    activate();
    expect((await open(base).search('Patient', {})).map((resource) => resource['gender'])).toEqual(['female']);
  });
  test('an error told inside a page fails the search; no Bundle fails it too', async () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] };
    nock('https://ehr.example')
      .get('/fhir/Patient')
      .reply(200, { ...bundle('p'), entry: [{ resource: outcome }] });
    nock('https://ehr.example').get('/fhir/Task').reply(200, outcome);
    activate();
    expect(await codeOf(open(base).search('Patient', {}))).toBe('EHR_PART_FAILED');
    expect(await codeOf(open(base).search('Task', {}))).toBe('EHR_WRONG_ANSWER');
  });
  test('an answer too large, compressed or not, is cut off', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 32));
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/plain') === true) response.end(Buffer.alloc(5_000_000, 32));
      else response.setHeader('content-encoding', 'gzip').end(bomb);
    });
    const server = open(url, { limits: { maxBytes: 1_000_000 } });
    expect(bomb.length).toBeLessThan(10_000);
    expect(await codeOf(server.read('Patient', 'plain'))).toBe('EHR_ANSWER_TOO_LARGE');
    expect(await codeOf(server.read('Patient', 'gzip'))).toBe('EHR_ANSWER_TOO_LARGE');
  });
  test('a server that hangs, before or inside the body, is given up', async () => {
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/body') === true) response.write('{');
    });
    const server = open(url, { limits: { timeoutMs: 100 } });
    expect(await codeOf(server.read('Patient', 'silent'))).toBe('EHR_TIMEOUT');
    expect(await codeOf(server.read('Patient', 'body'))).toBe('EHR_TIMEOUT');
    expect(await codeOf(server.putByIdentifier({ resourceType: 'Task' }, { system: 'urn:x', value: '1' }))).toBe(
      'EHR_TIMEOUT',
    );
  });
  test('a server that is not there is a Fault', async () => {
    expect(await codeOf(open('http://127.0.0.1:1/fhir').read('Patient', 'p'))).toBe('EHR_UNREACHABLE');
  });
  test.each([
    ['http://ehr.example/fhir'],
    ['ftp://ehr.example/fhir'],
    ['ehr.example'],
    ['https://me:pw@ehr.example/fhir'],
    [''],
  ])('%j is no address for an EHR', (address) => {
    expect(() => open(address)).toThrow('EHR base address');
  });
  test('an identifier that would change the search is refused', async () => {
    await expect(
      open(base).putByIdentifier({ resourceType: 'Task' }, { system: 'urn:x', value: '1,2' }),
    ).rejects.toThrow('identifier');
  });
});
