import { afterEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src/adapters/log.ts';
import { type Listening, listen } from '../../src/cli/compose/listen.ts';
import { reasonOf } from '../../src/cli/compose/rounds.ts';
import { Fault } from '../../src/ports.ts';
import type { Dependency, HealthOptions } from '../../src/web/health.ts';
import type { HeldCounts } from '../../src/web/metrics.ts';
import { serviceApp } from '../../src/web/service.ts';

const COUNTS: HeldCounts = {
  work: [{ queue: 'claim', open: 2, parked: 1, overdueSeconds: 61.4 }],
  transmissions: { sent: 5, unknown: 1 },
  inbounds: { applied: 7 },
  held: { authorizations: 3, claims: 4 },
};
const well = (name: string, essential = false): Dependency => ({ name, essential, look: async () => 'there' });
const ill = (name: string, essential = false): Dependency => ({
  name,
  essential,
  look: () => Promise.reject(new Fault(`${name}: out of reach`)),
});

let listening: Listening | undefined;
afterEach(() => listening?.close());

async function asked(dependencies: readonly Dependency[], counts: HealthOptions['counts'] = async () => COUNTS) {
  const log = openLog({ level: 'silent' });
  const health = { version: '1.2.3', roles: ['worker'], dependencies, counts, reasonOf };
  listening = await listen(serviceApp({ health, log }), '127.0.0.1', 0);
  const { url } = listening;
  return async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

describe('health', () => {
  it('is alive whatever it depends on', async () => {
    const get = await asked([ill('database', true)]);
    expect(await get('/livez')).toMatchObject({ status: 200, text: '{"status":"alive","version":"1.2.3"}' });
  });

  it.each([
    ['ready', 200, [well('database', true), well('ehr')]],
    ['degraded', 200, [well('database', true), ill('ehr')]],
    ['down', 503, [ill('database', true), well('ehr')]],
  ] as const)('is %s with status %d', async (word, status, dependencies) => {
    const get = await asked(dependencies);
    const answer = await get('/readyz');
    expect([answer.status, (JSON.parse(answer.text) as { status: string }).status]).toEqual([status, word]);
  });

  it('gives a reason in codes for a fault, and only the name of anything else', async () => {
    const bug: Dependency = { name: 'bug', essential: false, look: () => Promise.reject(new TypeError('patient Doe')) };
    const get = await asked([ill('ehr'), bug]);
    expect((JSON.parse((await get('/readyz')).text) as { checks: unknown }).checks).toEqual([
      { name: 'ehr', essential: false, ok: false, detail: 'ehr: out of reach' },
      { name: 'bug', essential: false, ok: false, detail: 'TypeError' },
    ]);
  });

  it('does not wait for a dependency that never answers', async () => {
    const get = await asked([{ name: 'queue', essential: false, look: () => new Promise<string>(() => undefined) }]);
    const before = performance.now();
    expect((await get('/readyz')).text).toContain('no answer in time');
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('asks the dependencies once for many probes', async () => {
    let looks = 0;
    const look = async () => {
      looks += 1;
      return 'there';
    };
    const get = await asked([{ name: 'ehr', essential: false, look }]);
    await Promise.all([get('/readyz'), get('/readyz'), get('/metrics')]);
    expect(looks).toBe(1);
  });

  it('counts for Prometheus', async () => {
    const get = await asked([well('database', true), ill('ehr')]);
    const { status, headers, text } = await get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples.filter((line) => !/uptime|memory/.test(line))).toEqual([
      'infusebridge_build_info{version="1.2.3"} 1',
      'infusebridge_check_ok{check="database"} 1',
      'infusebridge_check_ok{check="ehr"} 0',
      'infusebridge_work_open{queue="claim"} 2',
      'infusebridge_work_overdue_seconds{queue="claim"} 61',
      'infusebridge_work_parked{queue="claim"} 1',
      'infusebridge_held{kind="authorization"} 3',
      'infusebridge_held{kind="claim"} 4',
      'infusebridge_transmissions{state="sent"} 5',
      'infusebridge_transmissions{state="unknown"} 1',
      'infusebridge_inbound_files{state="applied"} 7',
    ]);
    for (const sample of samples) expect(sample).toMatch(/^infusebridge_[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.]+$/);
  });

  it('still tells what it can when the record store is out of reach', async () => {
    const get = await asked([ill('database', true)], () => Promise.reject(new Fault('database: no connection')));
    const { status, text } = await get('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('infusebridge_check_ok{check="database"} 0');
    expect(text).not.toContain('infusebridge_work_open');
  });

  it('has no other door', async () => {
    const get = await asked([well('database', true)]);
    const doors = ['/', '/api/work', '/notifications', '/.well-known/jwks.json', '/metrics/../etc'];
    const answers = await Promise.all(doors.map(get));
    expect(answers.map(({ status, text }) => [status, text])).toEqual(doors.map(() => [404, '']));
    expect(answers[0]?.headers.get('x-powered-by')).toBe(null);
  });
});
