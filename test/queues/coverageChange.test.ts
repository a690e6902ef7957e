import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseOf } from '../../queues/casework.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { type Clinic, changed, doseOf, openClinic, orderOf, type Resource } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** A patient of its own for every test. */
let name = '';
let patients = 0;
beforeEach(() => {
  patients += 1;
  name = `p${patients}`;
});

const coverage = (change: Record<string, unknown>): Resource => changed(orderOf(name), 'Coverage', change);
const OTHER_PAYER = {
  payor: [
    { display: 'Example Advantage', identifier: { system: 'urn:infusebridge:payer', value: 'example-advantage' } },
  ],
};

describe('a coverage that changes after the payer approved', () => {
  beforeEach(() => clinic.approved(name));

  it.each([
    ['with another payer', OTHER_PAYER, 'the coverage is now with EXAMPLE ADVANTAGE'],
    [
      'with another member id',
      { subscriberId: 'W000000001', identifier: [] },
      'the coverage now has another member id',
    ],
    [
      'with a relationship to nobody that is known',
      { relationship: { coding: [{ code: 'spouse' }] } },
      'the coverage can no longer be used (MISSING_SUBSCRIBER)',
    ],
    ['entered in error', { status: 'entered-in-error' }, 'the coverage can no longer be used (COVERAGE_NOT_ACTIVE)'],
    ['ended', { status: 'cancelled' }, 'the coverage can no longer be used (COVERAGE_NOT_ACTIVE)'],
    [
      'ended by its period',
      { period: { start: '2025-01-01', end: '2026-10-31' } },
      'the coverage can no longer be used (COVERAGE_NOT_ACTIVE)',
    ],
  ])('%s becomes work for a person, and nothing that was sent is touched', async (_what, change, told) => {
    const files = await clinic.fileCount('authorization', name);
    await clinic.chart(coverage(change));
    const { authorizations } = await clinic.state(name);
    expect(authorizations[0]?.attention).toContain(told);
    expect(authorizations[0]?.attention).toContain('ask whoever pays now, and schedule nothing until then');
    expect(authorizations[0]?.status).toBe('approved');
    expect(await clinic.fileCount('authorization', name)).toBe(files);
  });

  it.each([
    ['one that pays first', 1, 2, 'the coverage is now with EXAMPLE ADVANTAGE'],
    ['one that nobody put in order', undefined, undefined, '(COVERAGE_ORDER_UNKNOWN)'],
  ])('is not what was asked any more beside %s', async (_what, order, own, told) => {
    const second = { ...coverage({ id: `${name}-second`, ...OTHER_PAYER, ...(order && { order }) }) };
    await clinic.chart(changed(orderOf(name), 'MedicationRequest', { insurance: [] }));
    await clinic.chart(coverage(own === undefined ? {} : { order: own }), second);
    expect((await clinic.state(name)).authorizations[0]?.attention).toContain(told);
    await clinic.chart(coverage({ order: 1 }), { ...second, order: 2 });
    expect((await clinic.state(name)).authorizations[0]?.attention).toBeUndefined();
  });

  it('that the order names is told when another one comes before it', async () => {
    const second = coverage({ id: `${name}-second`, ...OTHER_PAYER, order: 1 });
    await clinic.chart(coverage({ order: 2 }), second);
    expect((await clinic.state(name)).authorizations[0]?.attention).toContain(
      'another coverage of the patient now pays before the one that was asked: ask whoever pays first now',
    );
    await clinic.chart(coverage({ order: 1 }), { ...second, order: 2 });
    expect((await clinic.state(name)).authorizations[0]?.attention).toBeUndefined();
  });

  it.each([
    ['the same card is no news', {}, undefined],
    ['another payer is told', OTHER_PAYER, 'the coverage is now with EXAMPLE ADVANTAGE'],
  ])('replaced by %s', async (_what, change, told) => {
    await clinic.chart(coverage({ status: 'cancelled' }), coverage({ id: `${name}-new`, ...change }));
    const { attention } = (await clinic.state(name)).authorizations[0] ?? {};
    if (told === undefined) expect(attention).toBeUndefined();
    else expect(attention).toContain(told);
  });

  it('and belongs to somebody else after all is told to the one it was taken from', async () => {
    await clinic.chart(coverage({ beneficiary: { reference: 'Patient/somebody-else' } }));
    expect((await clinic.state(name)).authorizations[0]?.attention).toContain('(MISSING_COVERAGE)');
  });

  it('by its end alone is seen the next day, though nobody rings', async () => {
    clinic.ehr.put(coverage({ period: { start: '2026-01-01', end: '2026-11-30' } }));
    const [stream = ''] = await clinic.ledger.transact((tx) =>
      tx.linked('patient authorization', `Patient/${name}-patient`),
    );
    const look = async (moment: string) => {
      const ref = stream.replace('authorization', 'casework');
      await clinic.ledger.transact((tx) => tx.enqueue({ queue: 'intake', ref }));
      await clinic.work({ ...clinic.world, clock: settableClock(moment) });
      const known = (await caseOf(stream, clinic.world)) as {
        readonly attention?: string;
        readonly work: readonly { readonly id: string; readonly role: string }[];
      };
      return [known.attention, ...known.work.filter(({ id }) => id.includes('coverage')).map(({ role }) => role)];
    };
    expect(await look('2026-11-12T09:00:00-05:00')).toEqual([undefined]);
    expect(await look('2026-11-24T09:00:00-05:00')).toEqual([undefined, 'financial_screening']);
    expect((await look('2026-12-01T09:00:00-05:00'))[0]).toContain('(COVERAGE_NOT_ACTIVE)');
  });

  it('stops nothing of another patient, and every open authorization of its own is looked at', async () => {
    const other = `${name}x`;
    await clinic.approved(other);
    const second = orderOf(name)
      .filter(({ resourceType }) => resourceType === 'MedicationRequest')
      .map((one) => ({ ...one, id: `${name}-order-2`, groupIdentifier: { value: `${name}-plan-2` } }));
    await clinic.chart(...second);
    await clinic.deliver(clinic.answers('approve'));
    await clinic.chart(coverage(OTHER_PAYER));
    const told = (await clinic.state(name)).authorizations.map(({ status, attention }) => [status, attention?.length]);
    expect(told).toEqual([
      ['approved', expect.any(Number)],
      ['approved', expect.any(Number)],
    ]);
    expect((await clinic.state(other)).authorizations[0]?.attention).toBeUndefined();
  });

  it('holds a dose that is not billed yet, and lets it go when the coverage is as it was', async () => {
    await clinic.chart(coverage(OTHER_PAYER));
    await clinic.chart(...doseOf(name, 2));
    const held = (await clinic.state(name)).claims[0];
    expect([held?.status, held?.issues.map(({ code }) => code)]).toEqual([
      'held',
      ['AUTHORIZATION_MISSING', 'EXPECTED_DENIAL'],
    ]);
    await clinic.chart(coverage({}));
    const { authorizations, claims } = await clinic.state(name);
    expect(authorizations[0]?.attention).toBeUndefined();
    expect(claims[0]?.status).toBe('submitted');
  });

  it('tells of a billed dose that another payer should have had', async () => {
    await clinic.chart(...doseOf(name, 2));
    await clinic.chart(coverage(OTHER_PAYER));
    const [claim] = (await clinic.state(name)).claims;
    expect(claim?.attention).toBe(
      'After the claim was sent the coverage is now with EXAMPLE ADVANTAGE. Void the claim (frequency 8) and bill the right payer.',
    );
    expect(await clinic.fileCount('claim', name)).toBe(1);
    await clinic.chart(coverage({ status: 'cancelled' }));
    expect((await clinic.state(name)).claims[0]?.attention).toContain('Ask the payer whether it was in force');
    await clinic.chart(coverage({}));
    expect((await clinic.state(name)).claims[0]?.attention).toBeUndefined();
  });
});

describe('patients that are merged after the payer approved', () => {
  it('are one patient though nothing was moved: told, and found from the surviving record', async () => {
    await clinic.approved(name);
    const files = await clinic.fileCount('authorization', name);
    const survivor = changed(orderOf(name), 'Patient', { id: `${name}s-patient` });
    const link = [{ other: { reference: `Patient/${name}s-patient` }, type: 'replaced-by' }];
    await clinic.chart(survivor, changed(orderOf(name), 'Patient', { active: false, link }));
    const [own] = (await clinic.state(name)).authorizations;
    expect([own?.status, own?.attention]).toEqual([
      'approved',
      expect.stringContaining('merged into another record, and the orders still name this one: enter the orders in'),
    ]);
    expect(await clinic.fileCount('authorization', `${name}s`)).toBe(files);
    const onto = (resource: Resource): Resource =>
      JSON.parse(
        JSON.stringify(resource).replaceAll(`Patient/${name}-patient`, `Patient/${name}s-patient`),
      ) as Resource;
    await clinic.chart(onto(coverage({ id: `${name}s-coverage` })), ...doseOf(name, 2).map(onto));
    expect((await clinic.state(`${name}s`)).claims.map(({ status }) => status)).toEqual(['submitted']);
  });

  it('keep the authorization: the order is not asked for twice, and its doses are billed under it', async () => {
    await clinic.approved(name);
    const onto = (resource: Resource): Resource =>
      JSON.parse(
        JSON.stringify(resource).replaceAll(`Patient/${name}-patient`, `Patient/${name}q-patient`),
      ) as Resource;
    const patient = changed(orderOf(name), 'Patient', { id: `${name}q-patient` });
    await clinic.chart(
      patient,
      ...orderOf(name)
        .filter(({ resourceType }) => resourceType !== 'Patient')
        .map(onto),
    );
    const merged = await clinic.state(`${name}q`);
    expect(merged.authorizations.map(({ status, issues }) => [status, issues.map(({ code }) => code)])).toContainEqual([
      'held',
      ['ORDER_ALREADY_ASKED'],
    ]);
    expect(await clinic.fileCount('authorization', `${name}q`)).toBe(1);
    await clinic.chart(...doseOf(name, 2).map(onto));
    expect((await clinic.state(`${name}q`)).claims.map(({ status }) => status)).toEqual(['submitted']);
  });
});
