import { describe, expect, test } from 'vitest';
import type { AuthorizationRequest } from '../../src/authorization/authorization.ts';
import { originatorId, request278Of } from '../../src/authorization/request278.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { write } from '../../src/x12/write.ts';
import { child, childInsurance, claim, readBack, written } from '../claim/invented.ts';
import { drug, infusion, request } from './invented.ts';

const sentAt = { date: '20270301', time: '0815' };
const segmentsOfRequest = (changed: AuthorizationRequest) => written(request278, request278Of(changed, sentAt));

describe('a 278 request', () => {
  test('asks for drug and infusion of a course of treatment in billing units, each line with its own trace', () => {
    expect(segmentsOfRequest(request)).toEqual([
      'ST*278*0001*005010X217',
      'BHT*0007*13*IB20270301000017*20270301*0815',
      'HL*1**20*1',
      'NM1*X3*2*EXAMPLE MEDICARE*****PI*EXMCR',
      'HL*2*1*21*1',
      'NM1*1P*2*HARBOR INFUSION CENTER*****XX*1999999984',
      'N3*1 PIER ROAD',
      'N4*PORT SAMPLE*ME*041010001',
      'PER*IC*CLAIMS DESK*TE*5555550111',
      'HL*3*2*22*1',
      'NM1*IL*1*SAMPLE*ROBIN*Q***MI*EXM000111222',
      'N3*22 TEST LANE',
      'N4*PORT SAMPLE*ME*04101',
      'DMG*D8*19700115*F',
      'HL*4*3*EV*1',
      'TRN*1*IB20270301000017*1990000001',
      'UM*HS*I*78*19:B*****Y',
      'DTP*AAH*RD8*20270310-20270623',
      'HI*ABK:C3411*ABF:C771',
      'HSD*VS*1*WK*3*35*18',
      'NM1*DK*1*EXAMPLE*CASEY****XX*1999999976',
      'HL*5*4*SS*0',
      'TRN*1*IB20270301000017-1*1990000001',
      'DTP*472*RD8*20270310-20270623',
      'SV1*HC:J9022**UN*720',
      'HL*6*4*SS*0',
      'TRN*1*IB20270301000017-2*1990000001',
      'DTP*472*RD8*20270310-20270623',
      'SV1*HC:96413**UN*6',
      'SE*30*0001',
    ]);
  });

  test.each<[string, AuthorizationRequest]>([
    ['of the subscriber', request],
    ['of a dependent', { ...request, insurance: childInsurance, patient: child }],
    ['that is urgent and explains itself', { ...request, urgent: true, message: 'SEE NOTE' }],
    [
      'for one day and a drug that is given only if needed',
      { ...request, services: [{ ...drug, to: drug.from, prn: true }] },
    ],
  ])('%s reads back as it was written', (_, changed) => {
    const value = request278Of(changed, sentAt);
    const reading = readBack(request278, value);
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(value);
  });

  test('puts the event of a dependent below the dependent', () => {
    const segments = segmentsOfRequest({ ...request, insurance: childInsurance, patient: child });
    expect(segments.filter((segment) => /^(HL|NM1\*(IL|QC)|INS)/.test(segment))).toEqual([
      'HL*1**20*1',
      'HL*2*1*21*1',
      'HL*3*2*22*1',
      'NM1*IL*1*SAMPLE*ROBIN*Q***MI*EXM000111222',
      'HL*4*3*23*1',
      'NM1*QC*1*SAMPLE*KIM',
      'INS*N*19',
      'HL*5*4*EV*1',
      'HL*6*5*SS*0',
      'HL*7*5*SS*0',
    ]);
  });

  test.each<[string, Partial<AuthorizationRequest>, string]>([
    ['urgency', { urgent: true }, 'UM*HS*I*78*19:B**U***Y'],
    ['a renewal of specialty care', { category: 'SC', certification: 'R' }, 'UM*SC*R*78*19:B*****Y'],
    ['one day as one day', { to: request.from }, 'DTP*AAH*D8*20270310'],
    ['its message', { message: 'SEE NOTE' }, 'MSG*SEE NOTE'],
    [
      'an organization that orders',
      { ordering: { name: 'WARD 7', npi: '1999999950' } },
      'NM1*DK*2*WARD 7*****XX*1999999950',
    ],
    ['a line given only if needed', { services: [infusion, { ...drug, prn: true }] }, 'MSG*AS NEEDED'],
  ])('tells %s', (_, changed, segment) => {
    expect(segmentsOfRequest({ ...request, ...changed })).toContain(segment);
  });

  test('leaves out pattern and ordering provider where they are not known', () => {
    const { rhythm: _pattern, ordering: _provider, ...rest } = request;
    expect(segmentsOfRequest(rest).filter((segment) => /^(HSD|NM1\*DK)/.test(segment))).toEqual([]);
  });

  test('names its originator in ten characters', () => {
    expect(originatorId(claim.billing)).toBe('1990000001');
  });

  test.each([
    ['an originator of nine characters', { requester: { ...request.requester, originator: '9HARBORIN' } }, 'TRN03'],
    ['a reference of more than fifty', { reference: `IB${'0'.repeat(49)}` }, 'TRN02'],
  ])('is not written with %s', (_what, changed, ref) => {
    const outcome = write(request278, request278Of({ ...request, ...changed }, sentAt), { control: '0001' });
    expect(outcome.ok).toBe(false);
    expect(outcome.issues.map((issue) => issue.ref)).toContain(ref);
  });
});
