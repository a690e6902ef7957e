/** The checks of `checkText` as yes or no, for text of printable ASCII: what passes here has no problem there. */

import { checkFormat, isDate, isTime, positionsOf } from './check.ts';
import type { DataType } from './schema.ts';

export type QuickCheck = (text: string) => boolean;

const known = new WeakMap<DataType<unknown>, QuickCheck>();

/** Whether a non-empty text of printable ASCII is in order for its type. Made once per type. */
export function quickCheckOf(type: DataType<unknown>): QuickCheck {
  const made = known.get(type);
  if (made !== undefined) return made;
  const check = make(type);
  known.set(type, check);
  return check;
}

function make({ kind, min, max, codes, format }: DataType<unknown>): QuickCheck {
  if (codes !== undefined) {
    const allowed = new Set(codes);
    return (text) => allowed.has(text);
  }
  if (format !== undefined) return (text) => text.length <= max && isFormatted(format, text);
  switch (kind) {
    case 'AN':
    case 'ID':
      return ({ length }) => length >= min && length <= max;
    case 'N0':
      return (text) => {
        const digits = digitsOf(text, false);
        return digits >= min && digits <= max && Number.isSafeInteger(Number(text));
      };
    case 'R':
      return (text) => {
        const digits = digitsOf(text, true);
        return digits >= min && digits <= max;
      };
    case 'DT':
      return (text) => text.length >= min && text.length <= max && isDate(text);
    case 'TM':
      return (text) => text.length >= min && text.length <= max && isTime(text);
  }
}

const MINUS = 0x2d;
const POINT = 0x2e;

/** How many digits a plain number has; 0 when it is none. */
function digitsOf(text: string, mayHavePoint: boolean): number {
  let digits = 0;
  let points = 0;
  for (let at = text.charCodeAt(0) === MINUS ? 1 : 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) digits += 1;
    else if (unit === POINT && mayHavePoint && points === 0) points = 1;
    else return 0;
  }
  return digits;
}

/** `checkFormat` as yes or no. */
export function isFormatted(qualifier: string, text: string): boolean {
  if (qualifier === 'D8') return text.length === 8 && isDate(text);
  return checkFormat(qualifier, text) === undefined;
}

/** Whether a cell holds something. */
export const isThere = (cells: readonly string[], at: number): boolean => {
  const text = cells[at];
  return text !== undefined && text !== '';
};

/** `checkSyntax` as yes or no. */
export function quickSyntaxOf(note: string): (cells: readonly string[]) => boolean {
  const positions = positionsOf(note);
  const [first = 0, ...others] = positions;
  const present = (cells: readonly string[], among: readonly number[]): number => {
    let count = 0;
    for (const position of among) if (isThere(cells, position)) count += 1;
    return count;
  };
  switch (note.charAt(0)) {
    case 'P':
      return (cells) => {
        const count = present(cells, positions);
        return count === 0 || count === positions.length;
      };
    case 'R':
      return (cells) => present(cells, positions) > 0;
    case 'E':
      return (cells) => present(cells, positions) <= 1;
    case 'C':
      return (cells) => !isThere(cells, first) || present(cells, others) === others.length;
    case 'L':
      return (cells) => !isThere(cells, first) || present(cells, others) > 0;
    default:
      throw new Error(`unknown syntax note ${note}`);
  }
}
