/** An 835 in a partner's file: its claims are read one by one, and all of it counts or nothing. */

import { error, type Issue, type Outcome } from '../outcome.ts';
import type { ClaimPayment, Remittance } from '../remittance/remittance.ts';
import { RemittanceStream, type StreamedClaim } from '../remittance/remittanceStream.ts';
import type { SetSink } from '../x12/envelopeReader.ts';
import type { Segment } from '../x12/segment.ts';

/** More issues than this help nobody, and a file may be wrong a million times. */
const ISSUES_KEPT = 1000;

/** Without cents there is nothing that could balance, so nothing else is told. */
const NO_MONEY: ReadonlySet<string> = new Set(['AMOUNT_UNREADABLE', 'CURRENCY_UNKNOWN']);

export class MailedRemittance implements SetSink {
  readonly #stream = new RemittanceStream((claim) => this.#take(claim));
  readonly #claims: ClaimPayment[] = [];
  readonly #guide: Issue[] = [];
  readonly #findings: Issue[] = [];
  #dropped = 0;
  #clean = true;
  #readable = true;

  get skimmer() {
    return this.#stream.skimmer;
  }
  segment(segment: Segment): void {
    this.#stream.segment(segment);
  }

  /** The remittance when the guide is kept, every amount is one and all sums agree; to be asked for once, at its end. */
  end(): Outcome<Remittance> {
    const { reading, remittance, findings } = this.#stream.end();
    const guide = this.#kept([...this.#guide, ...reading.issues].sort((a, b) => (a.segment ?? 0) - (b.segment ?? 0)));
    if (!reading.ok || !this.#clean) return { ok: false, issues: guide };
    if (remittance === undefined || !this.#readable) {
      const unreadable = [...this.#findings, ...findings].filter(({ code }) => NO_MONEY.has(code));
      return { ok: false, issues: this.#kept(unreadable) };
    }
    const imbalances = [...this.#findings, ...findings];
    if (imbalances.length > 0) return { ok: false, issues: this.#kept(imbalances) };
    return { ok: true, value: { ...remittance, claims: this.#claims }, issues: guide };
  }

  #take({ reading, payment, findings }: StreamedClaim): void {
    this.#clean &&= reading.clean;
    this.#keep(this.#guide, reading.issues);
    this.#keep(this.#findings, findings);
    if (payment !== undefined) this.#claims.push(payment);
    else if (reading.clean) this.#readable = false;
  }

  #keep(list: Issue[], issues: readonly Issue[]): void {
    for (const issue of issues)
      if (list.length < ISSUES_KEPT) list.push(issue);
      else this.#dropped += 1;
  }

  #kept(issues: readonly Issue[]): readonly Issue[] {
    const dropped = this.#dropped + Math.max(0, issues.length - ISSUES_KEPT);
    if (dropped === 0) return issues;
    const message = `${dropped} more issues in this transaction set are not listed.`;
    return [...issues.slice(0, ISSUES_KEPT), error('TOO_MANY_ISSUES', message)];
  }
}
