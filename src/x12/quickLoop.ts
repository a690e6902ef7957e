/** Whole loops that are in order, read fast; where there is any doubt `Walk` reads them, which can tell what is wrong. */

import * as bytesOf from './loopBytes.ts';
import { kindsOf } from './loopBytes.ts';
import { type LoopCode, loopCodeOf, type PlacedSpec } from './loopCode.ts';
import type { Fields, LoopSpec } from './schema.ts';
import type { Span } from './span.ts';

export interface QuickLoop {
  /** The value of a loop; undefined in doubt. */
  read(span: Pick<Span, 'text' | 'delimiters'>): unknown;
  /** Where each segment of a loop stands that `read` gave a value for. */
  places(span: Span): readonly PlacedSpec[];
}
type Compiled = (
  bytes: Uint8Array,
  end: number,
  text: string,
  cuts: Int32Array,
  parts: Int32Array,
  kinds: Uint8Array,
  trail: Uint16Array,
) => unknown;

const known = new WeakMap<LoopSpec<Fields>, QuickLoop>();
/** The quick reader of a loop, made once. */
export function quickLoopOf(loop: LoopSpec<Fields>): QuickLoop {
  const made = known.get(loop) ?? make(loop);
  known.set(loop, made);
  return made;
}

/** Room for one span, a zero behind it, and its segments, of which none is shorter than three bytes. */
const LONGEST = 65_536;
const scratch = Buffer.alloc(LONGEST + 8);
const trail = new Uint16Array(LONGEST / 2);
/** The loop and the text whose segments the trail is about. */
let trailLoop: LoopSpec<Fields> | undefined;
let trailText: string | undefined;
const cuts = new Int32Array(64);
const parts = new Int32Array(64);

function make(loop: LoopSpec<Fields>): QuickLoop {
  const code = loopCodeOf(loop);
  const compiled = code === undefined ? undefined : compile(code);
  if (code === undefined || compiled === undefined) return { read: () => undefined, places: () => [] };
  const read: QuickLoop['read'] = ({ text, delimiters }) => {
    if (text.length > LONGEST) return undefined;
    const end = scratch.write(text, 0, 'latin1');
    scratch[end] = 0;
    trailLoop = loop;
    trailText = text;
    return compiled(scratch, end, text, cuts, parts, kindsOf(delimiters), trail);
  };
  const places: QuickLoop['places'] = (span) => {
    const isKnown = trailLoop === loop && trailText === span.text;
    if (!isKnown && read(span) === undefined) throw new Error('the loop was in order before');
    const places: PlacedSpec[] = [];
    for (let n = 0; n < span.count; n++) {
      const placed = code.placed[trail[n] ?? -1];
      if (placed === undefined) throw new Error('a segment stands somewhere');
      places.push(placed);
    }
    return places;
  };
  return { read, places };
}

function compile(code: LoopCode): Compiled | undefined {
  try {
    return new Function('h', 'lists', code.source)(bytesOf, code.lists) as Compiled;
  } catch (problem) {
    // A process may forbid code that is made while it runs; then every loop is read the plain way.
    if (problem instanceof EvalError) return undefined;
    throw problem;
  }
}
