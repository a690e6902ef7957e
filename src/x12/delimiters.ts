/** The four separators of an interchange, read from its ISA or chosen for our own. */

import { error, type Issue, warning } from '../outcome.ts';

export interface Delimiters {
  readonly element: string;
  /** undefined before version 00402, where ISA11 is the letter U. */
  readonly repetition: string | undefined;
  readonly component: string;
  readonly terminator: string;
}
/** What we write: `*` `^` `:` `~`. */
export const ourDelimiters: Delimiters = { element: '*', repetition: '^', component: ':', terminator: '~' };

/** An ISA is 106 bytes, always: that is how a reader learns the separators before it can split anything. */
export const ISA_LENGTH = 106;
/** Byte positions (0-based) of the sixteen element separators of an ISA. */
const SEPARATORS = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

const ISA = [0x49, 0x53, 0x41];
const SMALL = 0x20;
/** Whether so many letters of `ISA` stand here; where the first is a small one, the others may be. */
function hasLetters(bytes: Uint8Array, start: number, count: number): boolean {
  const mask = bytes[start] === 0x69 ? ~SMALL : ~0;
  for (let n = 0; n < count; n++) if (((bytes[start + n] ?? 0) & mask) !== ISA[n]) return false;
  return true;
}

export const isIsa = (bytes: Uint8Array, start: number): boolean => hasLetters(bytes, start, 3);

/** Whether an ISA begins with the first byte; undefined while there are too few to tell. */
export function startsInterchange(bytes: Uint8Array, atEnd: boolean): boolean | undefined {
  if (!hasLetters(bytes, 0, Math.min(3, bytes.length))) return false;
  if (bytes.length < 4) return atEnd ? false : undefined;
  return !/[A-Za-z0-9]/.test(String.fromCharCode(bytes[3] ?? 0));
}

/** True when the 106 bytes at `start` have an element separator at each of its sixteen places. */
export function hasIsaShape(bytes: Uint8Array, start: number): boolean {
  const separator = bytes[start + 3];
  if (!isIsa(bytes, start)) return false;
  return separator !== undefined && SEPARATORS.every((at) => bytes[start + at] === separator);
}

/**
 * The separators named by a well-shaped ISA, with what is wrong about them. An error means that
 * nothing after this ISA can be split safely; the codes are those of TA105.
 */
export function readDelimiters(isa: string): { readonly delimiters: Delimiters; readonly issues: readonly Issue[] } {
  const [element, eleventh, component, terminator] = [isa.charAt(3), isa.charAt(82), isa.charAt(104), isa.charAt(105)];
  const issues: Issue[] = [];
  const refuse = (code: string, ref: string, what: string) =>
    issues.push(
      error(code, `The ${what} is a letter, a digit, a space or used twice. Ask the sender for another.`, { ref }),
    );
  if (!usable(element)) refuse('TA105:026', 'ISA', 'element separator');
  if (!usable(component) || component === element) refuse('TA105:027', 'ISA16', 'component separator');
  if (!usable(terminator) || terminator === element || terminator === component)
    refuse('TA105:004', 'ISA', 'segment terminator');

  const repeats = isa.slice(84, 89) >= '00402';
  const repetition = repeats && usable(eleventh) ? eleventh : undefined;
  if (repeats && [element, component, terminator].includes(eleventh))
    refuse('TA105:016', 'ISA11', 'repetition separator');
  else if (repeats && !usable(eleventh))
    issues.push(
      warning('TA105:016', 'ISA11 cannot separate repetitions; the file is read as one without any.', { ref: 'ISA11' }),
    );
  return { delimiters: { element, repetition, component, terminator }, issues };
}

/** Single-byte, neither letter, digit nor space. Control characters are legal separators. */
const usable = (character: string): boolean => /^[^A-Za-z0-9 ]$/.test(character) && character.charCodeAt(0) < 0x80;
