import { describe, expect, test } from 'vitest';
import { isWithin } from '../../src/x12/characters.ts';
import { fitCharacters } from '../../src/x12/fitCharacters.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { write, writeUntyped } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { arbitraryOf } from './arbitrary.ts';
import { ownClaim } from './guides/837p-example.ts';

const control = '0001';

describe('for a partner that takes the basic character set', () => {
  test('names and notes lose what it does not have, identifiers are refused', () => {
    const [billing] = ownClaim.billingProviders;
    if (billing === undefined) throw new Error('the example has a billing provider');
    const provider = {
      ...billing.provider,
      street: { line1: '12 Quay Road #4_b' },
      taxId: { kind: 'EI', number: '12_3' },
    } as const;
    const value = { ...ownClaim, billingProviders: [{ ...billing, provider }] };
    const fitted = fitCharacters(claim837p, value, 'basic');
    const written = writeUntyped(claim837p, fitted, { control, characters: 'basic' });
    expect(written.issues.map(({ code, ref }) => `${code} ${ref}`)).toEqual(['IK403:6 PER06', 'IK403:6 REF02']);
    expect(written.issues[0]?.message).toMatch(/outside of the basic set/);
    const text = JSON.stringify(fitted);
    expect(text).toContain('"12 QUAY ROAD 4 B"');
    expect(text).toContain('"12_3"');
  });

  test('whatever is written is within the set, or nothing is', () => {
    fc.assert(
      fc.property(arbitraryOf(claim837p), (value) => {
        const fitted = fitCharacters(claim837p, value, 'basic');
        const written = writeUntyped(claim837p, fitted, { control, characters: 'basic' });
        // The separators that we use are the only characters beyond it.
        if (written.ok) expect(written.value.every((line) => isWithin('basic', line.replaceAll('^', '')))).toBe(true);
        else
          expect(written.issues.every(({ code }) => ['IK403:6', 'IK403:1', 'IK403:4', 'IK403:2'].includes(code))).toBe(
            true,
          );
      }),
      { numRuns: 60 },
    );
  });

  test('the extended set changes nothing', () => {
    expect(fitCharacters(claim837p, ownClaim, 'extended')).toBe(ownClaim);
    expect(write(claim837p, ownClaim, { control }).ok).toBe(true);
  });
});
