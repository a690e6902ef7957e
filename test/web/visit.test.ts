import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openLog } from '../../src/adapters/log.ts';
import type { DayReport } from '../../src/claim/sameDay.ts';
import { type Listening, listen } from '../../src/cli/compose/listen.ts';
import { judgeDayOf } from '../../src/cli/compose/visit.ts';
import { Fault } from '../../src/ports.ts';
import { serviceApp } from '../../src/web/service.ts';
import { type Clinic, doseOf, openClinic, orderOf } from '../queues/clinic.ts';

const GATE = 'the-token-of-the-charge-nurse';
let clinic: Clinic;
let listening: Listening;
let isEhrDown = false;
const lines: string[] = [];
beforeEach(() => {
  isEhrDown = false;
  lines.length = 0;
});
beforeAll(async () => {
  clinic = await openClinic();
  const log = openLog({ write: (line) => lines.push(line) });
  const { ehr } = clinic.world;
  const read = (type: string, id: string) => (isEhrDown ? Promise.reject(new Fault('EHR_DOWN')) : ehr.read(type, id));
  const judge = judgeDayOf({ ...clinic.world, log, ehr: { ...ehr, read } });
  const counts = () => Promise.reject(new Error('not asked'));
  const app = serviceApp({
    health: { version: '1', roles: ['api'], dependencies: [], counts, reasonOf: String },
    log,
    api: { keys: { keys: [] }, visit: { tokens: [GATE], judge, log } },
  });
  listening = await listen(app, '127.0.0.1', 0);
});
afterAll(async () => {
  await listening.close();
  await clinic.close();
});

const ask = async (query: string, token = GATE) => {
  const response = await fetch(`${listening.url}/visit?${query}`, { headers: { authorization: `Bearer ${token}` } });
  const body = response.status === 200 || response.status === 400 ? await response.json() : undefined;
  return { status: response.status, cache: response.headers.get('cache-control'), body: body as DayReport };
};
const told = ({ services }: DayReport) =>
  services.map(({ hcpcs, state, authorization }) => `${hcpcs} ${state}: ${authorization.reasons.join(' ')}`);

it('tells a day before, while and after it is given and billed', async () => {
  await clinic.approved('p');
  const day = 'patient=p-patient&date=2026-11-02';
  const planned = await ask(day);
  expect([planned.status, planned.cache, planned.body.answer]).toEqual([200, 'no-store', 'go']);
  expect(told(planned.body)).toEqual([
    'J9271 planned: 1200 certified - 0 used = 1200 left, 200 needed.',
    '96413 planned: 6 certified - 0 used = 6 left, 1 needed.',
  ]);
  for (const resource of doseOf('p')) clinic.ehr.put(resource);
  expect(told((await ask(day)).body)).toEqual([
    'J9271 given: 1200 certified - 0 used = 1200 left, 200 needed.',
    '96413 given: 6 certified - 0 used = 6 left, 1 needed.',
  ]);
  await clinic.chart(...doseOf('p'));
  expect(told((await ask(day)).body)).toEqual(['J9271 billed: Billed on claim/1.', '96413 billed: Billed on claim/1.']);
});

it('stops a day whose drug nobody has certified, and names the denial and what is still owed', async () => {
  await clinic.chart(...orderOf('q'));
  const { body } = await ask('patient=Patient/q-patient&date=2026-11-02');
  expect(body.answer).toBe('stop');
  expect(body.denials.map(({ reason, hcpcs, because }) => [reason, hcpcs, because])).toEqual([
    ['197', 'J9271', 'The payer has not decided.'],
    ['197', '96413', 'The payer has not decided.'],
  ]);
});

it('counts in the orders that are named, one or several, and says so of one that is not there', async () => {
  await clinic.approved('r');
  const day = 'patient=r-patient&date=2026-11-05';
  const empty = (await ask(day)).body;
  expect([empty.answer, empty.services, empty.missing.map(({ code }) => code)]).toEqual([
    'ask',
    [],
    ['NOTHING_ON_DAY'],
  ]);
  expect(told((await ask(`${day}&order=r-order`)).body)[0]).toContain('J9271 planned: 1200 certified');
  const both = await ask(`${day}&order=r-order&order=MedicationRequest/other`);
  expect(both.body.services).toHaveLength(2);
  expect(both.body.missing).toEqual([expect.objectContaining({ code: 'ORDER_NOT_IN_CHART' })]);
});

it('lists what is wrong with a question, knows its patients, and shows nothing without a token', async () => {
  expect((await ask('patient=a b&date=2026-02-30&wat=1')).body).toEqual({
    problems: [
      { code: 'GATE_QUESTION', field: 'patient', message: 'must be Patient/ID or the id alone' },
      { code: 'GATE_QUESTION', field: 'date', message: 'must be a day that exists, YYYY-MM-DD' },
      { code: 'GATE_QUESTION', field: 'question', message: 'There is no such field.' },
    ],
  });
  const id = 'must be MedicationRequest/ID or the id alone';
  for (const [query, problem] of [
    ['patient=p&date=2026-11-02&order=a%20b', ['order.0', id]],
    [`patient=p&date=2026-11-02${'&order=a'.repeat(500)}`, ['order', 'must be at most 20 orders']],
    ['patient=..&date=2026-11-02', ['patient', 'must be Patient/ID or the id alone']],
    ['patient=Patient/.&date=2026-11-02', ['patient', 'must be Patient/ID or the id alone']],
  ] as const) {
    const { problems } = (await ask(query)).body as unknown as { problems: { field: string; message: string }[] };
    expect(problems.map(({ field, message }) => [field, message])).toEqual([problem]);
  }
  const unknown = await ask('patient=nobody&date=2026-11-02');
  expect([unknown.status, JSON.stringify(unknown.body)]).toEqual([400, expect.stringContaining('PATIENT_UNKNOWN')]);
  expect((await ask('patient=p&date=2026-11-02', 'wrong')).status).toBe(401);
  isEhrDown = true;
  expect((await ask('patient=p-patient&date=2026-11-02')).status).toBe(503);
  expect(lines.join('')).not.toMatch(/p-patient|nobody/);
});
