import { describe, expect, test } from 'vitest';
import { claim837i } from '../../../src/x12/guides/837i.ts';
import { read } from '../../../src/x12/read.ts';
import { segmentsOf } from '../../../src/x12/scan.ts';
import { write, writeUntyped } from '../../../src/x12/write.ts';
import { infusionVisit } from './837i-example.ts';
import { refused } from './corpus.ts';

const outcome = write(claim837i, infusionVisit, { control: '0001' });
const lines = outcome.ok ? outcome.value : [];

describe('the 837I', () => {
  test('writes an outpatient infusion: bill type, codes, authorization, drug lines with their NDC', () => {
    expect(outcome.issues).toEqual([]);
    expect(lines.slice(0, 5)).toEqual([
      'ST*837*0001*005010X223A2',
      'BHT*0019*00*IBC000042*20270318*0730*CH',
      'NM1*41*2*HARBOR GENERAL HOSPITAL*****46*HGH001',
      'PER*IC*CLAIMS DESK*TE*5555550111',
      'NM1*40*2*SAMPLE CLEARINGHOUSE*****46*SCH900',
    ]);
    expect(lines.slice(18)).toEqual([
      'CLM*HGH-V-0042*9120.5***13:A:1**A*Y*Y',
      'DTP*434*RD8*20270310-20270310',
      'CL1*3*1*01',
      'REF*G1*CHPAUTH55010',
      'REF*D9*SCH-1',
      'NTE*MED*DOSE BY LABEL',
      'NTE*ADD*SINGLE DOSE VIAL, REMAINDER DISCARDED',
      'HI*ABK:Z5112:::::::Y',
      'HI*APR:Z5112',
      'HI*ABF:C3411*ABF:C771',
      'HI*BH:11:D8:20270101',
      'HI*BE:A8:::71.5',
      'HI*BG:09',
      'NM1*71*1*EXAMPLE*CASEY****XX*1999999976',
      'PRV*AT*PXC*207RH0003X',
      'NM1*DN*1*SAMPLER*JO****XX*1999999968',
      'SBR*S*01*******MB',
      'OI***Y***Y',
      'NM1*IL*1*SAMPLE*LEE****MI*9ZZ000009',
      'NM1*PR*2*SECOND PLAN*****PI*88002',
      'LX*1',
      'SV2*0636*HC:J9022*8000*UN*116',
      'DTP*472*D8*20270310',
      'REF*6R*V42L1',
      'LIN**N4*50242091701',
      'CTP****20*ML',
      'REF*XZ*RX0042',
      'LX*2',
      'SV2*0636*HC:J9022:JW*120.5*UN*4**0',
      'DTP*472*D8*20270310',
      'REF*6R*V42L2',
      'LX*3',
      'SV2*0335*HC:96413*1000*UN*1',
      'DTP*472*D8*20270310',
      'NM1*72*1*EXAMPLE*CASEY****XX*1999999976',
      'REF*G2*K77**2U:88002',
      'SE*55*0001',
    ]);
  });

  test('reads back what it wrote', () => {
    const reading = read(claim837i, segmentsOf(lines));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(infusionVisit);
  });

  test('tells the code segments of a claim apart by their qualifier, in any order', () => {
    const from = lines.findIndex((line) => line.startsWith('HI'));
    const codes = lines.filter((line) => line.startsWith('HI'));
    const reading = read(claim837i, segmentsOf(lines.toSpliced(from, codes.length, ...codes.toReversed())));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(infusionVisit);
  });

  test('refuses a place of service where a bill type belongs, and a claim without its principal diagnosis', () => {
    const reading = read(
      claim837i,
      segmentsOf(lines.filter((line) => !line.startsWith('HI*ABK')).map((line) => line.replace('13:A:1', '22:B:1'))),
    );
    expect(reading.ok).toBe(false);
    expect(reading.issues.map(({ code, ref }) => [code, ref])).toEqual([
      ['IK403:7', 'CLM05-2'],
      ['IK304:3', undefined],
    ]);
  });

  test('refuses a claim without lines', () => {
    const [provider] = infusionVisit.billingProviders;
    const [subscriber] = provider?.subscribers ?? [];
    const [claim] = subscriber?.claims ?? [];
    const value = {
      ...infusionVisit,
      billingProviders: [{ ...provider, subscribers: [{ ...subscriber, claims: [{ ...claim, lines: [] }] }] }],
    };
    const { ok, issues } = writeUntyped(claim837i, value, { control: '0001' });
    expect(ok).toBe(false);
    expect(issues.map(({ path }) => path)).toEqual(['837/2000A/2000B[1]/2300[1]/2400/LX']);
  });

  test('reads the public claims; the exceptions are wrong by the guide itself', () => {
    const known = [
      // Components stand behind `>` while the envelope names `:`.
      'LinuxForHealth-x12__837-005010X223A3-out-of-network-repriced-claim.edi',
      'LinuxForHealth-x12__837-005010X223A3-ppo-repriced-claim.edi',
      // A place of service for a bill type, segment ids behind blanks, a single day for the statement period.
      'imsweb-x12-parser__837-5010-x223-test.edi',
      // An element too few in CLM, a single day for the statement period.
      'kreddys-edi-lens__src-samples-837I.test.0001.edi',
    ];
    expect(refused('837i') ?? known.toSorted()).toEqual(known.toSorted());
  });
});
