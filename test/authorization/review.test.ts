import { describe, expect, test } from 'vitest';
import type { AuthorizationRequest } from '../../src/authorization/authorization.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { reviewOf } from '../../src/authorization/review.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { written } from '../claim/invented.ts';
import { request } from './invented.ts';

const told = (change: Partial<AuthorizationRequest>) => reviewOf({ ...request, ...change });
const um = (change: Partial<AuthorizationRequest>) =>
  written(request278, request278Of({ ...request, ...change }, { date: '20270301', time: '0815' })).find((segment) =>
    segment.startsWith('UM'),
  );

describe('UM', () => {
  test('says why each of its values is what it is', () => {
    expect(told({}).map(({ element, value, reason }) => `${element} ${value}: ${reason}`)).toEqual([
      'UM01 HS: drugs and their administration are health services',
      'UM02 I: the payer was not asked about this plan before',
      'UM03 78: the service type of this payer (mappings/payers/example-medicare.yaml)',
      "UM04 19:B: the place of service of the order's visit, in the code system of places (B)",
      'UM09 Y: always sent: the practice vouches for a signed release of each patient',
    ]);
  });

  test.each<[string, Partial<AuthorizationRequest>, string, string, RegExp]>([
    [
      'specialty care',
      { category: 'SC' },
      'UM*SC*I*78*19:B*****Y',
      'UM01',
      /^EXAMPLE MEDICARE takes these drugs as specialty/,
    ],
    ['an extension', { certification: '4' }, 'UM*HS*4*78*19:B*****Y', 'UM02', /go on beyond what is certified/],
    ['a revision', { certification: 'S' }, 'UM*HS*S*78*19:B*****Y', 'UM02', /differ from what is certified/],
    ['a renewal', { certification: 'R' }, 'UM*HS*R*78*19:B*****Y', 'UM02', /days are over and doses are left/],
    ['a cancellation', { certification: '3' }, 'UM*HS*3*78*19:B*****Y', 'UM02', /entered in error/],
    ['a reconsideration', { certification: 'N' }, 'UM*HS*N*78*19:B*****Y', 'UM02', /new documents came/],
    ['an appeal', { certification: '2' }, 'UM*HS*2*78*19:B*****Y', 'UM02', /^a person appeals the denial$/],
    [
      'an urgent appeal',
      { certification: '1', urgent: true },
      'UM*HS*1*78*19:B**U***Y',
      'UM02',
      /waiting would do harm/,
    ],
    ['another place', { placeOfService: '11' }, 'UM*HS*I*78*11:B*****Y', 'UM04', /place of service/],
    [
      'an urgent order, with its attestation',
      { urgent: true, attestations: ['MedicationRequest/m1 (version 3) is marked urgent, ordered on 2027-03-01'] },
      'UM*HS*I*78*19:B**U***Y',
      'UM06',
      /^MedicationRequest\/m1 \(version 3\) is marked urgent, ordered on 2027-03-01$/,
    ],
  ])('of %s', (_, change, segment, element, reason) => {
    expect(um(change)).toBe(segment);
    expect(told(change).find((value) => value.element === element)?.reason).toMatch(reason);
  });
});
