/** A synthetic 835 of any size: the same bytes for the same size, with what is in it. Everybody in it is invented. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Tally } from './contest.ts';

/** What the generator put into the file; amounts in cents. */
export interface RemittanceTruth extends Tally {
  readonly bytes: number;
  /** ISA to IEA. */
  readonly segments: number;
  readonly claims: number;
  readonly services: number;
  readonly chargedCents: number;
  readonly paidCents: number;
  readonly adjustedCents: number;
  /** Claims that do not balance: every thousandth is a cent off. */
  readonly unbalanced: number;
}

const PORTION = 1 << 20;

/**
 * Writes one interchange with one transaction set of about `megabytes` million bytes: some 1,570 claims and 46,000
 * segments in each million. The PLB makes the sum of the payment come out, so that it can stand at the top unchanged.
 */
export function writeRemittance(path: string, megabytes: number): RemittanceTruth {
  const file = openSync(path, 'w');
  const text = new Text((portion) => writeSync(file, portion));
  const random = numbers(835);
  const truth = { claims: 0, services: 0, chargedCents: 0, paidCents: 0, adjustedCents: 0, unbalanced: 0 };
  text.add(HEADER);
  while (text.bytes < megabytes * 1e6 - TRAILER_BYTES) {
    truth.claims += 1;
    if (truth.claims % 1000 === 1) text.add([`LX*${((truth.claims / 1000) | 0) + 1}`]);
    const claim = invent(truth.claims, random);
    text.add(claim.segments);
    truth.services += claim.services;
    truth.chargedCents += claim.charged;
    truth.paidCents += claim.paid;
    truth.adjustedCents += claim.adjusted;
    truth.unbalanced += claim.charged - claim.adjusted === claim.paid ? 0 : 1;
  }
  text.add([`PLB*1999999984*20261231*WO:RECOUPMENT*${amount(truth.paidCents - PAID_CENTS)}`]);
  text.add([`SE*${text.segments - 1}*0001`, 'GE*1*1', 'IEA*1*000000835']);
  text.flush();
  closeSync(file);
  return { bytes: text.bytes, segments: text.segments, ...truth };
}

const PAID_CENTS = 123_456_789;
const TRAILER_BYTES = 120;
const HEADER = [
  'ISA*00*          *00*          *ZZ*COASTLINE      *ZZ*HARBOR         *261120*0915*^*00501*000000835*0*T*:',
  'GS*HP*COASTLINE*HARBOR*20261120*0915*1*X*005010X221A1',
  'ST*835*0001',
  `BPR*I*${amount(PAID_CENTS)}*C*ACH*CCP*01*999999992*DA*1234567*1999999999**01*999999992*DA*7654321*20261120`,
  'TRN*1*EFT20261120001*1999999999',
  'DTM*405*20261119',
  'N1*PR*COASTLINE HEALTH PLAN',
  'N3*1 LIGHTHOUSE WAY',
  'N4*PORTSIDE*OH*43085',
  'REF*2U*77001',
  'PER*BL*EDI SUPPORT*TE*5555550150',
  'N1*PE*HARBOR INFUSION CENTER*XX*1999999984',
  'REF*TJ*009999999',
];

interface Invented {
  readonly segments: readonly string[];
  readonly services: number;
  readonly charged: number;
  readonly paid: number;
  readonly adjusted: number;
}

/** One claim of one to six services. */
function invent(ordinal: number, random: (below: number) => number): Invented {
  const day = `202610${String(10 + random(20))}`;
  const body: string[] = [];
  const services = 1 + random(6);
  let charged = 0;
  let adjusted = 0;
  for (let n = 1; n <= services; n++) {
    const charge = 5_000 + random(900_000);
    const reductions = reduce(charge, random);
    const reduced = reductions.reduce((sum, one) => sum + one.cents, 0);
    charged += charge;
    adjusted += reduced;
    const { code, units } = DRUGS[random(DRUGS.length)] ?? { code: 'J9271', units: 100 };
    body.push(`SVC*HC:${code}*${amount(charge)}*${amount(charge - reduced)}**${1 + random(units)}`);
    body.push(`DTM*472*${day}`);
    for (const { group, reason, cents } of reductions) body.push(`CAS*${group}*${reason}*${amount(cents)}`);
    if (random(2) === 0) body.push(`REF*6R*${ordinal}-${n}`);
    body.push(`AMT*B6*${amount(charge - reduced)}`);
    if (random(2) === 0) body.push(`LQ*HE*${REMARKS[random(REMARKS.length)]}`);
  }
  const error = ordinal % 1000 === 0 ? 1 : 0;
  const paid = charged - adjusted + error;
  const owed = random(20_000);
  const head = [
    `CLP*IB${String(ordinal).padStart(8, '0')}*1*${amount(charged)}*${amount(paid)}*${amount(owed)}*12*CHP${String(ordinal * 7).padStart(10, '0')}*11*1`,
    `NM1*QC*1*${FAMILIES[random(FAMILIES.length)]}*${GIVEN[random(GIVEN.length)]}****MI*CHP${String(100_000_000 + random(899_999_999))}`,
    'NM1*82*1*INVENTED*DANA****XX*1999999968',
    ...(random(3) === 0 ? [`MOA***${REMARKS[random(REMARKS.length)]}`] : []),
    ...(random(2) === 0 ? [`REF*G1*AUTH${String(random(999_999)).padStart(6, '0')}`] : []),
    `REF*EA*${random(9_999_999)}`,
    `DTM*232*${day}`,
    `DTM*233*${day}`,
    `DTM*050*20261101`,
    `AMT*AU*${amount(charged)}`,
  ];
  return { segments: [...head, ...body], services, charged, paid, adjusted };
}

interface Reduction {
  readonly group: string;
  readonly reason: string;
  readonly cents: number;
}
/** One or two adjustments of a line, below its charge. */
function reduce(charge: number, random: (below: number) => number): Reduction[] {
  const contract = random(charge >> 1);
  const patient = random(charge >> 3);
  const first = { group: 'CO', reason: '45', cents: contract };
  return random(2) === 0 ? [first] : [first, { group: 'PR', reason: String(1 + random(3)), cents: patient }];
}

/** Collects segments and gives them out in large portions. */
class Text {
  bytes = 0;
  segments = 0;
  #held = '';
  readonly #write: (portion: string) => void;

  constructor(write: (portion: string) => void) {
    this.#write = write;
  }

  add(segments: readonly string[]): void {
    for (const segment of segments) {
      this.#held += `${segment}~`;
      this.bytes += segment.length + 1;
    }
    this.segments += segments.length;
    if (this.#held.length > PORTION) this.flush();
  }

  flush(): void {
    this.#write(this.#held);
    this.#held = '';
  }
}

/** The shortest decimal text of an amount in cents. */
function amount(cents: number): string {
  const [sign, rest] = cents < 0 ? ['-', -cents] : ['', cents];
  const fraction = String(rest % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${sign}${Math.floor(rest / 100)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The same numbers in every run: a linear congruential generator with the constants of Numerical Recipes. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

const DRUGS = [
  { code: 'J9271:JZ', units: 200 },
  { code: 'J9299:JZ', units: 480 },
  { code: 'J1745', units: 60 },
  { code: 'J9380:JW', units: 9 },
  { code: '96413:59', units: 1 },
  { code: '96415', units: 3 },
  { code: '96367', units: 2 },
  { code: 'J2405', units: 16 },
];
const REMARKS = ['N517', 'N657', 'MA130', 'M76', 'N30'];
const FAMILIES = ['SAMPLE', 'EXAMPLE', 'INVENTED', 'FICTION', 'MADEUP', 'TESTER'];
const GIVEN = ['ROBIN', 'CASEY', 'DANA', 'MORGAN', 'ALEX'];
