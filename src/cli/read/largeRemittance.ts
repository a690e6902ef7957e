/**
 * An 835 too large to be held: a first pass looks at every claim and forgets it, so that at its end the segments are
 * counted, the sums compared and the issues told; what is shown of the claims is then read from the file again.
 */

import { centsOf } from '../../money.ts';
import type { Issue } from '../../outcome.ts';
import { paymentIssues } from '../../remittance/balance.ts';
import { type Claim835, remittanceOf } from '../../remittance/receive835.ts';
import { claimInCents, RemittanceStream, type StreamedClaim } from '../../remittance/remittanceStream.ts';
import type { SetHeader } from '../../x12/envelope.ts';
import type { SetSink } from '../../x12/envelopeReader.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import { findGuide } from '../../x12/guides/index.ts';
import { SegmentScanner } from '../../x12/scan.ts';
import type { ScanSink } from '../../x12/scanSink.ts';
import type { Segment } from '../../x12/segment.ts';
import type { Window } from '../../x12/skim.ts';
import type { Again } from './again.ts';
import { locate } from './locate.ts';
import { type RemittanceSummary, summaryOf } from './remittance.ts';
import { shaped, shapedLoop } from './shaped.ts';
import { isCutOff, isLoss, isMoney } from './transaction.ts';

export interface LargeRemittance {
  readonly segments: number;
  /** By guide; each of its headers with `claims` that are empty here. */
  readonly value: unknown;
  /** Its claims are empty here. */
  readonly summary: RemittanceSummary;
  /** What is wrong outside of the claims, or between them. */
  readonly issues: readonly Issue[];
  /** Reads the claims again, in their order. */
  claims(): AsyncIterable<LargeClaim>;
}
export interface LargeClaim {
  /** 0-based number of its 2000 loop. */
  readonly header: number;
  readonly value: unknown;
  /** The value in the shape the guide promises. */
  readonly claim: Claim835;
}

/** Whether a set is an 835 by the guide here, as `readTransaction` chooses it. */
export const isRemittance = ({ set, version, group }: SetHeader): boolean =>
  (findGuide(version, set, undefined) ?? findGuide(group.version, set, undefined)) === remittance835;

/** Holds the segments of a set as long as they are few; the claims of a larger one go by. */
export class RemittanceSink implements SetSink {
  readonly #most: number;
  readonly #tell: (issues: readonly Issue[]) => void;
  #held: Segment[] | undefined = [];
  #stream: RemittanceStream | undefined;
  #from = 0;
  #to = 0;
  #financial: { readonly segment: number; readonly offset: number } | undefined;
  #paid = 0n;
  #balances = true;
  #readable = true;
  /** The end of the set, and perhaps of its last claim, is missing: sums say nothing about that one. */
  #isCut = false;
  #hasAllMoney = true;
  #errors = 0;

  /**
   * @param most segments that are held
   * @param tell hears of the issues of a large set's claims as they go by
   */
  constructor(most: number, tell: (issues: readonly Issue[]) => void) {
    this.#most = most;
    this.#tell = tell;
  }

  get skimmer() {
    return this.#stream?.skimmer;
  }
  /** Those among the issues that were told as the claims went by. */
  get errors(): number {
    return this.#errors;
  }
  /** All segments of a set that is small. */
  get segments(): readonly Segment[] | undefined {
    return this.#held;
  }

  segment(segment: Segment): void {
    if (segment.id === 'ST') this.#from = segment.offset;
    this.#to = segment.offset + segment.text.length + 1;
    const number = (this.#held?.length ?? this.#stream?.segments ?? 0) + 1;
    if (segment.id === 'BPR') this.#financial ??= { segment: number, offset: segment.offset };
    const held = this.#held;
    if (held === undefined) {
      this.#stream?.segment(segment);
      return;
    }
    held.push(segment);
    if (held.length <= this.#most) return;
    this.#held = undefined;
    this.#stream = new RemittanceStream((claim) => this.#pass(claim));
    for (const one of held) this.#stream.segment(one);
  }

  /** Sums up a large set. `frame`: the issues of its ST and SE. */
  end({ group }: SetHeader, frame: readonly Issue[], again: Again): LargeRemittance {
    const stream = this.#stream;
    if (stream === undefined) throw new Error('a small set is read as a whole');
    const isCut = frame.some(isCutOff);
    this.#isCut = isCut;
    const { reading } = stream.end();
    const value = reading.ok ? reading.value : shaped(remittance835, reading.value);
    const remittance = remittanceOf({ ...(value as ReturnType<typeof shapedSet>), headers: [] });
    const payment = remittance.ok ? paymentIssues(remittance.value, centsOf(this.#paid)) : remittance.issues;
    const isWhole = this.#hasAllMoney && !reading.unread.some(isMoney) && !frame.some(isLoss);
    const balanced = isWhole && this.#balances && payment.length === 0;
    // The payment is compared when every amount of the claims is known.
    const compared = this.#readable || !remittance.ok ? payment : [];
    const located = compared.map((issue) =>
      issue.path === '835/BPR' && this.#financial !== undefined ? { ...issue, ...this.#financial } : issue,
    );
    const [isa, from, to] = [group.interchange.offset, this.#from, this.#to];
    return {
      segments: stream.segments,
      value: reading.value,
      summary: summaryOf({ ...(value as ReturnType<typeof shapedSet>), headers: [] }, balanced),
      issues: [...frame, ...reading.issues, ...(isCut ? [] : located)],
      claims: () => claimsAgain(again, isa, from, to),
    };
  }

  #pass(claim: StreamedClaim): void {
    const { reading, ordinal } = claim;
    // A claim with errors of the guide is summed up as far as it goes, like a set with such errors.
    const partial = reading.clean ? undefined : claimInCents(shapedClaim(reading.value), ordinal);
    const findings = partial?.findings ?? claim.findings;
    this.#paid += claim.money?.paid ?? partial?.payment?.paid ?? 0n;
    if (findings.length > 0) this.#balances = false;
    if (findings.some(({ code }) => code === 'AMOUNT_UNREADABLE')) this.#readable = false;
    if (reading.unread.some(isMoney)) this.#hasAllMoney = false;
    const first = findings.map((issue) => ({ ...issue, path: issue.path?.replace(/2100\[\d+\]/, '2100[1]') ?? '' }));
    const located = locate(first, reading.steps, reading.segments).map((issue, n) =>
      issue.segment === undefined ? (findings[n] ?? issue) : { ...issue, segment: issue.segment + reading.number - 1 },
    );
    const issues = this.#isCut ? reading.issues : [...reading.issues, ...located];
    this.#errors += issues.filter(({ severity }) => severity === 'error').length;
    this.#tell(issues);
  }
}

const shapedSet = () => shaped(remittance835, {});
const claimLoop = remittance835.body.headers.of.fields.claims.of;
const shapedClaim = (value: unknown): Claim835 => shapedLoop(claimLoop, value);

/** The claims between two offsets, for which the ISA is read first: it names the separators. */
async function* claimsAgain(again: Again, isa: number, from: number, to: number): AsyncGenerator<LargeClaim> {
  let claims: LargeClaim[] = [];
  const stream = new RemittanceStream(({ reading, header }) =>
    claims.push({
      header,
      value: reading.value,
      claim: reading.clean ? (reading.value as Claim835) : shapedClaim(reading.value),
    }),
  );
  const scanner = new SegmentScanner(new OneSet(stream));
  for await (const piece of again(isa, isa + 106)) scanner.push(piece);
  for await (const piece of again(from, to)) {
    scanner.push(piece);
    const given = claims;
    claims = [];
    yield* given;
  }
  scanner.end();
  stream.end();
  yield* claims;
}

/** The segments of one set, without the envelope around it. */
class OneSet implements ScanSink {
  readonly #stream: RemittanceStream;
  skimKey = -1;

  constructor(stream: RemittanceStream) {
    this.#stream = stream;
  }
  segment(segment: Segment): void {
    if (segment.id === 'ISA') this.skimKey = this.#stream.skimmer.keyFor(segment.delimiters);
    else this.#stream.segment(segment);
  }
  skim(view: Window): 'more' | 'other' {
    return this.#stream.skimmer.run(view);
  }
  issue(): void {
    // Everything that is wrong was told when the file was read first.
  }
}
