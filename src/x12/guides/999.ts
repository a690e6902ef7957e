/**
 * 999, the implementation acknowledgement: 005010X231A1. Says which transaction sets of one functional group
 * were accepted and, for those that were not, where they break the guide.
 *
 * Control numbers are text, so that they compare with what was sent; positions and counts are numbers.
 */

import {
  an,
  code,
  composite,
  composites,
  type DataType,
  guide,
  type Infer,
  id,
  K,
  loop,
  phi,
  R,
  S,
  segment,
  series,
  whole,
} from '../schema.ts';
import { groupResultSituations, segmentErrorSituations, setResultSituations } from './answer-situations.ts';

/** Where inside a segment: `element`, its component, its repetition, all 1-based. */
const elementPosition = (at: string) => ({
  element: R(`${at}-1`, whole(1, 2)),
  component: S(`${at}-2`, whole(1, 2)),
  repetition: S(`${at}-3`, whole(1, 4)),
});

/** A segment or element that became required because of the one named here. */
const trigger = segment('CTX', {
  // A composite of one component: on the wire it is the element itself.
  context: K('CTX01', 'SITUATIONAL TRIGGER'),
  segmentId: R('CTX02', id(2, 3)),
  segmentPosition: R('CTX03', whole(1, 6)),
  loop: S('CTX04', an(1, 4)),
  element: composite('S', 'CTX05', elementPosition('CTX05')),
  // In one transcription of the guide only, with numbers such as C023 and 1325: read, never written by us.
  dataElement: composite('S', 'CTX06', { number: R('CTX06-1', an(1, 4)), component: S('CTX06-2', an(1, 4)) }),
});

/** The element that names the unit; X12 spells it with its segment. */
const unitNames: DataType<
  'TRN02' | 'NM109' | 'PATIENT NAME NM109' | 'SUBSCRIBER NAME NM109' | 'ENT01' | 'SUBSCRIBER NUMBER REF02' | 'CLM01'
> = {
  kind: 'AN',
  min: 1,
  max: 35,
  codes: ['TRN02', 'NM109', 'PATIENT NAME NM109', 'SUBSCRIBER NAME NM109', 'ENT01', 'SUBSCRIBER NUMBER REF02', 'CLM01'],
};

/** The claim, request or member the faulty segment belongs to. */
const businessUnit = segment('CTX', {
  units: composites('R', 'CTX01', 10, { name: R('CTX01-1', unitNames), value: R('CTX01-2', an(1, 35), phi) }),
});

export const elementErrors = code(
  ...(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'] as const),
  ...(['I6', 'I9', 'I10', 'I11', 'I12', 'I13'] as const),
);
export const segmentErrors = code('1', '2', '3', '4', '5', '6', '7', '8', 'I4', 'I6', 'I7', 'I8', 'I9');

const elementError = loop('2110', {
  error: R(
    segment('IK4', {
      position: composite('R', 'IK401', elementPosition('IK401')),
      /** X12 data element number. */
      dataElement: S('IK402', whole(1, 4)),
      code: R('IK403', elementErrors),
      badValue: S('IK404', an(1, 99), phi),
    }),
  ),
  triggers: S(trigger, 10),
});

const segmentError = loop(
  '2100',
  {
    error: R(
      segment('IK3', {
        segmentId: R('IK301', id(2, 3)),
        /** ST is 1. */
        segmentPosition: R('IK302', whole(1, 6)),
        loop: S('IK303', an(1, 4)),
        code: S('IK304', segmentErrors),
      }),
    ),
    triggers: S(trigger, 9),
    businessUnit: S(businessUnit),
    elements: S(elementError, '>1'),
  },
  [],
  segmentErrorSituations,
);

export const setErrors = code(
  ...(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '15', '16', '17', '18', '19'] as const),
  ...(['23', '24', '25', '26', '27', 'I5', 'I6'] as const),
);
export const groupErrors = code(
  ...(['1', '2', '3', '4', '5', '6', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19'] as const),
  ...(['23', '24', '25', '26'] as const),
);

const transactionSet = loop(
  '2000',
  {
    /** The transaction set answered: its ST01, ST02 and ST03. */
    set: R(
      segment('AK2', {
        set: R('AK201', id(3, 3)),
        control: R('AK202', an(4, 9)),
        version: S('AK203', an(1, 35)),
      }),
    ),
    errors: S(segmentError, '>1'),
    result: R(
      segment('IK5', {
        /** `A` accepted, `E` accepted with errors noted, `R` rejected; `M`, `W`, `X` rejected for security. */
        status: R('IK501', code('A', 'E', 'M', 'R', 'W', 'X')),
        reasons: series('S', 'IK502', 1, 5, { code: R('IK502', setErrors) }),
      }),
    ),
  },
  [],
  setResultSituations,
);

/** The 999 guide, 005010X231A1. */
export const acknowledgement999 = guide({
  name: '999',
  set: '999',
  version: '005010X231A1',
  functionalId: 'FA',
  versionInST: true,
  body: {
    /** The functional group answered: its GS01, GS06 and GS08. */
    group: R(
      segment('AK1', {
        functionalId: R('AK101', id(2, 2)),
        control: R('AK102', an(1, 9)),
        version: R('AK103', an(1, 12)),
      }),
    ),
    transactionSets: S(transactionSet, '>1'),
    result: R(
      segment(
        'AK9',
        {
          /** As IK501, and `P` partly accepted: at least one transaction set was rejected. */
          status: R('AK901', code('A', 'E', 'M', 'P', 'R', 'W', 'X')),
          included: R('AK902', whole(1, 6)),
          received: R('AK903', whole(1, 6)),
          accepted: R('AK904', whole(1, 6)),
          reasons: series('S', 'AK905', 1, 5, { code: R('AK905', groupErrors) }),
        },
        [],
        groupResultSituations,
      ),
    ),
  },
});

/** What a 999 says about one functional group. */
export interface Acknowledgement999 extends Infer<typeof acknowledgement999> {}
