/** Messages that a clinic sends to the synthetic payer. Every name and number is invented. */

const terminated = (segments: readonly string[]): string => segments.map((segment) => `${segment}~\n`).join('');

/** Bytes of one interchange from CLINIC to PAYER: one group with these transaction sets, given without ST and SE. */
export function interchange(
  functionalId: string,
  version: string,
  set: string,
  bodies: readonly (readonly string[])[],
  control: number,
  acknowledgementRequested: '0' | '1' = '0',
): Uint8Array {
  const number = String(control).padStart(9, '0');
  const sets = bodies.flatMap((body, index) => {
    const setControl = String(index + 1).padStart(4, '0');
    return [`ST*${set}*${setControl}*${version}`, ...body, `SE*${body.length + 2}*${setControl}`];
  });
  const asked = acknowledgementRequested;
  return new TextEncoder().encode(
    terminated([
      `ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *261121*0930*^*00501*${number}*${asked}*T*:`,
      `GS*${functionalId}*CLINIC*PAYER*20261121*0930*${control}*X*${version}`,
      ...sets,
      `GE*${bodies.length}*${control}`,
      `IEA*1*${number}`,
    ]),
  );
}

export interface SampleRequest {
  /** UM02; `I` by default. */
  readonly certificationType?: string;
  readonly reference?: string;
  /** How many of the two service lines. */
  readonly services?: 1 | 2;
}

/** A request for six infusions of a drug and their administration. */
export const requestBody = ({
  certificationType = 'I',
  reference = 'PA-1',
  services = 2,
}: SampleRequest = {}): readonly string[] => [
  `BHT*0007*13*${reference}*20261121*0930`,
  'HL*1**20*1',
  'NM1*X3*2*EXAMPLE HEALTH PLAN*****PI*99999',
  'HL*2*1*21*1',
  'NM1*1P*2*EXAMPLE INFUSION CLINIC*****XX*1234567893',
  'HL*3*2*22*1',
  'NM1*IL*1*TESTER*TESSA****MI*W000000001',
  'DMG*D8*19600102*F',
  'HL*4*3*EV*1',
  `TRN*1*${reference}*9EXAMPLE01`,
  `UM*HS*${certificationType}*78*11:B**U***Y`,
  'DTP*AAH*RD8*20261201-20270405',
  'HI*ABK:C3411*ABF:C771',
  'HSD*VS*1*WK*3*35*18',
  ...[
    ['HL*5*4*SS*0', `TRN*1*${reference}-1*9EXAMPLE01`, 'DTP*472*RD8*20261201-20270405', 'SV1*HC:J9022**UN*721***1'],
    ['HL*6*4*SS*0', `TRN*1*${reference}-2*9EXAMPLE01`, 'DTP*472*RD8*20261201-20270405', 'SV1*HC:96413**UN*1***1'],
  ]
    .slice(0, services)
    .flat(),
];

export const request278 = (control = 905, request: SampleRequest = {}): Uint8Array =>
  interchange('HI', '005010X217', '278', [requestBody(request)], control);

/** A request for a dependent, without a period of its own. */
export const dependentRequest278 = (control = 904): Uint8Array =>
  interchange(
    'HI',
    '005010X217',
    '278',
    [
      [
        'BHT*0007*13*PA-9*20261121*0930',
        'HL*1**20*1',
        'NM1*X3*2*EXAMPLE HEALTH PLAN*****PI*99999',
        'HL*2*1*21*1',
        'NM1*1P*2*EXAMPLE INFUSION CLINIC*****XX*1234567893',
        'HL*3*2*22*1',
        'NM1*IL*1*TESTER*TESSA****MI*W000000001',
        'HL*4*3*23*1',
        'NM1*QC*1*TESTER*TIM',
        'DMG*D8*20100102*M',
        'HL*5*4*EV*1',
        'TRN*1*PA-9*9EXAMPLE01',
        'UM*HS*I*78*11:B',
        'HI*ABK:C3411',
        'HL*6*5*SS*0',
        'TRN*1*PA-9-1*9EXAMPLE01',
        'SV1*HC:J9022**UN*120***1',
      ],
    ],
    control,
  );

export interface SampleLine {
  readonly procedure: string;
  readonly charge: string;
  readonly units: string;
}
export interface SampleClaim {
  readonly id?: string;
  readonly charge?: string;
  readonly frequency?: string;
  /** REF*F8 */
  readonly original?: string;
  readonly lines?: readonly SampleLine[];
}
const usualLines: readonly SampleLine[] = [
  { procedure: 'HC:J9022', charge: '9876.55', units: '120' },
  { procedure: 'HC:96413', charge: '410.1', units: '1' },
  { procedure: 'HC:J9022:JW', charge: '0.01', units: '1' },
];

const claimSegments = ({
  id = 'CLM-1',
  charge = '10286.66',
  frequency = '1',
  original,
  lines = usualLines,
}: SampleClaim): readonly string[] => [
  `CLM*${id}*${charge}***11:B:${frequency}*Y*A*Y*Y`,
  ...(original === undefined ? [] : [`REF*F8*${original}`]),
  'HI*ABK:C3411',
  ...lines.flatMap(({ procedure, charge: lineCharge, units }, index) => [
    `LX*${index + 1}`,
    `SV1*${procedure}*${lineCharge}*UN*${units}***1`,
    'DTP*472*D8*20261201',
    `REF*6R*${id}-${index + 1}`,
  ]),
];

export const claimBody = (...claims: readonly SampleClaim[]): readonly string[] => [
  'BHT*0019*00*BATCH-1*20261202*0800*CH',
  'NM1*41*2*EXAMPLE INFUSION CLINIC*****46*CLINIC',
  'PER*IC*BILLING DESK*TE*6145550111',
  'NM1*40*2*EXAMPLE HEALTH PLAN*****46*PAYER',
  'HL*1**20*1',
  'NM1*85*2*EXAMPLE INFUSION CLINIC*****XX*1234567893',
  'N3*2 EXAMPLE STREET',
  'N4*COLUMBUS*OH*430040000',
  'REF*EI*310000001',
  'HL*2*1*22*0',
  'SBR*P*18*******CI',
  'NM1*IL*1*TESTER*TESSA****MI*W000000001',
  'N3*3 EXAMPLE STREET',
  'N4*COLUMBUS*OH*43004',
  'DMG*D8*19600102*F',
  'NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*99999',
  ...claims.flatMap(claimSegments),
];

export const claim837p = (control = 906, ...claims: readonly SampleClaim[]): Uint8Array =>
  interchange('HC', '005010X222A1', '837', [claimBody(...(claims.length === 0 ? [{}] : claims))], control);

/** One outpatient claim of a hospital, with a line that has no procedure code. */
export const claim837i = (control = 907): Uint8Array =>
  interchange(
    'HC',
    '005010X223A2',
    '837',
    [
      [
        'BHT*0019*00*BATCH-2*20261202*0800*CH',
        'NM1*41*2*EXAMPLE HOSPITAL*****46*CLINIC',
        'PER*IC*BILLING DESK*TE*6145550111',
        'NM1*40*2*EXAMPLE HEALTH PLAN*****46*PAYER',
        'HL*1**20*1',
        'NM1*85*2*EXAMPLE HOSPITAL*****XX*1234567893',
        'N3*4 EXAMPLE STREET',
        'N4*COLUMBUS*OH*430040000',
        'REF*EI*310000002',
        'HL*2*1*22*0',
        'SBR*P*18*******CI',
        'NM1*IL*1*TESTER*TESSA****MI*W000000001',
        'N3*3 EXAMPLE STREET',
        'N4*COLUMBUS*OH*43004',
        'DMG*D8*19600102*F',
        'NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*99999',
        'CLM*CLM-I*1050***13:A:1**A*Y*Y',
        'DTP*434*RD8*20261201-20261201',
        'CL1*3*1*01',
        'HI*ABK:C3411',
        'NM1*71*1*ATTENDER*ANNA****XX*1234567893',
        'LX*1',
        'SV2*0636*HC:J9022*1000*UN*120',
        'DTP*472*D8*20261201',
        'REF*6R*CLM-I-1',
        'LX*2',
        'SV2*0250**50*UN*1',
        'REF*6R*CLM-I-2',
      ],
    ],
    control,
  );
