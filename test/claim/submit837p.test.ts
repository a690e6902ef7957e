import { describe, expect, test } from 'vitest';
import type { Claim, ClaimLine } from '../../src/claim/claim.ts';
import { claim837pOf } from '../../src/claim/submit837p.ts';
import { centsOf, parseCents } from '../../src/money.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { write } from '../../src/x12/write.ts';
import { fc } from '../properties.ts';
import { child, childInsurance, claim, insurance, lines, readBack, submission, units, written } from './invented.ts';

const segmentsOfClaim = (changed: Claim) => written(claim837p, claim837pOf(changed, submission));
const [given, discarded, infusion] = lines;
const authorized = (line: ClaimLine, authorizationNumber: string): ClaimLine => ({ ...line, authorizationNumber });

describe('a professional claim', () => {
  test('bills the drug given, the part discarded and the infusion of one visit', () => {
    expect(segmentsOfClaim(claim)).toEqual([
      'ST*837*0001*005010X222A1',
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
      'SBR*P*18*******MB',
      'NM1*IL*1*SAMPLE*ROBIN*Q***MI*EXM000111222',
      'N3*22 TEST LANE',
      'N4*PORT SAMPLE*ME*04101',
      'DMG*D8*19700115*F',
      'NM1*PR*2*EXAMPLE MEDICARE*****PI*EXMCR',
      'CLM*IB42*9120.51***11:B:1*Y*A*Y*Y',
      'HI*ABK:Z5112*ABF:C3411',
      'NM1*82*1*EXAMPLE*CASEY****XX*1999999976',
      'LX*1',
      'SV1*HC:J9022*8000*UN*116***1:2',
      'DTP*472*D8*20270310',
      'REF*6R*IB42-1',
      'LIN**N4*50242091701',
      'CTP****19.333*ML',
      'LX*2',
      'SV1*HC:J9022:JW*120.5*UN*4***1:2',
      'DTP*472*D8*20270310',
      'REF*6R*IB42-2',
      'LIN**N4*50242091701',
      'CTP****0.667*ML',
      'LX*3',
      'SV1*HC:96413*1000.01*UN*1***1',
      'DTP*472*D8*20270310',
      'REF*6R*IB42-3',
      'SE*38*0001',
    ]);
  });

  test('reads back as it was written', () => {
    const value = claim837pOf(claim, submission);
    const reading = readBack(claim837p, value);
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(value);
  });

  test('names the dependent below the subscriber, of whom only name and member id are told', () => {
    const changed = { ...claim, insurance: { ...childInsurance, groupNumber: 'GRP7' }, patient: child };
    const segments = segmentsOfClaim(changed);
    expect(segments.slice(11, 24)).toEqual([
      'HL*2*1*22*1',
      'SBR*P**GRP7******MB',
      'NM1*IL*1*SAMPLE*ROBIN*Q***MI*EXM000111222',
      'NM1*PR*2*EXAMPLE MEDICARE*****PI*EXMCR',
      'HL*3*2*23*0',
      'PAT*19',
      'NM1*QC*1*SAMPLE*KIM',
      'N3*22 TEST LANE*FLAT 3',
      'N4*PORT SAMPLE*ME*04101',
      'DMG*D8*20100402*M',
      'CLM*IB42*9120.51***11:B:1*Y*A*Y*Y',
      'HI*ABK:Z5112*ABF:C3411',
      'NM1*82*1*EXAMPLE*CASEY****XX*1999999976',
    ]);
    const value = claim837pOf(changed, submission);
    expect(readBack(claim837p, value).value).toEqual(value);
  });

  test('is refused by the guide, not sent, when a dependent has no address', () => {
    const { address: _unknown, ...homeless } = child;
    const value = claim837pOf({ ...claim, insurance: childInsurance, patient: homeless }, submission);
    const outcome = write(claim837p, value, { control: '0001' });
    expect(outcome.ok).toBe(false);
    expect([...new Set(outcome.issues.map(({ ref }) => ref))]).toEqual(['N301', 'N401']);
  });

  test('names nobody as rendering who bills for the claim', () => {
    const { npi } = claim.billing;
    const segments = segmentsOfClaim({ ...claim, rendering: { name: { last: 'EXAMPLE', first: 'CASEY' }, npi } });
    expect(segments.filter((text) => text.startsWith('NM1*82'))).toEqual([]);
  });

  test('says unknown where the sex of the subscriber is not known', () => {
    const { sex: _unknown, ...subscriber } = insurance.subscriber;
    expect(segmentsOfClaim({ ...claim, insurance: { ...insurance, subscriber } })).toContain('DMG*D8*19700115*U');
  });

  test('carries modifiers in their order, a description, and the facility where the drug was given', () => {
    const line = { ...given, hcpcs: 'J9999', modifiers: ['JZ', 'TB', 'JA', '59'], description: 'INVENTUMAB 10 MG' };
    const facility = {
      name: 'HARBOR WEST WING',
      npi: '1999999950',
      address: { line: '9 PIER ROAD', city: 'PORT SAMPLE', state: 'ME', postalCode: '041010009' },
    };
    const segments = segmentsOfClaim({ ...claim, facility, lines: [line] });
    expect(segments).toContain('SV1*HC:J9999:JZ:TB:JA:59:INVENTUMAB 10 MG*8000*UN*116***1:2');
    expect(segments.slice(21, 24)).toEqual([
      'NM1*77*2*HARBOR WEST WING*****XX*1999999950',
      'N3*9 PIER ROAD',
      'N4*PORT SAMPLE*ME*041010009',
    ]);
  });

  test('tells a haemoglobin result on the line it belongs to', () => {
    const segments = segmentsOfClaim({ ...claim, lines: [{ ...given, result: { kind: 'R1', value: '9.8' } }] });
    expect(segments).toContain('MEA*TR*R1*9.8');
  });
});

describe('the authorization number on a professional claim', () => {
  test.each([
    ['is absent when no line has one', [given, infusion], []],
    [
      'stands on the claim when all lines share it',
      [authorized(given, 'A1'), authorized(infusion, 'A1')],
      ['REF*G1*A1'],
    ],
    ['stands on the claim when only one line needs it', [authorized(given, 'A1'), infusion], ['REF*G1*A1']],
    [
      'stands on each line when lines differ',
      [authorized(given, 'A1'), authorized(discarded, 'A1'), authorized(infusion, 'B2')],
      ['LX*1', 'REF*G1*A1', 'LX*2', 'REF*G1*A1', 'LX*3', 'REF*G1*B2'],
    ],
  ])('%s', (_, changed, expected) => {
    const wanted = expected.length > 1 ? /^(LX|REF\*G1)/ : /^REF\*G1/;
    expect(segmentsOfClaim({ ...claim, lines: changed }).filter((segment) => wanted.test(segment))).toEqual(expected);
  });
});

test('whatever the charges, the claim asks for their sum to the cent, and reads back', () => {
  const charge = fc.bigInt({ min: 1n, max: 9_999_999n });
  fc.assert(
    fc.property(fc.array(charge, { minLength: 1, maxLength: 50 }), (charges) => {
      const many = charges.map((cents, index) => ({
        ...infusion,
        controlNumber: `IB42-${index + 1}`,
        units: units(index + 1),
        charge: centsOf(cents),
      }));
      const value = claim837pOf({ ...claim, lines: many }, submission);
      const header = value.billingProviders[0]?.subscribers[0]?.claims?.[0]?.header;
      expect(parseCents(header?.charge ?? '')).toBe(charges.reduce((sum, cents) => sum + cents, 0n));
      expect(readBack(claim837p, value).value).toEqual(value);
    }),
    { numRuns: 60 },
  );
});
