import { describe, expect, test } from 'vitest';
import { type Remittance835, remittance835 } from '../../../src/x12/guides/835.ts';
import { read } from '../../../src/x12/read.ts';
import { segmentsOf } from '../../../src/x12/scan.ts';
import { write } from '../../../src/x12/write.ts';
import { remittance } from './835-example.ts';
import { refused } from './corpus.ts';

const outcome = write(remittance835, remittance, { control: '0001' });
const lines = outcome.ok ? outcome.value : [];

/** The example with one line replaced by others, read again. */
const readWith = (old: string, ...lot: readonly string[]) => {
  const at = lines.indexOf(old);
  expect(at).toBeGreaterThanOrEqual(0);
  const changed = lines.toSpliced(at, 1, ...lot);
  return read(remittance835, segmentsOf([...changed.slice(0, -1), `SE*${changed.length}*0001`]));
};
const faults = (reading: ReturnType<typeof readWith>) => reading.issues.map(({ code, ref }) => [code, ref]);

describe('the 835', () => {
  test('writes a payment with its claims, a denial, a reversal, a correction and money outside the claims', () => {
    expect(outcome.issues).toEqual([]);
    expect(lines).toEqual([
      'ST*835*0001',
      'BPR*I*8862.34*C*ACH*CCP*01*999999992*DA*1234567*1999999999**01*999999992*DA*7654321*20270325',
      'TRN*1*EFT20270325001*1999999999',
      'DTM*405*20270324',
      'N1*PR*COASTLINE HEALTH PLAN',
      'N3*1 LIGHTHOUSE WAY',
      'N4*PORTSIDE*OH*43085',
      'REF*2U*77001',
      'PER*BL*EDI SUPPORT*TE*5555550150',
      'PER*IC**UR*WWW.COASTLINE.EXAMPLE',
      'N1*PE*HARBOR INFUSION CENTER*XX*1999999984',
      'REF*TJ*009999999',
      'LX*1',
      'CLP*IB-000123-1*1*12480.5*9000*200*12*CHP-CLM-1*11*1',
      'NM1*QC*1*SAMPLE*ROBIN****MI*CHP000111222',
      'NM1*82*1*INVENTED*DANA****XX*1999999968',
      'REF*G1*CHPAUTH55010',
      'DTM*050*20270311',
      'AMT*AU*9200',
      'AMT*I*12.34',
      'SVC*HC:J9380*9000*7200**9',
      'DTM*472*20270310',
      'CAS*CO*45*1600',
      'CAS*PR*2*200',
      'REF*6R*IB-000123-1-1',
      'AMT*B6*7400',
      'SVC*HC:J9380:JW*3000*1800**3',
      'DTM*472*20270310',
      'CAS*CO*45*1000**253*200*1',
      'REF*6R*IB-000123-1-2',
      'SVC*HC:96415*480.5*0***HC:96413:59*1',
      'DTM*472*20270310',
      'CAS*CO*97*480.5',
      'REF*6R*IB-000123-1-3',
      'LQ*HE*N657',
      'CLP*IB-000124-1*4*5000*0**12*CHP-CLM-2',
      'CAS*CO*197*5000',
      'NM1*QC*1*SAMPLE*ROBIN****MI*CHP000111222',
      'MOA***N517',
      'CLP*IB-000100-1*22*-1000*-800**12*CHP-CLM-0',
      'CAS*CO*45*-200',
      'NM1*QC*1*SAMPLE*ROBIN****MI*CHP000111222',
      'CLP*IB-000100-1*1*1000*750**12*CHP-CLM-3',
      'CAS*CO*45*250',
      'NM1*QC*1*SAMPLE*ROBIN****MI*CHP000111222',
      'NM1*74*1******C*CHP000111333',
      'NM1*TT*2*INLAND MUTUAL*****PI*88002',
      'PLB*1999999984*20271231*L6:IB-000123-1*-12.34*WO:CHP-CLM-OLD*100',
      'SE*49*0001',
    ]);
  });

  test('reads back what it wrote', () => {
    const reading = read(remittance835, segmentsOf(lines));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(remittance);
  });

  test('takes a version in ST03, though the guide does not use it', () => {
    const reading = readWith('ST*835*0001', 'ST*835*0001*005010X221A1');
    expect(reading.ok).toBe(true);
    expect(reading.value).toEqual(remittance);
  });

  test('keeps the number of a header as the payer gave it, not as a count', () => {
    const reading = readWith('LX*1', 'LX*110312');
    expect(faults(reading)).toEqual([]);
    expect(reading.ok && reading.value.headers?.[0]?.number).toEqual({ number: 110312 });
  });

  test('reads the group CR of older days', () => {
    const reading = readWith('CAS*CO*45*250', 'CAS*CR*45*250');
    const claims = reading.ok ? (reading.value.headers?.[0]?.claims ?? []) : [];
    expect(claims.at(-1)?.adjustments).toEqual([{ group: 'CR', reasons: [{ reason: '45', amount: '250' }] }]);
  });

  test('reads six adjustments of one segment, with and without quantities', () => {
    const reading = readWith('CAS*CO*197*5000', 'CAS*CO*197*1**45*2*3*97*4**18*5**16*6*7*29*4982');
    const claims = reading.ok ? (reading.value.headers?.[0]?.claims ?? []) : [];
    expect(claims[1]?.adjustments?.[0]?.reasons).toEqual([
      { reason: '197', amount: '1' },
      { reason: '45', amount: '2', quantity: '3' },
      { reason: '97', amount: '4' },
      { reason: '18', amount: '5' },
      { reason: '16', amount: '6', quantity: '7' },
      { reason: '29', amount: '4982' },
    ]);
  });

  test.each([
    [
      'a claim status of no list',
      'CLP*IB-000124-1*4*5000*0**12*CHP-CLM-2',
      'CLP*IB-000124-1*9*5000*0**12*CHP-CLM-2',
      'CLP02',
    ],
    ['an adjustment group of no list', 'CAS*CO*197*5000', 'CAS*XX*197*5000', 'CAS01'],
    [
      'a provider adjustment of no list',
      'PLB*1999999984*20271231*L6:IB-000123-1*-12.34*WO:CHP-CLM-OLD*100',
      'PLB*1999999984*20271231*L6:IB-000123-1*-12.34*QQ:CHP-CLM-OLD*100',
      'PLB05-1',
    ],
  ])('says IK403:7 to %s', (_, old, wrong, ref) => {
    const reading = readWith(old, wrong);
    expect(reading.ok).toBe(false);
    expect(faults(reading)).toEqual([['IK403:7', ref]]);
  });

  test('says IK403:1 to an adjustment without an amount', () => {
    expect(faults(readWith('CAS*CO*197*5000', 'CAS*CO*197'))).toEqual([['IK403:1', 'CAS03']]);
  });

  test('refuses to write a remittance without a payer contact for technical questions', () => {
    const { technicalContacts, ...payer } = remittance.payer;
    const value = { ...remittance, payer: { ...payer, technicalContacts: [] } } satisfies Remittance835;
    const { ok, issues } = write(remittance835, value, { control: '0001' });
    expect(technicalContacts).toHaveLength(1);
    expect(ok).toBe(false);
    expect(issues.map(({ code, path }) => [code, path])).toEqual([['IK304:3', '835/1000A/PER']]);
  });

  test('reads the public remittances; the exceptions are wrong by the guide itself', () => {
    const known = [
      // No payment date, no technical contact, components behind `>` while the envelope names `:`.
      'LinuxForHealth-x12__835-005010X221A1-cob-contractural-adjustment.edi',
      'LinuxForHealth-x12__835-005010X221A1-secondary-payment.edi',
      // No technical contact of the payer.
      'LinuxForHealth-x12__demo-file-demo.edi',
      'kputnam-stupidedi__005010-X221-HP835-Health-Care-Claim-Payment-Advice-case-3a.edi',
      // No address and contact of the payer, no identifier of the payee.
      'gunajii-EDI-parser-and-validator__data-sample-files-sample-835__isa-repadded.edi',
      // A payment date that does not exist.
      'moov-io-x12__examples-example-5010-835-sample2.edi',
    ];
    expect(refused('835') ?? known.toSorted()).toEqual(known.toSorted());
  });
});
