import { afterAll, beforeAll, expect, it } from 'vitest';
import { overrideEditOf } from '../../src/cli/compose/override.ts';
import { type Clinic, changed, doseOf, openClinic, type Resource } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** Twice the usual dose and more: 500 mg, where CMS expects 400 at most. */
function large(name: string): readonly Resource[] {
  const dose = doseOf(name);
  const given = JSON.stringify(changed(dose, 'MedicationAdministration', {}))
    .replace('"valuePositiveInt":2', '"valuePositiveInt":5')
    .replace('"dose":{"value":200', '"dose":{"value":500');
  return [...dose.filter(({ resourceType }) => resourceType !== 'MedicationAdministration'), JSON.parse(given)];
}
const claimOf = async (name: string) => (await clinic.state(name)).claims[0];
const streamOf = (name: string) =>
  clinic.ledger.transact(async (tx) => (await tx.linked('patient claim', `Patient/${name}-patient`))[0] ?? '');
const sign = async (name: string, more: object = {}) =>
  overrideEditOf(clinic.world)({
    claim: (await streamOf(name)).split('/')[1] ?? '',
    edit: 'UNITS_EXCEED_MUE',
    person: 'jmiller',
    reason: 'dose confirmed with pharmacy against the order',
    ...more,
  });

it('a claim held by an edit goes out after somebody signed, and the record says who, when and why', async () => {
  await clinic.approved('signed');
  await clinic.chart(...large('signed'));
  expect((await claimOf('signed'))?.issues.map(({ code }) => code)).toEqual(['UNITS_EXCEED_MUE', 'EXPECTED_DENIAL']);
  expect(await sign('signed')).toMatchObject({ ok: true });
  await clinic.work();
  const sent = await claimOf('signed');
  expect(sent?.status).toBe('submitted');
  expect(sent?.issues.map(({ code }) => code)).toEqual(['EDIT_OVERRIDDEN']);
  expect(sent?.claim?.lines[0]?.proof.join('\n')).toContain(
    'UNITS_EXCEED_MUE set aside by jmiller on 2026-11-02: dose confirmed with pharmacy against the order',
  );
  const events = await clinic.events(await streamOf('signed'));
  const event = events.find(({ type }) => type === 'EditOverridden');
  expect(event).toMatchObject({ cause: 'person/jmiller', data: { override: { edit: 'UNITS_EXCEED_MUE' } } });
});

it('a signature for another code leaves the claim held, and on the worklist', async () => {
  await clinic.approved('other');
  await clinic.chart(...large('other'));
  expect(await sign('other', { hcpcs: 'J9299' })).toMatchObject({ ok: true });
  await clinic.work();
  expect((await claimOf('other'))?.status).toBe('held');
  expect((await clinic.events(await streamOf('other'))).at(-1)?.type).toBe('Held');
});

it('what does not hold the claim, or is no edit, cannot be signed away', async () => {
  await clinic.approved('open');
  const dose = large('open');
  const given = changed(dose, 'MedicationAdministration', {});
  await clinic.chart(...dose.filter(({ resourceType }) => resourceType !== 'MedicationAdministration'), {
    ...given,
    effectivePeriod: { start: '2026-11-02T09:00:00-05:00' },
  });
  expect((await claimOf('open'))?.issues.map(({ code }) => code)).toContain('MISSING_STOP_TIME');
  expect(await sign('open', { edit: 'MISSING_STOP_TIME' })).toMatchObject({
    ok: false,
    issues: [{ code: 'OVERRIDE_NOT_POSSIBLE' }],
  });
  expect(await sign('open', { edit: 'NCCI_PAIR' })).toMatchObject({
    ok: false,
    issues: [{ code: 'NOTHING_TO_OVERRIDE' }],
  });
  expect(await sign('open', { claim: '999' })).toMatchObject({ ok: false, issues: [{ code: 'NOTHING_TO_OVERRIDE' }] });
});
