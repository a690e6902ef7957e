/**
 * A second pair of eyes on money: the same 835 read by x12-parser, which shares no code with our reader. Remittance
 * compares the two before a cent is posted. The adapter works around what that parser does not do: it takes one
 * interchange at a time in one piece (delimiters come from the first 106 bytes of the first chunk), names the
 * encoding, and skips the empty segments that line ends leave behind.
 */

import { isUtf8 } from 'node:buffer';
import { finished } from 'node:stream/promises';
import { X12parser } from 'x12-parser';
import { addCents, type Cents, centsOf, parseCents } from '../money.ts';
import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';

/** One service line: SVC01 as sent in its parts, SVC02, SVC03, and the sum of its CAS amounts. */
export interface SecondLine {
  /** `['HC', 'J9999', 'JZ']`. */
  readonly procedure: readonly string[];
  readonly chargedCents: Cents;
  readonly paidCents: Cents;
  readonly adjustedCents: Cents;
}
/** One claim: CLP01 to CLP04 and the sum of the CAS amounts of the claim itself, without those of its lines. */
export interface SecondClaim {
  readonly patientControlNumber: string;
  readonly status: string;
  readonly chargedCents: Cents;
  readonly paidCents: Cents;
  readonly adjustedCents: Cents;
  readonly lines: readonly SecondLine[];
}
/** One 835: ST02, BPR02 (negative where BPR03 says that money was taken), its claims, and the sum of its PLB amounts with their sign. */
export interface SecondRemittance {
  readonly control: string;
  readonly paidCents: Cents;
  readonly claims: readonly SecondClaim[];
  readonly providerAdjustedCents: Cents;
}

type Parsed = Readonly<Record<string, string>>;
type Draft<T> = { -readonly [P in keyof T]: T[P] };
type DraftClaim = Draft<Omit<SecondClaim, 'lines'>> & { lines: Draft<SecondLine>[] };
type DraftRemittance = Draft<Omit<SecondRemittance, 'claims'>> & { claims: DraftClaim[] };

/**
 * Reads the 835 transaction sets of one interchange, ISA to IEA, in the order of the file. Refuses what is not
 * exactly one whole interchange and amounts that are no plain decimals of at most two places.
 */
export async function crossRead835(interchange: Uint8Array): Promise<Outcome<readonly SecondRemittance[]>> {
  const segments = await parse(interchange);
  const isOne = segments[0]?.['name'] === 'ISA' && segments.filter(({ name }) => name === 'ISA').length === 1;
  if (!isOne || segments.at(-1)?.['name'] !== 'IEA')
    return bad(error('SECOND_READER', 'The second reader needs one whole interchange, ISA to IEA.'));

  const totals = new Totals();
  for (const segment of segments) totals.take(segment);
  return totals.issues.length > 0 ? bad(...totals.issues) : good(totals.remittances);
}

/** Adds up one segment after another. */
class Totals {
  readonly remittances: DraftRemittance[] = [];
  readonly issues: Issue[] = [];
  /** What is open: nothing outside of an 835. */
  #remittance: DraftRemittance | undefined;
  #claim: DraftClaim | undefined;
  #line: Draft<SecondLine> | undefined;

  take(segment: Parsed): void {
    const name = segment['name'];
    if (name === 'ST') this.#open(segment);
    const remittance = this.#remittance;
    if (remittance === undefined) return;
    if (name === 'BPR') remittance.paidCents = this.#payment(segment);
    else if (name === 'CLP') this.#openClaim(remittance, segment);
    else if (name === 'SVC') this.#openLine(segment);
    else if (name === 'CAS') this.#adjust(segment);
    else if (name === 'LX' || name === 'SE') this.#close();
    else if (name === 'PLB')
      remittance.providerAdjustedCents = addCents(remittance.providerAdjustedCents, this.#sum(segment, 4, 2));
  }

  #open(segment: Parsed): void {
    this.#close();
    this.#remittance = undefined;
    if (segment['1'] !== '835') return;
    this.#remittance = { control: segment['2'] ?? '', paidCents: zero, claims: [], providerAdjustedCents: zero };
    this.remittances.push(this.#remittance);
  }

  #payment(segment: Parsed): Cents {
    const amount = this.#amount(segment, 2);
    return segment['3'] === 'D' ? centsOf(-amount) : amount;
  }

  #openClaim(remittance: DraftRemittance, segment: Parsed): void {
    this.#close();
    this.#claim = {
      patientControlNumber: segment['1'] ?? '',
      status: segment['2'] ?? '',
      chargedCents: this.#amount(segment, 3),
      paidCents: this.#amount(segment, 4),
      adjustedCents: zero,
      lines: [],
    };
    remittance.claims.push(this.#claim);
  }

  #openLine(segment: Parsed): void {
    this.#line = {
      procedure: componentsOf(segment, 1),
      chargedCents: this.#amount(segment, 2),
      // SVC03 may be left out when nothing was paid.
      paidCents: isThere(segment, 3) ? this.#amount(segment, 3) : zero,
      adjustedCents: zero,
    };
    this.#claim?.lines.push(this.#line);
  }

  #adjust(segment: Parsed): void {
    const owner = this.#line ?? this.#claim;
    if (owner !== undefined) owner.adjustedCents = addCents(owner.adjustedCents, this.#sum(segment, 3, 3));
  }

  #close(): void {
    this.#claim = undefined;
    this.#line = undefined;
  }

  /** The amounts of the up to six runs of a CAS or PLB. */
  #sum(segment: Parsed, first: number, stride: number): Cents {
    const runs = [0, 1, 2, 3, 4, 5].map((n) => first + n * stride).filter((element) => isThere(segment, element));
    return addCents(...runs.map((element) => this.#amount(segment, element)));
  }

  #amount(segment: Parsed, element: number): Cents {
    const cents = parseCents(segment[String(element)] ?? '');
    if (cents !== undefined) return cents;
    const ref = `${segment['name']}${String(element).padStart(2, '0')}`;
    this.issues.push(error('SECOND_READER', 'The second reader finds no amount of dollars and cents here.', { ref }));
    return zero;
  }
}

const zero = centsOf(0);

/** All segments with content; the parser gets its bytes in one piece, so that it sees the whole ISA at once. */
async function parse(interchange: Uint8Array): Promise<readonly Parsed[]> {
  const parser = new X12parser(isUtf8(interchange) ? 'utf8' : 'latin1');
  const segments: Parsed[] = [];
  parser.on('data', (segment: Parsed) => {
    if (segment['name'] !== undefined && segment['name'] !== '') segments.push(segment);
  });
  parser.end(Buffer.from(interchange.buffer, interchange.byteOffset, interchange.byteLength));
  await finished(parser);
  return segments;
}

const isThere = (segment: Parsed, element: number): boolean => (segment[String(element)] ?? '') !== '';

/** The parser calls the first component `1`, the second `1-1`, and so on. */
function componentsOf(segment: Parsed, element: number): string[] {
  const parts = [segment[String(element)] ?? ''];
  for (let n = 1; segment[`${element}-${n}`] !== undefined; n++) parts.push(segment[`${element}-${n}`] ?? '');
  return parts;
}
