import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
