/** What one element may hold: the same check on the way out as on the way in. Codes are those of IK403. */

import { masked } from '../outcome.ts';
import type { DataType } from './schema.ts';

/** One thing wrong with one element: the IK403 code and a sentence that shows nothing personal. */
export interface Problem {
  readonly code: '1' | '2' | '4' | '5' | '6' | '7' | '8' | '9' | '10' | '12' | '13' | 'I10' | 'I11';
  readonly message: string;
}

/** Checks a non-empty text against its data type; undefined when it is in order. Lengths are in characters. */
export function checkText(type: DataType<unknown>, text: string, hidden: boolean): Problem | undefined {
  if (hasControlCharacter(text))
    return { code: '6', message: 'A control character stands in the data. Remove it at the source.' };
  if (type.codes !== undefined) return type.codes.includes(text) ? undefined : wrongCode(type.codes, text, hidden);
  if (type.format !== undefined) return checkLength(type, text.length) ?? checkFormat(type.format, text);
  switch (type.kind) {
    case 'AN':
    case 'ID':
      return checkLength(type, [...text].length);
    case 'N0':
      if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) return notA('a whole number', text);
      return checkLength(type, digits(text));
    case 'R':
      if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(text)) return notA('a plain decimal number', text);
      return checkLength(type, digits(text));
    case 'DT':
      return checkLength(type, text.length) ?? (isDate(text) ? undefined : badDate(text));
    case 'TM':
      return checkLength(type, text.length) ?? (isTime(text) ? undefined : badTime(text));
  }
}

/**
 * Checks a text whose format another element names: D8 a day, RD8 a period, TM a time, DT a day and time.
 * Other qualifiers are not checked.
 */
export function checkFormat(qualifier: string, text: string): Problem | undefined {
  const [first = '', last, more] = text.split('-');
  switch (qualifier) {
    case 'D8':
      return isDate(text) && text.length === 8 ? undefined : badDate(text);
    case 'RD8':
      if (first.length !== 8 || last?.length !== 8 || more !== undefined) return badDate(text);
      return isDate(first) && isDate(last) && first <= last ? undefined : badDate(text);
    case 'TM':
      return isTime(text) ? undefined : badTime(text);
    case 'DT':
      return text.length >= 12 && isDate(text.slice(0, 8)) && isTime(text.slice(8)) ? undefined : badDate(text);
    default:
      return undefined;
  }
}

/** What may be told of a value: short codes as they are, everything else as a length only. */
export const shown = (text: string, hidden: boolean): string =>
  !hidden && /^[A-Za-z0-9]{1,3}$/.test(text) ? `'${text}'` : masked(text);

function wrongCode(codes: readonly string[], text: string, hidden: boolean): Problem {
  const list = codes.length > 12 ? `${codes.slice(0, 12).join(', ')} and ${codes.length - 12} more` : codes.join(', ');
  return { code: '7', message: `Holds ${shown(text, hidden)}; the guide allows ${list}.` };
}

function checkLength(type: DataType<unknown>, length: number): Problem | undefined {
  if (length < type.min) return { code: '4', message: `Too short: ${length}, at least ${type.min} needed.` };
  if (length > type.max) return { code: '5', message: `Too long: ${length}, at most ${type.max} allowed.` };
  return undefined;
}

const digits = (text: string): number => text.replace(/[^0-9]/g, '').length;
const notA = (what: string, text: string): Problem => ({ code: '6', message: `Is not ${what} (${masked(text)}).` });
const badDate = (text: string): Problem => ({ code: '8', message: `Is not a date of the calendar (${masked(text)}).` });
const badTime = (text: string): Problem => ({ code: '9', message: `Is not a time of day (${masked(text)}).` });

/** CCYYMMDD or YYMMDD of the Gregorian calendar. */
export function isDate(text: string): boolean {
  const { length } = text;
  if (length !== 8 && length !== 6) return false;
  let number = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return false;
    number = number * 10 + digit;
  }
  const year = Math.floor(number / 10_000) + (length === 6 ? 2000 : 0);
  const month = Math.floor(number / 100) % 100;
  const day = number % 100;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  return year > 0 && day >= 1 && day <= days;
}
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD. */
export const isTime = (text: string): boolean => /^([01]\d|2[0-3])[0-5]\d([0-5]\d\d{0,2})?$/.test(text);

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

/**
 * A syntax note such as `P0809` against the elements that are there. Gives the position at fault.
 * P all or none, R at least one, E at most one, C the first needs all others, L the first needs one of the others.
 */
export function checkSyntax(note: string, isPresent: (position: number) => boolean): SyntaxFault | undefined {
  const positions = positionsOf(note);
  const present = positions.filter(isPresent);
  const absent = positions.filter((position) => !isPresent(position));
  const [first = 0, ...others] = positions;
  const fault = (code: '2' | '10', position: number | undefined, message: string): SyntaxFault => ({
    position: position ?? first,
    problem: { code, message },
  });
  const list = positions.map((position) => String(position).padStart(2, '0')).join(', ');
  switch (note.charAt(0)) {
    case 'P':
      if (present.length === 0 || absent.length === 0) return undefined;
      return fault('2', absent[0], `Elements ${list} come together or not at all.`);
    case 'R':
      return present.length > 0 ? undefined : fault('2', first, `One of the elements ${list} must be there.`);
    case 'E':
      return present.length <= 1
        ? undefined
        : fault('10', present[1], `Only one of the elements ${list} may be there.`);
    case 'C':
      if (!isPresent(first) || others.every(isPresent)) return undefined;
      return fault(
        '2',
        others.find((position) => !isPresent(position)),
        `Needed because element ${first} is there.`,
      );
    case 'L':
      if (!isPresent(first) || others.some(isPresent)) return undefined;
      return fault('2', others[0], `One of the elements ${list} must come with element ${first}.`);
    default:
      throw new Error(`unknown syntax note ${note}`);
  }
}
/** The positions a syntax note is about. */
export const positionsOf = (note: string): readonly number[] => (note.slice(1).match(/\d\d/g) ?? []).map(Number);
export interface SyntaxFault {
  readonly position: number;
  readonly problem: Problem;
}
