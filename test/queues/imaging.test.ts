import { afterAll, beforeAll, expect, it } from 'vitest';
import { caseOf } from '../../queues/casework.ts';
import { askGateOf } from '../../src/cli/compose/gate.ts';
import { type Clinic, openClinic, orderOf } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

it('imaging of the chart stands in the log of the authorization, is asked of nobody, and the gate mentions what it lacks', async () => {
  const subject = { reference: 'Patient/p-patient' };
  const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '78815' }] };
  clinic.ehr.put({ resourceType: 'ServiceRequest', id: 'pet', status: 'active', subject, code });
  await clinic.chart(...orderOf('p'));
  expect(await clinic.fileCount('authorization', 'p')).toBe(1);
  const { log } = (await caseOf('authorization/1', clinic.world)) as {
    readonly log: readonly { what: string; text: string }[];
  };
  expect(log.filter(({ what }) => what === 'linked imaging').map(({ text }) => text)).toEqual([
    'Imaging 78815 (ServiceRequest/pet, active): no authorization in the chart. Not asked for by us.',
  ]);
  const call = { patient: 'Patient/p-patient', order: 'MedicationRequest/p-order', date: '2026-11-02', site: '11' };
  const report = await askGateOf(clinic.world)(call);
  expect(report.ok && [report.value.answer, report.value.reasons.at(-1)]).toEqual([
    'stop',
    'For information: imaging 78815 (ServiceRequest/pet) has no authorization in the chart. Whoever ordered it asks.',
  ]);
});
