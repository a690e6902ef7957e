/** The three sums of an 835, added up while it goes by. */

import { centsOf } from '../../money.ts';
import type { Issue } from '../../outcome.ts';
import { paymentIssues } from '../../remittance/balance.ts';
import { remittanceOf } from '../../remittance/receive835.ts';
import { claimInCents } from '../../remittance/remittanceStream.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import type { OpenLoop } from '../../x12/openLoops.ts';
import type { Step } from '../../x12/reading.ts';
import type { Segment } from '../../x12/segment.ts';
import { locate } from '../read/locate.ts';
import { shaped, shapedLoop } from '../read/shaped.ts';
import { isCutOff, isLoss, isMoney } from '../read/transaction.ts';
import type { Placed } from './checks.ts';
import { type Counts, FirstIssues } from './firstIssues.ts';

export interface SumsOf835 {
  readonly issues: readonly Issue[];
  readonly unlisted: Counts;
  /** Line, claim and payment agree to the cent, and no money of it was lost on the way. */
  readonly balanced: boolean;
}

const claimLoop = remittance835.body.headers.of.fields.claims.of;

export class RemittanceSums {
  /** CLP and SVC of the claim under way, as `locate` wants them, and their numbers in the set. */
  #steps: Step[] = [];
  #segments: Segment[] = [];
  #numbers: number[] = [];
  #ordinal = 0;
  #paid = 0n;
  #hasAllMoney = true;
  #financial: { readonly segment: number; readonly offset: number } | undefined;
  readonly #unreadable = new FirstIssues();
  readonly #unbalanced = new FirstIssues();

  placed({ step, segment, number }: Placed): void {
    const { id } = step.spec;
    if (id === 'BPR') this.#financial ??= { segment: number, offset: segment.offset };
    if (id !== 'CLP' && id !== 'SVC') return;
    if (id === 'CLP') {
      this.#steps = [];
      this.#segments = [];
      this.#numbers = [];
    }
    this.#steps.push({ segment: this.#segments.length, path: step.path, spec: step.spec, loop: step.loop });
    this.#segments.push(segment);
    this.#numbers.push(number);
  }

  unread(segment: Segment): void {
    if (isMoney(segment)) this.#hasAllMoney = false;
  }

  closed({ spec, value }: OpenLoop): void {
    if (spec?.id !== claimLoop.id) return;
    this.#ordinal += 1;
    const { payment, findings } = claimInCents(shapedLoop(claimLoop, value), this.#ordinal);
    this.#paid += payment?.paid ?? 0n;
    if (findings.length === 0) return;
    const located = this.#located(findings);
    (payment === undefined ? this.#unreadable : this.#unbalanced).take(located);
  }

  /**
   * A set that was cut is told as cut, not as unbalanced.
   *
   * @param value of the set without its claims
   * @param frame the issues of its ST and SE
   */
  end(value: unknown, frame: readonly Issue[]): SumsOf835 {
    const remittance = remittanceOf({ ...shaped(remittance835, value), headers: [] });
    if (remittance.ok) this.#unbalanced.take(this.#atPayment(paymentIssues(remittance.value, centsOf(this.#paid))));
    else this.#unreadable.take(this.#atPayment(remittance.issues));
    // The sums are compared when every amount is known.
    const found = this.#unreadable.isEmpty ? this.#unbalanced : this.#unreadable;
    const isWhole = this.#hasAllMoney && !frame.some(isLoss);
    const balanced = isWhole && found.isEmpty;
    return frame.some(isCutOff)
      ? { issues: [], unlisted: { error: 0, warning: 0 }, balanced }
      : { issues: found.first(), unlisted: found.unlisted, balanced };
  }

  #atPayment(issues: readonly Issue[]): readonly Issue[] {
    return issues.map((issue) => (issue.path === '835/BPR' ? { ...issue, ...this.#financial } : issue));
  }

  /** Balancing counts the claims of the set; here there is one. What it finds at no one segment stays as it is. */
  #located(findings: readonly Issue[]): readonly Issue[] {
    const first = findings.map((issue) => ({ ...issue, path: issue.path?.replace(/2100\[\d+\]/, '2100[1]') ?? '' }));
    return locate(first, this.#steps, this.#segments).map((issue, n) => {
      const number = issue.segment === undefined ? undefined : this.#numbers[issue.segment - 1];
      return number === undefined ? (findings[n] ?? issue) : { ...issue, segment: number };
    });
  }
}
