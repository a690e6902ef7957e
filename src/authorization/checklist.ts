/** What still has to be in the chart before the payer is asked: one item each, met by evidence or owed by a role. */

import type { Evidence } from '../fhir/evidence.ts';
import { error, type Issue, warning } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';

/** What a person decided about an item that no evidence meets. */
export interface Resolution {
  readonly item: string;
  /** Who, as they are known to the clinic. */
  readonly by: string;
  readonly reason: string;
  /** YYYY-MM-DD */
  readonly on: string;
}
/** Something that is wanted, as a rule says it, before the chart was looked at. */
export interface Wanted {
  /** Name in `mappings/codes/documentation.yaml`. */
  readonly item: string;
  /** What it is about where there can be several: a code, a rule. */
  readonly about?: string;
  /** Why, in a full sentence: who wants it, for what. */
  readonly why: string;
  /** What to do about it, in a full sentence. */
  readonly next: string;
  /** Whose rule: a place in mappings. */
  readonly rule: string;
  /** The code of the issue while it is open. */
  readonly code: string;
  readonly evidence: readonly Evidence[];
  /** False: flagged, and the payer is asked all the same. */
  readonly holds?: boolean;
}
export interface ChecklistItem {
  /** `stage`, `step_therapy-vedolizumab-step`: stays the same as long as it is asked for. */
  readonly id: string;
  readonly what: string;
  /** Role that owes it, in `mappings/codes/work.yaml`. */
  readonly owner: string;
  readonly dueDays: number;
  readonly state: 'met' | 'resolved' | 'open';
  /** False: the payer is asked although it is open. */
  readonly holds: boolean;
  readonly code: string;
  readonly message: string;
  readonly rule: string;
  /** What meets it: resource and version. */
  readonly evidence?: Evidence;
  readonly resolution?: Resolution;
}

/** Each wanted thing once, met by the newest evidence, else by a person's word, else open. */
export function checklistOf(
  wanted: readonly Wanted[],
  rules: Rules,
  resolutions: readonly Resolution[],
): readonly ChecklistItem[] {
  const items = new Map<string, ChecklistItem>();
  for (const one of wanted) {
    const item = itemOf(one, rules, resolutions);
    const known = items.get(item.id);
    const again = known && { ...known, rule: both(known.rule, item.rule), holds: known.holds || item.holds };
    items.set(item.id, again ?? item);
  }
  return [...items.values()];
}

const both = (a: string, b: string): string => (a.split('; ').includes(b) ? a : `${a}; ${b}`);

function itemOf(wanted: Wanted, rules: Rules, resolutions: readonly Resolution[]): ChecklistItem {
  const entry = rules.documentation.items[wanted.item];
  if (entry === undefined) throw new Error(`mappings were loaded with an item nobody describes: ${wanted.item}`);
  const id = wanted.about === undefined ? wanted.item : `${wanted.item}-${wanted.about}`;
  const [evidence] = wanted.evidence;
  const resolution = resolutions.findLast(({ item }) => item === id);
  return {
    id,
    what: entry.what,
    owner: entry.owner,
    dueDays: entry.due_days,
    state: evidence !== undefined ? 'met' : resolution !== undefined ? 'resolved' : 'open',
    holds: wanted.holds ?? true,
    code: wanted.code,
    message: `${wanted.why} ${wanted.next}`,
    rule: wanted.rule,
    ...(evidence === undefined
      ? resolution === undefined
        ? {}
        : { resolution }
      : { evidence: { source: evidence.source, version: evidence.version, ...dayOf(evidence) } }),
  };
}

const dayOf = ({ on }: Evidence) => (on === undefined ? {} : { on });

export const isOpen = ({ state }: ChecklistItem): boolean => state === 'open';

/** What is missing, what to do, whose rule: an error where it holds the request. */
export const issueOfItem = ({ code, message, rule, holds }: ChecklistItem): Issue =>
  holds ? error(code, message, { rule }) : warning(code, message, { rule });
