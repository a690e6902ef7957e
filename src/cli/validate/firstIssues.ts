/** The first issues of a transaction set, in the order of the message; the others are counted. */

import type { Issue, Severity } from '../../outcome.ts';

/** Nobody reads more of one set: some 7 MB with the segments that they are shown with. */
export const ISSUES_LISTED = 10_000;

export type Counts = Readonly<Record<Severity, number>>;

export class FirstIssues {
  readonly #unlisted = { error: 0, warning: 0 };
  #list: Issue[] = [];

  /** Those beyond the first. */
  get unlisted(): Counts {
    return this.#unlisted;
  }
  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  take(issues: readonly Issue[]): void {
    for (const issue of issues) this.#list.push(issue);
    if (this.#list.length >= 2 * ISSUES_LISTED) this.#cut();
  }

  /** In the order of the message; those of one segment as they came. */
  first(): readonly Issue[] {
    this.#cut();
    return this.#list;
  }

  #cut(): void {
    this.#list.sort((a, b) => (a.segment ?? 0) - (b.segment ?? 0));
    for (const { severity } of this.#list.splice(ISSUES_LISTED)) this.#unlisted[severity] += 1;
  }
}
