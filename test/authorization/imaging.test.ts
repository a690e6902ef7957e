import { describe, expect, test } from 'vitest';
import { threadOf } from '../../src/authorization/communicationLog.ts';
import { flaggedAnew } from '../../src/authorization/determination.ts';
import { askGate } from '../../src/authorization/gateQuestion.ts';
import { imagingNotes, imagingOf, imagingText, type LinkedImaging } from '../../src/authorization/imaging.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { chartOf } from '../../src/fhir/chart.ts';

const patient = { resourceType: 'Patient', id: 'p1' };
const subject = { reference: 'Patient/p1' };
const CPT = 'http://www.ama-assn.org/go/cpt';
const scan = {
  resourceType: 'ServiceRequest',
  id: 'pet',
  status: 'active',
  subject,
  code: { coding: [{ system: CPT, code: '78815' }] },
  occurrenceDateTime: '2026-12-10T09:00:00-05:00',
};
const answer = {
  resourceType: 'ClaimResponse',
  id: 'auth',
  status: 'active',
  use: 'preauthorization',
  patient: subject,
  preAuthRef: 'RAD-5512',
  preAuthPeriod: { start: '2026-11-15', end: '2026-12-31' },
};
const named = { ...scan, insurance: [{ reference: 'ClaimResponse/auth' }] };
function linked(...resources: readonly object[]): readonly LinkedImaging[] {
  const chart = chartOf([patient, ...resources]);
  const found = chart.get('Patient', 'p1');
  if (found === undefined) throw new Error('the chart has its patient');
  return imagingOf(chart, found);
}
const one = (...resources: readonly object[]): LinkedImaging => {
  const [first] = linked(...resources);
  if (first === undefined) throw new Error('imaging is linked');
  return first;
};
const RAD = { category: [{ coding: [{ code: '363679005' }] }] };

describe('imaging that others ask for', () => {
  test('is read with the authorization that its order names, or that names its order', () => {
    const known = { what: '78815', due: '2026-12-10', number: 'RAD-5512', from: '2026-11-15', to: '2026-12-31' };
    expect(one(named, answer)).toMatchObject(known);
    expect(one(scan, { ...answer, request: { reference: 'ServiceRequest/pet' } })).toMatchObject(known);
  });

  test.each<[string, object]>([
    ['is withdrawn', { status: 'cancelled' }],
    ['is an estimate', { use: 'predetermination' }],
    ['has no number', { preAuthRef: undefined }],
  ])('has no authorization where the answer %s', (_what, change) => {
    expect(one(named, { ...answer, ...change }).number).toBeUndefined();
  });

  test('is of this patient and is imaging, by its code or its category', () => {
    const laboratory = { ...scan, code: { coding: [{ system: CPT, code: '85025' }] } };
    expect(linked({ ...scan, subject: { reference: 'Patient/p2' } }, laboratory)).toEqual([]);
    expect(linked({ ...laboratory, ...RAD })).toHaveLength(1);
  });

  test('stands in the log with number and days, and is told again only when it changed', () => {
    const text = imagingText(one(named, answer));
    expect(text).toBe(
      'Imaging 78815 (ServiceRequest/pet, active, due 2026-12-10): authorization RAD-5512, 2026-11-15 to 2026-12-31. Not asked for by us.',
    );
    const at = (hour: number, said: string, what = 'linked imaging') => ({
      at: `2026-11-02T0${hour}`,
      what,
      text: said,
      by: 'order',
    });
    const log = [at(3, text), at(1, 'Imaging: none.'), at(2, 'Imaging: none.'), at(4, text), at(2, 'Called.', 'call')];
    expect(threadOf(log).map((entry) => [entry.at.slice(-1), entry.text])).toEqual([
      ['1', 'Imaging: none.'],
      ['2', 'Called.'],
      ['3', text],
    ]);
  });
});

test('imaging that is charted after the payer was asked is linked all the same, and changes nothing else', () => {
  const asked = { orders: [], checklist: [], rems: [], imaging: [] };
  const now = { ...asked, orders: [{ source: 'MedicationRequest/mr1', authorization: 'hold', reasons: [] }] } as const;
  expect(flaggedAnew(asked, { ...now, imaging: linked(scan) })).toEqual({ ...asked, imaging: linked(scan) });
});

describe('the schedule gate', () => {
  test.each<[string, readonly object[], RegExp | undefined]>([
    ['says nothing of what is covered', [named, answer], undefined],
    ['names imaging without an authorization', [scan], /no authorization in the chart/],
    [
      'names one that ends too early',
      [named, { ...answer, preAuthPeriod: { end: '2026-12-09' } }],
      /ends on 2026-12-09, before 2026-12-10/,
    ],
    ['counts an open end as covered', [named, { ...answer, preAuthPeriod: { start: '2026-11-15' } }], undefined],
    ['says nothing of imaging that is over', [{ ...scan, status: 'completed' }], undefined],
  ])('%s', (_what, resources, told) => {
    const [note] = imagingNotes(linked(...resources), '2026-11-23');
    if (told === undefined) expect(note).toBeUndefined();
    else expect(note).toMatch(told);
  });

  test('tells it beside its answer, which stays what it was', async () => {
    const rules = await loadRules();
    const state = {
      status: 'notRequired',
      orders: ['MedicationRequest/mr1'],
      services: [],
      issues: [],
      reasons: ['The payer wants none.'],
      draws: [],
      rounds: [],
      refusals: [],
      overrides: [],
    } as const;
    const question = { order: 'MedicationRequest/mr1', date: '20261123', placeOfService: '11' };
    const record = { stream: 'authorization/1', state, imaging: linked(scan) };
    const { answer: go, reasons } = askGate([record], question, rules);
    expect([go, reasons]).toEqual([
      'go',
      ['The payer wants none.', expect.stringMatching(/^For information: imaging 78815/)],
    ]);
    expect(askGate([record], { ...question, order: 'MedicationRequest/other' }, rules).reasons.join()).not.toContain(
      'imaging',
    );
  });
});
