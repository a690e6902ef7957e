/** The document of `validate --json`: docs/validate.md describes it. */

import type { Counts } from './firstIssues.ts';
import type { Found } from './found.ts';
import type { LayerChecked } from './layers.ts';
import type { Report, SetResult } from './report.ts';

/** The document is held in memory: beyond so many issues they are only counted. */
const ISSUES_KEPT = 10_000;
/** Beyond so many transaction sets the list of them is made again while it is written: some 4 MB. */
const SETS_KEPT = 10_000;

/** Tells every transaction set of the file once more. */
export type SetsAgain = (set: (result: SetResult) => void) => Promise<void>;

export class ValidateDocument implements Report {
  readonly #write: (text: string) => void;
  readonly #again: SetsAgain | undefined;
  #sets: object[] | undefined = [];
  readonly #issues: object[] = [];
  readonly #counts = { error: 0, warning: 0 };
  readonly #most: number;
  #layers: readonly LayerChecked[] = [];

  /** @param again without it the list of transaction sets is held, however many there are */
  constructor(write: (text: string) => void, again?: SetsAgain, most = SETS_KEPT) {
    this.#write = write;
    this.#again = again;
    this.#most = most;
  }

  set(result: SetResult, found: readonly Found[], unlisted: Counts): void {
    if (this.#again !== undefined && this.#sets?.length === this.#most) this.#sets = undefined;
    this.#sets?.push(entryOf(result));
    this.found(found);
    this.#counts.error += unlisted.error;
    this.#counts.warning += unlisted.warning;
  }

  found(all: readonly Found[]): void {
    for (const { issue, where, layer, code999, line, excerpt } of all) {
      const { code, severity, message, path, ref, segment, offset, rule, trigger } = issue;
      this.#counts[severity] += 1;
      if (this.#issues.length >= ISSUES_KEPT) continue;
      const place = { path, ref, segment, offset, line };
      this.#issues.push({
        code,
        code999,
        severity,
        layer,
        ...place,
        message,
        rule,
        trigger,
        ...where,
        excerpt: excerpt?.text,
      });
    }
  }

  layers(layers: readonly LayerChecked[]): void {
    this.#layers = layers;
  }

  async end(answers: readonly string[], folder: string | undefined): Promise<void> {
    const { error: errors, warning: warnings } = this.#counts;
    const document = {
      valid: errors === 0,
      errors,
      warnings,
      truncated: errors + warnings > this.#issues.length,
      transactions: this.#sets ?? [],
      issues: this.#issues,
      layers: this.#layers,
      ...(folder === undefined ? {} : { answers }),
    };
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (this.#sets !== undefined) return this.#write(text);
    const [before = '', behind = ''] = text.split(/(?<="transactions": \[)(?=\])/, 2);
    this.#write(before);
    let separator = '\n';
    await this.#again?.((result) => {
      this.#write(`${separator}${JSON.stringify(entryOf(result), null, 2).replace(/^/gm, '    ')}`);
      separator = ',\n';
    });
    this.#write(`\n  ${behind}`);
  }
}

const entryOf = ({ where: { interchange, group, transaction }, ...facts }: SetResult): object => ({
  interchange,
  group,
  control: transaction,
  ...facts,
});
