/** Which characters may stand in data: the basic or the extended set of X12, without the separators in use. */

import type { Delimiters } from './delimiters.ts';

/**
 * `basic`: capitals, digits, space and the punctuation of the basic character set. `extended`: also small letters and
 * the rest of printable ASCII. Letters beyond ASCII are in neither: receivers disagree on their bytes.
 */
export type CharacterSet = 'basic' | 'extended';

const BASIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !"&\'()*+,-./:;?=';

/** What a character is to a reader of our text. */
export const DATA = 0;
export const ELEMENT = 1;
export const COMPONENT = 2;
export const TERMINATOR = 3;
const REPETITION = 4;
/** Neither data nor a separator: control characters, and what the set does not have. */
export const FOREIGN = 5;

const tables: Readonly<Record<CharacterSet, WeakMap<Delimiters, Uint8Array>>> = {
  basic: new WeakMap(),
  extended: new WeakMap(),
};
/** The class of each ASCII character; of everything else it is FOREIGN. */
export function classesOf(delimiters: Delimiters, set: CharacterSet): Uint8Array {
  const known = tables[set].get(delimiters);
  if (known !== undefined) return known;
  const { element, component, terminator, repetition } = delimiters;
  const table = new Uint8Array(128).fill(FOREIGN);
  for (let unit = 0x20; unit < 0x7f; unit++)
    if (set === 'extended' || BASIC.includes(String.fromCharCode(unit))) table[unit] = DATA;
  const separators = [
    [element, ELEMENT],
    [component, COMPONENT],
    [terminator, TERMINATOR],
    [repetition, REPETITION],
  ] as const;
  for (const [separator, meaning] of separators) if (separator !== undefined) table[separator.charCodeAt(0)] = meaning;
  tables[set].set(delimiters, table);
  return table;
}

/** Whether every character of a text belongs to the set. */
export function isWithin(set: CharacterSet, text: string): boolean {
  for (const character of text) {
    const unit = character.charCodeAt(0);
    if (unit < 0x20 || unit > 0x7e || (set === 'basic' && !BASIC.includes(character))) return false;
  }
  return true;
}
