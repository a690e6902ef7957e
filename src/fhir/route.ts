/** Route and technique of a dose, from SNOMED CT, HL7 and NCI codes or plain words. */

import type { CodeableConcept } from './elements.ts';

/** Names as billing uses them. */
export type Route =
  | 'IV'
  | 'SC'
  | 'IM'
  | 'intrathecal'
  | 'intravitreal'
  | 'intravesical'
  | 'intradermal'
  | 'intra-articular'
  | 'PO'
  | 'topical'
  | 'inhaled'
  | 'other';

/** How it was given; the vocabulary of the extension `technique`. */
export type Technique = 'infusion' | 'push' | 'sc_im' | 'pump' | 'pump_refill' | 'obi' | 'none';
export const TECHNIQUES: readonly Technique[] = ['infusion', 'push', 'sc_im', 'pump', 'pump_refill', 'obi', 'none'];

const BY_CODE: Readonly<Record<string, Route>> = {
  // SNOMED CT: route values and the older qualifier values.
  '47625008': 'IV',
  '255560000': 'IV',
  '418114005': 'IV',
  '419993007': 'IV',
  '34206005': 'SC',
  '263887005': 'SC',
  '78421000': 'IM',
  '255559005': 'IM',
  '72607000': 'intrathecal',
  '418401004': 'intravitreal',
  '372471009': 'intravesical',
  '372464004': 'intradermal',
  '12130007': 'intra-articular',
  '26643006': 'PO',
  '394899003': 'PO',
  '260548002': 'PO',
  '6064005': 'topical',
  // HL7 v2 table 0162 and v3 RouteOfAdministration.
  IV: 'IV',
  IVINJ: 'IV',
  IVINFUS: 'IV',
  IVPUSH: 'IV',
  IVP: 'IV',
  IVPB: 'IV',
  SC: 'SC',
  SQ: 'SC',
  SUBCUT: 'SC',
  SQINJ: 'SC',
  IM: 'IM',
  IMINJ: 'IM',
  IT: 'intrathecal',
  ITINJ: 'intrathecal',
  ID: 'intradermal',
  PO: 'PO',
  TP: 'topical',
  IH: 'inhaled',
  // NCI Thesaurus, used in drug labels.
  C38276: 'IV',
  C38299: 'SC',
  C28161: 'IM',
  C38267: 'intrathecal',
  C38288: 'PO',
};
/** Words, tried in this order; anchored to whole words so that "intravenously" counts and "privy" does not. */
const BY_WORD: readonly (readonly [RegExp, Route])[] = [
  [/\b(intravenous\w*|iv|ivpb|ivp)\b/i, 'IV'],
  [/\b(subcutaneous\w*|subcut|subq|sc|sq)\b/i, 'SC'],
  [/\b(intramuscular\w*|im)\b/i, 'IM'],
  [/\bintrathecal\w*\b/i, 'intrathecal'],
  [/\bintravitreal\w*\b/i, 'intravitreal'],
  [/\bintravesical\w*\b/i, 'intravesical'],
  [/\bintradermal\w*\b/i, 'intradermal'],
  [/\bintra-?articular\w*\b/i, 'intra-articular'],
  [/\b(oral\w*|po|by mouth)\b/i, 'PO'],
];

/** The route a concept names; undefined: no route told; `other`: told, and none of ours. */
export function routeOf(concept: CodeableConcept | undefined): Route | undefined {
  if (concept === undefined) return undefined;
  const codings = concept.coding ?? [];
  for (const { code } of codings) {
    if (code !== undefined && Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  }
  const words = [concept.text, ...codings.map((c) => c.display)].filter((text) => text !== undefined);
  if (words.length === 0 && codings.length === 0) return undefined;
  return BY_WORD.find(([pattern]) => words.some((text) => pattern.test(text)))?.[1] ?? 'other';
}

/** SNOMED CT dosing instructions. "Inject" is none of ours: it says neither push nor infusion. */
const METHOD_CODES: Readonly<Record<string, Technique>> = {
  '420620005': 'push',
};
const METHOD_WORDS: readonly (readonly [RegExp, Technique])[] = [
  [/\bon-?body\b/i, 'obi'],
  [/\bpump\b/i, 'pump'],
  [/\b(push|bolus)\b/i, 'push'],
  [/\b(infus\w*|drip|piggyback|ivpb)\b/i, 'infusion'],
];

/**
 * The technique that route and method tell. Undefined for an intravenous dose whose method is not told: whether it
 * was a push or an infusion then follows from its minutes, which is a billing rule.
 */
export function techniqueOf(route: Route | undefined, method: CodeableConcept | undefined): Technique | undefined {
  if (route === 'SC' || route === 'IM') {
    return methodOf(method) === 'obi' ? 'obi' : 'sc_im';
  }
  return route === 'IV' ? methodOf(method) : undefined;
}

function methodOf(method: CodeableConcept | undefined): Technique | undefined {
  const codings = method?.coding ?? [];
  for (const { code } of codings) {
    if (code !== undefined && Object.hasOwn(METHOD_CODES, code)) return METHOD_CODES[code];
  }
  const words = [method?.text, ...codings.map((c) => c.display)].filter((text) => text !== undefined);
  return METHOD_WORDS.find(([pattern]) => words.some((text) => pattern.test(text)))?.[1];
}

/** SNOMED CT structures of an eye, as the body site of an injection. */
const EYE_CODES: Readonly<Record<string, Eye>> = {
  '18944008': 'right',
  '721944005': 'right',
  '8966001': 'left',
  '721945006': 'left',
  '40638003': 'both',
};
export type Eye = 'left' | 'right' | 'both';

/** The eye a body site names; undefined for any other site. */
export function eyeOf(site: CodeableConcept | undefined): Eye | undefined {
  const codings = site?.coding ?? [];
  for (const { code } of codings) {
    if (code !== undefined && Object.hasOwn(EYE_CODES, code)) return EYE_CODES[code];
  }
  const words = [site?.text, ...codings.map((c) => c.display)].flatMap((text) => text ?? []).join(' ');
  if (!/\b(eyes?|ocul\w*|vitre\w*|od|os|ou)\b/i.test(words)) return undefined;
  if (/\b(both|bilateral|ou)\b/i.test(words)) return 'both';
  const right = /\b(right|od)\b/i.test(words);
  const left = /\b(left|os)\b/i.test(words);
  return right === left ? undefined : right ? 'right' : 'left';
}
