/** A house rule that a file breaks. */

import { lineOf, type Source } from './source.ts';

export interface Violation {
  readonly rule: string;
  /** `src/x12/read.ts:12`. */
  readonly where: string;
  readonly what: string;
}

export const violation = (
  rule: string,
  source: Pick<Source, 'path' | 'text'>,
  offset: number,
  what: string,
): Violation => ({
  rule,
  where: `${source.path}:${lineOf(source.text, offset)}`,
  what,
});

export const print = (found: Violation): string => `${found.where} [${found.rule}] ${found.what}`;
