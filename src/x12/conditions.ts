/**
 * Situational rules as data: what must hold when something else does. They stand on the segment or the loop of a guide
 * that they speak of.
 *
 * A place is a designator (`NM109`) for a rule of a segment. For a rule of a loop it is our keys down to a segment,
 * then, after a slash, a designator: `header/CLM05-3`, `drug.quantity`. A place in a loop around it begins with the id of
 * that loop (`2000A>provider.identity/NM109`; `2000C?>` where it may not be around), one in the transaction set itself with `>` alone (`>header/BHT04`). Of
 * segments that repeat the first is meant.
 */

import type { CodeSetName } from './codeSets.ts';

export type Condition =
  /** The segment is there, or the element is not empty. */
  | { readonly has: string }
  | { readonly lacks: string }
  /** One of these places holds one of the values. */
  | { readonly value: string | readonly string[]; readonly in: readonly string[] }
  /** None of these places holds any of the values. */
  | { readonly value: string | readonly string[]; readonly notIn: readonly string[] }
  /** What stands there, wherever anything does, has this form: a regular expression. */
  | { readonly value: string | readonly string[]; readonly like: string }
  /** What stands there, wherever anything does, is a code of this list. */
  | { readonly value: string | readonly string[]; readonly list: CodeSetName }
  /** What stands there is the number of one of these places, counted from 1, and something stands at that one. */
  | { readonly value: string | readonly string[]; readonly counts: readonly string[] }
  /** Both places hold the same text, and it is not empty. */
  | { readonly same: readonly [string, string] }
  /** The first date does not lie after the second; of periods their ends. Holds where either is missing or no date. */
  | { readonly inOrder: readonly [string, string] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export interface Situation {
  /** Ours, with hyphens; unique within a guide at its place. */
  readonly name: string;
  /** Without it the rule always applies. */
  readonly when?: Condition;
  readonly must: Condition;
  /** Where a breach is told: the segment or element that is wrong, or the one that is missing. */
  readonly at: string;
  /** `IK304:I6` a segment is missing then, `IK304:I9` it may not be there then, `IK403:I9` and `I13` the same of an element, or a code of ours. */
  readonly code: string;
  /** What is wrong and what to do, for a person. */
  readonly say: string;
  /** The message can be worked with all the same. */
  readonly mild?: true;
}
