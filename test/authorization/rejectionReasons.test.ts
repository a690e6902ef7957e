import { describe, expect, test } from 'vitest';
import { rejectionNote, remedyOf } from '../../src/authorization/rejectionReasons.ts';

/** AAA03 values a payer may send at each level: to accept and classify, never to refuse what is not here. */
const REASONS_BY_LEVEL: Readonly<Record<string, readonly string[]>> = {
  '2000A': ['04', '41', '42', '79'],
  '2010A': ['42', '79', '80', 'T4'],
  '2010B': ['15', '35', '41', '43', '44', '45', '46', '47', '49', '51', '79', '97'],
  '2010C': ['58', '64', '65', '66', '67', '68', '71', '72', '73', '74', '75', '76', '77', '78', '79', '95'],
  '2010D': ['15', '33', '58', '64', '65', '66', '67', '68', '71', '77', '95'],
  '2000E': ['15', '33', '52', '56', '57', '60', '61', '62', 'AA', 'AF', 'AH', 'AI', 'AJ', 'AK', 'AM', 'AN', 'T5'],
  '2010EA': ['15', '33', '35', '41', '43', '44', '45', '46', '47', '49', '51', '52', '79', '97', 'IP'],
  '2000F': ['15', '33', '52', '57', '60', '61', '62', 'AA', 'AG', 'T5'],
  '2010FA': ['15', '33', '35', '41', '43', '44', '45', '46', '47', '49', '51', '52', '79', '97', 'IP'],
};

const all = Object.entries(REASONS_BY_LEVEL).flatMap(([level, codes]) => codes.map((code) => [level, code] as const));

describe('a rejection', () => {
  test.each(all)('at %s with reason %s has words, a role and a place', (level, code) => {
    const { said, role, path, again } = remedyOf({ level, code, followUp: 'C' });
    expect(said).not.toContain('no words');
    expect([role, path].every((text) => text.length > 3)).toBe(true);
    expect(again).toBe('corrected');
  });

  test.each([
    ['C', 'corrected'],
    ['P', 'unchanged'],
    ['R', 'allowed'],
    ['W', 'later'],
    ['X', 'later'],
    ['N', 'never'],
    ['S', 'payerAnswers'],
    ['Y', 'payerAnswers'],
    [undefined, 'unknown'],
  ])('with follow-up %s may be asked again: %s', (followUp, again) => {
    expect(remedyOf({ level: '2000E', code: 'AF', ...(followUp === undefined ? {} : { followUp }) }).again).toBe(again);
  });

  test('is told in one note: what, who, where, and whether to ask again', () => {
    expect(rejectionNote({ level: '2010C', code: '72', followUp: 'C' })).toBe(
      'The payer did not review it: the member id is wrong or not unique (AAA 72 at 2010C). Registration: see Coverage.subscriberId. It is asked for again when the chart says something else.',
    );
    expect(rejectionNote({ level: '2000F[1]', code: 'AG', followUp: 'N', hcpcs: 'J9022' })).toMatch(
      /^The payer did not review it for J9022: .* It must not be sent again; call the payer\.$/,
    );
    expect(rejectionNote({ level: '2000E', code: 'Q9' })).toMatch(
      /a reason we have no words for \(AAA Q9 at 2000E\)\. Prior authorization team/,
    );
  });
});
