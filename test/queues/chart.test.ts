import { expect, it } from 'vitest';
import { fetchChart } from '../../queues/chart.ts';
import { openMemoryEhr } from '../../src/adapters/memoryEhr.ts';

const subject = { reference: 'Patient/p' };

it('a chart of years keeps what an order rests on, and reads no more of the rest than a limit', async () => {
  const ehr = openMemoryEhr('ehr');
  for (let n = 0; n < 400; n++) {
    const encounter = { reference: `Encounter/e${n}` };
    ehr.put({ resourceType: 'Observation', id: `o${n}`, status: 'final', subject, encounter });
    ehr.put({
      resourceType: 'MedicationAdministration',
      id: `a${n}`,
      status: 'completed',
      subject,
      context: encounter,
    });
    ehr.put({ resourceType: 'Encounter', id: `e${n}`, status: 'finished', subject });
  }
  const encounter = { reference: 'Encounter/visit' };
  const reasonReference = [{ reference: 'Condition/c' }];
  ehr.put({
    resourceType: 'MedicationRequest',
    id: 'r',
    status: 'active',
    intent: 'order',
    subject,
    encounter,
    reasonReference,
  });
  ehr.put({
    resourceType: 'Encounter',
    id: 'visit',
    status: 'planned',
    subject,
    location: [{ location: { reference: 'Location/l' } }],
  });
  const others = { Condition: 'c', Location: 'l', Patient: 'p' };
  for (const [resourceType, id] of Object.entries(others)) ehr.put({ resourceType, id, subject });
  let reads = 0;
  const read: typeof ehr.read = (type, id) => {
    reads += 1;
    return ehr.read(type, id);
  };
  const fetched = await fetchChart({ ...ehr, read }, ['MedicationRequest/r']);
  const names = new Set(fetched?.resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
  for (const name of ['Encounter/visit', 'Location/l', 'Condition/c', 'Patient/p']) expect(names).toContain(name);
  expect([names.has('Observation/o399'), names.has('MedicationAdministration/a399')]).toEqual([true, true]);
  // One for the order itself.
  expect(reads).toBe(301);
});
