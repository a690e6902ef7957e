/** The issues of one transaction set, as many as anybody reads. */

import { error, type Issue } from '../outcome.ts';
import type { Tell } from './loopChecks.ts';
import { bySegment } from './reading.ts';

/** More issues than this in one transaction set help nobody: the rest is counted in one last issue. */
const ISSUES_KEPT = 1000;

export class SetIssues {
  /** Those that are kept, in the order in which they were noticed. */
  readonly list: Issue[] = [];
  readonly #rule: string;
  #errors = 0;
  #dropped = 0;

  /** @param rule whose rules they break: the version of a guide */
  constructor(rule: string) {
    this.#rule = rule;
  }

  /** Those that were dropped count too. */
  get errors(): number {
    return this.#errors;
  }

  readonly tell: Tell = (severity, code, message, path, where, ref) => {
    if (severity === 'error') this.#errors += 1;
    if (this.list.length >= ISSUES_KEPT) {
      this.#dropped += 1;
      return;
    }
    this.list.push({
      code,
      severity,
      message,
      path,
      ...(ref === undefined ? {} : { ref }),
      segment: where.number,
      ...(where.offset === undefined ? {} : { offset: where.offset }),
      rule: this.#rule,
    });
  };

  /** Takes out what was told since there were so many, in the order of the message. */
  since(count: number): Issue[] {
    return this.list.splice(count).sort(bySegment);
  }

  /** The set is over: all of them in the order of the message. */
  end(): readonly Issue[] {
    if (this.#dropped > 0)
      this.list.push(error('TOO_MANY_ISSUES', `${this.#dropped} more issues in this transaction set are not listed.`));
    return this.list.sort(bySegment);
  }
}
