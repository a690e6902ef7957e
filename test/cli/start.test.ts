import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WATCHED } from '../../queues/notify.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { openLog } from '../../src/adapters/log.ts';
import { start } from '../../src/cli/start.ts';
import {
  ADMIN_TOKEN,
  DAY_OF_DOSE,
  listeningIo,
  openSite,
  type Site,
  storyOf,
  tasksSaying,
  until,
  WEBHOOK_SECRET,
} from './site.ts';

const lines: string[] = [];
const log = openLog({ level: 'info', write: (line) => lines.push(line) });

/** The service in this process, until `stop`. */
async function running(site: Pick<Site, 'configFile' | 'directory'>, role?: string) {
  const io = listeningIo();
  const { promise: stopped, resolve } = Promise.withResolvers<string>();
  const code = start(
    {
      role,
      environment: { INFUSEBRIDGE_CONFIG: site.configFile },
      workingDirectory: site.directory,
      stopped,
      log,
      clock: settableClock(DAY_OF_DOSE),
    },
    io,
  );
  await Promise.race([until('the service to listen', () => io.printed.out !== ''), code]);
  const url = /http:\S+/.exec(io.printed.out)?.[0] ?? '';
  return {
    io,
    url,
    code,
    stop: () => {
      resolve('test');
      return code;
    },
    get: (path: string, token?: string) =>
      fetch(`${url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  };
}

describe('start', () => {
  let site: Site;
  beforeEach(async () => {
    lines.length = 0;
    site = await openSite();
  });
  afterEach(() => site.close());

  it('brings an order in the EHR to a paid claim, and tells its health on the way', async () => {
    const service = await running(site);
    for (const resource of await storyOf('first', 'order')) site.ehr.put(resource);
    await until('the approval', () => tasksSaying(site.ehr, 'Approved').length === 1);
    for (const resource of await storyOf('first', 'dose')) site.ehr.put(resource);
    await until('the payment', () => tasksSaying(site.ehr, 'Paid').length === 1);
    expect(tasksSaying(site.ehr, 'Paid')).toEqual(['Patient/first-patient']);

    const ready = await service.get('/readyz');
    expect({ status: ready.status, body: await ready.json() }).toEqual({
      status: 200,
      body: {
        status: 'ready',
        version: '0.1.0',
        roles: ['api', 'worker', 'poller'],
        checks: [
          { name: 'database', ok: true, essential: true, detail: 'embedded' },
          { name: 'migrations', ok: true, essential: true, detail: 'up to date' },
          { name: 'queue', ok: true, essential: false, detail: 'embedded' },
          { name: 'ehr', ok: true, essential: false, detail: 'gives tokens and answers' },
          { name: 'partner folders', ok: true, essential: false, detail: 'there, readable and writable' },
        ],
      },
    });
    const metrics = await (await service.get('/metrics')).text();
    expect(metrics).toContain('infusebridge_transmissions{state="sent"} 2\n');
    expect(metrics).toContain('infusebridge_inbound_files{state="applied"} 5\n');
    expect(metrics).toContain('infusebridge_held{kind="claim"} 0\n');
    expect(metrics).not.toMatch(/patient|first-/i);
    expect(await (await service.get('/api/work', ADMIN_TOKEN)).json()).toEqual({
      held: [],
      quarantined: [],
      unknown: [],
      parked: [],
    });
    expect((await service.get('/api/work')).status).toBe(401);

    expect(await service.stop()).toBe(0);
    await expect(service.get('/livez')).rejects.toThrow();
    expect(lines.join('')).not.toMatch(/first-|EXAMPLE|LASTNAME/);
  });

  it('subscribes where the EHR can reach it, and then needs no census', async () => {
    // The port must be known before: the EHR is told where to call.
    const first = await running(site, 'api');
    const { port } = new URL(first.url);
    await first.stop();
    const web = { port: Number(port), publicUrl: `http://127.0.0.1:${port}`, webhookSecret: WEBHOOK_SECRET };
    await site.configure({ web });
    const service = await running(site, 'api,worker');
    await until('the subscriptions', () => site.ehr.all('Subscription').length === WATCHED.length);
    for (const resource of await storyOf('told', 'order')) site.ehr.put(resource);
    await until('the request', () => tasksSaying(site.ehr, 'Sent to the payer').length === 1);
    expect(await service.stop()).toBe(0);
  });

  it('keeps a hold visible by its codes, and closes it when the chart is completed', async () => {
    const service = await running(site);
    const order = await storyOf('held', 'order');
    for (const resource of order.filter(({ resourceType }) => resourceType !== 'Coverage')) site.ehr.put(resource);
    await until('the hold', () => tasksSaying(site.ehr, 'Held: data missing').length === 1);
    const work = (await (await service.get('/api/work', ADMIN_TOKEN)).json()) as { readonly held: unknown };
    expect(work.held).toEqual([{ stream: 'authorization/1', codes: ['MISSING_COVERAGE'] }]);
    for (const resource of order.filter(({ resourceType }) => resourceType === 'Coverage')) site.ehr.put(resource);
    await until('the approval', () => tasksSaying(site.ehr, 'Approved').length === 1);
    expect(await (await service.get('/api/work', ADMIN_TOKEN)).json()).toMatchObject({ held: [] });
    await service.stop();
  });

  it('refuses to share the embedded database, and says who has it', async () => {
    const service = await running(site);
    await expect(running(site)).rejects.toThrow(/in use by this process .*DATABASE_URL/);
    expect((await service.get('/livez')).status).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  it('refuses a port that is taken, and leaves nothing open behind', async () => {
    const service = await running(site);
    const { port } = new URL(service.url);
    await site.configure({ dataDir: 'other', web: { port: Number(port) } });
    await expect(running(site)).rejects.toThrow(`cannot listen on 127.0.0.1 port ${port} (EADDRINUSE)`);
    await service.stop();
    const again = await running(site);
    expect(again.url).toBe(service.url);
    await again.stop();
  });
});

describe('start without a usable configuration', () => {
  const refused = async (environment: Record<string, string>, role?: string) => {
    const io = listeningIo();
    const code = await start(
      { role, environment, workingDirectory: '/nonexistent', stopped: Promise.resolve('never') },
      io,
    );
    return { code, err: io.printed.err };
  };

  it('lists what is missing and shows an example to copy', async () => {
    const { code, err } = await refused({});
    expect(code).toBe(2);
    expect(err).toContain('error CONFIG_INVALID at ehr: is missing\n');
    expect(err).toContain('error CONFIG_INVALID at practice: is missing\n');
    expect(err).toContain('baseUrl: https://ehr.example/fhir\n');
  });

  it('names every fault at once without repeating a value', async () => {
    const { code, err } = await refused({ EHR_BASE_URL: 'http://ehr.internal/fhir', EHR_NAME: 'x', PORT: 'high' });
    expect(code).toBe(2);
    expect(err).toContain('ehr.baseUrl: must begin with https://');
    expect(err).toContain('web.port');
    expect(err).not.toContain('ehr.internal');
    expect(err).not.toContain('Copy deploy');
  });

  it('knows three roles', async () => {
    expect(await refused({}, 'api,cook')).toEqual({
      code: 2,
      err: '--role takes api, worker and poller, separated by commas: infusebridge start --role api,worker\n',
    });
  });
});
