/** A guide made ready for writing: one flat list of fields per segment, one of places per loop, in wire order. */

import { ELEMENT } from './characters.ts';
import { entriesOf, layoutOf, type Place, positionOf } from './layout.ts';
import { Order } from './order.ts';
import { type QuickCheck, quickCheckOf } from './quickCheck.ts';
import type { AnyGuide, DataType, Derivation, Field, Fields, LoopRule, LoopSpec, SegmentSpec } from './schema.ts';
import { LAST_BIT, type MaskCheck, maskCheckOf } from './syntaxMask.ts';

/** What is to be done with a field: numbers, because every element of every claim asks for it. */
const TEXT = 0;
const CODE = 1;
const CHECKED = 2;
export const NUMBER = 3;
export const CONSTANT = 4;
export const DERIVED = 5;
export const COMPOSITE = 6;
export const SERIES = 7;

/** One element or component at its place, or what holds several of them. All have the same shape. */
export interface FieldPlan {
  readonly kind: number;
  readonly key: string;
  /** 1-based, of the first run; the component is 1 where the element has none. */
  readonly element: number;
  readonly component: number;
  readonly required: boolean;
  /** Required, constant or derived: it may not be passed over. */
  readonly must: boolean;
  readonly min: number;
  readonly max: number;
  /** CODE: what may stand there. */
  readonly codes: readonly string[];
  /** CHECKED and NUMBER: whether a text of printable ASCII is in order. */
  readonly check: QuickCheck;
  /** CONSTANT: what is written, also as bytes. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly rule: Derivation | undefined;
  /** COMPOSITE and SERIES. */
  readonly fields: Order<FieldPlan>;
  readonly times: number;
  readonly stride: number;
}
export interface SegmentPlan {
  readonly id: string;
  /** The id and the constants that follow it: bytes, with the numbers of separators in their places. */
  readonly head: Uint8Array;
  /** How many constants the head has: elements from the first on. */
  readonly headFields: number;
  /** As many bytes as its text can have. */
  readonly room: number;
  readonly spec: SegmentSpec<Fields>;
  readonly fields: Order<FieldPlan>;
  /** False where the segment has a form that is only written the plain way. */
  readonly quick: boolean;
  /** Syntax notes, asked with a bit for each element that is there. */
  readonly notes: readonly MaskCheck[];
  /** The element whose format another one names, and the one that names it. */
  readonly dated: FieldPlan | undefined;
  readonly format: FieldPlan | undefined;
}
/** A segment or loop at its place; one of the two is there. */
export interface PlacePlan {
  readonly key: string;
  readonly required: boolean;
  readonly must: boolean;
  readonly many: boolean;
  /** Infinity where the guide sets no limit. */
  readonly max: number;
  /** Constants and derived elements only: written whenever it is required, never in the value. */
  readonly silent: boolean;
  readonly segment: SegmentPlan | undefined;
  readonly loop: LoopPlan | undefined;
}
export interface LoopPlan {
  readonly places: Order<PlacePlan>;
  /** Our keys of the levels of the hierarchy right below. */
  readonly levels: readonly string[];
  readonly rules: readonly LoopRule[];
}

const plans = new WeakMap<Fields, LoopPlan>();
/** The plan of everything between ST and SE, made once per guide. */
export const planOf = (guide: AnyGuide): LoopPlan => loopPlan(guide.body, []);

function loopPlan(fields: Fields, rules: readonly LoopRule[]): LoopPlan {
  const known = plans.get(fields);
  if (known !== undefined) return known;
  const { places, levels } = layoutOf(fields);
  const plan = { places: new Order(places.map(placePlan)), levels: levels.map(({ key }) => key), rules };
  plans.set(fields, plan);
  return plan;
}

const loopOf = ({ fields, rules }: LoopSpec<Fields>): LoopPlan => loopPlan(fields, rules);

const placePlan = ({ key, use, silent }: Place): PlacePlan => ({
  key,
  required: use.usage === 'R',
  must: use.usage === 'R',
  many: use.arity === 'many',
  max: use.max === '>1' ? Infinity : use.max,
  silent,
  segment: use.of.is === 'segment' ? planOfSegment(use.of) : undefined,
  loop: use.of.is === 'loop' ? loopOf(use.of) : undefined,
});

const segments = new WeakMap<SegmentSpec<Fields>, SegmentPlan>();
export function planOfSegment(spec: SegmentSpec<Fields>): SegmentPlan {
  const known = segments.get(spec);
  if (known !== undefined) return known;
  const fields = fieldPlans(spec, spec.fields) ?? [];
  const notes = spec.syntax.map(maskCheckOf);
  const dated = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;
  const find = (element: number) => fields.find((field) => dated > 0 && field.element === element);
  const plan = {
    id: spec.id,
    ...headOf(spec.id, fields),
    room: spec.id.length + lastOf(fields) + 2 + roomOf(fields),
    spec,
    fields: new Order(fields),
    quick: fields.length > 0 && isAscending(fields) && (notes.length === 0 || lastOf(fields) <= LAST_BIT),
    notes,
    dated: find(dated),
    format: find(dated - 1),
  };
  segments.set(spec, plan);
  return plan;
}

/** undefined where the list has a form that is only written the plain way: repetitions, composites of composites. */
function fieldPlans(spec: SegmentSpec<Fields>, fields: Fields): readonly FieldPlan[] | undefined {
  const plans: FieldPlan[] = [];
  for (const [key, field] of entriesOf(fields)) {
    const plan = fieldPlan(spec, key, field);
    if (plan === undefined) return undefined;
    plans.push(plan);
  }
  return plans;
}

const never: QuickCheck = () => false;
function fieldPlan(spec: SegmentSpec<Fields>, key: string, field: Field): FieldPlan | undefined {
  if (field.is === 'use' || field.is === 'repetition' || field.is === 'composites') return undefined;
  const { element, component = 1 } = positionOf(spec.id, field.at);
  const plan: FieldPlan = {
    kind: CONSTANT,
    key,
    element,
    component,
    required: 'usage' in field && field.usage === 'R',
    must: field.is === 'constant' || field.is === 'derived' || field.usage === 'R',
    min: 0,
    max: 0,
    codes: [],
    check: never,
    text: '',
    bytes: NOTHING,
    rule: undefined,
    fields: NO_FIELDS,
    times: 1,
    stride: 1,
  };
  switch (field.is) {
    case 'constant':
      return { ...plan, text: field.value, bytes: bytesOf(field.value) };
    case 'derived':
      return { ...plan, kind: DERIVED, rule: field.rule };
    case 'element':
      return { ...plan, ...elementPlan(field.type) };
    case 'composite': {
      const inner = fieldPlans(spec, field.fields);
      const isOne = inner?.every((one) => one.element === element && one.kind < COMPOSITE) === true;
      return isOne ? { ...plan, kind: COMPOSITE, fields: new Order(inner ?? []) } : undefined;
    }
    case 'series': {
      const inner = fieldPlans(spec, field.fields);
      if (inner?.some((one) => one.kind === SERIES) !== false) return undefined;
      return { ...plan, kind: SERIES, fields: new Order(inner), times: field.times, stride: field.stride };
    }
  }
}

/** Whether a text may stand in a field, its characters aside. */
export function isSound({ kind, min, max, codes, check }: FieldPlan, text: string): boolean {
  if (kind === TEXT) return text.length >= min && text.length <= max;
  if (kind === CODE) {
    for (let n = 0; n < codes.length; n++) if (codes[n] === text) return true;
    return false;
  }
  return kind === CHECKED && check(text);
}

/** Where a length or a short list is all that is asked, it is asked without a call. */
function elementPlan(type: DataType<unknown>): Pick<FieldPlan, 'kind' | 'min' | 'max' | 'codes' | 'check'> {
  const { kind, min, max, codes } = type;
  const isText = codes === undefined && (kind === 'AN' || kind === 'ID');
  const isCode = codes !== undefined && codes.length <= SHORT_LIST && kind !== 'N0';
  return {
    kind: kind === 'N0' ? NUMBER : isText ? TEXT : isCode ? CODE : CHECKED,
    min,
    max,
    codes: codes ?? [],
    check: quickCheckOf(type),
  };
}
/** Comparing so many codes is faster than looking one up. */
const SHORT_LIST = 8;

/** The id and the constants right behind it: most segments are told apart by these. */
function headOf(id: string, fields: readonly FieldPlan[]): Pick<SegmentPlan, 'head' | 'headFields'> {
  const bytes = [...bytesOf(id)];
  let count = 0;
  for (const { kind, element, component, bytes: constant } of fields) {
    if (kind !== CONSTANT || element !== count + 1 || component !== 1) break;
    bytes.push(ELEMENT, ...constant);
    count += 1;
  }
  return { head: Uint8Array.from(bytes), headFields: count };
}

const NO_FIELDS = new Order<FieldPlan>([]);
const NOTHING = new Uint8Array(0);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes of data and of separators between components; a number may have a sign and a point. */
const roomOf = (fields: readonly FieldPlan[]): number =>
  fields.reduce(
    (sum, { max, text, component, fields: inner, times }) =>
      sum + times * (Math.max(max, LONGEST_NUMBER) + 2 + text.length + component + roomOf(inner.list)),
    0,
  );
/** Levels and counts. */
const LONGEST_NUMBER = 20;

/** Whether the fields stand in the order of the wire, so that separators can be written as they are met. */
function isAscending(fields: readonly FieldPlan[]): boolean {
  let last = 0;
  for (const { kind, element, component, fields: inner, times, stride } of fields) {
    const at = element * 100 + component;
    if (at <= last || !isAscending(inner.list)) return false;
    if (kind === SERIES && lastOf(inner.list) - element >= stride) return false;
    last = kind === SERIES ? (element + times * stride) * 100 - 1 : kind === COMPOSITE ? element * 100 + 99 : at;
  }
  return true;
}

const lastOf = (fields: readonly FieldPlan[]): number =>
  Math.max(
    0,
    ...fields.map(({ kind, element, fields: inner, times, stride }) =>
      kind === SERIES ? lastOf(inner.list) + (times - 1) * stride : element,
    ),
  );
