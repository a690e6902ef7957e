/** The rules of an address, which stand in every guide that has one. */

import { expect, test } from 'vitest';
import { locality, patientLocality } from '../../src/x12/elements.ts';
import { guide, R } from '../../src/x12/schema.ts';
import { breaksRule } from '../../src/x12/valueSituations.ts';

const facts = { name: 'address', set: '864', version: '005010X990', functionalId: 'TX', versionInST: true } as const;
/** The names of the rules that an address breaks. */
function brokenBy(place: object): readonly string[] {
  return locality.situations
    .filter((one) => {
      const alone = guide({ ...facts, body: { place: R({ ...locality, situations: [one] }) } });
      return breaksRule(alone, { place });
    })
    .map(({ name }) => name);
}

test.each<[object, string[]]>([
  [{ state: 'OH', postalCode: '43085' }, []],
  [{ state: 'ON', postalCode: 'K1A0B1', country: 'CA' }, []],
  [{ state: 'OH', postalCode: '43085', country: 'US' }, []],
  [{}, ['state-here', 'postal-code-here']],
  [{ country: 'US' }, ['state-here', 'postal-code-here']],
  [{ country: 'CA' }, ['state-here', 'postal-code-here']],
  [{ country: 'FR' }, []],
  [{ state: 'OH' }, ['postal-code-here']],
  [{ postalCode: '43085' }, ['state-here']],
  [{ state: 'XX', postalCode: '43085' }, ['state-code']],
  [{ state: 'XX', country: 'FR' }, []],
  [{ country: 'XX' }, ['country-code']],
])('an address %o breaks %j', (place, names) => {
  expect(brokenBy(place)).toEqual(names);
});

test('what is missing and what is no code are told at their elements, of a patient as well', () => {
  expect(locality.situations.map(({ name, at, code }) => `${name} ${at} ${code}`)).toEqual([
    'state-here N402 IK403:I9',
    'postal-code-here N403 IK403:I9',
    'state-code N402 CODE_UNKNOWN',
    'country-code N404 CODE_UNKNOWN',
  ]);
  expect(patientLocality.situations).toBe(locality.situations);
});
