import { describe, expect, test } from 'vitest';
import { claim837p, type ProfessionalClaim837 } from '../../../src/x12/guides/837p.ts';
import { read } from '../../../src/x12/read.ts';
import { segmentsOf } from '../../../src/x12/scan.ts';
import { write, writeUntyped } from '../../../src/x12/write.ts';
import { infusion, ownClaim, secondaryClaim } from './837p-example.ts';
import { refused } from './corpus.ts';

const linesOf = (value: ProfessionalClaim837): readonly string[] => {
  const outcome = write(claim837p, value, { control: '0001' });
  expect(outcome.issues).toEqual([]);
  return outcome.ok ? outcome.value : [];
};
const own = linesOf(ownClaim);

/** The first line of the example with one part replaced, and what the writer says about it. */
const complaints = (service: object, rest: object = {}) => {
  const [line] = infusion.lines;
  const claims = [{ ...infusion, lines: [{ ...line, ...rest, service: { ...line?.service, ...service } }] }];
  const [provider] = ownClaim.billingProviders;
  const [subscriber] = provider?.subscribers ?? [];
  const value = { ...ownClaim, billingProviders: [{ ...provider, subscribers: [{ ...subscriber, claims }] }] };
  const outcome = writeUntyped(claim837p, value, { control: '0001' });
  return outcome.issues.map(({ code, ref }) => [code, ref]);
};

describe('the 837P', () => {
  test('writes a claim for the subscriber: drug, waste, NDC, authorization and the hour of infusion', () => {
    expect(own).toEqual([
      'ST*837*0001*005010X222A1',
      'BHT*0019*00*IB20270311000042*20270311*0730*CH',
      'NM1*41*2*HARBOR INFUSION CENTER*****46*HARBOR01',
      'PER*IC*EDI DESK*TE*5555550141*EM*EDI@HARBOR.EXAMPLE',
      'NM1*40*2*COASTLINE HEALTH PLAN*****46*77001',
      'HL*1**20*1',
      'PRV*BI*PXC*261QI0500X',
      'NM1*85*2*HARBOR INFUSION CENTER*****XX*1999999984',
      'N3*12 QUAY ROAD',
      'N4*PORTSIDE*OH*430859998',
      'REF*EI*009999999',
      'PER*IC*BILLING DESK*TE*5555550140',
      'HL*2*1*22*0',
      'SBR*P*18*CHP-GROUP-9******CI',
      'NM1*IL*1*SAMPLE*ROBIN****MI*CHP000111222',
      'N3*3 BEACON LANE*UNIT 2',
      'N4*PORTSIDE*OH*43085',
      'DMG*D8*19700115*F',
      'NM1*PR*2*COASTLINE HEALTH PLAN*****PI*77001',
      'CLM*IB-000123-1*12480.5***11:B:1*Y*A*Y*Y',
      'PWK*OZ*EL***AC*IB-DOC-17',
      'REF*G1*CHPAUTH55010',
      'HI*ABK:Z5112*ABF:C3411*ABF:C771',
      'NM1*DN*1*EXAMPLE*CASEY****XX*1999999976',
      'NM1*82*1*INVENTED*DANA****XX*1999999968',
      'PRV*PE*PXC*207RH0003X',
      'LX*1',
      'SV1*HC:J9380*9000*UN*9***2:3',
      'DTP*472*D8*20270310',
      'REF*G1*CHPAUTH55010',
      'REF*6R*IB-000123-1-1',
      'LIN**N4*57894044901',
      'CTP****0.42*ML',
      'REF*XZ*RX-88',
      'NM1*DK*1*EXAMPLE*CASEY****XX*1999999976',
      'LX*2',
      'SV1*HC:J9380:JW*3000*UN*3***2:3',
      'DTP*472*D8*20270310',
      'REF*6R*IB-000123-1-2',
      'LX*3',
      'SV1*HC:96413:59*480.5*UN*1*11**1',
      'DTP*472*D8*20270310',
      'MEA*TR*R1*9.4',
      'REF*6R*IB-000123-1-3',
      'SE*45*0001',
    ]);
  });

  test('writes a replacement for a dependent, with what the first payer paid', () => {
    expect(linesOf(secondaryClaim).slice(11)).toEqual([
      'HL*2*1*22*1',
      'SBR*S***INLAND MUTUAL STAFF PLAN*****CI',
      'NM1*IL*1*SAMPLE*MORGAN****MI*INL7654321',
      'NM1*PR*2*INLAND MUTUAL*****PI*88002',
      'HL*3*2*23*0',
      'PAT*01******01*154',
      'NM1*QC*1*SAMPLE*ROBIN',
      'N3*3 BEACON LANE*UNIT 2',
      'N4*PORTSIDE*OH*43085',
      'DMG*D8*19700115*F',
      'CLM*IB-000123-2*480.5***11:B:7*Y*A*Y*Y',
      'REF*F8*INL-2027-0001',
      'HI*ABK:C3411',
      'SBR*P*18*******CI',
      'CAS*PR*1*100',
      'AMT*D*280.5',
      'OI***Y***Y',
      'NM1*IL*1*SAMPLE*ROBIN****MI*CHP000111222',
      'NM1*PR*2*COASTLINE HEALTH PLAN*****PI*77001',
      'REF*F8*CHP-CLM-1',
      'LX*1',
      'SV1*HC:96413*480.5*UN*1***1',
      'DTP*472*D8*20270310',
      'REF*6R*IB-000123-2-1',
      'SVD*77001*280.5*HC:96413**1',
      'CAS*CO*45*80**253*20*1',
      'DTP*573*D8*20270325',
      'SE*39*0001',
    ]);
  });

  test.each([
    ['own', ownClaim],
    ['secondary', secondaryClaim],
  ])('reads the %s claim back as it was', (_, value) => {
    const reading = read(claim837p, segmentsOf(linesOf(value)));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(value);
  });

  test('reads the references of a line in any order', () => {
    const first = own.indexOf('REF*G1*CHPAUTH55010', own.indexOf('LX*1'));
    const turned = own.toSpliced(first, 2, ...own.slice(first, first + 2).toReversed());
    const reading = read(claim837p, segmentsOf(turned));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(ownClaim);
  });

  test.each([
    ['a unit that only the 278 knows', { unit: 'F2' }, {}, [['IK403:7', 'SV103']]],
    ['a pointer to a thirteenth diagnosis', { diagnosisPointers: { first: 13 } }, {}, [['IK403:7', 'SV107-1']]],
    ['a line without a charge', { charge: undefined }, {}, [['IK403:1', 'SV102']]],
    ['an amount in words', { charge: 'NINE' }, {}, [['IK403:6', 'SV102']]],
    [
      'a service date that does not exist',
      {},
      { serviceDate: { format: 'D8', value: '20270230' } },
      [['IK403:8', 'DTP03']],
    ],
    [
      'an NDC quantity in a unit of no package',
      {},
      {
        drug: {
          identification: { qualifier: 'N4', code: '57894044901' },
          quantity: { quantity: '1', measure: { unit: 'MG' } },
        },
      },
      [['IK403:7', 'CTP05-1']],
    ],
    [
      'a sixth authorization on one line',
      {},
      { priorAuthorizations: ['1', '2', '3', '4', '5', '6'].map((number) => ({ number })) },
      [['IK304:5', undefined]],
    ],
  ])('refuses %s', (_, service, rest, expected) => {
    expect(complaints(service, rest)).toEqual(expected);
  });

  test('reads the public claims; the exceptions are wrong by the guide itself', () => {
    const known = [
      // No tax id of the billing provider, no payer, a service facility without an address.
      'LibrePPS-zX12__samples-837p-example-2.edi',
      // An address of the submitter, no receiver, no tax id.
      'LibrePPS-zX12__samples-readme-sample__isa-repadded.edi',
      // Components stand behind `>` while the envelope names `:`.
      'LinuxForHealth-x12__837-005010X222A2-demo.cob.2ndary.example4.edi',
      'LinuxForHealth-x12__837-005010X222A2-demo.example11.edi',
      'LinuxForHealth-x12__837-005010X222A2-demo.example12.edi',
      // Cut off after the header: these hold no claim.
      'MartinJSoles-Madjic.Edi__Madjic.Edi.Dom.Tests-samples-Test4010-837.edi',
      'xlate-staedi__x12-issue229-837-header-ref-only.edi',
      // A hierarchy code, entity types and identifier qualifiers that no 837P has.
      'apimeister-x12-types__src-v005010-837-test.rs-parse-837-2__isa-repadded.edi',
      'apimeister-x12-types__src-v005010-837-test.rs-parse-837__isa-repadded.edi',
      // Diagnoses whose qualifier and code are not components of one element.
      'imsweb-x12-parser__837-5010-x12-complex.edi',
      'imsweb-x12-parser__837-5010-x12-multiple-gs.edi',
      'imsweb-x12-parser__837-5010-x12-multiple-isa.edi',
      'imsweb-x12-parser__837-5010-x12-multiple-transactions.edi',
      'imsweb-x12-parser__837-5010-x12-no-errors.edi',
      'imsweb-x12-parser__837-5010-x12-valid-different-separators.edi',
      'imsweb-x12-parser__837-5010-x12-valid.edi',
      // Its segments are indented: no segment id starts with blanks.
      'xlate-staedi__x12-sample837-original.edi',
    ];
    expect(refused('837p') ?? known.toSorted()).toEqual(known.toSorted());
  });
});
