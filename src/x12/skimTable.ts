/** A plan of skimming as tables that are looked up with bytes. */

import { type Act, act, type SkimPlan, type SkimSegment } from './skimPlan.ts';

const SLOTS = 256;

/** Numbers of a segment id by its slot; `slotOf` finds it. */
export interface SkimTable {
  /** The first three bytes of the id that owns the slot (of a short id, the separator is the third); -1: nobody. */
  readonly keys: Int32Array;
  readonly acts: Uint8Array;
  /** How long the id is. */
  readonly lengths: Uint8Array;
  readonly factor: number;
  readonly segments: readonly (SkimSegment | undefined)[];
  /** By slot: which first elements are allowed (two bytes make an index); undefined: any. */
  readonly codes: readonly (Uint8Array | undefined)[];
}

/** The slot of a key, in a table with this factor. */
export const slotOf = (key: number, factor: number): number => Math.imul(key, factor) >>> 24;

/** @param separator the element separator: a short id is looked up together with it */
export function skimTableOf(plan: SkimPlan, separator: number): SkimTable {
  const known = [...plan.segments].map(([id, segment]) => ({ id, key: keyOf(id, separator), segment }));
  const factor = factorFor(known.map(({ key }) => key));
  const table = {
    keys: new Int32Array(SLOTS).fill(-1),
    acts: new Uint8Array(SLOTS).fill(act.unknown satisfies Act),
    lengths: new Uint8Array(SLOTS),
    factor,
    segments: new Array<SkimSegment | undefined>(SLOTS).fill(undefined),
    codes: new Array<Uint8Array | undefined>(SLOTS).fill(undefined),
  };
  for (const { id, key, segment } of known) {
    const slot = slotOf(key, factor);
    table.keys[slot] = key;
    table.acts[slot] = segment.act;
    table.lengths[slot] = id.length;
    table.segments[slot] = segment;
    if (segment.codes.length > 0) table.codes[slot] = codeTable(segment.codes);
  }
  return table;
}

/** The bytes that a segment of this id begins with, as one number. */
export function keyOf(id: string, separator: number): number {
  if (id.length < 2 || id.length > 3) throw new Error(`${id} is no id of two or three characters`);
  return (id.charCodeAt(0) << 16) | (id.charCodeAt(1) << 8) | (id.length === 3 ? id.charCodeAt(2) : separator);
}

/** A factor that gives every key a slot of its own. */
function factorFor(keys: readonly number[]): number {
  for (let factor = 0x9e3779b1 | 0, tries = 0; tries < 1_000_000; tries++) {
    if (new Set(keys.map((key) => slotOf(key, factor))).size === keys.length) return factor;
    factor = (Math.imul(factor, 1_103_515_245) + 12_345) | 1;
  }
  throw new Error('the ids of a plan do not fit into its table');
}

/** Codes of one or two characters, looked up by their bytes; a missing second one is 0. */
function codeTable(codes: readonly string[]): Uint8Array {
  const table = new Uint8Array(65_536);
  for (const code of codes) {
    if (code.length === 0 || code.length > 2) throw new Error(`${code} is not looked up by two bytes`);
    table[(code.charCodeAt(0) << 8) | (code.length === 2 ? code.charCodeAt(1) : 0)] = 1;
  }
  return table;
}
