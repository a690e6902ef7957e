import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerTransaction } from '../../src/ports.ts';
import { type Clinic, changed, openClinic, orderOf, type Resource, textOf } from './clinic.ts';

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

  const withDose = (name: string, milligrams: number): Resource => {
    const [before] = orderOf(name).filter(({ resourceType }) => resourceType === 'MedicationRequest');
    return JSON.parse(JSON.stringify(before).replaceAll('"value":200', `"value":${milligrams}`));
  };

  it('whose dose changes after it was approved is revised once: the changed line only, under the number it has', async () => {
    await clinic.approved('doubled');
    clinic.partner.takeSent();
    await clinic.chart(withDose('doubled', 400));
    await clinic.chart(withDose('doubled', 400));
    const [revision, ...more] = clinic.partner.takeSent().map(textOf);
    expect(more).toEqual([]);
    expect(revision).toMatch(/UM\*HS\*S\*[\s\S]*REF\*BB\*0A\w+~/);
    expect(revision?.match(/SV1\*[^~]*/g)).toEqual(['SV1*HC:J9271**UN*2400']);
    const state = await authorizationOf('doubled');
    expect([state?.status, state?.change?.status, state?.attention]).toEqual(['approved', 'requested', undefined]);
  });

  it('that changes before the payer answered is for a person, and asked for when the answer comes', async () => {
    await clinic.chart(...orderOf('early'));
    const [, answer] = clinic.answers('approve');
    await clinic.chart(withDose('early', 400));
    expect((await authorizationOf('early'))?.attention).toMatch(/J9271 2400 instead of 1200.*when it has/);
    expect(clinic.partner.takeSent()).toEqual([]);
    await clinic.deliver(answer === undefined ? [] : [answer]);
    expect(clinic.partner.takeSent().map(textOf).join('')).toContain('UM*HS*S*');
  });

  it('whose file may have been lost is never asked for a second time', async () => {
    await clinic.chart(...orderOf('lost'));
    clinic.partner.takeSent();
    const [file] = await clinic.ledger.transact(async (tx) => tx.transmissions({ stream: await streamIn(tx, 'lost') }));
    await clinic.ledger.transact((tx) => tx.setTransmissionState(file?.id ?? '', 'unknown'));
    await clinic.chart(withDose('lost', 400));
    await clinic.chart(withDose('lost', 200));
    expect(clinic.partner.takeSent()).toEqual([]);
    expect((await authorizationOf('lost'))?.status).toBe('requested');
  });

  it('whose order was entered in error is cancelled at the payer once it has a number', async () => {
    await clinic.approved('mistaken');
    clinic.partner.takeSent();
    await clinic.chart(order('mistaken', { status: 'entered-in-error' }));
    const files = clinic.answers('approve');
    expect(files.length).toBeGreaterThan(0);
    await clinic.deliver(files);
    expect((await authorizationOf('mistaken'))?.status).toBe('cancelled');
  });

  it('that lacks something is held, and asked for when that is completed', async () => {
    const whole = orderOf('lacking');
    await clinic.chart(...whole.filter(({ resourceType }) => resourceType !== 'Coverage'));
    expect((await authorizationOf('lacking'))?.status).toBe('held');
    await clinic.chart(...whole.filter(({ resourceType }) => resourceType === 'Coverage'));
    expect((await authorizationOf('lacking'))?.status).toBe('requested');
    expect(await clinic.fileCount('authorization', 'lacking')).toBe(1);
  });

  it('whose request would break a rule of its guide is held with the words of the rule, and asked for when it is mended', async () => {
    const nowhere = (text: string): string => text.replaceAll('"state": "OH"', '"state": "QQ"');
    await clinic.chart(...orderOf('nowhere', nowhere));
    const held = await authorizationOf('nowhere');
    expect([held?.status, held?.issues.map(({ code, ref, rule }) => [code, ref, rule])]).toEqual([
      'held',
      [['CODE_UNKNOWN', 'N402', '005010X217, state-code']],
    ]);
    expect(await clinic.fileCount('authorization', 'nowhere')).toBe(0);
    await clinic.chart(...orderOf('nowhere'));
    expect((await authorizationOf('nowhere'))?.status).toBe('requested');
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

async function streamIn(tx: LedgerTransaction, name: string): Promise<string> {
  const [stream] = await tx.linked('patient authorization', `Patient/${name}-patient`);
  if (stream === undefined) throw new Error('no authorization');
  return stream;
}

const streamOf = (name: string): Promise<string> => clinic.ledger.transact((tx) => streamIn(tx, name));
