/** A payer that waits for information (A4 with its reason): which items of the chart answer it. */

import type { Rules } from '../rules/parse.ts';
import type { Authorization } from './authorization.ts';
import type { WantedWork } from './casework.ts';
import type { ChecklistItem } from './checklist.ts';
import type { Clinical } from './clinical.ts';
import { decisionsOf, reasonsOf, waitsForUs } from './reviewReasons.ts';

/**
 * The work of answering, with a note for each item that may answer: what the chart has for it, or that it has nothing.
 * Where the payer names documents by LOINC those items, else its checklist and the clinical notes.
 */
export function informationWanted(
  state: Authorization,
  checklist: readonly ChecklistItem[],
  clinical: Clinical | undefined,
  rules: Rules,
): readonly WantedWork[] {
  const { request, status } = state;
  const named = new Set(decisionsOf(state).flatMap((decision) => decision?.wanted ?? []));
  if (request === undefined || status !== 'pended' || (named.size === 0 && !waitsForUs(reasonsOf(state)))) return [];
  const { items } = rules.documentation;
  const isNamed = (name: string): boolean =>
    (items[name]?.found_in ?? []).some(({ codes = [] }) => codes.some((code) => named.has(code.split('|')[1] ?? '')));
  const known = Object.keys(items).filter(isNamed);
  const wanted = known.length > 0 ? known : [...new Set([...checklist.map(itemOf), 'clinical_notes'])];
  const unknown = [...named].filter((code) => !known.some((name) => hasCode(rules, name, code)));
  return [
    {
      id: `information_request-${request.reference}`,
      kind: 'information_request',
      reason:
        'The payer decides when it has more information. Send what answers it, by its portal or by fax, and log what was sent.',
      notes: [
        ...wanted.map((name) => noteOf(name, checklist, clinical, rules)),
        ...unknown.map((code) => `${code}: no item of mappings/codes/documentation.yaml; look it up.`),
      ],
    },
  ];
}

/** `step_therapy-vedolizumab-step` is about one rule; its name stands before. */
const itemOf = ({ id }: ChecklistItem): string => id.split('-')[0] ?? id;

const hasCode = ({ documentation }: Rules, name: string, code: string): boolean =>
  (documentation.items[name]?.found_in ?? []).some(({ codes = [] }) => codes.some((one) => one.endsWith(`|${code}`)));

function noteOf(
  name: string,
  checklist: readonly ChecklistItem[],
  clinical: Clinical | undefined,
  rules: Rules,
): string {
  const what = rules.documentation.items[name]?.what ?? name;
  const item = checklist.find((one) => itemOf(one) === name);
  const found = item?.evidence ?? clinical?.documents[name]?.[0];
  if (found !== undefined) return `Answers it: ${what} (${found.source}, version ${found.version}).`;
  if (item?.resolution !== undefined) return `Answers it: ${what}, by the word of ${item.resolution.by}.`;
  return `Not in the chart: ${what}.`;
}
