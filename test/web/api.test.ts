import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src/adapters/log.ts';
import { type Listening, listen } from '../../src/cli/compose/listen.ts';
import { reasonOf } from '../../src/cli/compose/rounds.ts';
import { bad, error, good } from '../../src/outcome.ts';
import { Fault } from '../../src/ports.ts';
import { publicKeys } from '../../src/web/keys.ts';
import { serviceApp } from '../../src/web/service.ts';
import type { Worklist } from '../../src/web/work.ts';

const pem = (type: 'ec' | 'rsa'): string => {
  const { privateKey } =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};
const KEY = {
  kind: 'private-key-jwt',
  clientId: 'us',
  keyId: 'k1',
  privateKey: pem('ec'),
  algorithm: 'ES384',
} as const;
const WORK: Worklist = {
  held: [{ stream: 'claim/4', codes: ['MISSING_STOP_TIME'] }],
  quarantined: [{ id: '9', partner: 'clearinghouse', codes: ['REMITTANCE_UNBALANCED'] }],
  unknown: [{ id: 'T12', partner: 'clearinghouse', kind: '837', stream: 'claim/3' }],
  parked: [{ id: '77', queue: 'writeback', reason: 'FAULT EHR_REFUSED', stream: 'claim/2' }],
};

let listening: Listening;
let outOfReach = false;
const done: string[] = [];
const lines: string[] = [];

beforeEach(async () => {
  outOfReach = false;
  done.length = 0;
  lines.length = 0;
  const log = openLog({ write: (line) => lines.push(line) });
  const reach = (): void => {
    if (outOfReach) throw new Fault('database: no connection');
  };
  const app = serviceApp({
    health: {
      version: '1',
      roles: ['api'],
      dependencies: [],
      counts: () => Promise.reject(new Error('not asked')),
      reasonOf,
    },
    log,
    api: {
      keys: publicKeys(KEY),
      notifications: {
        secret: 'the-secret-of-the-ehr',
        watched: ['MedicationRequest'],
        log,
        take: async (notice) => {
          reach();
          done.push(`${notice.type}/${notice.id}@${notice.versionId}`);
        },
        look: async () => {
          reach();
          done.push('look');
        },
      },
      work: {
        token: 'the-token-of-people',
        worklist: async () => {
          reach();
          return WORK;
        },
        retry: async (id) => done.push(`retry ${id}`) > 0 && id === '77',
        resolve: async (id, arrived) => done.push(`${id} ${arrived}`) > 0 && id === 'T12',
        override: async ({ claim, edit, person }) =>
          done.push(`${claim} ${edit} ${person}`) > 0 && claim === '4'
            ? good('recorded' as const)
            : bad(error('NOTHING_TO_OVERRIDE', 'The claim is not held by it.')),
        log,
      },
    },
  });
  listening = await listen(app, '127.0.0.1', 0);
});
afterEach(() => listening.close());

async function call(method: string, path: string, token?: string, body?: string, type = 'application/fhir+json') {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': type }),
  };
  const response = await fetch(`${listening.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}
const people = 'the-token-of-people';
const ehr = 'the-secret-of-the-ehr';

describe('the worklist', () => {
  it('is for those with the token', async () => {
    expect(await call('GET', '/api/work', people)).toEqual({ status: 200, text: JSON.stringify(WORK) });
    for (const token of [undefined, '', 'wrong', ehr, `${people}x`]) {
      expect(await call('GET', '/api/work', token)).toEqual({ status: 401, text: '' });
      expect(await call('POST', '/api/work/77/retry', token)).toEqual({ status: 401, text: '' });
    }
    expect(done).toEqual([]);
  });

  it.each([
    ['/api/work/77/retry', 204, 'retry 77'],
    ['/api/work/78/retry', 404, 'retry 78'],
    ['/api/transmissions/T12/arrived', 204, 'T12 true'],
    ['/api/transmissions/T12/send-again', 204, 'T12 false'],
    ['/api/transmissions/T13/arrived', 404, 'T13 true'],
  ])('POST %s answers %d', async (path, status, expected) => {
    expect(await call('POST', path, people)).toEqual({ status, text: '' });
    expect(done).toEqual([expected]);
    expect((await call('GET', path, people)).status).toBe(404);
  });

  it('asks to come again when the record store is out of reach, without a word of why', async () => {
    outOfReach = true;
    expect(await call('GET', '/api/work', people)).toEqual({ status: 503, text: '' });
    expect(lines.join('')).toContain('database: no connection');
  });
});

describe('an edit that a person sets aside', () => {
  const signed = { edit: 'UNITS_EXCEED_MUE', person: 'jmiller', reason: 'dose confirmed with pharmacy' };
  const sign = (body: object, path = '/api/claims/4/override', token = people) =>
    call('POST', path, token, JSON.stringify(body), 'application/json');

  it('is recorded with name and reason', async () => {
    expect(await sign(signed)).toEqual({ status: 204, text: '' });
    expect(done).toEqual(['4 UNITS_EXCEED_MUE jmiller']);
  });

  it('needs the token of the worklist', async () => {
    expect(await sign(signed, '/api/claims/4/override', ehr)).toEqual({ status: 401, text: '' });
    expect(done).toEqual([]);
  });

  it.each([
    ['reason', { ...signed, reason: 'ok' }],
    ['person', { ...signed, person: '' }],
    ['edit', { ...signed, edit: 'mue' }],
    ['hcpcs', { ...signed, hcpcs: 'glofitamab' }],
  ])('says that the %s is wrong', async (field, body) => {
    const { status, text } = await sign(body);
    expect({ status, fields: JSON.parse(text).problems.map((one: { field: string }) => one.field) }).toEqual({
      status: 400,
      fields: [field],
    });
    expect(done).toEqual([]);
  });

  it('is refused where it holds nothing', async () => {
    const { status, text } = await sign(signed, '/api/claims/5/override');
    expect({ status, code: JSON.parse(text).problems[0].code }).toEqual({ status: 409, code: 'NOTHING_TO_OVERRIDE' });
  });
});

describe('our public key', () => {
  it.each(['ec', 'rsa'] as const)('is public: nothing of the private half of an %s key leaves', (type) => {
    const { keys } = publicKeys({ ...KEY, privateKey: pem(type), algorithm: type === 'ec' ? 'ES384' : 'RS384' });
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(
      [...(type === 'ec' ? ['crv', 'x', 'y'] : ['e', 'n']), 'alg', 'key_ops', 'kid', 'kty', 'use'].toSorted(),
    );
  });

  it('is there for everybody', async () => {
    const { status, text } = await call('GET', '/.well-known/jwks.json');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      keys: [{ kid: 'k1', kty: 'EC', crv: 'P-384', alg: 'ES384', use: 'sig' }],
    });
  });
});

describe('notifications in the service', () => {
  it('are taken from the EHR and from nobody else', async () => {
    const body = '{"resourceType":"MedicationRequest","id":"a","meta":{"versionId":"3"}}';
    expect((await call('PUT', '/notifications/MedicationRequest/a', ehr, body)).status).toBe(200);
    expect((await call('POST', '/notifications', ehr)).status).toBe(200);
    expect((await call('PUT', '/notifications/MedicationRequest/a', people, body)).status).toBe(401);
    expect(done).toEqual(['MedicationRequest/a@3', 'look']);
  });

  it.each([
    ['a body that is not JSON', '{"name": "Doe, Jane"', 400],
    ['a body that is too large', `{"name": "${'Doe'.repeat(400_000)}"}`, 413],
  ])('refuse %s without repeating any of it', async (_, body, status) => {
    expect(await call('PUT', '/notifications/MedicationRequest/a', ehr, body)).toEqual({ status, text: '' });
    expect(lines.join('')).not.toContain('Doe');
    expect(done).toEqual([]);
  });

  it('ask the EHR to come again when nothing can be recorded', async () => {
    outOfReach = true;
    const body = '{"resourceType":"MedicationRequest","id":"a","meta":{"versionId":"3"}}';
    expect((await call('PUT', '/notifications/MedicationRequest/a', ehr, body)).status).toBe(503);
    expect((await call('PUT', '/notifications/MedicationRequest/a', ehr, '{}')).status).toBe(503);
  });
});
