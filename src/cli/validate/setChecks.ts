/** Everything that is checked of a transaction set beyond the syntax of its guide, segment by segment as they go by. */

import type { Issue } from '../../outcome.ts';
import type { Payer } from '../../rules/parse.ts';
import { claimStatus277ca } from '../../x12/guides/277ca.ts';
import type { Step } from '../../x12/reading.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import type { Segment } from '../../x12/segment.ts';
import { Situations } from '../../x12/situations.ts';
import { Charges, ndcIssues, npiIssues, type Placed } from './checks.ts';
import { payerIssues } from './payerChecks.ts';
import { StatusTotals } from './statusTotals.ts';

/** Issues come out in the order in which they are noticed. Memory does not grow with the set, only with its issues. */
export class SetChecks {
  readonly #guide: AnyGuide;
  readonly #payer: Payer | undefined;
  readonly #issues: Issue[] = [];
  readonly #situations: Situations;
  readonly #charges = new Charges();
  readonly #totals: StatusTotals | undefined;

  constructor(guide: AnyGuide, payer: Payer | undefined) {
    this.#guide = guide;
    this.#payer = payer;
    this.#totals = guide === claimStatus277ca ? new StatusTotals() : undefined;
    this.#situations = new Situations(guide, (issue) => this.#issues.push(issue));
  }

  /** @param number the segment's number in its set: ST is 1 */
  take(step: Step, segment: Segment, number: number): void {
    this.#situations.take(step.spec, step.loop, segment, number);
    const check = CHECKS.get(segment.id);
    if (check?.mayBe(segment) === true) this.#tell(check.issues({ segment, step, number }));
    if (segment.id === 'CLM' || segment.id === 'SV1' || segment.id === 'SV2')
      this.#tell(this.#charges.take({ segment, step, number }));
    if (this.#totals !== undefined) this.#tell(this.#totals.take({ segment, step, number }));
    if (this.#payer !== undefined) this.#tell(payerIssues(this.#payer, this.#guide, { segment, step, number }));
  }

  get hasFound(): boolean {
    return this.#issues.length > 0;
  }

  /** What was found since the last time. */
  drain(): Issue[] {
    return this.#issues.splice(0);
  }

  end(): Issue[] {
    this.#situations.end();
    this.#tell(this.#charges.end());
    this.#tell(this.#totals?.end() ?? []);
    return this.drain();
  }

  #tell(issues: readonly Issue[]): void {
    for (const issue of issues) this.#issues.push(issue);
  }
}

/** What only segments of one id are asked, and a glance that tells most of them need not be. */
interface Check {
  mayBe(segment: Segment): boolean;
  issues(one: Placed): readonly Issue[];
}
const hasNdc = ({ text }: Segment): boolean => text.includes('N4');
const npi = (element: number): Check => ({
  mayBe: (one) => one.text.includes('XX') && one.cells[element] === 'XX',
  issues: npiIssues,
});
const ndc: Check = { mayBe: hasNdc, issues: ndcIssues };
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['NM1', npi(8)],
  ['N1', npi(3)],
  ...['LIN', 'SV1', 'SV2', 'SVC', 'SVD'].map((id) => [id, ndc] as const),
]);
