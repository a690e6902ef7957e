/** JSON text to a value, every number kept as the text that was sent: a dose never becomes a binary float. */

import { bad, error, good, type Outcome } from '../outcome.ts';

/** The deepest resource in public use nests about 20 levels; anything beyond this is an attack or a mistake. */
const MAX_DEPTH = 100;

/** The reviver with source text (ES2025 `JSON.parse` source access, in Node 21 and later). */
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

/**
 * Reads JSON text. Numbers come out as their source text (`"4.20"`, `"1e3"`), the key `__proto__` is dropped.
 * Issues: `UNREADABLE_JSON` for text that is not JSON or nests deeper than 100 levels.
 */
export function parseJson(text: string): Outcome<unknown> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (depthOf(source) > MAX_DEPTH) {
    return unreadable(`The JSON nests deeper than ${MAX_DEPTH} levels. Send plain FHIR resources.`);
  }
  try {
    return good(parseWithSource(source, keepSource));
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      return unreadable(`This is not JSON (${source.length} characters). Send a FHIR resource as JSON text.`);
    }
    throw cause;
  }
}

const unreadable = (message: string): Outcome<never> => bad(error('UNREADABLE_JSON', message, { rule: 'RFC 8259' }));

const keepSource: SourceReviver = (key, value, context) => {
  if (key === '__proto__') return undefined;
  return typeof value === 'number' ? (context.source ?? String(value)) : value;
};

/** Greatest nesting of brackets outside strings: one pass, so that the recursive reviver never sees a deep text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (quoted) {
      if (character === BACKSLASH) at++;
      else if (character === QUOTE) quoted = false;
    } else if (character === QUOTE) quoted = true;
    else if (character === BRACE_OPEN || character === BRACKET_OPEN) deepest = Math.max(deepest, ++depth);
    else if (character === BRACE_CLOSE || character === BRACKET_CLOSE) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
