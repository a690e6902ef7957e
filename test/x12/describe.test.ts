import { expect, test } from 'vitest';
import { withWords } from '../../src/x12/describe.ts';

test.each([
  ['IK403:7 at SV1 segment 21 element 1', 'IK403:7 at SV1 segment 21 element 1 (no such code)'],
  ['IK304:3 at REF segment 12', 'IK304:3 at REF segment 12 (required and missing)'],
  ['IK5:5', 'IK5:5 (segments in error)'],
  ['TA1:024', 'TA1:024 (content wrong)'],
  ['A7:562:85', 'A7:562:85 (rejected: invalid)'],
  ['A2:20', 'A2:20 (accepted)'],
  ['A2:20:PR', 'A2:20:PR (accepted)'],
  ['Z9:1', 'Z9:1'],
  ['IK403:99', 'IK403:99'],
  ['constructor', 'constructor'],
  ['the payer wants no authorization', 'the payer wants no authorization'],
])('%s is told as %s', (code, told) => expect(withWords(code)).toBe(told));
