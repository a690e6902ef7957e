/**
 * 277CA, the claim acknowledgement: 005010X214. Says, claim by claim, what the payer or clearinghouse took into
 * processing. A rejected claim was never filed.
 *
 * The levels below the receiver are situational here and HL04 follows the data: one transcription of the guide
 * asks for more than public samples give. Category and status codes are lists kept outside the guide.
 */

import { dateOf, dateOrPeriodOf, lowerLevel, reference, references, topLevel } from '../elements.ts';
import {
  an,
  code,
  composite,
  D,
  date,
  decimal,
  guide,
  type Infer,
  id,
  K,
  loop,
  phi,
  R,
  S,
  segment,
  time,
} from '../schema.ts';
import { claimStatusSituations } from './answer-situations.ts';

const money = decimal();
const count = decimal(1, 15);

const trace = (type: '1' | '2') => segment('TRN', { type: K('TRN01', type), number: R('TRN02', an(1, 50), phi) });

/** Category (`A1`, `A7`, ...), status within it, and the party it is about. */
const statusFields = (at: string) => ({
  category: R(`${at}-1`, an(1, 30)),
  status: R(`${at}-2`, an(1, 30)),
  entity: S(`${at}-3`, id(2, 3)),
});

const furtherStatuses = {
  second: composite('S', 'STC10', statusFields('STC10')),
  third: composite('S', 'STC11', statusFields('STC11')),
} as const;

/** `WQ`: accepted into processing. `U`: rejected. */
const action = code('U', 'WQ');

const totals = (acceptedKind: string, rejectedKind: string) => ({
  acceptedCount: S(segment('QTY', { kind: K('QTY01', acceptedKind), count: R('QTY02', count) })),
  rejectedCount: S(segment('QTY', { kind: K('QTY01', rejectedKind), count: R('QTY02', count) })),
  acceptedAmount: S(segment('AMT', { kind: K('AMT01', 'YU'), amount: R('AMT02', money) })),
  rejectedAmount: S(segment('AMT', { kind: K('AMT01', 'YY'), amount: R('AMT02', money) })),
});

const line = loop('2220D', {
  service: R(
    segment('SVC', {
      procedure: composite('R', 'SVC01', {
        qualifier: R('SVC01-1', code('AD', 'ER', 'HC', 'HP', 'IV', 'NU', 'WK')),
        code: R('SVC01-2', an(1, 48)),
        modifier1: S('SVC01-3', an(2, 2)),
        modifier2: S('SVC01-4', an(2, 2)),
        modifier3: S('SVC01-5', an(2, 2)),
        modifier4: S('SVC01-6', an(2, 2)),
      }),
      charged: R('SVC02', money),
      revenueCode: S('SVC04', an(1, 48)),
      units: S('SVC07', count),
    }),
  ),
  statuses: R(
    segment(
      'STC',
      {
        first: composite('R', 'STC01', statusFields('STC01')),
        date: S('STC02', date()),
        action: R('STC03', action),
        ...furtherStatuses,
        text: S('STC12', an(1, 264), phi),
      },
      [],
      claimStatusSituations,
    ),
    '>1',
  ),
  /** Our line number, as sent in 2400 REF*6R. */
  lineControlNumber: S(reference('FJ', phi)),
  prescription: S(reference('XZ', phi)),
  serviceDate: S(dateOrPeriodOf('472', phi)),
});

const claim = loop('2200D', {
  /** Our claim number, as sent in CLM01. */
  patientControlNumber: R(trace('2')),
  statuses: R(
    segment(
      'STC',
      {
        first: composite('R', 'STC01', statusFields('STC01')),
        date: R('STC02', date()),
        action: R('STC03', action),
        charged: R('STC04', money),
        ...furtherStatuses,
        text: S('STC12', an(1, 264), phi),
      },
      [],
      claimStatusSituations,
    ),
    '>1',
  ),
  payerControlNumber: S(reference('1K', phi)),
  clearinghouseClaim: S(reference('D9', phi)),
  billType: S(reference('BLT')),
  serviceDate: R(dateOrPeriodOf('472', phi)),
  lines: S(line, '>1'),
});

const patient = loop('2000D', {
  level: R(segment('HL', { number: D('HL01', 'hlNumber'), parent: D('HL02', 'hlParent'), level: K('HL03', 'PT') })),
  patient: R(
    loop('2100D', {
      identity: R(
        segment('NM1', {
          entity: K('NM101', 'QC'),
          type: K('NM102', '1'),
          lastName: R('NM103', an(1, 60), phi),
          firstName: S('NM104', an(1, 35), phi),
          middleName: S('NM105', an(1, 25), phi),
          prefix: S('NM106', an(1, 10)),
          suffix: S('NM107', an(1, 10), phi),
          idQualifier: R('NM108', code('II', 'MI')),
          id: R('NM109', an(2, 80), phi),
        }),
      ),
    }),
  ),
  claims: S(claim, '>1'),
});

const billingProvider = loop('2000C', {
  level: R(lowerLevel('19')),
  provider: R(
    loop('2100C', {
      identity: R(
        segment('NM1', {
          entity: K('NM101', '85'),
          type: R('NM102', code('1', '2')),
          name: R('NM103', an(1, 60)),
          firstName: S('NM104', an(1, 35)),
          middleName: S('NM105', an(1, 25)),
          prefix: S('NM106', an(1, 10)),
          suffix: S('NM107', an(1, 10)),
          idQualifier: R('NM108', code('FI', 'SV', 'XX')),
          id: R('NM109', an(2, 80)),
        }),
      ),
    }),
  ),
  outcome: S(
    loop('2200C', {
      trace: R(trace('1')),
      statuses: S(
        segment(
          'STC',
          {
            first: composite('R', 'STC01', statusFields('STC01')),
            action: R('STC03', action),
            charged: R('STC04', money),
            ...furtherStatuses,
          },
          [],
          claimStatusSituations,
        ),
        '>1',
      ),
      identifiers: S(references(code('0B', '1G', 'G2', 'LU', 'SY', 'TJ')), 3),
      ...totals('QA', 'QC'),
    }),
  ),
  patients: S(patient, '>1'),
});

const receiver = loop('2000B', {
  level: R(lowerLevel('21')),
  receiver: R(
    loop('2100B', {
      identity: R(
        segment('NM1', {
          entity: K('NM101', '41'),
          type: R('NM102', code('1', '2')),
          name: R('NM103', an(1, 60)),
          firstName: S('NM104', an(1, 35)),
          middleName: S('NM105', an(1, 25)),
          idQualifier: K('NM108', '46'),
          id: R('NM109', an(2, 80)),
        }),
      ),
    }),
  ),
  outcome: R(
    loop('2200B', {
      /** Our own number of the claim file: BHT03 of the 837. */
      trace: R(trace('2')),
      statuses: R(
        segment(
          'STC',
          {
            first: composite('R', 'STC01', statusFields('STC01')),
            date: R('STC02', date()),
            action: R('STC03', action),
            charged: R('STC04', money),
            ...furtherStatuses,
          },
          [],
          claimStatusSituations,
        ),
        '>1',
      ),
      ...totals('90', 'AA'),
    }),
  ),
  billingProviders: S(billingProvider, '>1'),
});

const sourceIdQualifiers = code('46', 'FI', 'PI', 'XV');

const source = loop('2000A', {
  level: R(topLevel('20')),
  source: R(
    loop('2100A', {
      identity: R(
        segment('NM1', {
          role: R('NM101', code('PR', 'AY')),
          type: K('NM102', '2'),
          name: R('NM103', an(1, 60)),
          idQualifier: R('NM108', sourceIdQualifiers),
          id: R('NM109', an(2, 80)),
        }),
      ),
    }),
  ),
  receipts: R(loop('2200A', { trace: R(trace('1')), received: R(dateOf('050')), processed: R(dateOf('009')) }), '>1'),
  receiver: R(receiver),
});

/** The 277CA guide, 005010X214. */
export const claimStatus277ca = guide({
  name: '277CA',
  set: '277',
  version: '005010X214',
  functionalId: 'HN',
  versionInST: true,
  body: {
    header: R(
      segment('BHT', {
        structure: K('BHT01', '0085'),
        purpose: K('BHT02', '08'),
        reference: R('BHT03', an(1, 50)),
        date: R('BHT04', date()),
        time: R('BHT05', time()),
        type: K('BHT06', 'TH'),
      }),
    ),
    sources: R(source, '>1'),
  },
});

/** What a 277CA says: totals by receiver and provider, then one outcome per claim. */
export interface ClaimStatus277CA extends Infer<typeof claimStatus277ca> {}
