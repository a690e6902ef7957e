import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { type SyntheticEhr, type SyntheticEhrOptions, startSyntheticEhr } from '../../src/synthetic/ehr.ts';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: Partial<SyntheticEhrOptions> = {}): Promise<SyntheticEhr> {
  const ehr = await startSyntheticEhr({ port: 0, ...options });
  cleanUps.push(() => ehr.close());
  return ehr;
}
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'synthetic-ehr-'));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}
async function call(url: string, method = 'GET', body?: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/fhir+json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
interface Bundle {
  readonly total: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry: readonly {
    readonly resource?: { readonly resourceType: string; readonly id?: string };
    readonly search?: { readonly mode: string };
  }[];
}
const names = (bundle: Bundle): readonly string[] =>
  bundle.entry.map(({ resource, search }) => `${search?.mode ?? ''} ${resource?.resourceType}/${resource?.id ?? ''}`);
const search = async (ehr: SyntheticEhr, query: string): Promise<Bundle> =>
  JSON.parse((await call(`${ehr.url}/${query}`)).text) as Bundle;
const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

describe('resources', () => {
  test('keep the digits they were written with, and get a version', async () => {
    const ehr = await start();
    const body = '{"resourceType":"Observation","id":"w","valueQuantity":{"value":70.50,"unit":"kg"}}';
    const created = await call(`${ehr.url}/Observation/w`, 'PUT', body);
    expect([created.status, created.headers.get('etag')]).toEqual([201, 'W/"1"']);
    const read = await call(`${ehr.url}/Observation/w`);
    expect(read.text).toContain('"value":70.50,');
    expect(JSON.parse(read.text)).toMatchObject({ id: 'w', meta: { versionId: '1' } });
  });
  test('an update without a change is no new version; a real one is, and the old can be read', async () => {
    const ehr = await start();
    ehr.put(patient('a', { gender: 'male' }));
    const same = await call(
      `${ehr.url}/Patient/a`,
      'PUT',
      JSON.stringify(patient('a', { gender: 'male', meta: { versionId: '9' } })),
    );
    expect([same.status, same.headers.get('etag')]).toEqual([200, 'W/"1"']);
    const changed = await call(`${ehr.url}/Patient/a`, 'PUT', JSON.stringify(patient('a', { gender: 'female' })));
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"']);
    expect(JSON.parse((await call(`${ehr.url}/Patient/a/_history/1`)).text)).toMatchObject({ gender: 'male' });
    expect(JSON.parse((await call(`${ehr.url}/Patient/a/_history`)).text)).toMatchObject({
      total: 2,
      entry: [{ resource: { gender: 'female' } }, { resource: { gender: 'male' } }],
    });
  });
  test('If-Match guards against a change unseen', async () => {
    const ehr = await start();
    ehr.put(patient('a'));
    const put = (version: string) =>
      call(`${ehr.url}/Patient/a`, 'PUT', JSON.stringify(patient('a', { gender: 'male' })), {
        'if-match': `W/"${version}"`,
      });
    expect((await put('7')).status).toBe(412);
    expect((await put('1')).status).toBe(200);
  });
  test('a conditional update creates once and updates ever after', async () => {
    const ehr = await start();
    const put = (status: string) =>
      call(
        `${ehr.url}/Task?identifier=urn:x|1`,
        'PUT',
        JSON.stringify({ resourceType: 'Task', status, identifier: [{ system: 'urn:x', value: '1' }] }),
      );
    expect([(await put('requested')).status, (await put('completed')).status, ehr.all('Task').length]).toEqual([
      201, 200, 1,
    ]);
    ehr.put({ resourceType: 'Task', id: 'twin', identifier: [{ system: 'urn:x', value: '1' }] });
    expect((await put('failed')).status).toBe(412);
  });
  test('If-None-Exist creates once', async () => {
    const ehr = await start();
    const post = () =>
      call(`${ehr.url}/Task`, 'POST', '{"resourceType":"Task","identifier":[{"value":"1"}]}', {
        'if-none-exist': 'identifier=1',
      });
    expect([(await post()).status, (await post()).status, ehr.all('Task').length]).toEqual([201, 200, 1]);
  });
  test.each([
    ['GET', 'Patient/none', undefined, 404],
    ['PUT', 'Patient/a', '{"resourceType":"Task"}', 400],
    ['PUT', 'Patient/a', '{"resourceType":"Patient","id":"b"}', 400],
    ['PUT', 'Patient/a', 'no json', 400],
    ['PUT', 'Patient/a%2Fb', '{"resourceType":"Patient"}', 400],
    ['PUT', 'Patient?shoe-size=9', '{"resourceType":"Patient"}', 412],
    ['POST', '', '{"resourceType":"Bundle","type":"batch"}', 400],
    ['GET', '?_getpages=gone', undefined, 410],
  ])('%s %s is refused with an OperationOutcome', async (method, path, body, status) => {
    const ehr = await start();
    const answer = await call(`${ehr.url}/${path}`, method, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ resourceType: 'OperationOutcome' });
  });
  test('what was deleted is gone, and its history says so', async () => {
    const ehr = await start();
    ehr.put(patient('a'));
    expect((await call(`${ehr.url}/Patient/a`, 'DELETE')).status).toBe(204);
    expect((await call(`${ehr.url}/Patient/a`)).status).toBe(410);
    expect((await search(ehr, 'Patient')).total).toBe(0);
    expect((await call(`${ehr.url}/Patient/a/_history`)).text).toContain('"method":"DELETE"');
  });
  test('a transaction happens whole, with its placeholders put right, or not at all', async () => {
    const ehr = await start();
    const entry = [
      { fullUrl: 'urn:uuid:p', resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } },
      {
        resource: { resourceType: 'MedicationRequest', subject: { reference: 'urn:uuid:p' } },
        request: { method: 'PUT', url: 'MedicationRequest/m' },
      },
    ];
    const post = (entries: readonly object[]) =>
      call(ehr.url, 'POST', JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: entries }));
    const done = await post(entry);
    expect(JSON.parse(done.text)).toMatchObject({
      type: 'transaction-response',
      entry: [{ response: { status: '201' } }, { response: { location: 'MedicationRequest/m/_history/1' } }],
    });
    expect(ehr.all('MedicationRequest')[0]?.json).toMatchObject({
      subject: { reference: `Patient/${ehr.all('Patient')[0]?.id}` },
    });
    const refused = await post([
      entry[0] ?? {},
      { resource: { resourceType: 'Task' }, request: { method: 'PUT', url: 'Patient/x' } },
    ]);
    expect([refused.status, ehr.all('Patient').length]).toEqual([400, 1]);
    expect((await post([entry[1] ?? {}, entry[1] ?? {}])).status).toBe(400);
  });
});

describe('search', () => {
  const fill = (ehr: SyntheticEhr): void => {
    ehr.put(patient('p1', { identifier: [{ system: 'urn:mrn', value: '7' }] }));
    ehr.put({
      resourceType: 'MedicationRequest',
      id: 'mr1',
      status: 'active',
      subject: { reference: 'Patient/p1' },
      authoredOn: '2026-11-10',
    });
    ehr.put({
      resourceType: 'MedicationAdministration',
      id: 'ma1',
      status: 'completed',
      subject: { reference: `${ehr.url}/Patient/p1` },
      request: { reference: 'MedicationRequest/mr1' },
      effectivePeriod: { start: '2026-11-10T08:00:00Z', end: '2026-11-10T09:00:00Z' },
    });
    ehr.put({
      resourceType: 'MedicationAdministration',
      id: 'ma2',
      status: 'in-progress',
      subject: { reference: 'Patient/p2' },
      effectiveDateTime: '2026-11-11',
    });
    ehr.put({ resourceType: 'Coverage', id: 'c1', status: 'active', beneficiary: { reference: 'Patient/p1' } });
  };
  test.each([
    ['Patient?identifier=urn:mrn|7', ['match Patient/p1']],
    ['Patient?identifier=7', ['match Patient/p1']],
    ['Patient?identifier=urn:other|7', []],
    ['Patient?_id=p1,p9', ['match Patient/p1']],
    ['MedicationAdministration?patient=p1', ['match MedicationAdministration/ma1']],
    ['MedicationAdministration?subject=Patient/p1', ['match MedicationAdministration/ma1']],
    ['MedicationAdministration?subject:Patient=p2', ['match MedicationAdministration/ma2']],
    [
      'MedicationAdministration?status=completed,in-progress',
      ['match MedicationAdministration/ma1', 'match MedicationAdministration/ma2'],
    ],
    ['MedicationAdministration?request=MedicationRequest/mr1', ['match MedicationAdministration/ma1']],
    [
      'MedicationAdministration?effective-time=ge2026-11-10&effective-time=lt2026-11-11',
      ['match MedicationAdministration/ma1'],
    ],
    ['MedicationAdministration?effective-time=ge2026-11-11', ['match MedicationAdministration/ma2']],
    [
      'MedicationAdministration?effective-time=2026-11',
      ['match MedicationAdministration/ma1', 'match MedicationAdministration/ma2'],
    ],
    ['MedicationRequest?authoredon=le2026-11-10T12:00:00Z', ['match MedicationRequest/mr1']],
    ['MedicationRequest?authoredon=gt2026-11-10', []],
    [
      'MedicationAdministration?patient=p1&_include=MedicationAdministration:request',
      ['match MedicationAdministration/ma1', 'include MedicationRequest/mr1'],
    ],
    [
      'MedicationAdministration?patient=p1&_include=MedicationAdministration:*',
      ['match MedicationAdministration/ma1', 'include Patient/p1', 'include MedicationRequest/mr1'],
    ],
    ['Coverage?beneficiary=Patient/p1', ['match Coverage/c1']],
    ['Coverage?patient=p1&shoe-size=9', ['match Coverage/c1', 'outcome OperationOutcome/']],
    ['MedicationAdministration?_lastUpdated=ge2030-01-01', []],
  ])('%s', async (query, expected) => {
    const ehr = await start();
    fill(ehr);
    expect(names(await search(ehr, query))).toEqual(expected);
  });
  test('pages neither repeat nor skip while resources change', async () => {
    const ehr = await start();
    for (let n = 0; n < 5; n++) ehr.put(patient(`p${n}`));
    let bundle = await search(ehr, 'Patient?_count=2');
    const seen = [...names(bundle)];
    ehr.put(patient('p0', { gender: 'male' }));
    for (
      let next = bundle.link?.find((l) => l.relation === 'next');
      next !== undefined;
      next = bundle.link?.find((l) => l.relation === 'next')
    ) {
      bundle = JSON.parse((await call(next.url)).text) as Bundle;
      seen.push(...names(bundle));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4].map((n) => `match Patient/p${n}`));
  });
});

describe('the journal', () => {
  test('a restart finds every resource, version and id again, and forgets half a line', async () => {
    const home = folder();
    const first = await startSyntheticEhr({ port: 0, folder: home });
    first.put(patient('a', { gender: 'male' }));
    first.put(patient('a', { gender: 'female' }));
    await call(`${first.url}/Patient`, 'POST', '{"resourceType":"Patient"}');
    first.remove('Patient', 'gone');
    await first.close();
    appendFileSync(join(home, 'resources.jsonl'), '[{"type":"Patient","id":"torn"');
    const second = await start({ folder: home });
    expect(second.history('Patient', 'a').map((version) => version.versionId)).toEqual(['1', '2']);
    expect(second.all('Patient').map((version) => version.id)).toEqual(['a', first.all('Patient').at(-1)?.id]);
    await call(`${second.url}/Patient`, 'POST', '{"resourceType":"Patient","gender":"other"}');
    expect(second.all('Patient')).toHaveLength(3);
    second.put(patient('a', { gender: 'other' }));
    expect(readFileSync(join(home, 'resources.jsonl'), 'utf8')).not.toContain('torn');
  });
  test('what was answered survives a kill', async () => {
    const home = folder();
    const source = join(import.meta.dirname, '../../src/synthetic/ehr.ts');
    const script = `const { startSyntheticEhr } = await import(${JSON.stringify(pathToFileURL(source).href)});
      const ehr = await startSyntheticEhr({ port: 0, folder: ${JSON.stringify(home)} });
      console.log(ehr.url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    const answers: number[] = [];
    for (let n = 0; n < 20; n++)
      answers.push(
        (await call(`${url.toString().trim()}/Patient/p${n}`, 'PUT', JSON.stringify(patient(`p${n}`)))).status,
      );
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const ehr = await start({ folder: home });
    expect([new Set(answers), ehr.all('Patient').length]).toEqual([new Set([201]), 20]);
  });
  test('time never runs backwards for a resource', async () => {
    const times = ['2026-11-10T10:00:00Z', '2026-11-10T09:00:00Z'];
    const ehr = await start({ clock: { now: () => new Date(times.shift() ?? 0) } });
    expect(ehr.put(patient('a')).lastUpdated).toBe('2026-11-10T10:00:00.000Z');
    expect(ehr.put(patient('a', { gender: 'male' })).lastUpdated).toBe('2026-11-10T10:00:00.000Z');
  });
});

interface Hook {
  readonly url: string;
  readonly calls: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
}
async function hook(answers: readonly number[] = []): Promise<Hook> {
  const calls: Hook['calls'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      response.statusCode = answers[calls.length] ?? 200;
      calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, calls };
}
const subscription = (endpoint: string, criteria: string, channel: object = {}) => ({
  resourceType: 'Subscription',
  id: 's1',
  status: 'requested',
  criteria,
  channel: { type: 'rest-hook', endpoint, header: ['Authorization: Bearer secret'], ...channel },
});
const dose = (id: string, status = 'completed') => ({ resourceType: 'MedicationAdministration', id, status });

describe('subscriptions', () => {
  test('tell of fitting changes only, with the secret and an empty body', async () => {
    const ehr = await start();
    const { url, calls } = await hook();
    await call(
      `${ehr.url}/Subscription/s1`,
      'PUT',
      JSON.stringify(subscription(url, 'MedicationAdministration?status=completed')),
    );
    expect(ehr.all('Subscription')[0]?.json).toMatchObject({ status: 'active' });
    ehr.put(dose('a'));
    ehr.put(dose('b', 'in-progress'));
    ehr.put(patient('p'));
    await ehr.settled();
    expect(calls.map(({ method, path, body, headers }) => [method, path, body, headers.authorization])).toEqual([
      ['POST', '/hook', '', 'Bearer secret'],
    ]);
  });
  test('with a payload the resource itself is PUT', async () => {
    const ehr = await start();
    const { url, calls } = await hook();
    ehr.put({
      ...subscription(url, 'MedicationAdministration'),
      status: 'active',
      channel: { type: 'rest-hook', endpoint: url, payload: 'application/fhir+json' },
    });
    ehr.put(dose('a'));
    await ehr.settled();
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['PUT /hook/MedicationAdministration/a']);
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ id: 'a', meta: { versionId: '1' } });
  });
  test('a refused delivery is tried again', async () => {
    const ehr = await start();
    const { url, calls } = await hook([500, 500]);
    ehr.put({ ...subscription(url, 'MedicationAdministration'), status: 'active' });
    ehr.put(dose('a'));
    await ehr.settled();
    expect([calls.length, ehr.tally]).toEqual([3, { sent: 1, dropped: 0, failed: 0 }]);
  });
  test('faults drop, duplicate, delay and reorder', async () => {
    const ehr = await start({ seed: 7 });
    const { url, calls } = await hook();
    ehr.put({
      ...subscription(url, 'MedicationAdministration'),
      status: 'active',
      channel: { type: 'rest-hook', endpoint: url, payload: 'application/fhir+json' },
    });
    ehr.faults.drop = 1;
    ehr.put(dose('dropped'));
    ehr.faults.drop = 0;
    ehr.faults.duplicate = 1;
    ehr.faults.delayMs = 20;
    ehr.put(dose('twice'));
    await ehr.settled();
    Object.assign(ehr.faults, { duplicate: 0, delayMs: 0, reorder: 1 });
    ehr.put(dose('late'));
    ehr.faults.reorder = 0;
    ehr.put(dose('early'));
    await ehr.settled();
    expect(calls.map(({ path }) => path.split('/').at(-1)).slice(0, 2)).toEqual(['twice', 'twice']);
    expect(
      calls
        .map(({ path }) => path.split('/').at(-1))
        .slice(2)
        .sort(),
    ).toEqual(['early', 'late']);
    expect(ehr.tally).toEqual({ sent: 4, dropped: 1, failed: 0 });
  });
});

describe('backend services', () => {
  const clientId = 'infusebridge';
  const office = async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES384');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES384' };
    const ehr = await start({ clients: [{ clientId, jwks: { keys: [jwk] } }] });
    const assertion = (claims: { jti?: string; audience?: string; lifetime?: number }) =>
      new SignJWT({ jti: claims.jti ?? crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES384', kid: 'k1' })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(claims.audience ?? ehr.tokenUrl)
        .setExpirationTime(Math.floor(Date.now() / 1000) + (claims.lifetime ?? 240))
        .sign(privateKey);
    const ask = async (signed: string) => {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: signed,
        scope: 'system/*.rs',
      });
      const response = await fetch(ehr.tokenUrl, { method: 'POST', body: form });
      return { status: response.status, body: (await response.json()) as { access_token?: string; error?: string } };
    };
    return { ehr, assertion, ask };
  };
  test('a signed assertion gets a token that opens the API; without one it is closed', async () => {
    const { ehr, assertion, ask } = await office();
    expect((await call(`${ehr.url}/Patient`)).status).toBe(401);
    const { body } = await ask(await assertion({}));
    const authorized = () =>
      call(`${ehr.url}/Patient`, 'GET', undefined, { authorization: `Bearer ${body.access_token}` });
    expect((await authorized()).status).toBe(200);
    ehr.revokeTokens();
    expect((await authorized()).status).toBe(401);
    expect((await call(`${ehr.url}/.well-known/smart-configuration`)).text).toContain(ehr.tokenUrl);
    expect(JSON.parse((await call(`${ehr.url}/metadata`)).text)).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
    });
  });
  test('an assertion used twice, meant for another, living too long or signed by another is refused', async () => {
    const { assertion, ask } = await office();
    const once = await assertion({ jti: 'same' });
    expect((await ask(once)).status).toBe(200);
    expect((await ask(once)).body.error).toBe('invalid_client');
    expect((await ask(await assertion({ audience: 'http://other.example/token' }))).body.error).toBe('invalid_client');
    expect((await ask(await assertion({ lifetime: 3600 }))).body.error).toBe('invalid_client');
    const stranger = await office();
    expect((await ask(await stranger.assertion({}))).body.error).toBe('invalid_client');
  });
});

describe('a type that is refused', () => {
  test.each([
    [404, 404, 404, false],
    [405, 200, 405, true],
    [422, 200, 422, true],
  ] as const)('with %i: read %i, written %i, in the metadata %s', async (status, read, written, isNamed) => {
    const ehr = await start({ refuses: { Flag: status } });
    ehr.put({ resourceType: 'Flag', id: 'f' });
    const flag = '{"resourceType":"Flag","id":"f","status":"active"}';
    expect((await call(`${ehr.url}/Flag/f`)).status).toBe(read);
    expect((await call(`${ehr.url}/Flag?status=active`)).status).toBe(read);
    for (const [method, path] of [
      ['PUT', 'Flag/f'],
      ['PUT', 'Flag?identifier=s|v'],
      ['POST', 'Flag'],
      ['DELETE', 'Flag/f'],
    ] as const) {
      const refused = await call(`${ehr.url}/${path}`, method, flag);
      expect([method, refused.status]).toEqual([method, written]);
      expect(JSON.parse(refused.text)).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error' }],
      });
    }
    const entry = [{ resource: JSON.parse(flag) as object, request: { method: 'PUT', url: 'Flag/f' } }];
    const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
    expect((await call(ehr.url, 'POST', bundle)).status).toBe(written);
    expect(ehr.history('Flag', 'f')).toHaveLength(1);
    const { rest } = JSON.parse((await call(`${ehr.url}/metadata`)).text) as {
      readonly rest: readonly {
        readonly resource: readonly { readonly type: string; readonly interaction: unknown[] }[];
      }[];
    };
    const named = rest[0]?.resource.find(({ type }) => type === 'Flag');
    expect(named !== undefined).toBe(isNamed);
    if (status === 405) expect(named?.interaction).not.toContainEqual({ code: 'update' });
    expect((await call(`${ehr.url}/Task/t`, 'PUT', '{"resourceType":"Task","id":"t"}')).status).toBe(201);
    ehr.refusals.clear();
    expect((await call(`${ehr.url}/Flag/f`, 'PUT', flag)).status).toBe(200);
  });
});
