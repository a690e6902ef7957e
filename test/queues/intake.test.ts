import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notify } from '../../queues/notify.ts';
import { Fault, type FhirServer } from '../../src/ports.ts';
import { type Clinic, doseOf, openClinic, orderOf } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const streams = () =>
  clinic.ledger.transact(async (tx) => [...(await tx.streams('authorization/')), ...(await tx.streams('claim/'))]);

describe('a notification', () => {
  it('that is repeated does its work once', async () => {
    for (const resource of orderOf('repeat')) clinic.ehr.put(resource);
    for (let time = 0; time < 5; time += 1) {
      await notify(clinic.world, { type: 'MedicationRequest', id: 'repeat-order', versionId: '1' });
      await clinic.work();
    }
    expect(await clinic.fileCount('authorization', 'repeat')).toBe(1);
    const events = await clinic.events((await streams())[0] ?? '');
    expect(events.map(({ type }) => type)).toEqual(['Requested']);
  });

  it.each(['MedicationRequest', 'MedicationAdministration', 'Coverage'])(
    'of a %s the EHR does not have comes to nothing and leaves nothing open',
    async (type) => {
      const before = await streams();
      await notify(clinic.world, { type, id: 'nobody', versionId: '1' });
      await clinic.work();
      expect(await streams()).toEqual(before);
      expect(await clinic.ledger.parkedWork()).toEqual([]);
    },
  );

  it('that cannot be followed up waits until the EHR answers again, and then loses nothing', async () => {
    const down: FhirServer = {
      ...clinic.ehr,
      read: () => Promise.reject(new Fault('EHR_DOWN')),
      search: () => Promise.reject(new Fault('EHR_DOWN')),
    };
    for (const resource of [...orderOf('outage'), ...doseOf('outage')]) clinic.ehr.put(resource);
    await notify(clinic.world, { type: 'MedicationRequest', id: 'outage-order', versionId: '1' });
    await notify(clinic.world, { type: 'MedicationAdministration', id: 'outage-dose-2', versionId: '1' });
    await clinic.work({ ...clinic.world, ehr: down });
    expect((await clinic.state('outage')).authorizations).toEqual([]);
    const parked = await clinic.ledger.parkedWork();
    expect(parked.map(({ reason }) => reason)).toEqual(['FAULT EHR_DOWN', 'FAULT EHR_DOWN']);
    for (const { id } of parked) await clinic.ledger.retryParked(id);
    await clinic.work();
    const { authorizations, claims } = await clinic.state('outage');
    expect([...authorizations, ...claims].map(({ status }) => status)).toEqual(['requested', 'held']);
  });
});
