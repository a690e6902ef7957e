/**
 * Our guides against the published tables of the same guides: a difference that is not named here, with its
 * reason, is a mistake. The tables stand beside the project (INFUSEBRIDGE_SHARED or ../shared), never in it.
 */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { request278 } from '../../../src/x12/guides/278-request.ts';
import { response278 } from '../../../src/x12/guides/278-response.ts';
import { remittance835 } from '../../../src/x12/guides/835.ts';
import { claim837i } from '../../../src/x12/guides/837i.ts';
import { claim837p } from '../../../src/x12/guides/837p.ts';
import type { AnyGuide } from '../../../src/x12/schema.ts';
import { differences, type PublishedNode } from './published.ts';

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname;

type Known = readonly (readonly [difference: RegExp, why: string])[];
const BOTH_278: Known = [
  [/UM03 is open$/, 'service types are a list kept by X12 apart from the guide, chosen by payer policy'],
  [/\/(SV3|TOO|CR2|CR5) is left out$/, 'dental, spinal manipulation, home oxygen: no part of infusion'],
];
const GUIDES: readonly (readonly [AnyGuide, string, Known])[] = [
  [
    request278,
    '278-request-005010X217.json',
    [...BOTH_278, [/CRC\*07 CRC0[3-7] is open$/, 'seven categories share one segment; each has its own list']],
  ],
  [
    response278,
    '278-response-005010X217.json',
    [
      ...BOTH_278,
      [/AAA01 adds Y$|AAA03 is open$|AAA04 adds [A-Z ]+$/, 'a rejection is classified at any level, never refused'],
      [/2010EB\/PER\*IC PER05 adds UR$/, 'one contact for all offices'],
      [/2010FB\/N4 is S, published R$/, 'the same recipient as 2010EB, where the town may be absent'],
    ],
  ],
  [claim837i, '837I-005010X223A2.json', []],
  [
    claim837p,
    '837P-005010X222A1.json',
    [
      [/BHT06 adds 31$/, 'subrogation: in a second transcription of the guide'],
      [/1000A\/PER\*IC PER0[35] lacks ED$/, 'in one of two transcriptions only'],
      [/2010BA\/NM1\*IL NM10[89] is S, published R$/, 'a second transcription tolerates their absence'],
      [/2400\/PWK\*03 PWK02 adds AB AD AF AG NS$/, 'documents and the equipment certificate share one place'],
    ],
  ],
  [remittance835, '835-005010X221A1.json', [[/CAS01 adds CR$/, 'read in files of 4010 descent, never written']]],
];

describe('a guide and its published structure', () => {
  for (const [guide, file, known] of GUIDES)
    test(`${guide.name} differs only where we say so`, () => {
      const path = `${shared}/x12/reference/${file}`;
      if (!existsSync(path)) {
        console.warn(`NOT CHECKED: ${file} is not beside the project; ${guide.name} was compared with nothing`);
        return;
      }
      const { structure } = JSON.parse(readFileSync(path, 'utf8')) as { structure: readonly PublishedNode[] };
      const found = differences(guide, structure);
      expect(found.filter((one) => !known.some(([pattern]) => pattern.test(one)))).toEqual([]);
      expect(known.filter(([pattern]) => !found.some((one) => pattern.test(one)))).toEqual([]);
    });
});
