/** Whose number a line for giving a drug carries where its own code was not asked for. */

import { describe, expect, test } from 'vitest';
import type {
  ApprovedUnits,
  AuthorizedService,
  BilledUnits,
  RequestedUnits,
} from '../../src/authorization/authorization.ts';
import { type Certified, familyOf } from '../../src/claim/authorized.ts';
import type { Payer } from '../../src/rules/parse.ts';
import { shippedRules } from '../coding/rules.ts';

const rules = await shippedRules();
const payer = rules.payers.get('example-commercial');
if (payer === undefined) throw new Error('the example payer is gone');
const listed: Payer = { ...payer, authorization: { ...payer.authorization, administration: 'listed' } };

const service = (hcpcs: string, more: Partial<AuthorizedService> = {}): Certified => ({
  stream: 's',
  payer: 'example-commercial',
  memberId: 'M1',
  placeOfService: '11',
  service: {
    trace: 't',
    hcpcs,
    requested: 6 as RequestedUnits,
    approved: 6 as ApprovedUnits,
    from: '20261001',
    to: '20261231',
    drawn: 0 as BilledUnits,
    number: `A-${hcpcs}`,
    ...more,
  },
});
const certified = [service('J9271'), service('96365'), service('96413'), service('96360')];
const numberOf = (hcpcs: string, by: Payer = payer, services = certified, day = '20261110') =>
  familyOf({ hcpcs, units: 1, modifiers: [], proof: [], administrations: [] }, services, day, by, rules)?.service
    .number;

describe('the family of a certified code', () => {
  test.each([
    ['96415', 'A-96413'],
    ['96417', 'A-96413'],
    ['96409', 'A-96413'],
    ['96411', 'A-96413'],
    ['96413', 'A-96413'],
    ['96366', 'A-96365'],
    ['96367', 'A-96365'],
    ['96368', 'A-96365'],
    ['96374', 'A-96365'],
    ['96375', 'A-96365'],
    ['96376', 'A-96365'],
    ['96361', 'A-96360'],
    ['96401', undefined],
    ['96372', undefined],
    ['99213', undefined],
    ['J9271', undefined],
  ])('%s carries %s', (hcpcs, number) => {
    expect(numberOf(hcpcs)).toBe(number);
  });
  test('a payer that certifies each code by itself has no families', () => {
    expect(numberOf('96415', listed)).toBeUndefined();
  });
  test('the first that holds on the day is taken, from its first to its last', () => {
    const services = [service('96413', { number: 'OLD', to: '20261109' }), service('96409', { number: 'NEW' })];
    expect(numberOf('96415', payer, services)).toBe('NEW');
    expect(numberOf('96415', payer, services, '20261109')).toBe('OLD');
    expect(numberOf('96415', payer, services, '20261001')).toBe('OLD');
    expect(numberOf('96415', payer, services, '20260930')).toBeUndefined();
    expect(numberOf('96415', payer, services, '20270101')).toBeUndefined();
  });
});
