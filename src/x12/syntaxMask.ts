/** Syntax notes asked of a number that has a bit for each element that is there: one look instead of a list. */

import { positionsOf } from './check.ts';

/** Whether a note holds; bit n stands for element n. */
export type MaskCheck = (present: number) => boolean;

/** The last element that has a bit. */
export const LAST_BIT = 30;

/** `checkSyntax` as yes or no, for segments of up to `LAST_BIT` elements. */
export function maskCheckOf(note: string): MaskCheck {
  const positions = positionsOf(note);
  const all = maskOf(positions);
  const first = maskOf(positions.slice(0, 1));
  const others = maskOf(positions.slice(1));
  switch (note.charAt(0)) {
    case 'P':
      return (present) => (present & all) === 0 || (present & all) === all;
    case 'R':
      return (present) => (present & all) !== 0;
    case 'E':
      return (present) => {
        const those = present & all;
        return (those & (those - 1)) === 0;
      };
    case 'C':
      return (present) => (present & first) === 0 || (present & others) === others;
    case 'L':
      return (present) => (present & first) === 0 || (present & others) !== 0;
    default:
      throw new Error(`unknown syntax note ${note}`);
  }
}

const maskOf = (positions: readonly number[]): number =>
  positions.reduce((mask, position) => mask | (1 << position), 0);
