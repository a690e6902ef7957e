/**
 * TA1, the interchange acknowledgement. It stands between ISA and IEA outside every functional group, so it is
 * one segment, not a guide.
 */

import { an, code, date, type Infer, R, segment, time } from '../schema.ts';

// 000 says no error; the others name what was wrong with the envelope.
export const noteCodes = code(
  ...(['000', '001', '002', '003', '004', '005', '006', '007', '008', '009', '010', '011', '012'] as const),
  ...(['013', '014', '015', '016', '017', '018', '019', '020', '021', '022', '023', '024', '025'] as const),
  ...(['026', '027', '028', '029', '030', '031'] as const),
);

/** TA1: `interchangeControl`, `date` (YYMMDD) and `time` are ISA13, ISA09 and ISA10 of the interchange answered. */
export const interchangeAcknowledgement = segment('TA1', {
  interchangeControl: R('TA101', an(9, 9)),
  date: R('TA102', date(6)),
  time: R('TA103', time(4, 4)),
  /** `A` accepted, `E` accepted with errors, `R` rejected: nothing in it was read. */
  status: R('TA104', code('A', 'E', 'R')),
  note: R('TA105', noteCodes),
});

/** What a TA1 says about one interchange. */
export interface InterchangeAcknowledgementTA1 extends Infer<typeof interchangeAcknowledgement> {}
