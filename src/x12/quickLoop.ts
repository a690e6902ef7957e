/** Whole loops that are in order, read fast; where there is any doubt `Walk` reads them, which can tell what is wrong. */

import * as bytesOf from './loopBytes.ts';
import { kindsOf } from './loopBytes.ts';
import { loopCodeOf } from './loopCode.ts';
import type { Fields, LoopSpec } from './schema.ts';
import type { Span } from './span.ts';

/** Gives the value of a loop; undefined in doubt. */
export type QuickLoop = (span: Span) => unknown;
type Compiled = (
  bytes: Uint8Array,
  end: number,
  text: string,
  cuts: Int32Array,
  parts: Int32Array,
  kinds: Uint8Array,
) => unknown;

const known = new WeakMap<LoopSpec<Fields>, QuickLoop>();
/** The quick reader of a loop, made once. */
export function quickLoopOf(loop: LoopSpec<Fields>): QuickLoop {
  const made = known.get(loop) ?? make(loop);
  known.set(loop, made);
  return made;
}

/** Room for one span, and a zero behind it. */
const scratch = Buffer.alloc(65_536 + 8);
const cuts = new Int32Array(64);
const parts = new Int32Array(64);

function make(loop: LoopSpec<Fields>): QuickLoop {
  const read = compile(loop);
  if (read === undefined) return () => undefined;
  return ({ text, delimiters }) => {
    if (text.length > 65_536) return undefined;
    const end = scratch.write(text, 0, 'latin1');
    scratch[end] = 0;
    return read(scratch, end, text, cuts, parts, kindsOf(delimiters));
  };
}

function compile(loop: LoopSpec<Fields>): Compiled | undefined {
  const code = loopCodeOf(loop);
  if (code === undefined) return undefined;
  try {
    return new Function('h', 'lists', code.source)(bytesOf, code.lists) as Compiled;
  } catch (problem) {
    // A process may forbid code that is made while it runs; then every loop is read the plain way.
    if (problem instanceof EvalError) return undefined;
    throw problem;
  }
}
