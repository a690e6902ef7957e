/** What still has to be in the chart before the payer is asked: one item each, met by evidence or owed by a role. */

import type { Evidence, Reading, WhyNot } from '../fhir/evidence.ts';
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
  /** Of the kind, but it does not count. */
  readonly passedOver?: readonly Reading[];
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
  /** What the chart has of the kind and why it does not count: told while the item is open. */
  readonly passedOver?: readonly string[];
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
  const passedOver = (wanted.passedOver ?? []).filter(isWorthTelling).slice(0, MOST_TOLD).flatMap(sentenceOf);
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
        ? passedOver.length === 0
          ? {}
          : { passedOver }
        : { resolution }
      : { evidence: plainEvidence(evidence) }),
  };
}

const plainEvidence = ({ source, version, on, value }: Evidence): Evidence => ({
  source,
  version,
  ...(on === undefined ? {} : { on }),
  ...(value === undefined ? {} : { value }),
});

/** A chart may hold hundreds of doses; a person needs a few to see why. */
const MOST_TOLD = 5;
/** Most conditions of a patient have no stage, and nobody looks for one there. */
const isWorthTelling = ({ source, not }: Reading): boolean =>
  !(/^Condition\//.test(source) && (not === 'no_value' || not === 'no_diagnosis'));
const sentenceOf = ({ source, version, not }: Reading): readonly string[] =>
  not === undefined ? [] : [`${source}, version ${version}, does not count: ${WHY_NOT[not]}.`];

/** In the words of the person who looks for it in the chart. */
const WHY_NOT: Readonly<Record<WhyNot, string>> = {
  other_patient: 'it is of another patient',
  withdrawn: 'it was entered in error or refuted',
  not_final: 'it is not final',
  modifier: 'a modifier extension that is not known here changes what it means',
  about_another: 'it speaks of somebody else than the patient',
  refused: 'the patient refuses',
  ended: 'it is no longer in force',
  future: 'it is dated in the future',
  no_value: 'it has no value',
  no_diagnosis: 'it names no diagnosis in ICD-10-CM that is still there',
  too_old: 'it is too old',
  no_date: 'it has no date',
  other_disease: 'it speaks of another disease than the one treated',
  no_treatment: 'it is no earlier line of treatment, but this drug or one that supports it',
};

export const isOpen = ({ state }: ChecklistItem): boolean => state === 'open';

/** What is missing, what to do, whose rule: an error where it holds the request. */
export const issueOfItem = ({ code, message, rule, holds }: ChecklistItem): Issue =>
  holds ? error(code, message, { rule }) : warning(code, message, { rule });
