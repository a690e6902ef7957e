import { expect, test } from 'vitest';
import { read } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { write } from '../../src/x12/write.ts';
import { example, small } from './small.ts';

const written = [
  'ST*837*0001*005010X999',
  'BHT*0019*00*B1*20261120',
  'HL*1**20*1',
  'NM1*85*2*EXAMPLE INFUSION*****XX*1999999984',
  'HL*2*1*22*1',
  'NM1*IL*1*SAMPLE*ANNA****MI*M0001',
  'CLM*C1*120.5',
  'REF*9F*R77',
  'REF*EA*E1',
  'REF*EA*E2',
  'HI*ABK:C5091*ABF:D630*ABF:E119',
  'NM1*82*1*DOCTOR',
  'REF*G2*P1',
  'LX*1',
  'SV1*HC:J9999:JZ*100**12*A^B',
  'CAS*CO*45*10*1*253*.5',
  'LX*2',
  'SV1*HC:96413*20.5',
  'HL*3*2*23*0',
  'NM1*QC*1*SAMPLE',
  'SE*21*0001',
];

test('a value is written in the order of its guide, with levels, counters and totals computed', () => {
  expect(write(small, example, { control: '0001' })).toEqual({ ok: true, value: written, issues: [] });
});

test('what was written reads back as the same value', () => {
  const reading = read(small, segmentsOf(written));
  expect(reading).toMatchObject({ ok: true, value: example, issues: [], unread: [] });
  expect(reading.value).toEqual(example);
  expect(reading.steps.map(({ path }) => path).slice(5, 10)).toEqual([
    '837/2000A/2000B[1]/2300[1]/CLM',
    '837/2000A/2000B[1]/2300[1]/REF',
    '837/2000A/2000B[1]/2300[1]/REF',
    '837/2000A/2000B[1]/2300[1]/REF',
    '837/2000A/2000B[1]/2300[1]/HI',
  ]);
});
