import { afterEach, expect, test } from 'vitest';
import type { FhirResource } from '../../src/ports.ts';
import { openStory, type Played } from './story.ts';

let story: Played;
const opened = async (): Promise<Played> => {
  story = await openStory();
  return story;
};
afterEach(() => story.world.ledger.close());

const APPROVED = ['01-order.json', '02-order-999.x12', '03-order-278-response.x12'];
const SENT = [...APPROVED, '04-dose-1.json', '05-dose-1-999.x12'];
const rejecting = (text: string): string => text.replace('STC*A2:20:PR*20261103*WQ', 'STC*A7:562:85*20261103*U');
const refusing = (text: string): string => text.replace('IK5*A~', 'IK5*R*5~').replace('AK9*A*1*1*1', 'AK9*R*1*1*0');

async function playing(names: readonly string[]): Promise<Played> {
  const played = await opened();
  for (const name of names) await played.play(name);
  return played;
}

/** Drug and administration, used of certified. */
const used = async ({ authorization }: Played): Promise<readonly string[]> =>
  (await authorization()).services.map(({ hcpcs, drawn, approved }) => `${hcpcs} ${drawn} of ${approved}`);

const text = (resources: readonly string[]): string => resources.join('\n');

/** The dose as it was charted, with another end. */
async function endingAt({ resource }: Played, end: string): Promise<FhirResource> {
  const dose = await resource('04-dose-1.json', 'MedicationAdministration');
  return { ...dose, effectivePeriod: { start: '2026-11-02T09:00:00-05:00', end } };
}

test('a claim rejected by a 277CA gives its units back', async () => {
  const played = await playing(SENT);
  expect(await used(played)).toEqual(['J9271 200 of 1200', '96413 1 of 6']);
  await played.play('06-dose-1-277ca.x12', rejecting);
  expect((await played.claim()).status).toBe('rejected');
  expect(await used(played)).toEqual(['J9271 0 of 1200', '96413 0 of 6']);
});

test('so does one whose file a 999 refuses', async () => {
  const played = await playing([...APPROVED, '04-dose-1.json']);
  await played.play('05-dose-1-999.x12', refusing);
  expect((await played.claim()).status).toBe('refused');
  expect(await used(played)).toEqual(['J9271 0 of 1200', '96413 0 of 6']);
});

test('a rejected claim is sent again under a new number, once, when the chart was corrected', async () => {
  const played = await playing(SENT);
  await played.play('06-dose-1-277ca.x12', rejecting);
  played.sent();
  await played.chart(await endingAt(played, '2026-11-02T09:30:00-05:00'));
  expect(played.sent()).toEqual([]);
  await played.chart(await endingAt(played, '2026-11-02T10:45:00-05:00'));
  const [again = '', ...more] = played.sent();
  expect(more).toEqual([]);
  expect(again).toContain('CLM*IBC000000026*');
  expect(again).toContain('*11:B:1*');
  expect(again).not.toContain('REF*F8*');
  expect((await played.claim()).status).toBe('submitted');
  expect(await used(played)).toEqual(['J9271 200 of 1200', '96413 1 of 6']);
  expect(await played.parked()).toEqual([]);
});

test('what comes late about the rejected claim is not taken for news of the corrected one', async () => {
  const played = await playing(SENT);
  await played.play('06-dose-1-277ca.x12', rejecting);
  await played.chart(await endingAt(played, '2026-11-02T10:45:00-05:00'));
  await played.play('05-dose-1-999.x12', (whole) => refusing(whole).replaceAll('000000202', '000000302'));
  await played.play('06-dose-1-277ca.x12', (whole) => rejecting(whole).replaceAll('000000203', '000000303'));
  await played.play('06-dose-1-277ca.x12', (whole) => whole.replaceAll('000000203', '000000403'));
  await played.play('07-dose-1-835.x12');
  const claim = await played.claim();
  expect([claim.status, claim.postings]).toEqual(['submitted', []]);
  const inbounds = await played.world.ledger.transact((tx) => tx.inbounds());
  expect(inbounds.map(({ state, issues }) => [state, ...issues.map(({ code }) => code)]).slice(-4)).toEqual([
    ['applied'],
    ['applied'],
    ['quarantined', 'SUPERSEDED_CLAIM_ACCEPTED'],
    ['quarantined', 'PAYMENT_SUPERSEDED_CLAIM'],
  ]);
});

test('a claim that is paid though it was rejected holds its units again', async () => {
  const played = await playing(SENT);
  await played.play('06-dose-1-277ca.x12', rejecting);
  await played.play('07-dose-1-835.x12');
  expect((await played.claim()).status).toBe('paid');
  expect(await used(played)).toEqual(['J9271 200 of 1200', '96413 1 of 6']);
});

test('a sent visit that is looked at again counts its own units as its own', async () => {
  const played = await opened();
  await played.play('01-order.json');
  await played.play('03-order-278-response.x12', (whole) => whole.replace('UN*1200', 'UN*200').replace('UN*6', 'UN*1'));
  await played.play('04-dose-1.json');
  expect(await used(played)).toEqual(['J9271 200 of 200', '96413 1 of 1']);
  await played.chart(await endingAt(played, '2026-11-02T09:30:00-05:00'));
  expect((await played.claim()).attention).toBeUndefined();
  await played.chart(await endingAt(played, '2026-11-02T10:45:00-05:00'));
  expect((await played.claim()).attention).toContain('codes differently');
  await played.chart(await endingAt(played, '2026-11-02T09:30:00-05:00'));
  expect((await played.claim()).attention).toBeUndefined();
});

test('a number certified for another site or another member is not put on a claim', async () => {
  const played = await playing(APPROVED);
  const suite = await played.resource('01-order.json', 'Location');
  const code = { system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set' };
  played.ehr.put({ ...suite, type: [{ coding: [{ ...code, code: '49' }] }] });
  await played.play('04-dose-1.json');
  const held = await played.claim();
  expect([held.status, ...held.issues.map((issue) => issue.code)]).toEqual([
    'held',
    'AUTHORIZATION_OTHER_SITE',
    'EXPECTED_DENIAL',
  ]);
  played.ehr.put(suite);
  const coverage = await played.resource('01-order.json', 'Coverage');
  await played.chart({ ...coverage, subscriberId: 'W900' }, await endingAt(played, '2026-11-02T09:30:00-05:00'));
  const other = await played.claim('claim/2');
  expect([other.status, ...other.issues.map((issue) => issue.code)]).toEqual([
    'held',
    'AUTHORIZATION_MISSING',
    'EXPECTED_DENIAL',
  ]);
  expect(text(played.sent())).not.toContain('*837*');
});

test('a payer that needs no authorization is believed: the claim goes without a number', async () => {
  const played = await opened();
  await played.play('01-order.json');
  await played.play('03-order-278-response.x12', (whole) => whole.replaceAll('HCR*A1*0A0000001001', 'HCR*NA'));
  expect((await played.authorization()).status).toBe('noActionRequired');
  await played.play('04-dose-1.json');
  const claim = await played.claim();
  expect([claim.status, ...claim.issues.map((issue) => issue.code)]).toEqual(['submitted', 'AUTHORIZATION_NOT_NEEDED']);
  expect(text(played.sent())).not.toContain('REF*G1');
});
