import { expect, test } from 'vitest';
import { canonicalVersion, sameVersion } from '../../src/x12/versions.ts';

test.each([
  ['005010X217E1', '005010X217'],
  ['005010X217E2', '005010X217'],
  ['005010X222', '005010X222A1'],
  ['005010X222A2', '005010X222A1'],
  ['005010X223', '005010X223A2'],
  ['005010X223A1', '005010X223A2'],
  ['005010X223A3', '005010X223A2'],
  ['005010X221', '005010X221A1'],
  ['005010X231', '005010X231A1'],
])('%s is read by the guide of %s, which means itself', (alias, version) => {
  expect([canonicalVersion(alias), canonicalVersion(version)]).toEqual([version, version]);
  expect([sameVersion(alias, version), sameVersion(version, alias), sameVersion(alias, '005010X279')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a version that nobody knows stays what it is', () => {
  expect(canonicalVersion('004010X098A1')).toBe('004010X098A1');
});
