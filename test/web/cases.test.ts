import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf, decideByPerson } from '../../queues/casework.ts';
import { caseRoutes } from '../../src/web/cases.ts';
import { type Clinic, openClinic, type Resource } from '../queues/clinic.ts';

const ORDER = new URL('../../fixtures/scenarios/20-checklist/in/01-order.json', import.meta.url);
const { entry } = JSON.parse(readFileSync(ORDER, 'utf8')) as {
  readonly entry: readonly { readonly resource: Resource }[];
};
const secret = 'a-token-of-people';
let clinic: Clinic;
let server: Server;
let url = '';

beforeAll(async () => {
  clinic = await openClinic();
  await clinic.chart(...entry.map(({ resource }) => resource));
  const app = express().use(
    '/api',
    caseRoutes({
      token: secret,
      show: (stream) => caseOf(stream, clinic.world),
      decide: (stream, decision) => decideByPerson(stream, decision, clinic.world),
      log: clinic.world.log,
    }),
  );
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/authorizations`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await clinic.close();
});

const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
const decide = (body: object, of = '1') =>
  fetch(`${url}/${of}/decisions`, { method: 'POST', headers, body: JSON.stringify(body) });
const shown = async () => (await (await fetch(`${url}/1`, { headers })).json()) as Record<string, never>;
const resolve = (item: string) => ({ do: 'resolve', item, by: 'nurse.lee', reason: 'sent by fax to the payer' });

describe('the case of an authorization', () => {
  it('is shown to nobody without the token, and one that is not there to nobody', async () => {
    expect((await fetch(`${url}/1`)).status).toBe(401);
    expect((await fetch(`${url}/99`, { headers })).status).toBe(404);
    expect((await decide(resolve('stage'), '99')).status).toBe(404);
  });

  it('shows the answer with its reasons, what is open and for whom', async () => {
    expect(await shown()).toMatchObject({
      status: 'held',
      orders: [{ source: 'MedicationRequest/lung-order', authorization: 'hold' }],
      work: [{ id: 'documentation-stage', role: 'prescriber', due: '2026-11-04' }, {}, {}, {}],
    });
  });

  it.each<[string, object, number]>([
    ['names nobody', { do: 'resolve', item: 'stage', reason: 'because' }, 400],
    ['gives no reason', { do: 'resolve', item: 'stage', reason: '', by: 'x' }, 400],
    ['does what nobody knows', { do: 'approve', by: 'x' }, 400],
    ['is about an item that is met', resolve('diagnosis'), 409],
    ['is about an item that nobody asks for', resolve('height'), 409],
    [
      'ends work in a way it cannot end',
      { do: 'close', work: 'documentation-stage', outcome: 'overturned', by: 'x' },
      409,
    ],
  ])('takes no decision that %s', async (_what, body, status) => {
    expect((await decide(body)).status).toBe(status);
  });

  it('lets the request go when the last open item is settled, and keeps who said so', async () => {
    for (const item of ['stage', 'histology', 'biomarkers', 'performance_status'])
      expect((await decide(resolve(item))).status).toBe(204);
    expect((await decide({ do: 'log', what: 'call', text: 'asked for the fax number', by: 'pa.kim' })).status).toBe(
      204,
    );
    await clinic.work();
    const now = await shown();
    expect(now['status']).toBe('requested');
    expect(now['log']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'checklist', by: 'person/nurse.lee' }),
        expect.objectContaining({ what: 'call', text: 'asked for the fax number', by: 'person/pa.kim' }),
        expect.objectContaining({ what: '278 sent' }),
      ]),
    );
  });

  it('is not extended where nothing is short, nor without a reason', async () => {
    const extend = { do: 'extend', by: 'pa.kim', reason: 'weight gain' };
    const { status, ...refused } = await decide(extend).then(async (answer) => ({
      status: answer.status,
      ...((await answer.json()) as { readonly problems: readonly { readonly code: string }[] }),
    }));
    expect([status, refused.problems.map(({ code }) => code)]).toEqual([409, ['NOTHING_SHORT']]);
    expect((await decide({ ...extend, reason: '' })).status).toBe(400);
  });
});
