/** A remittance as it arrives: claim by claim, in memory that does not grow with their number. */

import { type Cents, centsOf, parseCents } from '../money.ts';
import type { Issue } from '../outcome.ts';
import type { SetSink } from '../x12/envelopeReader.ts';
import { type Remittance835, remittance835 } from '../x12/guides/835.ts';
import type { LoopSite } from '../x12/handOut.ts';
import { type LoopReading, type Reading, readLoops } from '../x12/read.ts';
import { readSpan } from '../x12/readSpan.ts';
import type { Segment } from '../x12/segment.ts';
import { Skimmer } from '../x12/skim.ts';
import { skimPlanOf } from '../x12/skimPlan.ts';
import type { Span } from '../x12/span.ts';
import type { Walk } from '../x12/walk.ts';
import { claimIssues, paymentIssues } from './balance.ts';
import { type Amount, type Claim835, claimPayment, remittanceOf, unreadable } from './receive835.ts';
import type { ClaimPayment, Remittance } from './remittance.ts';

/** The sums of one claim, which are known before anything else of it is looked at. */
export interface ClaimMoney {
  readonly charged: Cents;
  readonly paid: Cents;
  /** All that was taken off, from the claim and from its lines. */
  readonly adjusted: Cents;
  readonly lines: number;
  /** `claimIssues` has nothing to say. */
  readonly balances: boolean;
}
export interface StreamedClaim {
  /** 1-based position of the CLP in its transaction set. */
  readonly ordinal: number;
  /** 0-based number of its 2000 loop. */
  readonly header: number;
  /** undefined where the claim has errors, or an amount is none. */
  readonly money: ClaimMoney | undefined;
  /** The claim as the guide has it, with the issues of the guide; read when first asked for, like all that follows. */
  readonly reading: LoopReading;
  /** undefined where `money` is. */
  readonly payment: ClaimPayment | undefined;
  /** What does not balance or is no amount. */
  readonly findings: readonly Issue[];
}
export interface StreamedRemittance {
  /** Without its claims, which have gone by; undefined when the set cannot be read. */
  readonly remittance: Remittance | undefined;
  /** Errors and warnings of the guide outside of the claims, and whether the payment agrees with them. */
  readonly issues: readonly Issue[];
  /** Those of the guide alone, and those of the amounts and their sums. */
  readonly reading: Reading<unknown>;
  readonly findings: readonly Issue[];
}

const plan = skimPlanOf(remittance835, {
  loop: '2100',
  line: '2110',
  charged: ['CLP03', 'SVC02'],
  paid: ['CLP04', 'SVC03'],
  adjusted: 'CAS03',
});

/**
 * Takes one 835, ST to SE, and hands out each claim when it is over, with its money; the guide is asked about a claim
 * when somebody reads it. Nothing may be posted before the end: only then is it known that the payment agrees. And
 * nothing at all may be posted when the claims or the end have errors.
 */
export class RemittanceStream implements SetSink {
  readonly skimmer: Skimmer;
  readonly #walk: Walk;
  readonly #take: (claim: StreamedClaim) => void;
  #ordinal = 0;
  readonly #paid = new Total();

  constructor(take: (claim: StreamedClaim) => void) {
    this.#take = take;
    this.#walk = readLoops(remittance835, '2100', (reading) => this.#whole(reading));
    this.skimmer = new Skimmer(plan, {
      mayOpen: () => this.#walk.mayOpen(),
      span: (span) => this.#skimmed(span),
    });
  }

  segment(segment: Segment): void {
    this.#walk.push(segment);
  }

  /** How many segments there were so far, ST included. */
  get segments(): number {
    return this.#walk.number;
  }

  end(): StreamedRemittance {
    const reading = this.#walk.end() as Reading<Remittance835>;
    if (!reading.ok) return { remittance: undefined, issues: reading.issues, reading, findings: NOTHING };
    const outcome = remittanceOf(reading.value);
    const findings = outcome.ok ? paymentIssues(outcome.value, this.#paid.cents) : outcome.issues;
    const remittance = outcome.ok ? outcome.value : undefined;
    return { remittance, issues: [...reading.issues, ...findings], reading, findings };
  }

  #skimmed(span: Span): void {
    this.#paid.add(span.paid);
    this.#take(new SkimmedClaim(span, this.#walk.pass(span.count, span.offset), ++this.#ordinal));
  }

  #whole(reading: LoopReading): void {
    this.#ordinal += 1;
    const { payment, findings } = paymentOf(reading, this.#ordinal);
    const money = payment === undefined ? undefined : moneyOf(payment, findings.length === 0);
    if (money !== undefined) this.#paid.addCents(money.paid);
    const header = reading.parent.ordinal - 1;
    this.#take({ ordinal: this.#ordinal, header, money, reading, payment, findings });
  }
}

class SkimmedClaim implements StreamedClaim, ClaimMoney {
  readonly ordinal: number;
  readonly #span: Span;
  readonly #site: LoopSite;
  #reading: LoopReading | undefined;
  #paid: Paid | undefined;

  constructor(span: Span, site: LoopSite, ordinal: number) {
    this.#span = span;
    this.#site = site;
    this.ordinal = ordinal;
  }

  get header(): number {
    return (this.#site.around.at(-1)?.instance.ordinal ?? 1) - 1;
  }
  get money(): ClaimMoney {
    return this;
  }
  get charged(): Cents {
    return centsOf(this.#span.charged);
  }
  get paid(): Cents {
    return centsOf(this.#span.paid);
  }
  get adjusted(): Cents {
    return centsOf(this.#span.adjusted);
  }
  get lines(): number {
    return this.#span.lines;
  }
  get balances(): boolean {
    return this.#span.balances;
  }
  get reading(): LoopReading {
    this.#reading ??= readSpan(remittance835, this.#site, this.#span);
    return this.#reading;
  }
  get payment(): ClaimPayment | undefined {
    return this.#payment().payment;
  }
  get findings(): readonly Issue[] {
    // The skim balances by the rules of `claimIssues`: where it does, these have nothing to say.
    return this.#span.balances ? NOTHING : this.#payment().findings;
  }

  #payment(): Paid {
    this.#paid ??= paymentOf(this.reading, this.ordinal);
    return this.#paid;
  }
}

const NOTHING: readonly never[] = [];
type Paid = Pick<StreamedClaim, 'payment' | 'findings'>;

const paymentOf = (reading: LoopReading, ordinal: number): Paid =>
  reading.clean ? claimInCents(reading.value as Claim835, ordinal) : { payment: undefined, findings: NOTHING };

/** A claim in cents, and what of it does not balance; without a payment where an amount is none. */
export function claimInCents(value: Claim835, ordinal: number): Paid {
  const findings: Issue[] = [];
  const amount: Amount = (text, path, ref) => {
    const cents = parseCents(text ?? '0');
    if (cents === undefined) findings.push(unreadable(path, ref));
    return cents ?? centsOf(0);
  };
  const payment = claimPayment(value, ordinal, amount);
  return findings.length > 0 ? { payment: undefined, findings } : { payment, findings: claimIssues(payment) };
}

function moneyOf({ charged, paid, adjustments, lines }: ClaimPayment, balances: boolean): ClaimMoney {
  const off = [...adjustments, ...lines.flatMap((line) => line.adjustments)];
  const adjusted = off.reduce((sum, { amount }) => sum + amount, 0n) as Cents;
  return { charged, paid, adjusted, lines: lines.length, balances };
}

/** A sum of whole cents that is added up in numbers as long as these are exact. */
class Total {
  #exact = 0n;
  #number = 0;

  add(cents: number): void {
    this.#number += cents;
    // Each amount is below 2^41, so that nothing is lost on the way to this limit.
    if (Math.abs(this.#number) > 1e15) this.#settle();
  }
  addCents(cents: Cents): void {
    this.#exact += cents;
  }
  get cents(): Cents {
    this.#settle();
    return centsOf(this.#exact);
  }
  #settle(): void {
    this.#exact += BigInt(this.#number);
    this.#number = 0;
  }
}
