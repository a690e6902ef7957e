import { describe, expect, test } from 'vitest';
import { readMappings } from '../../src/adapters/mappingsFolder.ts';
import type { Claim } from '../../src/claim/claim.ts';
import { hospitalClaimOf, revenueCodeOf } from '../../src/claim/revenue.ts';
import { claim837iOf } from '../../src/claim/submit837i.ts';
import { parseRules } from '../../src/rules/parse.ts';
import { claim837i } from '../../src/x12/guides/837i.ts';
import { child, childInsurance, claim, good, lines, readBack, submission, written } from './invented.ts';

const rules = good(parseRules(await readMappings()));
const [given, discarded, infusion] = lines;
const visit: Claim = { ...claim, form: '837I', placeOfService: '22' };
const bill = good(hospitalClaimOf(visit, rules));
const value = claim837iOf(bill, submission);

describe('a hospital claim', () => {
  test('bills an outpatient infusion: type of bill 131, one day, revenue codes, the drug with its package', () => {
    expect(written(claim837i, value)).toEqual([
      'ST*837*0001*005010X223A2',
      'BHT*0019*00*IBC000042*20270318*0730*CH',
      'NM1*41*2*HARBOR INFUSION CENTER*****46*HIC001',
      'PER*IC*CLAIMS DESK*TE*5555550111',
      'NM1*40*2*SAMPLE CLEARINGHOUSE*****46*SCH900',
      'HL*1**20*1',
      'PRV*BI*PXC*261QI0500X',
      'NM1*85*2*HARBOR INFUSION CENTER*****XX*1999999984',
      'N3*1 PIER ROAD',
      'N4*PORT SAMPLE*ME*041010001',
      'REF*EI*990000001',
      'HL*2*1*22*0',
      'SBR*P*18*******MA',
      'NM1*IL*1*SAMPLE*ROBIN*Q***MI*EXM000111222',
      'N3*22 TEST LANE',
      'N4*PORT SAMPLE*ME*04101',
      'DMG*D8*19700115*F',
      'NM1*PR*2*EXAMPLE MEDICARE*****PI*EXMCR',
      'CLM*IB42*9120.51***13:A:1**A*Y*Y',
      'DTP*434*RD8*20270310-20270310',
      'CL1*3*1*01',
      'HI*ABK:Z5112',
      'HI*APR:Z5112',
      'HI*ABF:C3411',
      'NM1*71*1*EXAMPLE*CASEY****XX*1999999976',
      'LX*1',
      'SV2*0636*HC:J9022*8000*UN*116',
      'DTP*472*D8*20270310',
      'REF*6R*IB42-1',
      'LIN**N4*50242091701',
      'CTP****19.333*ML',
      'LX*2',
      'SV2*0636*HC:J9022:JW*120.5*UN*4',
      'DTP*472*D8*20270310',
      'REF*6R*IB42-2',
      'LIN**N4*50242091701',
      'CTP****0.667*ML',
      'LX*3',
      'SV2*0335*HC:96413*1000.01*UN*1',
      'DTP*472*D8*20270310',
      'REF*6R*IB42-3',
      'SE*42*0001',
    ]);
  });

  test('reads back as it was written', () => {
    const reading = readBack(claim837i, value);
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(value);
  });

  test('names a dependent below the subscriber and a facility with its address, and reads back', () => {
    const facility = {
      name: 'HARBOR WEST WING',
      npi: '1999999950',
      address: { line: '9 PIER ROAD', city: 'PORT SAMPLE', state: 'ME', postalCode: '041010009' },
    };
    const dependent = claim837iOf({ ...bill, insurance: childInsurance, patient: child, facility }, submission);
    const segments = written(claim837i, dependent);
    expect(segments.filter((segment) => /^(HL|SBR|PAT|NM1\*QC|DMG|NM1\*77)/.test(segment))).toEqual([
      'HL*1**20*1',
      'HL*2*1*22*1',
      'SBR*P********MB',
      'HL*3*2*23*0',
      'PAT*19',
      'NM1*QC*1*SAMPLE*KIM',
      'DMG*D8*20100402*M',
      'NM1*77*2*HARBOR WEST WING*****XX*1999999950',
    ]);
    expect(readBack(claim837i, dependent).value).toEqual(dependent);
  });

  test('puts the authorization of the dearest line on the claim and the others into the billing note', () => {
    const authorized = {
      ...bill,
      lines: bill.lines.map((line) =>
        line.hcpcs === '96413' ? { ...line, authorizationNumber: 'ADM7' } : { ...line, authorizationNumber: 'DRUG9' },
      ),
    };
    const segments = written(claim837i, claim837iOf(authorized, submission));
    expect(segments.filter((segment) => /^(REF\*G1|NTE)/.test(segment))).toEqual([
      'REF*G1*DRUG9',
      'NTE*ADD*AUTH ADM7 96413',
    ]);
  });

  test('tells a haemoglobin result as a value code, once, since an 837I has no measurement', () => {
    const result = { kind: 'R1', value: '9.8' } as const;
    const anaemia = good(
      hospitalClaimOf(
        {
          ...visit,
          lines: [
            { ...given, result },
            { ...discarded, result },
          ],
        },
        rules,
      ),
    );
    expect(anaemia.hospital?.values).toEqual([{ code: '48', amount: '9.8' }]);
    expect(written(claim837i, claim837iOf(anaemia, submission))).toContain('HI*BE:48:::9.8');
  });

  test('is never made from a claim without bill type or revenue codes', () => {
    expect(() => claim837iOf(visit, submission)).toThrow(/hospitalClaimOf/);
    expect(() => claim837iOf({ ...bill, lines }, submission)).toThrow(/revenue code/);
  });
});

describe('what makes a claim a hospital claim', () => {
  test('is decided before the claim is recorded, with its row in the proof', () => {
    expect(bill.hospital).toEqual({
      typeOfBill: '13',
      admissionType: '3',
      origin: '1',
      patientStatus: '01',
      values: [],
    });
    expect(bill.insurance.payer.planType).toBe('MA');
    expect(bill.lines.map((line) => line.proof.at(-1))).toEqual([
      'J9022 is posted under revenue code 0636 (mappings/codes/revenue.yaml)',
      'J9022 is posted under revenue code 0636 (mappings/codes/revenue.yaml)',
      '96413 is posted under revenue code 0335 (mappings/codes/revenue.yaml)',
    ]);
  });

  test.each([
    ['J9022', '22', '0636'],
    ['C9399', '22', '0636'],
    ['J7030', '22', '0636'],
    ['96413', '19', '0335'],
    ['96409', '22', '0335'],
    ['G0498', '22', '0335'],
    ['96401', '22', '0331'],
    ['96402', '22', '0331'],
    ['96365', '22', '0260'],
    ['96375', '22', '0260'],
    ['96372', '22', '0510'],
    ['96372', '23', '0450'],
    ['99999', '22', undefined],
  ])('%s at place %s is posted under %s', (hcpcs, placeOfService, expected) => {
    expect(revenueCodeOf(rules, hcpcs, { placeOfService })).toBe(expected);
  });

  test('knows a revenue code for every administration code the coding rules may give', () => {
    const emitted = ['G0498', ...Object.keys(rules.administration.mue).filter((hcpcs) => hcpcs.startsWith('9'))];
    expect(emitted.filter((hcpcs) => revenueCodeOf(rules, hcpcs, visit) === undefined)).toEqual([]);
  });

  test('knows a type of bill for every place that bills on an 837I', () => {
    const hospital = Object.entries(rules.places.places).filter(([, place]) => place.claim === '837I');
    expect(Object.keys(rules.revenue.places)).toEqual(hospital.map(([place]) => place));
  });

  test('lists no code under two revenue codes', () => {
    const all = rules.revenue.lines.flatMap(({ codes }) => codes);
    expect(all).toEqual([...new Set(all)]);
  });

  test('returns everything that is missing at once', () => {
    const numbers = [1, 2, 3].map((index) => ({ ...given, authorizationNumber: `${index}`.repeat(40) }));
    const strange = { ...infusion, hcpcs: '99999' };
    const outcome = hospitalClaimOf({ ...visit, placeOfService: '31', lines: [...numbers, strange, strange] }, rules);
    expect(outcome.ok).toBe(false);
    expect(outcome.issues.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'error NO_BILL_TYPE',
      'error NO_REVENUE_CODE',
      'error TOO_MANY_AUTHORIZATIONS',
    ]);
  });

  test.each([
    ['nobody', undefined],
    ['an organization', { name: 'HARBOR INFUSION CENTER', npi: '1999999984' }],
  ])('warns when the one who gave the drug is %s, and leaves the attending provider out', (_, rendering) => {
    const { rendering: _known, ...without } = visit;
    const outcome = hospitalClaimOf(rendering === undefined ? without : { ...without, rendering }, rules);
    expect(outcome.issues.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning MISSING_ATTENDING']);
    const segments = written(claim837i, claim837iOf(good(outcome), submission));
    expect(segments.filter((segment) => segment.startsWith('NM1*71'))).toEqual([]);
  });
});
