/** The document of `validate --json`: docs/validate.md describes it. */

import type { Found } from './found.ts';
import type { LayerChecked } from './layers.ts';
import type { Report, SetResult } from './report.ts';

/** The document is held in memory: beyond so many issues they are only counted. */
const ISSUES_KEPT = 10_000;

export class ValidateDocument implements Report {
  readonly #write: (text: string) => void;
  readonly #sets: object[] = [];
  readonly #issues: object[] = [];
  readonly #counts = { error: 0, warning: 0 };
  #layers: readonly LayerChecked[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  set({ where, ...facts }: SetResult, found: readonly Found[]): void {
    const { interchange, group, transaction } = where;
    this.#sets.push({ interchange, group, control: transaction, ...facts });
    this.found(found);
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

  end(answers: readonly string[], folder: string | undefined): void {
    const { error: errors, warning: warnings } = this.#counts;
    const document = {
      valid: errors === 0,
      errors,
      warnings,
      transactions: this.#sets,
      issues: this.#issues,
      layers: this.#layers,
      ...(folder === undefined ? {} : { answers }),
    };
    this.#write(`${JSON.stringify(document, null, 2)}\n`);
  }
}
