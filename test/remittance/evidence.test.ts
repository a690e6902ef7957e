import { describe, expect, test } from 'vitest';
import type { ApprovedUnits, AuthorizedService, RequestedUnits } from '../../src/authorization/authorization.ts';
import { type Claim, foldClaim } from '../../src/claim/claim.ts';
import type { Posting } from '../../src/claim/posting.ts';
import { centsOf } from '../../src/money.ts';
import { denialEvidence, type KnownService, type SentFile } from '../../src/remittance/evidence.ts';
import { claim as invented, units } from '../claim/invented.ts';

const [given, discarded, infusion] = invented.lines;
if (given === undefined || discarded === undefined || infusion === undefined) throw new Error('three lines');
const covered = { authorizationNumber: 'AUTH1', authorization: 'authorization/1' };
const claim: Claim = { ...invented, lines: [{ ...given, ...covered }, { ...discarded, ...covered }, infusion] };

const service: AuthorizedService = {
  trace: 'T1',
  hcpcs: 'J9022',
  requested: 720 as RequestedUnits,
  approved: 720 as ApprovedUnits,
  number: 'AUTH1',
  from: '20270310',
  to: '20270623',
  drawn: units(120),
};
const known = (more: Partial<AuthorizedService> = {}): readonly KnownService[] => [
  { stream: 'authorization/1', service: { ...service, ...more } },
];

/** A file as bytes; `claimLevel` and `lineLevel` are the segments before the first and in the first line. */
function file(claimLevel: readonly string[], lineLevel: readonly string[] = []): SentFile {
  const set = [
    'ST*837*0001*005010X222A1',
    'BHT*0019*00*1*20270318*0730*CH',
    'CLM*OTHER*1***11:B:1*Y*A*Y*Y',
    'REF*G1*AUTH1',
    'LX*1',
    'SV1*HC:J9022*1*UN*1***1',
    'REF*6R*OTHER-1',
    'HL*3*1*22*0',
    'CLM*IB42*9120.51***11:B:1*Y*A*Y*Y',
    ...claimLevel,
    'LX*1',
    'SV1*HC:J9022*8000*UN*116***1',
    'REF*6R*IB42-1',
    ...lineLevel,
    'LX*2',
    'SV1*HC:J9022:JW*120.5*UN*4***1',
    'REF*6R*IB42-2',
  ];
  const segments = [
    'ISA*00*          *00*          *ZZ*A              *ZZ*B              *270318*0730*^*00501*000000007*0*T*:',
    'GS*HC*A*B*20270318*0730*7*X*005010X222A1',
    ...set,
    `SE*${set.length + 1}*0001`,
    'GE*1*7',
    'IEA*1*000000007',
  ];
  return { fileName: '837-0007.x12', bytes: new TextEncoder().encode(`${segments.join('~\n')}~\n`) };
}

const refused = (reason: string) => [{ group: 'CO', reason, amount: centsOf(800_000) }];
const posted = (more: Partial<Posting>) => ({
  type: 'Posted' as const,
  posting: {
    remittance: 'r1',
    ordinal: 1,
    status: '1',
    payerControlNumber: 'P1',
    charged: centsOf(912_051),
    paid: centsOf(100),
    patientResponsibility: centsOf(0),
    lines: [
      { controlNumber: 'IB42-1', paid: centsOf(0), adjustments: refused('197'), remarks: [] },
      { controlNumber: 'IB42-3', paid: centsOf(100), adjustments: [], remarks: [] },
    ],
    ...more,
  },
});
const stateOf = (more: Partial<Posting> = {}) =>
  foldClaim([{ type: 'Submitted', claim, snapshot: 's1' }, posted(more)]);
const factsOf = (evidence: ReturnType<typeof denialEvidence>) =>
  evidence?.facts.map(({ what, value }) => [what, value]);

describe('the evidence against a denial for want of an authorization', () => {
  test('names the number, what is certified and used, what was billed, and where the number stands in the file', () => {
    const evidence = denialEvidence(stateOf(), known(), [file(['REF*G1*AUTH1'])]);
    expect(factsOf(evidence)).toEqual([
      ['Denied line', 'IB42-1: J9022 x 116, CO-197 8000.00'],
      ['Authorization number', 'AUTH1'],
      ['Certified', '720 units of J9022, 2027-03-10 to 2027-06-23'],
      ['Used, this claim included', '120 of 720 units'],
      ['Billed', 'J9022 x 116 on 2027-03-10'],
      ['Sent to the payer', 'REF*G1*AUTH1 in 837-0007.x12, transaction set 0001, segment 10'],
    ]);
    expect(evidence?.next).toContain('Ask for reprocessing with the evidence');
  });

  test('finds the number on the line itself', () => {
    const sent = denialEvidence(stateOf(), known(), [file([], ['REF*G1*AUTH1'])]);
    expect(factsOf(sent)?.at(-1)).toEqual([
      'Sent to the payer',
      'REF*G1*AUTH1 in 837-0007.x12, transaction set 0001, segment 13',
    ]);
  });

  test.each<[string, readonly KnownService[], readonly SentFile[]]>([
    ['its number was not on the claim: replace the claim', known(), [file([])]],
    ['its number was not on the claim: replace the claim', known(), [file(['REF*G1*AUTH2'])]],
    ['its number was not on the claim: replace the claim', known(), []],
    ['its days or units do not cover it', known({ to: '20270309' }), [file(['REF*G1*AUTH1'])]],
    ['its days or units do not cover it', known({ drawn: units(721) }), [file(['REF*G1*AUTH1'])]],
    ['none is on record for it', known({ number: 'AUTH2' }), [file(['REF*G1*AUTH1'])]],
    ['none is on record for it', [], [file(['REF*G1*AUTH1'])]],
  ])('says that %s', (next, services, files) => {
    expect(denialEvidence(stateOf(), services, files)?.next).toContain(next);
  });

  test('covers every line with a number where the payer denies the claim as one', () => {
    const denied = { status: '4', paid: centsOf(0), lines: [], adjustments: refused('197') };
    const facts = factsOf(denialEvidence(stateOf(denied), known(), [file(['REF*G1*AUTH1'])])) ?? [];
    expect(facts.filter(([what]) => what === 'Denied line')).toEqual([
      ['Denied line', 'IB42-1: J9022 x 116, CO-197 8000.00'],
      ['Denied line', 'IB42-2: J9022 x 4, CO-197 8000.00'],
    ]);
  });

  test.each<[string, Partial<Posting>]>([
    [
      'for another reason',
      { lines: [{ controlNumber: 'IB42-1', paid: centsOf(0), adjustments: refused('50'), remarks: [] }] },
    ],
    ['that is none', { lines: [{ controlNumber: 'IB42-1', paid: centsOf(100), adjustments: [], remarks: [] }] }],
  ])('is not gathered for a denial %s', (_what, more) => {
    expect(denialEvidence(stateOf(more), known(), [file(['REF*G1*AUTH1'])])).toBeUndefined();
  });
});
