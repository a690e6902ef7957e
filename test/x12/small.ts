/** A guide small enough to read at a glance, with one of everything the language can say. */

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
  repetition,
  S,
  segment,
  series,
  whole,
} from '../../src/x12/schema.ts';

const heading = segment('BHT', {
  structure: K('BHT01', '0019'),
  purpose: R('BHT02', code('00', '18')),
  reference: R('BHT03', an(1, 30)),
  date: R('BHT04', date()),
});
const level = (what: string) =>
  segment('HL', {
    number: D('HL01', 'hlNumber'),
    parent: D('HL02', 'hlParent'),
    level: K('HL03', what),
    children: D('HL04', 'hlHasChildren'),
  });
const name = <const Q extends string>(...qualifiers: readonly Q[]) =>
  segment(
    'NM1',
    {
      role: R('NM101', code(...qualifiers)),
      type: R('NM102', code('1', '2')),
      last: R('NM103', an(1, 60), phi),
      first: S('NM104', an(1, 35), phi),
      idType: S('NM108', code('XX', 'MI')),
      id: S('NM109', an(2, 80), phi),
    },
    ['P0809'],
  );
const reference = (qualifier: string) =>
  segment('REF', { qualifier: K('REF01', qualifier), number: R('REF02', an(1, 50)) });

const line = loop('2400', {
  counter: R(segment('LX', { number: D('LX01', 'count') })),
  service: R(
    segment('SV1', {
      procedure: composite('R', 'SV101', {
        qualifier: K('SV101-1', 'HC'),
        code: R('SV101-2', id(5, 5)),
        modifier: S('SV101-3', id(2, 2)),
      }),
      charge: R('SV102', decimal()),
      units: S('SV104', whole(1, 8)),
      remarks: repetition('S', 'SV105', id(1, 3), 3),
    }),
  ),
  adjustments: S(
    segment('CAS', {
      group: R('CAS01', code('CO', 'PR')),
      reasons: series('R', 'CAS02', 3, 6, {
        reason: R('CAS02', id(1, 5)),
        amount: R('CAS03', decimal()),
        quantity: S('CAS04', decimal(1, 15)),
      }),
    }),
    5,
  ),
});
const claim = loop(
  '2300',
  {
    header: R(segment('CLM', { id: R('CLM01', an(1, 38)), total: R('CLM02', decimal()) })),
    authorization: S(reference('G1')),
    referral: S(reference('9F')),
    records: S(reference('EA'), 2),
    diagnoses: S(
      segment('HI', {
        principal: composite('R', 'HI01', { qualifier: K('HI01-1', 'ABK'), code: R('HI01-2', id(1, 30)) }),
        others: series('S', 'HI02', 1, 11, {
          diagnosis: composite('R', 'HI02', { qualifier: K('HI02-1', 'ABF'), code: R('HI02-2', id(1, 30)) }),
        }),
      }),
    ),
    referring: S(loop('2310A', { name: R(name('DN', 'P3')), ids: S(reference('G2'), 3) }), 2),
    rendering: S(loop('2310B', { name: R(name('82')), ids: S(reference('G2'), 3) })),
    lines: R(line, 50),
  },
  [{ atMostOne: ['authorization', 'referral'] }],
);
const patient = loop('2000C', { level: R(level('23')), name: R(name('QC')), claims: S(claim, 100) });
const subscriber = loop('2000B', {
  level: R(level('22')),
  name: R(name('IL')),
  claims: S(claim, 100),
  patients: S(patient, '>1'),
});
const provider = loop('2000A', { level: R(level('20')), name: R(name('85')), subscribers: R(subscriber, '>1') });

export const small = guide({
  name: 'small',
  set: '837',
  version: '005010X999',
  functionalId: 'HC',
  versionInST: true,
  body: {
    heading: R(heading),
    providers: R(provider, '>1'),
    amounts: S(segment('AMT', { kind: K('AMT01', 'T'), amount: R('AMT02', decimal()) })),
  },
});
export interface Small extends Infer<typeof small> {}

/** One claim with two lines, a fictitious patient. */
export const example: Small = {
  heading: { purpose: '00', reference: 'B1', date: '20261120' },
  providers: [
    {
      name: { role: '85', type: '2', last: 'EXAMPLE INFUSION', idType: 'XX', id: '1999999984' },
      subscribers: [
        {
          name: { role: 'IL', type: '1', last: 'SAMPLE', first: 'ANNA', idType: 'MI', id: 'M0001' },
          claims: [
            {
              header: { id: 'C1', total: '120.5' },
              referral: { number: 'R77' },
              records: [{ number: 'E1' }, { number: 'E2' }],
              diagnoses: {
                principal: { code: 'C5091' },
                others: [{ diagnosis: { code: 'D630' } }, { diagnosis: { code: 'E119' } }],
              },
              rendering: { name: { role: '82', type: '1', last: 'DOCTOR' }, ids: [{ number: 'P1' }] },
              lines: [
                {
                  service: {
                    procedure: { code: 'J9999', modifier: 'JZ' },
                    charge: '100',
                    units: 12,
                    remarks: ['A', 'B'],
                  },
                  adjustments: [
                    {
                      group: 'CO',
                      reasons: [
                        { reason: '45', amount: '10', quantity: '1' },
                        { reason: '253', amount: '.5' },
                      ],
                    },
                  ],
                },
                { service: { procedure: { code: '96413' }, charge: '20.5' } },
              ],
            },
          ],
          patients: [{ name: { role: 'QC', type: '1', last: 'SAMPLE' } }],
        },
      ],
    },
  ],
};
