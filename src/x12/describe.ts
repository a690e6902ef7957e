/** What a value of a message means, in a few words of ours. */

import { isDate, isTime } from './check.ts';
import { adjustmentReasons, claimCategories, providerAdjustments, type Words } from './describeAnswers.ts';
import { diagnosisKinds, modifiers, procedureKinds, setProblems, tables } from './describeWords.ts';

/** Composites that describe a procedure, by element: component 1 its list, components 3 to 6 its modifiers. */
const procedures = ['SV101', 'SV202', 'SVC01', 'SVC06', 'SVD03'];

/** What a value means in a few words of ours: a code of our tables, a day or a time. undefined: nothing to add. */
export function describe(ref: string, text: string): string | undefined {
  const [element = '', component] = ref.split('-');
  if (procedures.includes(element)) {
    if (component === '1') return ownWord(procedureKinds, text);
    return component !== undefined && '3456'.includes(component) ? ownWord(modifiers, text) : undefined;
  }
  // CAS and HI repeat their elements; every run means what the first one does.
  if (/^CAS(02|05|08|11|14|17)$/.test(element)) return ownWord(adjustmentReasons, text);
  if (/^HI\d\d$/.test(element)) return component === '1' ? ownWord(diagnosisKinds, text) : undefined;
  if (/^STC(01|10|11)$/.test(element) && component === '1') return ownWord(claimCategories, text);
  if (/^PLB(03|05|07|09|11|13)$/.test(element) && component === '1') return ownWord(providerAdjustments, text);
  if (/^IK50[2-6]$/.test(element)) return ownWord(setProblems, text);
  return Object.hasOwn(tables, ref) ? ownWord(tables[ref], text) : undefined;
}

/** Where the codes that we keep of acknowledgements stand in their messages. */
const KEPT: Readonly<Record<string, string>> = {
  IK304: 'IK304',
  IK403: 'IK403',
  IK5: 'IK502',
  AK9: 'AK905',
  TA1: 'TA105',
};
/**
 * A code of a TA1, 999 or 277CA as we keep it, with our words behind it: `IK403:7 at SV1 segment 21 (no such code)`,
 * `A7:562:85 (rejected: invalid)`. One without words of ours stands alone.
 */
export function withWords(code: string): string {
  const [, kind = '', value = ''] = /^([A-Z][A-Z0-9]+):([A-Z0-9]+)/.exec(code) ?? [];
  const [, category = ''] = /^([A-Z]\d):\d+/.exec(code) ?? [];
  const words = category === '' ? describe(KEPT[kind] ?? '', value) : ownWord(claimCategories, category);
  return words === undefined ? code : `${code} (${words})`;
}

const ownWord = (words: Words | undefined, text: string): string | undefined =>
  words !== undefined && Object.hasOwn(words, text) ? words[text] : undefined;

/** `20261120` and `20261120-20261221` as people write them; `0915` as `09:15`. */
export function describeDate(text: string): string | undefined {
  const [from = '', to, more] = text.split('-');
  if (more !== undefined || from.length !== 8 || !isDate(from)) return undefined;
  if (to === undefined) return iso(from);
  return to.length === 8 && isDate(to) ? `${iso(from)} to ${iso(to)}` : undefined;
}
export const describeTime = (text: string): string | undefined =>
  isTime(text) ? text.replace(/^(\d\d)(\d\d).*$/, '$1:$2') : undefined;

const iso = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
