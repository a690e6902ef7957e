/** Segments -> text. */

import { type Delimiters, ourDelimiters } from './delimiters.ts';

/**
 * One segment per line: `~` and a line feed after each, so that people can read what we sent.
 * Every reader of X12 has to take line ends after terminators; a partner that does not gets `lineEnd: ''`.
 */
export function printSegments(
  segments: readonly string[],
  delimiters: Delimiters = ourDelimiters,
  lineEnd: '\n' | '' = '\n',
): string {
  return segments.map((segment) => segment + delimiters.terminator + lineEnd).join('');
}
