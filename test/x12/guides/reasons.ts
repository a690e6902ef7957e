/** Which reference holds which guide, and why a guide differs from it. */

import { claimStatus277ca } from '../../../src/x12/guides/277ca.ts';
import { request278 } from '../../../src/x12/guides/278-request.ts';
import { response278 } from '../../../src/x12/guides/278-response.ts';
import { remittance835 } from '../../../src/x12/guides/835.ts';
import { claim837i } from '../../../src/x12/guides/837i.ts';
import { claim837p } from '../../../src/x12/guides/837p.ts';
import { acknowledgement999 } from '../../../src/x12/guides/999.ts';
import { interchangeAcknowledgement } from '../../../src/x12/guides/ta1.ts';
import { type AnyGuide, guide, S } from '../../../src/x12/schema.ts';

export type Reasons = readonly (readonly [difference: RegExp, why: string])[];
interface Described {
  readonly guide: AnyGuide;
  /** The file of the reference, without its ending. */
  readonly reference: string;
  /** Only this segment of it. */
  readonly segment?: string;
  readonly reasons: Reasons;
}

const BOTH_278: Reasons = [
  [/UM03 is open$/, 'service types are a list kept by X12 apart from the guide, chosen by payer policy'],
  [/\/(SV3|TOO|CR2|CR5) is left out$/, 'dental, spinal manipulation, home oxygen: no part of infusion'],
];

/** TA1 stands alone in an interchange; as a guide it can be compared like the others. */
const ta1 = guide({
  name: 'TA1',
  set: 'TA1',
  version: '00501',
  functionalId: '',
  versionInST: false,
  body: { acknowledgement: S(interchangeAcknowledgement) },
});

export const described: readonly Described[] = [
  {
    guide: request278,
    reference: '278-request-005010X217',
    reasons: [...BOTH_278, [/CRC\*07 CRC0[3-7] is open$/, 'seven categories share one segment; each has its own list']],
  },
  {
    guide: response278,
    reference: '278-response-005010X217',
    reasons: [
      ...BOTH_278,
      [/AAA01 adds Y$|AAA03 is open$|AAA04 adds [A-Z ]+$/, 'a rejection is classified at any level, never refused'],
      [/2010EB\/PER\*IC PER05 adds UR$/, 'one contact for all offices'],
      [/2010FB\/N4 is S, published R$/, 'the same recipient as 2010EB, where the town may be absent'],
    ],
  },
  {
    guide: claim837p,
    reference: '837P-005010X222A1',
    reasons: [
      [/BHT06 adds 31$/, 'subrogation: in a second transcription of the guide'],
      [/1000A\/PER\*IC PER0[35] lacks ED$/, 'in one of two transcriptions only'],
      [/2010BA\/NM1\*IL NM10[89] is S, published R$/, 'a second transcription tolerates their absence'],
      [
        /2400\/PWK\*03 (PWK02 adds .*|PWK0[56] is not used)$/,
        'documents and the equipment certificate share one place: CT in PWK01 stands for either',
      ],
    ],
  },
  { guide: claim837i, reference: '837I-005010X223A2', reasons: [] },
  {
    guide: remittance835,
    reference: '835-005010X221A1',
    reasons: [[/CAS01 adds CR$/, 'read in files of 4010 descent, never written']],
  },
  {
    guide: acknowledgement999,
    reference: '999-005010X231A1',
    reasons: [
      [/A[KA]\d AK[12]01 is open$/, 'a 999 that names another kind of message is read too'],
      [/AK102 is AN, published N0$/, 'text, so that it compares with what was sent, leading zeros and all'],
      [/CTX06-1 is AN, published N0$/, 'numbers such as C023 are sent'],
      [/CTX06-2 is not used$/, 'in one of two transcriptions only; read, never written'],
      [/CTX01-1 is left out$/, 'a composite of one component is the element itself, and a constant'],
      [/CTX\*TRN02 CTX05 is left out$/, 'in one of two transcriptions only'],
      [/2110\/IK4 is R, published S$/, 'it opens its loop, and the loop is situational'],
    ],
  },
  {
    guide: ta1,
    reference: 'envelope-00501-ISA-GS-TA1',
    segment: 'TA1',
    reasons: [[/TA101 is AN, published N0$/, 'text, so that it compares with ISA13, leading zeros and all']],
  },
  {
    guide: claimStatus277ca,
    reference: '277CA-005010X214',
    reasons: [
      [/STC01-3 is open$/, 'who is meant comes from a list kept outside the guide, as in the further statuses'],
      [
        /\/(2000C|2000D|2200C)(\/STC)? is S, published R$/,
        'a second transcription and every public sample have them situational',
      ],
      [/2100C comes 1 times, published >1$/, 'one level of a billing provider is about one provider'],
      [/2200C\/REF\*0B comes 3 times, published 1$/, 'so in a second transcription'],
      [
        /2220D\/STC (comes >1 times, published 1|STC02 is S, published R|STC03 adds WQ|STC12 is not used)$/,
        'the two transcriptions disagree: read what either allows',
      ],
    ],
  },
];
