import { describe, expect, test } from 'vitest';
import { claimStatus277ca } from '../../../src/x12/guides/277ca.ts';
import { read } from '../../../src/x12/read.ts';
import { segmentsOf } from '../../../src/x12/scan.ts';
import { write } from '../../../src/x12/write.ts';
import { claimStatus } from './277ca-example.ts';
import { refused } from './corpus.ts';

const outcome = write(claimStatus277ca, claimStatus, { control: '0001' });
const lines = outcome.ok ? outcome.value : [];

describe('the 277CA', () => {
  test('writes the levels, the totals, a claim taken in and one refused with its line', () => {
    expect(outcome.issues).toEqual([]);
    expect(lines).toEqual([
      'ST*277*0001*005010X214',
      'BHT*0085*08*CHP20270312000007*20270312*0415*TH',
      'HL*1**20*1',
      'NM1*PR*2*COASTLINE HEALTH PLAN*****PI*77001',
      'TRN*1*CHP-IN-7',
      'DTP*050*D8*20270311',
      'DTP*009*D8*20270312',
      'HL*2*1*21*1',
      'NM1*41*2*HARBOR INFUSION CENTER*****46*HARBOR01',
      'TRN*2*IB20270311000042',
      'STC*A1:20*20270312*WQ*17480.5',
      'QTY*90*1',
      'QTY*AA*1',
      'AMT*YU*12480.5',
      'AMT*YY*5000',
      'HL*3*2*19*1',
      'NM1*85*2*HARBOR INFUSION CENTER*****XX*1999999984',
      'TRN*1*0',
      'STC*A1:20**WQ*17480.5',
      'QTY*QA*1',
      'QTY*QC*1',
      'HL*4*3*PT',
      'NM1*QC*1*SAMPLE*ROBIN****MI*CHP000111222',
      'TRN*2*IB-000123-1',
      'STC*A2:20*20270312*WQ*12480.5',
      'REF*1K*CHP-CLM-1',
      'DTP*472*D8*20270310',
      'TRN*2*IB-000124-1',
      'STC*A7:218:85*20270312*U*5000******A7:21',
      'DTP*472*RD8*20270310-20270311',
      'SVC*HC:J9380:JZ*5000*****9',
      'STC*A7:218*20270312*U',
      'REF*FJ*IB-000124-1-1',
      'DTP*472*D8*20270310',
      'SE*35*0001',
    ]);
  });

  test('reads back what it wrote', () => {
    const reading = read(claimStatus277ca, segmentsOf(lines));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(claimStatus);
  });

  test('reads a file refused as a whole: nothing below the receiver, HL04 0', () => {
    const short = [...lines.slice(0, 7), 'HL*2*1*21*0', ...lines.slice(8, 12), 'SE*13*0001'];
    const reading = read(claimStatus277ca, segmentsOf(short));
    expect(reading.issues).toEqual([]);
    expect(reading.ok && reading.value.sources[0]?.receiver.billingProviders).toBeUndefined();
  });

  test('never takes an unknown action for an acceptance', () => {
    const at = lines.indexOf('STC*A2:20*20270312*WQ*12480.5');
    const reading = read(claimStatus277ca, segmentsOf(lines.with(at, 'STC*A2:20*20270312*XX*12480.5')));
    expect(reading.ok).toBe(false);
    expect(reading.issues.map(({ code, ref }) => [code, ref])).toEqual([['IK403:7', 'STC03']]);
  });

  test('reads the public claim acknowledgements', () => {
    // One of them has the placeholder 10010101 as service date: in the calendar, though in the year 1001.
    expect(refused('277ca') ?? []).toEqual([]);
  });
});
