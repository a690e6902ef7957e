/** Names and notes made fit for a partner that takes the basic character set only. */

import { type CharacterSet, isWithin } from './characters.ts';
import { entriesOf } from './layout.ts';
import type { AnyGuide, Field } from './schema.ts';
import { isRecord } from './writeSegment.ts';

/** Where people's words stand. Everything else is an identifier, a code or a number: never changed, but refused. */
const WORDS: ReadonlySet<string> = new Set([
  ...['NM103', 'NM104', 'NM105', 'NM106', 'NM107', 'N102', 'N301', 'N302', 'N401', 'PER02'],
  ...['MSG01', 'NTE02', 'SV101-7', 'SV202-7', 'K301'],
]);

/**
 * The value with what the set does not have turned into spaces in names, addresses and notes, small letters into
 * capitals. The rest is as it was, and `write` refuses what of it the partner does not take.
 */
export function fitCharacters(guide: AnyGuide, value: unknown, set: CharacterSet): unknown {
  return set === 'extended' ? value : membersOf(entriesOf(guide.body), value, set);
}

type Members = ReturnType<typeof entriesOf>;
function membersOf(members: Members, value: unknown, set: CharacterSet): unknown {
  if (!isRecord(value)) return value;
  const changed: Record<string, unknown> = { ...value };
  for (const [key, field] of members) {
    const item = value[key];
    if (item !== undefined) changed[key] = fieldOf(field, item, set);
  }
  return changed;
}

function fieldOf(field: Field, item: unknown, set: CharacterSet): unknown {
  if (field.is === 'element') return WORDS.has(field.at) && typeof item === 'string' ? words(item, set) : item;
  if (field.is === 'constant' || field.is === 'derived' || field.is === 'repetition') return item;
  const members = entriesOf(field.is === 'use' ? field.of.fields : field.fields);
  return Array.isArray(item) ? item.map((one: unknown) => membersOf(members, one, set)) : membersOf(members, item, set);
}

const words = (text: string, set: CharacterSet): string =>
  [...text.toUpperCase()]
    .map((character) => (isWithin(set, character) ? character : ' '))
    .join('')
    .replace(/ +/g, ' ')
    .trim();
