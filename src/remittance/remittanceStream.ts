/** A remittance as it arrives: claim by claim, in memory that does not grow with their number. */

import { type Cents, centsOf, parseCents } from '../money.ts';
import type { Issue } from '../outcome.ts';
import { type Remittance835, remittance835 } from '../x12/guides/835.ts';
import { type Reading, readLoops } from '../x12/read.ts';
import type { Segment } from '../x12/segment.ts';
import { claimIssues, paymentIssues } from './balance.ts';
import { type Amount, type Claim835, claimPayment, remittanceOf, unreadable } from './receive835.ts';
import type { ClaimPayment, Remittance } from './remittance.ts';

export interface StreamedClaim {
  readonly claim: ClaimPayment;
  /** As the guide has it. */
  readonly value: Claim835;
  /** What does not balance or is no amount. */
  readonly issues: readonly Issue[];
}
export interface StreamedRemittance {
  /** Without its claims, which have gone by; undefined when the set cannot be read. */
  readonly remittance: Remittance | undefined;
  /** Errors and warnings of the guide, and whether the payment agrees with the claims that went by. */
  readonly issues: readonly Issue[];
}

/**
 * Takes the segments of one 835, ST to SE, and hands out each claim when it is over. A claim with an error of the
 * guide is not handed out: its issues are among those of the end, and then nothing of the remittance may be posted.
 * Nothing may be posted before the end either: only then is it known that the payment agrees.
 */
export class RemittanceStream {
  readonly #reading: ReturnType<typeof readLoops>;
  #ordinal = 0;
  #paid: Cents = centsOf(0);

  constructor(take: (claim: StreamedClaim) => void) {
    this.#reading = readLoops(remittance835, '2100', (value, clean) => {
      this.#ordinal += 1;
      if (clean) take(this.#claim(value as Claim835));
    });
  }

  push(segment: Segment): void {
    this.#reading.push(segment);
  }

  end(): StreamedRemittance {
    const reading = this.#reading.end() as Reading<Remittance835>;
    if (!reading.ok) return { remittance: undefined, issues: reading.issues };
    const outcome = remittanceOf(reading.value);
    if (!outcome.ok) return { remittance: undefined, issues: [...reading.issues, ...outcome.issues] };
    return { remittance: outcome.value, issues: [...reading.issues, ...paymentIssues(outcome.value, this.#paid)] };
  }

  #claim(value: Claim835): StreamedClaim {
    const issues: Issue[] = [];
    const amount: Amount = (text, path, ref) => {
      const cents = parseCents(text ?? '0');
      if (cents === undefined) issues.push(unreadable(path, ref));
      return cents ?? centsOf(0);
    };
    const claim = claimPayment(value, this.#ordinal, amount);
    this.#paid = (this.#paid + claim.paid) as Cents;
    return { claim, value, issues: [...issues, ...claimIssues(claim)] };
  }
}
