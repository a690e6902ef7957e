import { expect, test } from 'vitest';
import { billingSite } from '../../src/claim/billingSite.ts';
import { loadRules } from '../../src/cli/rules.ts';

const rules = await loadRules();
const site = (placeOfService: string) => billingSite({ placeOfService, by: 'site table' }, rules);

test.each<[string, string, '837P' | '837I' | 'none']>([
  ['an office', '11', '837P'],
  ['home', '12', '837P'],
  ['a hospital department', '22', '837I'],
  ['an inpatient stay', '21', 'none'],
  ['a skilled nursing facility, where rules of payers come next', '31', '837P'],
  ['a federally qualified health center', '50', '837I'],
  ['a dialysis facility, where rules of payers come next', '65', '837P'],
  ['a rural health clinic', '72', '837I'],
])('%s (%s) bills on %s', (_, placeOfService, claim) => {
  expect(site(placeOfService)).toMatchObject({ ok: true, value: { placeOfService, claim, by: 'site table' } });
});

test('a place that no row knows is held with the name of the file, not billed on a guess', () => {
  const told = site('81');
  expect(told.ok).toBe(false);
  expect(told.issues).toEqual([
    {
      code: 'PLACE_OF_SERVICE_UNSUPPORTED',
      severity: 'error',
      message:
        'Who bills at place of service 81 is not in mappings/codes/places.yaml. Correct the place, or add it there with its source.',
      path: 'Encounter.location',
      rule: 'mappings/codes/places.yaml',
    },
  ]);
});
