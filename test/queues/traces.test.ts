import { afterAll, beforeAll, expect, it } from 'vitest';
import { nextReference, ourOriginators, ownReference, sendsTrace } from '../../queues/traces.ts';
import { originatorId } from '../../src/authorization/request278.ts';
import { authorizationReference } from '../../src/exchange/numbers.ts';
import { request } from '../authorization/invented.ts';
import { fc } from '../properties.ts';
import { type Clinic, fileOf, openClinic, orderOf, textOf } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const instances = fc.stringMatching(/^[A-Z]{1,4}$/);
const ordinals = fc.integer({ min: 1, max: 10 ** 12 });

it('a reference names one request of one installation, and fits TRN02 with the number of a line behind it', () => {
  fc.assert(
    fc.property(instances, ordinals, instances, ordinals, (instance, ordinal, other, next) => {
      const one = authorizationReference(instance, ordinal);
      expect(`${one}-999`.length).toBeLessThanOrEqual(50);
      const isSame = instance === other && ordinal === next;
      expect(one === authorizationReference(other, next)).toBe(isSame);
    }),
  );
});

it('TRN03 has ten characters: what the configuration names, else 1 and the tax number', () => {
  expect(originatorId({ taxId: '990000001' })).toBe('1990000001');
  expect(originatorId({ taxId: '990000001', originator: '9HARBORINF' })).toBe('9HARBORINF');
});

it('services of one ledger that ask at the same time never give one reference twice', async () => {
  const { ledger, world } = clinic;
  const other = { ...world, settings: { ...world.settings, instance: 'ZZ' } };
  const asking = Array.from({ length: 24 }, (_, n) =>
    ledger.transact((tx) => nextReference(`authorization/${100 + n}`, tx, n % 3 === 0 ? other : world)),
  );
  const given = await Promise.all(asking);
  expect(new Set(given).size).toBe(24);
  const again = await ledger.transact((tx) => nextReference('authorization/100', tx, world));
  expect(given).not.toContain(again);
});

it('a reference of another authorization is never sent, and one of its own may be sent again', async () => {
  const { ledger } = clinic;
  const own = (stream: string) => ledger.transact((tx) => ownReference('IBX1', stream, tx));
  await own('authorization/7');
  await own('authorization/7');
  await expect(own('authorization/8')).rejects.toThrow('belongs to another authorization');
});

it('every originator we ever asked under is remembered, beside the one we ask under now', async () => {
  const { ledger, world } = clinic;
  const requester = { ...request.requester, originator: '9FORMERONE' };
  await ledger.transact((tx) => sendsTrace({ reference: 'IBX2', requester }, 'authorization/9', tx));
  const all = await ledger.transact((tx) => ourOriginators(tx, world.settings));
  expect([...all].sort()).toEqual(['1001234567', '9FORMERONE']);
});

it('an answer is matched by number and originator together; one of somebody else is quarantined', async () => {
  await clinic.chart(...orderOf('traced'));
  const answers = clinic.answers('approve');
  const approval = answers.find((file) => textOf(file).includes('HCR*A1'));
  if (approval === undefined) throw new Error('the payer approves');
  const renumber = (text: string, control: number) =>
    text
      .replace(/^(ISA(?:\*[^*]*){12}\*)\d{9}/, `$1${String(control).padStart(9, '0')}`)
      .replace(/(IEA\*1\*)\d{9}/, `$1${String(control).padStart(9, '0')}`);
  const foreign = renumber(textOf(approval).replaceAll('*1001234567~', '*1CLEARING0~'), 900);
  const [refused] = await clinic.deliver([fileOf('foreign.x12', foreign)]);
  expect([refused?.state, refused?.issues.map(({ code, message }) => [code, message])]).toEqual([
    'quarantined',
    [['UNKNOWN_REFERENCE', expect.stringContaining('under this originator (TRN03)')]],
  ]);
  expect((await clinic.state('traced')).authorizations[0]?.status).toBe('requested');
  const both = renumber(
    textOf(approval)
      .replace(/(TRN\*2\*IBA\d{8}\*1001234567~)/, 'TRN*2*IBA00000099*1CLEARING0~\n$1')
      .replace(/SE\*(\d+)/, (_, n: string) => `SE*${Number(n) + 1}`),
    901,
  );
  const [taken] = await clinic.deliver([fileOf('both.x12', both)]);
  expect([taken?.issues, taken?.state]).toEqual([[], 'applied']);
  expect((await clinic.state('traced')).authorizations[0]?.status).toBe('approved');
});
