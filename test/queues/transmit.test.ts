import { afterEach, describe, expect, it } from 'vitest';
import type { SendResult, TradingPartner } from '../../src/ports.ts';
import { Fault } from '../../src/ports.ts';
import { answer } from '../../src/synthetic/payer/answer.ts';
import { emptyPayerState } from '../../src/synthetic/payer/state.ts';
import { type Clinic, openClinic, orderOf } from './clinic.ts';

let clinic: Clinic;
afterEach(() => clinic.close());

/** A partner that behaves as told, one behaviour per call, and then takes everything. */
async function clinicWith(ignoresDuplicates: boolean, ...behaviours: readonly (SendResult | Error)[]) {
  const sent: { readonly name: string; readonly text: string }[] = [];
  const left = [...behaviours];
  clinic = await openClinic(
    (partner): TradingPartner => ({
      ...partner,
      ignoresDuplicates,
      async send({ name, bytes }) {
        sent.push({ name, text: new TextDecoder().decode(bytes) });
        const behaviour = left.shift() ?? 'sent';
        if (behaviour instanceof Error) throw behaviour;
        return behaviour;
      },
    }),
  );
  await clinic.chart(...orderOf('p'));
  return sent;
}
const retry = async (): Promise<void> => {
  for (const { id } of await clinic.ledger.parkedWork()) await clinic.ledger.retryParked(id);
  await clinic.work();
};
const stateOf = async () => (await clinic.ledger.transact((tx) => tx.transmissions())).map(({ state }) => state);

describe('a recorded file', () => {
  it('is sent once and is not sent again when its work comes again', async () => {
    const sent = await clinicWith(true);
    const [transmission] = await clinic.ledger.transact((tx) => tx.transmissions());
    await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'transmit', ref: transmission?.id ?? '' }));
    await clinic.work();
    expect(sent.length).toBe(1);
    expect(await stateOf()).toEqual(['sent']);
  });

  it('that was certainly refused is sent again, byte for byte', async () => {
    const sent = await clinicWith(false, 'refused');
    expect(await stateOf()).toEqual(['refused']);
    await retry();
    expect(await stateOf()).toEqual(['sent']);
    expect(sent.length).toBe(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('that may be there is not sent again where a second copy counts; a person is asked', async () => {
    const sent = await clinicWith(false, new Fault('the line went dead'));
    await retry();
    expect(await stateOf()).toEqual(['unknown']);
    expect(sent.length).toBe(1);
    const tasks = clinic.ehr.takeWrites().filter(({ resourceType }) => resourceType === 'Task');
    expect(tasks.some((task) => JSON.stringify(task['identifier']).includes('transmission'))).toBe(true);
  });

  it('that may be there is sent again, byte for byte, where the partner ignores a second copy', async () => {
    const sent = await clinicWith(true, new Fault('the line went dead'));
    await retry();
    expect(await stateOf()).toEqual(['sent']);
    expect(sent.length).toBe(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('of which the partner got two copies is not refused because the second one is', async () => {
    const sent = await clinicWith(true, new Fault('the line went dead'));
    await retry();
    const [first, second] = sent.map(({ text }) => new TextEncoder().encode(text));
    if (first === undefined || second === undefined) throw new Error('sent twice');
    const once = answer(first, 'approve', emptyPayerState, { name: '278-0001.x12' });
    const twice = answer(second, 'approve', once.state, { name: '278-0001-2.x12' });
    expect(twice.files.map(({ kind }) => kind)).toEqual(['TA1']);
    const arrived = await clinic.deliver(twice.files);
    expect(arrived.map(({ state }) => state)).toEqual(['applied']);
    expect((await clinic.state('p')).authorizations[0]?.status).toBe('requested');
    await clinic.deliver(once.files);
    expect((await clinic.state('p')).authorizations[0]?.status).toBe('approved');
  });

  it('that was sent once and is refused as a repeat is a refusal: its number was used before', async () => {
    const sent = await clinicWith(true);
    const bytes = new TextEncoder().encode(sent[0]?.text ?? '');
    const { state } = answer(bytes, 'approve', emptyPayerState);
    await clinic.deliver(answer(bytes, 'approve', state, { name: '278-0001.x12' }).files);
    expect((await clinic.state('p')).authorizations[0]?.status).toBe('refused');
  });
});
