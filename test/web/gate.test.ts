import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src/adapters/log.ts';
import { askGateOf, overrideGateOf } from '../../src/cli/compose/gate.ts';
import { type Listening, listen } from '../../src/cli/compose/listen.ts';
import { serviceApp } from '../../src/web/service.ts';
import { type Clinic, doseOf, openClinic, orderOf } from '../queues/clinic.ts';

const GATE = 'the-token-of-the-scheduling-screen';
const ADMIN = 'the-token-of-people';

let clinic: Clinic;
let listening: Listening;
const lines: string[] = [];
beforeEach(async () => {
  lines.length = 0;
  clinic = await openClinic();
  const log = openLog({ write: (line) => lines.push(line) });
  const world = { ...clinic.world, log };
  const counts = () => Promise.reject(new Error('not asked'));
  const app = serviceApp({
    health: { version: '1', roles: ['api'], dependencies: [], counts, reasonOf: String },
    log,
    api: {
      keys: { keys: [] },
      gate: { token: GATE, adminToken: ADMIN, ask: askGateOf(world), override: overrideGateOf(world), log },
    },
  });
  listening = await listen(app, '127.0.0.1', 0);
});
afterEach(async () => {
  await listening.close();
  await clinic.close();
});

interface Answer {
  readonly status: number;
  readonly body: { readonly answer?: string; readonly reasons?: readonly string[]; readonly problems?: unknown };
}
const answered = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: (await response.json()) as Answer['body'],
});
const ask = async (fields: Record<string, string>, token = GATE): Promise<Answer> =>
  answered(
    await fetch(`${listening.url}/gate?${new URLSearchParams(fields)}`, {
      headers: { authorization: `Bearer ${token}` },
    }),
  );
const post = async (path: string, body: unknown, token = ADMIN): Promise<Answer> =>
  answered(
    await fetch(`${listening.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );

const visit = { patient: 'Patient/p-patient', order: 'p-order', date: '2026-11-02', site: '11' };

describe('GET /gate', () => {
  it('says stop while the payer has not decided, go once it has, and counts what was billed', async () => {
    await clinic.chart(...orderOf('p'));
    expect((await ask(visit)).body).toMatchObject({
      answer: 'stop',
      reasons: ['J9271: The payer has not decided.', '96413: The payer has not decided.'],
    });
    await clinic.deliver(clinic.answers('approve'));
    expect((await ask(visit)).body).toMatchObject({
      answer: 'go',
      reasons: [
        'J9271: 1200 certified - 0 used = 1200 left, 200 needed.',
        '96413: 6 certified - 0 used = 6 left, 1 needed.',
      ],
    });
    await clinic.chart(...doseOf('p', 2));
    expect((await ask({ ...visit, date: '2026-11-23' })).body.reasons?.[0]).toBe(
      'J9271: 1200 certified - 200 used = 1000 left, 200 needed.',
    );
  });

  it('understands a drug by code, NDC or name, a dose in its unit, and a site of the configuration', async () => {
    await clinic.approved('p');
    const by = async (fields: Record<string, string>) => {
      const { order: _order, ...rest } = visit;
      return (await ask({ ...rest, ...fields })).body.reasons?.[0];
    };
    const need = (units: number) => `J9271: 1200 certified - 0 used = 1200 left, ${units} needed.`;
    expect(await by({ drug: 'J9271' })).toBe(need(200));
    expect(await by({ drug: '0006-3026-02', dose: '400 mg' })).toBe(need(400));
    expect(await by({ drug: 'Keytruda', units: '7' })).toBe(need(7));
    expect((await ask({ ...visit, dose: '1300 mg' })).body).toMatchObject({ answer: 'stop' });
  });

  it('names everything that is wrong with a question at once, and repeats nothing of it', async () => {
    const { status, body } = await ask({ patient: 'a b', date: '2026-02-30', site: '11', wat: 'x' });
    expect([status, body.problems]).toEqual([
      400,
      [
        { code: 'GATE_QUESTION', field: 'patient', message: 'must be Patient/ID or the id alone' },
        { code: 'GATE_QUESTION', field: 'date', message: 'must be a day that exists, YYYY-MM-DD' },
        { code: 'GATE_QUESTION', field: 'question', message: 'There is no such field.' },
      ],
    ]);
    const second = await ask({
      patient: 'p',
      date: '2026-11-02',
      site: 'nowhere',
      drug: 'Nonsuch',
      dose: '5 mg',
      units: '5',
    });
    expect(second.body.problems).toEqual([
      expect.objectContaining({ field: 'site' }),
      expect.objectContaining({ field: 'units' }),
      expect.objectContaining({ field: 'drug' }),
    ]);
    expect((await ask({ ...visit, drug: 'J9271' })).status).toBe(400);
    const { order: _order, ...rest } = visit;
    expect((await ask({ ...rest, drug: 'pemetrexed' })).body.problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('several codes: J9') }),
    ]);
    expect((await ask({ ...visit, dose: 'plenty' })).status).toBe(400);
  });

  it('takes the question as JSON too, so that no id stands in an address', async () => {
    await clinic.approved('p');
    expect((await post('/gate', { ...visit, units: 200 }, GATE)).body).toMatchObject({ answer: 'go' });
    expect((await post('/gate', '{"patient":', GATE).catch(() => ({ status: 400 }))).status).toBe(400);
  });

  it('answers nobody without a token, and lets the screen ask but not decide', async () => {
    expect((await fetch(`${listening.url}/gate`)).status).toBe(401);
    const denied = await fetch(`${listening.url}/gate/override`, {
      method: 'POST',
      headers: { authorization: `Bearer ${GATE}` },
    });
    expect(denied.status).toBe(401);
  });
});

describe('POST /gate/override', () => {
  const decision = { ...visit, person: 'jmiller', reason: 'The medical director promised it by phone.' };

  it('lets the visit go, keeps who decided and why with the authorization, and tells the chart', async () => {
    await clinic.chart(...orderOf('p'));
    const { status, body } = await post('/gate/override', decision);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        answer: 'go',
        overridden: {
          person: 'jmiller',
          reason: 'The medical director promised it by phone.',
          date: '20261102',
          about: 'MedicationRequest/p-order',
          against: 'stop',
        },
      }),
    ]);
    expect((await ask(visit)).body.answer).toBe('go');
    expect((await ask({ ...visit, date: '2026-11-03' })).body.answer).toBe('stop');
    const event = (await clinic.events('authorization/1')).at(-1);
    expect([event?.type, event?.cause]).toEqual(['GateOverridden', 'person/jmiller']);
    await clinic.work();
    const notes = JSON.stringify(clinic.ehr.takeWrites());
    expect(notes).toContain(
      "jmiller let the visit of 20261102 for MedicationRequest/p-order be scheduled, against the gate's stop",
    );
    expect(lines.join('')).toContain('gate.overridden');
    expect(lines.join('')).not.toMatch(/p-patient|p-order|promised|jmiller/);
  });

  it('wants a name and a reason, and something to decide against', async () => {
    await clinic.approved('p');
    expect((await post('/gate/override', { ...visit, person: 'J Miller', reason: 'because' })).body.problems).toEqual([
      expect.objectContaining({ field: 'person' }),
      expect.objectContaining({ field: 'reason' }),
    ]);
    const open = await post('/gate/override', decision);
    expect([open.status, open.body.problems]).toEqual([409, [expect.objectContaining({ code: 'GATE_IS_OPEN' })]]);
    const unknown = await post('/gate/override', { ...decision, order: 'other' });
    expect([unknown.status, unknown.body.problems]).toEqual([
      409,
      [expect.objectContaining({ code: 'GATE_NOTHING_ON_RECORD' })],
    ]);
  });
});
