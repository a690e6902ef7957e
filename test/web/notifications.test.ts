import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src/adapters/log.ts';
import { Fault } from '../../src/ports.ts';
import { notificationApp } from '../../src/web/notifications.ts';

const SECRET = 'a secret of this test';
const known = { Authorization: `Bearer ${SECRET}`, 'Content-Type': 'application/fhir+json' };
let server: ReturnType<ReturnType<typeof notificationApp>['listen']> | undefined;
afterEach(() => new Promise((resolve) => server?.close(resolve)));

interface Taken {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
}
async function endpoint(fails: () => Error | undefined = () => undefined) {
  const taken: Taken[] = [];
  const logged: string[] = [];
  let looks = 0;
  const failing = async (): Promise<void> => {
    const problem = fails();
    if (problem !== undefined) throw problem;
  };
  const app = notificationApp({
    secret: SECRET,
    watched: ['MedicationAdministration'],
    log: openLog({ write: (line) => void logged.push(line) }),
    take: async (notice) => {
      await failing();
      taken.push(notice);
    },
    look: async () => {
      await failing();
      looks += 1;
    },
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`;
  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = known) => {
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return { call, taken, logged, looks: () => looks };
}
const DOSE = '/MedicationAdministration/d1';
const dose = (more: object = {}): string =>
  JSON.stringify({ resourceType: 'MedicationAdministration', id: 'd1', meta: { versionId: '3' }, ...more });

describe('the notification endpoint', () => {
  it('takes a notice by the version in its body, and a repeat as often as it comes', async () => {
    const { call, taken } = await endpoint();
    for (let time = 0; time < 3; time += 1) expect((await call('PUT', DOSE, dose())).status).toBe(200);
    expect(taken).toEqual(Array(3).fill({ type: 'MedicationAdministration', id: 'd1', versionId: '3' }));
  });

  it('takes the time of the change where there is no version', async () => {
    const { call, taken } = await endpoint();
    await call('PUT', DOSE, dose({ meta: { lastUpdated: '2026-11-02T10:00:00Z' } }));
    expect(taken.map(({ versionId }) => versionId)).toEqual(['2026-11-02T10:00:00Z']);
  });

  it.each([undefined, '{}', 'null', '[]', '"text"'])(
    'looks for itself when a notice tells no version: %s',
    async (body) => {
      const { call, taken, looks } = await endpoint();
      expect((await call('PUT', DOSE, body)).status).toBe(body === 'null' || body === '"text"' ? 400 : 200);
      expect(taken).toEqual([]);
      expect(looks()).toBe(body === 'null' || body === '"text"' ? 0 : 1);
    },
  );

  it('looks for itself when the bell rings without naming anything', async () => {
    const { call, looks } = await endpoint();
    expect((await call('POST', '')).status).toBe(200);
    expect(looks()).toBe(1);
  });

  it.each([
    ['without a secret', {}],
    ['with a wrong one', { Authorization: `Bearer ${SECRET}x` }],
    ['with half of it', { Authorization: `Bearer ${SECRET.slice(0, 5)}` }],
    ['with another scheme', { Authorization: `Basic ${SECRET}` }],
    ['with nothing behind the scheme', { Authorization: 'Bearer' }],
  ])('answers 401 %s, before it reads the body', async (_how, headers) => {
    const { call, taken, looks, logged } = await endpoint();
    expect(
      (await call('PUT', DOSE, '{"name":"Zyxcanary', { ...headers, 'Content-Type': 'application/json' })).status,
    ).toBe(401);
    expect((await call('POST', '', undefined, headers)).status).toBe(401);
    expect([taken.length, looks()]).toEqual([0, 0]);
    expect(logged.join('')).not.toContain('Zyxcanary');
  });

  it.each([
    ['PUT', '/Patient/p1'],
    ['PUT', '/MedicationAdministration/..%2Fsecret'],
    ['PUT', `/MedicationAdministration/${'a'.repeat(65)}`],
    ['PUT', '/MedicationAdministration/%00'],
    ['GET', DOSE],
    ['POST', '/else'],
  ])('answers 404 to %s %s', async (method, path) => {
    const { call, taken } = await endpoint();
    expect((await call(method, path, method === 'PUT' ? dose() : undefined)).status).toBe(404);
    expect(taken).toEqual([]);
  });

  it('answers 503 while the record store is out of reach, so that the EHR comes again', async () => {
    const state = { down: true };
    const { call, taken } = await endpoint(() => (state.down ? new Fault('DATABASE_DOWN') : undefined));
    expect((await call('PUT', DOSE, dose())).status).toBe(503);
    expect((await call('POST', '')).status).toBe(503);
    state.down = false;
    expect((await call('PUT', DOSE, dose())).status).toBe(200);
    expect(taken.length).toBe(1);
  });

  it.each([
    ['a body that is too large', 413, dose({ text: 'Zyxcanary '.repeat(200_000) })],
    ['a body that is no JSON', 400, '{"name": Zyxcanary'],
  ])('refuses %s without showing or logging a piece of it', async (_what, status, body) => {
    const { call, taken, logged } = await endpoint();
    const answer = await call('PUT', DOSE, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toBe('');
    expect(taken).toEqual([]);
    expect(logged.join('')).not.toContain('Zyxcanary');
  });

  it('answers 500 to a bug without showing or logging its words', async () => {
    const { call, logged } = await endpoint(() => new Error('Zyxcanary'));
    const answer = await call('PUT', DOSE, dose());
    expect([answer.status, answer.text]).toEqual([500, '']);
    expect(logged.join('')).not.toContain('Zyxcanary');
    expect(logged.join('')).toContain('"status":500');
  });

  it('says nothing about what it runs on', async () => {
    const { call } = await endpoint();
    const { headers } = await call('POST', '');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
