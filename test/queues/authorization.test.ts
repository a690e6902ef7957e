import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clinic, changed, openClinic, orderOf } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const authorizationOf = async (name: string) => (await clinic.state(name)).authorizations[0];
const order = (name: string, change: Record<string, unknown>) => changed(orderOf(name), 'MedicationRequest', change);

describe('a treatment plan', () => {
  it('is asked for once, however often its order is told', async () => {
    await clinic.chart(...orderOf('once'));
    for (let time = 0; time < 3; time += 1) await clinic.chart(order('once', {}));
    expect(await clinic.fileCount('authorization', 'once')).toBe(1);
    expect((await authorizationOf('once'))?.status).toBe('requested');
  });

  it.each(['requested', 'approved'])(
    'that is cancelled after it was %s is for a person; nothing is sent',
    async (when) => {
      const name = `cancel-${when}`;
      if (when === 'approved') await clinic.approved(name);
      else await clinic.chart(...orderOf(name));
      await clinic.chart(order(name, { status: 'cancelled' }));
      expect(await authorizationOf(name)).toMatchObject({
        status: when,
        attention: `The plan changed after it was sent to the payer (no longer active: MedicationRequest/${name}-order). Extend, revise or cancel the authorization.`,
      });
      expect(await clinic.fileCount('authorization', name)).toBe(1);
      const tasks = clinic.ehr.takeWrites().filter(({ resourceType }) => resourceType === 'Task');
      expect(tasks.at(-1)?.['status']).toBe('requested');
    },
  );

  it('whose dose changes after it was asked for is for a person, with the arithmetic', async () => {
    await clinic.approved('doubled');
    const [before] = orderOf('doubled').filter(({ resourceType }) => resourceType === 'MedicationRequest');
    const doubled = JSON.parse(JSON.stringify(before).replaceAll('"value":200', '"value":400'));
    await clinic.chart(doubled);
    expect((await authorizationOf('doubled'))?.attention).toBe(
      'The plan changed after it was sent to the payer (now comes to other units: J9271 2400 instead of 1200). Extend, revise or cancel the authorization.',
    );
    await clinic.chart(doubled);
    const events = await clinic.events(await streamOf('doubled'));
    expect(events.filter(({ type }) => type === 'OrdersChanged').length).toBe(1);
  });

  it('that lacks something is held, and asked for when that is completed', async () => {
    const whole = orderOf('lacking');
    await clinic.chart(...whole.filter(({ resourceType }) => resourceType !== 'Coverage'));
    expect((await authorizationOf('lacking'))?.status).toBe('held');
    await clinic.chart(...whole.filter(({ resourceType }) => resourceType === 'Coverage'));
    expect((await authorizationOf('lacking'))?.status).toBe('requested');
    expect(await clinic.fileCount('authorization', 'lacking')).toBe(1);
  });

  it.each([
    ['cancelled', { status: 'cancelled' }, 'Only active or completed orders are asked for.'],
    ['marked as an error', { status: 'entered-in-error' }, 'Only active or completed orders are asked for.'],
    [
      'moved to another plan',
      { groupIdentifier: { value: 'other' } },
      'No order of this plan is in the chart any more.',
    ],
  ])('that is held and then %s is withdrawn, and its Task is closed', async (what, change, reason) => {
    const name = `withdrawn-${what.split(' ')[0]}`;
    await clinic.chart(...orderOf(name).filter(({ resourceType }) => resourceType !== 'Coverage'));
    expect((await authorizationOf(name))?.status).toBe('held');
    clinic.ehr.takeWrites();
    await clinic.chart(order(name, change));
    expect(await authorizationOf(name)).toMatchObject({ status: 'withdrawn', reasons: [reason], issues: [] });
    const [task] = clinic.ehr.takeWrites();
    expect([task?.resourceType, task?.['status']]).toEqual(['Task', 'cancelled']);
    await clinic.chart(order(name, change));
    expect((await clinic.events(await streamOf(name))).map(({ type }) => type)).toEqual(['Held', 'Withdrawn']);
  });

  it('that is withdrawn and ordered again is asked for', async () => {
    const whole = orderOf('again');
    await clinic.chart(...whole.filter(({ resourceType }) => resourceType !== 'Coverage'));
    await clinic.chart(order('again', { status: 'cancelled' }));
    await clinic.chart(...whole);
    expect((await authorizationOf('again'))?.status).toBe('requested');
  });

  it('that the guide refuses to write is held and uses up no control number', async () => {
    const coverage = changed(orderOf('unwritable'), 'Coverage', { subscriberId: 'W100*200' });
    await clinic.chart(...orderOf('unwritable').filter(({ resourceType }) => resourceType !== 'Coverage'), coverage);
    await clinic.chart(...orderOf('writable'));
    const numbers = (await clinic.ledger.transact((tx) => tx.transmissions())).map((one) => one.interchangeControl);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect((await authorizationOf('unwritable'))?.status).toBe('held');
    expect((await authorizationOf('writable'))?.status).toBe('requested');
  });

  it('of a patient whose name has no letter of the X12 alphabet is held, never sent without a name', async () => {
    const patient = changed(orderOf('nameless'), 'Patient', { name: [{ family: '\u4e2d\u6587', given: ['Dana'] }] });
    await clinic.chart(patient, ...orderOf('nameless').filter(({ resourceType }) => resourceType !== 'Patient'));
    const { status, issues } = (await authorizationOf('nameless')) ?? {};
    expect({ status, codes: issues?.map(({ code }) => code) }).toEqual({ status: 'held', codes: ['NAME_UNWRITABLE'] });
  });
});

async function streamOf(name: string): Promise<string> {
  const [stream] = await clinic.ledger.transact((tx) => tx.linked('patient authorization', `Patient/${name}-patient`));
  if (stream === undefined) throw new Error('no authorization');
  return stream;
}
