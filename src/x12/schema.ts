/**
 * The implementation guide as a value.
 *
 * A guide is an object literal: key = our name, key order = wire order, value = the X12 fact with its
 * 1-based designator (`SV101-2` is component 2 of element 1 of SV1). R = required, S = situational,
 * K = constant, D = derived by the writer. What the guide does not use is absent. Constants tell
 * neighbouring segments apart; constants and derived elements never reach the value, so
 * `Infer<typeof guide>` is the clean business type. Element values are the text on the wire
 * (amounts and dates too); only N0 counts are numbers.
 */

import type { Situation } from './conditions.ts';

export type Usage = 'R' | 'S';
export type ElementKind = 'AN' | 'ID' | 'N0' | 'R' | 'DT' | 'TM';

/** What one element may hold. `codes` closes the list; without it an ID comes from an external list. */
export interface DataType<T> {
  readonly kind: ElementKind;
  readonly min: number;
  readonly max: number;
  readonly codes?: readonly string[];
  /** A format that DTP02 could name, for text whose format is always the same. */
  readonly format?: 'RD8';
  /** Phantom: carries the TypeScript type of the value. Never set. */
  readonly valueType?: T;
}

export const an = (min: number, max: number): DataType<string> => ({ kind: 'AN', min, max });
/** Two days with a hyphen, CCYYMMDD-CCYYMMDD. */
export const period = (): DataType<string> => ({ kind: 'AN', min: 17, max: 17, format: 'RD8' });
/** A code from an external list (HCPCS, ICD-10-CM, states, CARC ...): length only. */
export const id = (min: number, max: number): DataType<string> => ({ kind: 'ID', min, max });
/** A closed list of the guide; becomes a union of literals. */
export const code = <const C extends readonly string[]>(...codes: C): DataType<C[number]> => ({
  kind: 'ID',
  min: Math.min(...codes.map((c) => c.length)),
  max: Math.max(...codes.map((c) => c.length)),
  codes,
});
/** A text as a code of a closed list; undefined when it is none of them. */
export const asCode = <C extends string>(list: DataType<C>, text: string): C | undefined =>
  list.codes?.includes(text) === true ? (text as C) : undefined;
/** N0: a whole number. */
export const whole = (min: number, max: number): DataType<number> => ({ kind: 'N0', min, max });
/** R: decimal text; `max` counts digits only, not sign or point. */
export const decimal = (min = 1, max = 18): DataType<string> => ({ kind: 'R', min, max });
/** DT: CCYYMMDD (6 characters in the ISA). */
export const date = (length = 8): DataType<string> => ({ kind: 'DT', min: length, max: length });
/** TM: HHMM, HHMMSS, HHMMSSDD. */
export const time = (min = 4, max = 8): DataType<string> => ({ kind: 'TM', min, max });

export interface ElementOptions {
  /** The element can identify a patient: masked by explain, never in an issue. */
  readonly phi?: boolean;
}
export const phi: ElementOptions = { phi: true };

export interface ElementUse<T, U extends Usage> {
  readonly is: 'element';
  readonly usage: U;
  readonly at: string;
  readonly type: DataType<T>;
  readonly phi: boolean;
}
export interface Constant {
  readonly is: 'constant';
  readonly at: string;
  readonly value: string;
}
/** How the writer computes a derived element, and what the reader checks it against. */
export type Derivation = 'hlNumber' | 'hlParent' | 'hlHasChildren' | 'count';
export interface Derived {
  readonly is: 'derived';
  readonly at: string;
  readonly rule: Derivation;
}
/** A composite that is present or absent as a whole; component designators inside: `SV101-1`. */
export interface CompositeUse<F extends Fields, U extends Usage> {
  readonly is: 'composite';
  readonly usage: U;
  readonly at: string;
  readonly fields: F;
}
/** One composite repeated with the repetition separator: an array of what its components hold. */
export interface CompositesUse<F extends Fields, U extends Usage> {
  readonly is: 'composites';
  readonly usage: U;
  readonly at: string;
  readonly max: number;
  readonly fields: F;
}
/**
 * The same run of elements several times in one segment: CAS triplets (stride 3, times 6), HI composites
 * (stride 1, times 12), PLB pairs (stride 2, times 6). Designators inside name the first run.
 */
export interface SeriesUse<F extends Fields, U extends Usage> {
  readonly is: 'series';
  readonly usage: U;
  readonly at: string;
  readonly stride: number;
  readonly times: number;
  readonly fields: F;
}
/** One element repeated with the repetition separator. */
export interface RepetitionUse<T, U extends Usage> {
  readonly is: 'repetition';
  readonly usage: U;
  readonly at: string;
  readonly type: DataType<T>;
  readonly max: number;
  readonly phi: boolean;
}

/** X12 syntax notes with two-digit positions, machine readable: `P0809`, `R0203`, `E0506`, `C0302`, `L070809`. */
export interface SegmentSpec<F extends Fields> {
  readonly is: 'segment';
  readonly id: string;
  readonly fields: F;
  readonly syntax: readonly string[];
  readonly situations: readonly Situation[];
}
/** Rules between the members of one loop, as data. */
export type LoopRule =
  | { readonly exactlyOne: readonly string[] }
  | { readonly atLeastOne: readonly string[] }
  | { readonly atMostOne: readonly string[] };
export interface LoopSpec<F extends Fields> {
  readonly is: 'loop';
  readonly id: string;
  readonly fields: F;
  readonly rules: readonly LoopRule[];
  readonly situations: readonly Situation[];
}
export type Many = number | '>1';
/** A segment or loop used at a place: how often, and whether it must be there. */
export interface Use<N extends Node, U extends Usage, A extends 'one' | 'many'> {
  readonly is: 'use';
  readonly usage: U;
  readonly arity: A;
  readonly max: Many;
  readonly of: N;
}

export type Node = SegmentSpec<Fields> | LoopSpec<Fields>;
export type Field =
  | ElementUse<unknown, Usage>
  | Constant
  | Derived
  | CompositeUse<Fields, Usage>
  | CompositesUse<Fields, Usage>
  | SeriesUse<Fields, Usage>
  | RepetitionUse<unknown, Usage>
  | Use<Node, Usage, 'one' | 'many'>;
export type Fields = { readonly [key: string]: Field };

export interface Put<U extends Usage> {
  <T>(at: string, type: DataType<T>, options?: ElementOptions): ElementUse<T, U>;
  <N extends Node>(node: N): Use<N, U, 'one'>;
  <N extends Node>(node: N, max: Many): Use<N, U, 'many'>;
}
function put<U extends Usage>(usage: U): Put<U> {
  const build = (first: string | Node, second?: DataType<unknown> | Many, options: ElementOptions = {}) => {
    if (typeof first === 'string')
      return { is: 'element', usage, at: first, type: second as DataType<unknown>, phi: options.phi ?? false };
    if (second === undefined) return { is: 'use', usage, arity: 'one', max: 1, of: first };
    return { is: 'use', usage, arity: 'many', max: second as Many, of: first };
  };
  return build as Put<U>;
}
/** Required element, segment or loop; with a maximum it becomes an array of at least one. */
export const R: Put<'R'> = put('R');
/** Situational element, segment or loop; with a maximum it becomes an optional array. */
export const S: Put<'S'> = put('S');
/** Constant: written as it is, used to recognise the segment, absent from the value. */
export const K = (at: string, value: string): Constant => ({ is: 'constant', at, value });
/** Derived: computed by the writer, checked by the reader, absent from the value. */
export const D = (at: string, rule: Derivation): Derived => ({ is: 'derived', at, rule });

export const composite = <const F extends Fields, U extends Usage>(
  usage: U,
  at: string,
  fields: F,
): CompositeUse<F, U> => ({ is: 'composite', usage, at, fields });
export const composites = <const F extends Fields, U extends Usage>(
  usage: U,
  at: string,
  max: number,
  fields: F,
): CompositesUse<F, U> => ({ is: 'composites', usage, at, max, fields });
export const series = <const F extends Fields, U extends Usage>(
  usage: U,
  at: string,
  stride: number,
  times: number,
  fields: F,
): SeriesUse<F, U> => ({ is: 'series', usage, at, stride, times, fields });
export const repetition = <T, U extends Usage>(
  usage: U,
  at: string,
  type: DataType<T>,
  max: number,
  options: ElementOptions = {},
): RepetitionUse<T, U> => ({ is: 'repetition', usage, at, type, max, phi: options.phi ?? false });

export const segment = <const F extends Fields>(
  segmentId: string,
  fields: F,
  syntax: readonly string[] = [],
  situations: readonly Situation[] = [],
): SegmentSpec<F> => ({ is: 'segment', id: segmentId, fields, syntax, situations });
export const loop = <const F extends Fields>(
  loopId: string,
  fields: F,
  rules: readonly LoopRule[] = [],
  situations: readonly Situation[] = [],
): LoopSpec<F> => ({ is: 'loop', id: loopId, fields, rules, situations });

export interface Guide<F extends Fields> {
  readonly is: 'guide';
  /** Our short name: `837P`, `278 request`. */
  readonly name: string;
  /** ST01. */
  readonly set: string;
  /** GS08, and ST03 where the guide uses it. */
  readonly version: string;
  /** GS01: `HC`, `HI`, `HP`, `FA`, `HN`. */
  readonly functionalId: string;
  /** False where the guide does not use ST03 (835): never written, tolerated when read. */
  readonly versionInST: boolean;
  /** BHT02 values that select this guide where one version serves two directions (278). */
  readonly purposes?: readonly string[];
  /** Situational rules of the transaction set as a whole. */
  readonly situations?: readonly Situation[];
  /** Everything between ST and SE. */
  readonly body: F;
}
export const guide = <const F extends Fields>(facts: Omit<Guide<F>, 'is'>): Guide<F> => ({ is: 'guide', ...facts });
/** A guide whose fields are not known at compile time. */
export type AnyGuide = Guide<Fields>;

type Silent = Constant | Derived;
/** A segment of constants and derived elements only: written, but nothing of it reaches the value. */
type Vanishes<X> = X extends { readonly is: 'use'; readonly of: SegmentSpec<infer F> }
  ? F[keyof F] extends Silent
    ? true
    : false
  : X extends Silent
    ? true
    : false;
type Flat<T> = { readonly [P in keyof T]: T[P] };
type KeysOf<F, U extends Usage> = {
  [P in keyof F]: Vanishes<F[P]> extends true ? never : F[P] extends { readonly usage: U } ? P : never;
}[keyof F];
type ValueOf<X> =
  X extends ElementUse<infer T, Usage>
    ? T
    : X extends RepetitionUse<infer T, Usage>
      ? readonly T[]
      : X extends SeriesUse<infer F, Usage> | CompositesUse<infer F, Usage>
        ? readonly ValueOfFields<F>[]
        : X extends CompositeUse<infer F, Usage>
          ? ValueOfFields<F>
          : X extends Use<infer N, Usage, infer A>
            ? N extends SegmentSpec<infer F> | LoopSpec<infer F>
              ? A extends 'many'
                ? readonly ValueOfFields<F>[]
                : ValueOfFields<F>
              : never
            : never;
type ValueOfFields<F> = Flat<
  { readonly [P in KeysOf<F, 'R'>]: ValueOf<F[P]> } & { readonly [P in KeysOf<F, 'S'>]?: ValueOf<F[P]> }
>;
/** The business type of a guide, loop or segment: codes are literal unions, S is optional, repeats are arrays. */
export type Infer<X> =
  X extends Guide<infer F>
    ? ValueOfFields<F>
    : X extends SegmentSpec<infer F> | LoopSpec<infer F>
      ? ValueOfFields<F>
      : never;
